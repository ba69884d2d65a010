"""Resolve stored chains to entities and near duplicates to clusters, where the archive leaves no doubt.

    resolve(engine)  ->  how many chains got, changed or lost their entity

A chain that names its entity by itself ("Rex Tillerson", a GeoNames id) was linked when it was loaded. Left here are
surnames and acronyms alone. One is linked when exactly one entity of the archive bears it, and for a surname also
shares another person or organization with the article. What is linked depends on what is stored and not on the
order in which it came: each run decides anew, by what names its entity itself and nothing that was decided before.
Nothing that is only similar is merged.
"""

from __future__ import annotations

from sqlalchemy import Engine, text

from etl.store.duplicates import cluster

_DECIDE = text("""
WITH doubtful AS (
    SELECT version_id, ordinal, kind, folded_name, entity_id, entity_method
    FROM news.chain
    WHERE kind IN ('person', 'organization') AND coalesce(entity_method, '') IN ('', 'only_bearer', 'only_acronym')
), named AS (
    SELECT version_id, entity_id FROM news.chain WHERE kind IN ('person', 'organization') AND entity_method = 'name'
), bearer AS (
    SELECT split_part(folded_name, ' ', -1) AS surname, min(entity_id::text)::uuid AS entity_id
    FROM news.entity
    WHERE kind = 'person'
    GROUP BY 1
    HAVING count(*) = 1
), surname AS (
    SELECT d.version_id, d.ordinal, b.entity_id
    FROM doubtful AS d
    JOIN bearer AS b ON b.surname = d.folded_name
    WHERE d.kind = 'person'
), company AS (
    SELECT DISTINCT home.entity_id, there.entity_id AS other_id
    FROM named AS home
    JOIN named AS there ON there.version_id = home.version_id
    WHERE home.entity_id IN (SELECT entity_id FROM surname)
), acronym AS (
    SELECT lower(m.surface) AS folded_name, min(c.entity_id::text)::uuid AS entity_id
    FROM news.mention AS m
    JOIN news.chain AS c ON c.version_id = m.version_id AND c.ordinal = m.chain_ordinal
    WHERE m.kind = 'organization' AND m.form IN ('acronym', 'definition') AND c.entity_method = 'name'
        AND m.surface = upper(m.surface)
    GROUP BY 1
    HAVING count(DISTINCT c.entity_id) = 1
), decided AS (
    SELECT DISTINCT s.version_id, s.ordinal, s.entity_id, 'only_bearer' AS entity_method
    FROM surname AS s
    JOIN named AS here ON here.version_id = s.version_id
    JOIN company AS c ON c.entity_id = s.entity_id AND c.other_id = here.entity_id
    UNION ALL
    SELECT d.version_id, d.ordinal, a.entity_id, 'only_acronym'
    FROM doubtful AS d
    JOIN acronym AS a USING (folded_name)
    WHERE d.kind = 'organization'
)
UPDATE news.chain AS c
SET entity_id = decided.entity_id, entity_method = decided.entity_method
FROM doubtful AS d
LEFT JOIN decided USING (version_id, ordinal)
WHERE c.version_id = d.version_id AND c.ordinal = d.ordinal
    AND (c.entity_id, c.entity_method) IS DISTINCT FROM (decided.entity_id, decided.entity_method)
""")


def resolve(engine: Engine) -> int:
    """Decide all doubtful chains anew, returning how many changed; cluster what was found to be near duplicates."""
    with engine.begin() as connection:
        # Most of the archive takes part, and freshly loaded tables have no statistics yet: without this the planner may
        # go through them once a row (600 articles took three minutes, and a second with it).
        turn = text("SELECT pg_advisory_xact_lock(:key), set_config('enable_nestloop', 'off', true)")
        connection.execute(turn, {"key": 0x0DA7E5E5})
        cluster(connection)
        return connection.execute(_DECIDE).rowcount
