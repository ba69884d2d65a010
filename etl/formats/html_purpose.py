"""Whether a page is one of an article, or an index, a form, an error, a wall: told by what is on it.

    signs = page_signs(tree, scripts, claims)     # before anything is cut out of the tree
    refusal(signs, pieces)                        # "It is an error page, called '404 Not Found'."; None for an article

A page that says in its data that it is one article is believed. Of all others names and forms count only where hardly
any text runs on that is no teaser. A few words without byline or date are judged later, for every format alike.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from etl.formats.html_furniture import Piece
from etl.formats.html_regions import RUNNING_WEIGHT, text_weight
from etl.formats.structured import described_types, is_article_type
from etl.records import BlockKind, Claim, ClaimField, Origin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Fewer links with headlines stand beside an article, too.
_FEWEST_TEASERS: Final = 5
_HEADLINE_CHARACTERS: Final = 25
_MOST_LINKS: Final = 300
_MOST_PIECES: Final = 300  # enough to see whether any text runs on
_LONGEST_TEASER: Final = 3  # paragraphs; behind a headline with more stands its article
# What stands on a page with a form, a wall or an error is shorter than a brief.
_HARDLY_ANY: Final = 800
# What schema.org calls pages that lead to others, or serve the reader.
_OTHER_PAGES: Final = frozenset({"collectionpage", "searchresultspage", "profilepage", "contactpage", "checkoutpage"})
_HEADINGS: Final = ("h1", "h2", "h3", "h4")
_TEASER_BOXES: Final = frozenset({"article", "li", "div", "section", "td"})
# Where a page's data stand, and not its looks.
_DATA: Final = (Origin.OPENGRAPH, Origin.META, Origin.JSON_LD, Origin.MICRODATA)
_SOLD = re.compile(r'"isAccessibleForFree"\s{0,5}:\s{0,5}"?false', re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\{\{[^{}]{1,80}\}\}|\{%[^{}]{1,80}%\}|<%=?|\$\{[\w.]{1,80}\}|\blorem ipsum\b", re.IGNORECASE
)


class PageSigns(NamedTuple):
    """What a page shows of its purpose."""

    names: tuple[str, ...]  # its title and first heading
    is_article: bool  # it says so of itself
    other_type: str | None  # what else it says it is
    is_signed: bool  # somebody or some day is named anywhere on it
    is_front: bool  # the start of a site
    has_password: bool
    is_sold: bool  # its text is for those who pay
    without_scripts: tuple[str, ...]  # what stands there for those who run none
    teasers: frozenset[str]  # texts that belong to a headline which leads elsewhere
    teaser_count: int
    links: tuple[str, ...]  # the words of links that are as long as headlines


def page_signs(tree: HtmlElement, scripts: Sequence[str], claims: Sequence[Claim]) -> PageSigns:
    """The signs of a page; the tree is whole yet, and stays as it is.

    Teasers and links are not counted on a page that is an article in any case.
    """
    types = described_types(scripts)
    is_article = _says_article(tree, types, claims)
    has_password = bool(tree.xpath("boolean(//input[@type='password'])"))
    is_sold = any(_SOLD.search(script) for script in scripts)
    is_settled = is_article and not (has_password or is_sold)
    count, texts = _teasers(tree) if not is_settled else (0, frozenset())
    return PageSigns(
        names=tuple(_names(tree)),
        is_article=is_article,
        other_type=next((name for names in types for name in sorted(names & _OTHER_PAGES)), None),
        is_signed=any(claim.field in {ClaimField.AUTHOR, ClaimField.PUBLISHED} for claim in claims),
        is_front=_is_front(claims),
        has_password=has_password,
        is_sold=is_sold,
        without_scripts=tuple(element.text_content() for element in itertools.islice(tree.iter("noscript"), 20)),
        teasers=texts,
        teaser_count=count,
        links=tuple(itertools.islice(_long_links(tree), _MOST_LINKS)) if not is_settled else (),
    )


def refusal(signs: PageSigns, pieces: Sequence[Piece]) -> str | None:
    """The sentence that says why a page is none of an article; None where nothing says so."""
    placeholder = next((name for name in signs.names if _PLACEHOLDER.search(name)), None)
    if placeholder:
        return f"It is an empty template, called {placeholder[:100]!r}."
    is_walled = signs.is_sold or (signs.is_article and signs.has_password)
    if signs.is_article and not is_walled:
        return None
    own = [piece for piece in pieces[:_MOST_PIECES] if _is_own(piece, signs)]
    weight = sum(text_weight(piece.text) for piece in own)
    running = sum(1 for piece in own if _runs_on(piece))
    if is_walled and not running and weight < RUNNING_WEIGHT:
        return "It is a stub before a wall: the text is for subscribers, and no more than a few words are shown."
    if signs.is_article:
        return None
    if running > 1 or weight > _HARDLY_ANY:
        return _consent(signs, pieces)
    is_short = not running and weight < _HARDLY_ANY // 2
    return _form(signs, pieces, is_short=is_short) or _consent(signs, pieces) or _index(signs, pieces, running=running)


def _is_own(piece: Piece, signs: PageSigns) -> bool:
    """Whether a piece is neither a teaser nor made of links."""
    if piece.linked >= 0.5 or piece.text in signs.teasers:
        return False
    return sum(len(link) for link in signs.links if link in piece.text) <= 0.7 * len(piece.text)


def _form(signs: PageSigns, pieces: Sequence[Piece], *, is_short: bool) -> str | None:
    """An error, a search, a login, an empty shell: pages with hardly any text."""
    if found := _named(signs, "error", "search", "login"):
        return found
    if signs.has_password and is_short:
        return "It is a login page: there is a form for a password, and hardly any text."
    says, pattern = _kinds()["script"]
    shown = [piece.text for piece in pieces] or signs.without_scripts
    return f"It is {says}." if any(pattern.search(text) for text in shown) else None


def _named(signs: PageSigns, *kinds: str) -> str | None:
    for kind, name in itertools.product(kinds, signs.names):
        says, pattern = _kinds()[kind]
        if pattern.search(name):
            return f"It is {says}, called {name[:100]!r}."
    return None


def _consent(signs: PageSigns, pieces: Sequence[Piece]) -> str | None:
    """A wall is called so, or nearly all that is said is about cookies and the like."""
    pattern = _kinds()["consent_text"][1]
    said = sum(len(piece.text) for piece in pieces)
    about = sum(len(piece.text) for piece in pieces if len(pattern.findall(piece.text)) > 1)
    is_named = _named(signs, "consent") is not None
    if (is_named and about >= 0.4 * said) or (about > 0.8 * said and not signs.is_signed):
        return "It is a request for consent, and holds nothing else."
    return None


def _index(signs: PageSigns, pieces: Sequence[Piece], *, running: int) -> str | None:
    """Many headlines that lead elsewhere; a page that is called an index may begin with a text about it."""
    if running > (1 if signs.other_type is not None or signs.is_front else 0):
        return None
    text = " ".join(piece.text for piece in pieces)
    count = max(signs.teaser_count, sum(1 for link in signs.links if link in text))
    if count < _FEWEST_TEASERS:
        return None
    return f"It is an index: {count} headlines lead to other pages, and no text runs on."


def _runs_on(piece: Piece) -> bool:
    return piece.kind is not BlockKind.HEADING and text_weight(piece.text) >= RUNNING_WEIGHT


def _names(tree: HtmlElement) -> Iterator[str]:
    for tag in ("title", "h1"):
        element = next(tree.iter(tag), None)
        if element is not None and (text := " ".join(element.text_content().split())):
            yield text


def _says_article(tree: HtmlElement, types: Sequence[frozenset[str]], claims: Sequence[Claim]) -> bool:
    """Whether the page's data call it an article: one is described, or Open Graph says so, with a day or an author."""
    described = sum(1 for names in types if any(is_article_type(name) for name in names))
    if described == 1:
        return True
    said = {(claim.origin, claim.field) for claim in claims}
    dated = {(origin, field) for origin in _DATA for field in (ClaimField.PUBLISHED, ClaimField.AUTHOR)}
    graph = tree.xpath("//meta[@property='og:type' or @name='og:type']/@content")
    is_graph = any("article" in str(kind).lower() for kind in graph)
    return bool(said & dated) and (is_graph or described > 1)


