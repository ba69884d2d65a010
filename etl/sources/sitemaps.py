"""Sitemaps, with the fields for news, indexes of sitemaps, and lists of feeds in OPML: bytes as addresses.

    read_sitemap(body).items       read_sitemap(body).sitemaps       read_opml(body, url=...)

See https://www.sitemaps.org/protocol.html. Entities and document types are refused; nothing is fetched.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from etl.errors import RejectionCode, Unreadable
from etl.records import ClaimField
from etl.sources.feeds import Item, absolute, claimed, read_instant

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SITEMAP_URLS: Final = 50_000  # in one file, by the protocol
_NEWS = (
    ("title", ClaimField.TITLE),
    ("publication_date", ClaimField.PUBLISHED),
    ("name", ClaimField.PUBLISHER),
    ("language", ClaimField.LANGUAGE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """What a sitemap lists: pages, or further sitemaps."""

    items: tuple[Item, ...] = ()
    sitemaps: tuple[str, ...] = ()
    is_whole: bool = True  # False when there are more than are taken


def read_sitemap(body: bytes, *, url: str, most: int = SITEMAP_URLS) -> Sitemap:
    """The first addresses in a sitemap or an index, in its order.

    Raises:
        Unreadable: MALFORMED.
    """
    items: list[Item] = []
    sitemaps: list[str] = []
    for name, element in _elements(body, {"url", "sitemap"}):
        fields = {_local(part): part.text or "" for part in element.iter()}
        place = absolute(fields.get("loc"), url)
        if place and len(items) + len(sitemaps) == most:
            return Sitemap(items=tuple(items), sitemaps=tuple(sitemaps), is_whole=False)
        if place and name == "url":
            claims = [claim for part, field in _NEWS for claim in claimed(field, fields.get(part), f"news:{part}")]
            changed, published = (read_instant(fields.get(part)) for part in ("lastmod", "publication_date"))
            items.append(Item(url=place, claims=tuple(claims), modified_at=changed, published_at=published))
        elif place:
            sitemaps.append(place)
    return Sitemap(items=tuple(items), sitemaps=tuple(sitemaps))


def read_opml(body: bytes, *, url: str) -> tuple[str, ...]:
    """The addresses of the feeds in an OPML file, each once.

    Raises:
        Unreadable: MALFORMED.
    """
    places = [absolute(element.get("xmlUrl"), url) for _, element in _elements(body, {"outline"})]
    return tuple(dict.fromkeys(place for place in places if place))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _elements(body: bytes, names: set[str]) -> Iterator[tuple[str, Element]]:
    """The elements of some names as they end; memory is that of one."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        for _, element in iterparse(io.BytesIO(body), events=("end",), forbid_dtd=True):
            if (name := _local(element)) in names:
                yield name, element
                element.clear()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable(RejectionCode.MALFORMED, f"It is no sound XML: {str(error)[:200]}.") from error
