"""Ask the database, for people: the last report, row counts, the answer to a statement of ours. It writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Engine, text

from etl.records import Report, Verdict
from etl.store.schema import metadata


def last_report(engine: Engine) -> Report | None:
    """The report of the run that finished last."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT *, extract(epoch FROM finished_at - started_at) AS seconds FROM ops.run"
                " WHERE state = 'finished' ORDER BY finished_at DESC LIMIT 1"
            )
        ).one_or_none()
    if found is None:
        return None
    counts = {verdict: getattr(found, f"{verdict}_count") for verdict in Verdict}
    return Report(run_id=found.run_id, counts=MappingProxyType(counts), seconds=float(found.seconds))


def count_rows(engine: Engine) -> dict[str, int]:
    """Rows of each table of `news`, `ops` and `bi`, by qualified name."""
    with engine.connect() as connection:
        return {
            f"{table.schema}.{table.name}": connection.execute(
                text(f"SELECT count(*) FROM {table.schema}.{table.name}")
            ).scalar_one()
            for table in sorted(metadata.sorted_tables, key=lambda table: (str(table.schema), table.name))
        }


def answer(engine: Engine, statement: str) -> tuple[Sequence[str], list[tuple[Any, ...]]]:
    """Column names and rows of one statement, in a transaction that may not write."""
    with engine.connect() as connection:
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        result = connection.exec_driver_sql(statement)
        return list(result.keys()), [tuple(row) for row in result]
