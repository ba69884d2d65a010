"""OpenDocument texts (OASIS ODF 1.3 part 3): paragraphs, headings and list items, with the text as it stands.

    parse_odt(body, byte_limit=16_000_000).text

Deleted text, comments, notes, tables of contents, headers and macros are not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from etl.errors import RejectionCode, Unreadable
from etl.formats.prose import Passage, claim, make_prose, passage
from etl.formats.xml_tree import attribute, first_text, local, named, xml_tree
from etl.formats.zipped import ODT, Zipped
from etl.records import BlockKind, Claim, ClaimField, Origin, Parsed

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED: Final = frozenset(
    {"tracked-changes", "note", "annotation", "table-of-content", "alphabetical-index", "ruby-text", "desc", "title"}
)
_BLOCKS: Final = frozenset({"p", "h"})
_MOST_SPACES: Final = 100
# When a file was created is no claim: it is the template's day as often as not.
_PROPERTIES = (
    ("title", ClaimField.TITLE),
    ("initial-creator", ClaimField.AUTHOR),
    ("creator", ClaimField.AUTHOR),
    ("date", ClaimField.MODIFIED),
    ("language", ClaimField.LANGUAGE),
)


def parse_odt(body: bytes, *, byte_limit: int) -> Parsed:
    """The text of an OpenDocument text, and what its properties claim (origin FILE: they often name the typist).

    Raises:
        Unreadable: MALFORMED when a part is missing or broken, TOO_LARGE over `byte_limit` unpacked, ENCRYPTED,
            EMPTY without text.
    """
    with Zipped(body, byte_limit=byte_limit) as parts:
        if "META-INF/manifest.xml" in parts and b"encryption-data" in parts.read("META-INF/manifest.xml"):
            raise Unreadable(RejectionCode.ENCRYPTED, "The OpenDocument text needs a password.")
        root = xml_tree(parts.read("content.xml"))
        claims = _claims(xml_tree(parts.read("meta.xml"))) if "meta.xml" in parts else []
    marked = _marked_styles(root)
    body_text = next(named(root, "text"), root)
    passages = (one for block in _blocks(body_text) for one in _passages(block, marked))
    return make_prose(passages, media_type=ODT, claims=claims)


def _claims(root: _Element) -> list[Claim]:
    return [
        one for name, field in _PROPERTIES for one in claim(field, first_text(root, name), Origin.FILE, f"meta.{name}")
    ]


def _marked_styles(root: _Element) -> frozenset[str]:
    """The names of the styles that set text in bold or italics."""
    result = set()
    for style in named(root, "style"):
        for properties in named(style, "text-properties"):
            weight, slope = attribute(properties, "font-weight"), attribute(properties, "font-style")
            if weight in {"bold", "600", "700", "800", "900"} or slope in {"italic", "oblique"}:
                result.add(attribute(style, "name") or "")
    return frozenset(result)


def _blocks(body: _Element) -> Iterator[_Element]:
    """Paragraphs and headings in document order, without those of what is skipped."""
    waiting = [body]
    while waiting:
        element = waiting.pop()
        if local(element) in _SKIPPED:
            continue
        if local(element) in _BLOCKS:
            yield element
        waiting += reversed(element)


def _passages(block: _Element, marked: frozenset[str]) -> Iterator[Passage]:
    kind = _kind(block)
    own = attribute(block, "style-name") in marked
    runs: list[tuple[str, bool]] = []
    for words, emphasized in _runs(block, marked):
        if words == "\n":
            yield passage(kind, runs)
            runs = []
        else:
            runs.append((words, emphasized or own))
    yield passage(kind, runs)


def _kind(block: _Element) -> BlockKind:
    style = (attribute(block, "style-name") or "").lower()
    if local(block) == "h" or style in {"title", "subtitle"} or style.startswith("heading"):
        return BlockKind.HEADING
    if style.startswith("quotations"):
        return BlockKind.QUOTE
    listed = any(local(above) == "list-item" for above in block.iterancestors())
    return BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH


def _runs(block: _Element, marked: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Text and whether it is set in bold or italics; a line feed for a line break."""
    yield block.text or "", False
    waiting: list[tuple[_Element | None, bool]] = [(child, False) for child in reversed(block)]
    tails: list[tuple[str, bool]] = []
    while waiting:
        element, above = waiting.pop()
        if element is None:
            yield tails.pop()
            continue
        tails.append((element.tail or "", above))
        waiting.append((None, above))
        name = local(element)
        if name in _SKIPPED or name in _BLOCKS:
            continue
        emphasized = above or attribute(element, "style-name") in marked
        yield _characters(element, name), emphasized
        waiting += ((child, emphasized) for child in reversed(element))


def _characters(element: _Element, name: str) -> str:
    """What an element prints before its children."""
    if name == "line-break":
        return "\n"
    return " " if name in {"s", "tab"} else element.text or ""
