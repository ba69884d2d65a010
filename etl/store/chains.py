"""Chains to entities: by their own name, by what somebody said, or because the archive leaves no doubt.

    settle_chains(connection)  ->  how many chains got, changed or lost their entity

After `etl.store.entities.settle_entities`, in its transaction. A chain with a name of its own is what that name is. A
surname, an acronym or a part of a name that stands alone has bearers, the entities that may be called so:

    surname    one bearer in the archive, who is named beside a person or organization of this article (company) or in
               the same publication within 30 days (near); of several bearers the one that has both, if no other has any
    acronym    the one organization that documents call so
    part       the one organization that has both, if no other has any ("the Authority", "Democratic Alliance"); the one
               in the archive also by two of its company. Of bearers that are parts of one another the fullest
               counts, and what names a place too has none

All others stay as they are, and what they may be becomes `news.chain_candidate`. Bearers, company and days are those of
chains with names of their own, never of chains that were linked here, so the order of loads does not matter. What is
gone over again is what changed can concern: names that lost something, and names that gained something and were open.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from etl.store.entities import make

_CHANGED_VERSION = """
CREATE TEMP TABLE changed_version ON COMMIT DROP AS
SELECT DISTINCT c.version_id FROM changed_entity AS e JOIN news.chain AS c ON c.named_id = e.entity_id
"""

# Names that stand alone somewhere, perhaps: with a loss all chains of that name are open again.
_OPEN_NAME = """
CREATE TEMP TABLE open_name ON COMMIT DROP AS
WITH named AS (
    SELECT key::uuid AS entity_id, true AS lost FROM ops.unresolved WHERE subject = 'entity'
    UNION SELECT entity_id, true FROM changed_entity
    UNION SELECT former_id, true FROM changed_entity WHERE former_id IS NOT NULL
    UNION SELECT present_id, true FROM changed_entity WHERE present_id IS NOT NULL
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
    SELECT lower(m.surface), v.lost
    FROM (
        SELECT version_id, true AS lost FROM changed_version UNION ALL SELECT version_id, false FROM touched_version
    ) AS v
    JOIN news.mention AS m USING (version_id)
    WHERE m.form IN ('acronym', 'definition') AND m.kind = 'organization'
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
)
SELECT name, bool_or(lost) AS lost FROM name GROUP BY name
"""

# Who may be called so.
_CALLED = """
CREATE TEMP TABLE called ON COMMIT DROP AS
SELECT k.kind, k.key AS name, coalesce(s.merged_into, k.entity_id) AS entity_id, k.rule
FROM open_name AS n
JOIN news.entity_key AS k ON k.use = 'short' AND k.kind IN ('person', 'organization') AND k.key = n.name
LEFT JOIN news.settled_entity AS s USING (entity_id)
WHERE s.is_rejected IS NOT TRUE
UNION
SELECT c.kind, n.name, coalesce(s.merged_into, c.named_id), 'acronym'
FROM open_name AS n
JOIN news.mention AS m ON m.surface = upper(n.name) AND m.form IN ('acronym', 'definition') AND m.kind = 'organization'
JOIN news.chain AS c ON c.version_id = m.version_id AND c.ordinal = m.chain_ordinal
LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id
LEFT JOIN relinked AS r ON r.version_id = c.version_id AND r.ordinal = c.ordinal
WHERE c.kind = 'organization' AND c.named_id IS NOT NULL AND s.is_rejected IS NOT TRUE AND r.version_id IS NULL
"""

# An acronym that is defined is no part of a name. Of bearers that are parts of one another the fullest counts. Where
# more than fifty may be called so, nothing is told apart any more.
_BEARER = """
CREATE TEMP TABLE bearer ON COMMIT DROP AS
WITH counted AS (
    SELECT *, count(*) OVER (PARTITION BY kind, name) AS called_count,
        bool_or(rule = 'acronym') OVER (PARTITION BY kind, name) AS is_acronym
    FROM called
), told AS MATERIALIZED (
    SELECT kind, name, entity_id, rule
    FROM counted AS c
    WHERE called_count <= 50 AND (rule <> 'part' OR NOT is_acronym AND NOT EXISTS (
        SELECT FROM news.entity AS p WHERE p.kind = 'place' AND p.folded_name = c.name
    ))
), inner_part AS MATERIALIZED (
    SELECT DISTINCT t.name, t.entity_id
    FROM told AS t
    JOIN news.entity_key AS own ON own.entity_id = t.entity_id AND own.use = 'name'
    JOIN news.entity_key AS part ON part.use = 'short' AND part.kind = own.kind AND part.key = own.key
    JOIN told AS o ON o.name = t.name AND o.entity_id = part.entity_id AND o.rule = 'part'
    WHERE t.rule = 'part' AND o.entity_id <> t.entity_id
)
SELECT t.kind, t.name, t.entity_id, t.rule, count(*) OVER (PARTITION BY t.kind, t.name, t.rule) AS bearer_count
FROM told AS t
LEFT JOIN inner_part AS i ON i.name = t.name AND i.entity_id = t.entity_id AND t.rule = 'part'
WHERE i.name IS NULL
"""

# Chains to be decided anew.
_DOUBTFUL = """
CREATE TEMP TABLE doubtful ON COMMIT DROP AS
WITH version AS (
    SELECT version_id FROM touched_version UNION SELECT version_id FROM changed_version
), borne AS (
    SELECT n.name, n.lost, b.kind, max(b.bearer_count) > 1 AS has_several
    FROM open_name AS n
    JOIN bearer AS b USING (name)
    GROUP BY n.name, n.lost, b.kind
    UNION ALL
    SELECT n.name, n.lost, k.kind, false
    FROM open_name AS n
    CROSS JOIN (VALUES ('person'), ('organization')) AS k (kind)
    WHERE n.lost AND NOT EXISTS (SELECT FROM bearer AS b WHERE b.name = n.name AND b.kind = k.kind)
)
SELECT c.version_id, c.ordinal, c.kind, c.folded_name, c.named_id
FROM version
JOIN news.chain AS c USING (version_id)
WHERE c.kind = 'person' AND c.named_id IS NULL OR c.kind = 'organization' AND (
    c.named_id IS NULL OR EXISTS (SELECT FROM bearer AS b WHERE b.kind = 'organization' AND b.name = c.folded_name)
)
UNION
SELECT c.version_id, c.ordinal, c.kind, c.folded_name, c.named_id
FROM borne AS k
JOIN news.chain AS c ON c.folded_name = k.name AND c.kind = k.kind AND c.named_id IS NULL
WHERE k.lost OR k.has_several OR c.entity_id IS NULL
UNION
SELECT c.version_id, c.ordinal, c.kind, c.folded_name, c.named_id
FROM borne AS k
JOIN news.entity AS e ON e.folded_name = k.name AND e.kind = 'organization'
JOIN news.chain AS c ON c.named_id = e.entity_id
WHERE k.kind = 'organization' AND (k.lost OR k.has_several OR c.entity_method <> 'only_part')
"""
_ASKED = """
CREATE TEMP TABLE asked ON COMMIT DROP AS
SELECT d.version_id, d.ordinal, b.entity_id, b.rule, a.publication_id, v.date_published
FROM doubtful AS d
JOIN bearer AS b ON b.kind = d.kind AND b.name = d.folded_name
JOIN news.article_version AS v USING (version_id)
JOIN news.article AS a USING (article_id)
LEFT JOIN news.settled_entity AS s ON s.entity_id = d.named_id
WHERE b.entity_id IS DISTINCT FROM coalesce(s.merged_into, d.named_id)
"""

# Where bearers are named by names of their own.
_NAMED = """
CREATE TEMP TABLE named_where ON COMMIT DROP AS
WITH stands AS (
    SELECT DISTINCT entity_id FROM asked
), name AS (
    SELECT entity_id, entity_id AS name_id FROM stands
    UNION ALL
    SELECT t.entity_id, s.entity_id FROM stands AS t JOIN news.settled_entity AS s ON s.merged_into = t.entity_id
)
SELECT DISTINCT n.entity_id, c.version_id
FROM name AS n
JOIN news.chain AS c ON c.named_id = n.name_id
LEFT JOIN relinked AS r ON r.version_id = c.version_id AND r.ordinal = c.ordinal
WHERE r.version_id IS NULL
"""

# Whom else the articles in doubt name, and whether a bearer is named beside one of them anywhere.
_BESIDE = """
CREATE TEMP TABLE beside ON COMMIT DROP AS
SELECT DISTINCT d.version_id, coalesce(s.merged_into, c.named_id) AS entity_id
FROM (SELECT DISTINCT version_id FROM asked) AS d
JOIN news.chain AS c USING (version_id)
LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id
LEFT JOIN relinked AS r ON r.version_id = c.version_id AND r.ordinal = c.ordinal
WHERE c.kind IN ('person', 'organization') AND c.named_id IS NOT NULL AND s.is_rejected IS NOT TRUE
    AND r.version_id IS NULL
