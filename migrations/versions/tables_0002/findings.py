"""Tables of `news` for what stands in a version: bylines, chains, mentions, times, quotations."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


def create() -> None:
    _byline()
    _chain()
    _time_expression()
    _mention()
    _quotation()
    _quotation_span()


def _byline() -> None:
    op.create_table(
        "byline",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column(
            "ordinal",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="0.. in printed order, contributors last",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="person or organization"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="the person"),
        sa.Column("organization_id", sa.Uuid(), nullable=True, comment="the organization"),
        sa.Column(
            "is_contributor",
            sa.Boolean(),
            nullable=False,
            comment="true for 'additional reporting by', photographers, translators",
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="in display case"),
        sa.Column("surface", sa.Text(), nullable=False, comment="as printed"),
        sa.Column("honorific", sa.Text(), nullable=True, comment="Dr., Sir"),
        sa.Column("role", sa.Text(), nullable=False, comment="author, photographer, translator, editor or contributor"),
        sa.Column("function", sa.Text(), nullable=True, comment="as printed, such as 'Staff Writer'"),
        sa.Column("affiliation", sa.Text(), nullable=True, comment="as printed"),
        sa.Column("place", sa.Text(), nullable=True, comment="as printed"),
        sa.Column("email", sa.Text(), nullable=True, comment="mail address"),
        sa.Column("handle", sa.Text(), nullable=True, comment="social media handle"),
        sa.Column("origin", sa.Text(), nullable=True, comment="where in the document it stood"),
        sa.Column("rule", sa.Text(), nullable=False, comment="the rule that read it"),
        sa.CheckConstraint("kind IN ('person', 'organization')", name=op.f("byline_kind_check")),
        sa.CheckConstraint("(person_id IS NULL) <> (organization_id IS NULL)", name=op.f("byline_one_agent_check")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["news.organization.organization_id"], name=op.f("byline_organization_id_fkey")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["news.person.person_id"], name=op.f("byline_person_id_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("byline_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("byline_pkey")),
        schema="news",
        comment="One author or contributor of a version, as printed and as understood",
    )
    op.create_index(op.f("byline_organization_id_idx"), "byline", ["organization_id"], unique=False, schema="news")
    op.create_index(op.f("byline_person_id_idx"), "byline", ["person_id"], unique=False, schema="news")


def _chain() -> None:
    op.create_table(
        "chain",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in order of first mention"
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="person, organization, place, publication, event, work or other"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="fullest name in this article"),
        sa.Column("folded_name", sa.Text(), nullable=False, comment="name without case, accents and punctuation"),
        sa.Column("entity_id", sa.Uuid(), nullable=True, comment="what it is across articles; null while in doubt"),
        sa.Column(
            "entity_method", sa.Text(), nullable=True, comment="how the entity was found: name, geoname, only_bearer"
        ),
        sa.Column(
            "geoname_id",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="the place, when one reading is clear",
        ),
        sa.Column("place_confidence", sa.Double(), autoincrement=False, nullable=True, comment="0 to 1"),
        sa.Column("place_method", sa.Text(), nullable=True, comment="the rule that chose the place"),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'place', 'publication', 'event', 'work', 'other')",
            name=op.f("chain_kind_check"),
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["news.entity.entity_id"], name=op.f("chain_entity_id_fkey")),
        sa.ForeignKeyConstraint(["geoname_id"], ["news.place.geoname_id"], name=op.f("chain_geoname_id_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("chain_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("chain_pkey")),
        schema="news",
        comment="All mentions of one thing inside one version",
    )
    op.create_index(op.f("chain_entity_id_idx"), "chain", ["entity_id"], unique=False, schema="news")
    op.create_index(
        op.f("chain_kind_folded_name_idx"),
        "chain",
        ["kind", "folded_name"],
        unique=False,
        schema="news",
        postgresql_where="entity_id IS NULL",
    )


def _time_expression() -> None:
    op.create_table(
        "time_expression",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.Column("surface", sa.Text(), nullable=False, comment="as printed"),
        sa.Column("type", sa.Text(), nullable=False, comment="TIMEX3 type: DATE, TIME, DURATION or SET"),
        sa.Column("value", sa.Text(), nullable=False, comment="TIMEX3 value, such as 2018-W36 or P2D"),
        sa.Column("mod", sa.Text(), nullable=True, comment="TIMEX3 mod, such as START or APPROX"),
        sa.Column(
            "date_range", postgresql.DATERANGE(), autoincrement=False, nullable=True, comment="the days it denotes"
        ),
        sa.Column("granularity", sa.Text(), nullable=True, comment="day, week, month, season, year, ..."),
        sa.Column("anchor", sa.Text(), nullable=True, comment="publication or previous; null when absolute"),
        sa.Column("rule", sa.Text(), nullable=False, comment="the rule that resolved it"),
        sa.CheckConstraint("type IN ('DATE', 'TIME', 'DURATION', 'SET')", name=op.f("time_expression_type_check")),
        sa.CheckConstraint(
            "0 <= start_offset AND start_offset < end_offset", name=op.f("time_expression_start_span_check")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("time_expression_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("time_expression_pkey")),
        schema="news",
        comment="A stretch of text that names a time, in the manner of TIMEX3",
    )


def _mention() -> None:
    op.create_table(
        "mention",
        *_mention_columns(),
        *_mention_rules(),
        schema="news",
        comment="One naming of a person, organization, place, publication, event or work",
    )


def _mention_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "chain_ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="its chain in this version"
        ),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.Column("surface", sa.Text(), nullable=False, comment="as printed"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="person, organization, place, publication, event, work or other"
        ),
        sa.Column(
            "form",
            sa.Text(),
            nullable=False,
            comment="full, surname, given, acronym, short, definition, demonym or nominal",
        ),
        sa.Column("title", sa.Text(), nullable=True, comment="title printed before it"),
        sa.Column("confidence", sa.Double(), autoincrement=False, nullable=False, comment="of the detection, 0 to 1"),
        sa.Column(
            "link_confidence",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="of belonging to the chain, 0 to 1",
        ),
        sa.Column("method", sa.Text(), nullable=False, comment="model, vocabulary, or the rule that found it"),
    ]


def _mention_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "form IN ('full', 'surname', 'given', 'acronym', 'short', 'definition', 'demonym', 'nominal')",
            name=op.f("mention_form_check"),
        ),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'place', 'publication', 'event', 'work', 'other')",
            name=op.f("mention_kind_check"),
        ),
        sa.CheckConstraint("0 <= start_offset AND start_offset < end_offset", name=op.f("mention_start_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id", "chain_ordinal"],
            ["news.chain.version_id", "news.chain.ordinal"],
            name=op.f("mention_version_id_chain_ordinal_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("mention_pkey")),
    ]


def _quotation() -> None:
    op.create_table(
        "quotation",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column("surface", sa.Text(), nullable=False, comment="the words, pieces joined by one blank"),
        sa.Column("is_direct", sa.Boolean(), nullable=False, comment="true between quotation marks"),
        sa.Column("speaker", sa.Text(), nullable=True, comment="name of the speaker, else as printed"),
        sa.Column(
            "speaker_chain",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="chain of the speaker in this version",
        ),
        sa.Column(
            "speaker_start",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="where the speaker is named, in article_body",
        ),
        sa.Column("speaker_end", sa.Integer(), autoincrement=False, nullable=True, comment="character after the last"),
        sa.Column(
            "cue_start",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="where 'said' stands, in article_body",
        ),
        sa.Column("cue_end", sa.Integer(), autoincrement=False, nullable=True, comment="character after the last"),
        sa.Column("confidence", sa.Double(), autoincrement=False, nullable=False, comment="of the attribution, 0 to 1"),
        sa.Column("rule", sa.Text(), nullable=False, comment="the rule that attributed it"),
        sa.ForeignKeyConstraint(
            ["version_id", "speaker_chain"],
            ["news.chain.version_id", "news.chain.ordinal"],
            name=op.f("quotation_version_id_speaker_chain_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("quotation_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("quotation_pkey")),
        schema="news",
        comment="Words that an article puts into somebody's mouth",
    )


def _quotation_span() -> None:
    op.create_table(
        "quotation_span",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="the version"),
        sa.Column("quotation_ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="the quotation"),
        sa.Column("ordinal", sa.SmallInteger(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.CheckConstraint(
            "0 <= start_offset AND start_offset < end_offset", name=op.f("quotation_span_start_span_check")
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "quotation_ordinal"],
            ["news.quotation.version_id", "news.quotation.ordinal"],
            name=op.f("quotation_span_version_id_quotation_ordinal_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "quotation_ordinal", "ordinal", name=op.f("quotation_span_pkey")),
        schema="news",
        comment="One piece of a quotation, inside its marks",
    )


def drop() -> None:
    op.drop_table("quotation_span", schema="news")
    op.drop_table("quotation", schema="news")
    op.drop_table("mention", schema="news")
    op.drop_table("time_expression", schema="news")
    op.drop_index(
        op.f("chain_kind_folded_name_idx"), table_name="chain", schema="news", postgresql_where="entity_id IS NULL"
    )
    op.drop_index(op.f("chain_entity_id_idx"), table_name="chain", schema="news")
    op.drop_table("chain", schema="news")
    op.drop_index(op.f("byline_person_id_idx"), table_name="byline", schema="news")
    op.drop_index(op.f("byline_organization_id_idx"), table_name="byline", schema="news")
    op.drop_table("byline", schema="news")
