"""What the mention rules hand to each other: one naming in the text, before it becomes a `Mention`.

    Naming(start=22, end=27, surface="Paris", label="GPE", method="model")

What it does not do: decide anything; the rules of the other modules do.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.normalize.mentions.vocabulary import KnownName
from etl.records import MentionKind

KIND_OF_LABEL = {
    "PERSON": MentionKind.PERSON,
    "ORG": MentionKind.ORGANIZATION,
    "GPE": MentionKind.PLACE,
    "LOC": MentionKind.PLACE,
    "FAC": MentionKind.PLACE,
    "EVENT": MentionKind.EVENT,
    "WORK_OF_ART": MentionKind.WORK,
    "NORP": MentionKind.OTHER,
    "PRODUCT": MentionKind.OTHER,
    "LAW": MentionKind.OTHER,
    "LANGUAGE": MentionKind.OTHER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """A stretch of the text that names something, with what is known about it so far."""

    start: int
    end: int
    surface: str
    label: str | None = None  # the model's, None when a rule found it
    known: KnownName | None = None
    title: str | None = None  # as printed right before it
    defines: int | None = None  # start of the naming whose other name this is: "Broad Front (Frente Amplio)"
    method: str = "model"
