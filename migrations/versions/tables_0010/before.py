"""What migration 0009 had in place of what 0010 makes: for the way back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
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
    op.create_index(op.f("decided_entity_merged_into_idx"), "decided_entity", ["merged_into"], schema="news")
    op.execute("ALTER TABLE news.decided_entity ENABLE ROW LEVEL SECURITY")
    op.execute(
        "CREATE POLICY not_withheld ON news.decided_entity FOR SELECT"
        " USING (entity_id NOT IN (SELECT news.withheld_names()))"
    )
    op.create_index(
        op.f("chain_kind_folded_name_idx"),
        "chain",
        ["kind", "folded_name"],
        schema="news",
        postgresql_where="entity_id IS NULL",
    )
    op.create_index(
        op.f("chain_folded_name_idx"),
        "chain",
        ["folded_name"],
        schema="news",
        postgresql_where="entity_method IN ('decided_name', 'decided_geoname')",
    )
