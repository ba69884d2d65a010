"""The text of a page on which it stands plainly: nearly all that runs on are the paragraphs of one element.

    >>> from etl.formats.html_tree import page_tree
    >>> said = "It rained in the valley, and for the fourth time in a month the river came up to the old mill. "
    >>> page = page_tree(f"<nav>Weather</nav><article>{4 * ('<p>' + 2 * said)}<h2>The mill</h2><p>It stands.</article>")
    >>> [piece.kind.value for piece in plain_pieces(page)]
    ['paragraph', 'paragraph', 'paragraph', 'paragraph', 'heading', 'paragraph']

Most pages of newspapers are so, once what is foreign was cut out of them, and reading them directly takes a small part
of what a search takes. Nothing is weighed here: where anything else runs on, there is no answer, and
`etl.formats.html_body` searches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from etl.formats.html_furniture import Piece
from etl.formats.html_regions import RUNNING_WEIGHT, text_weight
from etl.records import BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Teasers, captions and labels say less.
SENTENCE_WEIGHT: Final = 80
# With fewer paragraphs that run on, an element may be a box beside a text that stands in no paragraphs.
FEWEST_PARAGRAPHS: Final = 4
# How much of what runs on in the page stands in the element, and how much of the element's text in blocks we know.
SHARE_OF_PAGE: Final = 0.95
SHARE_OF_ELEMENT: Final = 0.9

_BEGINNING = 60  # characters that tell one paragraph from another
_WITHOUT_PARAGRAPHS = frozenset({"div", "br"})
_HEADLINES = ("h1", "h2", "h3")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_PARTING = frozenset({"p", "div", "li", "ul", "ol", "br", "blockquote"})  # what stands in them is a word apart
_UNSAID = frozenset(
    {*("figure", "figcaption", "audio", "video", "iframe"), *("time", "button", "label", "select", "form", "script")}
)


def plain_pieces(
    tree: HtmlElement, headline: HtmlElement | None = None, standfirst: str | None = None
) -> list[Piece] | None:
    """The pieces of the article in reading order; None where it does not stand plainly. The tree stays as it is.

    A `standfirst` that is known already is passed over where it stands apart.
    """
    holder = _holder(tree, headline, standfirst)
    if holder is None:
        return None
    pieces = [piece for child in holder for piece in _pieces(child) if piece.text]
    inside = text_weight(" ".join(holder.text_content().split()))
    if sum(text_weight(piece.text) for piece in pieces) < SHARE_OF_ELEMENT * inside:
        return None
    return [piece for piece in pieces if piece.kind is not BlockKind.LIST_ITEM or piece.linked < SHARE_OF_ELEMENT]


def _holder(tree: HtmlElement, headline: HtmlElement | None, standfirst: str | None) -> HtmlElement | None:
    """The element whose children are nearly all that runs on in a page, and the first of it under the headline."""
    known = (standfirst or "")[:_BEGINNING]
    weights: Counter[HtmlElement | None] = Counter()
    paragraphs: Counter[HtmlElement | None] = Counter()
    under: list[HtmlElement | None] = []
    for element in tree.iter("p", "li", "blockquote", "dd", "div", "br", *_HEADLINES):
        if element is headline:
            under.clear()
        weight = _own_weight(element) if element.tag not in _HEADLINES else 0
        if weight >= (RUNNING_WEIGHT if element.tag in _WITHOUT_PARAGRAPHS else SENTENCE_WEIGHT):
            holder = _holder_of(element)
            weights[holder] += weight
            paragraphs[holder] += element.tag == "p" and weight >= RUNNING_WEIGHT
            if not (known and " ".join(element.text_content().split()).startswith(known)):
                under.append(holder)
    for holder, weight in weights.most_common(1):
        is_plain = paragraphs[holder] >= FEWEST_PARAGRAPHS and weight >= SHARE_OF_PAGE * weights.total()
        return holder if is_plain and under[:1] == [holder] else None
    return None


def _own_weight(element: HtmlElement) -> int:
    """What a block says itself; in boxes and behind line breaks text may run on without any paragraph."""
    if element.tag == "p":
        return text_weight(element.text_content())
    if element.tag == "br":
        return text_weight((element.tail or "").strip())
    if element.tag == "div" or next(element.iter("p", "ul", "ol", "div"), None) is not None:
        return text_weight((element.text or "").strip())
    linked = sum(text_weight(link.text_content()) for link in element.iter("a"))
    return text_weight(element.text_content()) - linked


def _holder_of(element: HtmlElement) -> HtmlElement | None:
    """The element that a block is a part of; a list is a part itself, and text without a block is a part of none."""
    above = element.getparent()
    if element.tag == "div" or (element.tag == "br" and (above is None or above.tag != "p")):
        return None
    if element.tag == "br":
        return above.getparent()
    return above.getparent() if element.tag == "li" and above is not None else above


def _pieces(element: HtmlElement) -> Iterator[Piece]:
    """The pieces of a paragraph, heading, list or quotation; other children of the holder say nothing of their own."""
    if element.tag in {"ul", "ol"}:
        for item in element.iterchildren("li"):
            yield _piece(BlockKind.LIST_ITEM, item)
    elif element.tag == "blockquote":
        for paragraph in element.findall(".//p") or [element]:
            yield _piece(BlockKind.QUOTE, paragraph)
    elif element.tag in _HEADINGS:
        yield _piece(BlockKind.HEADING, element)
    elif element.tag == "p":
        yield _piece(BlockKind.PARAGRAPH, element)


def _piece(kind: BlockKind, element: HtmlElement) -> Piece:
    text = " ".join("".join(_texts(element)).split())
    linked = sum(len("".join(link.text_content().split())) for link in element.iter("a"))
    return Piece(kind, text, linked / len(text.replace(" ", "")) if text else 0.0)


def _texts(element: HtmlElement) -> Iterator[str]:
    """What is said in an element, piece by piece."""
    yield element.text or ""
    for child in element:
        apart = " " if child.tag in _PARTING else ""
        if child.tag not in _UNSAID:
            yield apart
            yield from _texts(child)
        yield apart
        yield child.tail or ""
