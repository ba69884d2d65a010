"""Finding names that are known letter by letter, in one pass over the words of a text.

    [n.surface for n in scan("The U.S. and Peru", known_names())]    # ["U.S.", "Peru"]

What it does not do: know any names itself, or find a name written in other letters than those given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

# "U.S.", or a run of letters and figures with full stops inside; the first character is looked for as a single set.
WORD = re.compile(r"[^\W_](?:(?<=[^\W\d_])\.(?:[^\W\d_]\.){1,7}|[^\W_]*(?:\.[^\W_]+){0,8})")


@lru_cache(maxsize=2)
def small_words(text: str) -> frozenset[str]:
    """The words of a text that stand in it in small letters; kept for the text at hand, since two rules ask."""
    return frozenset(word for word in _starts(text) if word.islower())


class Spelled(Protocol):
    """Anything with a text to look for."""

    @property
    def text(self) -> str:
        """The letters to look for."""
        ...


Name = TypeVar("Name", bound=Spelled)


def scan(text: str, index: Mapping[str, Sequence[Name]]) -> Iterator[tuple[int, Name]]:
    """The starts of known names in a text, with the name; longest first, never overlapping.

    `index` maps the first word of a name, as `WORD` cuts it, to the names that begin with it, longest first.
    """
    starts = _starts(text)
    few, many = (starts, index) if len(starts) < len(index) else (index, starts)
    known = [word for word in few if word in many]
    free = 0
    for start, first in sorted((start, word) for word in known for start in starts[word]):
        if start < free:
            continue
        for name in index[first]:
            if _stands(text, start, name.text):
                free = start + len(name.text)
                yield start, name
                break


@lru_cache(maxsize=2)
def _starts(text: str) -> Mapping[str, Sequence[int]]:
    """Where each word of a text stands; kept for the text at hand, which is scanned for a dozen kinds of names."""
    starts: dict[str, list[int]] = {}
    for word in WORD.finditer(text):
        starts.setdefault(word.group(), []).append(word.start())
    return starts


def first_word(name: str) -> str:
    """The word under which a name is to be put into an index for `scan`; "" for a name without letters."""
    word = WORD.search(name)
    return word.group() if word else ""


def _stands(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    if not text.startswith(name, start):
        return False
    return end == len(text) or not (text[end].isalnum() or text[end] == "$")
