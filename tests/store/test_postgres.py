"""The server that is named, the engine, and the schema's revision."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from etl.errors import Misconfigured, Unavailable
from etl.settings import Settings
from etl.store.named import await_named, named_url
from etl.store.postgres import (
    Server,
    drop_schema,
    ensure_server,
    make_engine,
    migrate,
    newest_revision,
    psql_environment,
    psql_url,
    reaching_postgres,
    recreate_database,
    require_schema,
    schema_revision,
    serving,
    stop_server,
)
from etl.store.status import server_status


def settings_of(url: str, *, wait: int = 1) -> Settings:
    return Settings(data_dir=Path("/nonexistent"), database_url=url, database_wait_seconds=wait, _env_file=None)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),  # as hosting platforms set it
        ("postgresql://u:p@h:5432/d", "postgresql+psycopg://u:p@h:5432/d"),  # as psql takes it
        ("postgresql+asyncpg://u@h/d", "postgresql+psycopg://u@h/d"),  # as another program of theirs takes it
        ("postgresql+psycopg://u:p%40ss@h/d?sslmode=require", "postgresql+psycopg://u:p%40ss@h/d?sslmode=require"),
        (" postgresql://h/d\n", "postgresql+psycopg://h/d"),  # as pasted
    ],
)
def test_a_named_url_is_read_whatever_driver_it_names(typed: str, read: str) -> None:
    assert named_url(settings_of(typed)).render_as_string(hide_password=False) == read


@pytest.mark.parametrize(
    "typed", ["mysql://u:secret@h/d", "host=h password=secret", "sqlite:///x", "postgresql://h:port/d"]
)
def test_what_is_no_postgres_url_is_refused_without_showing_it(typed: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        named_url(settings_of(typed))
    assert "secret" not in str(refused.value)


def test_a_named_server_is_used_and_left_alone(server: Server) -> None:
    settings = settings_of(psql_url(server))
    with serving(settings) as found:
        assert found.url.startswith("postgresql+psycopg://")
        assert (found.embedded, found.started_here, found.data_dir) == (False, False, None)
        assert found.version == server.version
    assert ensure_server(settings).version == server.version
    with pytest.raises(Misconfigured, match="not ours"):
        stop_server(settings)
    with pytest.raises(Misconfigured, match="embedded"):
        recreate_database(found)


@pytest.mark.parametrize(("part", "value"), [("password", "wrong"), ("database", "nowhere"), ("username", "nobody")])
def test_a_server_that_refuses_us_is_not_waited_for(server: Server, part: str, value: str) -> None:
    url = make_url(server.url).set(**{part: value})
    with pytest.raises(Misconfigured, match="refuses us"):
        await_named(url, seconds=60)


def test_a_setting_that_libpq_does_not_know_is_refused(server: Server) -> None:
    with pytest.raises(Misconfigured, match="cannot be used"):
        await_named(make_url(server.url).update_query_dict({"ssl": "yes"}), seconds=60)


def test_a_server_that_is_away_is_waited_for_and_then_unavailable() -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        ensure_server(settings_of("postgresql://u@127.0.0.1:1/d"))


def test_a_server_that_comes_up_while_we_wait_is_used(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, database_url=None, _env_file=None)
    with serving(settings) as server:
        url = make_url(server.url)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(await_named, url, 60)
        with serving(settings):
            assert waiting.result() == server.version


def test_the_status_of_a_named_server_shows_no_password(server: Server, database_url: str) -> None:
    status = server_status(settings_of(database_url))
    assert status.running
    assert not status.embedded
    assert status.revision == newest_revision()
    assert status.database_bytes
    assert status.url
    password = make_url(server.url).password
    assert password
    assert password not in repr(status)


def test_the_status_of_a_server_that_is_away_says_why() -> None:
    status = server_status(settings_of("postgresql://u@127.0.0.1:1/d"))
    assert not status.running
    assert "refused" in (status.problem or "")


def test_psql_gets_its_password_by_the_environment(server: Server) -> None:
    url = make_url(server.url)
    given = psql_environment(server)
    assert given["PGPASSWORD"] == url.password
    assert given["PGPORT"] == str(url.port)
    assert given["PGDATABASE"] == url.database


def test_an_engine_speaks_utc_under_our_name(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "UTC"
        assert connection.execute(text("SHOW application_name")).scalar_one() == "dateline"


def test_errors_of_statements_do_not_show_what_was_stored(engine: Engine) -> None:
    with pytest.raises(ProgrammingError) as failed, engine.begin() as connection:
        connection.execute(text("SELECT no_such_function(:words)"), {"words": "a leaked sentence"})
    assert "a leaked sentence" not in str(failed.value)


def test_a_lost_connection_is_unavailable_and_the_next_one_works(engine: Engine) -> None:
    with pytest.raises(Unavailable), reaching_postgres(), engine.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar_one() == 1


def test_a_closed_port_is_unavailable() -> None:
    engine = make_engine("postgresql+psycopg://u@127.0.0.1:1/d")
    with pytest.raises(Unavailable), reaching_postgres(), engine.connect():
        pass


def test_a_defect_of_ours_stays_what_it_is(engine: Engine) -> None:
    with pytest.raises(ProgrammingError), reaching_postgres(), engine.connect() as connection:
        connection.execute(text("SELEKT 1"))


def test_a_lock_that_is_held_too_long_is_unavailable(engine: Engine) -> None:
    with engine.connect() as holder, engine.connect() as other:
        holder.execute(text("CREATE TABLE public.held (n integer)"))
        holder.commit()
        holder.execute(text("LOCK TABLE public.held"))
        other.execute(text("SET lock_timeout = '10ms'"))
        with pytest.raises(Unavailable), reaching_postgres():
            other.execute(text("SELECT * FROM public.held"))


def test_the_schema_is_required_made_kept_and_taken_back(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    assert schema_revision(engine) is None
    with pytest.raises(Misconfigured, match="db upgrade"):
        require_schema(engine)
    migrate(engine)
    require_schema(engine)
    migrate(empty_database_url)  # nothing is left to do
    assert schema_revision(engine) == newest_revision()
    drop_schema(engine)
    assert schema_revision(engine) is None
    engine.dispose()


def test_two_processes_that_migrate_at_once_wait_for_each_other(empty_database_url: str) -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(migrate, empty_database_url) for _ in range(2)]:
            done.result()
    engine = make_engine(empty_database_url)
    require_schema(engine)
    engine.dispose()


def test_a_migration_leaves_no_setting_behind_in_the_pool(engine: Engine) -> None:
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "0"


def test_the_embedded_database_is_dropped_whoever_is_connected(tmp_path: Path) -> None:
    with serving(Settings(data_dir=tmp_path, database_url=None, _env_file=None)) as server:
        with psycopg.connect(psql_url(server), autocommit=True) as guest:
            guest.execute("CREATE TABLE gone (n integer)")
            recreate_database(server)
        with psycopg.connect(psql_url(server)) as guest:
            assert guest.execute("SELECT to_regclass('gone')").fetchone() == (None,)
