"""Chains to entities: by their own name, by what somebody said, or because the archive leaves no doubt.

    settle_chains(connection)  ->  how many chains got, changed or lost their entity

After `etl.store.entities.settle_entities`, in its transaction. A chain with a name of its own is what that name is. A
surname, an acronym or a part of a name that stands alone has bearers, the entities that may be called so:

    surname    one bearer in the archive, who is named beside a person or organization of this article (company) or in
               the same publication within 30 days (near); of several bearers the one that has both, if no other has any
    acronym    the one organization that documents call so, in short or otherwise; of several the one that has both, if
               no other has any
    part       the one organization that has both, if no other has any ("the Authority", "Democratic Alliance"); the one
               in the archive also by two of its company. Of bearers that are parts of one another the fullest
               counts, and what names a place too has none

All others stay as they are, and what they may be becomes `news.chain_candidate`. Bearers, company and days are those of
chains with names of their own, never of chains that were linked here, so the order of loads does not matter. Which
chains are decided anew, `etl.store.bearers` tells.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from etl.store.bearers import BESIDE, SAME_MONTH, lay_out_doubtful
from etl.store.entities import make

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

# All names of bearers, and where they are named by them.
_NAMES = """
CREATE TEMP TABLE bearer_name ON COMMIT DROP AS
WITH stands AS (
    SELECT DISTINCT entity_id FROM asked
)
SELECT entity_id, entity_id AS named_id FROM stands
UNION ALL
SELECT t.entity_id, s.entity_id FROM stands AS t JOIN news.settled_entity AS s ON s.merged_into = t.entity_id
"""
_NAMED = """
CREATE TEMP TABLE named_where ON COMMIT DROP AS
SELECT n.entity_id, c.version_id
FROM bearer_name AS n
JOIN news.chain AS c USING (named_id)
WHERE (c.version_id, c.ordinal) NOT IN (SELECT version_id, ordinal FROM relinked)
"""

# Whom else the articles in doubt name, and whether a bearer is named beside one of them anywhere.
_BESIDE = """
CREATE TEMP TABLE beside ON COMMIT DROP AS
SELECT DISTINCT d.version_id, coalesce(s.merged_into, c.named_id) AS entity_id
FROM (SELECT DISTINCT version_id FROM asked) AS d
JOIN news.chain AS c USING (version_id)
LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id
WHERE c.kind IN ('person', 'organization') AND c.named_id IS NOT NULL AND s.is_rejected IS NOT TRUE
    AND (c.version_id, c.ordinal) NOT IN (SELECT version_id, ordinal FROM relinked)
"""
_SOUGHT = """
CREATE TEMP TABLE sought ON COMMIT DROP AS
WITH pair AS (
    SELECT DISTINCT a.entity_id, b.entity_id AS other_id FROM asked AS a JOIN beside AS b USING (version_id)
)
SELECT entity_id, other_id, other_id AS named_id FROM pair
UNION ALL
SELECT p.entity_id, p.other_id, s.entity_id FROM pair AS p JOIN news.settled_entity AS s ON s.merged_into = p.other_id
"""
# Whoever is named with a bearer first, for some name nearly everybody: the planner would begin with the names sought.
_COMPANY = """
CREATE TEMP TABLE company ON COMMIT DROP AS
SELECT DISTINCT s.entity_id, s.other_id
FROM (
    SELECT w.entity_id, c.named_id
    FROM named_where AS w
    JOIN news.chain AS c USING (version_id)
    WHERE c.kind IN ('person', 'organization')
        AND (c.version_id, c.ordinal) NOT IN (SELECT version_id, ordinal FROM relinked)
    OFFSET 0
) AS met
JOIN sought AS s USING (entity_id, named_id)
"""

# Whether the same publication names a bearer within the month.
_NEAR = """
CREATE TEMP TABLE near_day ON COMMIT DROP AS
WITH doubted AS (
    SELECT DISTINCT entity_id, publication_id, date_published
    FROM asked
    WHERE publication_id IS NOT NULL AND date_published IS NOT NULL
), dated AS MATERIALIZED (
    SELECT v.version_id, a.publication_id, v.date_published
    FROM news.article_version AS v
    JOIN news.article AS a USING (article_id)
    WHERE a.publication_id IS NOT NULL AND v.date_published IS NOT NULL
), named AS MATERIALIZED (
    SELECT w.entity_id, d.publication_id, d.date_published FROM named_where AS w JOIN dated AS d USING (version_id)
), moment AS (
    SELECT *, false AS is_named FROM doubted
    UNION ALL
    SELECT DISTINCT *, true FROM named
    WHERE (entity_id, publication_id) IN (SELECT entity_id, publication_id FROM doubted)
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

# What each chain is, by the strongest that speaks: a person who linked it, the archive, its own name. Those are kept
# that are something else than before.
_SETTLED = """
CREATE TEMP TABLE settled ON COMMIT DROP AS
WITH concerned AS (
    SELECT c.version_id, c.ordinal FROM touched_version JOIN news.chain AS c USING (version_id)
    UNION SELECT c.version_id, c.ordinal FROM changed_entity AS e JOIN news.chain AS c ON c.named_id = e.entity_id
    UNION SELECT version_id, ordinal FROM doubtful
), settled AS (
    SELECT c.version_id, c.ordinal, c.entity_id AS former_id, c.entity_method AS former_method, CASE
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
SELECT version_id, ordinal, former_id, entity_id, entity_method
FROM settled
WHERE (former_id, former_method) IS DISTINCT FROM (entity_id, entity_method)
"""
_SETTLE = """
UPDATE news.chain AS c SET entity_id = s.entity_id, entity_method = s.entity_method
FROM settled AS s
WHERE c.version_id = s.version_id AND c.ordinal = s.ordinal
"""

# Reasons and scores of what a chain that stayed open may be; of equal ones each has its share.
_CANDIDATES = f"""
CREATE TEMP TABLE maybe ON COMMIT DROP AS
SELECT w.version_id, w.ordinal, w.entity_id, max(CASE
        WHEN has_company AND is_near THEN 0.8 WHEN has_company THEN 0.6 WHEN is_near THEN 0.5 ELSE 0.3
    END::double precision / like_count) AS score, string_agg(concat_ws(', ', rule,
        CASE WHEN has_company THEN '{BESIDE}' END, CASE WHEN is_near THEN '{SAME_MONTH}' END
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
    "asked": _ASKED,
    "bearer_name": _NAMES,
    "named_where": _NAMED,
    "beside": _BESIDE,
    "sought": _SOUGHT,
    "company": _COMPANY,
    "near_day": _NEAR,
    "weighed": _WEIGHED,
    "linked": _LINKED,
    "settled": _SETTLED,
    "maybe": _CANDIDATES,
}


def settle_chains(connection: Connection) -> int:
    """Point chains that changes can concern to their entity."""
    lay_out_doubtful(connection)
    for name, statement in _TABLES.items():
        make(connection, name, statement)
    settled = connection.execute(text(_SETTLE)).rowcount
    for statement in (_DROP_CANDIDATES, _PUT_CANDIDATES):
        connection.execute(text(statement))
    return settled
