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

from etl.normalize.mentions.definitions import looks_like_organization
from etl.normalize.mentions.detection import keep_longest
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.vocabulary import is_given_name, known_by_text
from etl.normalize.vocabulary import words
from etl.records import MentionForm

BEFORE = re.compile(r"(\S+)[ \u00a0]$")
REACH = 60  # characters before a name in which its title is looked for
KINDS_WITH_TITLES = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "FAC"})
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
        if _is_title(phrase):
            found = phrase
    return found


def _is_title(phrase: str) -> bool:
    """Whether words are a title, or a role in small letters, all of which are found in small letters only."""
    return phrase in _titles() or phrase in words("titles", "lower")


def _titled(text: str, naming: Naming) -> Naming:
    if naming.title or naming.known or naming.label not in KINDS_WITH_TITLES:
        return naming
    title = title_before(text, naming.start)
    if title is not None and title.islower() and naming.label not in {"PERSON", "ORG"}:
        return naming
    return replace(naming, title=title)


def _without_title(naming: Naming) -> Naming:
    """A naming whose span begins with a title or a people's name, cut behind it: "Dr. Jane Roe", "Belgian Jane Roe"."""
    if naming.label != "PERSON" and not (naming.label in {"ORG", "GPE"} and _sure_title(naming)):
        return naming
    parts = naming.surface.split(" ")
    for count in range(min(3, len(parts) - 1), 0, -1):
        title = " ".join(parts[:count])
        if _is_title(title):
            return _behind(naming, title, title)
    if len(parts) > 2 and _is_adjective(parts[0]):
        return _behind(naming, parts[0], None)
    return naming


def _behind(naming: Naming, words_before: str, title: str | None) -> Naming:
    """A naming without its first words."""
    rest = naming.surface[len(words_before) :].lstrip()
    return replace(naming, start=naming.end - len(rest), surface=rest, title=title) if rest else naming


def _sure_title(naming: Naming) -> bool:
    """Whether a span of another label is a person's with a title: "King Roe", "General Jane Roe"; not "General Roe"."""
    parts = naming.surface.split(" ")
    if looks_like_organization(naming.surface) or len(parts) > 4:
        return False
    return parts[0] in words("titles", "sure") or (len(parts) > 2 and is_given_name(parts[1]) and _is_title(parts[0]))


def _is_adjective(word: str) -> bool:
    known = known_by_text().get(word)
    return (known is not None and known.form is MentionForm.DEMONYM) or word in words("titles", "parties")


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
    spelled = sorted(map(re.escape, words("titles", "sure") - {"King", "Queen"}), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?=[ \u00a0][^\W\d_a-z])")
