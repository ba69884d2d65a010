"""What was forgotten and must not come back; what is withheld, and from whom.

Row security hides withheld articles, what stands in them and who is named in them alone from everybody but the owner of
the tables and roles that pass it by: the loader does, because COPY does not work under it. It also reads the revision
of the schema, which a run asks for.
"""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_VIEW = """
CREATE VIEW news.shown_version AS
SELECT v.version_id, v.article_id
FROM news.article_version AS v
WHERE v.valid_to IS NULL AND NOT EXISTS (SELECT FROM ops.withholding AS w WHERE w.article_id = v.article_id)
"""
_COMMENTS = (
    "VIEW news.shown_version IS 'The current version of each article that is not withheld: what bi is made of'",
    "COLUMN news.shown_version.version_id IS 'the version'",
    "COLUMN news.shown_version.article_id IS 'its article'",
)
_HEAD = (
    "CREATE FUNCTION news.{name}() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog"
)
# They run with the rights of the owner: whom they hide something from must not see what is hidden.
FUNCTIONS = {
    "withheld_articles": "SELECT article_id FROM ops.withholding",
    "withheld_versions": "SELECT version_id FROM ops.withholding JOIN news.article_version USING (article_id)",
    "withheld_names": """
        WITH hidden AS MATERIALIZED (SELECT version_id FROM news.withheld_versions() AS version_id)
        SELECT c.entity_id FROM hidden JOIN news.chain AS c USING (version_id)
        WHERE NOT EXISTS (
            SELECT FROM news.chain AS o
            WHERE o.entity_id = c.entity_id AND o.version_id NOT IN (SELECT version_id FROM hidden)
        )
        UNION
        SELECT coalesce(b.person_id, b.organization_id) FROM hidden JOIN news.byline AS b USING (version_id)
        WHERE NOT EXISTS (
            SELECT FROM news.byline AS o
            WHERE (o.person_id = b.person_id OR o.organization_id = b.organization_id)
                AND o.version_id NOT IN (SELECT version_id FROM hidden)
        )
    """,
}
_VERSIONED = (
    "article_version", "block", "text_edit", "emphasis", "claim", "byline", "chain", "mention", "time_expression",
    "quotation", "quotation_span", "near_duplicate", "former_validity",
)  # fmt: skip
# By table: columns and the function that must not give them.
HIDDEN = {
    **dict.fromkeys(_VERSIONED, ("version_id", "withheld_versions")),
    "article": ("article_id", "withheld_articles"),
    "duplicate_member": ("article_id", "withheld_articles"),
    "duplicate_cluster": ("representative_id", "withheld_articles"),
    "entity": ("entity_id", "withheld_names"),
    "person": ("person_id", "withheld_names"),
    "organization": ("organization_id", "withheld_names"),
}
_BYPASS = """
DO $$ BEGIN
    ALTER ROLE {role} BYPASSRLS;
EXCEPTION
    WHEN undefined_object OR internal_error THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE NOTICE '{role} loads only after an administrator ran: ALTER ROLE {role} BYPASSRLS';
END $$
"""
_REVISION = """
DO $$ BEGIN
    {change};
EXCEPTION WHEN undefined_object THEN NULL;
END $$
"""


def _allow(*, forgotten: bool) -> None:
    """The reasons there are, with or without the one that is new here."""
    there = op.get_bind().execute(
        sa.text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'rejection_code_check'")
    )
    codes = [code for code in re.findall(r"'(\w+)'", there.scalar_one()) if code != "forgotten"]
    listed = ", ".join(f"'{code}'" for code in [*codes, *(["forgotten"] if forgotten else [])])
    op.drop_constraint(op.f("rejection_code_check"), "rejection", schema="ops", type_="check")
    op.create_check_constraint(op.f("rejection_code_check"), "rejection", f"code IN ({listed})", schema="ops")


