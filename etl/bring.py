"""Bring what is on the web, in a store of objects or on standard input to this machine, to be read like any file.

    web = open_web(settings, engine)
    for found in bring_ahead(web, source, listed): ...    what may be an archive, brought before it is unpacked
    brought = bring(web, batch)            brought.came have a path now; what failed is in .rejected and .waiting

Threads of this process fetch, so that worker processes never open a connection. Bytes are kept under raw/ at once.
What an address brought is remembered in `ops.fetch`: the next request is conditional, and an address whose listing
says it has not changed is not asked. It reads no document and decides nothing about one.
"""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import Engine

from etl.cage import Cage, CageLimits
from etl.errors import Misconfigured, RejectionCode, Unavailable, Unreadable
from etl.formats.many import cut_of
from etl.keys import document_id
from etl.records import Fetch, Found, Provenance, Rejected, Source, Waiting
from etl.settings import Settings
from etl.sources import REMOTE_KINDS, WEB_KINDS, containers, files, find, objects
from etl.sources.connection import ConnectionLimits
from etl.sources.listings import SET_ASIDE, Listing, ListingLimits, read_listing
from etl.sources.web import Response, Validators, Visits, WebOptions, fetch_url
from etl.spool import Spool
from etl.store import fetches, raw
from etl.store.postgres import reaching_postgres
from etl.store.unchanged import is_set_aside

