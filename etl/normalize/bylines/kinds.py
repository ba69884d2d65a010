"""What the parts of a byline can be, and how they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """What a part of a byline is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    JOB = "job"
    PLACE = "place"
    MAIL = "mail"
    HANDLE = "handle"
    LABEL = "label"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a unit is printed."""

    mixed_case: bool = True  # the line has lower-case letters, so capitals mean an acronym
    by: bool = False  # after a word for "by"
    bracketed: bool = False
    employer: bool = False  # after "for": an outlet, whatever its name looks like


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of one kind; `generic` marks a kind of source that names none ("agencies")."""

    kind: PartKind
    tokens: Sequence[str]
    generic: bool = False
