"""The way of a document, from the pile to the database.

    find > fetch > keep > parse > clean > normalize > judge > load > resolve > publish

    run = start(settings, engine, workers, sources)
    for batch in batches(sources, size): ingest_batch(run, batch)
    report = finish(run)

A batch is found, read by worker processes (`etl.workers`), judged and loaded in one transaction. Bytes that this
version has dealt with before are not read again. Every found document ends exactly once, as one verdict of the run.
Prefect is not known here; `flows` calls the same three functions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from etl import dedupe
from etl.bring import Web, bring, bring_ahead, ending, list_source, open_web, revisit
from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.formats.many import cut_of
from etl.keys import document_id
from etl.read import BatchRead
from etl.records import Derivation, Fetch, Found, Prepared, Provenance, Rejected, Report, Source, Verdict
from etl.settings import Settings
from etl.sources import REMOTE_KINDS, containers, files, is_wanted
from etl.sources.days import EVERY_DAY, Days, is_of, may_be_of
from etl.stages import derivation
from etl.store import load, raw, runs
from etl.store.postgres import reaching_postgres
from etl.store.publish import publish
from etl.store.resolve import resolve
from etl.workers import Workers

Counts = dict[Verdict, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run under way."""

    run_id: UUID
    engine: Engine
    workers: Workers
    byte_limit: int
    web: Web
    derivation: Derivation
    reread: bool = False  # read documents again even if their bytes are known
    stages: tuple[str, ...] = ()  # where the text is the same, only what these make is written again; none means all
    is_replay: bool = False  # of bytes that were found before
    days: Days = EVERY_DAY  # articles of other days are passed over, as if they had not been found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unread:
    """What a batch brings besides what was read of it."""

    documents: tuple[Provenance, ...] = ()  # whose bytes were dealt with before
    fetches: tuple[Fetch, ...] = ()


def start(
    settings: Settings,
    engine: Engine,
    workers: Workers,
    sources: Sequence[Source],
    *,
    reread: bool = False,
    days: Days = EVERY_DAY,
) -> Run:
    """Open a run over some sources."""
    with reaching_postgres():
        run_id = runs.open_run(engine, sources, software=workers.options.software)
    return Run(
        run_id=run_id,
        engine=engine,
        workers=workers,
        byte_limit=settings.document_bytes,
        web=open_web(settings, engine),
        derivation=derivation(workers.options.model),
        reread=reread,
        days=days,
    )


def find(
    sources: Iterable[Source],
    settings: Settings,
    *,
    web: Web | None = None,
    keep_in: Path | None = None,
    days: Days = EVERY_DAY,
) -> Iterator[Found]:
    """Every document of some sources, each place once; archives are unpacked, their members kept before they are read.

    Members are kept in `settings.raw_dir`, or in `keep_in`. Addresses are asked through `web` whether they list others.
    What is certain to be of other days than these is left out before it is brought.
    """
    asked = web or open_web(settings, engine=None)
    unpacked = _unpacking(settings, keep_in)
    for source in sources:
        listed = filter(partial(may_be_of, days), list_source(asked, source))
        for found in bring_ahead(asked, source, listed):
            members = filter(partial(may_be_of, days), unpacked(found) if _is_here(found) else (found,))
            yield from (one for one in members if is_wanted(source, one.locator) or _fails_itself(one, found))


def _fails_itself(one: Found, found: Found) -> bool:
    """Whether it is a listing or an archive that cannot be had, which is told whatever the patterns let pass."""
    return one.failure is not None and one.locator == found.locator


def _is_here(found: Found) -> bool:
    """Whether there is a file on this machine to look into."""
    return found.failure is None and (found.sha256 is not None or found.source.kind not in REMOTE_KINDS)


def find_again(source: Source, places: Collection[str], settings: Settings) -> Iterator[Found]:
    """Documents that were found before, at their places; of an archive that stands among them, everything in it."""
    web = open_web(settings, engine=None)
    by_file: dict[str, set[str]] = {}
    for place in sorted(places):
        by_file.setdefault(containers.file_of(source, place), set()).add(place)
    for locator, wanted in by_file.items():
        for found in revisit(web, source, locator):
            yield from _again(found, wanted, settings) if _is_here(found) else (found,)


