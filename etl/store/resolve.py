"""Resolve spellings to people, chains to entities and near duplicates to clusters, where the archive leaves no doubt.

    resolve(engine)  ->  how many bylines and chains got, changed or lost what they name

A chain that names its entity by itself ("Rex Tillerson", a GeoNames id) was linked when it was loaded. Left here are
surnames and acronyms alone. One is linked when exactly one entity of the archive bears it, and for a surname also
shares another person or organization with the article. What is linked depends on what is stored and not on the
order in which it came: each run decides anew, by what names its entity itself and nothing that was decided before.
Nothing that is only similar is merged. What people decided (`etl.store.decisions`) wins over all of it.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from etl.store.candidates import entity_candidates, person_candidates
from etl.store.corrections import apply_corrections
from etl.store.duplicates import cluster
from etl.store.entities import settle_chains, settle_entities
from etl.store.load import take_turn
from etl.store.people import settle_people

_DECIDE = text("""
WITH doubtful AS (
    SELECT version_id, ordinal, kind, folded_name
    FROM news.chain
    LEFT JOIN relinked AS k USING (version_id, ordinal)
    WHERE coalesce(entity_method, '') IN ('', 'only_bearer', 'only_acronym', 'decided')
        AND (kind IN ('person', 'organization') OR entity_method = 'decided' OR k.version_id IS NOT NULL)
), named AS (
    SELECT version_id, entity_id
    FROM news.chain
    WHERE kind IN ('person', 'organization') AND entity_method IN ('name', 'decided_name') AND entity_id IS NOT NULL
), bearer AS (
    SELECT split_part(e.folded_name, ' ', -1) AS surname,
        min(coalesce(d.merged_into, e.entity_id)::text)::uuid AS entity_id
    FROM news.entity AS e
    LEFT JOIN news.decided_entity AS d USING (entity_id)
    WHERE e.kind = 'person' AND d.is_rejected IS NOT TRUE
    GROUP BY 1
    HAVING count(DISTINCT coalesce(d.merged_into, e.entity_id)) = 1
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
    WHERE m.kind = 'organization' AND m.form IN ('acronym', 'definition') AND c.entity_id IS NOT NULL
        AND c.entity_method IN ('name', 'decided_name') AND m.surface = upper(m.surface)
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
), settled AS (
    SELECT d.version_id, d.ordinal, CASE WHEN k.version_id IS NULL THEN o.entity_id ELSE k.entity_id END AS entity_id,
        CASE WHEN k.version_id IS NULL THEN o.entity_method ELSE 'decided' END AS entity_method
    FROM doubtful AS d
    LEFT JOIN decided AS o USING (version_id, ordinal)
    LEFT JOIN relinked AS k USING (version_id, ordinal)
)
UPDATE news.chain AS c
SET entity_id = s.entity_id, entity_method = s.entity_method
FROM settled AS s
WHERE c.version_id = s.version_id AND c.ordinal = s.ordinal
    AND (c.entity_id, c.entity_method) IS DISTINCT FROM (s.entity_id, s.entity_method)
""")


def resolve(engine: Engine) -> int:
    """Settle people, then copies and entities; returns how many bylines and chains changed.

    Loaders wait meanwhile: they merge the rows that people are made of, and take away what is named no more.
    """
    with engine.begin() as connection:
        take_turn(connection)
        _plan(connection)
        apply_corrections(connection)
        signed = settle_people(connection)
        person_candidates(connection)
    with engine.begin() as connection:
        take_turn(connection)
        _plan(connection)
        cluster(connection)
        settle_entities(connection)
        named = settle_chains(connection)
        decided = connection.execute(_DECIDE).rowcount
        entity_candidates(connection)
    return signed + named + decided


def _plan(connection: Connection) -> None:
    """Let hashes be made rather than rows looked up one by one.

    Most of the archive takes part, and freshly loaded tables have no statistics yet: without this the planner may go
    through them once a row (600 articles took three minutes, and a second with it).
    """
    wanted = {"enable_nestloop": "off", "enable_seqscan": "on", "work_mem": "64MB"}
    for name, value in wanted.items():
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
