"""Organizations under several names: acronyms, names without their legal form, their general word alone.

    join_bodies(groups)    # "Roe University", "RU" and "Roe" become one

What it does not do: join what the text does not name in full, or names that fit two organizations.
"""

from __future__ import annotations

from collections import defaultdict

from etl.normalize.mentions.definitions import initials, is_acronym
from etl.normalize.mentions.groups import Group, Groups, fold
from etl.normalize.mentions.vocabulary import is_given_name
from etl.normalize.vocabulary import words
from etl.records import MentionKind

PERSON, ORGANIZATION, PUBLICATION = MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PUBLICATION
BODIES = frozenset({ORGANIZATION, PUBLICATION})


def join_bodies(groups: Groups) -> None:
    """Join the groups that name one organization."""
    _join_acronyms(groups)
    _join_legal_forms(groups)
    _join_heads(groups)
    _join_first_words(groups)


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
            for stem in {bare, bare.split(" ")[0]}:
                stems[stem].add(groups.root(member.key))
    for stem, roots in stems.items():
        shorter = groups.by_key.get(stem)
        if shorter is not None and shorter.kind in {ORGANIZATION, MentionKind.OTHER}:
            for root in roots if len(roots) == 1 else ():
                groups.join(shorter.key, root)


def _join_heads(groups: Groups) -> None:
    """A part to the only organization it can mean: "Roe" to "Roe University", "the Church" to "Church of Roe".

    Longer parts come first, so that "the Union" is that of "Roe Union" and "Roe Union for Doe", which are one.
    """
    by_part: dict[str, set[str]] = defaultdict(set)
    for member in groups.by_key.values():
        if len(member.parts) > 1 and member.kind in BODIES:
            for part in _heads(member.namings[0].surface):
                by_part[part].add(member.key)
    for part in sorted(by_part, key=lambda part: (-len(part.split()), part)):
        shorter, roots = groups.by_key.get(part), {groups.root(key) for key in by_part[part]}
        if shorter is not None and groups.root(part) == part and _may_be_body(shorter) and len(roots) == 1:
            groups.join(shorter.key, next(iter(roots)))


def _join_first_words(groups: Groups) -> None:
    """A single word to the only organization whose name begins with it: "Roe" to "Roe Dredging".

    Not a place or a known name, nor the name of a person who is called so in full; that the model took the single
    word for a person's is no reason against it.
    """
    by_first: dict[str, set[str]] = defaultdict(set)
    members = list(groups.by_key.values())
    for member in members:
        if member.known is None and 1 < len(member.parts) <= 3 and member.kind is ORGANIZATION:
            by_first[member.parts[0]].add(groups.root(member.key))
    people = {part for m in members if m.kind is PERSON and len(m.parts) > 1 for part in m.parts}
    for first, roots in by_first.items():
        shorter = groups.by_key.get(first)
        if shorter is None or len(roots) != 1 or first in people or groups.root(first) != first:
            continue
        if shorter.known is None and _unsupported(shorter):
            shorter.total = {ORGANIZATION: max(1.0, shorter.total.get(ORGANIZATION, 0.0))}
            groups.join(first, next(iter(roots)))


def _unsupported(member: Group) -> bool:
    """Whether nothing but the model says that a single word is a person, and nothing that it is a place."""
    points = member.points
    titled = any(naming.title for naming in member.namings)
    place, person = points.get(MentionKind.PLACE, 0.0), points.get(PERSON, 0.0)
    return not titled and not is_given_name(member.namings[0].surface) and place < 0.9 and person < 1.9


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
    joint = next((at for at, part in enumerate(parts) if at > 1 and part in {"of", "for"}), None)
    if joint is not None and parts[joint - 1] in last | first:
        heads |= {fold(" ".join(parts[:joint])), fold(parts[joint - 1])}
    return heads
