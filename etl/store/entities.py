"""Names to entities: which names are one, by their spelling or because somebody said so; given names; names of nothing.

    lay_out_changes(connection)       what changed since the last time, as tables of this transaction
    settle_entities(connection)       `news.settled_entity` of all that it can concern

`news.entity` keeps a row for every name, `news.settled_entity` says which of them is another name of which, and why.
Two names of one kind are one where they share a key (`etl.store.entity_keys`), unless somebody split them: then nothing
of what hangs together with both is joined by rules. What stands for the others is what somebody merged them into, else
the name without article and legal form, with its own letters, the longest. All of it follows from what is stored,
whatever came first.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from etl.keys import fold
from etl.records import Action, Subject
from etl.store.decisions import all_decisions, standing
from etl.store.people import lay_out, lay_out_table

# The chains that somebody linked by hand: of several decisions about one name in one article the last one holds.
_RELINKED = """
CREATE TEMP TABLE relinked ON COMMIT DROP AS
SELECT DISTINCT ON (c.version_id, c.ordinal) c.version_id, c.ordinal, r.entity_id
FROM relink AS r
JOIN news.article_version AS v USING (article_id)
JOIN news.chain AS c ON c.version_id = v.version_id AND c.folded_name = r.folded_name
WHERE r.entity_id IS NULL OR r.entity_id IN (SELECT entity_id FROM news.entity)
ORDER BY c.version_id, c.ordinal, r.place DESC
"""

# Versions that are new, and those in which somebody links or linked something: few, so they are always gone over.
_VERSIONS = """
CREATE TEMP TABLE touched_version ON COMMIT DROP AS
SELECT v.version_id
FROM ops.unresolved AS u
JOIN news.article_version AS v ON v.version_id = u.key::uuid
WHERE u.subject = 'version'
UNION SELECT version_id FROM relinked
UNION SELECT version_id FROM news.chain WHERE entity_method = 'relinked'
"""

# Entities that may be joined otherwise than before; of decisions all, taken back or not.
_ENTITIES = """
CREATE TEMP TABLE touched_entity ON COMMIT DROP AS
WITH said AS (
    SELECT c.named_id AS entity_id FROM touched_version JOIN news.chain AS c USING (version_id)
    UNION SELECT key::uuid FROM ops.unresolved WHERE subject = 'entity'
    UNION SELECT id FROM merged UNION SELECT other_id FROM merged UNION SELECT id FROM apart
    UNION SELECT id FROM alone UNION SELECT id FROM renamed UNION SELECT id FROM rejected
    UNION SELECT entity_id FROM news.settled_entity WHERE rule = 'decided' OR name IS NOT NULL OR is_rejected
    UNION SELECT d.key_id FROM ops.decision AS d WHERE d.subject = 'entity' AND d.action IN ('merge', 'split')
)
SELECT e.entity_id FROM said JOIN news.entity AS e USING (entity_id)
"""

# And all that hangs together with them, by what is stored, by their keys or by decisions.
_SCOPE = """
CREATE TEMP TABLE scope ON COMMIT DROP AS
WITH RECURSIVE grown AS (
    SELECT entity_id FROM touched_entity
    UNION
    SELECT near.entity_id
    FROM grown AS g
    CROSS JOIN LATERAL (
        SELECT o.entity_id
        FROM news.entity_key AS k
        JOIN news.entity_key AS o ON o.use = 'name' AND o.kind = k.kind AND o.key = k.key
        WHERE k.entity_id = g.entity_id AND k.use = 'name' AND k.kind <> 'place' AND o.entity_id <> g.entity_id
        UNION ALL SELECT s.merged_into FROM news.settled_entity AS s
            WHERE s.entity_id = g.entity_id AND s.merged_into IS NOT NULL
        UNION ALL SELECT s.entity_id FROM news.settled_entity AS s WHERE s.merged_into = g.entity_id
        UNION ALL SELECT m.other_id FROM merged AS m WHERE m.id = g.entity_id
        UNION ALL SELECT m.id FROM merged AS m WHERE m.other_id = g.entity_id
    ) AS near
)
SELECT e.entity_id FROM grown JOIN news.entity AS e USING (entity_id)
"""

_SAME_KEY = """
CREATE TEMP TABLE same_key ON COMMIT DROP AS
WITH keyed AS (
    SELECT k.entity_id, min(k.entity_id::text) OVER (PARTITION BY k.kind, k.key)::uuid AS first_id
    FROM scope
    JOIN news.entity_key AS k USING (entity_id)
    WHERE k.use = 'name' AND k.kind <> 'place' AND NOT EXISTS (SELECT FROM alone WHERE alone.id = k.entity_id)
)
SELECT DISTINCT entity_id AS id, first_id AS other_id FROM keyed WHERE entity_id <> first_id
"""

# Everything that hangs together, and the least of it as its root.
_ROOTED = """
CREATE TEMP TABLE hanging ON COMMIT DROP AS
WITH RECURSIVE said AS (
    SELECT id, other_id FROM same_key
    UNION SELECT m.id, m.other_id FROM merged AS m
    JOIN scope AS a ON a.entity_id = m.id JOIN scope AS b ON b.entity_id = m.other_id
), link AS (
    SELECT id, other_id FROM said UNION SELECT other_id, id FROM said
), reached AS (
    SELECT id, other_id FROM link
    UNION
    SELECT r.id, l.other_id FROM reached AS r JOIN link AS l ON l.id = r.other_id
)
SELECT id AS entity_id, min(other_id::text)::uuid AS root FROM reached GROUP BY id
"""
_DOUBTED = """
DELETE FROM same_key WHERE id IN (
    SELECT h.entity_id
    FROM hanging AS h
    JOIN hanging AS one ON one.root = h.root
    JOIN apart ON apart.id = one.entity_id
    JOIN hanging AS other ON other.entity_id = apart.other_id AND other.root = h.root
)
"""

# The name without article and legal form stands for the others, with its own letters; before all what somebody
# merged them into.
_STANDS = """
CREATE TEMP TABLE stands ON COMMIT DROP AS
WITH made AS MATERIALIZED (
    SELECT entity_id, h.root, bool_and(rule ~ 'article|possessive|legal_form|and|figure') AS is_longer,
        bool_or(rule ~ 'letters') AS has_letters
    FROM hanging AS h
    LEFT JOIN news.entity_key AS k USING (entity_id)
    WHERE k.use IS DISTINCT FROM 'short'
    GROUP BY entity_id, h.root
)
SELECT DISTINCT ON (m.root) m.root, m.entity_id
FROM made AS m
JOIN news.entity AS e USING (entity_id)
LEFT JOIN kept AS k ON k.id = m.entity_id
ORDER BY m.root, k.id IS NULL, coalesce(m.is_longer, false), NOT coalesce(m.has_letters, false),
    length(e.folded_name) DESC, e.folded_name COLLATE "C", m.entity_id
