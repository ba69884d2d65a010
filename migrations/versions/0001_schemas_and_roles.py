"""Schemas and roles.

Four schemas, and the four kinds of user: the owner changes the schema, the loader writes rows, the analyst reads
facts and `bi`, the BI role reads `bi` alone. Roles belong to the whole server: they are made if they are missing,
without a password (nobody can log in until one is set), and never dropped. Where the migrating user may not make
roles, a notice says so and the grants of later migrations skip them.
"""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMAS = {
    "news": "Facts: articles, their versions, and what stands in them",
    "ops": "Lineage: sources, raw files, documents, runs, rejections",
    "bi": "What BI tools read: refreshed as a whole after each run that passed its checks",
    "staging": "Relations of bi while they are compared with what it shows; empty between transactions",
}

ROLES = {
    "dateline_owner": (),
    "dateline_loader": (),
    "dateline_analyst": ("SET default_transaction_read_only = on",),
    "dateline_bi": (
        "SET default_transaction_read_only = on",
        "SET statement_timeout = '30s'",
        "SET idle_in_transaction_session_timeout = '60s'",
        "SET search_path = bi",
        "CONNECTION LIMIT 20",
    ),
}

# Two databases of one server can be migrated at once: the loser of that race finds the role made and set.
_MAKE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
        CREATE ROLE {name} LOGIN;
        {settings}
    END IF;
EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN RAISE NOTICE 'role {name} was not made: this user may not make roles';
END $$
"""


def upgrade() -> None:
    for name, settings in ROLES.items():
        statements = " ".join(f"ALTER ROLE {name} {setting};" for setting in settings)
        op.execute(_MAKE_ROLE.format(name=name, settings=statements))
    for name, comment in SCHEMAS.items():
        op.execute(f"CREATE SCHEMA {name}")
        op.execute(f"COMMENT ON SCHEMA {name} IS '{comment}'")


def downgrade() -> None:
    for name in reversed(SCHEMAS):
        op.execute(f"DROP SCHEMA {name}")
