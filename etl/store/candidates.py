"""Pairs that may be one, scored for somebody to decide: people who write, and entities that articles name.

    person_candidates(connection)      after `etl.store.people.settle_people`, in its transaction
    entity_candidates(connection)      after `etl.store.chains.settle_chains`, in its transaction

A score is the best of its reasons, by the table below; it says what to look at first and is no probability that
anybody measured. Pairs that somebody told apart are none.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from etl.store.alike import lay_out_alike
from etl.store.entities import make
from etl.store.people import fits

# Reasons and scores. A name that fits several people is divided among them.
_PEOPLE = """
WITH who AS (
    SELECT s.*, w.person_id,
        (
            SELECT string_agg(word, ' ' ORDER BY word COLLATE "C")
            FROM unnest(string_to_array(s.folded_name, ' ')) AS word
        ) AS words,
        replace(s.folded_name, ' ', '') AS letters
    FROM spelled AS s
    JOIN rooted USING (spelling_id)
    JOIN wanted AS w USING (root)
), fitting AS (
    SELECT DISTINCT n.spelling_id, a.person_id, b.person_id AS other_id, split_part(n.ground, ' ', 1) AS ground
    FROM near AS n
    JOIN who AS a ON a.spelling_id = n.spelling_id
    JOIN who AS b ON b.spelling_id = n.other_id
    WHERE a.person_id <> b.person_id
), choice AS (
    SELECT spelling_id, count(DISTINCT other_id) AS count FROM fitting GROUP BY spelling_id
), kindred AS (
    SELECT DISTINCT k.spelling_id, a.person_id, b.person_id AS other_id, k.score, k.reason
    FROM alike AS k
    JOIN who AS a ON a.spelling_id = k.spelling_id
    JOIN who AS b ON b.spelling_id = k.other_id
    WHERE a.person_id <> b.person_id
), kindred_choice AS (
    SELECT spelling_id, reason, count(DISTINCT other_id) AS count FROM kindred GROUP BY spelling_id, reason
), namesake AS (
    SELECT folded_name, min(person_id::text)::uuid AS first_id, cardinality(string_to_array(folded_name, ' ')) AS words
    FROM who
    GROUP BY folded_name
    HAVING count(DISTINCT person_id) > 1
), address AS (
    SELECT DISTINCT lower(b.email) AS email, w.person_id, w.family
    FROM news.byline AS b
    JOIN who AS w USING (spelling_id)
    WHERE b.email IS NOT NULL
), own_address AS (
    SELECT email FROM address GROUP BY email HAVING count(DISTINCT family) = 2 AND count(DISTINCT person_id) = 2
), pair AS (
    SELECT least(f.person_id, f.other_id) AS person_id, greatest(f.person_id, f.other_id) AS other_id,
        0.9 / max(c.count) AS score, 'the names fit, same ' || f.ground AS reason
    FROM fitting AS f
    JOIN choice AS c USING (spelling_id)
    GROUP BY 1, 2, f.ground
    UNION ALL
    SELECT least(f.person_id, f.other_id), greatest(f.person_id, f.other_id), max(f.score) / max(c.count), f.reason
    FROM kindred AS f
    JOIN kindred_choice AS c USING (spelling_id, reason)
    GROUP BY 1, 2, f.reason
    UNION ALL
    SELECT w.person_id, n.first_id, CASE WHEN n.words > 2 THEN 0.7 ELSE 0.5 END,
        'same name, other or unknown publication'
    FROM who AS w
    JOIN namesake AS n USING (folded_name)
    UNION ALL
    SELECT a.person_id, b.person_id, 0.6, 'same mail, other family name'
    FROM own_address
    JOIN address AS a USING (email)
    JOIN address AS b USING (email)
    UNION ALL
    SELECT a.person_id, b.person_id, 0.8, 'same words in another order, same publication'
    FROM who AS a
    JOIN who AS b ON b.words = a.words AND b.publication_id = a.publication_id AND b.folded_name <> a.folded_name
    UNION ALL
    SELECT a.person_id, b.person_id, 0.8, 'same letters written apart otherwise, same publication'
    FROM who AS a
    JOIN who AS b ON b.letters = a.letters AND b.publication_id = a.publication_id AND b.folded_name <> a.folded_name
), apart_person AS (
    SELECT a.person_id, b.person_id AS other_id
    FROM apart
    JOIN who AS a ON a.spelling_id = apart.id
    JOIN who AS b ON b.spelling_id = apart.other_id
)
SELECT least(person_id, other_id) AS person_id, greatest(person_id, other_id) AS other_person_id,
    max(score)::double precision AS score, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reasons