"""
_MERGED_INTO = """
CREATE TEMP TABLE merged_into ON COMMIT DROP AS
SELECT s.entity_id, nullif(t.entity_id, s.entity_id) AS merged_into
FROM scope AS s
LEFT JOIN hanging AS h USING (entity_id)
LEFT JOIN stands AS t USING (root)
"""
_WANTED = """
CREATE TEMP TABLE wanted_entity ON COMMIT DROP AS
WITH called AS (
    SELECT DISTINCT ON (coalesce(m.merged_into, m.entity_id)) coalesce(m.merged_into, m.entity_id) AS entity_id, n.name
    FROM merged_into AS m
    JOIN renamed AS n ON n.id = m.entity_id
    ORDER BY 1, n.place DESC
), by_spelling AS (
    SELECT id FROM same_key UNION SELECT other_id FROM same_key
), nothing AS (
    SELECT id FROM rejected
    UNION
    SELECT o.entity_id
    FROM rejected AS r
    JOIN by_spelling AS b ON b.id = r.id
    JOIN news.entity_key AS k ON k.entity_id = r.id AND k.use = 'name'
    JOIN news.entity_key AS o ON o.use = k.use AND o.kind = k.kind AND o.key = k.key
    JOIN by_spelling AS c ON c.id = o.entity_id
)
SELECT m.entity_id, m.merged_into, CASE
        WHEN m.merged_into IS NULL THEN NULL
        WHEN b.id IS NOT NULL AND (
            m.entity_id NOT IN (SELECT id FROM merged UNION SELECT other_id FROM merged) OR EXISTS (
                SELECT FROM news.entity_key AS k
                JOIN news.entity_key AS o USING (use, kind, key)
                WHERE k.entity_id = m.entity_id AND o.entity_id = m.merged_into AND k.use = 'name'
            )
        ) THEN 'spelling'
        ELSE 'decided'
    END AS rule, n.name, x.id IS NOT NULL OR y.id IS NOT NULL AS is_rejected
