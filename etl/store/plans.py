"""How statements that go over the archive as a whole are planned.

    prefer_hashes(connection)                   until the end of the transaction
    plan(connection, {"work_mem": "64MB"})      the same, of one's own choice

Statements of a load look up a few rows and are planned for that (`etl.store.load`).
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

_HASHES = {"enable_nestloop": "off", "enable_seqscan": "on", "work_mem": "64MB"}


def prefer_hashes(connection: Connection) -> None:
    """Let hashes be made rather than rows looked up one by one.

    Most of the archive takes part, and freshly loaded tables have no statistics yet: without this the planner may go
    through them once a row (600 articles took three minutes, and a second with it).
    """
    plan(connection, _HASHES)


def plan(connection: Connection, wanted: Mapping[str, str]) -> None:
    """Set what the planner goes by, until the end of the transaction."""
    for name, value in wanted.items():
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