FROM pair
WHERE person_id <> other_id AND NOT EXISTS (
    SELECT FROM apart_person AS t WHERE t.person_id = pair.person_id AND t.other_id = pair.other_id
)
GROUP BY 1, 2
"""

# Names of what was not there before or is no more, is or was another name, or was told apart or joined by somebody.
_STIRRED = """
CREATE TEMP TABLE stirred ON COMMIT DROP AS
WITH changed AS (
    SELECT entity_id FROM new_entity
    UNION SELECT c.named_id FROM touched_version JOIN news.chain AS c USING (version_id)
        WHERE c.kind NOT IN ('person', 'organization', 'place')
    UNION SELECT unnest(ARRAY[entity_id, former_id, present_id]) FROM changed_entity
    UNION SELECT unnest(ARRAY[former_id, entity_id]) FROM settled
    UNION SELECT key::uuid FROM ops.unresolved WHERE subject = 'entity'
    UNION SELECT key_id FROM ops.decision WHERE subject = 'entity'
    UNION SELECT entity_id FROM news.entity WHERE EXISTS (SELECT FROM ops.unresolved WHERE subject = 'authority')
)
SELECT e.folded_name, e.kind = 'person' AS is_person FROM changed JOIN news.entity AS e USING (entity_id)
UNION
SELECT key, true FROM ops.unresolved WHERE subject = 'name'
"""

# People of such a family name and whatever has such letters: their pairs are made anew, and looked for among all that
# share these with them.
_KINDRED = """
CREATE TEMP TABLE kindred ON COMMIT DROP AS
WITH named AS MATERIALIZED (
    SELECT entity_id, CASE kind WHEN 'person' THEN split_part(folded_name, ' ', -1) END AS family,
        replace(folded_name, ' ', '') AS letters
    FROM news.entity
)
SELECT * FROM named
WHERE family IN (SELECT split_part(folded_name, ' ', -1) FROM stirred WHERE is_person)
    OR letters IN (SELECT replace(folded_name, ' ', '') FROM stirred)
"""
_WHO = """
CREATE TEMP TABLE nameable ON COMMIT DROP AS
WITH named AS MATERIALIZED (
    SELECT entity_id, kind, folded_name, split_part(folded_name, ' ', -1) AS family,
        replace(folded_name, ' ', '') AS letters
    FROM news.entity
    WHERE kind <> 'place'
)
SELECT e.*, regexp_replace(e.folded_name, ' ?[^ ]+$', '') AS given, NULL::text AS generation
FROM named AS e
LEFT JOIN news.settled_entity AS d USING (entity_id)
WHERE d.merged_into IS NULL AND d.is_rejected IS NOT TRUE
    AND (e.kind = 'person' AND e.family IN (SELECT family FROM kindred) OR e.letters IN (SELECT letters FROM kindred))
    AND EXISTS (SELECT FROM news.chain AS c WHERE c.entity_id = e.entity_id)
