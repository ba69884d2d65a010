"""Publish: what passed its checks becomes what BI tools read, all at once.

    publish(engine, run_id)  ->  rows changed in each relation of `bi`

The checks of `etl/bi/checks.sql` come first; one that fails leaves `bi` as it is and raises. Then the SELECT of every
relation is put into `staging` and merged from there, all in one transaction: rows that did not change are not touched,
rows that are gone are deleted.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, Engine, Table, text

from etl import bi
from etl.errors import Misconfigured
from etl.store.copy import merge_rows
from etl.store.load import take_turn
from etl.store.plans import prefer_hashes
from etl.store.schema import metadata, ops


def publish(engine: Engine, run_id: UUID) -> dict[str, int]:
    """Check, then refresh `bi`; returns how many rows of each relation were inserted, changed or deleted.

    Raises:
        Misconfigured: a check fails, which is a defect or a hand-made change; `bi` stays as it was.
    """
    with engine.begin() as connection:
        take_turn(connection)  # what is loaded meanwhile would be older than this check and not in it
        prefer_hashes(connection)
        failing = _check(connection, run_id)
    if failing:
        raise Misconfigured(f"Nothing was published, these checks fail: {'; '.join(failing)}. See ops.quality_result.")
    return refresh(engine)


def refresh(engine: Engine) -> dict[str, int]:
    """Bring `bi` up to date without a check: what must not be seen any more cannot wait for one."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": 0x0DA7E1B1})
        prefer_hashes(connection)
        return _refresh(connection)


def _check(connection: Connection, run_id: UUID) -> list[str]:
    results = connection.execute(text(bi.query("checks"))).all()
    now = connection.execute(text("SELECT now()")).scalar_one()
    stored = [(run_id, row.check_name, row.failing_count, now) for row in results]
    merge_rows(connection, ops.QualityResult, stored, replaced=("failing_count", "checked_at"))
    return [row.check_name for row in results if row.failing_count]


def _refresh(connection: Connection) -> dict[str, int]:
    changed = dict.fromkeys(bi.RELATIONS, 0)
    for name in bi.RELATIONS:
        connection.exec_driver_sql(f"CREATE UNLOGGED TABLE staging.{name} AS {bi.query(name)}")
        changed[name] += _put(connection, metadata.tables[f"bi.{name}"])
    for name in reversed(bi.RELATIONS):
        changed[name] += _drop_gone(connection, metadata.tables[f"bi.{name}"])
        connection.exec_driver_sql(f"DROP TABLE staging.{name}")
    return changed


def _put(connection: Connection, table: Table) -> int:
    columns = ", ".join(table.columns.keys())
    keys = [column.name for column in table.primary_key.columns]
    others = [column.name for column in table.columns if column.name not in keys]
    old, new = (", ".join(f"{side}.{name}" for name in others) for side in ("shown", "excluded"))
    return connection.exec_driver_sql(
        f"INSERT INTO bi.{table.name} AS shown ({columns}) SELECT {columns} FROM staging.{table.name} "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET ({', '.join(others)}) = ROW({new}) "
        f"WHERE ({old}) IS DISTINCT FROM ({new})"
    ).rowcount


def _drop_gone(connection: Connection, table: Table) -> int:
    matched = " AND ".join(f"now.{column.name} = shown.{column.name}" for column in table.primary_key.columns)
    return connection.exec_driver_sql(
        f"DELETE FROM bi.{table.name} AS shown "
        f"WHERE NOT EXISTS (SELECT FROM staging.{table.name} AS now WHERE {matched})"
    ).rowcount
