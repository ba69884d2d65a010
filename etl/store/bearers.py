"""Names that stand alone: who may be called so, and which chains of them are to be decided anew after a change.

    lay_out_doubtful(connection)      bearers and doubtful chains, as tables of this transaction

After `etl.store.entities.settle_entities`. A chain is decided anew when it is new, when its name lost or got a bearer,
when what is known of a bearer became less, or when a new article speaks for a bearer of it. All others would end as
they are: this is what makes a resolve cost what changed. What becomes of them, `etl.store.chains` decides.
"""

from __future__ import annotations

from sqlalchemy import Connection

from etl.store.entities import make

# How `news.chain_candidate` says what speaks for a bearer.
BESIDE = "named beside the same"
SAME_MONTH = "same publication and month"

_CHANGED_VERSION = """
CREATE TEMP TABLE changed_version ON COMMIT DROP AS
SELECT c.version_id FROM moved_entity AS e JOIN news.chain AS c ON c.named_id = e.entity_id
UNION SELECT version_id FROM relinked
UNION SELECT version_id FROM news.chain WHERE entity_method = 'relinked'
"""

# Bearers in new articles, and those of them who are nowhere else.
_GAINED = """
CREATE TEMP TABLE gained ON COMMIT DROP AS
SELECT DISTINCT coalesce(s.merged_into, c.named_id) AS entity_id, c.named_id, c.version_id, a.publication_id,
    v.date_published
FROM touched_version
JOIN news.chain AS c USING (version_id)
JOIN news.article_version AS v USING (version_id)
JOIN news.article AS a USING (article_id)
LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id
WHERE c.named_id IS NOT NULL AND c.kind IN ('person', 'organization') AND s.is_rejected IS NOT TRUE
"""
_NEW = """
CREATE TEMP TABLE new_entity ON COMMIT DROP AS
SELECT g.named_id AS entity_id
FROM (SELECT DISTINCT named_id FROM gained) AS g
LEFT JOIN LATERAL (
    SELECT true AS is_there
    FROM news.chain AS c
    WHERE c.named_id = g.named_id AND c.version_id NOT IN (SELECT version_id FROM touched_version)
    LIMIT 1
) AS elsewhere ON true
WHERE is_there IS NULL
"""

# What documents call organizations otherwise, in short or in another language, and what nobody called so before.
_DEFINED = """
CREATE TEMP TABLE defined ON COMMIT DROP AS
SELECT lower(m.surface) AS name, coalesce(s.merged_into, c.named_id) AS entity_id,
    bool_or(m.surface = upper(m.surface)) AS is_acronym,
    bool_and(c.version_id IN (SELECT version_id FROM touched_version)) AS is_new
FROM news.mention AS m
JOIN news.chain AS c ON c.version_id = m.version_id AND c.ordinal = m.chain_ordinal
LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id
LEFT JOIN relinked AS r ON r.version_id = c.version_id AND r.ordinal = c.ordinal
WHERE m.form IN ('acronym', 'definition') AND m.kind = 'organization'
    AND (m.form = 'definition' OR m.surface = upper(m.surface))
    AND c.kind = 'organization' AND c.named_id IS NOT NULL AND s.is_rejected IS NOT TRUE AND r.version_id IS NULL
GROUP BY 1, 2
"""

# What is another name now, or no more, and was there before: those it is named beside may lose or gain by it.
_MOVED = """
CREATE TEMP TABLE moved_entity ON COMMIT DROP AS
SELECT entity_id, former_id, present_id FROM changed_entity
WHERE former_id IS NOT NULL OR entity_id NOT IN (SELECT entity_id FROM new_entity)
"""

