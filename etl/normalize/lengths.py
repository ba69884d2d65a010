"""Claims that are too long to be what they claim: a headline, a name, an address of the web.

    too_long(claims, Longest())    ->  {3: "longer than DATELINE_TITLE_CHARACTERS (1,000)"}

They stay among the claims of their article, with that judgement, and decide nothing. Nothing is cut.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from etl.normalize.bylines.words import words
from etl.records import Claim, ClaimField


@dataclass(frozen=True, slots=True, kw_only=True)
class Longest:
    """Characters that are let pass; each is a setting of its name with `_characters` behind it."""

    title: int = 1_000
    name: int = 300  # of an author or a publication
    url: int = 2_048


def too_long(claims: Sequence[Claim], longest: Longest) -> dict[int, str]:
    """Judgements of those that are too long, by their place among the claims."""
    return {i: said for i, claim in enumerate(claims) if (said := _judged(claim, longest)) is not None}


@cache
def _between_names() -> re.Pattern[str]:
    """What may stand between two names of one claim."""
    ands = "|".join(map(re.escape, sorted(words("and"))))
    return re.compile(rf"[,;|/&\n]|\s(?:{ands})\s", re.IGNORECASE)


def _judged(claim: Claim, longest: Longest) -> str | None:
    match claim.field:
        case ClaimField.TITLE:
            is_long, limit, setting = len(claim.text.strip()) > longest.title, longest.title, "TITLE"
        case ClaimField.AUTHOR:
            names = _between_names().split(claim.text)
            is_long, limit, setting = max(map(len, names)) > longest.name, longest.name, "NAME"
        case ClaimField.PUBLISHER:
            is_long, limit, setting = len(claim.text) > longest.name, longest.name, "NAME"
        case ClaimField.URL:
            is_long, limit, setting = len(claim.text) > longest.url, longest.url, "URL"
        case _:
            return None
    return f"longer than DATELINE_{setting}_CHARACTERS ({limit:,})" if is_long else None
