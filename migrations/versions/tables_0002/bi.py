"""Tables of `bi`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _author()
    _place()
    _publication()
    _article()
    _daily_count()
    _entity()
    _article_author()
    _mention()
    _quotation()
    _time_expression()


def _author() -> None:
    op.create_table(
        "author",
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="key: person_id or organization_id"),
        sa.Column("kind", sa.Text(), nullable=False, comment="person or organization"),
        sa.Column("name", sa.Text(), nullable=False, comment="display name"),
        sa.Column("given_name", sa.Text(), nullable=True, comment="given name"),
        sa.Column("family_name", sa.Text(), nullable=True, comment="family name"),
        sa.Column(
            "article_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="articles with this author or contributor",
        ),
        sa.PrimaryKeyConstraint("author_id", name=op.f("author_pkey")),
        schema="bi",
        comment="People and organizations that stand in bylines",
    )


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("geoname_id", sa.Integer(), autoincrement=False, nullable=False, comment="GeoNames id"),
        sa.Column("name", sa.Text(), nullable=False, comment="name"),
        sa.Column("kind", sa.Text(), nullable=False, comment="continent, region, country, subdivision or city"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("subdivision", sa.Text(), nullable=True, comment="ISO 3166-2"),
        sa.Column("latitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column("longitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column("article_count", sa.Integer(), autoincrement=False, nullable=False, comment="articles that name it"),
        sa.Column("mention_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="times it is named"),
        sa.PrimaryKeyConstraint("geoname_id", name=op.f("place_pkey")),
        schema="bi",
        comment="Places that articles name, with their position",
    )


def _publication() -> None:
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.Uuid(), nullable=False, comment="key"),
        sa.Column("name", sa.Text(), nullable=False, comment="name"),
        sa.Column("domain", sa.Text(), nullable=True, comment="registered domain"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("publication_pkey")),
        schema="bi",
        comment="Publications that articles come from",
    )


def _article() -> None:
    op.create_table(
        "article",
        *_article_columns_1(),
        *_article_columns_2(),
        *_article_rules(),
        schema="bi",
        comment="Articles in their current version",
    )
    op.create_index(op.f("article_publication_id_idx"), "article", ["publication_id"], unique=False, schema="bi")
    op.create_index(op.f("article_published_on_idx"), "article", ["published_on"], unique=False, schema="bi")


def _article_columns_1() -> list[sa.Column[Any]]:
    return [
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="key"),
        sa.Column("headline", sa.Text(), nullable=True, comment="title as printed"),
        sa.Column("publication_id", sa.Uuid(), nullable=True, comment="who published it"),
        sa.Column("url", sa.Text(), nullable=True, comment="canonical URL"),
        sa.Column("language", sa.Text(), nullable=True, comment="BCP 47"),
        sa.Column(
            "published_on",
            sa.Date(),
            nullable=True,
            comment="day of publication; null when only a month or year is known, or nothing",
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="instant of publication, when time and zone are known",
        ),
        sa.Column(
            "published_month",
            sa.Date(),
            nullable=True,
            comment="first day of the month of publication; null when only a year is known",
        ),
        sa.Column("published_precision", sa.Text(), nullable=True, comment="year, month, day, minute or second"),
        sa.Column("published_text", sa.Text(), nullable=True, comment="publication date as printed"),
        sa.Column("byline", sa.Text(), nullable=True, comment="byline as printed"),
        sa.Column("word_count", sa.Integer(), autoincrement=False, nullable=False, comment="words of the text"),
        sa.Column(
            "paragraph_count", sa.Integer(), autoincrement=False, nullable=False, comment="paragraphs of the text"
        ),
        sa.Column(
            "author_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="authors, contributors not counted",
        ),
        sa.Column("mention_count", sa.Integer(), autoincrement=False, nullable=False, comment="mentions"),
        sa.Column("quotation_count", sa.Integer(), autoincrement=False, nullable=False, comment="quotations"),
        sa.Column("version_count", sa.Integer(), autoincrement=False, nullable=False, comment="versions seen so far"),
    ]


def _article_columns_2() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "is_near_duplicate",
            sa.Boolean(),
            nullable=False,
            comment="true when an article of an earlier day, else of a smaller id, says nearly the same",
        ),
        sa.Column("body", sa.Text(), nullable=False, comment="clean text"),
    ]


def _article_rules() -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["publication_id"], ["bi.publication.publication_id"], name=op.f("article_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("article_pkey")),
    ]


def _daily_count() -> None:
    op.create_table(
        "daily_count",
        sa.Column("published_on", sa.Date(), nullable=False, comment="day of publication"),
        sa.Column("publication_id", sa.Uuid(), nullable=False, comment="publication; the nil UUID stands for unknown"),
        sa.Column("article_count", sa.Integer(), autoincrement=False, nullable=False, comment="articles"),
        sa.Column("mention_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="mentions in them"),
        sa.Column(
            "quotation_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="quotations in them"
        ),
        sa.Column("word_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="words of them"),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["bi.publication.publication_id"], name=op.f("daily_count_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("published_on", "publication_id", name=op.f("daily_count_pkey")),
        schema="bi",
        comment="Counts per day of publication and publication; articles without a day are not in it",
    )


def _entity() -> None:
    op.create_table(
        "entity",
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="key"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="person, organization, place, publication, event, work or other"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="full name"),
        sa.Column("geoname_id", sa.Integer(), autoincrement=False, nullable=True, comment="the place it is"),
        sa.Column("article_count", sa.Integer(), autoincrement=False, nullable=False, comment="articles that name it"),
        sa.Column("mention_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="times it is named"),
        sa.ForeignKeyConstraint(["geoname_id"], ["bi.place.geoname_id"], name=op.f("entity_geoname_id_fkey")),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("entity_pkey")),
        schema="bi",
        comment="People, organizations, places, ... that articles name",
    )


def _article_author() -> None:
    op.create_table(
        "article_author",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.SmallInteger(), autoincrement=False, nullable=False, comment="place in the byline, 0 first"
        ),
        sa.Column("author_id", sa.Uuid(), nullable=False, comment="author"),
        sa.Column(
            "is_contributor",
            sa.Boolean(),
            nullable=False,
            comment="true for 'additional reporting by', photographers, translators",
        ),
        sa.Column("role", sa.Text(), nullable=False, comment="author, photographer, translator, editor or contributor"),
        sa.Column("name_as_printed", sa.Text(), nullable=False, comment="as printed"),
        sa.ForeignKeyConstraint(["article_id"], ["bi.article.article_id"], name=op.f("article_author_article_id_fkey")),
        sa.ForeignKeyConstraint(["author_id"], ["bi.author.author_id"], name=op.f("article_author_author_id_fkey")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("article_author_pkey")),
        schema="bi",
        comment="Which authors and contributors stand in the byline of which article",
    )
    op.create_index(op.f("article_author_author_id_idx"), "article_author", ["author_id"], unique=False, schema="bi")


def _mention() -> None:
    op.create_table(
        "mention",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="place in the article, 0 first"
        ),
        sa.Column("entity_id", sa.Uuid(), nullable=True, comment="entity; null while in doubt"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="person, organization, place, publication, event, work or other"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="fullest name in the article"),
        sa.Column("surface", sa.Text(), nullable=False, comment="as printed"),
        sa.Column(
            "form",
            sa.Text(),
            nullable=False,
            comment="full, surname, given, acronym, short, definition, demonym or nominal",
        ),
        sa.Column("title", sa.Text(), nullable=True, comment="title printed before it"),
        sa.ForeignKeyConstraint(["article_id"], ["bi.article.article_id"], name=op.f("mention_article_id_fkey")),
        sa.ForeignKeyConstraint(["entity_id"], ["bi.entity.entity_id"], name=op.f("mention_entity_id_fkey")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("mention_pkey")),
        schema="bi",
        comment="Each naming of a person, organization, place, publication, event or work",
    )
    op.create_index(op.f("mention_entity_id_idx"), "mention", ["entity_id"], unique=False, schema="bi")


def _quotation() -> None:
    op.create_table(
        "quotation",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="place in the article, 0 first"
        ),
        sa.Column("surface", sa.Text(), nullable=False, comment="the words"),
        sa.Column("speaker", sa.Text(), nullable=True, comment="name of the speaker, else as printed"),
        sa.Column("speaker_entity_id", sa.Uuid(), nullable=True, comment="the speaker; null while in doubt"),
        sa.Column("confidence", sa.Double(), autoincrement=False, nullable=False, comment="of the attribution, 0 to 1"),
        sa.ForeignKeyConstraint(["article_id"], ["bi.article.article_id"], name=op.f("quotation_article_id_fkey")),
        sa.ForeignKeyConstraint(
            ["speaker_entity_id"], ["bi.entity.entity_id"], name=op.f("quotation_speaker_entity_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("quotation_pkey")),
        schema="bi",
        comment="Words that articles put into somebody's mouth",
    )
    op.create_index(
        op.f("quotation_speaker_entity_id_idx"), "quotation", ["speaker_entity_id"], unique=False, schema="bi"
    )


def _time_expression() -> None:
    op.create_table(
        "time_expression",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="place in the article, 0 first"
        ),
        sa.Column("surface", sa.Text(), nullable=False, comment="as printed"),
        sa.Column("type", sa.Text(), nullable=False, comment="TIMEX3 type: DATE, TIME, DURATION or SET"),
        sa.Column("value", sa.Text(), nullable=False, comment="TIMEX3 value"),
        sa.Column("mod", sa.Text(), nullable=True, comment="TIMEX3 mod"),
        sa.Column("earliest", sa.Date(), nullable=True, comment="first day it denotes"),
        sa.Column("latest", sa.Date(), nullable=True, comment="last day it denotes"),
        sa.Column("granularity", sa.Text(), nullable=True, comment="day, week, month, season, year, ..."),
        sa.ForeignKeyConstraint(
            ["article_id"], ["bi.article.article_id"], name=op.f("time_expression_article_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("time_expression_pkey")),
        schema="bi",
        comment="Each stretch of text that names a time, with the days it denotes",
    )
    op.create_index(op.f("time_expression_earliest_idx"), "time_expression", ["earliest"], unique=False, schema="bi")


def drop() -> None:
    op.drop_index(op.f("time_expression_earliest_idx"), table_name="time_expression", schema="bi")
    op.drop_table("time_expression", schema="bi")
    op.drop_index(op.f("quotation_speaker_entity_id_idx"), table_name="quotation", schema="bi")
    op.drop_table("quotation", schema="bi")
    op.drop_index(op.f("mention_entity_id_idx"), table_name="mention", schema="bi")
    op.drop_table("mention", schema="bi")
    op.drop_index(op.f("article_author_author_id_idx"), table_name="article_author", schema="bi")
    op.drop_table("article_author", schema="bi")
    op.drop_table("entity", schema="bi")
    op.drop_table("daily_count", schema="bi")
    op.drop_index(op.f("article_published_on_idx"), table_name="article", schema="bi")
    op.drop_index(op.f("article_publication_id_idx"), table_name="article", schema="bi")
    op.drop_table("article", schema="bi")
    op.drop_table("publication", schema="bi")
    op.drop_table("place", schema="bi")
    op.drop_table("author", schema="bi")
