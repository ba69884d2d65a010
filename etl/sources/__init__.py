"""Where documents come from. Each source finds (lists) and fetches (brings bytes); none interprets what it brings.

for found in find(source, ask): ...        files of this machine, or what addresses of the web lead to
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from etl.records import Found, Source
from etl.sources import files, listings

WEB_KINDS = frozenset({"web", "feed", "sitemap", "opml"})


def source_of(place: str) -> Source:
    """The source that an argument on the command line means: an address, or a path.

    Raises:
        Misconfigured: there is nothing at this path.
    """
    if place.lower().startswith(("http://", "https://")):
        return Source(name=place, kind="web", location=place)
    return files.source_of(place)


def find(source: Source, ask: listings.Ask) -> Iterator[Found]:
    """Every document of a source that its patterns let pass; `ask` brings the bytes of an address."""
    found = listings.find(source, ask) if source.kind in WEB_KINDS else files.find(source)
    return (one for one in found if one.failure or is_wanted(source, one.locator))


def is_wanted(source: Source, locator: str) -> bool:
    """Whether the patterns of a source let a document pass."""
    included = not source.include or any(fnmatchcase(locator, pattern) for pattern in source.include)
    return included and not any(fnmatchcase(locator, pattern) for pattern in source.exclude)
