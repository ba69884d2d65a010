"""Tables of `news`, `ops` and `bi`.

The models of `etl.store.schema` as they were when this migration was written; `alembic check` keeps the two equal.
"""

from __future__ import annotations

from migrations.versions.tables_0002 import article, bi, findings, ledger, lineage, names

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_IN_ORDER = (names, lineage, article, findings, ledger, bi)  # each refers to those before it


def upgrade() -> None:
    for part in _IN_ORDER:
        part.create()


def downgrade() -> None:
    for part in reversed(_IN_ORDER):
        part.drop()
