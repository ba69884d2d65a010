"""Names that the document itself defines in brackets: "Broad Front (Frente Amplio)", "Roe Doe Union (RDU)".

    defined("the Roe Doe Union (RDU)", namings)    # a naming "RDU" that defines the naming "Roe Doe Union"

What it does not do: follow definitions across sentences, or read what is in brackets as anything but a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from etl.normalize.mentions.kinds import is_called_body
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.vocabulary import is_given_name, known_by_text
from etl.normalize.vocabulary import words
from etl.records import MentionKind

BRACKETS = re.compile(r"[ \u00a0]\((?:or |the |[\"“'‘])?([^\W\d_][^()\n\"“”]{1,60}?)[\"”'’]?\)")
ACRONYM = re.compile(r"[^\W\d_](?:[^\W\d_]|[.&-]){1,9}")
CAPITALIZED = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’&-]*")
SMALL = {
    "of",
    "the",
    "and",
    "for",
    "in",
    "on",
    "to",
    "de",
    "la",
    "del",
    "des",
    "du",
    "et",
    "y",
    "e",
    "da",
    "do",
    "der",
    "die",
    "und",
    "für",
    "a",
    "&",
}
BACK = 120  # characters before a bracket in which the long form is looked for


def defined(text: str, namings: Sequence[Naming]) -> list[Naming]:
    """The namings that brackets define, and the long forms before them where nobody had found these."""
    by_end = {n.end: n for n in namings}
    found: list[Naming] = []
    for match in BRACKETS.finditer(text):
        found += _define(text, match, by_end)
    return found


def redefined(namings: Sequence[Naming]) -> list[Naming]:
    """The namings, without the vocabulary's meaning of what the document uses otherwise: "ROE" is the Roe Olive Estate
    where that is written, and "Bloomberg" a person where Ada Bloomberg is named.
    """
    own = _defined_otherwise(namings) | _families(namings)
    return [replace(n, known=None) if n.surface in own and not _is_place(n) else n for n in namings]


def _defined_otherwise(namings: Sequence[Naming]) -> set[str]:
    by_start = {n.start: n for n in namings}
    defining = (n for n in namings if n.defines is not None and n.known is not None)
    return {n.surface for n in defining if not _same(n, by_start.get(n.defines or 0))}


def _families(namings: Sequence[Naming]) -> set[str]:
    names = (n.surface.split() for n in namings if n.label == "PERSON" and n.known is None)
    return {parts[-1] for parts in names if len(parts) > 1}


def _is_place(naming: Naming) -> bool:
    return naming.known is not None and naming.known.kind is MentionKind.PLACE and naming.defines is None


def _same(short: Naming, long: Naming | None) -> bool:
    return (
        long is not None and long.known is not None and short.known is not None and long.known.name == short.known.name
    )


def is_acronym(surface: str) -> bool:
    """Whether a name is an acronym by its letters: "RDU", "R.D.U.", "RoDU"."""
    capitals = sum(c.isupper() for c in surface)
    return bool(ACRONYM.fullmatch(surface)) and capitals >= 2 and 2 * capitals >= len(surface.replace(".", ""))


def initials(name: str) -> frozenset[str]:
    """The acronyms a name of several words can have: with and without its small words."""
    parts = [p for p in re.split(r"[\s\-/]+", name) if p and p[0].isalnum()]
    large = [p for p in parts if p.lower() not in SMALL]
    if len(large) < 2:
        return frozenset()
    return frozenset("".join(p[0] for p in some).upper() for some in (parts, large))


def _define(text: str, match: re.Match[str], by_end: Mapping[int, Naming]) -> list[Naming]:
    surface = match.group(1)
    before = by_end.get(match.start())
    if is_acronym(surface):
        before = _long_form(text, match.start(), surface, before)
    elif before is None or not _other_name(text, match, before):
        return []
    if before is None or before.end != match.start():
        return []
    short = Naming(start=match.start(1), end=match.end(1), surface=surface, defines=before.start, method="definition")
    return [before, short]


def _long_form(text: str, end: int, acronym: str, before: Naming | None) -> Naming | None:
    """What an acronym stands for: words before it with its initials, else the name right before it."""
    spelled = _spelled_out(text, end, acronym.replace(".", "").upper())
    if spelled is not None:
        if before is not None and before.end == end and before.start <= spelled.start:
            return before
        return replace(spelled, label=before.label if before else None)
    if before is None or before.label == "PERSON" or (before.known and before.known.kind is MentionKind.PLACE):
        return None
    known = known_by_text().get(acronym)
    return before if len(before.surface) > len(acronym) and not (known and known.kind is MentionKind.PLACE) else None


def _spelled_out(text: str, end: int, letters: str) -> Naming | None:
    """The shortest run of words up to `end` that has these initials and begins with a capital."""
    start = max(0, end - BACK)
    tokens = [m for m in re.finditer(r"[^\s(),;]+", text[start:end]) if "\n" not in m.group()]
    for count in range(2, min(len(tokens), 10) + 1):
        run = tokens[-count:]
        name = text[start + run[0].start() : end]
        if CAPITALIZED.match(name) and "\n" not in name and letters in initials(name):
            return Naming(start=start + run[0].start(), end=end, surface=name, method="definition")
    return None


def _other_name(text: str, match: re.Match[str], before: Naming) -> bool:
    """Whether a bracket holds another name of the organization before it."""
    surface = match.group(1)
    parts = surface.split()
    if len(parts) < 2 or is_given_name(parts[0]) or surface in known_by_text():
        return False
    if not (CAPITALIZED.match(parts[0]) and CAPITALIZED.match(parts[-1])):
        return False
    if is_called_body(text, before.end):
        return before.end == match.start()
    if before.label in {"PERSON", "GPE", "LOC", "NORP"} and not looks_like_organization(before.surface):
        return False
    return looks_like_organization(before.surface) or is_acronym(before.surface)


def looks_like_organization(name: str) -> bool:
    """Whether the first or last word of a name of several words says that it is an organization's."""
    parts = name.split()
    if len(parts) < 2:
        return False
    return (
        parts[-1] in words("organizations", "nouns", "last")
        or parts[-1] in words("organizations", "legal")
        or parts[0] in words("organizations", "nouns", "first")
    )
