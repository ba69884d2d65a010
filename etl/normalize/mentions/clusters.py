"""Which namings of one text name the same thing.

    clusters = group(text, namings)    # lists of namings; "Jane Roe", "Roe" and "Mrs. Roe" in one

Namings in equal letters (but for case, accents and full stops) are one group; groups are then joined by the document's
definitions, by family name, acronym, legal form and masthead. A short name that fits two groups joins neither.
What it does not do: join across documents, or join what is only similar.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from etl.normalize.mentions.definitions import initials, is_acronym
from etl.normalize.mentions.kinds import best, evidence
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.vocabulary import KnownName, known_by_text
from etl.normalize.vocabulary import words
from etl.records import MentionKind

PERSON, ORGANIZATION, PLACE, PUBLICATION = (
    MentionKind.PERSON,
    MentionKind.ORGANIZATION,
    MentionKind.PLACE,
    MentionKind.PUBLICATION,
)


BODIES = frozenset({ORGANIZATION, PUBLICATION})


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


def fold(name: str) -> str:
    """A name for comparison: no accents, case, full stops or leading article."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c) and c != ".").casefold()
    plain = " ".join(plain.replace("’", "'").split())
    return plain.removeprefix("the ") or plain


def group(text: str, namings: Sequence[Naming]) -> list[list[Group]]:
    """Things, each as its groups; in no particular order."""
    groups = _grouped(text, namings)
    _join_definitions(groups, namings)
    _join_persons(groups)
    _join_doubtful(groups)
    _join_acronyms(groups)
    _join_legal_forms(groups)
    _join_heads(groups)
    things: dict[str, list[Group]] = defaultdict(list)
    for key, member in groups.by_key.items():
        things[groups.root(key)].append(member)
    return list(things.values())


def _key(naming: Naming) -> str:
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
    key = _key(naming)
    if key not in couples or naming.title is None:
        return key
    gender = "female" if naming.title in words("titles", "female") else "male"
    return f"{key} /{gender}" if naming.title in words("titles", gender) else key


def _grouped(text: str, namings: Sequence[Naming]) -> Groups:
    groups = Groups()
    couples = _couples(namings)
    for naming in namings:
        key = _key_of_couple(naming, couples)
        member = groups.by_key.setdefault(key, Group(key=key, known=naming.known))
        member.namings.append(naming)
        for kind, value in evidence(text, naming).items():
            member.total[kind] = member.total.get(kind, 0.0) + value
    return groups


def _join_definitions(groups: Groups, namings: Sequence[Naming]) -> None:
    by_start = {n.start: n for n in namings}
    for naming in namings:
        if naming.defines is not None and naming.defines in by_start:
            groups.join(_key(naming), _key(by_start[naming.defines]))


# ------------------------------------------------------------------------------------------------------------ persons


def _join_persons(groups: Groups) -> None:
    """Full names by their last word, then single words to the only person they fit."""
    full = [g for g in groups.by_key.values() if g.known is None and len(g.parts) > 1 and g.kind is PERSON]
    by_family: dict[str, list[Group]] = defaultdict(list)
    by_given: dict[str, list[Group]] = defaultdict(list)
    for member in full:
        by_family[_family(member.parts)].append(member)
        by_given[member.parts[0]].append(member)
    for members in by_family.values():
        _join_variants(groups, members)
    for member in list(groups.by_key.values()):
        if member.known is None and len(member.parts) <= 2:
            _join_short_person(groups, member, by_family, by_given)


def _family(parts: Sequence[str]) -> str:
    kept = [p for p in parts if p not in {"jr", "sr", "ii", "iii", "iv"}]
    return kept[-1] if kept else parts[-1]


def _join_variants(groups: Groups, members: Sequence[Group]) -> None:
    """Full names of one person: "Jane Roe", "Jane M. Roe" and "J. Roe", when she is the only Roe with that initial."""
    for position, member in enumerate(members[:50]):
        fitting = [o for o in members[:position] if _compatible(member.parts, o.parts)]
        roots = {groups.root(o.key) for o in fitting}
        if len(roots) == 1:
            groups.join(member.key, fitting[0].key)


def _compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two full names with one family name can be one person's."""
    first, second = one[0], other[0]
    if first == second:
        return _same_middle(one[1:-1], other[1:-1])
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    return False


def _same_middle(one: Sequence[str], other: Sequence[str]) -> bool:
    return all(a[0] == b[0] for a, b in zip(one, other, strict=False) if a and b)


