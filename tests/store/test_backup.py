"""A dump holds everything; restored, it is there again, roles and grants too, and a bad file costs nothing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text

from etl.errors import Misconfigured
from etl.settings import Settings
from etl.store.ask import count_rows
from etl.store.backup import dump, restore
from etl.store.binaries import find_program
from etl.store.postgres import Server, ensure_server, make_engine, schema_revision, stop_server
from tests.ingest import SAMPLE, Ingest


@pytest.fixture
def named(server: Server, database_url: str) -> Server:
    """The test's database, as a server of somebody else."""
    return Server(url=database_url, embedded=False, started_here=False, data_dir=None, version=server.version)


@pytest.fixture
def filled(engine: Engine, ingest: Ingest) -> Engine:
    ingest(SAMPLE / "html")
    return engine


def test_what_was_dumped_is_restored_whatever_was_there_since(named: Server, filled: Engine, tmp_path: Path) -> None:
    before, revision = count_rows(filled), schema_revision(filled)
    size = dump(named, tmp_path / "press.dump")
    assert (tmp_path / "press.dump").stat().st_size == size > 10_000
    assert stat.S_IMODE((tmp_path / "press.dump").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["press.dump"]
    with filled.begin() as connection:
        connection.execute(text("TRUNCATE news.article, bi.article CASCADE"))
    filled.dispose()
    restore(named, tmp_path / "press.dump")
    assert (count_rows(filled), schema_revision(filled)) == (before, revision)
    with filled.connect() as connection:
        connection.execute(text("SET ROLE dateline_bi"))
        assert connection.execute(text("SELECT count(*) FROM bi.article")).scalar_one() == before["bi.article"]


def test_a_dump_moves_to_an_embedded_server(named: Server, filled: Engine, tmp_path: Path) -> None:
    dump(named, tmp_path / "press.dump")
    settings = Settings(data_dir=tmp_path / "data", database_url=None, _env_file=None)
    try:
        moved = ensure_server(settings)
        restore(moved, tmp_path / "press.dump")
        engine = make_engine(moved.url)
        assert count_rows(engine) == count_rows(filled)
        engine.dispose()
    finally:
        stop_server(settings)


def test_what_is_no_dump_is_refused_before_anything_goes(named: Server, filled: Engine, tmp_path: Path) -> None:
    before = count_rows(filled)
    (tmp_path / "notes.txt").write_text("These are notes.")
    with pytest.raises(Misconfigured, match=r"pg_restore failed: .*does not appear to be a valid archive"):
        restore(named, tmp_path / "notes.txt")
    with pytest.raises(Misconfigured, match="is not a file"):
        restore(named, tmp_path / "nothing.dump")
    assert count_rows(filled) == before


def test_where_no_file_can_be_written_none_is(named: Server, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be written: No such file or directory"):
        dump(named, tmp_path / "missing" / "press.dump")


def test_an_unreachable_server_is_told_without_the_password(named: Server, tmp_path: Path) -> None:
    url = make_url(named.url).set(port=1, password="hushed").render_as_string(hide_password=False)
    away = Server(url=url, embedded=False, started_here=False, data_dir=None, version=named.version)
    with pytest.raises(Misconfigured, match="pg_dump failed") as told:
        dump(away, tmp_path / "press.dump")
    assert "hushed" not in told.value.message
    assert list(tmp_path.iterdir()) == []


def test_a_server_newer_than_the_programs_is_told() -> None:
    with pytest.raises(Misconfigured, match=r"The server is PostgreSQL 99 and the newest pg_dump here is of \d\d:"):
        find_program("pg_dump", at_least=99)
    with pytest.raises(Misconfigured, match="no pg_nothing is here"):
        find_program("pg_nothing", at_least=15)
