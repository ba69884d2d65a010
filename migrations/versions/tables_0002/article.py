"""Tables of `news` for an article, its versions and what their text is made of."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def create() -> None:
    _article()
    _article_version()
    _block()
    _claim()
    _emphasis()
    _near_duplicate()
    _text_edit()


def _article() -> None:
    op.create_table(
        "article",
        sa.Column(
            "article_id",
            sa.Uuid(),
            nullable=False,
            comment="UUIDv5 of the canonical URL, else of publication, headline and day",
        ),
        sa.Column("publication_id", sa.Uuid(), nullable=True, comment="who published it"),
        sa.Column("url", sa.Text(), nullable=True, comment="canonical URL"),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was first loaded",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["news.publication.publication_id"], name=op.f("article_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("article_pkey")),
        schema="news",
        comment="The identity of an article; its states are in article_version",
    )
    op.create_index(op.f("article_publication_id_idx"), "article", ["publication_id"], unique=False, schema="news")


def _article_version() -> None:
    op.create_table(
        "article_version",
        *_article_version_columns_1(),
        *_article_version_columns_2(),
        *_article_version_rules(),
        schema="news",
        comment="A state of an article; valid from valid_from until the next version's",
    )
    op.create_index(
        op.f("article_version_article_id_idx"), "article_version", ["article_id"], unique=False, schema="news"
    )
    op.create_index(
        op.f("article_version_bands_idx"),
        "article_version",
        ["bands"],
        unique=False,
        schema="news",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        op.f("article_version_date_published_idx"), "article_version", ["date_published"], unique=False, schema="news"
    )


def _article_version_columns_1() -> list[sa.Column[Any]]:
    return [
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="UUIDv5 of article and content hash"),
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="the article"),
        sa.Column(
            "content_hash", sa.Text(), nullable=False, comment="SHA-256 of headline, byline, date and text, hexadecimal"
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="bytes it was first read from"),
        sa.Column("headline", sa.Text(), nullable=True, comment="title as printed"),
        sa.Column("byline", sa.Text(), nullable=True, comment="byline as printed"),
        sa.Column("in_language", sa.Text(), nullable=True, comment="BCP 47"),
        sa.Column("date_published_text", sa.Text(), nullable=True, comment="publication date as printed"),
        sa.Column(
            "date_published", sa.Date(), nullable=True, comment="first day it can mean, in the zone of the print"
        ),
        sa.Column("date_published_latest", sa.Date(), nullable=True, comment="last day it can mean"),
        sa.Column(
            "date_published_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="the instant, when time and zone are known",
        ),
        sa.Column("date_published_precision", sa.Text(), nullable=True, comment="year, month, day, minute or second"),
        sa.Column("date_published_zone", sa.Text(), nullable=True, comment="offset or IANA zone"),
        sa.Column("date_published_zone_source", sa.Text(), nullable=True, comment="explicit or publication"),
        sa.Column("date_published_origin", sa.Text(), nullable=True, comment="where in the document it stood"),
        sa.Column("date_published_rule", sa.Text(), nullable=True, comment="why this claim was chosen"),
        sa.Column(
            "date_published_flags",
            postgresql.ARRAY(sa.Text()),
            autoincrement=False,
            nullable=False,
            comment="future, contradicted, day_month_ambiguous",
        ),
        sa.Column("date_modified_text", sa.Text(), nullable=True, comment="modification date as printed"),
        sa.Column("date_modified", sa.Date(), nullable=True, comment="day of modification"),
        sa.Column(
            "date_modified_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="instant of modification, when known",
        ),
    ]


def _article_version_columns_2() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "article_body", sa.Text(), nullable=False, comment="clean text; all offsets of child rows point into it"
        ),
        sa.Column("word_count", sa.Integer(), autoincrement=False, nullable=False, comment="words of article_body"),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="since when this is what the article says",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="until when; null for the current version",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when this state was first loaded",
        ),
        sa.Column("software", sa.Text(), nullable=False, comment="version of dateline that made it"),
        sa.Column("model", sa.Text(), nullable=True, comment="language model that found the mentions"),
        sa.Column(
            "signature",
            postgresql.BYTEA(),
            autoincrement=False,
            nullable=False,
            comment="MinHash of the text: 128 unsigned 32-bit integers, big-endian",
        ),
        sa.Column(
            "bands",
            postgresql.ARRAY(sa.BigInteger()),
            autoincrement=False,
            nullable=False,
            comment="hashes of 32 bands of 4 of the signature, to find near duplicates",
        ),
    ]


def _article_version_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "date_published_precision IN ('year', 'month', 'day', 'minute', 'second')",
            name=op.f("article_version_published_precision_check"),
        ),
        sa.CheckConstraint(
            "date_published_latest >= date_published", name=op.f("article_version_published_range_check")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["news.article.article_id"], name=op.f("article_version_article_id_fkey")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("article_version_sha256_fkey")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("article_version_pkey")),
    ]


def _block() -> None:
    op.create_table(
        "block",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column("kind", sa.Text(), nullable=False, comment="paragraph, heading, list_item, quote or caption"),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.CheckConstraint(
            "kind IN ('paragraph', 'heading', 'list_item', 'quote', 'caption')", name=op.f("block_kind_check")
        ),
        sa.CheckConstraint("0 <= start_offset AND start_offset < end_offset", name=op.f("block_start_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("block_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("block_pkey")),
        schema="news",
        comment="A paragraph, heading, list item, quote or caption of a version",
    )


def _claim() -> None:
    op.create_table(
        "claim",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in the order found"),
        sa.Column(
            "property", sa.Text(), nullable=False, comment="schema.org property: headline, author, date_published, ..."
        ),
        sa.Column("value", sa.Text(), nullable=False, comment="as found"),
        sa.Column(
            "origin", sa.Text(), nullable=False, comment="json-ld, opengraph, meta, visible, head, running-head, ..."
        ),
        sa.Column("detail", sa.Text(), nullable=True, comment="the property, meta name or selector it was read from"),
        sa.Column(
            "raw_start",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="first character in the text as parsed, when it stands there",
        ),
        sa.Column("raw_end", sa.Integer(), autoincrement=False, nullable=True, comment="character after the last"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("claim_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("claim_pkey")),
        schema="news",
        comment="What a document says about itself, as found, chosen or not",
    )


def _emphasis() -> None:
    op.create_table(
        "emphasis",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.CheckConstraint("0 <= start_offset AND start_offset < end_offset", name=op.f("emphasis_start_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("emphasis_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("emphasis_pkey")),
        schema="news",
        comment="Words that the print sets off by *marks* or type",
    )


def _near_duplicate() -> None:
    op.create_table(
        "near_duplicate",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version with the smaller id"),
        sa.Column("other_version_id", sa.Uuid(), nullable=False, comment="the other"),
        sa.Column(
            "similarity",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="estimated Jaccard similarity of their three-word shingles, 0 to 1",
        ),
        sa.Column("method", sa.Text(), nullable=False, comment="minhash"),
        sa.CheckConstraint("version_id < other_version_id", name=op.f("near_duplicate_order_check")),
        sa.ForeignKeyConstraint(
            ["other_version_id"],
            ["news.article_version.version_id"],
            name=op.f("near_duplicate_other_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("near_duplicate_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "other_version_id", name=op.f("near_duplicate_pkey")),
        schema="news",
        comment="Two versions of different articles with the same or nearly the same text",
    )
    op.create_index(
        op.f("near_duplicate_other_version_id_idx"), "near_duplicate", ["other_version_id"], unique=False, schema="news"
    )


def _text_edit() -> None:
    op.create_table(
        "text_edit",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in order of raw_start"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name of the rule"),
        sa.Column(
            "raw_start",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="first character replaced, in the text as parsed",
        ),
        sa.Column(
            "raw_end",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="character after the last one replaced",
        ),
        sa.Column("removed", sa.Text(), nullable=False, comment="what stood there; U+0000 and surrogates as \\uXXXX"),
        sa.Column("inserted", sa.Text(), nullable=False, comment="what stands there now"),
        sa.CheckConstraint("0 <= raw_start AND raw_start <= raw_end", name=op.f("text_edit_raw_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("text_edit_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("text_edit_pkey")),
        schema="news",
        comment="A change that cleaning made: applied to the raw text they give article_body",
    )


def drop() -> None:
    op.drop_table("text_edit", schema="news")
    op.drop_index(op.f("near_duplicate_other_version_id_idx"), table_name="near_duplicate", schema="news")
    op.drop_table("near_duplicate", schema="news")
    op.drop_table("emphasis", schema="news")
    op.drop_table("claim", schema="news")
    op.drop_table("block", schema="news")
    op.drop_index(op.f("article_version_date_published_idx"), table_name="article_version", schema="news")
    op.drop_index(
        op.f("article_version_bands_idx"), table_name="article_version", schema="news", postgresql_using="gin"
    )
    op.drop_index(op.f("article_version_article_id_idx"), table_name="article_version", schema="news")
    op.drop_table("article_version", schema="news")
    op.drop_index(op.f("article_publication_id_idx"), table_name="article", schema="news")
    op.drop_table("article", schema="news")
