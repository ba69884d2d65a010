"""Migrations: up, down and up on a filled database; models and migrations say the same; every comment is there."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from etl.errors import Misconfigured
from etl.signatures import bands
from etl.store.ask import count_rows
from etl.store.postgres import alembic_config, make_engine, migrate, require_schema, schema_revision
from etl.store.schema import SCHEMAS, metadata
from tests.conftest import ROOT
from tests.ingest import SAMPLE, Ingest

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


def test_there_is_one_line_of_numbered_revisions() -> None:
    assert [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS


def test_up_down_and_up_again_from_every_revision(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    for revision in REVISIONS:
        migrate(engine, revision)
        _downgrade(engine, "-1")
        migrate(engine, revision)
        assert schema_revision(engine) == revision
    engine.dispose()


def test_down_and_up_on_a_filled_database(engine: Engine, ingest: Ingest) -> None:
    ingest(SAMPLE / "text")
    filled = count_rows(engine)
    assert filled["news.article"] > 15
    _downgrade(engine, "base")
    with engine.connect() as connection:
        left = connection.execute(
            text("SELECT count(*) FROM pg_namespace WHERE nspname = ANY(:names)"), {"names": list(SCHEMAS)}
        ).scalar_one()
    assert left == 0
    migrate(engine)
    assert set(count_rows(engine).values()) == {0}
    ingest(SAMPLE / "text")
    assert count_rows(engine) | {"ops.run": 1} == filled | {"ops.run": 1}


def test_bands_are_made_again_out_of_signatures(engine: Engine, ingest: Ingest) -> None:
    ingest(SAMPLE / "text")
    as_loaded = _bands(engine)
    assert all(made == bands(signature) for signature, made in as_loaded)
    _downgrade(engine, "0010")
    assert {len(made) for _, made in _bands(engine)} == {64}
    migrate(engine)
    assert _bands(engine) == as_loaded


def test_models_and_migrations_say_the_same(engine: Engine) -> None:
    with engine.connect() as connection:
        command.check(alembic_config(connection))


@pytest.mark.parametrize("kind", ["tables", "columns", "schemas"])
def test_everything_in_the_database_carries_a_comment(engine: Engine, kind: str) -> None:
    statements = {
        "tables": "SELECT c.oid::regclass::text FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE n.nspname = ANY(:names) AND c.relkind IN ('r', 'v', 'm')"
        " AND obj_description(c.oid, 'pg_class') IS NULL",
        "columns": "SELECT c.oid::regclass || '.' || a.attname FROM pg_class AS c"
        " JOIN pg_namespace AS n ON n.oid = c.relnamespace JOIN pg_attribute AS a ON a.attrelid = c.oid"
        " WHERE n.nspname = ANY(:names) AND c.relkind IN ('r', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped"
        " AND col_description(c.oid, a.attnum) IS NULL",
        "schemas": "SELECT nspname FROM pg_namespace WHERE nspname = ANY(:names)"
        " AND obj_description(oid, 'pg_namespace') IS NULL",
    }
    with engine.connect() as connection:
        silent = connection.execute(text(statements[kind]), {"names": list(SCHEMAS)}).scalars().all()
    assert silent == []


def test_every_table_has_a_key_and_children_point_to_their_parents() -> None:
    keyless = [table.fullname for table in metadata.sorted_tables if not table.primary_key.columns]
    assert keyless == []
    alone = [
        table.fullname
        for table in metadata.sorted_tables
        if "version_id" in table.columns and table.name != "article_version" and not table.foreign_keys
    ]
    assert alone == []


def test_a_migration_that_is_killed_in_the_middle_is_made_whole_by_the_next(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    migrate(engine, REVISIONS[2])
    with engine.connect() as holder:
        holder.execute(text("LOCK TABLE ops.rejection IN ACCESS SHARE MODE"))
        upgrade = subprocess.Popen(
            [sys.executable, "-m", "etl", "db", "upgrade"],
            env=os.environ | {"DATABASE_URL": empty_database_url, "PYTHONPATH": str(ROOT)},
        )
        _await_waiting(engine)
        upgrade.kill()
        upgrade.wait()
    assert schema_revision(engine) == REVISIONS[2], "nothing of it is there"
    migrate(engine)
    assert schema_revision(engine) == REVISIONS[-1]
    engine.dispose()


def test_a_table_that_somebody_holds_is_waited_for(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    migrate(engine, REVISIONS[2])
    with ThreadPoolExecutor(1) as threads, engine.connect() as holder:
        holder.execute(text("LOCK TABLE ops.rejection IN ACCESS SHARE MODE"))
        upgrade = threads.submit(migrate, engine)
        _await_waiting(engine)
        holder.execute(text("SELECT pg_sleep(6)"))  # longer than one try
        holder.rollback()
        upgrade.result()
    assert schema_revision(engine) == REVISIONS[-1]
    engine.dispose()


def test_a_schema_of_a_newer_program_is_refused_in_a_line(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for door in (migrate, require_schema):
        with pytest.raises(Misconfigured, match="9999"):
            door(engine)


def _bands(engine: Engine) -> list[tuple[bytes, tuple[int, ...]]]:
    stored = text("SELECT signature, bands FROM news.article_version ORDER BY version_id")
    with engine.connect() as connection:
        return [(row.signature, tuple(row.bands)) for row in connection.execute(stored)]


def _await_waiting(engine: Engine) -> None:
    """Until some session waits for the lock that the test holds."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'ops.rejection'::regclass")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.execute(waiting).scalar_one():
            connection.execute(text("SELECT pg_sleep(0.05)"))


def _downgrade(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        command.downgrade(alembic_config(connection), revision)
