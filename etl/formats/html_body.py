"""The article's text in a web page: its paragraphs, headings, list items and quotations.

Finding the article among menus and teasers is trafilatura's work, for all pages on which it does not stand plainly
(`html_plain`); this module is its one home. What holds for press pages in particular is around it: `html_regions`
before, `html_furniture` after, `html_standfirst` for the paragraph under the headline. It reads no metadata.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from etl.formats.html_furniture import Piece, without_furniture
from etl.formats.html_plain import plain_pieces
from etl.formats.html_regions import RUNNING_WEIGHT, cut_regions, cut_unseen, join_parts, unfold_layout_tables
from etl.formats.html_standfirst import find_standfirst
from etl.records import BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Extractor

# A page whose longest block is shorter says nothing: a menu, an error. News in Chinese can be as short.
SHORTEST_TEXT: Final = 20
# Its comparisons grow with the square of the paragraphs: 20,000 take a second, 100,000 a minute.
MAX_PARAGRAPHS: Final = 20_000


def body_pieces(tree: HtmlElement, headline: HtmlElement | None, *, said: Collection[str] = ()) -> list[Piece]:
    """The pieces of the article in reading order; none when there is no article text.

    `said` are texts that stand apart from the body (headline, bylines, dates). The tree is cut up on the way.
    """
    standfirst = find_standfirst(tree, headline)
    cut_unseen(tree)
    cut_regions(tree, headline)
    unfold_layout_tables(tree)
    join_parts(tree)
    pieces = plain_pieces(tree, headline, standfirst) or _extracted(tree) or _all_paragraphs(tree)
    kept = without_furniture(pieces, said=said)
    if max((len(piece.text) for piece in kept), default=0) < SHORTEST_TEXT:
        return []
    return with_standfirst(kept, standfirst)


def _extracted(tree: HtmlElement) -> list[Piece]:
    """What trafilatura takes for the article; nothing for a page with more paragraphs than it can compare."""
    from trafilatura import bare_extraction

    if next(itertools.islice(tree.iter("p"), MAX_PARAGRAPHS, None), None) is not None:
        return []
    document = bare_extraction(tree, options=_options())
    if document is None or document.body is None:
        return []
    pieces = [piece for element in document.body for piece in _pieces(element) if piece.text]
    return _parted(pieces[0], tree) if len(pieces) == 1 else pieces


@functools.cache
def _options() -> Extractor:
    """What is asked of trafilatura; made once, since it reads its configuration each time."""
    from trafilatura.settings import Extractor

    return Extractor(output_format="python", comments=False, links=True)


def _parted(piece: Piece, tree: HtmlElement) -> list[Piece]:
    """The paragraphs of the page that were run together into one piece, as happens to short texts; else the piece."""
    texts = (" ".join(paragraph.text_content().split()) for paragraph in tree.iter("p"))
    inside = [Piece(BlockKind.PARAGRAPH, text) for text in texts if len(text) >= SHORTEST_TEXT and text in piece.text]
    return inside or [piece]


def _all_paragraphs(tree: HtmlElement) -> list[Piece]:
    """Every paragraph of the page that runs on: for pages on which no article was found."""
    texts = (" ".join(paragraph.text_content().split()) for paragraph in tree.iter("p"))
    return [Piece(BlockKind.PARAGRAPH, text) for text in texts if len(text) >= RUNNING_WEIGHT // 2]


_KINDS = {"head": BlockKind.HEADING, "item": BlockKind.LIST_ITEM, "quote": BlockKind.QUOTE}


def _pieces(element: HtmlElement, kind: BlockKind = BlockKind.PARAGRAPH) -> Iterator[Piece]:
    """The pieces of one element of trafilatura's own XML: p, head, list/item, quote, table/row/cell, ..."""
    kind = _KINDS.get(element.tag, kind)
    if element.tag == "row":
        yield Piece(BlockKind.PARAGRAPH, " ".join(_folded(cell) for cell in element), _linked(element))
    elif element.tag in {"list", "quote", "table", "div"} and any(child.tag in _BLOCKS for child in element):
        if element.text:
            yield Piece(kind, " ".join(element.text.split()))
        for child in element:
            yield from _pieces(child, kind)
            if child.tail:
                yield Piece(kind, " ".join(child.tail.split()))
    else:
        yield Piece(kind, _folded(element), _linked(element))


_BLOCKS = frozenset({"p", "head", "list", "item", "quote", "table", "row", "div"})


def _folded(element: HtmlElement) -> str:
    """The words of an element; blocks and line breaks inside it are apart, other inline markup is not."""
    for inner in element.iter("lb", *_BLOCKS):
        if inner is not element:
            inner.tail = " " + (inner.tail or "")
    return " ".join("".join(element.itertext()).split())


def _linked(element: HtmlElement) -> float:
    """The share of an element's characters that stand inside links."""
    total = sum(len(text.strip()) for text in element.itertext())
    inside = sum(len(text.strip()) for link in element.iter("ref") for text in link.itertext())
    return inside / total if total else 0.0


def with_standfirst(pieces: list[Piece], standfirst: str | None) -> list[Piece]:
    """The pieces with the standfirst on top, when there is one and it does not stand among them."""
    if standfirst is None or not pieces:
        return pieces
    text = " ".join(piece.text for piece in pieces[:8])
    return pieces if standfirst[:60] in text else [Piece(BlockKind.PARAGRAPH, standfirst), *pieces]
