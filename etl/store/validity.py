"""When an article said what: the validity ranges of its versions, settled anew when a document brings another one.

    note_departures(connection, [(document_id, sha256, version_id), ...])   before `ops.document` gets the new version
    settle(connection, article_ids)                                         after

An article's history is made of what is stored, and not of the order in which it came:

1. A version that documents held from the beginning stands where it says it was modified or published; one that says
   nothing stands at the time of its load.
2. A version to which a document changed, with other bytes than before, stands where that was seen, if it does not say
   itself that it is of a later moment. A document that changes from A to B and back makes a second range for A.
3. What was loaded before the same run finished is of one time, whichever came first and however often runs were killed
   before; what is of one time and states the same moment stands in the order of its key.

A range lasts until the next one; they never overlap. It writes nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

_DEPART = text("""
INSERT INTO ops.former_version (document_id, ordinal, version_id, left_at)
SELECT d.document_id, (SELECT count(*) FROM ops.former_version AS f WHERE f.document_id = d.document_id),
    d.version_id, clock_timestamp()
FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS text[]), CAST(:versions AS uuid[]))
    AS now (document_id, sha256, version_id)
JOIN ops.document AS d USING (document_id)
WHERE d.version_id IS NOT NULL AND d.version_id IS DISTINCT FROM now.version_id
    AND d.sha256 IS DISTINCT FROM now.sha256
""")

_RENAME = text("""
UPDATE ops.former_version AS f SET version_id = now.version_id
FROM unnest(CAST(:ids AS uuid[]), CAST(:before AS uuid[]), CAST(:now AS uuid[]))
    AS now (document_id, former_id, version_id)
WHERE f.document_id = now.document_id AND f.version_id = now.former_id
""")

# Articles of one version need nothing: `etl.store.rows` says since when that holds.
_SETTLE = text("""
WITH version AS (
    SELECT version_id, article_id, first_seen_at, coalesce(
        date_modified_at, date_modified::timestamp AT TIME ZONE 'UTC',
        date_published_at, date_published::timestamp AT TIME ZONE 'UTC'
    ) AS stated_at
    FROM news.article_version
    WHERE article_id IN (
        SELECT article_id FROM news.article_version WHERE article_id = ANY(:ids) GROUP BY 1 HAVING count(*) > 1
    )
), held AS (
    SELECT document_id, ordinal, version_id, left_at FROM ops.former_version
    WHERE document_id IN (SELECT document_id FROM ops.former_version JOIN version USING (version_id))
    UNION ALL
    SELECT document_id, 2147483647, version_id, NULL FROM ops.document JOIN version USING (version_id)
), arrived AS (
    SELECT document_id, ordinal, version_id, lag(left_at) OVER (PARTITION BY document_id ORDER BY ordinal) AS arrived_at
    FROM held
), followed AS (
    SELECT document_id, ordinal, version_id, arrived_at,
        lag(version_id) OVER (PARTITION BY document_id, article_id ORDER BY ordinal) AS former_id
    FROM arrived JOIN version USING (version_id)
), change AS (
    SELECT version_id, arrived_at, row_number() OVER (PARTITION BY document_id, version_id ORDER BY ordinal) AS nth
    FROM followed WHERE former_id <> version_id
), stretch AS (
    SELECT version_id, 0 AS nth, NULL::timestamptz AS arrived_at FROM version AS v
    WHERE EXISTS (SELECT FROM followed AS f WHERE f.version_id = v.version_id AND f.former_id IS NULL)
        OR NOT EXISTS (SELECT FROM change AS c WHERE c.version_id = v.version_id)
    UNION ALL
    SELECT version_id, nth, min(arrived_at) FROM change GROUP BY 1, 2
), timed AS (
    SELECT article_id, version_id, nth, stated_at, coalesce(arrived_at, first_seen_at) AS seen_at, coalesce((
        SELECT min(finished_at) FROM ops.run
        WHERE state = 'finished' AND finished_at >= coalesce(arrived_at, first_seen_at)
    ), 'infinity') AS settled_at
    FROM stretch JOIN version USING (version_id)
), sorted AS (
    SELECT *, row_number() OVER (
        PARTITION BY article_id
        ORDER BY CASE WHEN nth = 0 THEN coalesce(stated_at, settled_at) ELSE greatest(stated_at, settled_at) END,
            nth > 0, settled_at, version_id, nth
    ) AS line
    FROM timed
), told AS (
    SELECT *, lag(version_id) OVER (PARTITION BY article_id ORDER BY line) AS former_id FROM sorted
), placed AS (
    SELECT article_id, version_id, row_number() OVER following AS place, CASE
        WHEN lag(line) OVER following IS NULL THEN coalesce(stated_at, seen_at)
        WHEN stated_at > max(stated_at) OVER (following ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) THEN stated_at
        ELSE seen_at
    END AS starts_at
    FROM told WHERE former_id IS DISTINCT FROM version_id WINDOW following AS (PARTITION BY article_id ORDER BY line)
), begun AS ( -- each at least a microsecond after the one before
    SELECT article_id, version_id, place, place * interval '1 microsecond'
        + max(starts_at - place * interval '1 microsecond') OVER (PARTITION BY article_id ORDER BY place) AS valid_from
    FROM placed
), ranged AS (
    SELECT version_id, place, valid_from, lead(valid_from) OVER (PARTITION BY article_id ORDER BY place) AS valid_to,
        row_number() OVER (PARTITION BY version_id ORDER BY place DESC) = 1 AS is_last
    FROM begun
), moved AS (
    UPDATE news.article_version AS v SET valid_from = r.valid_from, valid_to = r.valid_to
    FROM ranged AS r
    WHERE r.is_last AND r.version_id = v.version_id
        AND (v.valid_from, v.valid_to) IS DISTINCT FROM (r.valid_from, r.valid_to)
), dropped AS (
    DELETE FROM news.former_validity AS f USING version AS v
    WHERE v.version_id = f.version_id AND NOT EXISTS (
        SELECT FROM ranged AS r WHERE NOT r.is_last AND (r.version_id, r.place) = (f.version_id, f.place)
    )
)
INSERT INTO news.former_validity AS f (version_id, place, valid_from, valid_to)
SELECT version_id, place, valid_from, valid_to FROM ranged WHERE NOT is_last
ON CONFLICT (version_id, place) DO UPDATE SET valid_from = excluded.valid_from, valid_to = excluded.valid_to
WHERE (f.valid_from, f.valid_to) IS DISTINCT FROM (excluded.valid_from, excluded.valid_to)
""")


def note_departures(connection: Connection, documents: Sequence[tuple[UUID, str | None, UUID | None]]) -> None:
    """Remember what documents held whose bytes are others now: each with its key, its bytes and its version now."""
    if documents:
        ids, hashes, versions = map(list, zip(*documents, strict=True))
        connection.execute(_DEPART, {"ids": ids, "hashes": hashes, "versions": versions})


def rename_departed(connection: Connection, readings: Sequence[tuple[UUID, UUID, UUID]]) -> None:
    """What documents held before is now read as another version: each with its key, the old version and the new one."""
    if readings:
        ids, before, now = map(list, zip(*readings, strict=True))
        connection.execute(_RENAME, {"ids": ids, "before": before, "now": now})


def settle(connection: Connection, article_ids: Sequence[UUID]) -> None:
    """Give the versions of some articles their ranges."""
    if article_ids:
        connection.execute(_SETTLE, {"ids": list(article_ids)})
