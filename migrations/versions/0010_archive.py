"""Names that are one across the archive, and authority files.

A chain keeps the entity of its own name (`named_id`) beside what it turns out to be. What names are compared by is kept
in rows. Triggers note what changed, so that a resolve goes over that alone; after this migration it goes over all.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from etl.store.entity_keys import keys_of
from migrations.versions.tables_0010 import archive, before, triggers, withheld

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_METHOD = "COMMENT ON COLUMN news.chain.entity_method IS '{}'"
_METHOD_NOW = (
    "how it was found: name, geoname, joined (see settled_entity), only_bearer, only_acronym, only_part; decided"
    " where somebody merged or rejected it, relinked"
)
_METHOD_BEFORE = (
    "how the entity was found: name, geoname, only_bearer, only_acronym; decided, decided_name or"
    " decided_geoname where somebody decided"
)
_NAMED = """
UPDATE news.chain AS c SET named_id = e.entity_id
FROM news.entity AS e
WHERE e.kind = c.kind AND CASE WHEN c.entity_method IN ('geoname', 'decided_geoname') THEN e.geoname_id = c.geoname_id
    WHEN c.entity_method IN ('name', 'decided_name') THEN e.folded_name = c.folded_name AND e.geoname_id IS NULL END
"""
_KEYS = sa.text("INSERT INTO news.entity_key VALUES (:entity_id, :use, :key, :kind, :rule)")
_AS_READ = """
UPDATE news.chain SET entity_id = named_id,
    entity_method = CASE WHEN named_id IS NULL THEN NULL WHEN geoname_id IS NULL THEN 'name' ELSE 'geoname' END
"""


def upgrade() -> None:
    op.drop_table("decided_entity", schema="news")
    op.drop_index(op.f("chain_folded_name_idx"), table_name="chain", schema="news")
    op.drop_index(op.f("chain_kind_folded_name_idx"), table_name="chain", schema="news")
    archive.create()
    op.execute(_NAMED)
    op.execute("UPDATE news.chain SET entity_method = 'relinked' WHERE entity_method LIKE 'decided%'")
    _write_keys()
    op.execute("INSERT INTO ops.unresolved SELECT DISTINCT 'version', version_id::text FROM news.chain")
    op.execute(_METHOD.format(_METHOD_NOW))
    triggers.create()
    withheld.hide()


def downgrade() -> None:
    withheld.show()
    triggers.drop()
    op.execute(_AS_READ)
    archive.drop()
    before.create()
    op.execute(_METHOD.format(_METHOD_BEFORE))


def _write_keys() -> None:
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT entity_id, kind, name FROM news.entity")).all()
    keys = [
        {"entity_id": row.entity_id, "kind": row.kind, "use": one.use, "key": one.key, "rule": one.rule}
        for row in rows
        for one in _one_a_key(row.kind, row.name)
    ]
    if keys:
        connection.execute(_KEYS, keys)


def _one_a_key(kind, name):  # type: ignore[no-untyped-def]
    return {(one.use, one.key): one for one in keys_of(kind, name)}.values()
