"""The words of web markup as data: `data/html.toml`, loaded once.

    >>> bool(page_words().byline.search("article__byline"))
    True

Patterns only; what they are good for is decided where they are used.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from etl.records import ClaimField

ElementName = Literal["byline", "not_byline", "date", "kicker", "aside", "cut", "standfirst"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The compiled vocabulary of `data/html.toml`; element patterns search class, id and the like in small letters."""

    meta: Mapping[str, tuple[ClaimField, int]]  # lower-case name of a <meta> -> field, rank within it
    byline: re.Pattern[str]
    not_byline: re.Pattern[str]
    date: re.Pattern[str]
    modified: re.Pattern[str]
    kicker: re.Pattern[str]
    aside: re.Pattern[str]
    cut: re.Pattern[str]
    standfirst: re.Pattern[str]
    byline_line: re.Pattern[str]  # matches the opening word of a byline
    modified_line: re.Pattern[str]
    author_label: re.Pattern[str]
    offer_inside: re.Pattern[str]  # searched in small letters
    lines: Mapping[str, re.Pattern[str]]  # of blocks that are none of the text: link_label, offer, ...


@functools.lru_cache(maxsize=20_000)
def is_called(kind: ElementName, called: str) -> bool:
    """Whether the name of an element, in small letters, is one of a kind.

    Names repeat within a page and among the pages of a site. Without regard to case a search tries every alternative
    at every letter; small letters are told by the first of each.
    """
    pattern: re.Pattern[str] = getattr(page_words(), kind)
    return bool(called) and pattern.search(called) is not None


@functools.cache
def page_words() -> PageWords:
    """The vocabulary, read from the package once."""
    data = tomllib.loads(resources.files("etl.formats").joinpath("data/html.toml").read_text(encoding="utf-8"))
    element = {name: re.compile(row["pattern"]) for name, row in data["element"].items()}
    return PageWords(
        meta={
            name: (ClaimField(field), rank)
            for field, row in data["meta"].items()
            for rank, name in enumerate(row["names"])
        },
        byline_line=re.compile(rf"\W{{0,3}}{data['words']['byline']['pattern']}\b[:\s]", re.IGNORECASE),
        modified_line=re.compile(data["words"]["modified"]["pattern"], re.IGNORECASE),
        author_label=re.compile(data["words"]["author_label"]["pattern"], re.IGNORECASE),
        offer_inside=re.compile(data["line"].pop("offer_inside")["pattern"]),
        lines={name: re.compile(row["pattern"], re.IGNORECASE) for name, row in data["line"].items()},
        **element,
    )