# Names that stand alone somewhere, perhaps: where bearers were lost or are new all chains of that name are open again.
_OPEN_NAME = """
CREATE TEMP TABLE open_name ON COMMIT DROP AS
WITH named AS (
    SELECT key::uuid AS entity_id, true AS lost FROM ops.unresolved WHERE subject = 'entity'
    UNION SELECT entity_id, true FROM moved_entity
    UNION SELECT former_id, true FROM moved_entity WHERE former_id IS NOT NULL
    UNION SELECT present_id, true FROM moved_entity WHERE present_id IS NOT NULL
    UNION SELECT c.named_id, true FROM changed_version JOIN news.chain AS c USING (version_id)
    UNION SELECT c.named_id, false FROM touched_version JOIN news.chain AS c USING (version_id)
), stands AS (
    SELECT coalesce(s.merged_into, n.entity_id) AS entity_id, bool_or(n.lost) AS lost
    FROM named AS n
    LEFT JOIN news.settled_entity AS s USING (entity_id)
    GROUP BY 1
), bearer AS (
    SELECT entity_id, lost FROM stands
    UNION
    SELECT s.entity_id, t.lost FROM stands AS t JOIN news.settled_entity AS s ON s.merged_into = t.entity_id
), name AS (
    SELECT k.key AS name, b.lost
    FROM bearer AS b
    JOIN news.entity_key AS k USING (entity_id)
    WHERE k.use = 'short'
    UNION ALL SELECT key, true FROM ops.unresolved WHERE subject = 'name'
    UNION ALL
    SELECT k.key, true
    FROM new_entity AS n
    JOIN news.entity_key AS k USING (entity_id)
    LEFT JOIN news.settled_entity AS s USING (entity_id)
    WHERE k.use = 'short' AND NOT EXISTS (
        SELECT
        FROM (
            SELECT coalesce(s.merged_into, n.entity_id) AS entity_id
            UNION ALL
            SELECT t.entity_id FROM news.settled_entity AS t WHERE t.merged_into = coalesce(s.merged_into, n.entity_id)
        ) AS same
        JOIN news.entity_key AS o ON o.entity_id = same.entity_id AND o.use = 'short' AND o.key = k.key
        WHERE same.entity_id NOT IN (SELECT entity_id FROM new_entity)
    )
    UNION ALL
    SELECT lower(m.surface), v.lost
    FROM (
        SELECT version_id, true AS lost FROM changed_version UNION ALL SELECT version_id, false FROM touched_version
    ) AS v
    JOIN news.mention AS m USING (version_id)
    WHERE m.form IN ('acronym', 'definition') AND m.kind = 'organization'
    UNION ALL SELECT d.name, t.lost OR d.is_new FROM stands AS t JOIN defined AS d USING (entity_id)
    UNION ALL
    SELECT e.folded_name, true FROM new_entity JOIN news.entity AS e USING (entity_id) WHERE e.kind = 'organization'
    UNION ALL
    SELECT c.folded_name, false
    FROM (SELECT version_id FROM changed_version UNION SELECT version_id FROM touched_version) AS v
    JOIN news.chain AS c USING (version_id)
    WHERE c.kind = 'organization' OR c.kind = 'person' AND c.named_id IS NULL
    UNION ALL
    SELECT e.folded_name, true
    FROM touched_version
    JOIN news.chain AS c USING (version_id)
    JOIN news.entity AS e ON e.entity_id = c.named_id
    WHERE c.kind = 'place'
), opened AS MATERIALIZED (
    SELECT name, bool_or(lost) AS lost FROM name GROUP BY name
), called AS (
    SELECT name, lost FROM opened
    UNION ALL
    SELECT d.name, true
    FROM opened AS o
    JOIN news.entity AS e ON e.folded_name = o.name AND e.kind = 'organization'
    LEFT JOIN news.settled_entity AS s USING (entity_id)
    JOIN defined AS d ON d.entity_id = coalesce(s.merged_into, e.entity_id)
    WHERE o.lost AND NOT d.is_acronym
)
SELECT name, bool_or(lost) AS lost FROM called GROUP BY name
"""

