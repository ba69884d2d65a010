"""Cluster near duplicates: which articles are copies of one another, directly or by way of others.

    cluster(connection)  ->  how many articles came into a cluster or changed theirs

Pairs were found when their versions were loaded (`etl.dedupe`). Pairs that no cluster knows yet are links between
articles and clusters there are; only those are gone through, so the work is that of what is new. What a cluster says of
itself is settled for all of them, because a date of one member or a withheld one can change it. The result depends on
what is stored and not on the order in which it came. It looks at no text.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

# Pairs of articles whose clusters differ, each end as its cluster where it is in one: the links still to be made.
_LINKS = """
CREATE UNLOGGED TABLE staging.duplicate_link AS
WITH pair AS (
    SELECT DISTINCT one.article_id AS first_id, other.article_id AS second_id
    FROM news.near_duplicate AS n
    JOIN news.article_version AS one ON one.version_id = n.version_id
    JOIN news.article_version AS other ON other.version_id = n.other_version_id
), link AS (
    SELECT
        p.first_id,
        p.second_id,
        coalesce(m.cluster_id, p.first_id) AS from_id,
        coalesce(k.cluster_id, p.second_id) AS to_id
    FROM pair AS p
    LEFT JOIN news.duplicate_member AS m ON m.article_id = p.first_id
    LEFT JOIN news.duplicate_member AS k ON k.article_id = p.second_id
    WHERE m.cluster_id IS NULL OR m.cluster_id IS DISTINCT FROM k.cluster_id
)
SELECT first_id AS article_id, from_id, to_id FROM link
UNION
SELECT second_id, to_id, from_id FROM link
"""

# The smallest id that can be reached from each end. A cluster's id is that of its smallest article already.
_LABELS = """
CREATE UNLOGGED TABLE staging.duplicate_label AS
SELECT DISTINCT from_id AS node_id, from_id AS cluster_id FROM staging.duplicate_link
"""

_NEIGHBOUR = text("""
UPDATE staging.duplicate_label AS l SET cluster_id = smaller.cluster_id
FROM (
    SELECT k.from_id AS node_id, min(n.cluster_id::text)::uuid AS cluster_id
    FROM staging.duplicate_link AS k
    JOIN staging.duplicate_label AS n ON n.node_id = k.to_id
    GROUP BY k.from_id
) AS smaller
WHERE smaller.node_id = l.node_id AND smaller.cluster_id < l.cluster_id
""")

# And that which the smallest one reaches: the steps along a long chain of pairs are halved each time.
_JUMP = text("""
UPDATE staging.duplicate_label AS l SET cluster_id = n.cluster_id
FROM staging.duplicate_label AS n
WHERE n.node_id = l.cluster_id AND n.cluster_id < l.cluster_id
""")

_MEMBERS = text("""
INSERT INTO news.duplicate_member AS kept (article_id, cluster_id, method, similarity, containment)
SELECT m.article_id, l.cluster_id, 'minhash', 0, 0
FROM staging.duplicate_label AS l
JOIN news.duplicate_member AS m ON m.cluster_id = l.node_id
UNION
SELECT k.article_id, l.cluster_id, 'minhash', 0, 0
FROM staging.duplicate_link AS k
JOIN staging.duplicate_label AS l ON l.node_id = k.from_id
ON CONFLICT (article_id) DO UPDATE SET cluster_id = excluded.cluster_id
WHERE kept.cluster_id <> excluded.cluster_id
""")

_LIKENESS = text("""
WITH pair AS (
    SELECT version_id, other_version_id AS twin_id, similarity, containment FROM news.near_duplicate
    UNION ALL
    SELECT other_version_id, version_id, similarity, containment FROM news.near_duplicate
), likeness AS (
    SELECT
        v.article_id,
        CASE WHEN bool_or(t.content_hash = v.content_hash) THEN 'content' ELSE 'minhash' END AS method,
        max(p.similarity) AS similarity,
        max(p.containment) AS containment
    FROM pair AS p
    JOIN news.article_version AS v ON v.version_id = p.version_id
    JOIN news.article_version AS t ON t.version_id = p.twin_id
    GROUP BY v.article_id
)
UPDATE news.duplicate_member AS m
SET method = l.method, similarity = l.similarity, containment = l.containment
FROM likeness AS l
WHERE l.article_id = m.article_id
    AND (m.method, m.similarity, m.containment) IS DISTINCT FROM (l.method, l.similarity, l.containment)
