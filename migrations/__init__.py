"""Alembic migrations, numbered and named; the package is installed, so that `dateline db upgrade` finds them."""
