"""What somebody set of articles by hand, beside what was read."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index

from etl.store.schema.columns import Model, day, instant, small, text, uuid


class Correction(Model):
    """What somebody set of an article by hand."""

    __tablename__ = "correction"
    __table_args__ = (
        {
            "schema": "news",
            "comment": "What somebody set of an article by hand, shown in bi in place of what was read; made anew by"
            " each resolve out of ops.decision",
        },
    )

    article_id = uuid("the article", ForeignKey("news.article.article_id", ondelete="CASCADE"), key=True)
    headline = text("title", optional=True)
    date_published_text = text("publication date as it was typed; null when no date was set", optional=True)
    date_published = day("first day it can mean", optional=True)
    date_published_latest = day("last day it can mean", optional=True)
    date_published_at = instant("the instant, when time and zone were given", optional=True)
    date_published_precision = text("year, month, day, minute or second", optional=True)
    author_count = small("how many authors stand in corrected_author; null when none were set", optional=True)


class CorrectedAuthor(Model):
    """An author somebody named by hand."""

    __tablename__ = "corrected_author"
    __table_args__ = (
        CheckConstraint("(spelling_id IS NULL) <> (organization_id IS NULL)", name="one_agent"),
        Index(None, "spelling_id"),
        Index(None, "person_id"),
        Index(None, "organization_id"),
        {"schema": "news", "comment": "An author of an article whose authors somebody set by hand"},
    )

    article_id = uuid("the article", ForeignKey("news.correction.article_id", ondelete="CASCADE"), key=True)
    ordinal = small("0.. in the order given", key=True)
    name = text("as typed")
    spelling_id = uuid("the name of a person", ForeignKey("news.spelling.spelling_id"), optional=True)
    person_id = uuid("the person across articles", ForeignKey("news.person.person_id"), optional=True)
    organization_id = uuid(
        "the organization, when one that writes is called so",
        ForeignKey("news.organization.organization_id"),
        optional=True,
    )