FROM merged_into AS m
LEFT JOIN called AS n USING (entity_id)
LEFT JOIN by_spelling AS b ON b.id = m.entity_id
LEFT JOIN nothing AS x ON x.id = m.entity_id
LEFT JOIN nothing AS y ON y.id = m.merged_into
WHERE m.merged_into IS NOT NULL OR n.name IS NOT NULL OR x.id IS NOT NULL
"""

# What is another name now, or no more: the chains of these change.
_CHANGED = """
CREATE TEMP TABLE changed_entity ON COMMIT DROP AS
SELECT s.entity_id, old.merged_into AS former_id, new.merged_into AS present_id
FROM scope AS s
LEFT JOIN news.settled_entity AS old USING (entity_id)
LEFT JOIN wanted_entity AS new USING (entity_id)
WHERE (old.merged_into, old.rule, coalesce(old.is_rejected, false))
    IS DISTINCT FROM (new.merged_into, new.rule, coalesce(new.is_rejected, false))
"""
_DROP = """
DELETE FROM news.settled_entity AS s
WHERE s.entity_id IN (SELECT entity_id FROM scope) AND s.entity_id NOT IN (SELECT entity_id FROM wanted_entity)
"""
# The evidence: what the two names leave out of what they share, or write otherwise.
_PUT = """
WITH evidence AS (
    SELECT w.entity_id, string_agg(DISTINCT step, ', ' ORDER BY step) AS evidence
    FROM wanted_entity AS w
    JOIN news.entity_key AS k ON k.use = 'name' AND k.entity_id IN (w.entity_id, w.merged_into)
    CROSS JOIN unnest(string_to_array(k.rule, ', ')) AS step
    WHERE w.rule = 'spelling'
    GROUP BY w.entity_id
)
INSERT INTO news.settled_entity AS kept (entity_id, merged_into, rule, evidence, name, is_rejected)
SELECT w.entity_id, w.merged_into, w.rule, e.evidence, w.name, w.is_rejected
FROM wanted_entity AS w
LEFT JOIN evidence AS e USING (entity_id)
ON CONFLICT (entity_id) DO UPDATE SET merged_into = excluded.merged_into, rule = excluded.rule,
    evidence = excluded.evidence, name = excluded.name, is_rejected = excluded.is_rejected
WHERE (kept.merged_into, kept.rule, kept.evidence, kept.name, kept.is_rejected) IS DISTINCT FROM
    (excluded.merged_into, excluded.rule, excluded.evidence, excluded.name, excluded.is_rejected)
"""


def lay_out_changes(connection: Connection) -> None:
    """Decisions, and what changed since the last time, as tables of this transaction."""
    lay_out(connection, standing(connection, Subject.ENTITY))
    decided = all_decisions(connection, Subject.ENTITY, only_standing=True)
    relinks = [one for one in decided if one.action is Action.RELINK]
    rows = [(one.key_id, fold(one.value or ""), one.other_id, place) for place, one in enumerate(relinks)]
    columns = {"article_id": "uuid", "folded_name": "text", "entity_id": "uuid", "place": "int"}
    lay_out_table(connection, "relink", columns, rows)
    connection.execute(text(_RELINKED))
    make(connection, "touched_version", _VERSIONS)
    make(connection, "touched_entity", _ENTITIES)


def settle_entities(connection: Connection) -> None:
    """Make `news.settled_entity` what keys and standing decisions amount to, for all that changes can concern."""
    for name, statement in (("scope", _SCOPE), ("same_key", _SAME_KEY), ("hanging", _ROOTED)):
        make(connection, name, statement)
    if connection.execute(text(_DOUBTED)).rowcount:
        connection.execute(text("DROP TABLE hanging"))
        make(connection, "hanging", _ROOTED)
    for name, statement in (("stands", _STANDS), ("merged_into", _MERGED_INTO), ("wanted_entity", _WANTED)):
        make(connection, name, statement)
    make(connection, "changed_entity", _CHANGED)
    for statement in (_DROP, _PUT):
        connection.execute(text(statement))


def make(connection: Connection, name: str, statement: str) -> None:
    """Make a table of this transaction, and let the planner know what is in it."""
    connection.execute(text(statement))
    connection.execute(text(f"ANALYZE {name}"))
