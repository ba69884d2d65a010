"""Namings in equal letters: the groups that clustering joins into things.

    grouped("Roe came. ROE left.", namings).by_key["roe"].namings    # both

Two bearers of one name are kept apart where the text tells them apart: by title (Mr. and Mrs. Roe), by state
(Springfield, Ill., and Springfield, Mass.). What it does not do: join groups (see `clusters`).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from etl.normalize.gazetteer import state_by_abbreviation
from etl.normalize.mentions.kinds import best, evidence
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.vocabulary import KnownName, known_by_text
from etl.normalize.vocabulary import words
from etl.records import MentionKind

PARENT = re.compile(r", ([^\W\d_a-z][\w.]*(?: [^\W\d_a-z][\w.]*)?)")


@dataclass(slots=True, kw_only=True, eq=False)
class Group:
    """Namings in equal letters, or of one known name; grows while a document is read."""

    key: str
    namings: list[Naming] = field(default_factory=list)
    total: dict[MentionKind, float] = field(default_factory=dict)
    known: KnownName | None = None

    @property
    def points(self) -> dict[MentionKind, float]:
        """Points of an average naming, more for a name of several words, which says more about itself."""
        weight = 1.5 if " " in self.key else 1.0
        return {kind: weight * value / len(self.namings) for kind, value in self.total.items()}

    @property
    def kind(self) -> MentionKind:
        """The kind with most points."""
        return best(self.points)

    @property
    def parts(self) -> list[str]:
        """The words of its name, folded; a mark that tells two groups apart is none of them."""
        return [part for part in self.key.split() if not part.startswith("/")]


@dataclass(slots=True, kw_only=True, eq=False)
class Groups:
    """All groups of a document, and which of them are one thing."""

    by_key: dict[str, Group] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def root(self, key: str) -> str:
        """The key that stands for the thing this group belongs to."""
        while self.parents.get(key, key) != key:
            self.parents[key] = self.parents.get(self.parents[key], self.parents[key])
            key = self.parents[key]
        return key

    def join(self, key: str, other: str) -> None:
        """Make two groups one thing; the second one's root stands for both."""
        one, two = self.root(key), self.root(other)
        if one != two:
            self.parents[one] = two


@lru_cache(maxsize=20_000)
def fold(name: str) -> str:
    """A name for comparison: no accents, case, full stops or leading article."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c != ".").casefold()
    plain = " ".join(plain.replace("’", "'").split())
    return plain.removeprefix("the ") or plain


def key_of(naming: Naming) -> str:
    """The key of a naming: its letters, folded, or what the vocabulary calls the thing."""
    if naming.known is not None:
        return f"{fold(naming.known.name)} /{naming.known.kind}"
    return fold(naming.surface) or naming.surface


def _couples(namings: Iterable[Naming]) -> set[str]:
    """Family names that the text gives to a man and to a woman: "Mr. Roe", "Mrs. Roe"."""
    men, women = words("titles", "male"), words("titles", "female")
    named = [(fold(n.surface), n.title) for n in namings if n.title and n.known is None]
    return {name for name, title in named if title in men} & {name for name, title in named if title in women}


def _key_of_couple(naming: Naming, couples: set[str]) -> str:
    """The key of a naming, apart for the two bearers of one family name."""
    key = key_of(naming)
    if key not in couples or naming.title is None:
        return key
    gender = "female" if naming.title in words("titles", "female") else "male"
    return f"{key} /{gender}" if naming.title in words("titles", gender) else key


def grouped(text: str, namings: Sequence[Naming]) -> Groups:
    """The groups of a text's namings, each with the points for its kinds."""
    groups = Groups()
    couples, parents = _couples(namings), _parents_of_namesakes(text, namings)
    for naming in namings:
        key = parents.get(naming.start) or _key_of_couple(naming, couples)
        member = groups.by_key.setdefault(key, Group(key=key, known=naming.known))
        member.namings.append(naming)
        for kind, value in evidence(text, naming).items():
            member.total[kind] = member.total.get(kind, 0.0) + value
    return groups


def _parents_of_namesakes(text: str, namings: Iterable[Naming]) -> dict[int, str]:
    """Keys of the namings of towns that share a name and not a state, by start."""
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for naming in namings:
        parent = _parent(text, naming) if naming.known is None else None
        if parent is not None:
            found[key_of(naming)][parent].append(naming.start)
    return {
        start: f"{key} /{fold(parent)}"
        for key, parents in found.items()
        if len(parents) > 1
        for parent, starts in parents.items()
        for start in starts
    }


def _parent(text: str, naming: Naming) -> str | None:
    """The state or country right behind a naming and a comma."""
    match = PARENT.match(text, naming.end)
    if match is None:
        return None
    for phrase in (match.group(1), match.group(1).split(" ")[0]):
        known = known_by_text().get(phrase) or known_by_text().get(phrase.rstrip("."))
        if known is not None and known.kind is MentionKind.PLACE:
            return known.name
        state = state_by_abbreviation(phrase)
        if state is not None:
            return state
    return None
