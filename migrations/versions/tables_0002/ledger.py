"""Tables of `ops` for what became of each document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _document()
    _outcome()
    _rejection()


def _document() -> None:
    op.create_table(
        "document",
        sa.Column("document_id", sa.Uuid(), nullable=False, comment="UUIDv5 of source and locator"),
        sa.Column("source_id", sa.Uuid(), nullable=False, comment="where it was found"),
        sa.Column(
            "locator", sa.Text(), nullable=False, comment="stable name within the source, such as a relative path"
        ),
        sa.Column("sha256", sa.Text(), nullable=True, comment="bytes last seen; null when it could not be read"),
        sa.Column(
            "version_id", sa.Uuid(), nullable=True, comment="article version these bytes hold; null when rejected"
        ),
        sa.Column("software", sa.Text(), nullable=False, comment="version of dateline that last read it"),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was first found",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was last found, in whatever state",
        ),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("document_sha256_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["ops.source.source_id"], name=op.f("document_source_id_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("document_version_id_fkey")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("document_pkey")),
        schema="ops",
        comment="A document at its place in a source, with the bytes last seen there",
    )
    op.create_index(
        op.f("document_source_id_locator_idx"), "document", ["source_id", "locator"], unique=True, schema="ops"
    )
    op.create_index(op.f("document_version_id_idx"), "document", ["version_id"], unique=False, schema="ops")


def _outcome() -> None:
    op.create_table(
        "outcome",
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="the run"),
        sa.Column("document_id", sa.Uuid(), nullable=False, comment="the document"),
        sa.Column("verdict", sa.Text(), nullable=False, comment="new, changed, same, duplicate, rejected or waiting"),
        sa.Column("detail", sa.Text(), nullable=True, comment="why it waits; which article it repeats"),
        sa.CheckConstraint(
            "verdict IN ('new', 'changed', 'same', 'duplicate', 'rejected', 'waiting')",
            name=op.f("outcome_verdict_check"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["ops.document.document_id"], name=op.f("outcome_document_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["ops.run.run_id"], name=op.f("outcome_run_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "document_id", name=op.f("outcome_pkey")),
        schema="ops",
        comment="What became of each found document in each run: exactly one row a document and run",
    )
    op.create_index(op.f("outcome_document_id_idx"), "outcome", ["document_id"], unique=False, schema="ops")


def _rejection() -> None:
    op.create_table(
        "rejection",
        sa.Column("document_id", sa.Uuid(), nullable=False, comment="the document"),
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="the run that last rejected it"),
        sa.Column("sha256", sa.Text(), nullable=True, comment="its bytes; null when it could not be read"),
        sa.Column(
            "stage", sa.Text(), nullable=False, comment="find, fetch, keep, parse, clean, normalize, judge or load"
        ),
        sa.Column(
            "code", sa.Text(), nullable=False, comment="reason out of the closed list in etl.errors.RejectionCode"
        ),
        sa.Column("detail", sa.Text(), nullable=False, comment="one plain sentence, or the traceback of a defect"),
        sa.Column(
            "rejected_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was last rejected",
        ),
        sa.Column("is_open", sa.Boolean(), nullable=False, comment="false once a later run loaded the document"),
        sa.CheckConstraint(
            "code IN ('empty', 'too_large', 'timeout', 'parser_crashed', 'unsupported', 'malformed', 'encrypted', 'needs_ocr', 'no_article', 'vanished', 'not_a_file', 'internal')",
            name=op.f("rejection_code_check"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["ops.document.document_id"], name=op.f("rejection_document_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["ops.run.run_id"], name=op.f("rejection_run_id_fkey")),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("rejection_sha256_fkey")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("rejection_pkey")),
        schema="ops",
        comment="A document that was set aside: at which stage, why, and whether that still stands",
    )
    op.create_index(op.f("rejection_run_id_idx"), "rejection", ["run_id"], unique=False, schema="ops")
    op.create_index(op.f("rejection_sha256_idx"), "rejection", ["sha256"], unique=False, schema="ops")


def drop() -> None:
    op.drop_index(op.f("rejection_sha256_idx"), table_name="rejection", schema="ops")
    op.drop_index(op.f("rejection_run_id_idx"), table_name="rejection", schema="ops")
    op.drop_table("rejection", schema="ops")
    op.drop_index(op.f("outcome_document_id_idx"), table_name="outcome", schema="ops")
    op.drop_table("outcome", schema="ops")
    op.drop_index(op.f("document_version_id_idx"), table_name="document", schema="ops")
    op.drop_index(op.f("document_source_id_locator_idx"), table_name="document", schema="ops")
    op.drop_table("document", schema="ops")
