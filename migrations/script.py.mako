"""${message}

Before you commit this: give it the next number and a name; run it up, down and up on a filled database
(`tests/test_migrations.py` does); say in the changelog what operators must know. A migration that has been released
is never edited.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
