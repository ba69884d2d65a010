"""One request per host at a time, a pause between two, and waiting that ends when the run does.

    turns = Turns()
    with turns.take("news.example", pause=1.0):
        ...                                       one request
    turns.stop()                                  whoever waits gives up

It knows no protocol.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from etl.errors import Unavailable


@dataclass(slots=True)
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0  # of the monotonic clock


@dataclass(slots=True)
class Turns:
    """Who may ask which host when; shared by all threads of a run."""

    _hosts: dict[str, _Host] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _ends: set[Callable[[], None]] = field(default_factory=set)

    @contextmanager
    def take(self, host: str, *, pause: float) -> Iterator[None]:
        """Hold the host's only place; the next one gets it `pause` seconds after this one is done.

        Raises:
            Unavailable: the run ends.
        """
        with self._guard:
            place = self._hosts.setdefault(host, _Host())
        with place.lock:
            self.wait(place.free_at - time.monotonic())
            try:
                yield
            finally:
                place.free_at = time.monotonic() + pause

    def wait(self, seconds: float) -> None:
        """Let time pass.

        Raises:
            Unavailable: the run ends.
        """
        if self._stopped.wait(max(0.0, seconds)):
            raise Unavailable("The run ended before it was fetched.")

    @contextmanager
    def ended_by(self, end: Callable[[], None]) -> Iterator[None]:
        """While the block runs, the end of the run calls `end` too."""
        with self._guard:
            self._ends.add(end)
        if self._stopped.is_set():
            end()
        try:
            yield
        finally:
            with self._guard:
                self._ends.discard(end)

    def stop(self) -> None:
        """Nobody waits any more, and requests under way are given up."""
        self._stopped.set()
        with self._guard:
            ends = tuple(self._ends)
        for end in ends:
            end()