def _again(found: Found, wanted: set[str], settings: Settings) -> Iterator[Found]:
    """What is wanted of a file; a place that is not in it any more is given with the reason."""
    reason: Unavailable | Unreadable = Unreadable(RejectionCode.VANISHED, "It is not in the archive any more.")
    given: set[str] = set()
    for member in _unpacking(settings)(found):
        if inside := wanted.intersection(containers.places_around(member.locator)):
            given |= inside
            yield member
        elif member.failure is not None and member.locator == found.locator:
            reason = member.failure
    yield from (replace(found, locator=place, failure=reason) for place in sorted(wanted - given))


def _unpacking(settings: Settings, keep_in: Path | None = None) -> Callable[[Found], Iterator[Found]]:
    """Archives into their members, within the limits that are set."""
    folder = (keep_in or settings.raw_dir).absolute()

    def keep(body: bytes) -> tuple[str, Path]:
        sha256 = hashlib.sha256(body).hexdigest()
        return sha256, raw.keep(folder, sha256, body)

    limits = containers.ContainerLimits(
        total_bytes=settings.archive_total_bytes,
        member_bytes=settings.archive_member_bytes,
        ratio=settings.archive_ratio,
        members=settings.archive_members,
        depth=settings.archive_depth,
    )
    return partial(containers.expand, keep=keep, limits=limits, cut_of=cut_of)


def batches(documents: Iterable[Found], size: int) -> Iterator[tuple[Found, ...]]:
    """Documents in batches of at most `size`, in the order found."""
    stream = iter(documents)
    while batch := tuple(islice(stream, size)):
        yield batch


def ingest_batch(run: Run, batch: Sequence[Found]) -> Counts:
    """Take one batch all the way into the database; returns how many documents got which verdict.

    Raises:
        Unavailable: the database is away; nothing of the batch was written.
    """
    brought = bring(run.web, batch)
    provenances, unreadable = _identified(brought.documents, run.byte_limit)
    with reaching_postgres(), run.engine.connect() as connection:
        software = run.workers.options.software
        known = load.unchanged(connection, provenances, software=software) if not run.reread else frozenset()
    unread = tuple(one for one in provenances if document_id(one.source, one.locator) in known)
    settled = {(one.source, one.locator) for one in unread} | {
        (one.provenance.source, one.provenance.locator) for one in unreadable
    }
    fresh = [found for found in brought.documents if (found.source.name, found.locator) not in settled]
    read = run.workers.prepare(fresh)
    settled_read = replace(
        read,
        articles=tuple(one for one in read.articles if is_of(run.days, one.published)),
        rejected=(*_with_bytes(read.rejected, provenances), *unreadable, *brought.rejected),
        waiting=(*read.waiting, *brought.waiting),
    )
    return _store_safely(run, settled_read, _Unread(documents=unread, fetches=brought.fetches))


def _with_bytes(rejected: Sequence[Rejected], known: Sequence[Provenance]) -> Iterator[Rejected]:
    """Rejections with the hash of their document, which a process that died could not tell any more."""
    by_place = {(one.source, one.locator): one for one in known}
    for one in rejected:
        seen = by_place.get((one.provenance.source, one.provenance.locator), one.provenance)
        yield replace(one, provenance=seen) if one.provenance.sha256 is None else one


def _identified(batch: Sequence[Found], byte_limit: int) -> tuple[tuple[Provenance, ...], tuple[Rejected, ...]]:
    """Hashes of the documents of a batch, and those that cannot even be opened."""
    provenances, rejected = [], []
    for found in batch:
        if found.failure is not None:
            continue
        sha256, byte_count = found.sha256, found.byte_count
        failure = None
        try:
            sha256, byte_count = files.identify(found, byte_limit=byte_limit)
        except Unreadable as error:
            failure = error
        one = Provenance(
            source=found.source.name,
            locator=found.locator,
            sha256=sha256,
            byte_count=byte_count,
            fetched_at=found.fetched_at or datetime.now(UTC),
            url=found.url,
            content_type=found.media_type,
            claims=found.claims,
        )
        if failure is None:
            provenances.append(one)
        else:
            rejected.append(Rejected(provenance=one, stage="fetch", code=failure.code, detail=failure.message))
    return tuple(provenances), tuple(rejected)


