"""What decisions make of entities: other names of one, names given by hand, names of nothing, links set by hand.

    settle_entities(connection)
    settle_chains(connection)  ->  how many chains that name their entity by themselves changed it

`news.entity` keeps a row for every name; `news.decided_entity` says which of them somebody merged, renamed or rejected,
and chains point to what that amounts to. A chain that a decision moved says so in its method, which is how it finds
back to the entity of its own name when the decision is taken back.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, text

from etl.keys import fold
from etl.records import Action, Subject
from etl.store.copy import merge_rows
from etl.store.decisions import Standing, all_decisions, standing, stays
from etl.store.people import lay_out, lay_out_table
from etl.store.schema import names

# The chains that somebody linked by hand: of several decisions about one name in one article the last one holds.
_RELINKED = """
CREATE TEMP TABLE relinked ON COMMIT DROP AS
SELECT DISTINCT ON (c.version_id, c.ordinal) c.version_id, c.ordinal, coalesce(d.merged_into, r.entity_id) AS entity_id
FROM relink AS r
JOIN news.article_version AS v USING (article_id)
JOIN news.chain AS c ON c.version_id = v.version_id AND c.folded_name = r.folded_name
LEFT JOIN news.decided_entity AS d ON d.entity_id = r.entity_id
WHERE r.entity_id IS NULL OR r.entity_id IN (SELECT entity_id FROM news.entity)
ORDER BY c.version_id, c.ordinal, r.place DESC
"""

_OWN = text("""
WITH touched AS (
    SELECT c.*, replace(c.entity_method, 'decided_', '') AS plain
    FROM news.chain AS c
    LEFT JOIN relinked AS k USING (version_id, ordinal)
    WHERE c.entity_method IN ('decided_name', 'decided_geoname') OR c.entity_method IN ('name', 'geoname')
        AND (k.version_id IS NOT NULL OR c.entity_id IN (SELECT entity_id FROM news.decided_entity))
), own AS (
    SELECT t.version_id, t.ordinal, t.plain,
        CASE WHEN t.plain = t.entity_method THEN t.entity_id ELSE e.entity_id END AS entity_id
    FROM touched AS t
    LEFT JOIN news.entity AS e ON e.kind = t.kind AND CASE t.plain
        WHEN 'geoname' THEN e.geoname_id = t.geoname_id ELSE e.folded_name = t.folded_name END
), settled AS (
    SELECT o.version_id, o.ordinal, CASE
            WHEN k.version_id IS NOT NULL THEN k.entity_id
            WHEN d.is_rejected THEN NULL
            ELSE coalesce(d.merged_into, o.entity_id)
        END AS entity_id, CASE
            WHEN k.version_id IS NOT NULL OR d.is_rejected OR d.merged_into IS NOT NULL THEN 'decided_' || o.plain
            ELSE o.plain
        END AS entity_method
    FROM own AS o
    LEFT JOIN relinked AS k USING (version_id, ordinal)
    LEFT JOIN news.decided_entity AS d ON d.entity_id = o.entity_id
)
UPDATE news.chain AS c SET entity_id = s.entity_id, entity_method = s.entity_method
FROM settled AS s
WHERE c.version_id = s.version_id AND c.ordinal = s.ordinal
    AND (c.entity_id, c.entity_method) IS DISTINCT FROM (s.entity_id, s.entity_method)
""")


def settle_entities(connection: Connection) -> None:
    """Make `news.decided_entity` what the standing decisions amount to, and lay them out for this transaction."""
    decided = standing(connection, Subject.ENTITY)
    lay_out(connection, decided)
    said = {one for pair in decided.merged for one in pair} | {*decided.renamed, *decided.rejected}
    there = connection.execute(
        text("SELECT entity_id FROM news.entity WHERE entity_id = ANY(:ids)"), {"ids": list(said)}
    )
    rows = _rows(decided, set(there.scalars()))
    merge_rows(connection, names.DecidedEntity, rows, replaced=("merged_into", "name", "is_rejected"))
    connection.execute(
        text("DELETE FROM news.decided_entity WHERE NOT entity_id = ANY(:ids)"), {"ids": [row[0] for row in rows]}
    )


def settle_chains(connection: Connection) -> int:
    """Point chains that name their entity by themselves to what decisions make of it."""
    decided = all_decisions(connection, Subject.ENTITY, only_standing=True)
    relinks = [one for one in decided if one.action is Action.RELINK]
    rows = [(one.key_id, fold(one.value or ""), one.other_id, place) for place, one in enumerate(relinks)]
    columns = {"article_id": "uuid", "folded_name": "text", "entity_id": "uuid", "place": "int"}
    lay_out_table(connection, "relink", columns, rows)
    connection.execute(text(_RELINKED))
    return connection.execute(_OWN).rowcount


def _rows(decided: Standing, there: set[UUID]) -> list[tuple[UUID, UUID | None, str | None, bool]]:
    """Rows of `news.decided_entity`: of what hangs together by merges one stays, and bears the latest name given."""
    groups = _groups(decided, there)
    merged_into = {one: group[0] for group in groups for one in group[1:]}
    called = {merged_into.get(one, one): name for one, name in decided.renamed.items()}
    touched = {*merged_into, *decided.rejected, *called} & there
    return [
        (one, merged_into.get(one), called.get(one), bool({one, merged_into.get(one)} & decided.rejected))
        for one in sorted(touched)
    ]


def _groups(decided: Standing, there: set[UUID]) -> list[list[UUID]]:
    """What hangs together by merges, each with the one that stays first; entities that are not loaded do not count."""
    group_of: dict[UUID, set[UUID]] = {}
    for one, other in decided.merged:
        if one in there and other in there:
            joined = group_of.get(one, {one}) | group_of.get(other, {other})
            group_of |= dict.fromkeys(joined, joined)
    staying = stays(decided)
    groups = {min(group): group for group in group_of.values()}
    return [sorted(group, key=lambda one: (one not in staying, one)) for group in groups.values()]
