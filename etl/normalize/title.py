"""The headline of an article among everything a document says about it.

    >>> from etl.records import Claim, ClaimField, Origin
    >>> def said(text, origin): return Claim(field=ClaimField.TITLE, text=text, origin=origin)
    >>> choose_title([said("Rain all day | The Paper", Origin.META), said("Weather Rain all day", Origin.VISIBLE)],
    ...              publisher="The Paper")
    'Rain all day'

The printed headline wins over what is written for search engines; the others only tell what is not part of it: the
site's name behind, a kicker before. Capitals and wording stay as printed: nothing is rewritten.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from etl.records import Claim, ClaimField, Origin
from etl.urls import registered_domain

# What a reader sees first, then what editors write for machines in their own words, then the rest.
RANKING: Final = (
    Origin.VISIBLE,
    Origin.HEAD,
    Origin.JSON_LD,
    Origin.MICRODATA,
    Origin.OPENGRAPH,
    Origin.META,
    Origin.FEED,
    Origin.FILE,
    Origin.RUNNING_HEAD,
)
MAX_CLAIMS: Final = 40  # pages repeat their title in a dozen places

_PRINTED = frozenset({Origin.VISIBLE, Origin.HEAD})
_SEPARATOR = re.compile(r"\s+(?:[|·•»«>~/‹›\-–—]|::|//|\|\|)\s+|\s*\|\s*")
_LEADING = re.compile(r"^[\s:;,.|/•·–—-]+(?=\S)")
_NOT_WORD = re.compile(r"[\W_]+")
_LONG_WORD = re.compile(r"\w{4,}")
# Names that programs write into a file when nobody gave it a title.
_NO_TITLE = re.compile(
    r"(?:microsoft word|untitled|document\d*|unbenannt|sans titre|sin título)\b|\S+\.(?:docx?|pdf|indd|qxd|html?|txt)$",
    re.IGNORECASE,
)


def choose_title(claims: Sequence[Claim], *, publisher: str | None = None) -> str | None:
    """The headline as printed; None when no claim gives one. `publisher` is the site's name, when known."""
    titles = sorted((claim for claim in claims if _is_title(claim)), key=lambda claim: RANKING.index(claim.origin))
    titles = titles[:MAX_CLAIMS]
    site = _site_names(claims, publisher)
    printed = [claim.text for claim in titles if claim.origin in _PRINTED]
    others = [_without_site(claim.text, site) for claim in titles if claim.origin not in _PRINTED]
    if printed and _unrelated(printed, others):
        printed = []
    chosen = _printed_headline(printed, others) if printed else next(iter(others), None)
    return " ".join(chosen.split()) or None if chosen else None


def _is_title(claim: Claim) -> bool:
    useful = claim.field is ClaimField.TITLE and claim.origin in RANKING and bool(claim.text.strip())
    return useful and not (claim.origin is Origin.FILE and _NO_TITLE.match(claim.text))


def _folded(text: str) -> str:
    """Letters and digits alone, for comparing: no case, accents of width, punctuation or white space."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def _site_names(claims: Iterable[Claim], publisher: str | None) -> frozenset[str]:
    """Folded names of the site and its sections, and its domain with and without its ending."""
    names = [publisher or ""]
    for claim in claims:
        if claim.field in {ClaimField.PUBLISHER, ClaimField.SECTION}:
            names.append(claim.text)
        elif claim.field in {ClaimField.URL, ClaimField.DOMAIN}:
            domain = registered_domain(claim.text) or ""
            names += [domain, domain.split(".")[0]]
    return frozenset(_folded(name) for name in names) - {""}


def _without_site(title: str, site: frozenset[str]) -> str:
    """The title without the parts before and behind that are the site's name or section."""
    parts = list(_SEPARATOR.finditer(title))
    start, end = 0, len(title)
    for mark in reversed(parts):
        if not _is_site(title[mark.end() : end], site):
            break
        end = mark.start()
    for mark in parts:
        if mark.start() >= end or not _is_site(title[start : mark.start()], site):
            break
        start = mark.end()
    return title[start:end].strip()


def _is_site(part: str, site: frozenset[str]) -> bool:
    folded = _folded(part)
    return folded in site or folded.removeprefix("the") in site or f"the{folded}" in site


def _unrelated(printed: list[str], others: list[str]) -> bool:
    """Whether two other claims agree on a title that shares no word with what was taken for the printed one."""
    agreed = [other for other in others if sum(_folded(other) == _folded(each) for each in others) > 1]
    words = {word for text in printed for word in _LONG_WORD.findall(text.casefold())}
    return (
        bool(agreed) and bool(words) and not any(words & set(_LONG_WORD.findall(other.casefold())) for other in agreed)
    )


def _printed_headline(printed: list[str], others: list[str]) -> str:
    """Of the readings of the printed heading, the one that others confirm; else its part that they confirm."""
    confirmed = {_folded(other): other for other in reversed(others)}
    for text in printed:
        other = confirmed.get(_folded(text))
        if other is not None:
            return _better_spaced(text, other)
    for text in printed:
        for other in others:
            tail = _tail(text, other)
            if tail:
                return tail
    return _LEADING.sub("", printed[0])


def _better_spaced(text: str, other: str) -> str:
    """The reading of two equal ones: elements joined in a heading may have left spaces that were not printed."""
    same = "".join(text.split()) == "".join(other.split())
    return other if same else _LEADING.sub("", text)


def _tail(text: str, other: str) -> str | None:
    """The end of a heading that equals another title, when something short (a kicker) stands before it."""
    words = text.split()
    for first in range(1, min(len(words), 12)):
        rest = " ".join(words[first:])
        if _folded(rest) == _folded(other) and len(words) - first >= 3:
            return rest
    return None
