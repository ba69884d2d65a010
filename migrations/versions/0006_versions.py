"""An article that comes back to what it said before; what an interrupted run was to go over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_VERSION = "news.article_version.version_id"


def _column(name: str, kind: sa.types.TypeEngine[object], comment: str) -> sa.Column[object]:
    return sa.Column(name, kind, autoincrement=False, nullable=False, comment=comment)


def upgrade() -> None:
    _former_validity()
    _former_version()
    _run()


def _former_validity() -> None:
    op.create_table(
        "former_validity",
        _column("version_id", sa.Uuid(), "the version"),
        _column("place", sa.Integer(), "1.. in the order of all that the article ever said"),
        _column("valid_from", sa.DateTime(timezone=True), "since when"),
        _column("valid_to", sa.DateTime(timezone=True), "until when"),
        sa.ForeignKeyConstraint(
            ["version_id"], [_VERSION], name=op.f("former_validity_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "place", name=op.f("former_validity_pkey")),
        schema="news",
        comment="An earlier time at which an article said what a version says, with something else between: of A, B and A again, the first A",
    )


def _former_version() -> None:
    op.create_table(
        "former_version",
        _column("document_id", sa.Uuid(), "the document"),
        _column("ordinal", sa.Integer(), "0.. in the order in which it held them"),
        _column("version_id", sa.Uuid(), "the version"),
        _column("left_at", sa.DateTime(timezone=True), "when the document was found to hold another one, or none"),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["ops.document.document_id"],
            name=op.f("former_version_document_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], [_VERSION], name=op.f("former_version_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "ordinal", name=op.f("former_version_pkey")),
        schema="ops",
        comment="A version that a document held before its bytes changed; what it holds now is in ops.document",
    )
    op.create_index(op.f("former_version_version_id_idx"), "former_version", ["version_id"], schema="ops")


def _run() -> None:
    op.add_column(
        "run",
        sa.Column(
            "source_names",
            postgresql.ARRAY(sa.Text()),
            autoincrement=False,
            nullable=False,
            server_default="{}",
            comment="names of the sources it was to go over",
        ),
        schema="ops",
    )
    op.alter_column("run", "source_names", server_default=None, schema="ops")
    op.create_index(op.f("run_finished_at_idx"), "run", ["finished_at"], schema="ops")
    _describe(
        "; earlier times are in former_validity", "read from: of several that say the same, those of the least hash"
    )


def downgrade() -> None:
    _describe("", "first read from")
    op.drop_index(op.f("run_finished_at_idx"), "run", schema="ops")
    op.drop_column("run", "source_names", schema="ops")
    op.drop_table("former_version", schema="ops")
    op.drop_table("former_validity", schema="news")


def _describe(validity: str, read_from: str) -> None:
    version = "COMMENT ON COLUMN news.article_version"
    op.execute(f"{version}.valid_from IS 'since when this is what the article says{validity}'")
    op.execute(f"{version}.sha256 IS 'bytes it was {read_from}'")
