"""Migrations: up, down and up on a filled database; models and migrations say the same; every comment is there."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from etl.store.ask import count_rows
from etl.store.postgres import alembic_config, make_engine, migrate, schema_revision
from etl.store.schema import SCHEMAS, metadata
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


def _downgrade(engine: Engine, revision: str) -> None:
    with engine.connect() as connection:
        command.downgrade(alembic_config(connection), revision)