"""
_COMPANY = """
CREATE TEMP TABLE company ON COMMIT DROP AS
WITH pair AS (
    SELECT DISTINCT a.entity_id, b.entity_id AS other_id FROM asked AS a JOIN beside AS b USING (version_id)
)
SELECT DISTINCT p.entity_id, p.other_id
FROM named_where AS w
JOIN news.chain AS c USING (version_id)
LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id
JOIN pair AS p ON p.entity_id = w.entity_id AND p.other_id = coalesce(s.merged_into, c.named_id)
LEFT JOIN relinked AS r ON r.version_id = c.version_id AND r.ordinal = c.ordinal
WHERE r.version_id IS NULL
"""
_NEAR = """
CREATE TEMP TABLE near_day ON COMMIT DROP AS
WITH moment AS (
    SELECT DISTINCT entity_id, publication_id, date_published, false AS is_named
    FROM asked
    WHERE publication_id IS NOT NULL AND date_published IS NOT NULL
    UNION ALL
    SELECT DISTINCT w.entity_id, a.publication_id, v.date_published, true
    FROM named_where AS w
    JOIN news.article_version AS v USING (version_id)
    JOIN news.article AS a USING (article_id)
    WHERE a.publication_id IS NOT NULL AND v.date_published IS NOT NULL
), nearest AS (
    SELECT *, max(date_published) FILTER (WHERE is_named) OVER upwards AS former,
        min(date_published) FILTER (WHERE is_named) OVER downwards AS latter
    FROM moment
    WINDOW upwards AS (PARTITION BY entity_id, publication_id ORDER BY date_published),
        downwards AS (PARTITION BY entity_id, publication_id ORDER BY date_published DESC)
)
SELECT entity_id, publication_id, date_published
FROM nearest
WHERE NOT is_named AND (date_published - former <= 30 OR latter - date_published <= 30)
"""

# Everything that speaks for each bearer, and of how many.
_WEIGHED = """
CREATE TEMP TABLE weighed ON COMMIT DROP AS
WITH accompanied AS (
    SELECT a.version_id, a.entity_id, count(DISTINCT b.entity_id) AS company_count
    FROM asked AS a
    JOIN beside AS b USING (version_id)
    JOIN company AS c ON c.entity_id = a.entity_id AND c.other_id = b.entity_id
    GROUP BY a.version_id, a.entity_id
), weighed AS (
    SELECT a.version_id, a.ordinal, a.entity_id, a.rule, c.version_id IS NOT NULL AS has_company,
        coalesce(c.company_count, 0) AS company_count, n.entity_id IS NOT NULL AS is_near
    FROM asked AS a
    LEFT JOIN accompanied AS c ON c.version_id = a.version_id AND c.entity_id = a.entity_id
    LEFT JOIN near_day AS n ON n.entity_id = a.entity_id AND n.publication_id = a.publication_id
        AND n.date_published = a.date_published
)
SELECT *, count(*) OVER each_chain AS bearer_count,
    count(*) FILTER (WHERE has_company OR is_near) OVER each_chain AS supported_count,
    count(*) OVER (PARTITION BY version_id, ordinal, rule, has_company, is_near) AS like_count
