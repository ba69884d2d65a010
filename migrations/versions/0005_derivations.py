"""Which code read which bytes, so that they can be read again; which sources a run went over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_STAGES = {
    "parse": "formats into text",
    "clean": "text without furniture and breaks",
    "head": "headline, publication, language, address",
    "authors": "bylines",
    "dates": "days of publication and change",
    "times": "time expressions",
    "mentions": "names in chains, with the model; null when they were made without it",
    "places": "places of chains",
    "quotes": "quotations",
}
# What is known of documents that were read before this was noted.
_READ_BEFORE = """
INSERT INTO ops.reading (document_id, sha256, version_id, fetched_at, url, content_type)
SELECT d.document_id, d.sha256, d.version_id, d.first_seen_at, f.final_url, f.content_type
FROM ops.document AS d
LEFT JOIN ops.fetch AS f ON f.fetch_id = d.document_id AND f.sha256 = d.sha256
WHERE d.sha256 IS NOT NULL
"""


def _uuid(name: str, comment: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=optional, comment=comment)


def _text(name: str, comment: str, *, optional: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=optional, comment=comment)


def upgrade() -> None:
    _run_source()
    _derivation()
    _reading()


def _run_source() -> None:
    op.create_table(
        "run_source",
        _uuid("run_id", "the run"),
        _uuid("source_id", "the source"),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ops.run.run_id"], name=op.f("run_source_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["ops.source.source_id"], name=op.f("run_source_source_id_fkey")),
        sa.PrimaryKeyConstraint("run_id", "source_id", name=op.f("run_source_pkey")),
        schema="ops",
        comment="A source that a run went over as a whole, which tells when it is due again",
    )
    op.create_index(op.f("run_source_source_id_idx"), "run_source", ["source_id"], schema="ops")


def _derivation() -> None:
    op.create_table(
        "derivation",
        _uuid("derivation_id", "UUIDv5 of all other columns"),
        *(_text(stage, comment) for stage, comment in _STAGES.items()),
        sa.PrimaryKeyConstraint("derivation_id", name=op.f("derivation_pkey")),
        schema="ops",
        comment="A combination of stages of the software: fingerprints of their code and vocabulary, with the versions of the libraries and the model they use",
    )


def _reading() -> None:
    op.create_table(
        "reading",
        _uuid("document_id", "the place"),
        _text("sha256", "bytes that stood there", optional=False),
        _uuid("version_id", "article version they hold; null when they were rejected", optional=True),
        _uuid("derivation_id", "the code that read them; null when that was before it was noted", optional=True),
        sa.Column(
            "fetched_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when these bytes were first brought from there",
        ),
        _text("url", "where they are published, as the fetch or the archive says"),
        _text("content_type", "their type as the server said"),
        _text("told", "claims of the feed or sitemap that listed them, a JSON list"),
        sa.ForeignKeyConstraint(
            ["document_id"], ["ops.document.document_id"], name=op.f("reading_document_id_fkey"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("reading_sha256_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("reading_version_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["derivation_id"], ["ops.derivation.derivation_id"], name=op.f("reading_derivation_id_fkey")
        ),
        sa.PrimaryKeyConstraint("document_id", "sha256", name=op.f("reading_pkey")),
        schema="ops",
        comment="What certain bytes at a place hold, and which code said so: it tells how to read them again",
    )
    op.create_index(op.f("reading_version_id_idx"), "reading", ["version_id"], schema="ops")
    op.create_index(op.f("reading_sha256_idx"), "reading", ["sha256"], schema="ops")
    op.create_index(op.f("reading_derivation_id_idx"), "reading", ["derivation_id"], schema="ops")
    op.execute(_READ_BEFORE)


def downgrade() -> None:
    op.drop_table("reading", schema="ops")
    op.drop_table("derivation", schema="ops")
    op.drop_table("run_source", schema="ops")
