"""Which stretches of a text are names: what the model says, with its edges mended, and what the vocabulary knows.

    detect("The U.S. Treasury Department's chief", entities)   # the naming "U.S. Treasury Department"

Edges follow the CoNLL manner: no "the", no title, no possessive "'s", no quotation marks. What it does not do: group
names, decide their kind, or find the short forms of names (see `spreading`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.normalize.mentions.naming import KIND_OF_LABEL, Naming
from etl.normalize.mentions.scanning import scan
from etl.normalize.mentions.vocabulary import KnownName, known_by_text, known_names
from etl.normalize.model import ModelEntity

LEADING = re.compile(r"(?:[^\w.]+|(?:the|The|THE|a|A|an|An|this|that|these|those|our|their|his|her)\s)+")
TRAILING = re.compile(r"(?:['’]s|['’]S)?[^\w.)]*$")
POSSESSIVE = re.compile(r"['’][sS]?$")
ABBREVIATED = re.compile(r"(?:\b\w|Inc|Corp|Co|Ltd|Jr|Sr|Bros|St|Mt|No|Rep|Sen|Gov|S\.A)\.$")
MAXIMUM_CHARACTERS = 150  # a longer "name" is a sentence the model stumbled over


def detect(text: str, entities: Sequence[ModelEntity]) -> list[Naming]:
    """The namings in a text, in order, never overlapping; the longer of two that overlap is kept."""
    of_model = [naming for entity in entities if (naming := _from_model(text, entity))]
    of_vocabulary = [
        Naming(start=at, end=at + len(k.text), surface=k.text, known=k, method="vocabulary")
        for at, k in scan(text, known_names())
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
    if label == "PERSON" and known is not None and " " not in known.text and known.text.istitle():
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


def _from_model(text: str, entity: ModelEntity) -> Naming | None:
    """A model's entity with its edges mended; None when nothing that looks like a name is left."""
    if entity.label not in KIND_OF_LABEL:
        return None
    start, end = mend(text, entity.start, entity.end)
    surface = text[start:end]
    if not _looks_like_a_name(surface):
        return None
    return Naming(start=start, end=end, surface=surface, label=entity.label, known=_known(surface))


def _known(surface: str) -> KnownName | None:
    return known_by_text().get(surface)


def mend(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without articles, quotation marks, possessives and a bracket left open."""
    line = text.find("\n", start, end)
    end = line if line >= 0 else end
    leading = LEADING.match(text, start, end)
    start = leading.end() if leading else start
    bracket = text.find("(", start, end)
    if bracket > start and ")" not in text[bracket:end]:
        end = bracket
    end = start + len(_without_tail(text[start:end]))
    return start, max(start, end)


def _without_tail(surface: str) -> str:
    """A surface without trailing marks, possessives and the full stop of a sentence."""
    surface = surface.rstrip(' \t,;:!?"“”*-–—…')
    surface = POSSESSIVE.sub("", surface)
    if surface.endswith(")") and "(" not in surface:
        surface = surface[:-1]
    if surface.endswith(".") and not ABBREVIATED.search(surface):
        surface = surface[:-1]
    return surface.rstrip(" \t,;:!?\"“”‘’'*-–—…")


def _looks_like_a_name(surface: str) -> bool:
    if not 1 < len(surface) <= MAXIMUM_CHARACTERS:
        return False
    return any(c.isupper() for c in surface)