def upgrade() -> None:
    _allow(forgotten=True)
    _make_tables()
    op.execute(_VIEW)
    for comment in _COMMENTS:
        op.execute(f"COMMENT ON {comment}")
    for name, body in FUNCTIONS.items():
        op.execute(f"{_HEAD.format(name=name)} AS $$ {body} $$")
    for table, (column, function) in HIDDEN.items():
        columns = ("version_id", "other_version_id") if table == "near_duplicate" else (column,)
        shown = " AND ".join(f"{one} NOT IN (SELECT news.{function}())" for one in columns)
        op.execute(f"ALTER TABLE news.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY not_withheld ON news.{table} FOR SELECT USING ({shown})")
    for role in ("dateline_owner", "dateline_loader"):
        op.execute(_BYPASS.format(role=role))
        op.execute(_REVISION.format(change=f"GRANT SELECT ON alembic_version TO {role}"))


def _make_tables() -> None:
    _withholding()
    _erasure()
    _erasure_key()


def _withholding() -> None:
    op.create_table(
        "withholding",
        sa.Column("article_id", sa.Uuid(), nullable=False, comment="the article"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, as the operator said"),
        sa.Column("withheld_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False, comment="since when"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["news.article.article_id"], name=op.f("withholding_article_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("withholding_pkey")),
        schema="ops",
        comment="An article that is kept and hidden from the roles of analysts and BI tools",
    )


def _erasure() -> None:
    counts = {
        "article_count": "articles that went",
        "version_count": "their versions",
        "document_count": "documents that held them",
        "file_count": "raw files deleted",
    }
    op.create_table(
        "erasure",
        sa.Column("erasure_id", sa.Uuid(), nullable=False, comment="random"),
        sa.Column("kind", sa.Text(), nullable=False, comment="article, publication, person or source"),
        sa.Column("reason", sa.Text(), nullable=False, comment="why, as the operator said"),
        sa.Column("erased_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False, comment="when"),
        *(
            sa.Column(name, sa.Integer(), autoincrement=False, nullable=False, comment=comment)
            for name, comment in counts.items()
        ),
        sa.CheckConstraint("kind IN ('article', 'publication', 'person', 'source')", name=op.f("erasure_kind_check")),
        sa.PrimaryKeyConstraint("erasure_id", name=op.f("erasure_pkey")),
        schema="ops",
        comment="The proof that something was forgotten, without what it was",
    )


def _erasure_key() -> None:
    op.create_table(
        "erasure_key",
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="bytes, content, article, document, publication, person or source",
        ),
        sa.Column(
            "key",
            sa.Text(),
            nullable=False,
            comment="SHA-256 of the bytes or the content, or the UUIDv5 of what it was",
        ),
        sa.Column("erasure_id", sa.Uuid(), nullable=False, comment="with what it was forgotten"),
        sa.CheckConstraint(
            "kind IN ('bytes', 'content', 'article', 'document', 'publication', 'person', 'source')",
            name=op.f("erasure_key_kind_check"),
        ),
        sa.ForeignKeyConstraint(["erasure_id"], ["ops.erasure.erasure_id"], name=op.f("erasure_key_erasure_id_fkey")),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("erasure_key_pkey")),
        schema="ops",
        comment="Hashes by which a load knows what was forgotten and must not come back",
    )
    op.create_index(op.f("erasure_key_erasure_id_idx"), "erasure_key", ["erasure_id"], schema="ops")


def downgrade() -> None:
    for role in ("dateline_owner", "dateline_loader"):
        op.execute(_REVISION.format(change=f"REVOKE SELECT ON alembic_version FROM {role}"))  # noqa: S608 - a name of ours
    for table in HIDDEN:
        op.execute(f"DROP POLICY not_withheld ON news.{table}")
        op.execute(f"ALTER TABLE news.{table} DISABLE ROW LEVEL SECURITY")
    for name in reversed(FUNCTIONS):
        op.execute(f"DROP FUNCTION news.{name}()")
    op.execute("DROP VIEW news.shown_version")
    op.drop_table("erasure_key", schema="ops")
    op.drop_table("erasure", schema="ops")
    op.drop_table("withholding", schema="ops")
    op.execute("UPDATE ops.rejection SET code = 'no_article' WHERE code = 'forgotten'")
    _allow(forgotten=False)
