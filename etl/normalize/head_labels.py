"""Lines above a headline that say where it was printed: the paper's name, a section's, or both.

    >>> read_label("THE LINDVIK POST | World news", publishers=frozenset())
    Label(outlet='THE LINDVIK POST')

It knows names and their words (`data/head.toml`, `data/publications.toml`), not places: whether a line stands where
labels stand is for `etl.normalize.head` to see.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from etl.normalize.publications import find_publication
from etl.normalize.vocabulary import read_table

_PART = re.compile(r"\s*[|/»›•·]\s*|\s+[–—>-]\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What such a line names."""

    outlet: str | None  # as printed; None when it names a section only


def read_label(line: str, *, publishers: Collection[str]) -> Label | None:
    """What a line consisting of names of outlets and sections says; None for any other line.

    `publishers` are names that the document claims for itself, in lower case.
    """
    parts = [part for part in _PART.split(line.strip(" :|/")) if part]
    outlets = [part for part in parts if _is_outlet(part, publishers)]
    if not parts or not all(part in outlets or _folded(part) in head_words("sections") for part in parts):
        return None
    return Label(outlet=next(iter(outlets), None))


def _folded(part: str) -> str:
    return " ".join(part.casefold().split())


def _is_outlet(part: str, publishers: Collection[str]) -> bool:
    folded = _folded(part)
    if folded in head_words("sections"):
        return False
    ends_so = 1 < len(folded.split()) <= 4 and folded.endswith(tuple(" " + word for word in head_words("outlets")))
    listed = find_publication(part)
    return folded in publishers or ends_so or (listed is not None and (listed.distinctive or folded.startswith("the ")))


@cache
def head_words(group: str) -> frozenset[str]:
    """The entries of a group of `head.toml`, in lower case."""
    return frozenset(word for row in read_table("head")[group]["words"].values() for word in row)
