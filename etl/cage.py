"""A process of its own for work that reads what strangers made: it may crash, hang or ask for all memory.

    with open_cage(CageLimits(seconds=60, memory_bytes=1 << 30, file_bytes=50_000_000)) as cage:
        for one in cage.run(work, *arguments): ...       # what the generator `work` gives, as it comes
        said = cage.answer(work, *arguments)             # what the function `work` returns

What came before a crash is had; then `Unreadable` says what happened. The process is started with `spawn` when there is
work, serves one piece of work after the other, and is replaced when it died. `etl.workers` has a pool for work that
gives one answer; here an answer has many parts, of which none is lost. It knows neither archives nor documents.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Event
from time import monotonic
from typing import Any, TypeVar, cast

from etl.errors import DatelineError, RejectionCode, Unreadable

# How a process ends that somebody else ended: the kernel for want of memory, an operator, a machine that goes down.
KILLED = (-signal.SIGKILL, -signal.SIGTERM)

# To start Python on a busy machine.
_START_SECONDS = 120
# What the caller may be late with killing: nobody handles SIGPROF, so that the kernel ends what outlives the caller.
_GRACE_SECONDS = 30
# How often who waits looks whether the run was stopped.
_MOMENT = 1.0

_Part = TypeVar("_Part")


class Killed(Unreadable):
    """The process was ended from outside, for which what it read may not be to blame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CageLimits:
    """What work may cost."""

    seconds: int  # without giving anything
    seconds_name: str  # the settings that hold these limits, for who reads the rejection
    memory_bytes: int
    file_bytes: int  # of any file it writes


@dataclass(frozen=True, slots=True)
class _Given:
    """A part of the answer."""

    part: Any


@dataclass(frozen=True, slots=True)
class _Ended:
    """The end of the answer, and why it is not whole."""

    error: DatelineError | None = None


@dataclass(slots=True)
class Cage:
    """One process, or none while there was no work; who waits for it gives up when the run was `stopped`."""

    limits: CageLimits
    stopped: Event = field(default_factory=Event)
    _process: BaseProcess | None = None
    _line: Connection | None = None

    def run(self, work: Callable[..., Iterable[_Part]], *arguments: object) -> Iterator[_Part]:
        """What `work` gives when it is called in the cage.

        Raises:
            Killed: PARSER_CRASHED, by who ended the process from outside.
            Unreadable: PARSER_CRASHED, TIMEOUT, or TOO_LARGE for want of memory; a defect of ours is INTERNAL.
            DatelineError: whatever of it `work` raises.
            CancelledError: the run was stopped.
        """
        whole = False
        try:
            self._ask(work, arguments)
            while isinstance(said := self._heard(self.limits.seconds), _Given):
                yield said.part
            whole = True
        finally:  # a process that died, or whose answer nobody wants to hear to its end
            if not whole:
                self.close()
        if said.error is not None:
            raise said.error

    def answer(self, work: Callable[..., _Part], *arguments: object) -> _Part:
        """What `work` returns when it is called in the cage; raises as `run`."""
        (said,) = self.run(_once, work, *arguments)
        return cast("_Part", said)

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._line is not None:
            self._line.close()
        self._process = self._line = None

    def _ask(self, work: Callable[..., Iterable[object]], arguments: tuple[object, ...]) -> None:
        if self._process is not None and not self._process.is_alive():
            self.close()
        if self._line is None:
            self._start()
        assert self._line is not None  # noqa: S101 - it was started
        self._line.send((work, arguments))

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._line, far = context.Pipe()
        process = context.Process(target=_serve, args=(far, self.limits), daemon=True)
        process.start()  # a signal may come here: one that has not started cannot be killed, and ends with the line
        self._process = process
        far.close()  # so that the end of the process is the end of the line
        self._heard(_START_SECONDS)

    def _heard(self, seconds: int) -> _Given | _Ended:
        assert self._line is not None  # noqa: S101 - it was started
        until = monotonic() + seconds
        try:
            while not self._line.poll(min(_MOMENT, max(0.0, until - monotonic()))):
                if self.stopped.is_set():
                    raise CancelledError
                if monotonic() >= until:
                    raise self._timeout()
            said: _Given | _Ended = self._line.recv()
        except (EOFError, OSError) as error:
            raise CancelledError if self.stopped.is_set() else self._crashed() from error
        return said

    def _timeout(self) -> Unreadable:
        said = f"For longer than {self.limits.seconds_name} ({self.limits.seconds}) nothing more was read of it."
        return Unreadable(RejectionCode.TIMEOUT, said)

    def _crashed(self) -> Unreadable:
        assert self._process is not None  # noqa: S101 - nobody else is listened to
        self._process.join(_GRACE_SECONDS)
        code = self._process.exitcode
        if code == -signal.SIGPROF:
            return self._timeout()
        said = f"The process that read it died (exit code {code}), for want of memory or of a defect."
        return (Killed if code in KILLED else Unreadable)(RejectionCode.PARSER_CRASHED, said)


@contextmanager
def open_cage(limits: CageLimits, stopped: Event | None = None) -> Iterator[Cage]:
    """A cage that is closed with the block."""
    cage = Cage(limits, stopped or Event())
    try:
        yield cage
    finally:
        cage.close()


def limit_memory(byte_count: int) -> None:
    """No core files, and a ceiling on the memory that this process may ask for."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_DATA, byte_count)


def _lower(kind: int, value: int) -> None:
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _once(work: Callable[..., object], *arguments: object) -> Iterator[object]:
    yield work(*arguments)


def _serve(line: Connection, limits: CageLimits) -> None:
    """What the process does until the line is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started it, who then ends this process
    limit_memory(limits.memory_bytes)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    line.send(_Ended())
    while True:
        try:
            work, arguments = line.recv()
        except EOFError:
            return
        line.send(_Ended(_answered(line, limits, work, arguments)))
        signal.setitimer(signal.ITIMER_PROF, 0)


def _answered(
    line: Connection, limits: CageLimits, work: Callable[..., Iterable[object]], arguments: tuple[object, ...]
) -> DatelineError | None:
    """Send what comes, and tell what went wrong."""
    try:
        signal.setitimer(signal.ITIMER_PROF, limits.seconds + _GRACE_SECONDS)
        for part in work(*arguments):
            line.send(_Given(part))
            signal.setitimer(signal.ITIMER_PROF, limits.seconds + _GRACE_SECONDS)
    except DatelineError as error:
        return error
    except (MemoryError, RecursionError) as error:
        said = f"Reading it took more memory or depth than is allowed ({type(error).__name__})."
        return Unreadable(RejectionCode.TOO_LARGE, said)
    except Exception:  # a defect of ours costs what was read
        return Unreadable(RejectionCode.INTERNAL, traceback.format_exc(limit=-6))
    return None
