"""Documents found again with known bytes leave no row behind: a number of the run counts them.

Each document names the run that last found it, so that one found twice in a run is counted once. Going back takes the
number away from the counts of each run, because its rows were never written.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_OUTCOME = "COMMENT ON TABLE ops.outcome IS '{}'"
_OUTCOME_NOW = (
    "What became of each document that a run dealt with, one row each; a document whose bytes were known has none, and"
    " is counted in ops.run.unread_count"
)
_OUTCOME_BEFORE = "What became of each found document in each run: exactly one row a document and run"
_LAST_RUN = """
UPDATE ops.document AS d SET last_run_id = last.run_id
FROM (
    SELECT DISTINCT ON (o.document_id) o.document_id, o.run_id
    FROM ops.outcome AS o
    JOIN ops.run AS r USING (run_id)
    ORDER BY o.document_id, r.started_at DESC, o.run_id
) AS last
WHERE last.document_id = d.document_id
"""


def upgrade() -> None:
    op.add_column(
        "run",
        sa.Column(
            "unread_count",
            sa.Integer(),
            server_default="0",
            nullable=False,
            comment="documents of same_count whose bytes were known, so that they were not read again",
        ),
        schema="ops",
    )
    op.alter_column("run", "unread_count", server_default=None, schema="ops")
    op.add_column(
        "document",
        sa.Column(
            "last_run_id",
            sa.Uuid(),
            nullable=True,
            comment="the run that last found it; null when that run was deleted",
        ),
        schema="ops",
    )
    op.execute(_LAST_RUN)
    op.create_foreign_key(
        op.f("document_last_run_id_fkey"),
        *("document", "run", ["last_run_id"], ["run_id"]),
        source_schema="ops",
        referent_schema="ops",
        ondelete="SET NULL",
    )
    # Each run moves every row it finds the same. With room beside it no index has to be told: half the time.
    op.execute("ALTER TABLE ops.document SET (fillfactor = 50)")
    op.execute(_OUTCOME.format(_OUTCOME_NOW))


def downgrade() -> None:
    op.execute(_OUTCOME.format(_OUTCOME_BEFORE))
    op.execute("ALTER TABLE ops.document RESET (fillfactor)")
    op.drop_column("document", "last_run_id", schema="ops")
    op.execute(
        "UPDATE ops.run SET found_count = found_count - unread_count, same_count = same_count - unread_count"
        " WHERE state <> 'running' AND unread_count > 0"
    )
    op.drop_column("run", "unread_count", schema="ops")
