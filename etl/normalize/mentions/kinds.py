"""What kind of thing a name names: points for each kind, summed over all namings of one thing.

    evidence(text, naming)    # {MentionKind.PERSON: 3.0, ...}

The model has one vote among others: the name's own words (legal forms, given names), what stands around it (titles,
"in", "said", an age), and the vocabulary. What it does not do: group names (see `clusters`).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from etl.normalize.gazetteer import is_city
from etl.normalize.mentions.naming import KIND_OF_LABEL, Naming
from etl.normalize.mentions.vocabulary import is_given_name
from etl.normalize.vocabulary import words
from etl.records import MentionForm, MentionKind

PERSON, ORGANIZATION, PLACE = MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PLACE
EVENT, WORK, OTHER = MentionKind.EVENT, MentionKind.WORK, MentionKind.OTHER

AGE = re.compile(r",? (?:\(\d\d\)|\d\d,|aged? \d\d)")
NEXT_WORD = re.compile(r"(?:['’]s)?[ ,]{1,2}([^\W\d_]+)")
WORD_BEFORE = re.compile(r"([^\W\d_]+) $")
WHO = re.compile(r",? who\b")
INITIAL = re.compile(r"(?:[A-Z]\.){1,3}$|^[A-Z]\.$")
PLACE_BEFORE = re.compile(
    r"\b(?:town|city|village|capital|port|state|province|island|region|district|county|suburb|outskirts|streets"
    r"|north|south|east|west|northern|southern|eastern|western|downtown|central)(?: of)?,? $"
)
PLACE_AFTER = re.compile(
    r"(?:, an? (?:\w+ ){0,3}(?:town|city|village|suburb|island|region|country|province)\b"
    r"| (?:county|province|state|region|city|town|village|district|suburb|refugee camp|peninsula|valley|border)\b)"
)
SEAT_BEFORE = re.compile(
    r"\b(?:mayor|town hall|inhabitants|residents|people|president|governor|court|streets|region|election)"
    r" (?:of|in) $"
)
BODY_BEFORE = re.compile(
    r"\b(?:party|list|movement|union|group|company|firm|start-up|maker|institute|pollster|consultancy|fund|agency)"
    r"(?:,| called| named)? $|\b(?:worked|works|work) (?:for|at) $|\b(?:founded|employed by|candidate of|leader of) $"
)
BODY_AFTER = re.compile(
    r", (?:(?:an?|the|its|once) )(?:[\w’'-]+ ){0,3}?(?:company|firm|maker|start-up|startup|group|party|movement|union"
    r"|list|institute|pollster|manufacturer|supplier|producer|bank|agency)\b(?!['’-])"
    r"|, which (?:employs|employed|makes|owns|runs)\b"
    r"|(?:['’]s)? (?:pilot )?(?:plant|factory|founder|board|building site|management|workforce)\b"
)
BRACKET = re.compile(r" \([^()\n]{1,60}\)|[\"”’']?\)")  # between a name and what is said of it
MEMBER_BEFORE = re.compile(r"\b([^\W\d_a-z][\w’'-]+) (?:[^\W\d_a-z]\. )?[^\W\d_a-z][\w’'-]+ of (?:the )?$")
STORM_BEFORE = re.compile(r"\b(?:storms?|hurricanes?|typhoons?|cyclones?),? (?:named|called|known as) $", re.IGNORECASE)
PAPER_BEFORE = re.compile(r"\b(?:newspaper|daily|magazine|weekly), $")
DATELINE = re.compile(
    r"(?:, [^\W\d_][\w.]*(?: [^\W\d_][\w.]*)?)?,? ?(?:\d|\(|[-–—]|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"
)
CITY_LABELS = frozenset({"GPE", "LOC", "ORG", "PERSON", "FAC"})
MADE_LABELS = frozenset({"EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})  # of things that nobody is of
AGENCY = (["News", "Agency"], ["Press", "Agency"])  # what agencies send out is published
AROUND = 40  # characters on either side that are looked at

Points = Mapping[MentionKind, float]


def evidence(text: str, naming: Naming) -> Points:
    """Points for the kinds a naming may be of; the vocabulary outweighs the model, and the model a single hint."""
    points: Counter[MentionKind] = Counter()
    for kind, value in _all_evidence(text, naming):
        points[kind] += value  # type: ignore[assignment]  # Counter is typed for int, and adds floats
    return points


def best(points: Points) -> MentionKind:
    """The kind with most points; the earlier of MentionKind when two are even."""
    order = list(MentionKind)
    return max(points, key=lambda kind: (points[kind], -order.index(kind))) if points else OTHER


def _all_evidence(text: str, naming: Naming) -> Iterator[tuple[MentionKind, float]]:
    if naming.known is not None:
        yield naming.known.kind, 6.0
        if naming.known.form is MentionForm.DEMONYM:
            return
    if naming.label is not None:
        yield KIND_OF_LABEL[naming.label], 1.0
    if naming.title:
        yield PERSON, 2.5
    yield from _of_words(naming.surface.split())
    yield from _of_context(text, naming)
    if naming.label in CITY_LABELS and is_city(naming.surface):
        yield PLACE, 0.6


def _of_words(parts: list[str]) -> Iterator[tuple[MentionKind, float]]:
    """What the words of a name say."""
    last, first = parts[-1], parts[0]
    if last in words("organizations", "legal"):
        yield ORGANIZATION, 3.0
    if len(parts) < 2:
        return
    if last in words("publications", "nouns", "last") or parts[-2:] in AGENCY:
        yield MentionKind.PUBLICATION, 3.0
    elif _has_head(parts):
        yield ORGANIZATION, 2.5
    elif last in words("organizations", "events", "last") or first in words("organizations", "events", "first"):
        yield EVENT, 2.5
    elif last in words("organizations", "other", "last"):
        yield OTHER, 2.5
    elif last in words("places", "nouns", "last") or first in words("places", "nouns", "first"):
        yield PLACE, 2.0
    elif is_given_name(first) or INITIAL.search(first):
        yield PERSON, 2.0


def _has_head(parts: list[str]) -> bool:
    """Whether an organization's noun ends or begins a name, or stands before its "of"."""
    last, first = words("organizations", "nouns", "last"), words("organizations", "nouns", "first")
    if parts[-1] in last or parts[0] in first:
        return True
    before = [a for a, b in itertools.pairwise(parts) if b in {"of", "for"}]
    return any(word in last or word in first for word in before[:1])