"""
_ENTITIES = f"""
WITH relative AS (
    SELECT *, count(*) OVER (PARTITION BY family) AS relative_count FROM nameable WHERE kind = 'person'
), fitting AS (
    SELECT a.entity_id, b.entity_id AS other_id, count(*) OVER (PARTITION BY a.entity_id) AS choice
    FROM relative AS a
    JOIN relative AS b ON b.family = a.family AND b.entity_id <> a.entity_id
    WHERE a.relative_count <= 100 AND {fits("a", "b")}
), namesake AS (
    SELECT folded_name, min(entity_id::text)::uuid AS first_id FROM nameable GROUP BY folded_name HAVING count(*) > 1
), pair AS (
    SELECT least(entity_id, other_id) AS entity_id, greatest(entity_id, other_id) AS other_id,
        0.6 / max(choice) AS score, 'the given names fit' AS reason
    FROM fitting
    GROUP BY 1, 2
    UNION ALL
    SELECT entity_id, first_id, 0.5, 'same name, other kind' FROM nameable JOIN namesake USING (folded_name)
    UNION ALL
    SELECT a.entity_id, b.entity_id, 0.8, 'same letters written apart otherwise'
    FROM nameable AS a
    JOIN nameable AS b ON b.kind = a.kind AND b.letters = a.letters AND b.folded_name <> a.folded_name
    UNION ALL
    SELECT a.entity_id, b.entity_id, 0.9, 'the same record of ' || r.source
    FROM news.entity_authority AS a
    JOIN news.entity_authority AS b ON b.authority_id = a.authority_id AND b.entity_id > a.entity_id
    JOIN news.authority AS r ON r.authority_id = a.authority_id
)
SELECT least(entity_id, other_id) AS entity_id, greatest(entity_id, other_id) AS other_entity_id,
    max(score)::double precision AS score, string_agg(DISTINCT reason, '; ' ORDER BY reason) AS reasons
FROM pair
WHERE entity_id <> other_id
    AND NOT EXISTS (SELECT FROM apart WHERE apart.id = pair.entity_id AND apart.other_id = pair.other_id)
    AND (entity_id IN (SELECT entity_id FROM kindred) OR other_id IN (SELECT entity_id FROM kindred))
GROUP BY 1, 2
"""


def person_candidates(connection: Connection) -> None:
    """Make `news.person_candidate` what the people of now amount to."""
    lay_out_alike(connection)
    _replace(connection, "person", _PEOPLE)


def entity_candidates(connection: Connection) -> None:
    """Make `news.entity_candidate` what the entities of now amount to, where that can have changed."""
    for name, statement in (("stirred", _STIRRED), ("kindred", _KINDRED), ("nameable", _WHO)):
        make(connection, name, statement)
    _replace(connection, "entity", _ENTITIES, among="kindred")


def _replace(connection: Connection, of: str, query: str, *, among: str | None = None) -> None:
    """Make all pairs those of a query; or only those of which one is `among` the rows of a table."""
    keys = f"{of}_id, other_{of}_id"
    same = f"f.{of}_id = c.{of}_id AND f.other_{of}_id = c.other_{of}_id"
    chosen = f"SELECT {of}_id FROM {among}"
    concerned = f"(c.{of}_id IN ({chosen}) OR c.other_{of}_id IN ({chosen})) AND" if among else ""
    connection.execute(text(f"CREATE TEMP TABLE found_{of} ON COMMIT DROP AS {query}"))
    connection.execute(
        text(
            f"DELETE FROM news.{of}_candidate AS c"
            f" WHERE {concerned} NOT EXISTS (SELECT FROM found_{of} AS f WHERE {same})"
        )
    )
    connection.execute(
        text(
            f"INSERT INTO news.{of}_candidate AS kept ({keys}, score, reasons)"
            f" SELECT {keys}, score, reasons FROM found_{of} ON CONFLICT ({keys}) DO UPDATE"
            " SET score = excluded.score, reasons = excluded.reasons"
            " WHERE (kept.score, kept.reasons) IS DISTINCT FROM (excluded.score, excluded.reasons)"
        )
    )
