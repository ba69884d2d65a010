"""EPUB books (W3C EPUB 3.3 and older): the text of all chapters in reading order.

    parse_epub(body, byte_limit=16_000_000).text

A book is one document. Tables of contents and what lies outside the reading order are not read; scripts never run.
"""

from __future__ import annotations

import posixpath
import urllib.parse
from typing import TYPE_CHECKING, Final

from etl.errors import RejectionCode, Unreadable
from etl.formats.html_tree import page_tree
from etl.formats.markup import markup_passages
from etl.formats.prose import Passage, claim, make_prose
from etl.formats.text import decode
from etl.formats.xml_tree import attribute, named, xml_tree
from etl.formats.zipped import EPUB, Zipped
from etl.records import Claim, ClaimField, Origin, Parsed

if TYPE_CHECKING:
    from lxml.etree import _Element

_TYPES: Final = frozenset({"application/xhtml+xml", "text/html"})
_PROPERTIES = (
    ("title", ClaimField.TITLE),
    ("creator", ClaimField.AUTHOR),
    ("date", ClaimField.PUBLISHED),
    ("publisher", ClaimField.PUBLISHER),
    ("language", ClaimField.LANGUAGE),
)


def parse_epub(body: bytes, *, byte_limit: int) -> Parsed:
    """The text of a book, and what its package says of it (origin META: publishers fill it with care).

    Raises:
        Unreadable: MALFORMED when a part is missing or broken, TOO_LARGE over `byte_limit` unpacked, ENCRYPTED when
            chapters are, EMPTY without text.
    """
    with Zipped(body, byte_limit=byte_limit) as parts:
        package_name = _package_name(parts)
        package = xml_tree(parts.read(package_name))
        names = [posixpath.normpath(posixpath.join(posixpath.dirname(package_name), name)) for name in _spine(package)]
        _require_plain(parts, names)
        passages = [one for name in names if name in parts for one in _chapter(parts.read(name))]
    return make_prose(passages, media_type=EPUB, claims=_claims(package))


def _package_name(parts: Zipped) -> str:
    root = xml_tree(parts.read("META-INF/container.xml"))
    name = attribute(next(named(root, "rootfile"), None), "full-path")
    if not name:
        raise Unreadable(RejectionCode.MALFORMED, "The book does not say where its package is.")
    return name


def _spine(package: _Element) -> list[str]:
    """The chapters' addresses in reading order, each once; without the navigation."""
    items = {
        attribute(item, "id"): urllib.parse.unquote(attribute(item, "href") or "")
        for item in named(package, "item")
        if attribute(item, "media-type") in _TYPES and "nav" not in (attribute(item, "properties") or "").split()
    }
    order = (items.get(attribute(one, "idref")) for one in named(package, "itemref"))
    return list(dict.fromkeys(name for name in order if name))


def _require_plain(parts: Zipped, names: list[str]) -> None:
    """Raise ENCRYPTED when a chapter is; fonts often are, and harm nobody."""
    if "META-INF/encryption.xml" not in parts:
        return
    root = xml_tree(parts.read("META-INF/encryption.xml"))
    locked = {urllib.parse.unquote(attribute(one, "URI") or "") for one in named(root, "CipherReference")}
    if locked & set(names):
        raise Unreadable(RejectionCode.ENCRYPTED, "The book's chapters are locked by its seller.")


def _chapter(body: bytes) -> list[Passage]:
    """The passages of a chapter, which is XML by the book and HTML in some books."""
    if not body.strip():
        return []
    try:
        return markup_passages(xml_tree(body))
    except Unreadable:
        return markup_passages(page_tree(decode(body)[0]))


def _claims(package: _Element) -> list[Claim]:
    metadata = next(named(package, "metadata"), None)
    if metadata is None:
        return []
    return [
        one
        for name, field in _PROPERTIES
        for element in named(metadata, name)
        for one in claim(field, "".join(element.itertext()), Origin.META, f"dc:{name}")
    ]
