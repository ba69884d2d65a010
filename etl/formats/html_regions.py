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
from typing import TYPE_CHECKING, Final

from etl.formats.html_visible import named
from etl.formats.html_words import page_words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A paragraph that runs on is at least so long; teasers, captions and offers seldom are.
RUNNING_CHARACTERS: Final = 160
# An offer or a caption says less outside its links.
SLIGHT_CHARACTERS: Final = 1000
# Parts of a text that are put together hold at least so much each.
PART_CHARACTERS: Final = 200

_CONTAINERS = frozenset(
    {"div", "section", "aside", "ul", "ol", "p", "figure", "figcaption", "span", "footer", "header", "nav", "dl"}
)


def cut_regions(tree: HtmlElement, headline: HtmlElement | None) -> None:
    """Remove regions that are called an offer, related texts, tags and the like and hold hardly any running text."""
    cut = page_words().cut
    kept = {headline, *headline.iterancestors()} if headline is not None else set()
    doomed = [
        element
        for element in tree.iter(*_CONTAINERS)
        if element not in kept and (called := named(element)) and cut.search(called) and _is_slight(element)
    ]
    for element in doomed:
        if element.getparent() is not None:
            element.drop_tree()


def _is_slight(element: HtmlElement) -> bool:
    """Whether fewer than two paragraphs of it run on, and little of its text stands outside links and paragraphs."""
    running = sum(1 for paragraph in element.iter("p") if len(paragraph.text_content()) >= RUNNING_CHARACTERS)
    if running > 1:
        return False
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return len(element.text_content()) - linked <= SLIGHT_CHARACTERS


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
    return sum(len(child.text_content()) for child in paragraphs) >= PART_CHARACTERS


def _is_foreign(part: HtmlElement) -> bool:
    aside = page_words().aside
    return next(part.iter("h1"), None) is not None or any(
        aside.search(named(element)) for element in (part, *part.iterancestors()) if element.tag not in {"body", "html"}
    )


def _move_into_first(parts: list[HtmlElement]) -> None:
    first = parts[0]
    for part in parts[1:]:
        if first not in part.iterancestors():
            first.extend(list(part))
