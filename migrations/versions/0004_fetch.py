"""What is known of an address of the web, and the reasons for which one is set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_FORMER = (
    "empty", "too_large", "timeout", "parser_crashed", "unsupported", "malformed", "encrypted", "needs_ocr", "no_article", "vanished", "not_a_file",
)  # fmt: skip
_ADDED = ("refused_address", "robots", "http_error")


def _allow(codes: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{code}'" for code in (*codes, "internal"))
    op.drop_constraint(op.f("rejection_code_check"), "rejection", schema="ops", type_="check")
    op.create_check_constraint(op.f("rejection_code_check"), "rejection", f"code IN ({listed})", schema="ops")


def upgrade() -> None:
    _rest()
    _fetch()


def _rest() -> None:
    _allow((*_FORMER, *_ADDED))
    op.execute("COMMENT ON COLUMN ops.source.kind IS 'files, web, feed, sitemap or opml'")
    op.execute("COMMENT ON COLUMN ops.source.location IS 'the path or address'")


def _fetch() -> None:
    op.create_table(
        "fetch",
        sa.Column(
            "fetch_id",
            sa.Uuid(),
            nullable=False,
            comment="UUIDv5 of source and asked address; of a document its document_id",
        ),
        sa.Column("source_id", sa.Uuid(), nullable=False, comment="the source it was asked for"),
        sa.Column("url", sa.Text(), nullable=False, comment="address that was asked"),
        sa.Column("final_url", sa.Text(), nullable=False, comment="address that answered, after redirects"),
        sa.Column(
            "redirects",
            sa.Text(),
            nullable=True,
            comment="addresses passed between these two, in order, one a line; null when none was",
        ),
        sa.Column(
            "status",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="HTTP status of the last answer that brought or confirmed the bytes: 200, 203 or 304",
        ),
        sa.Column("etag", sa.Text(), nullable=True, comment="ETag of that answer, sent back with the next request"),
        sa.Column("last_modified", sa.Text(), nullable=True, comment="Last-Modified of that answer, likewise"),
        sa.Column("content_type", sa.Text(), nullable=True, comment="Content-Type as the server said"),
        sa.Column("sha256", sa.Text(), nullable=False, comment="bytes last brought"),
        sa.Column(
            "fetched_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was last asked",
        ),
        sa.ForeignKeyConstraint(["source_id"], ["ops.source.source_id"], name=op.f("fetch_source_id_fkey")),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("fetch_sha256_fkey")),
        sa.PrimaryKeyConstraint("fetch_id", name=op.f("fetch_pkey")),
        schema="ops",
        comment="What an address of the web last brought, so that it is asked only for what is new",
    )
    op.create_index(op.f("fetch_source_id_idx"), "fetch", ["source_id"], schema="ops")
    op.create_index(op.f("fetch_sha256_idx"), "fetch", ["sha256"], schema="ops")


def downgrade() -> None:
    op.drop_table("fetch", schema="ops")
    op.execute("COMMENT ON COLUMN ops.source.kind IS 'files'")
    op.execute("COMMENT ON COLUMN ops.source.location IS 'the path'")
    op.execute("UPDATE ops.rejection SET code = 'vanished' WHERE code IN ('refused_address', 'robots', 'http_error')")
    _allow(_FORMER)
