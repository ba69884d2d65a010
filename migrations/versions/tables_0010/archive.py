"""Tables and columns of migration 0010."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# Parents before children.
TABLES = (
    "news.authority",
    "ops.authority_file",
    "ops.unresolved",
    "news.authority_name",
    "news.authority_candidate",
    "news.entity_authority",
    "news.entity_key",
    "news.settled_entity",
    "news.chain_candidate",
)


def create() -> None:
    _authority()
    _authority_file()
    _unresolved()
    _authority_name()
    _authority_candidate()
    _entity_authority()
    _entity_key()
    _settled_entity()
    _chain_candidate()
    _entity()
    _chain()
    _mention()


def _authority() -> None:
    op.create_table(
        "authority",
        sa.Column("authority_id", sa.Uuid(), nullable=False, comment="UUIDv5 of source and identifier"),
        sa.Column(
            "source",
            sa.Text(),
            nullable=False,
            comment="who keeps the file, as the operator says: wikidata, opensanctions, ...",
        ),
        sa.Column("identifier", sa.Text(), nullable=False, comment="id in that file"),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="person, organization, place, publication, event, work or other"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="name, as the file has it"),
        sa.Column(
            "file_version",
            sa.Text(),
            nullable=True,
            comment="version of the file that last brought something new of it",
        ),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'place', 'publication', 'event', 'work', 'other')",
            name=op.f("authority_kind_check"),
        ),
        sa.PrimaryKeyConstraint("authority_id", name=op.f("authority_pkey")),
        schema="news",
        comment="A record of an authority file, such as an item of Wikidata",
    )
    op.create_index(
        op.f("authority_source_identifier_idx"), "authority", ["source", "identifier"], unique=True, schema="news"
    )


def _authority_file() -> None:
    op.create_table(
        "authority_file",
        sa.Column(
            "source",
            sa.Text(),
            nullable=False,
            comment="who keeps the file, as the operator says: wikidata, opensanctions, ...",
        ),
        sa.Column("version", sa.Text(), nullable=True, comment="version of the file, as the operator says"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the file, hexadecimal"),
        sa.Column("record_count", sa.Integer(), autoincrement=False, nullable=False, comment="records in it"),
        sa.Column(
            "imported_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was last imported",
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("authority_file_pkey")),
        schema="ops",
        comment="An authority file that was imported, in its latest state",
    )


def _unresolved() -> None:
    op.create_table(
        "unresolved",
        sa.Column(
            "subject",
            sa.Text(),
            nullable=False,
            comment="version: names were written; entity: it lost a naming; name: a bearer; authority: new records",
        ),
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="version_id, entity_id, a folded name, or the source of an authority file",
        ),
        sa.CheckConstraint(
            "subject IN ('version', 'entity', 'name', 'authority')", name=op.f("unresolved_subject_check")
        ),
        sa.PrimaryKeyConstraint("subject", "key", name=op.f("unresolved_pkey")),
        schema="ops",
        comment="What changed since names were last resolved across articles, noted by triggers; each resolve goes over it and empties it",
    )


def _authority_name() -> None:
    op.create_table(
        "authority_name",
        sa.Column("authority_id", sa.Uuid(), nullable=False, comment="the record"),
        sa.Column(
            "key", sa.Text(), nullable=False, comment="the name as names of entities are compared, see news.entity_key"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="the name as the file has it"),
        sa.Column("is_alias", sa.Boolean(), nullable=False, comment="false for the name of the record itself"),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["news.authority.authority_id"],
            name=op.f("authority_name_authority_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("authority_id", "key", name=op.f("authority_name_pkey")),
        schema="news",
        comment="What a record of an authority file is called, by key to compare",
    )
    op.create_index(op.f("authority_name_key_idx"), "authority_name", ["key"], unique=False, schema="news")


def _authority_candidate() -> None:
    op.create_table(
        "authority_candidate",
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="the entity"),
        sa.Column("authority_id", sa.Uuid(), nullable=False, comment="the record"),
        sa.Column(
            "score",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="0 to 1: how likely, by a table of reasons and not measured",
        ),
        sa.Column("reasons", sa.Text(), nullable=False, comment="why"),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["news.authority.authority_id"],
            name=op.f("authority_candidate_authority_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"],
            ["news.entity.entity_id"],
            name=op.f("authority_candidate_entity_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entity_id", "authority_id", name=op.f("authority_candidate_pkey")),
        schema="news",
        comment="Records of an authority file of which an entity may be one",
    )
    op.create_index(
        op.f("authority_candidate_authority_id_idx"),
        "authority_candidate",
        ["authority_id"],
        unique=False,
        schema="news",
    )


def _entity_authority() -> None:
    op.create_table(
        "entity_authority",
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="the entity"),
        sa.Column("authority_id", sa.Uuid(), nullable=False, comment="the record"),
        sa.Column("rule", sa.Text(), nullable=False, comment="name or alias: what of the record the entity is called"),
        sa.ForeignKeyConstraint(
            ["authority_id"],
            ["news.authority.authority_id"],
            name=op.f("entity_authority_authority_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["news.entity.entity_id"], name=op.f("entity_authority_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", "authority_id", name=op.f("entity_authority_pkey")),
        schema="news",
        comment="The one record of an authority file that has a name of an entity, of its kind",
    )
    op.create_index(
        op.f("entity_authority_authority_id_idx"), "entity_authority", ["authority_id"], unique=False, schema="news"
    )


def _entity_key() -> None:
    op.create_table(
        "entity_key",
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="the entity"),
        sa.Column(
            "use",
            sa.Text(),
            nullable=False,
            comment="name: spellings of one name share it; short: what an article may call it alone",
        ),
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="folded name without what does not tell two names apart; surname, or part of the name",
        ),
        sa.Column("kind", sa.Text(), nullable=False, comment="kind of the entity"),
        sa.Column(
            "rule",
            sa.Text(),
            nullable=False,
            comment="name: what was left out or written otherwise, empty for nothing; short: surname or part",
        ),
        sa.CheckConstraint("use IN ('name', 'short')", name=op.f("entity_key_use_check")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["news.entity.entity_id"], name=op.f("entity_key_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", "use", "key", name=op.f("entity_key_pkey")),
        schema="news",
        comment="What names of entities are compared by: see etl/store/entity_keys.py",
    )
    op.create_index(
        op.f("entity_key_use_kind_key_idx"), "entity_key", ["use", "kind", "key"], unique=False, schema="news"
    )


def _settled_entity() -> None:
    op.create_table(
        "settled_entity",
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="the entity"),
        sa.Column("merged_into", sa.Uuid(), nullable=True, comment="the entity it is another name of"),
        sa.Column(
            "rule",
            sa.Text(),
            nullable=True,
            comment="why it is another name: spelling, or decided where somebody said so",
        ),
        sa.Column(
            "evidence",
            sa.Text(),
            nullable=True,
            comment="spelling: what its name and that of the other leave out or write otherwise",
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="the name that somebody gave it"),
        sa.Column("is_rejected", sa.Boolean(), nullable=False, comment="true when somebody said that it names nothing"),
        sa.CheckConstraint("(merged_into IS NULL) = (rule IS NULL)", name=op.f("settled_entity_rule_check")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["news.entity.entity_id"], name=op.f("settled_entity_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["news.entity.entity_id"], name=op.f("settled_entity_merged_into_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("settled_entity_pkey")),
        schema="news",
        comment="What the archive and decisions of people make of an entity, where that is something; made anew by each resolve",
    )
    op.create_index(
        op.f("settled_entity_merged_into_idx"), "settled_entity", ["merged_into"], unique=False, schema="news"
    )


def _chain_candidate() -> None:
    op.create_table(
        "chain_candidate",
        sa.Column("version_id", sa.Uuid(), nullable=False, comment="version of the chain"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="the chain"),
        sa.Column("entity_id", sa.Uuid(), nullable=False, comment="what it may be"),
        sa.Column(
            "score",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="0 to 1: how likely, by a table of reasons and not measured",
        ),
        sa.Column("reasons", sa.Text(), nullable=False, comment="why, joined by semicolons"),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["news.entity.entity_id"], name=op.f("chain_candidate_entity_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "ordinal"],
            ["news.chain.version_id", "news.chain.ordinal"],
            name=op.f("chain_candidate_version_id_ordinal_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", "entity_id", name=op.f("chain_candidate_pkey")),
        schema="news",
        comment="What a surname, an acronym or a short name that stands alone may be: to relink",
    )
    op.create_index(
        op.f("chain_candidate_entity_id_idx"), "chain_candidate", ["entity_id"], unique=False, schema="news"
    )


def _entity() -> None:
    op.add_column(
        "entity",
        sa.Column(
            "authority_id",
            sa.Text(),
            nullable=True,
            comment="its id in an authority file, such as Q42; of several the first by source",
        ),
        schema="bi",
    )
    op.add_column(
        "entity",
        sa.Column("authority_source", sa.Text(), nullable=True, comment="who keeps that file, such as wikidata"),
        schema="bi",
    )


def _chain() -> None:
    op.add_column(
        "chain",
        sa.Column(
            "named_id", sa.Uuid(), nullable=True, comment="the entity of its own name; null where that tells nothing"
        ),
        schema="news",
    )
    op.create_index(
        op.f("chain_entity_method_idx"),
        "chain",
        ["entity_method"],
        unique=False,
        schema="news",
        postgresql_where="entity_method = 'relinked'",
    )
    op.create_index(
        op.f("chain_folded_name_kind_idx"),
        "chain",
        ["folded_name", "kind"],
        unique=False,
        schema="news",
        postgresql_where="named_id IS NULL",
    )
    op.create_index(op.f("chain_named_id_idx"), "chain", ["named_id"], unique=False, schema="news")
    op.create_foreign_key(
        op.f("chain_named_id_fkey"),
        "chain",
        "entity",
        ["named_id"],
        ["entity_id"],
        source_schema="news",
        referent_schema="news",
    )


def _mention() -> None:
    op.create_index(
        op.f("mention_surface_idx"),
        "mention",
        ["surface"],
        unique=False,
        schema="news",
        postgresql_where="form IN ('acronym', 'definition') AND kind = 'organization'",
    )


def drop() -> None:
    op.drop_index(op.f("mention_surface_idx"), table_name="mention", schema="news")
    for index in ("named_id", "folded_name_kind", "entity_method"):
        op.drop_index(op.f(f"chain_{index}_idx"), table_name="chain", schema="news")
    op.drop_column("chain", "named_id", schema="news")
    for column in ("authority_source", "authority_id"):
        op.drop_column("entity", column, schema="bi")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")