def _of_context(text: str, naming: Naming) -> Iterator[tuple[MentionKind, float]]:
    """What stands before and after a naming."""
    after = text[naming.end : naming.end + AROUND]
    if AGE.match(after):
        yield PERSON, 2.0
    if WHO.match(after):
        yield PERSON, 1.0
    if PLACE_AFTER.match(after) or after.startswith(("-based", "-born", "-bound")):
        yield PLACE, 1.5
    if _is_dateline(text, naming, after):
        yield PLACE, 4.0
    if BODY_AFTER.match(after) or is_called_body(text, naming.end):
        yield ORGANIZATION, 2.0
    following = NEXT_WORD.match(after)
    if following:
        yield from _of_next(following.group(1), naming)
    before = text[max(0, naming.start - AROUND) : naming.start]
    if naming.label in MADE_LABELS and " " in naming.surface and _is_of_somebody(before):
        yield ORGANIZATION, 1.5
    yield from _of_before(before, naming)


def is_called_body(text: str, end: int) -> bool:
    """Whether it is said of a name, behind a bracket with another name, that it is a body: "Roe (Doe), a party"."""
    bracket = BRACKET.match(text, end)
    return bool(bracket and BODY_AFTER.match(text[bracket.end() : bracket.end() + AROUND]))


def _is_dateline(text: str, naming: Naming, after: str) -> bool:
    """Whether a name in capitals begins a line and a date, an agency or a dash follows: "ROME (Reuters) -"."""
    if not naming.surface.isupper() or (naming.start and text[naming.start - 1] != "\n"):
        return False
    return bool(DATELINE.match(after))


def _is_of_somebody(before: str) -> bool:
    """Whether somebody is said to be of what follows: "Jane Roe of". That is a body or a place."""
    somebody = MEMBER_BEFORE.search(before)
    return somebody is not None and is_given_name(somebody[1])


def _of_before(before: str, naming: Naming) -> Iterator[tuple[MentionKind, float]]:
    """What the words before a naming say."""
    if PLACE_BEFORE.search(before) or SEAT_BEFORE.search(before):
        yield PLACE, 1.5
        return
    if BODY_BEFORE.search(before):
        yield ORGANIZATION, 2.0
        return
    if STORM_BEFORE.search(before):
        yield EVENT, 4.0
        return
    if PAPER_BEFORE.search(before):
        yield MentionKind.PUBLICATION, 2.0
        return
    word = WORD_BEFORE.search(before)
    if word is None:
        return
    if word.group(1) in words("publications", "nouns", "hints"):
        yield MentionKind.PUBLICATION, 1.5
    if word.group(1) in words("places", "nouns", "hints"):
        yield PLACE, 0.5
    if word.group(1) in {"in", "In"} and _is_bare(naming) and (naming.label == "PERSON" or is_city(naming.surface)):
        yield PLACE, 1.0  # nobody is in a person, but for a figure of speech


def _is_bare(naming: Naming) -> bool:
    """Whether nothing about a name itself says that it is a person's."""
    return naming.title is None and " " not in naming.surface and not is_given_name(naming.surface)


def _of_next(word: str, naming: Naming) -> Iterator[tuple[MentionKind, float]]:
    if word in words("titles", "powers") and " " not in naming.surface and not is_city(naming.surface):
        yield PERSON, 2.5
    elif word in words("titles", "speech"):
        yield PERSON, 0.4
    elif word in words("publications", "nouns", "hints") and not is_city(naming.surface):
        yield MentionKind.PUBLICATION, 2.0
    elif word in words("organizations", "business"):
        yield ORGANIZATION, 0.8