""")

# An agency signs in the byline or opens the text: "PARIS (Agency) - ". A paper that signs with its own name is none.
_CLUSTERS = text(r"""
WITH member AS (
    SELECT
        m.cluster_id,
        a.article_id,
        a.publication_id,
        row_number() OVER (
            PARTITION BY m.cluster_id
            ORDER BY w.article_id IS NOT NULL, v.date_published, v.date_published_at, v.word_count DESC, a.article_id
        ) AS place,
        left(v.article_body, 110) ~ '^[^.()\n]{0,60}\([^()\n]{2,40}\)\s*[-–—]+\s' OR EXISTS (
            SELECT
            FROM news.byline AS b
            LEFT JOIN news.publication AS p ON p.publication_id = a.publication_id
            CROSS JOIN regexp_split_to_table(
                coalesce(b.affiliation, CASE WHEN b.organization_id IS NOT NULL THEN b.name END), '; '
            ) AS outlet
            WHERE b.version_id = v.version_id
                AND regexp_replace(lower(outlet), '^the ', '')
                    IS DISTINCT FROM regexp_replace(lower(p.name), '^the ', '')
        ) AS names_agency
    FROM news.duplicate_member AS m
    JOIN news.article AS a ON a.article_id = m.article_id
    JOIN news.article_version AS v ON v.article_id = a.article_id AND v.valid_to IS NULL
    LEFT JOIN ops.withholding AS w ON w.article_id = a.article_id
)
INSERT INTO news.duplicate_cluster AS kept
    (cluster_id, representative_id, article_count, publication_count, is_syndicated)
SELECT
    cluster_id,
    min(article_id::text) FILTER (WHERE place = 1)::uuid,
    count(*),
    count(DISTINCT publication_id),
    count(DISTINCT publication_id) > 1 OR bool_or(names_agency)
FROM member
GROUP BY cluster_id
ON CONFLICT (cluster_id) DO UPDATE SET
    representative_id = excluded.representative_id,
    article_count = excluded.article_count,
    publication_count = excluded.publication_count,
    is_syndicated = excluded.is_syndicated
WHERE (kept.representative_id, kept.article_count, kept.publication_count, kept.is_syndicated)
    IS DISTINCT FROM
    (excluded.representative_id, excluded.article_count, excluded.publication_count, excluded.is_syndicated)
""")

_EMPTY = text("""
DELETE FROM news.duplicate_cluster AS c
WHERE NOT EXISTS (SELECT FROM news.duplicate_member AS m WHERE m.cluster_id = c.cluster_id)
""")


def cluster(connection: Connection) -> int:
    """Put what the pairs link into one cluster each; returns how many articles came into one or changed theirs."""
    connection.exec_driver_sql(_LINKS)
    connection.exec_driver_sql(_LABELS)
    while connection.execute(_NEIGHBOUR).rowcount:
        connection.execute(_JUMP)
    moved = connection.execute(_MEMBERS).rowcount
    for name in ("duplicate_label", "duplicate_link"):
        connection.exec_driver_sql(f"DROP TABLE staging.{name}")
    settle(connection)
    return moved


def settle(connection: Connection) -> None:
    """What each cluster and its members say of themselves, as they are now."""
    connection.execute(_LIKENESS)
    connection.execute(_CLUSTERS)
    connection.execute(_EMPTY)


def dissolve(connection: Connection, article_ids: Sequence[UUID]) -> None:
    """Take apart the clusters of some articles that lose a version; `cluster` makes anew what is left of them."""
    connection.execute(
        text(
            "WITH apart AS ("
            " DELETE FROM news.duplicate_member WHERE cluster_id IN"
            " (SELECT cluster_id FROM news.duplicate_member WHERE article_id = ANY(:ids)) RETURNING cluster_id"
            ") DELETE FROM news.duplicate_cluster WHERE cluster_id IN (SELECT cluster_id FROM apart)"
        ),
        {"ids": list(article_ids)},
    )