FROM weighed
WINDOW each_chain AS (PARTITION BY version_id, ordinal, rule)
"""
_LINKED = """
CREATE TEMP TABLE linked ON COMMIT DROP AS
SELECT version_id, ordinal, entity_id, CASE rule
        WHEN 'surname' THEN 'only_bearer' WHEN 'acronym' THEN 'only_acronym' ELSE 'only_part' END AS entity_method
FROM weighed
WHERE supported_count = 1 AND has_company AND is_near
    OR bearer_count = 1 AND (
        rule = 'acronym' OR rule = 'surname' AND (has_company OR is_near) OR rule = 'part' AND company_count > 1
    )
"""

# What each chain is, by the strongest that speaks: a person who linked it, the archive, its own name.
_SETTLE = """
WITH concerned AS (
    SELECT c.version_id, c.ordinal FROM touched_version JOIN news.chain AS c USING (version_id)
    UNION SELECT c.version_id, c.ordinal FROM changed_entity AS e JOIN news.chain AS c ON c.named_id = e.entity_id
    UNION SELECT version_id, ordinal FROM doubtful
), settled AS (
    SELECT c.version_id, c.ordinal, CASE
            WHEN r.version_id IS NOT NULL THEN coalesce(t.merged_into, r.entity_id)
            WHEN l.version_id IS NOT NULL THEN l.entity_id
            WHEN s.is_rejected THEN NULL
            ELSE coalesce(s.merged_into, c.named_id)
        END AS entity_id, CASE
            WHEN r.version_id IS NOT NULL THEN 'relinked'
            WHEN l.version_id IS NOT NULL THEN l.entity_method
            WHEN s.is_rejected OR s.rule = 'decided' THEN 'decided'
            WHEN s.rule IS NOT NULL THEN 'joined'
            WHEN c.named_id IS NULL THEN NULL
            WHEN c.geoname_id IS NOT NULL THEN 'geoname'
            ELSE 'name'
        END AS entity_method
    FROM concerned
    JOIN news.chain AS c USING (version_id, ordinal)
    LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id
    LEFT JOIN linked AS l USING (version_id, ordinal)
    LEFT JOIN relinked AS r USING (version_id, ordinal)
    LEFT JOIN news.settled_entity AS t ON t.entity_id = r.entity_id
)
UPDATE news.chain AS c SET entity_id = s.entity_id, entity_method = s.entity_method
FROM settled AS s
WHERE c.version_id = s.version_id AND c.ordinal = s.ordinal
    AND (c.entity_id, c.entity_method) IS DISTINCT FROM (s.entity_id, s.entity_method)