def _join_short_person(
    groups: Groups, member: Group, by_family: Mapping[str, list[Group]], by_given: Mapping[str, list[Group]]
) -> None:
    """A family name, with or without its particle, or a given name; only when it fits one person, and nobody else
    bears it with a title of the other gender.
    """
    if " /" in member.key:
        return
    if len(member.parts) == 2 and not (member.kind is PERSON and _is_particle(member.namings[0].surface)):
        return
    fitting = [g for g in by_family.get(member.parts[-1], ()) if g is not member]
    if not fitting and member.kind is PERSON and len(member.parts) == 1:
        fitting = by_given.get(member.parts[0], [])
    roots = {groups.root(g.key) for g in fitting}
    if len(roots) == 1 and not _strongly_other(member):
        groups.join(member.key, fitting[0].key)


def _is_particle(name: str) -> bool:
    """Whether a name begins with a small word of family names: "van Tolber"."""
    return name.split(maxsplit=1)[0] in words("titles", "particles")


def _strongly_other(member: Group) -> bool:
    """Whether a single word is clearly no person: it stands where places stand, more often than not."""
    place, person = member.points.get(PLACE, 0.0), member.points.get(PERSON, 0.0)
    return place > 1.75 and place > person


def _join_doubtful(groups: Groups) -> None:
    """A country that the model once took for a person ("Jordan expels ...") to its other namings, unless the document
    names a person so.
    """
    families = {
        g.parts[-1] for g in groups.by_key.values() if g.known is None and len(g.parts) > 1 and g.kind is PERSON
    }
    for member in list(groups.by_key.values()):
        known = known_by_text().get(member.namings[0].surface) if member.known is None else None
        if known is not None and member.key not in families:
            key = f"{fold(known.name)} /{known.kind}"
            if key in groups.by_key:
                groups.join(member.key, key)


# ------------------------------------------------------------------------------------------------------ organizations


def _join_acronyms(groups: Groups) -> None:
    """An acronym to the only name of several words with these initials."""
    long_forms: dict[str, set[str]] = defaultdict(set)
    for member in groups.by_key.values():
        if member.kind not in {PERSON, PUBLICATION} and len(member.parts) > 1:
            for letters in initials(member.namings[0].surface):
                long_forms[letters].add(groups.root(member.key))
    for member in list(groups.by_key.values()):
        surface = member.namings[0].surface
        if member.known is None and is_acronym(surface) and member.kind is not PERSON:
            roots = long_forms.get(surface.replace(".", "").upper(), set())
            if len(roots) == 1:
                groups.join(member.key, next(iter(roots)))


def _join_legal_forms(groups: Groups) -> None:
    """A bare name to the one with a legal form, when only one such name is there: "Roe" to "Roe Inc."."""
    stems: dict[str, set[str]] = defaultdict(set)
    legal = {fold(word) for word in words("organizations", "legal")} | {"group", "holdings"}
    for member in groups.by_key.values():
        parts = member.parts
        if member.known is None and len(parts) > 1 and parts[-1] in legal and member.kind is ORGANIZATION:
            bare = " ".join(p for p in parts if p not in legal and p != "&")
            stems[bare].add(groups.root(member.key))
    for stem, roots in stems.items():
        shorter = groups.by_key.get(stem)
        if shorter is not None and shorter.kind in {ORGANIZATION, MentionKind.OTHER}:
            for root in roots if len(roots) == 1 else ():
                groups.join(shorter.key, root)


def _join_heads(groups: Groups) -> None:
    """A part to the only organization it can mean: "Roe" to "Roe University", "the Church" to "Church of Roe"."""
    by_part: dict[str, set[str]] = defaultdict(set)
    for member in groups.by_key.values():
        if member.known is None and len(member.parts) > 1 and member.kind in BODIES:
            for part in _heads(member.namings[0].surface):
                by_part[part].add(groups.root(member.key))
    for part, roots in by_part.items():
        shorter = groups.by_key.get(part)
        if shorter is not None and _may_be_body(shorter) and len(roots) == 1:
            groups.join(shorter.key, next(iter(roots)))


def _may_be_body(member: Group) -> bool:
    """Whether nothing says that a name is anything but an organization's."""
    return member.known is None and (member.kind in BODIES or not member.total)


def _heads(name: str) -> set[str]:
    """What is left of an organization's name without its general word, and that word alone."""
    last, first = words("organizations", "nouns", "last"), words("organizations", "nouns", "first")
    parts = name.split()
    heads: set[str] = set()
    if parts[-1] in last or parts[-1] in words("publications", "mastheads"):
        heads |= {fold(" ".join(parts[:-1])), fold(parts[-1])}
    if len(parts) > 2 and parts[1] in {"of", "for"} and parts[0] in first:
        heads |= {fold(" ".join(parts[2:])), fold(parts[0])}
    return heads
