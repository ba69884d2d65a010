"""Which stretches of a text are names: what the model says, with its edges mended, and what the vocabulary knows.

    detect("The U.S. Treasury Department's chief", entities)   # the naming "U.S. Treasury Department"

Edges follow the CoNLL manner: no "the", no title, no possessive "'s", no quotation marks. What it does not do: group
names, decide their kind, or find the short forms of names (see `spreading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from etl.normalize.mentions.edges import pieces
from etl.normalize.mentions.naming import KIND_OF_LABEL, Naming
from etl.normalize.mentions.scanning import WORD, scan
from etl.normalize.mentions.vocabulary import known_by_text, known_names
from etl.normalize.model import ModelEntity
from etl.normalize.vocabulary import words
from etl.records import MentionForm

STATE_MARKS = (", ", " (")  # a state's abbreviation follows its town: "Ill." is no word there
MAXIMUM_CHARACTERS = 150  # a longer "name" is a sentence the model stumbled over


def detect(text: str, entities: Sequence[ModelEntity]) -> list[Naming]:
    """The namings in a text, in order, never overlapping; the longer of two that overlap is kept."""
    of_model = [naming for entity in entities for naming in _from_model(text, entity)]
    of_vocabulary = [
        Naming(start=at, end=at + len(k.text), surface=k.text, known=k, method="vocabulary")
        for at, k in scan(text, known_names())
        if not (k.form is MentionForm.SHORT and k.text.endswith(".")) or text[at - 2 : at] in STATE_MARKS
    ]
    return keep_longest([*of_vocabulary, *of_model])


def keep_longest(namings: Iterable[Naming]) -> list[Naming]:
    """Namings in order of start, without those that overlap a longer one; of two equal spans the model's label and
    the vocabulary's meaning are joined, and among others the first given is kept.
    """
    kept: list[Naming] = []
    for naming in sorted(namings, key=lambda n: (n.start, n.start - n.end)):
        last = kept[-1] if kept else None
        if last is None or last.end <= naming.start:
            kept.append(naming)
        elif (last.start, last.end) == (naming.start, naming.end):
            kept[-1] = _joined(last, naming)
        elif last.end - last.start < naming.end - naming.start:
            kept[-1] = naming
    return kept


def _joined(one: Naming, other: Naming) -> Naming:
    """Two namings of one span: the model's label with the vocabulary's meaning, unless the model saw a person."""
    known = one.known or other.known
    label = one.label or other.label
    if label == "PERSON" and known is not None and known.text in words("places", "persons"):
        known = None
    first = one if one.defines is not None or one.method == "definition" else other
    return replace(
        one,
        label=label,
        known=known,
        title=one.title or other.title,
        defines=one.defines if one.defines is not None else other.defines,
        method="vocabulary" if known else first.method if first.method == "definition" else one.method,
    )


def _from_model(text: str, entity: ModelEntity) -> Iterator[Naming]:
    """A model's entity with its edges mended, in pieces when it holds several names."""
    if entity.label not in KIND_OF_LABEL:
        return
    for start, end in pieces(text, entity.start, entity.end, entity.label):
        surface = text[start:end]
        if _looks_like_a_name(surface):
            yield Naming(start=start, end=end, surface=surface, label=entity.label, known=known_by_text().get(surface))


def _looks_like_a_name(surface: str) -> bool:
    if not 1 < len(surface) <= MAXIMUM_CHARACTERS or surface in words("organizations", "nothing"):
        return False
    return any(c.isupper() for c in surface) and not _is_date(surface)


def _is_date(surface: str) -> bool:
    """Whether all words are months, days and numbers: "SEP 2"."""
    parts = WORD.findall(surface)
    return all(part.isdigit() or part.title() in words("organizations", "calendar") for part in parts)
