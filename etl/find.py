"""Find documents: in every place of some sources, or again at places where they were found before.

    for chunk in chunks(find(sources, settings)): ...       thousands at once
    for batch in batches(documents, 50): ...

Archives come unopened (`etl.unpack` takes them apart). Nothing is read here, and nothing is asked of the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from time import monotonic

from etl.bring import Web, bring_ahead, list_source, open_web, revisit
from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.records import Found, Source
from etl.settings import Settings
from etl.sources import containers
from etl.sources.days import EVERY_DAY, Days, may_be_of
from etl.unpack import is_here, unpack

# A statement over so many takes a tenth of a second, and their records some megabytes.
_CHUNK_DOCUMENTS = 5_000
_CHUNK_SECONDS = 0.5
_FIRST_CHUNK_SECONDS = 0.05  # nobody reads before the first are there


def find(
    sources: Iterable[Source], settings: Settings, *, web: Web | None = None, days: Days = EVERY_DAY
) -> Iterator[Found]:
    """Every document of some sources, each place once, and archives unopened; `web` asks addresses what they list.

    What is certain to be of other days than these is left out before it is brought.
    """
    asked = web or open_web(settings, engine=None)
    for source in sources:
        yield from bring_ahead(asked, source, filter(partial(may_be_of, days), list_source(asked, source)))


def find_again(source: Source, places: Collection[str], settings: Settings) -> Iterator[Found]:
    """Documents that were found before, at their places; of an archive that stands among them, everything in it."""
    web = open_web(settings, engine=None)
    by_file: dict[str, set[str]] = {}
    for place in sorted(places):
        by_file.setdefault(containers.file_of(source, place), set()).add(place)
    for locator, wanted in by_file.items():
        for found in revisit(web, source, locator):
            yield from _again(found, wanted, settings) if is_here(found) else (found,)


def _again(found: Found, wanted: set[str], settings: Settings) -> Iterator[Found]:
    """What is wanted of a file; a place that is not in it any more is given with the reason."""
    reason: Unavailable | Unreadable = Unreadable(RejectionCode.VANISHED, "It is not in the archive any more.")
    given: set[str] = set()
    for member in unpack([found], settings):
        if inside := wanted.intersection(containers.places_around(member.locator)):
            given |= inside
            yield member
        elif member.failure is not None and member.locator == found.locator:
            reason = member.failure
    yield from (replace(found, locator=place, failure=reason) for place in sorted(wanted - given))


def chunks(documents: Iterable[Found]) -> Iterator[tuple[Found, ...]]:
    """Documents as they are sifted: thousands at once, but of a source that is slow to list no more than come soon."""
    chunk: list[Found] = []
    begun, seconds = monotonic(), _FIRST_CHUNK_SECONDS
    for found in documents:
        chunk.append(found)
        if len(chunk) == _CHUNK_DOCUMENTS or monotonic() - begun > seconds:
            yield tuple(chunk)
            chunk, begun, seconds = [], monotonic(), min(2 * seconds, _CHUNK_SECONDS)
    if chunk:
        yield tuple(chunk)


def batches(documents: Iterable[Found], size: int) -> Iterator[tuple[Found, ...]]:
    """Documents in batches of at most `size`, in the order found."""
    stream = iter(documents)
    while batch := tuple(islice(stream, size)):
        yield batch
