"""A database that goes away in the middle of a run is waited for, and the work that it cost is done again.

    patience = Patience(settings=settings, engine=engine, lease=lease)
    patience.do(partial(ingest_batch, run, batch))

It is for work that is done whole or not at all: a transaction, or several that change nothing when they are repeated.
An embedded server that went down is started again. It decides nothing about what waiting does not help.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event
from time import monotonic
from typing import TypeVar

from sqlalchemy import Engine

from etl.errors import Unavailable
from etl.settings import Settings
from etl.store.leases import Lease
from etl.store.postgres import await_again

_PAUSE_SECONDS = 1.0  # before work that failed for something outside is tried again

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How a run waits: `database_wait_seconds` at most, and no longer once it was told to end."""

    settings: Settings
    engine: Engine
    lease: Lease
    stopped: Event = field(default_factory=Event)

    def do(self, work: Callable[[], Done]) -> Done:
        """Do some work, and do it again when the database is back.

        Raises:
            Unavailable: it stayed away, or answers and does not let us work.
        """
        deadline = None
        while True:
            try:
                return work()
            except Unavailable:
                deadline = deadline or monotonic() + self.settings.database_wait_seconds
                if not self._is_back(deadline):
                    raise

    def _is_back(self, deadline: float) -> bool:
        """Wait a moment, and on until the database answers; False when time is up or the run was told to end."""
        while not self.stopped.wait(_PAUSE_SECONDS) and monotonic() < deadline:
            with suppress(Unavailable):
                await_again(self.settings, self.engine, 0)
                self.lease.take()
                return True
        return False
