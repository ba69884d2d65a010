"""Grants.

The loader reads and writes rows of `news`, `ops` and `bi` and makes tables in `staging` alone; the analyst reads
`news` and `bi`; the BI role reads `bi`. Tables of later migrations are covered by default privileges of the user that
migrates.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

GRANTS = {
    "dateline_owner": (("news, ops, bi, staging", "USAGE, CREATE", "ALL"),),
    "dateline_loader": (
        ("news, ops, bi", "USAGE", "SELECT, INSERT, UPDATE, DELETE"),
        ("staging", "USAGE, CREATE", "SELECT, INSERT, UPDATE, DELETE"),
    ),
    "dateline_analyst": (("news, bi", "USAGE", "SELECT"),),
    "dateline_bi": (("bi", "USAGE", "SELECT"),),
}

# Roles are missing where the migrating user may not make any.
_IF_THERE = "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN {statements} END IF; END $$"


def upgrade() -> None:
    for role, grants in GRANTS.items():
        statements = " ".join(
            f"GRANT {on_schema} ON SCHEMA {schemas} TO {role};"
            f" GRANT {on_tables} ON ALL TABLES IN SCHEMA {schemas} TO {role};"
            f" ALTER DEFAULT PRIVILEGES IN SCHEMA {schemas} GRANT {on_tables} ON TABLES TO {role};"
            for schemas, on_schema, on_tables in grants
        )
        op.execute(_IF_THERE.format(role=role, statements=statements))


def downgrade() -> None:
    for role, grants in GRANTS.items():
        statements = " ".join(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schemas} REVOKE ALL ON TABLES FROM {role};"
            f" REVOKE ALL ON ALL TABLES IN SCHEMA {schemas} FROM {role};"
            f" REVOKE ALL ON SCHEMA {schemas} FROM {role};"
            for schemas, _, _ in grants
        )
        op.execute(_IF_THERE.format(role=role, statements=statements))
