"""Tables for what people decide, and for what their decisions make of names and articles."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _decision()
    _correction()
    _decided_entity()
    _entity_candidate()
    _person_candidate()
    _spelling()
    _corrected_author()
    _chain()


def _decision() -> None:
    op.create_table(
        "decision",
        *_decision_columns_1(),
        *_decision_columns_2(),
        *_decision_rules(),
        schema="ops",
        comment="What people decided: rows are added and reverted, never changed, and deleted only with what is forgotten; every run applies those that stand",
    )
    op.create_index(op.f("decision_key_id_idx"), "decision", ["key_id"], unique=False, schema="ops")


def _decision_columns_1() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "decision_id",
            sa.Uuid(),
            server_default=sa.text("gen_random_uuid()"),
            autoincrement=False,
            nullable=False,
            comment="random",
        ),
        sa.Column("subject", sa.Text(), nullable=False, comment="what it is about: person, entity or article"),
        sa.Column("action", sa.Text(), nullable=False, comment="merge, split, rename, reject, relink or set"),
        sa.Column(
            "key_id",
            sa.Uuid(),
            nullable=False,
            comment="spelling_id or person_id, entity_id, article_id; of relink the article_id",
        ),
        sa.Column(
            "other_id",
            sa.Uuid(),
            nullable=True,
            comment="merge: what stays; split: what it is not; relink: the entity, null for none",
        ),
        sa.Column("field", sa.Text(), nullable=True, comment="set: headline, date_published or authors"),
        sa.Column(
            "value",
            sa.Text(),
            nullable=True,
            comment="rename: the name; relink: the name in the article; set: the value",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="why, in words"),
        sa.Column(
            "decided_by",
            sa.Text(),
            server_default=sa.text("CURRENT_USER"),
            autoincrement=False,
            nullable=False,
            comment="who decided",
        ),
    ]


def _decision_columns_2() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "decided_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            autoincrement=False,
            nullable=False,
            comment="when; of two that contradict each other the later one holds",
        ),
        sa.Column(
            "reverted_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="when it was taken back; null while it stands",
        ),
        sa.Column("reverted_by", sa.Text(), nullable=True, comment="who took it back"),
    ]


def _decision_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "CASE action WHEN 'merge' THEN other_id IS NOT NULL AND other_id <> key_id WHEN 'rename' THEN value ~ '[^[:space:]]' WHEN 'relink' THEN value ~ '[^[:space:]]' WHEN 'set' THEN field IN ('headline', 'date_published', 'authors') AND value IS NOT NULL ELSE true END",
            name=op.f("decision_complete_check"),
        ),
        sa.CheckConstraint(
            "CASE subject WHEN 'article' THEN action = 'set' WHEN 'person' THEN action IN ('merge', 'split', 'rename', 'reject') ELSE action <> 'set' END",
            name=op.f("decision_allowed_check"),
        ),
        sa.CheckConstraint(
            "action IN ('merge', 'split', 'rename', 'reject', 'relink', 'set')", name=op.f("decision_action_check")
        ),
        sa.CheckConstraint("subject IN ('person', 'entity', 'article')", name=op.f("decision_subject_check")),
        sa.CheckConstraint("(reverted_at IS NULL) = (reverted_by IS NULL)", name=op.f("decision_reverted_check")),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("decision_pkey")),
    ]


def _correction() -> None:
    op.create_table(
        "correction",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="the article"),
        sa.Column("headline", sa.Text(), nullable=True, comment="title"),
        sa.Column(
            "date_published_text",
            sa.Text(),
            nullable=True,
            comment="publication date as it was typed; null when no date was set",
        ),
        sa.Column("date_published", sa.Date(), nullable=True, comment="first day it can mean"),
        sa.Column("date_published_latest", sa.Date(), nullable=True, comment="last day it can mean"),
        sa.Column(
            "date_published_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="the instant, when time and zone were given",
        ),
        sa.Column("date_published_precision", sa.Text(), nullable=True, comment="year, month, day, minute or second"),
        sa.Column(
            "author_count",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=True,
            comment="how many authors stand in corrected_author; null when none were set",
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["news.article.article_id"], name=op.f("correction_article_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("correction_pkey")),
        schema="news",
        comment="What somebody set of an article by hand, shown in bi in place of what was read; made anew by each resolve out of ops.decision",
    )


def _decided_entity() -> None:
    op.create_table(
        "decided_entity",
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="the entity"),
        sa.Column("merged_into", sa.Uuid(), nullable=True, comment="the entity it is another name of"),
        sa.Column("name", sa.Text(), nullable=True, comment="the name that somebody gave it"),
        sa.Column("is_rejected", sa.Boolean(), nullable=False, comment="true when it names nothing"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["news.entity.entity_id"], name=op.f("decided_entity_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["news.entity.entity_id"], name=op.f("decided_entity_merged_into_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("decided_entity_pkey")),
        schema="news",
        comment="What decisions of people make of an entity; made anew by each resolve",
    )
    op.create_index(
        op.f("decided_entity_merged_into_idx"), "decided_entity", ["merged_into"], unique=False, schema="news"
    )


def _entity_candidate() -> None:
    op.create_table(
        "entity_candidate",
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="the one"),
        sa.Column("other_entity_id", sa.Uuid(), nullable=False, comment="the other"),
        sa.Column(
            "score",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="0 to 1: how likely they are one, by a table of reasons and not measured",
        ),
        sa.Column("reasons", sa.Text(), nullable=False, comment="why, joined by semicolons"),
        sa.CheckConstraint("entity_id < other_entity_id", name=op.f("entity_candidate_order_check")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["news.entity.entity_id"], name=op.f("entity_candidate_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_entity_id"],
            ["news.entity.entity_id"],
            name=op.f("entity_candidate_other_entity_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entity_id", "other_entity_id", name=op.f("entity_candidate_pkey")),
        schema="news",
        comment="Two entities that may be one: for somebody to merge or to tell apart",
    )
    op.create_index(
        op.f("entity_candidate_other_entity_id_idx"),
        "entity_candidate",
        ["other_entity_id"],
        unique=False,
        schema="news",
    )


def _person_candidate() -> None:
    op.create_table(
        "person_candidate",
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="the one"),
        sa.Column("other_person_id", sa.Uuid(), nullable=False, comment="the other"),
        sa.Column(
            "score",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="0 to 1: how likely they are one, by a table of reasons and not measured",
        ),
        sa.Column("reasons", sa.Text(), nullable=False, comment="why, joined by semicolons"),
        sa.CheckConstraint("person_id < other_person_id", name=op.f("person_candidate_order_check")),
        sa.ForeignKeyConstraint(
            ["other_person_id"],
            ["news.person.person_id"],
            name=op.f("person_candidate_other_person_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["news.person.person_id"], name=op.f("person_candidate_person_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "other_person_id", name=op.f("person_candidate_pkey")),
        schema="news",
        comment="Two people who may be one: for somebody to merge or to tell apart",
    )
    op.create_index(
        op.f("person_candidate_other_person_id_idx"),
        "person_candidate",
        ["other_person_id"],
        unique=False,
        schema="news",
    )


def _spelling() -> None:
    op.create_table(
        "spelling",
        sa.Column("spelling_id", sa.Uuid(), nullable=False, comment="UUIDv5 of folded name and publication"),
        sa.Column("name", sa.Text(), nullable=False, comment="display name"),
        sa.Column("folded_name", sa.Text(), nullable=False, comment="name without case, accents and punctuation"),
        sa.Column("publication_id", sa.Uuid(), nullable=True, comment="where the byline stood"),
        sa.Column("given_name", sa.Text(), nullable=True, comment="given name"),
        sa.Column("middle_name", sa.Text(), nullable=True, comment="middle names or initials"),
        sa.Column("family_name", sa.Text(), nullable=True, comment="family name with its particles"),
        sa.Column("name_suffix", sa.Text(), nullable=True, comment="Jr., III and the like"),
        sa.Column(
            "folded_given",
            sa.Text(),
            nullable=True,
            comment="given and middle names without case, accents and punctuation, to compare",
        ),
        sa.Column("folded_family", sa.Text(), nullable=True, comment="family name, likewise"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="the person; null when somebody rejected the name"),
        sa.ForeignKeyConstraint(["person_id"], ["news.person.person_id"], name=op.f("spelling_person_id_fkey")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["news.publication.publication_id"], name=op.f("spelling_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("spelling_id", name=op.f("spelling_pkey")),
        schema="news",
        comment="A name as bylines of one publication print it; several can be one person",
    )
    op.create_index(op.f("spelling_folded_name_idx"), "spelling", ["folded_name"], unique=False, schema="news")
    op.create_index(op.f("spelling_person_id_idx"), "spelling", ["person_id"], unique=False, schema="news")


def _corrected_author() -> None:
    op.create_table(
        "corrected_author",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="the article"),
        sa.Column("ordinal", sa.SmallInteger(), autoincrement=False, nullable=False, comment="0.. in the order given"),
        sa.Column("name", sa.Text(), nullable=False, comment="as typed"),
        sa.Column("spelling_id", sa.Uuid(), nullable=True, comment="the name of a person"),
        sa.Column("person_id", sa.Uuid(), nullable=True, comment="the person across articles"),
        sa.Column(
            "organization_id", sa.Uuid(), nullable=True, comment="the organization, when one that writes is called so"
        ),
        sa.CheckConstraint(
            "(spelling_id IS NULL) <> (organization_id IS NULL)", name=op.f("corrected_author_one_agent_check")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["news.correction.article_id"],
            name=op.f("corrected_author_article_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["news.organization.organization_id"],
            name=op.f("corrected_author_organization_id_fkey"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["news.person.person_id"], name=op.f("corrected_author_person_id_fkey")),
        sa.ForeignKeyConstraint(
            ["spelling_id"], ["news.spelling.spelling_id"], name=op.f("corrected_author_spelling_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("corrected_author_pkey")),
        schema="news",
        comment="An author of an article whose authors somebody set by hand",
    )
    op.create_index(
        op.f("corrected_author_organization_id_idx"),
        "corrected_author",
        ["organization_id"],
        unique=False,
        schema="news",
    )
    op.create_index(
        op.f("corrected_author_person_id_idx"), "corrected_author", ["person_id"], unique=False, schema="news"
    )
    op.create_index(
        op.f("corrected_author_spelling_id_idx"), "corrected_author", ["spelling_id"], unique=False, schema="news"
    )


def _chain() -> None:
    op.create_index(
        op.f("chain_folded_name_idx"),
        "chain",
        ["folded_name"],
        unique=False,
        schema="news",
        postgresql_where="entity_method IN ('decided_name', 'decided_geoname')",
    )
