"""Persons under several names: full names that agree, family names, given names.

    join_persons(groups)    # "Jane Roe", "Roe", "Jane M. Roe" become one

A family name that two people of the text bear joins the first of them as long as the second has not been named, and
neither of them afterwards. What it does not do: know who anybody is, or that Bill is William.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from etl.normalize.mentions.groups import Group, Groups
from etl.normalize.vocabulary import words
from etl.records import MentionKind

PERSON, PLACE = MentionKind.PERSON, MentionKind.PLACE


def join_persons(groups: Groups) -> None:
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
    """A family name, with or without its particle, or a given name, to the person it fits; one that somebody else
    bears with a title of the other gender stays alone.
    """
    if " /" in member.key or _strongly_other(member):
        return
    if len(member.parts) == 2 and not (member.kind is PERSON and _is_particle(member.namings[0].surface)):
        return
    fitting = [g for g in by_family.get(member.parts[-1], ()) if g is not member]
    if not fitting and len(member.parts) == 1 and (member.kind is PERSON or not member.total):
        fitting = by_given.get(member.parts[0], [])
    roots = {groups.root(g.key) for g in fitting}
    if len(roots) == 1:
        groups.join(member.key, fitting[0].key)
    elif roots:
        _share(groups, member, fitting)


def _share(groups: Groups, member: Group, bearers: Sequence[Group]) -> None:
    """The namings of a name with several bearers: the first bearer's until the second is named, nobody's later."""
    ordered = sorted(bearers, key=lambda g: g.namings[0].start)
    first = ordered[0]
    others = [g for g in ordered if groups.root(g.key) != groups.root(first.key)]
    start, end = first.namings[0].start, min(g.namings[0].start for g in others)
    early = [n for n in member.namings if start < n.start < end]
    member.total[PERSON] = member.total.get(PERSON, 0.0) + 2.0 * len(member.namings)
    if len(early) == len(member.namings):
        groups.join(member.key, first.key)
    elif early:
        member.namings = [n for n in member.namings if n not in early]
        key = f"{member.key} /first"
        groups.by_key[key] = Group(key=key, namings=early, total={PERSON: 2.0 * len(early)})
        groups.join(key, first.key)


def _is_particle(name: str) -> bool:
    """Whether a name begins with a small word of family names: "van Tolber"."""
    return name.split(maxsplit=1)[0] in words("titles", "particles")


def _strongly_other(member: Group) -> bool:
    """Whether a single word is clearly no person: it stands where places stand, more often than not."""
    place, person = member.points.get(PLACE, 0.0), member.points.get(PERSON, 0.0)
    return place > 1.75 and place > person
