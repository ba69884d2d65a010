"""What a web page says about itself: headline, authors, dates, publisher, address, language, section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from etl.records import Claim, ClaimField, Origin

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def page_claims(tree: HtmlElement, *, url: str | None) -> list[Claim]:
    """All claims of a page, in the order of trust within each field."""
    return list(_meta(tree))


def _meta(tree: HtmlElement) -> Iterator[Claim]:
    for meta in tree.iter("meta"):
        if meta.get("property") == "og:title" and meta.get("content"):
            yield Claim(field=ClaimField.TITLE, text=meta.get("content"), origin=Origin.OPENGRAPH, detail="og:title")
