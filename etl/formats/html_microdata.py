"""Microdata of a page (`itemscope`, `itemprop`), read for what it says about the page's own article.

    >>> from etl.formats.html_tree import page_tree
    >>> page = page_tree('<p itemscope itemtype="http://schema.org/NewsArticle"><b itemprop="headline">Rain</b></p>')
    >>> [claim.text for claim in microdata_claims(page)]
    ['Rain']

Teasers and comments that carry microdata of their own are passed over. It reads neither RDFa nor microformats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from etl.formats.html_visible import is_aside
from etl.formats.structured import plain
from etl.records import Claim, ClaimField, Origin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FIELDS = {
    "headline": ClaimField.TITLE,
    "author": ClaimField.AUTHOR,
    "creator": ClaimField.AUTHOR,
    "datepublished": ClaimField.PUBLISHED,
    "datecreated": ClaimField.PUBLISHED,
    "datemodified": ClaimField.MODIFIED,
    "publisher": ClaimField.PUBLISHER,
    "inlanguage": ClaimField.LANGUAGE,
    "articlesection": ClaimField.SECTION,
    "dateline": ClaimField.DATELINE,
    "url": ClaimField.URL,
    "mainentityofpage": ClaimField.URL,
}
_TEXTS = ("article", "posting", "report", "webpage", "creativework")  # of item types that a text can be


def microdata_claims(tree: HtmlElement, headline: HtmlElement | None = None) -> list[Claim]:
    """The claims of the article around the headline, else of the only one; and of properties that stand in no item."""
    around = frozenset(headline.iterancestors()) if headline is not None else frozenset()
    found: dict[HtmlElement | None, list[Claim]] = {}
    for element in tree.xpath(".//*[@itemprop]"):
        for name in (element.get("itemprop") or "").lower().split():
            item = _item_of(element)
            if name in _FIELDS and (item is None or _is_text(item)) and not (around and is_aside(element, around)):
                found.setdefault(item, []).extend(_claims(element, name))
    items = [item for item in found if item is not None]
    own = next((item for item in items if item in around), items[0] if len(items) == 1 else None)
    return [*(found[own] if own is not None else []), *found.get(None, [])]


def _item_of(element: HtmlElement) -> HtmlElement | None:
    """The nearest item around an element; none when the property stands free."""
    return next((above for above in element.iterancestors() if above.get("itemscope") is not None), None)


def _is_text(item: HtmlElement) -> bool:
    kind = (item.get("itemtype") or "").lower().rsplit("/", 1)[-1]
    return kind.endswith(_TEXTS) or not kind


def _claims(element: HtmlElement, name: str) -> Iterator[Claim]:
    field = _FIELDS[name]
    for text in _values(element, field):
        yield Claim(field=field, text=text, origin=Origin.MICRODATA, detail=name)


def _values(element: HtmlElement, field: ClaimField) -> Iterator[str]:
    """A whole address; a name inside a nested item, else the machine-readable attribute, else the text."""
    names = element.xpath(".//*[@itemprop='name']") if field in {ClaimField.AUTHOR, ClaimField.PUBLISHER} else []
    if field is ClaimField.URL:
        address = (element.get("href") or element.get("content") or element.get("itemid") or "").strip()
        if "://" in address[:10]:
            yield address
        return
    for holder in names or [element]:
        machine = holder.get("content") or (holder.get("datetime") if field is not ClaimField.AUTHOR else None)
        text = plain(machine or holder.text_content())
        if text and len(text) <= 300:
            yield text
