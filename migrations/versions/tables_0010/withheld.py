"""Whom what is withheld must not tell of, now that a chain keeps the entity of its own name."""

from __future__ import annotations

import importlib

from alembic import op

_HEAD = (
    "CREATE OR REPLACE FUNCTION news.withheld_names() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER"
    " SET search_path = pg_catalog"
)
_NAMES = """
    WITH hidden AS MATERIALIZED (SELECT version_id FROM news.withheld_versions() AS version_id
    ), named AS (
        SELECT c.entity_id FROM hidden JOIN news.chain AS c USING (version_id) WHERE c.entity_id IS NOT NULL
        UNION
        SELECT c.named_id FROM hidden JOIN news.chain AS c USING (version_id) WHERE c.named_id IS NOT NULL
    ), signing AS (
        SELECT b.person_id, b.organization_id FROM hidden JOIN news.byline AS b USING (version_id)
        UNION
        SELECT person_id, organization_id FROM ops.withholding JOIN news.corrected_author USING (article_id)
    )
    SELECT entity_id FROM named AS n
    WHERE NOT EXISTS (
        SELECT FROM news.chain AS o
        WHERE o.entity_id = n.entity_id AND o.version_id NOT IN (SELECT version_id FROM hidden)
    ) AND NOT EXISTS (
        SELECT FROM news.chain AS o
        WHERE o.named_id = n.entity_id AND o.version_id NOT IN (SELECT version_id FROM hidden)
    )
    UNION
    SELECT coalesce(s.person_id, s.organization_id) FROM signing AS s
    WHERE coalesce(s.person_id, s.organization_id) IS NOT NULL AND NOT EXISTS (
        SELECT FROM news.byline AS o
        WHERE (o.person_id = s.person_id OR o.organization_id = s.organization_id)
            AND o.version_id NOT IN (SELECT version_id FROM hidden)
    ) AND NOT EXISTS (
        SELECT FROM news.corrected_author AS o
        WHERE (o.person_id = s.person_id OR o.organization_id = s.organization_id)
            AND o.article_id NOT IN (SELECT article_id FROM ops.withholding)
    )
"""
# By table: what must not be shown, as conditions.
_OF_ENTITIES = "entity_id NOT IN (SELECT news.withheld_names())"
_OF_VERSIONS = "version_id NOT IN (SELECT news.withheld_versions())"
_HIDDEN = {
    "entity_key": _OF_ENTITIES,
    "settled_entity": _OF_ENTITIES,
    "entity_authority": _OF_ENTITIES,
    "authority_candidate": _OF_ENTITIES,
    "chain_candidate": f"{_OF_VERSIONS} AND {_OF_ENTITIES}",
}


def hide() -> None:
    op.execute(f"{_HEAD} AS $$ {_NAMES} $$")
    for table, shown in _HIDDEN.items():
        op.execute(f"ALTER TABLE news.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY not_withheld ON news.{table} FOR SELECT USING ({shown})")


def show() -> None:
    """The function as migration 0009 made it; the tables go with their policies."""
    former = importlib.import_module("migrations.versions.0009_decisions")
    op.execute(f"{_HEAD} AS $$ {former._NAMES} $$")  # noqa: SLF001 - none of a former migration changes any more