# Who may be called so. What is itself called otherwise is nobody's other name: two may each be the other's.
_CALLED = """
CREATE TEMP TABLE called ON COMMIT DROP AS
SELECT k.kind, k.key AS name, coalesce(s.merged_into, k.entity_id) AS entity_id, k.rule
FROM open_name AS n
JOIN news.entity_key AS k ON k.use = 'short' AND k.kind IN ('person', 'organization') AND k.key = n.name
LEFT JOIN news.settled_entity AS s USING (entity_id)
WHERE s.is_rejected IS NOT TRUE
UNION
SELECT 'organization', d.name, d.entity_id, 'acronym'
FROM open_name AS n
JOIN defined AS d USING (name)
WHERE d.is_acronym OR NOT EXISTS (
    SELECT
    FROM defined AS r
    JOIN news.entity AS e ON e.folded_name = r.name AND e.kind = 'organization'
    LEFT JOIN news.settled_entity AS t ON t.entity_id = e.entity_id
    WHERE coalesce(t.merged_into, e.entity_id) = d.entity_id AND r.entity_id <> d.entity_id
)
"""

# An acronym that is defined is no part of a name. Of bearers that are parts of one another the fullest counts. Where
# more than fifty may be called so, nothing is told apart any more.
_TOLD = """
CREATE TEMP TABLE told ON COMMIT DROP AS
WITH counted AS (
    SELECT *, count(*) OVER (PARTITION BY kind, name) AS called_count,
        bool_or(rule = 'acronym') OVER (PARTITION BY kind, name) AS is_acronym
    FROM called
)
SELECT kind, name, entity_id, rule
FROM counted AS c
WHERE called_count <= 50 AND (rule <> 'part' OR NOT is_acronym AND NOT EXISTS (
    SELECT FROM news.entity AS p WHERE p.kind = 'place' AND p.folded_name = c.name
))
"""
_BEARER = """
CREATE TEMP TABLE bearer ON COMMIT DROP AS
WITH other AS MATERIALIZED (
    SELECT t.name, t.entity_id, o.entity_id AS other_id
    FROM told AS t
    JOIN told AS o USING (name)
    WHERE t.rule = 'part' AND o.rule = 'part' AND o.entity_id <> t.entity_id
), inner_part AS MATERIALIZED (
    SELECT DISTINCT o.name, o.entity_id
    FROM other AS o
    JOIN news.entity_key AS own ON own.entity_id = o.entity_id AND own.use = 'name'
    JOIN news.entity_key AS part
        ON part.entity_id = o.other_id AND part.use = 'short' AND part.kind = own.kind AND part.key = own.key
)
SELECT t.kind, t.name, t.entity_id, t.rule, count(*) OVER (PARTITION BY t.kind, t.name, t.rule) AS bearer_count
FROM told AS t
LEFT JOIN inner_part AS i ON i.name = t.name AND i.entity_id = t.entity_id AND t.rule = 'part'
WHERE i.name IS NULL
"""

# Chains of other names whose bearers new articles name, and what is known of each bearer already: a chain of several
# that is linked to this one is so for its company and the month. Where there is one bearer, more company may count.
_OPEN_CHAIN = f"""
CREATE TEMP TABLE open_chain ON COMMIT DROP AS
WITH bearing AS (
    SELECT b.kind, b.name, b.entity_id, b.bearer_count
    FROM open_name AS n
    JOIN bearer AS b USING (name)
    WHERE NOT n.lost AND (b.rule <> 'acronym' OR b.bearer_count > 1)
        AND b.entity_id IN (SELECT entity_id FROM gained)
), told AS (
    SELECT c.version_id, c.ordinal, b.entity_id, b.bearer_count > 1 AND c.entity_id IS NULL AS is_open,
        b.bearer_count > 1 AND c.entity_id = b.entity_id AS is_linked
    FROM bearing AS b
    JOIN news.chain AS c ON c.folded_name = b.name AND c.kind = b.kind AND c.named_id IS NULL
    WHERE b.bearer_count > 1 OR c.entity_id IS NULL
), known AS (
    SELECT t.version_id, t.ordinal, t.entity_id,
        is_open AND coalesce(k.reasons LIKE '%{BESIDE}%', false) AS has_company,
        is_open AND coalesce(k.reasons LIKE '%{SAME_MONTH}%', false) AS is_near
    FROM told AS t
    LEFT JOIN news.chain_candidate AS k USING (version_id, ordinal, entity_id)
    WHERE is_linked IS NOT TRUE
)
SELECT * FROM known WHERE NOT (has_company AND is_near)
UNION
SELECT c.version_id, c.ordinal, b.entity_id, false, false
FROM bearing AS b
JOIN news.entity AS e ON e.folded_name = b.name AND e.kind = 'organization'
JOIN news.chain AS c ON c.named_id = e.entity_id
WHERE b.kind = 'organization' AND (b.bearer_count > 1 OR c.entity_method <> 'only_part')
"""