_PART_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """What is outside of this machine, as this run sees it."""

    options: WebOptions
    stores: objects.Stores
    spool: Spool  # for what comes from a store or standard input
    raw_dir: Path
    engine: Engine | None  # None remembers nothing
    threads: int
    revisit: timedelta  # how long an address without a date in its listing is left alone
    listing: ListingLimits
    cage: Cage  # where feeds and sitemaps are read
    reread: bool = False  # also those over which the cage crashed before
    visits: Visits = field(default_factory=Visits)
    listed: dict[UUID, Fetch] = field(default_factory=dict)  # what was fetched in this run to see whether it lists


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What became of the addresses of a batch."""

    documents: tuple[Found, ...] = ()  # that were here before
    came: tuple[Found, ...] = ()  # may be archives, which nobody has opened
    rejected: tuple[Rejected, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    fetches: tuple[Fetch, ...] = ()


def open_web(settings: Settings, engine: Engine | None, *, reread: bool = False) -> Web:
    """The web as the settings allow it; no connection is opened, and no process started."""
    contact = f" (+{settings.fetch_contact})" if settings.fetch_contact else ""
    connection = ConnectionLimits(
        connect_seconds=settings.fetch_connect_seconds,
        first_byte_seconds=settings.fetch_first_byte_seconds,
        wire_bytes=settings.fetch_wire_bytes,
        body_bytes=settings.document_bytes,
        allowed_hosts=frozenset(host.lower() for host in settings.fetch_allowed_hosts),
    )
    options = WebOptions(
        user_agent=f"dateline/{version('dateline')}{contact}",
        connection=connection,
        total_seconds=settings.fetch_total_seconds,
        pause_seconds=settings.fetch_pause_seconds,
        redirects=settings.fetch_redirects,
        url_characters=settings.url_characters,
    )
    stores = objects.Stores(
        connect_seconds=settings.fetch_connect_seconds, silence_seconds=settings.fetch_first_byte_seconds
    )
    return Web(
        options=options,
        stores=stores,
        spool=Spool(
            folder=settings.raw_dir.absolute(),
            document_bytes=settings.document_bytes,
            archive_bytes=settings.archive_total_bytes,
        ),
        raw_dir=settings.raw_dir.absolute(),
        listing=ListingLimits(
            feed_items=settings.feed_items,
            feed_bytes=settings.feed_bytes,
            sitemap_urls=settings.sitemap_urls,
            sitemap_bytes=settings.sitemap_bytes,
            sitemap_depth=settings.sitemap_depth,
        ),
        engine=engine,
        threads=settings.fetch_threads,
        cage=Cage(_cage_limits(settings)),
        revisit=timedelta(hours=settings.fetch_revisit_hours),
        reread=reread,
    )


@contextmanager
def ending(web: Web) -> Iterator[None]:
    """When the block ends by an error, whoever waits for a turn gives up, so that the run ends soon."""
    try:
        yield
    except BaseException:  # Ctrl-C too
        web.visits.turns.stop()
        raise
    finally:
        web.cage.close()


def list_address(web: Web, source: Source, url: str) -> Listing:
    """What an address lists, read in a cage; its bytes are kept and remembered like those of a document.

    Raises:
        Unreadable, Unavailable: as `etl.sources.web.fetch_url` and the store say.
    """
    key = document_id(source.name, url)
    fetch = web.listed[key] = _fetch(web, source, url, _known(web, [key]).get(key))
    if web.engine is not None:
        with reaching_postgres(), web.engine.begin() as connection:
            fetches.write(connection, [fetch])
            fetches.close_rejections(connection, [fetch])
            if not web.reread and is_set_aside(connection, key, sha256=fetch.sha256, software=version("dateline")):
                return Listing(kind=SET_ASIDE)
    listing = web.cage.answer(read_listing, raw.read(web.raw_dir, fetch.sha256), url, web.listing)
    if web.engine is not None and web.reread:
        with reaching_postgres(), web.engine.begin() as connection:
            fetches.close_rejections(connection, [fetch], were_read=True)
    return listing


def _cage_limits(settings: Settings) -> CageLimits:
    return CageLimits(
        seconds=settings.parse_seconds,
        seconds_name="DATELINE_PARSE_SECONDS",
        memory_bytes=settings.parse_memory_bytes,
        file_bytes=0,
    )


def list_source(web: Web, source: Source) -> Iterator[Found]:
    """What a source lists."""
    return find(source, partial(list_address, web, source), web.stores, web.listing)


def bring_ahead(web: Web, source: Source, listed: Iterable[Found]) -> Iterator[Found]:
    """The same documents, those that may be archives on this machine where that can be; in the order listed.

    Objects are brought, several at once, and so is what comes by standard input; of the web what was asked already
    whether it is a listing. The rest is brought with its batch.
    """
    stream = iter(listed)
    if source.kind == "stdin":
        yield from (_read_in(web, found) for found in stream)
    elif source.kind in WEB_KINDS:
        yield from (_at_hand(web, found) for found in stream)
    elif source.kind == "objects":
        yield from bring_all(web, stream)
    else:
        yield from stream


def bring_all(web: Web, listed: Iterable[Found]) -> Iterator[Found]:
    """The same documents on this machine, several brought at once, in the order listed; or with the reason why not."""
    stream = iter(listed)
    while group := tuple(islice(stream, 2 * web.threads)):
        brought = bring(web, group)
        if web.engine is not None:
            with reaching_postgres(), web.engine.begin() as connection:
                fetches.write(connection, brought.fetches)
        yield from _in_order(group, brought)


def _in_order(group: Sequence[Found], brought: Brought) -> Iterator[Found]:
    """Documents as they were brought, or with the reason why not."""
    failures: dict[str, Unreadable | Unavailable] = {
        one.provenance.locator: Unreadable(one.code, one.detail) for one in brought.rejected
    }
    failures |= {one.provenance.locator: Unavailable(one.detail) for one in brought.waiting}
    here = {found.locator: found for found in (*brought.documents, *brought.came)}
    for found in group:
        yield here.get(found.locator) or replace(found, failure=failures[found.locator])


def revisit(web: Web, source: Source, locator: str) -> Iterator[Found]:
    """What was found before at a place, which may be a listing of others."""
    if source.kind == "stdin":
        yield Found(source=source, locator=locator, path=str(raw.path_of(web.raw_dir, locator)), sha256=locator)
    elif source.kind == "objects":
        yield from bring_ahead(web, source, [objects.found_at(source, locator)])
    elif source.kind in WEB_KINDS:
        here = replace(source, kind="web", location=locator)
        yield from (replace(found, source=source) for found in bring_ahead(web, here, list_source(web, here)))
    else:
        yield files.found_at(source, locator)


def _at_hand(web: Web, found: Found) -> Found:
    """What was fetched to see whether it lists and holds documents, as it lies here; the rest comes with its batch."""
    fetch = web.listed.get(document_id(found.source.name, found.locator))
    if fetch is None:
        return found
    if found.failure is not None:
        return replace(found, sha256=fetch.sha256, byte_count=fetch.byte_count)
    here = _here(web, found, fetch)
    return here if containers.may_hold_documents(here, cut_of) else found


def _read_in(web: Web, found: Found) -> Found:
    """Standard input to its end; the document is named by its bytes, so that each has a place of its own.

    Raises:
        Misconfigured: the process was started without one.
    """
    if sys.stdin is None:
        raise Misconfigured("There is no standard input to read from.")
    try:
        sha256, byte_count = web.spool.keep(iter(partial(sys.stdin.buffer.read, _PART_BYTES), b""))
    except Unreadable as error:
        return replace(found, failure=error)
    return replace(
        found,
        locator=sha256,
        path=str(raw.path_of(web.raw_dir, sha256)),
        sha256=sha256,
        byte_count=byte_count,
    )


def bring(web: Web, batch: Sequence[Found]) -> Brought:
    """Fetch what is not here yet, several hosts at once.

    Raises:
        Unavailable: the database is away. Misconfigured: the folder for raw files cannot be written.
    """
    absent = [found for found in batch if found.source.kind in REMOTE_KINDS and not (found.sha256 or found.failure)]
    if not absent:
        return Brought(documents=tuple(batch))
    known = _known(web, [document_id(found.source.name, found.locator) for found in absent])
    with ThreadPoolExecutor(max_workers=web.threads) as threads:
        ended = list(threads.map(lambda found: _bring_one(web, found, known), absent))
    here = [one for one in ended if isinstance(one, tuple)]
    return Brought(
        documents=tuple(found for found in batch if found not in absent),
        came=tuple(found for found, _ in here),
        rejected=tuple(one for one in ended if isinstance(one, Rejected)),
        waiting=tuple(one for one in ended if isinstance(one, Waiting)),
        fetches=tuple(fetch for _, fetch in here),
    )


def _known(web: Web, keys: Sequence[UUID]) -> dict[UUID, Fetch]:
    """What is remembered and still kept here."""
    if web.engine is None:
        return {}
    with reaching_postgres(), web.engine.connect() as connection:
        remembered = fetches.known(connection, keys)
    return {key: one for key, one in remembered.items() if raw.path_of(web.raw_dir, one.sha256).exists()}


def _bring_one(web: Web, found: Found, known: dict[UUID, Fetch]) -> tuple[Found, Fetch] | Rejected | Waiting:
    try:
        fetch = _current(web, found, known.get(document_id(found.source.name, found.locator)))
    except Unreadable as error:
        return Rejected(provenance=_provenance(found), stage="fetch", code=error.code, detail=error.message)
    except Unavailable as error:
        return Waiting(provenance=_provenance(found), stage="fetch", detail=error.message)
    except Misconfigured:
        raise
    except Exception:  # a defect of ours costs its document alone
        detail = traceback.format_exc(limit=-6)
        return Rejected(provenance=_provenance(found), stage="fetch", code=RejectionCode.INTERNAL, detail=detail)
    return _here(web, found, fetch), fetch


def _here(web: Web, found: Found, fetch: Fetch) -> Found:
    """The document with its bytes on this machine."""
    return replace(
        found,
        path=str(raw.path_of(web.raw_dir, fetch.sha256)),
        sha256=fetch.sha256,
        byte_count=fetch.byte_count,
        url=fetch.final_url if found.source.kind in WEB_KINDS else None,  # readers do not find it in a store
        media_type=fetch.content_type,
    )


def _current(web: Web, found: Found, known: Fetch | None) -> Fetch:
    """What an address holds now, as far as it must be asked."""
    listed = web.listed.get(document_id(found.source.name, found.locator))
    if listed is not None:
        return listed
    if known is not None and found.locator != found.source.location and _is_unchanged(web, found, known):
        return known
    if found.source.kind == "objects":
        return _fetch_object(web, found, known)
    return _fetch(web, found.source, found.locator, known)


def _is_unchanged(web: Web, found: Found, known: Fetch) -> bool:
    """Whether what lists an address gives no reason to ask it again."""
    if found.etag is not None:
        return found.etag == known.etag
    if found.modified_at is not None:
        return found.modified_at < known.fetched_at
    return datetime.now(UTC) < known.fetched_at + web.revisit


def _fetch(web: Web, source: Source, url: str, known: Fetch | None) -> Fetch:
    validators = Validators(url=known.final_url, etag=known.etag, last_modified=known.last_modified) if known else None
    response = fetch_url(url, options=_options(web, source), visits=web.visits, validators=validators)
    if response.not_modified and known is not None:
        confirmed = replace(response, content_type=response.content_type or known.content_type)
        return _remembered(source, confirmed, sha256=known.sha256, byte_count=known.byte_count)
    sha256 = hashlib.sha256(response.body).hexdigest()
    raw.keep(web.raw_dir, sha256, response.body)
    return _remembered(source, response, sha256=sha256, byte_count=len(response.body))


def _fetch_object(web: Web, found: Found, known: Fetch | None) -> Fetch:
    opened = objects.open_object(found.locator, web.stores, etag=known.etag if known else None)
    if opened is None:
        assert known is not None  # noqa: S101 - without its tag the store has nothing to compare
        return replace(known, fetched_at=datetime.now(UTC))
    sha256, byte_count = web.spool.keep(opened.parts, opened.byte_count)
    return Fetch(
        source=found.source.name,
        url=found.locator,
        final_url=found.locator,
        status=200,
        etag=opened.etag,
        last_modified=opened.modified_at.isoformat(),
        content_type=opened.content_type,
        sha256=sha256,
        byte_count=byte_count,
        fetched_at=datetime.now(UTC),
    )


def _remembered(source: Source, response: Response, *, sha256: str, byte_count: int) -> Fetch:
    return Fetch(
        source=source.name,
        url=response.asked_url,
        final_url=response.final_url,
        redirects=response.redirects,
        status=response.status,
        etag=response.etag,
        last_modified=response.last_modified,
        content_type=response.content_type,
        sha256=sha256,
        byte_count=byte_count,
        fetched_at=response.fetched_at,
    )


def _options(web: Web, source: Source) -> WebOptions:
    """The settings, with what the source says about its own hosts."""
    allowed = web.options.connection.allowed_hosts | {host.lower() for host in source.allowed_hosts}
    pause = web.options.pause_seconds if source.pause_seconds is None else source.pause_seconds
    connection = replace(web.options.connection, allowed_hosts=allowed)
    return replace(web.options, connection=connection, pause_seconds=pause)


def _provenance(found: Found) -> Provenance:
    return Provenance(
        source=found.source.name, locator=found.locator, sha256=None, byte_count=None, fetched_at=datetime.now(UTC)
    )
