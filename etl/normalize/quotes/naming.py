"""Says whom a speaker's words name: the chain of a mention, of a pronoun's antecedent, or nobody known.

    "Jane Roe" -> its chain; "she" -> that of the last woman who spoke or was a subject;
    "the officer" -> as printed

A pronoun is resolved only where gender, known from an honorific or a given name that is nearly always of one, does
not speak against it. A group ("they") and an author ("I", "we") stay as printed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.normalize.quotes.phrases import Candidate
from etl.normalize.quotes.vocabulary import vocabulary
from etl.records import Chain, Mention, MentionKind

WORD = re.compile(r"[^\W\d_]+")
LEAD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*\W*\Z")
PERSONS_BACK = 12  # persons that a pronoun may reach back over
RELATIVE = 7  # characters of ", whom ": a pronoun so near a name is somebody else's ("Roe, whom she blamed")
CHARACTERS_BACK = 1500  # about three paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A speaker's name, its chain where it has one, and what that does to the confidence."""

    name: str
    chain: int | None
    factor: float = 1.0


@dataclass(frozen=True, slots=True)
class _Person:
    """A person on the scene at a place in the text."""

    position: int
    chain: int


class Cast:
    """The persons of an article, as far as it has been read."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], chains: Sequence[Chain], hidden: Sequence[tuple[int, int]]
    ) -> None:
        """`hidden` are the quotations in order, whose inner mentions are not on the scene."""
        self.text = text
        self.names = {chain.ordinal: chain.name for chain in chains}
        self.persons = sorted((m for m in mentions if m.kind is MentionKind.PERSON), key=lambda m: m.start)
        self.genders = _genders(self.persons, self.names)
        self.present = _outside(self.persons, hidden)
        self.positions = [m.start for m in self.present]
        self.surnames = _surnames(chains)
        self.last_speaker: _Person | None = None

    def name(self, speaker: Candidate) -> Named:
        """Whom a candidate names; calls come in the order of the text."""
        printed = self.text[speaker.start : speaker.end]
        if speaker.kind == "pronoun":
            return self._pronoun(printed, speaker.start)
        chain = speaker.mention.chain if speaker.mention else None
        if speaker.kind == "unknown":
            chain = self.surnames.get(printed.split()[-1].removesuffix("'s").lower())
        if chain is None:
            return Named(name=printed, chain=None, factor=0.8 if speaker.kind == "unknown" else 1.0)
        self.last_speaker = _Person(speaker.start, chain) if chain in self.genders else self.last_speaker
        return Named(name=self.names.get(chain, printed), chain=chain)

    def _pronoun(self, printed: str, position: int) -> Named:
        gender = vocabulary().pronouns.get(printed.lower())
        person = self._antecedent(gender, position) if gender in {"male", "female"} else None
        if person is None or person not in self.names:
            return Named(name=printed, chain=None, factor=0.8)
        self.last_speaker = _Person(position, person)
        return Named(name=self.names[person], chain=person, factor=0.85)

    def _antecedent(self, gender: str | None, position: int) -> int | None:
        """The last person of the gender before a position who spoke, or stood as a subject, or at least was named."""
        floor = position - CHARACTERS_BACK
        spoke = self.last_speaker
        if spoke is not None and (spoke.position < floor or not self._fits(spoke.chain, gender)):
            spoke = None
        last = bisect_left(self.positions, position)
        near = self.present[max(0, last - PERSONS_BACK) : last]
        near = [m for m in near if m.start >= floor and m.end + RELATIVE < position]
        fitting = [m for m in near if self._fits(m.chain, gender)]
        placed = next((m for m in reversed(fitting) if self._stands_as_subject(m)), None)
        if spoke is not None and (placed is None or spoke.position >= placed.start):
            return spoke.chain
        chosen = placed or (fitting[-1] if fitting else None)
        return chosen.chain if chosen else None

    def _fits(self, chain: int, gender: str | None) -> bool:
        return self.genders.get(chain) in {None, gender}

    def _stands_as_subject(self, mention: Mention) -> bool:
        """No preposition, verb or possessive stands at it: "Roe", not "with Roe" or "Roe's"."""
        if self.text[mention.end : mention.end + 2].startswith(("'s", "’s")) or mention.surface.endswith(("'s", "’s")):
            return False
        lead = LEAD.search(self.text, max(0, mention.start - 40), mention.start)
        before = lead.group() if lead else ""
        word = before.strip().lower().rstrip(".")
        return not before or before.rstrip()[-1:] in ".,;:" or word not in vocabulary().prepositions


def _outside(persons: Sequence[Mention], hidden: Sequence[tuple[int, int]]) -> list[Mention]:
    """The mentions that stand in none of some stretches, both in order."""
    starts = [start for start, _ in hidden]
    kept = []
    for mention in persons:
        index = bisect_right(starts, mention.start) - 1
        if index < 0 or mention.start >= hidden[index][1]:
            kept.append(mention)
    return kept


def _genders(persons: Sequence[Mention], names: Mapping[int, str]) -> dict[int, str | None]:
    """The gender of each person's chain where an honorific or the given name tells it."""
    known = vocabulary().genders
    genders: dict[int, str | None] = {}
    for mention in persons:
        found = next((known[w] for w in _words(mention.title or "") if w in known), None)
        if found is None and genders.get(mention.chain) is None:
            words = _words(names.get(mention.chain, ""))
            found = known.get(words[0]) if len(words) > 1 else None
        genders[mention.chain] = found or genders.get(mention.chain)
    return genders


def _surnames(chains: Sequence[Chain]) -> dict[str, int]:
    """Persons by their last name, where only one has it."""
    seen: dict[str, int | None] = {}
    for chain in chains:
        if chain.kind is MentionKind.PERSON and chain.name.strip():
            last = chain.name.split()[-1].lower()
            seen[last] = None if last in seen else chain.ordinal
    return {name: ordinal for name, ordinal in seen.items() if ordinal is not None}


def _words(text: str) -> list[str]:
    return [w.lower() for w in WORD.findall(text)]
