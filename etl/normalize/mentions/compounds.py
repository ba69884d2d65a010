"""Names of several names: "Communist Party of Greece", "1951 United Kingdom general election".

    compound("the Roe Party of Greece", namings)    # one naming "Roe Party of Greece" instead of two

What it does not do: join an organization and its place where no "of" stands between them ("Roe of Athens" the person).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.normalize.mentions.edges import FIRMS
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.vocabulary import is_given_name, known_by_text
from etl.normalize.vocabulary import words
from etl.records import MentionForm

OF = re.compile(r" (?:of|for) (?:the )?")
OWNER = re.compile(r"['’]s (?=[^\W\d_a-z])")
CAPITALIZED = r"[^\W\d_a-zß-ÿ][\w.'’&-]{0,30}"
ELECTION = re.compile(
    rf"(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?"
    rf"(?:1[789]|20)\d\d (?:(?:{CAPITALIZED}|of|the|and|for) ){{1,8}}?"
    r"(?:(?:general|presidential|federal|parliamentary|legislative|state|local|provincial|gubernatorial|municipal|"
    r"mayoral|senatorial|congressional|leadership|special|regional|constitutional|independence|primary|by-) ?){0,3}"
    r"(?:elections?|by-elections?|referendum|primar(?:y|ies)|invasion of [A-Z]\w+|Olympics|Olympic Games|World Cup)"
)
# One of them stands in every such name: a text without is not searched.
ELECTION_HEARTS = ("election", "referendum", "primar", "invasion of ", "Olympic", "World Cup")
LAW_HEARTS = ("Doctrine", "Treaty", "Accord", "Pact", "Protocol", "Amendment", "Charter", "Act")
LAW = re.compile(
    rf"(?<!\w)(?!(?:The|This|That|These|In|On|A|An|Under|By|His|Her|Their|Our|No|Every|Each)\b)"
    rf"(?:{CAPITALIZED} ){{1,4}}(?:Doctrine|Treaty|Accords?|Pact|Protocol|Amendment|Charter|Act)(?![\w-])"
)


def compound(text: str, namings: Sequence[Naming]) -> list[Naming]:
    """The namings, with those joined that make up one name."""
    found = [
        _whole(match, label)
        for label, pattern, hearts in (("EVENT", ELECTION, ELECTION_HEARTS), ("LAW", LAW, LAW_HEARTS))
        if any(heart in text for heart in hearts)
        for match in pattern.finditer(text)
    ]
    return [*_joined(text, list(_parted(namings))), *found]


def _whole(match: re.Match[str], label: str) -> Naming:
    return Naming(start=match.start(), end=match.end(), surface=match.group(), label=label, method="compound")


def _parted(namings: Sequence[Naming]) -> Iterator[Naming]:
    """The namings, those of somebody's thing cut in two: "Roe's Miners Party", when "Roe" is named elsewhere too."""
    names = {n.surface: n for n in namings}
    for naming in namings:
        owner = OWNER.search(naming.surface)
        known = names.get(naming.surface[: owner.start()]) if owner else None
        if owner is None or known is None:
            yield naming
            continue
        middle = naming.start + owner.start()
        yield replace(known, start=naming.start, end=middle, title=naming.title)
        rest = naming.surface[owner.end() :]
        yield replace(
            naming, start=naming.start + owner.end(), surface=rest, title=None, known=known_by_text().get(rest)
        )


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
        fits = other.label != "PERSON" or (between == " for " and _bare(other))
        return one.label == "ORG" and _takes_of(one.surface) and fits
    return between == " " and _demonym(one) and _party(other)


def _bare(naming: Naming) -> bool:
    """Whether the model alone says that a single word is a person: bodies are for a place or a cause."""
    return naming.title is None and " " not in naming.surface and not is_given_name(naming.surface)


def _takes_of(name: str) -> bool:
    last = name.rsplit(maxsplit=1)[-1]
    if last in FIRMS:
        return False
    return last in words("organizations", "nouns", "last") or last in words("organizations", "nouns", "first")


def _demonym(naming: Naming) -> bool:
    return naming.known is not None and naming.known.form is MentionForm.DEMONYM


def _party(naming: Naming) -> bool:
    """Whether a name is one that parties of many countries bear."""
    return naming.surface in words("organizations", "parties")
