"""Titles and role words before a person's name: they tell the kind, and stay outside the name.

    with_titles("President Jane Roe", namings)    # the naming "Jane Roe" with title "President"

What it does not do: read roles that stand after a name ("Jane Roe, the mayor").
"""

from __future__ import annotations

import bisect
import functools
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.normalize.mentions.detection import keep_longest
from etl.normalize.mentions.naming import Naming
from etl.normalize.vocabulary import words

BEFORE = re.compile(r"(\S+)[ \u00a0]$")
REACH = 60  # characters before a name in which its title is looked for
TITLED = ("PERSON", None)
NAME_WORD = r"[^\W\d_a-z][\w'’-]*\.?"
AFTER_TITLE = re.compile(
    rf"[ \u00a0]((?:{NAME_WORD})(?:[ \u00a0](?:{NAME_WORD}|van|von|de|der|del|da|dos|bin|al|el)){{0,3}})"
)


def with_titles(text: str, namings: Sequence[Naming]) -> list[Naming]:
    """The namings with their titles cut off and noted; names after a title that the model missed are added, and
    namings inside somebody's title ("State" in "Secretary of State Jane Roe") are left out.
    """
    cut = [_titled(text, _without_title(n)) for n in namings]
    inside = [(n.start - len(n.title) - 1, n.start) for n in cut if n.title]
    return keep_longest(n for n in cut if not _within(n, inside))


def untitled_names(text: str, namings: Sequence[Naming]) -> Iterator[Naming]:
    """Names that nobody has found, right after an unmistakable title ("Mr.", "President")."""
    taken = {n.start for n in namings}
    for match in _title_pattern().finditer(text):
        after = AFTER_TITLE.match(text, match.end())
        if after and after.start(1) not in taken:
            start, end = after.span(1)
            end = start + len(_until_common(after.group(1)))
            yield Naming(
                start=start, end=end, surface=text[start:end], label="PERSON", title=match.group(), method="title"
            )


def title_before(text: str, start: int) -> str | None:
    """The longest title that ends right before an offset, as printed."""
    found = None
    at = start
    for _ in range(4):
        match = BEFORE.search(text, max(0, start - REACH), at)
        if not match:
            break
        at = match.start(1)
        phrase = text[at : start - 1].lstrip("\"“'‘(*")
        if phrase in _titles() or phrase.lower() in words("titles", "lower"):
            found = phrase
    return found


def _titled(text: str, naming: Naming) -> Naming:
    if naming.title or naming.known or naming.label not in {"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC"}:
        return naming
    return replace(naming, title=title_before(text, naming.start))


def _without_title(naming: Naming) -> Naming:
    """A naming whose span begins with a title, cut behind it: "Dr. Jane Roe"."""
    if naming.label != "PERSON":
        return naming
    parts = naming.surface.split(" ")
    for count in range(min(3, len(parts) - 1), 0, -1):
        title = " ".join(parts[:count])
        if title in _titles() or title.lower() in words("titles", "lower"):
            rest = naming.surface[len(title) :].lstrip()
            return replace(naming, start=naming.end - len(rest), surface=rest, title=title) if rest else naming
    return naming


def _within(naming: Naming, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of some ordered, disjoint spans covers a naming."""
    at = bisect.bisect_right(spans, (naming.start, sys.maxsize)) - 1
    return at >= 0 and naming.end <= spans[at][1]


def _until_common(name: str) -> str:
    """A run of capitalized words up to the first that ends a sentence."""
    kept: list[str] = []
    for word in name.split(" "):
        kept.append(word)
        if word.endswith(".") and len(word) > 3:
            return " ".join(kept)[:-1]
    return " ".join(kept)


@functools.cache
def _titles() -> frozenset[str]:
    listed = words("titles", "titles")
    return listed | {title.upper() for title in listed}


@functools.cache
def _title_pattern() -> re.Pattern[str]:
    """Titles that hardly ever stand before anything but a name."""
    sure = (
        "Mr",
        "Mr.",
        "Mrs",
        "Mrs.",
        "Ms",
        "Ms.",
        "Dr.",
        "Sen.",
        "Rep.",
        "Gov.",
        "Gen.",
        "Col.",
        "Lt.",
        "Sgt.",
        "Capt.",
    )
    spelled = sorted(map(re.escape, (*sure, "President", "Senator", "Prime Minister")), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?=[ \u00a0][^\W\d_a-z])")
