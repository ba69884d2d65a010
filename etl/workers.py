"""Processes that read batches: as many as there are cores, each with a memory limit, none able to end the run.

    with open_workers(settings) as workers:
        ready = workers.prepare(batch)

A process that dies or hangs over a batch costs one document: the batch is read again one by one, and the document
that kills its process is rejected. Processes are started with `spawn`, when the first batch comes. No database here.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as FutureTimeout
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from threading import Lock
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from etl.cage import KILLED, limit_memory
from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.formats import Limits
from etl.formats.ocr import Ocr
from etl.normalize.lengths import Longest
from etl.normalize.model import model_version
from etl.read import BatchRead, Brought, ReadOptions, prepare_batch, read_batch
from etl.records import Found, Prepared, Provenance, Reading, Rejected, Waiting
from etl.settings import Settings
from etl.sources import files

# A process is replaced after so many batches, so that what a foreign parser leaks does not add up.
_BATCHES_A_PROCESS = 200
# What a process may need beyond a document's own limits: loading the language model on a busy machine, in seconds.
_START_SECONDS = 120
# A batch holds far more records than Python expects (700), none of them in a circle: looking through all of them again
# and again for circles takes a tenth of the time.
_GARBAGE_OBJECTS = 50_000
# Reasons for which an archive or a listing is not tried again by each run while its bytes are the same.
_LASTING = frozenset({RejectionCode.PARSER_CRASHED, RejectionCode.TIMEOUT})


Work = Callable[[Sequence[Found], ReadOptions], BatchRead[Brought]]


@dataclass(slots=True)
class Workers:
    """A running pool."""

    pool: ProcessPool
    pool_size: int
    options: ReadOptions
    renew: Callable[[], ProcessPool]  # another pool like it
    _under_way: set[ProcessFuture[Any]] = field(default_factory=set)
    _turn: Lock = field(default_factory=Lock)
    _is_stopped: bool = False

    def read(self, batch: Sequence[Found]) -> BatchRead[Reading]:
        """Read a batch; may be called from several threads at once.

        Raises:
            Misconfigured: the language model is missing.
        """
        return self._whole(read_batch, batch)

    def prepare(self, batch: Sequence[Found]) -> BatchRead[Prepared]:
        """Read a batch and make the rows that are to be loaded, likewise."""
        return self._whole(prepare_batch, batch)

    def stop(self) -> None:
        """End the processes and whoever waits for them, at once; nothing can be read any more."""
        self._is_stopped = True
        self.pool.stop()
        for future in tuple(self._under_way):
            future.cancel()

    def _whole(self, work: Work[Brought], batch: Sequence[Found]) -> BatchRead[Brought]:
        read = self._parts(work, batch)
        return replace(read, rejected=tuple(_with_bytes(read.rejected, batch)))

    def _parts(self, work: Work[Brought], batch: Sequence[Found]) -> BatchRead[Brought]:
        alive = [found for found in batch if found.failure is None]
        ended: list[BatchRead[Brought]] = [_failed(found) for found in batch if found.failure is not None]
        try:
            ended += [self._run(work, alive)] if alive else []
        except (ProcessExpired, BrokenProcessPool, FutureTimeout):
            ended += [self._alone(work, found) for found in alive]
        return _joined(ended)

    def _run(self, work: Work[Brought], batch: Sequence[Found]) -> BatchRead[Brought]:
        seconds = _START_SECONDS + len(batch) * (self.options.seconds + self.options.ocr.seconds)
        pool = self.pool
        if self._is_stopped:
            raise CancelledError
        try:
            future = pool.schedule(work, args=[batch, self.options], timeout=seconds)
            self._under_way.add(future)
            result: BatchRead[Brought] = future.result()
        except RuntimeError as error:  # BrokenProcessPool is one, and that of a pool which another thread found broken
            self._replace(pool)
            raise BrokenProcessPool from error
        finally:
            self._under_way.difference_update([one for one in tuple(self._under_way) if one.done()])
        return result

    def _replace(self, broken: ProcessPool) -> None:
        """A pool whose last process was killed while it had nothing to do takes no work any more."""
        with self._turn:
            if self.pool is broken and not self._is_stopped:
                broken.stop()
                broken.join()
                self.pool = self.renew()

    def _alone(self, work: Work[Brought], found: Found) -> BatchRead[Brought]:
        """One document; once more if its process was killed from outside, for which it may not be to blame."""
        for killed in (KILLED, ()):
            try:
                return self._run(work, (found,))
            except FutureTimeout:
                return _rejection(found, RejectionCode.TIMEOUT, "Reading it never ended.")
            except BrokenProcessPool:
                continue
            except ProcessExpired as error:
                if error.exitcode in killed:
                    continue
                return self._crashed(found, error)
        return _failed(replace(found, failure=Unavailable("The processes that read were killed.")))

    def _crashed(self, found: Found, error: ProcessExpired) -> BatchRead[Brought]:
        if error.exitcode == -signal.SIGPROF:
            said = f"It took longer than DATELINE_PARSE_SECONDS ({self.options.seconds}) in foreign code."
            return _rejection(found, RejectionCode.TIMEOUT, said)
        said = f"The process that read it died (exit code {error.exitcode}), for want of memory or of a defect."
        return _rejection(found, RejectionCode.PARSER_CRASHED, said)


def read_options(settings: Settings, *, keep: bool) -> ReadOptions:
    """What reading depends on, out of the settings; `keep` stores the bytes of each document."""
    return ReadOptions(
        byte_limit=settings.document_bytes,
        limits=Limits(
            text_characters=settings.text_characters, pdf_pages=settings.pdf_pages, markup_bytes=settings.markup_bytes
        ),
        seconds=settings.parse_seconds,
        today=datetime.now(UTC).date() + timedelta(days=1),  # somewhere it is tomorrow already
        longest=Longest(title=settings.title_characters, name=settings.name_characters, url=settings.url_characters),
        ocr=Ocr(
            languages=settings.ocr_languages,
            pages=settings.ocr_pages,
            pixels=settings.ocr_pixels,
            seconds=settings.ocr_seconds,
        ),
        software=version("dateline"),
        model=model_version() if settings.mentions else None,
        raw_dir=settings.raw_dir.absolute() if keep else None,
    )


@contextmanager
def open_workers(settings: Settings, *, keep: bool = True) -> Iterator[Workers]:
    """A pool of `settings.workers` processes, ended with the block."""
    make = partial(
        ProcessPool,
        max_workers=settings.workers,
        max_tasks=_BATCHES_A_PROCESS,
        initializer=_begin,
        initargs=[settings.parse_memory_bytes],
        context=multiprocessing.get_context("spawn"),
    )
    options = read_options(settings, keep=keep)
    workers = Workers(pool=make(), pool_size=settings.workers, options=options, renew=make)
    try:
        yield workers
    finally:
        workers.stop()
        workers.pool.join()


def _begin(memory_bytes: int) -> None:
    """What a process does before its first batch."""
    limit_memory(memory_bytes)
    gc.set_threshold(_GARBAGE_OBJECTS)


def _joined(parts: Sequence[BatchRead[Brought]]) -> BatchRead[Brought]:
    return BatchRead(
        articles=tuple(one for part in parts for one in part.articles),
        rejected=tuple(one for part in parts for one in part.rejected),
        waiting=tuple(one for part in parts for one in part.waiting),
    )


def _with_bytes(rejected: Sequence[Rejected], batch: Sequence[Found]) -> Iterator[Rejected]:
    """Rejections with the hash of their document, or archive, which a process that died could not tell any more."""
    by_place = {(found.source.name, found.locator): found for found in batch}
    for one in rejected:
        seen = one.provenance
        if seen.sha256 is None and (one.stage == "parse" or (one.stage == "find" and one.code in _LASTING)):
            with suppress(Unreadable, Unavailable):
                sha256, byte_count = files.identify(by_place[seen.source, seen.locator], byte_limit=sys.maxsize)
                seen = replace(seen, sha256=sha256, byte_count=byte_count)
        yield replace(one, provenance=seen)


def _failed(found: Found) -> BatchRead[Brought]:
    """What is found only to be accounted for."""
    if isinstance(found.failure, Unreadable):
        return _rejection(found, found.failure.code, found.failure.message, stage="find")
    said = found.failure.message if found.failure else ""
    return BatchRead(waiting=(Waiting(provenance=_provenance(found), stage="find", detail=said),))


def _rejection(found: Found, code: RejectionCode, detail: str, *, stage: str = "parse") -> BatchRead[Brought]:
    rejected = Rejected(provenance=_provenance(found), stage=stage, code=code, detail=detail)
    return BatchRead(rejected=(rejected,))


def _provenance(found: Found) -> Provenance:
    return Provenance(
        source=found.source.name,
        locator=found.locator,
        sha256=None,
        byte_count=found.byte_count,
        fetched_at=found.fetched_at or datetime.now(UTC),
        url=found.url,
        content_type=found.media_type,
        claims=found.claims,
    )
