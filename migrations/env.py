"""How Alembic reaches the database: one transaction a migration, under an advisory lock, with a lock timeout.

`etl.store.postgres.migrate` hands over an open connection; `alembic` on the command line is not a door of this
project (`dateline db upgrade` is). Offline mode is not offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection, text

from etl.store.schema import SCHEMAS, metadata

# Any number, the same for everyone: two processes that migrate at once wait for each other.
MIGRATION_LOCK = 0x0DA7E11E


def _is_ours(name: str | None, type_: str, _parents: Any) -> bool:
    return name in SCHEMAS if type_ == "schema" else True


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the lock on a connection of its own, so that each migration keeps a transaction of its own.

    The server releases it when this process dies; no lock is left behind.
    """
    with connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as guard:
        guard.execute(text("SELECT pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        try:
            yield
        finally:
            guard.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})


def _run(connection: Connection) -> None:
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        include_schemas=True,
        include_name=_is_ours,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with _alone(connection), context.begin_transaction():
        context.run_migrations()


_run(context.config.attributes["connection"])