# Those for which new articles say more: the same publication names the bearer within the month, or by company.
_SPOKEN_FOR = """
CREATE TEMP TABLE spoken_for ON COMMIT DROP AS
WITH pair AS (
    SELECT DISTINCT g.entity_id, o.entity_id AS other_id FROM gained AS g JOIN gained AS o USING (version_id)
), company AS (
    SELECT entity_id, other_id AS named_id FROM pair
    UNION ALL
    SELECT p.entity_id, s.entity_id FROM pair AS p JOIN news.settled_entity AS s ON s.merged_into = p.other_id
)
SELECT o.version_id, o.ordinal
FROM open_chain AS o
JOIN news.article_version AS v USING (version_id)
JOIN news.article AS a USING (article_id)
JOIN gained AS g ON g.entity_id = o.entity_id AND g.publication_id = a.publication_id
WHERE NOT o.is_near AND abs(g.date_published - v.date_published) <= 30
UNION
SELECT o.version_id, o.ordinal
FROM (
    SELECT o.version_id, o.ordinal, o.entity_id, c.named_id
    FROM open_chain AS o
    JOIN news.chain AS c USING (version_id)
    WHERE NOT o.has_company
    OFFSET 0
) AS o
JOIN company USING (entity_id, named_id)
"""

# Chains to be decided anew.
_DOUBTFUL = """
CREATE TEMP TABLE doubtful ON COMMIT DROP AS
WITH version AS (
    SELECT version_id FROM touched_version UNION SELECT version_id FROM changed_version
)
SELECT c.version_id, c.ordinal, c.kind, c.folded_name, c.named_id
FROM version
JOIN news.chain AS c USING (version_id)
WHERE c.kind = 'person' AND c.named_id IS NULL OR c.kind = 'organization' AND (
    c.named_id IS NULL OR EXISTS (SELECT FROM bearer AS b WHERE b.kind = 'organization' AND b.name = c.folded_name)
)
UNION
SELECT c.version_id, c.ordinal, c.kind, c.folded_name, c.named_id
FROM open_name AS n
JOIN news.chain AS c ON c.folded_name = n.name AND c.kind IN ('person', 'organization') AND c.named_id IS NULL
WHERE n.lost
UNION
SELECT c.version_id, c.ordinal, c.kind, c.folded_name, c.named_id
FROM spoken_for
JOIN news.chain AS c USING (version_id, ordinal)
UNION
SELECT c.version_id, c.ordinal, c.kind, c.folded_name, c.named_id
FROM open_name AS n
JOIN news.entity AS e ON e.folded_name = n.name AND e.kind = 'organization'
JOIN news.chain AS c ON c.named_id = e.entity_id
WHERE n.lost
"""
_TABLES = {
    "gained": _GAINED,
    "new_entity": _NEW,
    "moved_entity": _MOVED,
    "changed_version": _CHANGED_VERSION,
    "defined": _DEFINED,
    "open_name": _OPEN_NAME,
    "called": _CALLED,
    "told": _TOLD,
    "bearer": _BEARER,
    "open_chain": _OPEN_CHAIN,
    "spoken_for": _SPOKEN_FOR,
    "doubtful": _DOUBTFUL,
}


def lay_out_doubtful(connection: Connection) -> None:
    """Bearers of names that stand alone, and the chains to be decided anew, as tables of this transaction."""
    for name, statement in _TABLES.items():
        make(connection, name, statement)
