"""The database as declarative models: `news` (facts), `ops` (lineage), `bi` (what BI tools read), `staging`.

Every table and column carries a comment, because the comments are the data dictionary. Keys are deterministic
(see `etl.dedupe`); child rows are keyed by (version_id, ordinal). This package holds no query and opens no connection;
roles, grants and comments on schemas live in `migrations/`.
"""

from etl.store.schema import authorities, bi, corrections, names, news, ops
from etl.store.schema.columns import Model

metadata = Model.metadata

SCHEMAS = ("news", "ops", "bi", "staging")

__all__ = ["SCHEMAS", "Model", "authorities", "bi", "corrections", "metadata", "names", "news", "ops"]
