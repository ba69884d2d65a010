"""Word documents (Office Open XML, ECMA-376 part 1): paragraphs, headings, lists, quotes, with the text as it stands.

    parse_docx(body, byte_limit=16_000_000).text

Deleted and hidden text, comments, notes, headers and macros are not read. The title and byline printed on top are
told from the body in `etl.normalize.head`, as in any other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from etl.errors import RejectionCode, Unreadable
from etl.formats.prose import Passage, claim, make_prose, passage
from etl.formats.xml_tree import attribute, first_text, local, named, xml_tree
from etl.formats.zipped import DOCX, Zipped
from etl.records import BlockKind, Claim, ClaimField, Origin, Parsed

if TYPE_CHECKING:
    from lxml.etree import _Element

# Text that is no part of what a reader reads: deletions, copies for older programs, codes of fields, notes.
_SKIPPED: Final = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "footnoteReference", "rPr", "pPr"})
_APART: Final = frozenset({"p", "txbxContent"})  # paragraphs of their own inside a paragraph: text boxes
_OFF: Final = frozenset({"0", "false", "off", "none"})
_LEVELS: Final = 20  # of styles that are based on others
_KINDS = (
    (re.compile(r"(?:heading|title|subtitle|überschrift|titre|título)\b", re.IGNORECASE), BlockKind.HEADING),
    (re.compile(r"(?:intense )?quote|block text", re.IGNORECASE), BlockKind.QUOTE),
    (re.compile(r"caption", re.IGNORECASE), BlockKind.CAPTION),
    (re.compile(r"list(?: |$)", re.IGNORECASE), BlockKind.LIST_ITEM),
)
_FURNITURE = re.compile(r"(?:toc|table of contents|index|header|footer|footnote|endnote)\b", re.IGNORECASE)
# When a file was created is no claim: it is the template's day as often as not.
_PROPERTIES = (
    ("title", ClaimField.TITLE),
    ("creator", ClaimField.AUTHOR),
    ("modified", ClaimField.MODIFIED),
    ("language", ClaimField.LANGUAGE),
)


class _Style(NamedTuple):
    """What a style says about its paragraphs and runs."""

    name: str
    based_on: str | None
    properties: _Element


def parse_docx(body: bytes, *, byte_limit: int) -> Parsed:
    """The text of a Word document, and what its properties claim (origin FILE: they often name the typist).

    Raises:
        Unreadable: MALFORMED when a part is missing or broken, TOO_LARGE over `byte_limit` unpacked, ENCRYPTED,
            EMPTY without text.
    """
    with Zipped(body, byte_limit=byte_limit) as parts:
        root = xml_tree(parts.read(_main_part(parts)))
        styles = _styles(xml_tree(parts.read("word/styles.xml"))) if "word/styles.xml" in parts else {}
        claims = _claims(xml_tree(parts.read("docProps/core.xml"))) if "docProps/core.xml" in parts else []
    passages = (one for paragraph in named(root, "p") for one in _passages(paragraph, styles))
    return make_prose(passages, media_type=DOCX, claims=claims)


def _main_part(parts: Zipped) -> str:
    """The member that holds the text; some programs number it."""
    if "word/document.xml" in parts:
        return "word/document.xml"
    found = next((name for name in parts.names() if re.fullmatch(r"word/document\d+\.xml", name)), None)
    if found is None:
        raise Unreadable(RejectionCode.MALFORMED, "The Word document has no member that holds its text.")
    return found


def _claims(root: _Element) -> list[Claim]:
    return [
        one
        for name, field in _PROPERTIES
        for one in claim(field, first_text(root, name), Origin.FILE, f"docProps.{name}")
    ]


def _styles(root: _Element) -> dict[str, _Style]:
    return {
        attribute(style, "styleId") or "": _Style(
            name=attribute(next(named(style, "name"), None), "val") or "",
            based_on=attribute(next(named(style, "basedOn"), None), "val"),
            properties=style,
        )
        for style in named(root, "style")
    }


def _passages(paragraph: _Element, styles: dict[str, _Style]) -> Iterator[Passage]:
    """The lines of a paragraph; a line break set by hand begins another one."""
    if any(local(above) in _SKIPPED for above in paragraph.iterancestors()):
        return
    kind = _kind(paragraph, styles)
    if kind is None:
        return
    runs: list[tuple[str, bool]] = []
    for words, marked in _runs(paragraph, styles):
        if words == "\n":
            yield passage(kind, runs)
            runs = []
        else:
            runs.append((words, marked))
    yield passage(kind, runs)


def _kind(paragraph: _Element, styles: dict[str, _Style]) -> BlockKind | None:
    """What a paragraph is by its style, the styles that is based on, and its own properties; None for furniture."""
    properties = _child(paragraph, "pPr")
    name = attribute(_child(properties, "pStyle"), "val")
    for _ in range(_LEVELS):
        style = styles.get(name or "")
        words = style.name if style else name or ""
        if _FURNITURE.match(words):
            return None
        kind = _kind_of_style(words)
        if kind is not None:
            return kind
        if style is None or style.based_on is None:
            break
        if next(named(style.properties, "outlineLvl"), None) is not None:
            return BlockKind.HEADING
        name = style.based_on
    number = attribute(_child(_child(properties, "numPr"), "numId"), "val")
    return BlockKind.PARAGRAPH if number in {None, "0"} else BlockKind.LIST_ITEM


def _kind_of_style(name: str) -> BlockKind | None:
    """What a style's name says its paragraphs are; programs write the names of the built-in ones in English."""
    return next((kind for pattern, kind in _KINDS if pattern.match(name)), None)


def _child(element: _Element | None, name: str) -> _Element | None:
    return element.find(f"{{*}}{name}") if element is not None else None


def _runs(paragraph: _Element, styles: dict[str, _Style]) -> Iterator[tuple[str, bool]]:
    """Text and whether it is set in bold or italics; a line feed for a line break."""
    waiting = [(child, False) for child in reversed(paragraph)]
    while waiting:
        element, marked = waiting.pop()
        name = local(element)
        if name in _SKIPPED or name in _APART:
            continue
        if name == "r":
            properties = _child(element, "rPr")
            if _is_on(properties, "vanish"):
                continue
            marked = _is_marked(properties, styles)
        if name in _CHARACTERS:
            yield _CHARACTERS[name], marked
        elif name == "t":
            yield element.text or "", marked
        waiting += ((child, marked) for child in reversed(element))


_CHARACTERS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}


def _is_on(properties: _Element | None, name: str) -> bool:
    found = _child(properties, name)
    return found is not None and (attribute(found, "val") or "1").lower() not in _OFF


def _is_marked(properties: _Element | None, styles: dict[str, _Style]) -> bool:
    if _is_on(properties, "b") or _is_on(properties, "i"):
        return True
    style = styles.get(attribute(_child(properties, "rStyle"), "val") or "")
    return style is not None and style.name.lower() in {"strong", "emphasis", "intense emphasis"}
