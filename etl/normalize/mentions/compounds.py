"""Names of several names: "Communist Party of Greece", "1951 United Kingdom general election".

    compound("the Roe Party of Greece", namings)    # one naming "Roe Party of Greece" instead of two

What it does not do: join an organization and its place where no "of" stands between them ("Roe of Athens" the person).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.normalize.mentions.naming import Naming
from etl.normalize.vocabulary import words
from etl.records import MentionForm

OF = re.compile(r" (?:of|for) (?:the )?")
CAPITALIZED = r"[^\W\d_a-zß-ÿ][\w.'’&-]{0,30}"
ELECTION = re.compile(
    rf"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?"
    rf"(?:1[789]|20)\d\d (?:(?:{CAPITALIZED}|of|the|and|for) ){{1,8}}?"
    r"(?:(?:general|presidential|federal|parliamentary|legislative|state|local|provincial|gubernatorial|municipal|"
    r"mayoral|senatorial|congressional|leadership|special|regional|constitutional|independence|primary|by-) ?){0,3}"
    r"(?:elections?|by-elections?|referendum|primar(?:y|ies)|invasion of [A-Z]\w+|Olympics|Olympic Games|World Cup)"
)


def compound(text: str, namings: Sequence[Naming]) -> list[Naming]:
    """The namings, with those joined that make up one name."""
    events = [
        Naming(start=m.start(), end=m.end(), surface=m.group(), label="EVENT", method="compound")
        for m in ELECTION.finditer(text)
    ]
    return [*_joined(text, namings), *events]


def _joined(text: str, namings: Sequence[Naming]) -> list[Naming]:
    joined: list[Naming] = []
    for naming in namings:
        last = joined[-1] if joined else None
        if last is not None and _belongs(text, last, naming):
            joined[-1] = Naming(
                start=last.start,
                end=naming.end,
                surface=text[last.start : naming.end],
                label="ORG",
                method="compound",
            )
        else:
            joined.append(naming)
    return joined


def _belongs(text: str, one: Naming, other: Naming) -> bool:
    """Whether two namings are one name: an organization of a place, or a people's party."""
    between = text[one.end : other.start]
    if OF.fullmatch(between):
        return one.label == "ORG" and _takes_of(one.surface) and other.label != "PERSON"
    return between == " " and _demonym(one) and _party(other)


def _takes_of(name: str) -> bool:
    last = name.rsplit(maxsplit=1)[-1]
    return last in words("organizations", "nouns", "last") or last in words("organizations", "nouns", "first")


def _demonym(naming: Naming) -> bool:
    return naming.known is not None and naming.known.form is MentionForm.DEMONYM


def _party(naming: Naming) -> bool:
    """Whether a name is one that parties of many countries bear."""
    return naming.surface in words("organizations", "parties")