"""

# Reasons and scores of what a chain that stayed open may be; of equal ones each has its share.
_CANDIDATES = """
CREATE TEMP TABLE maybe ON COMMIT DROP AS
SELECT w.version_id, w.ordinal, w.entity_id, max(CASE
        WHEN has_company AND is_near THEN 0.8 WHEN has_company THEN 0.6 WHEN is_near THEN 0.5 ELSE 0.3
    END::double precision / like_count) AS score, string_agg(concat_ws(', ', rule,
        CASE WHEN has_company THEN 'named beside the same' END, CASE WHEN is_near THEN 'same publication and month' END
    ), '; ' ORDER BY rule) AS reasons
FROM weighed AS w
LEFT JOIN linked AS l USING (version_id, ordinal)
LEFT JOIN relinked AS r USING (version_id, ordinal)
WHERE l.version_id IS NULL AND r.version_id IS NULL
    AND (has_company OR is_near OR rule <> 'part' AND bearer_count <= 5)
GROUP BY w.version_id, w.ordinal, w.entity_id
"""
_DROP_CANDIDATES = """
DELETE FROM news.chain_candidate AS c
USING (SELECT version_id, ordinal FROM doubtful UNION SELECT version_id, ordinal FROM relinked) AS d
WHERE c.version_id = d.version_id AND c.ordinal = d.ordinal AND NOT EXISTS (
    SELECT FROM maybe AS m
    WHERE m.version_id = c.version_id AND m.ordinal = c.ordinal AND m.entity_id = c.entity_id
)
"""
_PUT_CANDIDATES = """
INSERT INTO news.chain_candidate AS kept (version_id, ordinal, entity_id, score, reasons)
SELECT version_id, ordinal, entity_id, score, reasons FROM maybe
ON CONFLICT (version_id, ordinal, entity_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
WHERE (kept.score, kept.reasons) IS DISTINCT FROM (excluded.score, excluded.reasons)
"""

_TABLES = {
    "changed_version": _CHANGED_VERSION,
    "open_name": _OPEN_NAME,
    "called": _CALLED,
    "bearer": _BEARER,
    "doubtful": _DOUBTFUL,
    "asked": _ASKED,
    "named_where": _NAMED,
    "beside": _BESIDE,
    "company": _COMPANY,
    "near_day": _NEAR,
    "weighed": _WEIGHED,
    "linked": _LINKED,
    "maybe": _CANDIDATES,
}


def settle_chains(connection: Connection) -> int:
    """Point chains that changes can concern to their entity."""
    for name, statement in _TABLES.items():
        make(connection, name, statement)
    settled = connection.execute(text(_SETTLE)).rowcount
    for statement in (_DROP_CANDIDATES, _PUT_CANDIDATES):
        connection.execute(text(statement))
    return settled
