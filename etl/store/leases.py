"""Which runs are alive: a run holds a lock of its own as long as its process and its connection last.

    lease = hold(engine, run_id)        the server gives it up when this process dies, and no sooner
    close_zombies(connection)           runs that say "running" and hold no lock are closed as failed

No clock and no process number is asked, so it holds for runs of other machines as well. It loads nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from etl.store.postgres import reaching_postgres
from etl.store.runs import end_run

_INTERRUPTED = "It was interrupted: its process, its machine or the server ended before it did."


@dataclass(slots=True)
class Lease:
    """The lock of a run, on a connection that does nothing else."""

    engine: Engine
    run_id: UUID
    _connection: Connection | None = None
    _turn: Lock = field(default_factory=Lock)

    def take(self) -> None:
        """Hold the lock; called again after the server was away, it holds it again.

        Raises:
            Unavailable: the database is away.
        """
        with self._turn, reaching_postgres():
            if self._is_held():
                return
            connection = self.engine.connect()
            connection.detach()  # back in the pool, it would hold the lock for whoever comes next
            # Tried and not waited for: a server that lost us may hold it for our former connection still.
            connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _key(self.run_id)})
            connection.commit()
            self._connection = connection

    def release(self) -> None:
        """Give the lock up."""
        with self._turn:
            self._close()

    def _is_held(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
            self._connection.commit()
        except DBAPIError:
            self._close()
            return False
        return True

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):  # the server is gone, and the lock with it
                connection.close()


def hold(engine: Engine, run_id: UUID) -> Lease:
    """Take the lock of a run that is about to begin."""
    lease = Lease(engine, run_id)
    lease.take()
    return lease


def close_zombies(engine: Engine) -> int:
    """Close the runs that are no longer alive; returns how many there were."""
    with engine.begin() as connection:
        running = connection.execute(text("SELECT run_id FROM ops.run WHERE state = 'running'")).scalars().all()
        dead = [run_id for run_id in running if _is_dead(connection, run_id)]
        for run_id in dead:
            end_run(connection, run_id, state="failed", failure=_INTERRUPTED)
    return len(dead)


def _is_dead(connection: Connection, run_id: UUID) -> bool:
    """Whether nobody holds the lock of a run; of two that look at once, one finds the other's."""
    return bool(connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _key(run_id)}).scalar_one())


def _key(run_id: UUID) -> int:
    """A lock's number out of a run's: 63 of its random bits."""
    return run_id.int & (1 << 63) - 1
