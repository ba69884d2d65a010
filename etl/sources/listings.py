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
from etl.sources.feeds import FEED_BYTES, Item, read_feed
from etl.sources.sitemaps import SITEMAP_URLS, read_opml, read_sitemap

SET_ASIDE: Final = "set aside"  # its bytes could not be read before, and are found as a document that is known
_HEAD_BYTES: Final = 8192
_SPACE = re.compile(rb"(?:\s|<\?[^>]{0,400}>|<!--.{0,2000}?-->|<!DOCTYPE[^>\[]{0,400}>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(rss|feed|RDF|urlset|sitemapindex|opml)[\s>/]")
_JSON_FEED = re.compile(rb"\{.{0,2000}?jsonfeed\.org\\?/version", re.DOTALL)
_KINDS = {b"urlset": "sitemap", b"sitemapindex": "sitemap", b"opml": "opml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingLimits:
    """How much of a listing is taken; each is a setting of its name, which a rejection says."""

    feed_items: int = 5_000
    feed_bytes: int = FEED_BYTES
    sitemap_urls: int = SITEMAP_URLS
    sitemap_bytes: int = 50_000_000  # unpacked, by the protocol
    sitemap_depth: int = 2  # indexes within indexes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What an address holds."""

    kind: str  # as `kind_of` tells it, or SET_ASIDE
    items: tuple[Item, ...] = ()  # pages that it names
    places: tuple[str, ...] = ()  # further listings
    is_whole: bool = True  # False when it names more than are taken


# What an address holds; raises Unavailable or Unreadable.
Ask = Callable[[str], Listing]


def read_listing(body: bytes, url: str, limits: ListingLimits = ListingLimits()) -> Listing:
    """The bytes of an address as what they list; a page lists nothing.

    Raises:
        Unreadable: MALFORMED or TOO_LARGE, by the rules of its kind.
    """
    body = _unpacked(body, limits)
    kind = kind_of(body)
    if kind == "feed":
        items = read_feed(body, url=url, byte_limit=limits.feed_bytes)
        most = limits.feed_items
        return Listing(kind=kind, items=items[:most], is_whole=len(items) <= most)
    if kind == "sitemap":
        if len(body) > limits.sitemap_bytes:
            raise _too_large(limits)
        listed = read_sitemap(body, url=url, most=limits.sitemap_urls)
        return Listing(kind=kind, items=listed.items, places=listed.sitemaps, is_whole=listed.is_whole)
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


def find(source: Source, ask: Ask, limits: ListingLimits = ListingLimits()) -> Iterator[Found]:
    """Every document a source of the web leads to, each address once."""
    walk = _Walk(source=source, ask=ask, limits=limits)
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
    limits: ListingLimits
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
            yield from self._of_feed(listing)
        elif listing.kind == "sitemap":
            yield from self._of_sitemap(listing, depth)
        else:
            for place in listing.places:
                yield from self.below(place, expected="feed", depth=depth + 1)

    def _of_feed(self, listing: Listing) -> Iterator[Found]:
        yield from self._new(listing.items)
        if not listing.is_whole:
            said = f"It lists more items than DATELINE_FEED_ITEMS ({self.limits.feed_items:,}); the first are taken."
            raise Unreadable(RejectionCode.TOO_LARGE, said)

    def _of_sitemap(self, listing: Listing, depth: int) -> Iterator[Found]:
        yield from self._new(listing.items)
        if listing.places and depth >= self.limits.sitemap_depth:
            said = f"It is an index of sitemaps deeper in others than DATELINE_SITEMAP_DEPTH ({depth})."
            raise Unreadable(RejectionCode.TOO_LARGE, said)
        for place in listing.places:
            yield from self.below(place, expected="sitemap", depth=depth + 1)
        if not listing.is_whole:
            most = self.limits.sitemap_urls
            said = f"It lists more addresses than DATELINE_SITEMAP_URLS ({most:,}); the first are taken."
            raise Unreadable(RejectionCode.TOO_LARGE, said)

    def _new(self, items: tuple[Item, ...]) -> Iterator[Found]:
        for item in items:
            if item.url not in self.seen:
                self.seen.add(item.url)
                yield found_at(self.source, item)


def _too_large(limits: ListingLimits) -> Unreadable:
    said = f"It has more bytes than DATELINE_SITEMAP_BYTES ({limits.sitemap_bytes:,})."
    return Unreadable(RejectionCode.TOO_LARGE, said)


def _unpacked(body: bytes, limits: ListingLimits) -> bytes:
    """A listing that was compressed before it was published, as sitemaps are; anything else stays as it is."""
    if not body.startswith(b"\x1f\x8b") or kind_of(_beginning(body)) == "web":
        return body
    try:
        return decoded(body, ("gzip",), limit=limits.sitemap_bytes)
    except Unreadable as error:
        raise _too_large(limits) if error.code is RejectionCode.TOO_LARGE else error from error
    except Truncated as error:
        raise Unreadable(RejectionCode.MALFORMED, "The compressed file is not whole.") from error


def _beginning(body: bytes) -> bytes:
    """The first bytes of what was compressed with gzip; none when it is damaged there already."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _HEAD_BYTES)
    except zlib.error:
        return b""
