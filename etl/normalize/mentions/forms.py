"""From groups of namings to the records: chains with a name and a kind, mentions with their form.

    chains_of([[group of "Jane Roe", group of "Roe"]])    # one chain "Jane Roe" of kind PERSON, two mentions

What it does not do: find or join anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from etl.normalize.mentions.definitions import is_acronym
from etl.normalize.mentions.groups import Group, fold
from etl.normalize.mentions.kinds import best
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.vocabulary import is_given_name
from etl.records import Chain, Mention, MentionForm, MentionKind

CONFIDENCE = {
    "vocabulary": 0.95,
    "model": 0.85,
    "masthead": 0.9,
    "definition": 0.9,
    "title": 0.85,
    "dateline": 0.9,
    "repeat": 0.8,
}


def records_of(things: Iterable[Sequence[Group]]) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    """Mentions in order of the text, and their chains in order of first mention."""
    ordered = sorted(things, key=lambda thing: min(n.start for g in thing for n in g.namings))
    chains: list[Chain] = []
    mentions: list[Mention] = []
    for ordinal, thing in enumerate(ordered):
        chain = Chain(ordinal=ordinal, kind=_kind(thing), name=_name(thing))
        chains.append(chain)
        mentions += [_mention(n, chain) for g in thing for n in g.namings]
    return tuple(sorted(mentions, key=lambda m: (m.start, m.end))), tuple(chains)


def _kind(thing: Sequence[Group]) -> MentionKind:
    points: Counter[MentionKind] = Counter()
    for member in thing:
        for kind, value in member.points.items():
            points[kind] += value  # type: ignore[assignment]  # Counter is typed for int, and adds floats
    return best(points)


def _name(thing: Sequence[Group]) -> str:
    """The vocabulary's name, else the longest name by words that is neither a bracket's nor in capitals only."""
    known = next((g.known for g in thing if g.known is not None), None)
    if known is not None:
        return known.name
    namings = [n for g in thing for n in g.namings]
    counts = Counter(n.surface for n in namings)
    return max(namings, key=lambda n: (*_rank(n), counts[n.surface], len(n.surface), -n.start)).surface


def _rank(naming: Naming) -> tuple[bool, bool, int]:
    shouted = naming.surface.isupper() and len(naming.surface) > 5
    return naming.defines is None, not shouted and not is_acronym(naming.surface), len(naming.surface.split())


def _mention(naming: Naming, chain: Chain) -> Mention:
    return Mention(
        start=naming.start,
        end=naming.end,
        surface=naming.surface,
        kind=chain.kind,
        form=_form(naming, chain),
        chain=chain.ordinal,
        title=naming.title,
        confidence=CONFIDENCE.get(naming.method, 0.8),
        link_confidence=1.0 if fold(naming.surface) == fold(chain.name) else 0.9,
        method=naming.method,
    )


def _form(naming: Naming, chain: Chain) -> MentionForm:
    if naming.defines is not None:
        return MentionForm.ACRONYM if is_acronym(naming.surface) else MentionForm.DEFINITION
    if naming.known is not None:
        return naming.known.form
    if chain.kind is MentionKind.PERSON:
        return _form_of_person(fold(naming.surface).split(), fold(chain.name).split(), naming.surface)
    if fold(naming.surface) == fold(chain.name):
        return MentionForm.FULL
    return MentionForm.ACRONYM if is_acronym(naming.surface) else MentionForm.SHORT


def _form_of_person(parts: list[str], full: list[str], surface: str) -> MentionForm:
    if len(parts) > 1 and parts[-1] == full[-1] and (len(parts) == len(full) or parts[0] == full[0]):
        return MentionForm.FULL
    if parts[-1] == full[-1] and len(full) > 1:
        return MentionForm.SURNAME
    if parts[0] == full[0] and len(full) > 1:
        return MentionForm.GIVEN
    if len(parts) > 1:
        return MentionForm.FULL
    return MentionForm.GIVEN if is_given_name(surface) else MentionForm.SURNAME