def _is_front(claims: Sequence[Claim]) -> bool:
    """Whether the page's address has no path."""
    for claim in claims:
        if claim.field is ClaimField.URL and claim.text.startswith("http"):
            try:
                address = urlsplit(claim.text)
            except ValueError:
                continue
            return address.path in {"", "/"} and not address.query
    return False


def _teasers(tree: HtmlElement) -> tuple[int, frozenset[str]]:
    """How many headlines lead elsewhere, and the paragraphs that stand with one of them in a box."""
    count, texts = 0, set()
    for heading in tree.iter(*_HEADINGS):
        if not _leads_elsewhere(heading):
            continue
        said = [
            " ".join(text.text_content().split()) for text in itertools.islice(_around(heading), _LONGEST_TEASER + 1)
        ]
        if len(said) <= _LONGEST_TEASER:
            count += 1
            texts.update(said)
    return count, frozenset(texts)


def _long_links(tree: HtmlElement) -> Iterator[str]:
    for link in tree.iter("a"):
        text = " ".join(link.text_content().split())
        if len(text) >= _HEADLINE_CHARACTERS:
            yield text


def _leads_elsewhere(heading: HtmlElement) -> bool:
    inside = next(heading.iter("a"), None)
    link = inside if inside is not None else next(heading.iterancestors("a"), None)
    href = (link.get("href") or "") if link is not None else ""
    return len(href) > 1 and not href.startswith("#") and len(heading.text_content().strip()) >= _HEADLINE_CHARACTERS


def _around(heading: HtmlElement) -> Iterator[HtmlElement]:
    """The paragraphs of the box of a headline; without a box, those that follow it up to the next."""
    box = _box(heading)
    beside = itertools.takewhile(lambda one: one.tag not in _HEADINGS, heading.itersiblings())
    yield from box.iter("p") if box is not heading else beside


def _box(heading: HtmlElement) -> HtmlElement:
    """The outermost of three boxes around a headline that holds no other one."""
    box = heading
    for above in itertools.islice((one for one in heading.iterancestors() if one.tag in _TEASER_BOXES), 3):
        if sum(1 for _ in itertools.islice(above.iter(*_HEADINGS), 2)) > 1:
            break
        box = above
    return box


@functools.cache
def _kinds() -> dict[str, tuple[str, re.Pattern[str]]]:
    """Kind of page: what is said of it, and what it is called."""
    data = tomllib.loads(resources.files("etl.formats").joinpath("data/pages.toml").read_text(encoding="utf-8"))
    return {kind: (row["says"], re.compile(row["pattern"], re.IGNORECASE)) for kind, row in data.items()}
