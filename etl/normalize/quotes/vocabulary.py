"""The words that tell who is quoted, read once from `data/quotes.toml`.

    >>> vocabulary().cues["said"]
    'said'

It holds no rules; what a group of words is for is told in the file, group by group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from etl.normalize.vocabulary import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The groups of `data/quotes.toml`, lower case."""

    cues: Mapping[str, str]  # form -> "said" (finite) or "saying" (participle)
    weak: frozenset[str]  # cues that count only beside the quotation
    nounlike: frozenset[str]  # cues that are often nouns or adjectives
    cue_nouns: frozenset[str]
    according: Mapping[str, Sequence[Sequence[str]]]  # first word -> phrases that begin with it, as words
    auxiliaries: frozenset[str]
    inverted: frozenset[str]  # auxiliaries of other languages, before verb and subject
    prepositions: frozenset[str]
    openers: frozenset[str]
    dependent: frozenset[str]  # openers of clauses that depend on another
    relatives: frozenset[str]
    determiners: frozenset[str]
    pronouns: Mapping[str, str]  # form -> male, female, plural, thing or self
    calendar: frozenset[str]
    verbs: frozenset[str]
    abbreviations: frozenset[str]
    roles: frozenset[str]
    works: frozenset[str]
    elisions: frozenset[str]
    small: frozenset[str]
    genders: Mapping[str, str]  # honorific or given name -> male or female


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read at the first call."""
    table = read_table("quotes")
    cues, grammar, marked = table["cues"], table["grammar"], table["marked"]
    return Vocabulary(
        cues=_forms(cues),
        weak=frozenset(cues["weak"]),
        nounlike=frozenset(cues["nounlike"]),
        cue_nouns=frozenset(cues["nouns"]),
        according=_by_first_word(cues["according"]),
        auxiliaries=frozenset(grammar["auxiliaries"]),
        inverted=frozenset(grammar["inverted"]),
        prepositions=frozenset(grammar["prepositions"]),
        openers=frozenset(grammar["openers"]),
        dependent=frozenset(grammar["dependent"]),
        relatives=frozenset(grammar["relatives"]),
        determiners=frozenset(grammar["determiners"]),
        pronouns=grammar["pronouns"],
        calendar=frozenset(grammar["calendar"]),
        verbs=frozenset(grammar["verbs"]),
        abbreviations=frozenset(grammar["abbreviations"]),
        roles=frozenset(table["roles"]["nouns"]),
        works=frozenset(marked["works"]),
        elisions=frozenset(marked["elisions"]),
        small=frozenset(marked["small"]),
        genders=_genders(table["gender"]),
    )


def _by_first_word(phrases: Sequence[str]) -> Mapping[str, Sequence[Sequence[str]]]:
    split = [phrase.split() for phrase in phrases]
    return {words[0]: [other for other in split if other[0] == words[0]] for words in split}


def _forms(cues: Mapping[str, list[str]]) -> Mapping[str, str]:
    finite = dict.fromkeys([*cues["said"], *cues["foreign"]], "said")
    return finite | dict.fromkeys(cues["saying"], "saying")


def _genders(table: Mapping[str, list[str]]) -> Mapping[str, str]:
    male = dict.fromkeys([*table["male"], *table["male_names"]], "male")
    return male | dict.fromkeys([*table["female"], *table["female_names"]], "female")
