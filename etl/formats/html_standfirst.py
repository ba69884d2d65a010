"""The standfirst of an article: the paragraph between headline and text that extractors often leave out.

    >>> from etl.formats.html_tree import page_tree
    >>> page = page_tree("<h1>Rain</h1><p class='lead'>After weeks of drought the valley drinks.</p><p>It rained.</p>")
    >>> find_standfirst(page, page.find(".//h1"))
    'After weeks of drought the valley drinks.'

Found by its name, or because the page's own description says the same words. Nothing is made up from meta data: a
description that is not printed is not taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from etl.formats.html_furniture import folded
from etl.formats.html_visible import named, seen_text
from etl.formats.html_words import is_called
from etl.formats.structured import plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# It follows the headline within this many elements (share bars and a picture may stand between).
AFTER: Final = 60
SHORTEST: Final = 40
LONGEST: Final = 700

_TAGS = frozenset({"p", "div", "h2", "h3", "h4", "span", "strong", "section", "header"})


def find_standfirst(tree: HtmlElement, headline: HtmlElement | None) -> str | None:
    """The text of the standfirst as printed, white space folded; None when there is none."""
    if headline is None:
        return None
    described = [text for text in _descriptions(tree) if len(text) >= SHORTEST]
    for element in _following(tree, headline):
        if element.tag not in _TAGS or not (element.text or len(element)):
            continue
        called = named(element)
        is_named = is_called("standfirst", called) and not is_called("not_byline", called)
        text = seen_text(element) if is_named or described else ""
        if SHORTEST <= len(text) <= LONGEST and (is_named or any(_same(text, other) for other in described)):
            return text
    return None


def _following(tree: HtmlElement, headline: HtmlElement) -> list[HtmlElement]:
    elements = list(tree.iter("*"))
    place = elements.index(headline)
    return elements[place + 1 : place + 1 + AFTER]


def _descriptions(tree: HtmlElement) -> list[str]:
    names = {"description", "og:description", "twitter:description"}
    found = (meta for meta in tree.iter("meta") if (meta.get("name") or meta.get("property") or "").lower() in names)
    return [folded(plain(meta.get("content") or "")) for meta in found]


def _same(text: str, description: str) -> bool:
    """Whether a printed text is the description, which may be cut short."""
    text = folded(text)
    return text == description or (len(description) > 80 and text.startswith(description[:80]))
