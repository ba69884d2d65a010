"""The tree of a page made ready for finding the article: foreign regions cut out, parted texts put together.

    >>> from etl.formats.html_tree import page_tree
    >>> page = page_tree("<article><p>It rained.</p><div class='newsletter-box'>Get our letter</div></article>")
    >>> cut_regions(page, None)
    >>> page.text_content().strip()
    'It rained.'

It changes the tree it is given. It does not find the article: see `etl.formats.html_body`.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Final

from etl.formats.html_visible import named
from etl.formats.html_words import is_called, page_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A paragraph that runs on is at least so long; teasers, captions and offers seldom are.
RUNNING_WEIGHT: Final = 160
# An offer or a caption says less outside its links.
SLIGHT_WEIGHT: Final = 1000
# "Read more", "Lesen Sie auch": a label is short.
LABEL_CHARACTERS: Final = 30
# Parts of a text that are put together hold at least so much each.
PART_WEIGHT: Final = 200

_NOT_SHOWN = re.compile(r"display\s{0,5}:\s{0,5}none", re.IGNORECASE)
_BOXES = frozenset({"div", "section", "aside", "ul", "li"})
_LABELS = ("p", "span", "div", "strong", "b", "h2", "h3", "h4", "h5", "h6")
_NEVER_TEXT = (
    *("style", "svg", "template", "noscript", "iframe", "link"),
    *("button", "input", "select", "picture", "source"),
    *("meta", "title", "base"),
)
_TEXT_HOLDERS = (
    *("div", "section", "article", "p", "li", "span", "i", "b", "em", "strong"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
)
_CONTAINERS = frozenset(
    {
        "div",
        "section",
        "aside",
        "ul",
        "ol",
        "p",
        "figure",
        "figcaption",
        "span",
        "footer",
        "header",
        "nav",
        "dl",
        "li",
        "a",
    }
)


def cut_regions(tree: HtmlElement, headline: HtmlElement | None) -> None:
    """Remove regions that are none of the text and hold hardly any running text.

    They are called so, or are not shown, or begin with words such as "Read more", or are one big link (a teaser).
    """
    kept = {headline, *headline.iterancestors()} if headline is not None else set()
    doomed = [element for element in tree.iter(*_CONTAINERS) if element not in kept and _is_foreign_region(element)]
    doomed += [
        box for element in tree.iter(*_LABELS) if (box := _labelled_box(element)) is not None and box not in kept
    ]
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()


def cut_unseen(tree: HtmlElement) -> None:
    """Remove what is never part of a text, which the search for the article would copy and pass over many times.

    Linked data stay: a search that finds nothing else looks there.
    """
    from lxml import etree

    etree.strip_elements(tree, *_NEVER_TEXT, with_tail=False)
    doomed = [script for script in tree.iter("script") if "ld+json" not in (script.get("type") or "")]
    doomed += [region for region in tree.iter("nav", "aside", "footer") if _running(region) < 2]
    doomed += [empty for empty in tree.iter(*_TEXT_HOLDERS) if empty.text is None and not len(empty)]
    for element in doomed:
        element.drop_tree()


def _is_foreign_region(element: HtmlElement) -> bool:
    if element.tag == "a":
        return next(element.iter("p", "h2", "h3", "h4"), None) is not None and _is_slight(element)
    if element.tag in _BOXES and _is_hidden(element):
        return _running(element) < 2
    called = named(element)
    return is_called("cut", called) and _is_slight(element)


def _is_hidden(element: HtmlElement) -> bool:
    style = element.get("style")
    return element.get("hidden") is not None or bool(style and _NOT_SHOWN.search(style))


def _labelled_box(element: HtmlElement) -> HtmlElement | None:
    """The box around a label ("Read more"), as long as it is small: the outermost of at most three levels."""
    text = " ".join((element.text or "").split()) if not len(element) else ""
    if not 3 < len(text) <= LABEL_CHARACTERS or not page_words().lines["link_label"].match(text):
        return None
    box = None
    for above in itertools.islice(element.iterancestors(), 3):
        inside = above.text_content()
        begins = " ".join(inside[:500].split()).startswith(text)
        if above.tag not in _BOXES or not begins or text_weight(inside) > SLIGHT_WEIGHT or _running(above) > 2:
            break
        box = above
    return box if box is not None and next(box.iter("a"), None) is not None else None


def _running(element: HtmlElement) -> int:
    """How many paragraphs of an element run on."""
    return sum(1 for paragraph in element.iter("p") if text_weight(paragraph.text_content()) >= RUNNING_WEIGHT)


def text_weight(text: str) -> int:
    """How much a text says: its bytes in UTF-8, since a Chinese or Japanese character says as much as three letters."""
    return len(text.encode("utf-8", "replace"))


def _is_slight(element: HtmlElement) -> bool:
    """Whether fewer than two paragraphs of it run on, and little of its text stands outside links and paragraphs."""
    if _running(element) > 1:
        return False
    linked = sum(text_weight(link.text_content()) for link in element.iter("a"))
    return text_weight(element.text_content()) - linked <= SLIGHT_WEIGHT


def unfold_layout_tables(tree: HtmlElement) -> None:
    """Make plain containers of tables that lay out the page: a cell holds the headline, or paragraphs, or a table."""
    layout = {
        table
        for cell in tree.iter("td")
        if next(cell.iter("h1", "table"), None) is not None or len(cell.findall("p")) > 1
        for table in itertools.islice(cell.iterancestors("table"), 1)
    }
    for table in layout:
        for part in (*table.xpath("./tbody | ./tr | ./tbody/tr | ./tr/td | ./tbody/tr/td"), table):
            part.tag = "div"


def join_parts(tree: HtmlElement) -> None:
    """Put the parts of a text that stands in several containers of one name into the first of them.

    Content systems break a long text for advertisements; who looks for one container sees a part only. Parts are
    containers with equal class in one <article> (or none), with running paragraphs right inside.
    """
    groups: dict[tuple[str, str, HtmlElement | None], list[HtmlElement]] = {}
    for element in tree.iter("div", "section"):
        if element.get("class") and _runs_on(element):
            article = next(element.iterancestors("article"), None)
            groups.setdefault((element.tag, " ".join(element.get("class").split()), article), []).append(element)
    for parts in groups.values():
        if 1 < len(parts) <= 200 and not any(_is_foreign(part) for part in parts):
            _move_into_first(parts)


def _runs_on(element: HtmlElement) -> bool:
    paragraphs = [child for child in element if child.tag == "p"]
    return sum(text_weight(child.text_content()) for child in paragraphs) >= PART_WEIGHT


def _is_foreign(part: HtmlElement) -> bool:
    around = (element for element in (part, *part.iterancestors()) if element.tag not in {"body", "html"})
    return next(part.iter("h1"), None) is not None or any(is_called("aside", named(element)) for element in around)


def _move_into_first(parts: list[HtmlElement]) -> None:
    first = parts[0]
    for part in parts[1:]:
        if first not in part.iterancestors():
            first.extend(list(part))