def _store_safely(run: Run, read: BatchRead[Prepared], unread: _Unread) -> Counts:
    """Store a batch; if the database does not take it, store its articles one by one and reject the one at fault."""
    try:
        return _store(run, read, unread)
    except Unreadable as error:
        if not read.articles:
            raise
        if len(read.articles) == 1:
            return _store(run, _refused(read, error), unread)
    counts = _store(run, replace(read, articles=()), unread)
    for article in read.articles:
        for verdict, count in _store_safely(run, BatchRead(articles=(article,)), _Unread()).items():
            counts[verdict] += count
    return counts


def _refused(read: BatchRead[Prepared], error: Unreadable) -> BatchRead[Prepared]:
    """A batch of one article that the database does not take: its document is rejected."""
    provenance = read.articles[0].provenance
    rejected = Rejected(provenance=provenance, stage="load", code=error.code, detail=error.message)
    return replace(read, articles=(), rejected=(*read.rejected, rejected))


def _store(run: Run, read: BatchRead[Prepared], unread: _Unread) -> Counts:
    """Judge and write, in one transaction."""
    with reaching_postgres(), run.engine.begin() as connection:
        load.take_turn(connection)
        judged, pairs = dedupe.judge(read.articles, load.known(connection, read.articles))
        written = load.Batch(
            run_id=run.run_id,
            software=run.workers.options.software,
            derivation=run.derivation,
            stages=run.stages,
            renews=run.reread,
            is_replay=run.is_replay,
            judged=judged,
            pairs=pairs,
            rejected=read.rejected,
            waiting=read.waiting,
            unread=unread.documents,
            fetches=unread.fetches,
        )
        load.write(connection, written)
    return _counted(written)


def _counted(batch: load.Batch) -> Counts:
    counts = dict.fromkeys(Verdict, 0)
    for judged in batch.judged:
        counts[judged.verdict] += 1
    counts[Verdict.REJECTED] = len(batch.rejected)
    counts[Verdict.WAITING] = len(batch.waiting)
    counts[Verdict.SAME] += len(batch.unread)
    return counts


def finish(run: Run) -> Report:
    """Resolve entities across the archive, publish to `bi`, and close the run."""
    with reaching_postgres():
        resolve(run.engine)
        publish(run.engine, run.run_id)
        return runs.close_run(run.engine, run.run_id)


Progress = Callable[[Counts], None]


def ingest(run: Run, documents: Iterable[Found], *, batch_documents: int, progress: Progress) -> Report:
    """A whole run in this process: a few batches under way at once, memory flat however many there are.

    Raises:
        Unavailable, Misconfigured: the run could not go on; it is closed as failed, and what it loaded stays.
    """
    under_way = run.workers.pool_size + 2  # while one is loaded, and another found, no process waits for the next
    try:
        with ThreadPoolExecutor(max_workers=under_way) as threads, ending(run.web):
            for counts in _in_flight(threads, run, batches(documents, batch_documents), most=under_way):
                progress(counts)
        return finish(run)
    except BaseException as error:  # Ctrl-C too: a run that ended is not left as running
        with suppress(Unavailable), reaching_postgres():
            runs.fail_run(run.engine, run.run_id, str(error) or type(error).__name__)
        raise


def _in_flight(
    threads: ThreadPoolExecutor, run: Run, pending: Iterator[tuple[Found, ...]], *, most: int
) -> Iterator[Counts]:
    waiting: set[Future[Counts]] = set()
    for batch in pending:
        waiting.add(threads.submit(ingest_batch, run, batch))
        if len(waiting) >= most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    yield from (future.result() for future in wait(waiting).done)
