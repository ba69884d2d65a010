"""What people decide about what was found: who is one, what a thing is called, what an article says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Subject(StrEnum):
    """What a decision is about."""

    PERSON = "person"  # who writes
    ENTITY = "entity"  # what articles name
    ARTICLE = "article"


class Action(StrEnum):
    """What is decided."""

    MERGE = "merge"  # the key is another name of the other
    SPLIT = "split"  # the key is not the other; without another, no rule and no former merge joins it to anything
    RENAME = "rename"  # it is called `value`
    REJECT = "reject"  # it is no person, or nothing at all
    RELINK = "relink"  # what the article (the key) calls `value` is the other
    SET = "set"  # the field of the article is `value`


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision, as it is kept in `ops.decision`."""

    subject: Subject
    action: Action
    key_id: UUID
    other_id: UUID | None = None
    field: str | None = None
    value: str | None = None
    reason: str | None = None
    decided_by: str
    decision_id: UUID | None = None  # None until it is kept; the same of those below
    decided_at: datetime | None = None
    reverted_at: datetime | None = None
    reverted_by: str | None = None
