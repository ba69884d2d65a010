"""What a web page says about itself: headline, authors, dates, publisher, address, language, section.

    >>> from etl.formats.html_tree import page_tree
    >>> [c.text for c in page_claims(page_tree('<meta property="og:title" content="Rain">'))]
    ['Rain']

Our own reading of the markup, in the order JSON-LD, microdata, Open Graph and other meta, visible. Claims that
contradict each other are all kept: choosing is the work of `etl.normalize`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from etl.formats.html_microdata import microdata_claims
from etl.formats.html_visible import Headline, visible_claims
from etl.formats.html_words import page_words
from etl.formats.structured import article_claims, plain
from etl.records import Claim, ClaimField, Origin
from etl.urls import date_in_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# A page with more is no article page; enough for any list of contributors.
MAX_CLAIMS: Final = 400


def page_claims(tree: HtmlElement, headline: Headline | None = None, *, url: str | None = None) -> tuple[Claim, ...]:
    """All claims of a page, each once, in the order of trust within each field and origin."""
    meta = sorted(_meta(tree), key=lambda ranked: ranked[0])
    links = list(_links(tree, url))
    addresses = [claim.text for claim in (*(claim for _, claim in meta), *links) if claim.field is ClaimField.URL]
    said = [claim.text for _, claim in meta if claim.field is ClaimField.TITLE]
    titles = [*(headline.texts if headline else ()), *said, _title(tree)]
    claims = [
        *article_claims(linked_data(tree), addresses=addresses, titles=titles),
        *microdata_claims(tree, headline.element if headline else None),
        *(claim for _, claim in meta),
        *_labelled_author(tree),
        *links,
        *visible_claims(tree, headline),
        *_from_title(tree),
        *_from_url(url),
    ]
    return tuple(dict.fromkeys(claims))[:MAX_CLAIMS]


def page_titles(tree: HtmlElement) -> list[str]:
    """What the head of a page calls it: titles of its meta data, and <title>."""
    return [claim.text for _, claim in _meta(tree) if claim.field is ClaimField.TITLE] + [_title(tree)]


def linked_data(tree: HtmlElement) -> Iterator[str]:
    """The texts of the JSON-LD scripts of a page."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield script.text or ""


def _meta(tree: HtmlElement) -> Iterator[tuple[int, Claim]]:
    """Rank within its field, and the claim, of each <meta> that says something."""
    names = page_words().meta
    for meta in tree.iter("meta"):
        content = plain(meta.get("content") or meta.get("value") or "")
        for attribute in ("property", "name", "http-equiv"):
            name = (meta.get(attribute) or "").strip().lower()
            if name in names and content:
                field, rank = names[name]
                origin = Origin.OPENGRAPH if name.startswith(("og:", "article:")) else Origin.META
                yield rank, Claim(field=field, text=content, origin=origin, detail=name)
                break


def _labelled_author(tree: HtmlElement) -> Iterator[Claim]:
    """The author in the pairs twitter:label1, twitter:data1."""
    pairs = {
        (meta.get("name") or meta.get("property") or "").lower(): meta.get("content") or ""
        for meta in tree.iter("meta")
    }
    for number in "123":
        author = plain(pairs.get(f"twitter:data{number}", ""))
        if author and page_words().author_label.match(pairs.get(f"twitter:label{number}", "")):
            yield Claim(field=ClaimField.AUTHOR, text=author, origin=Origin.META, detail=f"twitter:data{number}")


def _title(tree: HtmlElement) -> str:
    title = next(tree.iter("title"), None)
    return plain(title.text_content()) if title is not None else ""


def _from_title(tree: HtmlElement) -> Iterator[Claim]:
    if title := _title(tree):
        yield Claim(field=ClaimField.TITLE, text=title, origin=Origin.META, detail="<title>")


def _links(tree: HtmlElement, url: str | None) -> Iterator[Claim]:
    """Canonical address, the address it was fetched from, and the language of the page."""
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            yield Claim(
                field=ClaimField.URL, text=link.get("href").strip(), origin=Origin.META, detail="link.canonical"
            )
    if url:
        yield Claim(field=ClaimField.URL, text=url, origin=Origin.URL, detail="fetched")
    language = (tree.get("lang") or tree.get("xml:lang") or "").strip()
    if language:
        yield Claim(field=ClaimField.LANGUAGE, text=language, origin=Origin.META, detail="html.lang")


def _from_url(url: str | None) -> Iterator[Claim]:
    found = date_in_url(url) if url else None
    if found:
        yield Claim(field=ClaimField.PUBLISHED, text=found, origin=Origin.URL, detail="path")
