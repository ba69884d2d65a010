"""Everything behind the authors, dates, times and names of one article."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from etl.records.article import Author, Moment, TimeExpression
from etl.records.decisions import Decision
from etl.records.documents import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedAuthor:
    """An author of the byline, and who that is across articles."""

    author: Author  # as it was read
    is_contributor: bool
    person_id: UUID | None = None  # after decisions; None without a database, of organizations and of rejected names
    person: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedName:
    """What the article names, and what that is across articles."""

    name: str  # the fullest in the article
    kind: str
    entity_id: UUID | None  # None while in doubt
    entity: str | None
    method: str | None  # as in news.chain
    rule: str | None  # where its name is another name: spelling or decided
    evidence: str | None  # of a spelling: what the two names leave out or write otherwise
    candidates: tuple[str, ...]  # what it may be, while in doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One state of an article: what it says of itself, what was made of that, and what people decided."""

    article_id: UUID
    where: tuple[str, ...]  # places of its documents
    headline: str | None
    byline: str | None  # as found
    published: Moment | None
    modified_text: str | None
    modified: date | None
    modified_at: datetime | None
    claims: tuple[Claim, ...]
    authors: tuple[ExplainedAuthor, ...]
    times: tuple[TimeExpression, ...]
    names: tuple[ExplainedName, ...] = ()  # none without a database
    decisions: tuple[Decision, ...] = ()  # about it and the people of its byline, those taken back too
