"""Which namings of one text name the same thing.

    group(text, namings)    # lists of groups; those of "Jane Roe", "Roe" and "ROE" in one

Namings in equal letters (but for case, accents and full stops) are one group (`groups`); groups are then joined by the
document's definitions, as persons (`persons`) and as organizations (`bodies`). A short name that fits two things joins
neither. What it does not do: join across documents, or join what is only similar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from etl.normalize.mentions.bodies import join_bodies
from etl.normalize.mentions.groups import Group, Groups, grouped, key_of
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.persons import join_persons
from etl.normalize.mentions.vocabulary import known_by_text
from etl.records import MentionKind


def group(text: str, namings: Sequence[Naming]) -> list[list[Group]]:
    """Things, each as its groups; in no particular order."""
    groups = grouped(text, namings)
    _join_definitions(groups, namings)
    join_persons(groups)
    _join_doubtful(groups)
    join_bodies(groups)
    things: dict[str, list[Group]] = defaultdict(list)
    for key, member in groups.by_key.items():
        things[groups.root(key)].append(member)
    return list(things.values())


def _join_definitions(groups: Groups, namings: Sequence[Naming]) -> None:
    by_start = {n.start: n for n in namings}
    for naming in namings:
        if naming.defines is not None and naming.defines in by_start:
            groups.join(key_of(naming), key_of(by_start[naming.defines]))


def _join_doubtful(groups: Groups) -> None:
    """A country that the model once took for a person ("Jordan expels ...") to its other namings, unless the document
    names a person so.
    """
    groups_of_persons = (g for g in groups.by_key.values() if g.known is None and g.kind is MentionKind.PERSON)
    families = {g.parts[-1] for g in groups_of_persons if len(g.parts) > 1}
    for member in list(groups.by_key.values()):
        known = known_by_text().get(member.namings[0].surface) if member.known is None else None
        if known is not None and member.key not in families:
            key = key_of(replace(member.namings[0], known=known))
            if key in groups.by_key:
                groups.join(member.key, key)
