"""Tables of `ops` that nothing else precedes: raw files, runs, sources, quality results."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _raw_file()
    _run()
    _source()
    _quality_result()


def _raw_file() -> None:
    op.create_table(
        "raw_file",
        sa.Column("sha256", sa.Text(), nullable=False, comment="SHA-256 of the bytes, hexadecimal"),
        sa.Column("byte_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="size in bytes"),
        sa.Column(
            "media_type",
            sa.Text(),
            nullable=True,
            comment="type as sniffed from the content; null when it is of no known format",
        ),
        sa.Column(
            "first_fetched_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when these bytes were first seen",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("raw_file_pkey")),
        schema="ops",
        comment="Bytes as fetched, kept once under raw/ by their hash",
    )


def _run() -> None:
    op.create_table(
        "run",
        *_run_columns_1(),
        *_run_columns_2(),
        *_run_rules(),
        schema="ops",
        comment="One run of the pipeline; when finished, found is the sum of all verdicts",
    )


def _run_columns_1() -> list[sa.Column[Any]]:
    return [
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="random"),
        sa.Column("state", sa.Text(), nullable=False, comment="running, finished or failed"),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False, comment="when it began"
        ),
        sa.Column(
            "finished_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True, comment="when it ended"
        ),
        sa.Column("software", sa.Text(), nullable=False, comment="version of dateline that ran"),
        sa.Column("found_count", sa.Integer(), autoincrement=False, nullable=False, comment="documents found"),
        sa.Column(
            "new_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that brought an article not seen before",
        ),
        sa.Column(
            "changed_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that brought a new version of a known article",
        ),
        sa.Column(
            "same_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents already known with these bytes or this content",
        ),
        sa.Column(
            "duplicate_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that repeat, exactly or nearly, an article from elsewhere",
        ),
    ]


def _run_columns_2() -> list[sa.Column[Any]]:
    return [
        sa.Column(
            "rejected_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents set aside, see ops.rejection",
        ),
        sa.Column(
            "waiting_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that could not be dealt with for the moment",
        ),
        sa.Column("failure", sa.Text(), nullable=True, comment="why it failed, one sentence"),
    ]


def _run_rules() -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(
            "state <> 'finished' OR found_count = new_count + changed_count + same_count + duplicate_count + rejected_count + waiting_count",
            name=op.f("run_accounted_check"),
        ),
        sa.CheckConstraint("state IN ('running', 'finished', 'failed')", name=op.f("run_state_check")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("run_pkey")),
    ]


def _source() -> None:
    op.create_table(
        "source",
        sa.Column("source_id", sa.Uuid(), nullable=False, comment="UUIDv5 of the name"),
        sa.Column("name", sa.Text(), nullable=False, comment="unique name; for a path on a disk its absolute path"),
        sa.Column("kind", sa.Text(), nullable=False, comment="files"),
        sa.Column("location", sa.Text(), nullable=False, comment="the path"),
        sa.Column(
            "publisher", sa.Text(), nullable=True, comment="publication of all its documents, as the operator says"
        ),
        sa.Column("domain", sa.Text(), nullable=True, comment="registered domain of that publication"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-2 of that publication"),
        sa.Column("timezone", sa.Text(), nullable=True, comment="IANA time zone for times printed without one"),
        sa.Column(
            "language", sa.Text(), nullable=True, comment="BCP 47 language of its documents, as the operator says"
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("source_pkey")),
        schema="ops",
        comment="A place documents come from, with what is known about all of them",
    )


def _quality_result() -> None:
    op.create_table(
        "quality_result",
        sa.Column("run_id", sa.Uuid(), nullable=False, comment="the run"),
        sa.Column("check_name", sa.Text(), nullable=False, comment="name of the check, as in etl/bi/checks.sql"),
        sa.Column(
            "failing_count",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="rows that break it; 0 is a pass",
        ),
        sa.Column(
            "checked_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False, comment="when it was made"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ops.run.run_id"], name=op.f("quality_result_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "check_name", name=op.f("quality_result_pkey")),
        schema="ops",
        comment="Result of each quality check made before bi was refreshed",
    )


def drop() -> None:
    op.drop_table("quality_result", schema="ops")
    op.drop_table("source", schema="ops")
    op.drop_table("run", schema="ops")
    op.drop_table("raw_file", schema="ops")
