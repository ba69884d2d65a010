"""What the addresses of a source lead to: a page itself, or the pages that feeds, sitemaps and lists of feeds name.

    for found in find(source, ask): ...        `ask` fetches an address and has it read: read_listing(body, url)

The content decides what an address is; the kind of the source only says what is expected there. A listing that cannot
be had, or is not whole, is found too, as itself and with its failure, so that it is accounted for. Reading is apart
from walking, so that whoever asks can do it in a process of its own.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.records import Found, Source
from etl.sources.codings import Truncated, decoded
from etl.sources.feeds import Item, read_feed
from etl.sources.sitemaps import read_opml, read_sitemap

SET_ASIDE: Final = "set aside"  # its bytes could not be read before, and are found as a document that is known
FEED_ITEMS: Final = 5_000
INDEX_DEPTH: Final = 2
_HEAD_BYTES: Final = 8192
_LISTING_BYTES: Final = 50_000_000  # unpacked, by the sitemap protocol
_SPACE = re.compile(rb"(?:\s|<\?[^>]{0,400}>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,400}>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|RDF|urlset|sitemapindex|opml)[\s>/]")
_JSON_FEED = re.compile(rb"\{.{0,2000}?jsonfeed\.org\\?/version", re.DOTALL)
_KINDS = {b"urlset": "sitemap", b"sitemapindex": "sitemap", b"opml": "opml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What an address holds."""

    kind: str  # as `kind_of` tells it, or SET_ASIDE
    items: tuple[Item, ...] = ()  # pages that it names
    places: tuple[str, ...] = ()  # further listings


# What an address holds; raises Unavailable or Unreadable.
Ask = Callable[[str], Listing]


def read_listing(body: bytes, url: str) -> Listing:
    """The bytes of an address as what they list; a page lists nothing.

    Raises:
        Unreadable: MALFORMED or TOO_LARGE, by the rules of its kind.
    """
    body = _unpacked(body)
    kind = kind_of(body)
    if kind == "feed":
        return Listing(kind=kind, items=read_feed(body, url=url))
    if kind == "sitemap":
        listed = read_sitemap(body, url=url)
        return Listing(kind=kind, items=listed.items, places=listed.sitemaps)
    return Listing(kind=kind, places=read_opml(body, url=url) if kind == "opml" else ())


def kind_of(body: bytes) -> str:
    """What an address holds by its content: "feed", "sitemap", "opml", or "web" for a page of its own.

    >>> kind_of(b"<?xml version='1.0'?><urlset>"), kind_of(b"<!doctype html><html>")
    ('sitemap', 'web')
    """
    head = body[:_HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", "replace").encode()
    root = _ROOT.match(head, _SPACE.match(head).end())  # type: ignore[union-attr] # it matches nothing at least
    if root:
        return _KINDS.get(root[1], "feed")
    return "feed" if _JSON_FEED.match(head.lstrip()) else "web"


def find(source: Source, ask: Ask) -> Iterator[Found]:
    """Every document a source of the web leads to, each address once."""
    walk = _Walk(source=source, ask=ask)
    yield from walk.below(source.location, expected=source.kind, depth=0)


def found_at(source: Source, item: Item) -> Found:
    """A document at its address."""
    return Found(
        source=source,
        locator=item.url,
        path=item.url,
        url=item.url,
        claims=item.claims,
        modified_at=item.modified_at,
        published_at=item.published_at,
    )


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One way through the listings of a source."""

    source: Source
    ask: Ask
    seen: set[str] = field(default_factory=set)

    def below(self, url: str, *, expected: str, depth: int) -> Iterator[Found]:
        """What an address leads to; a failure is found in its place."""
        if url in self.seen:
            return
        self.seen.add(url)
        try:
            yield from self._listed(url, self.ask(url), expected=expected, depth=depth)
        except (Unavailable, Unreadable) as error:
            yield Found(source=self.source, locator=url, path=url, url=url, failure=error)

    def _listed(self, url: str, listing: Listing, *, expected: str, depth: int) -> Iterator[Found]:
        if listing.kind == SET_ASIDE:
            yield found_at(self.source, Item(url=url))
            return
        if expected not in {"web", listing.kind}:
            raise Unreadable(RejectionCode.UNSUPPORTED, f"A {expected} is expected there, and it is none.")
        if listing.kind == "web":
            yield found_at(self.source, Item(url=url))
        elif listing.kind == "feed":
            yield from self._of_feed(listing.items)
        elif listing.kind == "sitemap":
            yield from self._of_sitemap(listing, depth)
        else:
            for place in listing.places:
                yield from self.below(place, expected="feed", depth=depth + 1)

    def _of_feed(self, items: tuple[Item, ...]) -> Iterator[Found]:
        yield from self._new(items[:FEED_ITEMS])
        if len(items) > FEED_ITEMS:
            said = f"The feed lists {len(items):,} items; the first {FEED_ITEMS:,} are taken."
            raise Unreadable(RejectionCode.TOO_LARGE, said)

    def _of_sitemap(self, listing: Listing, depth: int) -> Iterator[Found]:
        yield from self._new(listing.items)
        if listing.places and depth >= INDEX_DEPTH:
            said = f"Indexes of sitemaps are followed {INDEX_DEPTH} steps down."
            raise Unreadable(RejectionCode.TOO_LARGE, said)
        for place in listing.places:
            yield from self.below(place, expected="sitemap", depth=depth + 1)

    def _new(self, items: tuple[Item, ...]) -> Iterator[Found]:
        for item in items:
            if item.url not in self.seen:
                self.seen.add(item.url)
                yield found_at(self.source, item)


def _unpacked(body: bytes) -> bytes:
    """A listing that was compressed before it was published, as sitemaps are; anything else stays as it is."""
    if not body.startswith(b"\x1f\x8b") or kind_of(_beginning(body)) == "web":
        return body
    try:
        return decoded(body, ("gzip",), limit=_LISTING_BYTES)
    except Truncated as error:
        raise Unreadable(RejectionCode.MALFORMED, "The compressed file is not whole.") from error


def _beginning(body: bytes) -> bytes:
    """The first bytes of what was compressed with gzip; none when it is damaged there already."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _HEAD_BYTES)
    except zlib.error:
        return b""
