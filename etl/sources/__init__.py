"""Where documents come from. Each source finds (lists) and fetches (brings bytes); none interprets what it brings.

for found in find(source, ask, stores, limits): ...        files of this machine, objects of a store, what the web lists
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from etl.records import Found, Source
from etl.sources import containers, files, listings, objects

WEB_KINDS = frozenset({"web", "feed", "sitemap", "opml"})
# Whose documents must be brought to this machine.
REMOTE_KINDS = WEB_KINDS | {"objects", "stdin"}
STANDARD_INPUT = Source(name="stdin", kind="stdin", location="-")


def source_of(place: str) -> Source:
    """The source that an argument on the command line means: an address, "-" for standard input, a path, a pattern.

    Raises:
        Misconfigured: there is nothing at this path, or nothing that is like the pattern.
    """
    kind = kind_of(place)
    if kind == "files":
        return files.source_of(place)
    return STANDARD_INPUT if kind == "stdin" else Source(name=place, kind=kind, location=place)


def kind_of(place: str) -> str:
    """The kind of source that a place is by its looks.

    >>> kind_of("s3://press/2024"), kind_of("https://news.example/a"), kind_of("raw/sample")
    ('objects', 'web', 'files')
    """
    if place.lower().startswith(objects.SCHEMES):
        return "objects"
    if place.lower().startswith(("http://", "https://")):
        return "web"
    return "stdin" if place == STANDARD_INPUT.location else "files"


def find(source: Source, ask: listings.Ask, stores: objects.Stores, limits: listings.ListingLimits) -> Iterator[Found]:
    """Every document of a source that its patterns let pass; `ask` brings the bytes of an address of the web.

    Of files only what is excluded is left out: one that is not included may be an archive of some that are.
    """
    found = listings.find(source, ask, limits) if source.kind in WEB_KINDS else _found(source, stores)
    if source.kind == "files":
        return (one for one in found if not _matches(one.locator, source.exclude))
    return (one for one in found if one.failure or is_wanted(source, one.locator))


def _found(source: Source, stores: objects.Stores) -> Iterator[Found]:
    if source.kind == "objects":
        return objects.find(source, stores)
    if source.kind == "stdin":  # one document, which gets its name by its bytes when they are here
        return iter([Found(source=source, locator=source.location, path=source.location)])
    return files.find(source)


def is_wanted(source: Source, place: str) -> bool:
    """Whether the patterns of a source let a document pass, by its own place or that of an archive around it."""
    included = not source.include or _matches(place, source.include)
    return included and not _matches(place, source.exclude)


def _matches(place: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(one, pattern) for pattern in patterns for one in containers.places_around(place))
