"""The way of a document, from the pile to the database.

    find > fetch > keep > parse > clean > normalize > judge > load > resolve > publish

    run = start(settings, engine, workers, sources)
    for batch in batches(fresh(run, find(sources, settings)), size): ingest_batch(run, batch)
    report = finish(run)

What is found is sifted first, thousands at once: bytes that this version has dealt with before end as `same` and are
not read again. Archives are unpacked, and their members sifted too. A batch of what is left is read by worker
processes (`etl.workers`), judged and loaded in one transaction. Every found document ends exactly once, as one verdict
of the run. Prefect is not known here; `flows` calls the same functions.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Protocol
from uuid import UUID, uuid4

from sqlalchemy import Engine

from etl import dedupe
from etl.bring import Web, bring, ending, open_web
from etl.errors import Misconfigured, Unavailable, Unreadable
from etl.find import batches, chunks
from etl.formats.many import cut_of, may_have_attachments
from etl.keys import document_id
from etl.read import BatchRead
from etl.records import Derivation, Fetch, Found, Prepared, Rejected, Report, Source, Verdict
from etl.settings import Settings
from etl.sources import containers, files, is_wanted
from etl.sources.days import EVERY_DAY, Days, is_of
from etl.stages import derivation
from etl.store import leases, load, runs
from etl.store.ask import last_report
from etl.store.forgotten import refuse_articles, refuse_places, write_without_traces
from etl.store.patience import Patience
from etl.store.postgres import reaching_postgres
from etl.store.publish import publish
from etl.store.resolve import resolve
from etl.store.unchanged import has_bytes, settle
from etl.unpack import is_here, unpack
from etl.workers import Workers

Counts = dict[Verdict, int]

# Chunks: of one the files are hashed, while the server looks up another.
_SIFTED_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run under way."""

    run_id: UUID
    engine: Engine
    workers: Workers
    web: Web
    settings: Settings
    patience: Patience
    reread: bool = False  # read documents again even if their bytes are known
    stages: tuple[str, ...] = ()  # where the text is the same, only what these make is written again; none means all
    is_replay: bool = False  # of bytes that were found before
    days: Days = EVERY_DAY  # articles of other days are passed over, as if they had not been found

    @property
    def derivation(self) -> Derivation:
        """Which code makes what; it takes a good part of a second to find, so a run that loads nothing does not ask."""
        return derivation(self.workers.options.model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What is left of some documents when those that are known are taken out."""

    same: int = 0
    fresh: tuple[Found, ...] = ()

    @property
    def counts(self) -> Counts:
        """Those that are known."""
        return dict.fromkeys(Verdict, 0) | {Verdict.SAME: self.same}


def start(
    settings: Settings,
    engine: Engine,
    workers: Workers,
    sources: Sequence[Source],
    *,
    reread: bool = False,
    days: Days = EVERY_DAY,
) -> Run:
    """Open a run over some sources, and close those that died."""
    lease = leases.hold(engine, uuid4())
    with reaching_postgres():
        leases.close_zombies(engine)
        runs.open_run(engine, lease.run_id, sources, software=workers.options.software)
    return Run(
        run_id=lease.run_id,
        engine=engine,
        workers=workers,
        web=open_web(settings, engine, reread=reread),
        settings=settings,
        patience=Patience(settings=settings, engine=engine, lease=lease),
        reread=reread,
        days=days,
    )


def sift(run: Run, chunk: Sequence[Found], *, opened: bool = True) -> Sifted:
    """End documents as `same` whose bytes this version has dealt with before, all in one transaction.

    The hash of the bytes decides, and no date of a file. What is not here yet, or cannot be opened, is left as it is,
    and so is a mail before it is `opened`, because what is attached to it is to be found as well.

    Raises:
        Unavailable: the database is away; nothing was written.
    """
    if run.reread:
        return Sifted(fresh=tuple(chunk))
    keys = [document_id(found.source.name, found.locator) for found in chunk]
    hashes = {key: sha256 for key, found in zip(keys, chunk, strict=True) if (sha256 := _hash(run, found, opened))}
    if not hashes:
        return Sifted(fresh=tuple(chunk))
    with reaching_postgres(), run.engine.begin() as connection:
        load.take_turn(connection)
        unknown = settle(connection, hashes, run_id=run.run_id, software=run.workers.options.software)
    fresh = tuple(found for key, found in zip(keys, chunk, strict=True) if key not in hashes or key in unknown)
    return Sifted(same=len(chunk) - len(fresh), fresh=fresh)


def _hash(run: Run, found: Found, opened: bool) -> str | None:
    """The hash of the bytes, where they are here; why they are not is said when they are read."""
    if not is_here(found):
        return None
    if opened and found.sha256 is not None:
        return found.sha256 if is_wanted(found.source, found.locator) else None
    try:
        sha256, _, head = files.look(found, byte_limit=run.settings.document_bytes)
    except (Unreadable, Unavailable):
        return None if opened else _hash_of_large(run, found)
    if not is_wanted(found.source, found.locator) and not containers.begins_container(head):
        return None
    return sha256 if opened or not may_have_attachments(head) else None


def _hash_of_large(run: Run, found: Found) -> str | None:
    """The hash of an archive over the limit of documents, which takes seconds: only where there is one to compare."""
    if not containers.may_hold_documents(found, cut_of):
        return None
    with reaching_postgres():
        is_known = has_bytes(run.engine, document_id(found.source.name, found.locator))
    with suppress(Unreadable, Unavailable):
        return files.identify(found, byte_limit=sys.maxsize)[0] if is_known else None
    return None


def ingest_batch(run: Run, batch: Sequence[Found]) -> Counts:
    """Take one batch all the way into the database; returns how many documents got which verdict.

    What came by the web is opened here, and its members may make further batches, each with a transaction of its own.

    Raises:
        Unavailable: the database is away; what was not written yet is written when the same call is repeated.
    """
    counts = dict.fromkeys(Verdict, 0)
    wanted, forgotten = refuse_places(run.engine, batch)
    brought = bring(run.web, wanted)
    aside: BatchRead[Prepared] = BatchRead(rejected=(*forgotten, *brought.rejected), waiting=brought.waiting)
    came = fresh(run, brought.came, partial(_sift_here, run), partial(_add, counts))
    parts = batches(chain(brought.documents, came), run.settings.batch_documents)
    _add(counts, _ingest_part(run, next(parts, ()), aside, brought.fetches))
    for part in parts:
        _add(counts, _ingest_part(run, part))
    return counts


def _ingest_part(
    run: Run, part: Sequence[Found], aside: BatchRead[Prepared] | None = None, fetches: Sequence[Fetch] = ()
) -> Counts:
    """Read documents that are here, and load them in one transaction with what was set `aside`."""
    wanted, forgotten = refuse_places(run.engine, part)
    read = run.workers.prepare(wanted)
    set_aside = aside or BatchRead()
    ended = replace(
        read,
        articles=tuple(one for one in read.articles if is_of(run.days, one.published)),
        rejected=(*read.rejected, *forgotten, *set_aside.rejected),
        waiting=(*read.waiting, *set_aside.waiting),
    )
    return _store_safely(run, ended, fetches)


def _add(counts: Counts, others: Counts) -> None:
    for verdict, count in others.items():
        counts[verdict] += count


def _store_safely(run: Run, read: BatchRead[Prepared], fetches: Sequence[Fetch] = ()) -> Counts:
    """Store a batch; if the database does not take it, store its articles one by one and reject the one at fault."""
    try:
        return _store(run, read, fetches)
    except Unreadable as error:
        if not read.articles:
            raise
        if len(read.articles) == 1:
            return _store(run, _refused(read, error), fetches)
    counts = _store(run, replace(read, articles=()), fetches)
    for article in read.articles:
        _add(counts, _store_safely(run, BatchRead(articles=(article,))))
    return counts


def _refused(read: BatchRead[Prepared], error: Unreadable) -> BatchRead[Prepared]:
    """A batch of one article that the database does not take: its document is rejected."""
    provenance = read.articles[0].provenance
    rejected = Rejected(provenance=provenance, stage="load", code=error.code, detail=error.message)
    return replace(read, articles=(), rejected=(*read.rejected, rejected))


def _store(run: Run, read: BatchRead[Prepared], fetches: Sequence[Fetch]) -> Counts:
    """Judge and write, in one transaction."""
    with reaching_postgres(), run.engine.begin() as connection:
        load.take_turn(connection)
        articles, forgotten = refuse_articles(connection, read.articles)
        judged, pairs = dedupe.judge(articles, load.known(connection, articles, is_replay=run.is_replay))
        written = load.Batch(
            run_id=run.run_id,
            software=run.workers.options.software,
            derivation=run.derivation,
            stages=run.stages,
            renews=run.reread,
            is_replay=run.is_replay,
            judged=judged,
            pairs=pairs,
            rejected=(*read.rejected, *forgotten),
            waiting=read.waiting,
            fetches=tuple(fetches),
        )
        write_without_traces(connection, written, run.web.raw_dir)
    return _counted(written)


def _counted(batch: load.Batch) -> Counts:
    counts = dict.fromkeys(Verdict, 0)
    for judged in batch.judged:
        counts[judged.verdict] += 1
    counts[Verdict.REJECTED] = len(batch.rejected)
    counts[Verdict.WAITING] = len(batch.waiting)
    return counts


def finish(run: Run) -> Report:
    """Resolve entities across the archive and publish to `bi`, where anything changed, and close the run."""
    with reaching_postgres():
        if run.reread or not runs.is_published(run.engine, run.run_id, software=run.workers.options.software):
            resolve(run.engine)
            publish(run.engine, run.run_id)
        report = runs.close_run(run.engine, run.run_id)
    run.patience.lease.release()
    return report


def abandon(run: Run, error: BaseException) -> None:
    """Close a run that cannot go on; where even that cannot be written, the next one does (`etl.store.leases`)."""
    run.patience.stopped.set()
    told = "It was stopped by a signal." if isinstance(error, KeyboardInterrupt) else str(error)
    with suppress(Unavailable, Misconfigured), reaching_postgres():
        runs.fail_run(run.engine, run.run_id, told or type(error).__name__)
    run.patience.lease.release()


def apply_decisions(engine: Engine) -> None:
    """Make what people decided show at once, in the facts and in `bi`, as the end of every run does.

    Raises:
        Unavailable: the database is away; the decisions are kept, and the next run applies them.
    """
    with reaching_postgres():
        resolve(engine)
        if report := last_report(engine):
            publish(engine, report.run_id)


Progress = Callable[[Counts], None]


class Sifting(Protocol):
    """The future of a thread, or of a task of the flow."""

    def result(self) -> Sifted:
        """What came of it, once it is there."""


Sift = Callable[..., Sifting]  # as `sift`, of a run


def ingest(
    run: Run, documents: Iterable[Found], *, batch_documents: int, progress: Progress, unpacked: bool = False
) -> Report:
    """A whole run in this process: a few batches under way at once, memory flat however many there are.

    Archives among the documents are opened, unless they are `unpacked`. A database that goes away is waited for.

    Raises:
        Unavailable, Misconfigured: the run could not go on; it is closed as failed, and what it loaded stays.
    """
    under_way = run.workers.pool_size + 2  # while one is loaded, and another found, no process waits for the next
    try:
        with ThreadPoolExecutor(under_way) as threads, ThreadPoolExecutor(_SIFTED_AT_ONCE) as ahead, _ending(run):
            unread = fresh(run, documents, partial(_sift_ahead, ahead, run), progress, unpacked=unpacked)
            for counts in _in_flight(threads, run, batches(unread, batch_documents), most=under_way):
                progress(counts)
        return run.patience.do(partial(finish, run))
    except BaseException as error:  # Ctrl-C too: a run that ended is not left as running
        abandon(run, error)
        raise


def _sift_ahead(ahead: ThreadPoolExecutor, run: Run, chunk: Sequence[Found], *, opened: bool = True) -> Sifting:
    return ahead.submit(run.patience.do, partial(sift, run, chunk, opened=opened))


def _sift_here(run: Run, chunk: Sequence[Found], *, opened: bool = True) -> Sifting:
    done: Future[Sifted] = Future()
    done.set_result(sift(run, chunk, opened=opened))
    return done


@contextmanager
def _ending(run: Run) -> Iterator[None]:
    """When the block ends by an error, whoever waits gives up; when it ends by a signal, whoever reads does too."""
    try:
        with ending(run.web):
            yield
    except BaseException as error:
        run.patience.stopped.set()
        if not isinstance(error, Exception):
            run.workers.stop()
        raise


def fresh(
    run: Run, documents: Iterable[Found], submit: Sift, progress: Progress, *, unpacked: bool = False
) -> Iterator[Found]:
    """What is to be read of some documents, and of the archives among them, unless they are `unpacked`."""
    if unpacked or run.is_replay:
        return _sifted(documents, submit, progress)
    new = _sifted(documents, partial(submit, opened=False), progress)
    return _sifted(unpack(new, run.settings, days=run.days, stopped=run.patience.stopped), submit, progress)


def _sifted(documents: Iterable[Found], submit: Sift, progress: Progress) -> Iterator[Found]:
    """What is left of documents that are sifted elsewhere, in order: while some chunks are, the next one is found."""
    under_way: deque[Sifting] = deque()
    for chunk in chunks(documents):
        under_way.append(submit(chunk))
        if len(under_way) > _SIFTED_AT_ONCE:
            yield from _told(under_way.popleft().result(), progress)
    while under_way:
        yield from _told(under_way.popleft().result(), progress)


def _told(done: Sifted, progress: Progress) -> tuple[Found, ...]:
    progress(done.counts)
    return done.fresh


def _in_flight(
    threads: ThreadPoolExecutor, run: Run, pending: Iterator[tuple[Found, ...]], *, most: int
) -> Iterator[Counts]:
    waiting: set[Future[Counts]] = set()
    for batch in pending:
        waiting.add(threads.submit(run.patience.do, partial(ingest_batch, run, batch)))
        if len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    yield from (future.result() for future in wait(waiting).done)
