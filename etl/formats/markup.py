"""Simple markup, such as a book's chapter or the body of a news item, as passages: all of it is text.

    [p.text for p in markup_passages(page_tree("<h2>One</h2><p>Two <em>three</em></p>"))]    # ["One", "Two three"]

Web pages, whose text stands among menus and teasers, are the business of `etl.formats.html`.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from etl.formats.html_tree import page_tree
from etl.formats.prose import Passage, passage
from etl.formats.xml_tree import local
from etl.records import BlockKind

if TYPE_CHECKING:
    from lxml.etree import _Element

# Names of XHTML, and of NITF where it has others (hl1, hl2, nitf's block and fn).
_KINDS: Final = {
    "title": None,
    "head": None,
    "script": None,
    "style": None,
    "template": None,
    "nav": None,
    "body.head": None,
    "media-metadata": None,
    "media-reference": None,
    "fn": None,
    "p": BlockKind.PARAGRAPH,
    "div": BlockKind.PARAGRAPH,
    "section": BlockKind.PARAGRAPH,
    "article": BlockKind.PARAGRAPH,
    "body": BlockKind.PARAGRAPH,
    "block": BlockKind.PARAGRAPH,
    "td": BlockKind.PARAGRAPH,
    "th": BlockKind.PARAGRAPH,
    "tr": BlockKind.PARAGRAPH,
    "table": BlockKind.PARAGRAPH,
    "ul": BlockKind.PARAGRAPH,
    "ol": BlockKind.PARAGRAPH,
    "dl": BlockKind.PARAGRAPH,
    "pre": BlockKind.PARAGRAPH,
    "hr": BlockKind.PARAGRAPH,
    "header": BlockKind.PARAGRAPH,
    "footer": BlockKind.PARAGRAPH,
    "aside": BlockKind.PARAGRAPH,
    "figure": BlockKind.PARAGRAPH,
    "media": BlockKind.PARAGRAPH,
    "dt": BlockKind.PARAGRAPH,
    "dd": BlockKind.PARAGRAPH,
    "li": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "bq": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "media-caption": BlockKind.CAPTION,
    "h1": BlockKind.HEADING,
    "h2": BlockKind.HEADING,
    "h3": BlockKind.HEADING,
    "h4": BlockKind.HEADING,
    "h5": BlockKind.HEADING,
    "h6": BlockKind.HEADING,
    "hl1": BlockKind.HEADING,
    "hl2": BlockKind.HEADING,
}
_MARKED: Final = frozenset({"b", "strong", "i", "em", "cite"})


def text_passages(markup: str) -> list[Passage]:
    """The passages of markup given as text, or of a text without any: then each line is a paragraph."""
    if "<" not in markup:
        lines = (passage(BlockKind.PARAGRAPH, [(line, False)]) for line in markup.splitlines())
        return [line for line in lines if line.text]
    return markup_passages(page_tree(markup))


def markup_passages(root: _Element) -> list[Passage]:
    """The passages below an element, in document order; empty ones left out."""
    result: list[Passage] = []
    runs: list[tuple[str, bool]] = []
    kind = BlockKind.PARAGRAPH
    for event, words, marked in _events(root):
        if event is None:
            runs.append((words, marked))
            continue
        one = passage(kind, runs)
        if one.text:
            result.append(one)
        runs, kind = [], event
    last = passage(kind, runs)
    return [*result, last] if last.text else result


def _events(root: _Element) -> Iterator[tuple[BlockKind | None, str, bool]]:
    """Text with whether it is marked, and the kind of the block that begins (None for text)."""
    waiting: list[tuple[_Element, bool, BlockKind, bool]] = [(root, False, BlockKind.PARAGRAPH, False)]
    while waiting:
        element, marked, above, closing = waiting.pop()
        name = local(element)
        if closing:
            if name in _KINDS:
                yield above, "", False
            yield None, element.tail or "" if element is not root else "", marked
            continue
        waiting.append((element, marked, above, True))
        if name == "":  # an entity of HTML, which XML without its document type does not know
            yield None, html.unescape(element.text or ""), marked
            continue
        if name in _KINDS and _KINDS[name] is None:
            continue
        kind = _inner_kind(name, above)
        if name in _KINDS or name == "br":
            yield kind, "", False
        inside = marked or name in _MARKED
        yield None, element.text or "", inside
        waiting += ((child, inside, kind, False) for child in reversed(element))


def _inner_kind(name: str, above: BlockKind) -> BlockKind:
    """The kind of a block: a paragraph inside a quotation or list item is of that kind."""
    own = _KINDS.get(name)
    return own if own is not None and own is not BlockKind.PARAGRAPH else above
