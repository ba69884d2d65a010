"""The article's text in a web page: its paragraphs, headings, list items and quotations.

Finding the article among menus and teasers is trafilatura's work; this module is its one home, and adds what holds for
press pages and what it leaves behind: see `formats/data/html.toml`. It reads no metadata.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

from etl.records import BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A piece of the text: what it is, and its words with white space folded.
Piece = tuple[BlockKind, str]


def body_pieces(tree: HtmlElement, *, url: str | None) -> list[Piece]:
    """The pieces of the article in reading order; none when there is no article text. The tree stays as it is."""
    from trafilatura import bare_extraction

    document = bare_extraction(deepcopy(tree), url=url, include_comments=False, with_metadata=False)
    if document is None or document.body is None:
        return []
    return [piece for element in document.body for piece in _pieces(element) if piece[1]]


_KINDS = {"head": BlockKind.HEADING, "item": BlockKind.LIST_ITEM, "quote": BlockKind.QUOTE}


def _pieces(element: HtmlElement, kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Piece]:
    """The pieces of one element of trafilatura's own XML: p, head, list/item, quote, table/row/cell, ..."""
    kind = _KINDS.get(element.tag, kind)
    if element.tag == "row":
        yield BlockKind.PARAGRAPH, " ".join(_folded(cell) for cell in element)
    elif element.tag in {"list", "quote", "table", "div"} and len(element):
        if element.text:
            yield kind, " ".join(element.text.split())
        for child in element:
            yield from _pieces(child, kind)
            if child.tail:
                yield kind, " ".join(child.tail.split())
    else:
        yield kind, _folded(element)


def _folded(element: HtmlElement) -> str:
    """The words of an element; a line break is a space, other inline markup is none."""
    for line_break in element.iter("lb"):
        line_break.tail = " " + (line_break.tail or "")
    return " ".join("".join(element.itertext()).split())
