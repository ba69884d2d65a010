"""Spellings to people: who writes under several names, as far as the archive leaves no doubt.

    begin_people(connection, version_ids)      while a batch is loaded: nobody signs without being a person
    settle_people(connection)  ->  how many bylines got, changed or lost their person

A spelling begins as a person of its own, and is joined to others after the run.
Two spellings are compared where they share something: a publication, a mail address or a handle that one family name
has to itself. There, with one family name, their given names must fit ("H.R. Roe", "Harold R. Roe", "Harold Roe"), and
each must fit exactly the same spellings as the other: "J. Roe" is nobody's beside Jane Roe and John Roe. All is decided
anew from what is stored, so the order of loads does not matter; decisions of people come last and win.

Nothing that is only similar is joined: that makes a candidate, see `etl.store.candidates`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from etl.keys import fold
from etl.records import Subject
from etl.store.decisions import Standing, standing, stays

# Whether two spellings of one family name can be one name: each given name equal, or the initial of the other; one may
# have fewer of them. A generation ("Jr.") is part of the name.
_FITS = """(
    {a}.folded_name = {b}.folded_name OR {a}.family = {b}.family AND {a}.given <> '' AND {b}.given <> ''
    AND {a}.generation IS NOT DISTINCT FROM {b}.generation AND {given_fit}
)"""
_GIVEN_FIT = """NOT EXISTS (
    SELECT FROM unnest(string_to_array({one}, ' '), string_to_array({other}, ' ')) AS part (one, other)
    WHERE NOT (one = other OR length(one) = 1 AND starts_with(other, one)
        OR length(other) = 1 AND starts_with(one, other))
)"""


def fits(a: str, b: str) -> str:
    """The condition that two rows of `spelled` may be one name."""
    return _FITS.format(a=a, b=b, given_fit=given_fit(f"{a}.given", f"{b}.given"))


def given_fit(one: str, other: str) -> str:
    """The condition that two texts of given names, which may be empty, fit name by name."""
    return _GIVEN_FIT.format(one=one, other=other)


_SPELLED = """
CREATE TEMP TABLE spelled ON COMMIT DROP AS
SELECT s.spelling_id, s.publication_id, s.name, s.folded_name,
    s.given_name, s.middle_name, s.family_name, s.name_suffix,
    coalesce(s.folded_given, '') AS given, coalesce(s.folded_family, s.folded_name) AS family,
    substring(lower(s.name_suffix) FROM '\\m(jr|sr|junior|senior|ii|iii|iv)\\M') AS generation
FROM news.spelling AS s
WHERE s.spelling_id IN (SELECT spelling_id FROM news.byline UNION SELECT spelling_id FROM news.corrected_author)
    AND NOT EXISTS (SELECT FROM rejected AS r WHERE r.id = s.spelling_id)
"""

# What spellings share. A mail address that several family names have is that of a desk. Where hundreds of spellings of
# one family name come together nothing is told apart any more, and comparing all with all would take for ever.
_SHARED = """
CREATE TEMP TABLE shared ON COMMIT DROP AS
WITH address AS (
    SELECT spelling_id, 'mail ' || lower(email) AS ground FROM news.byline WHERE email IS NOT NULL
    UNION
    SELECT spelling_id, 'handle ' || lower(ltrim(handle, '@')) FROM news.byline WHERE handle IS NOT NULL
), own AS (
    SELECT a.ground
    FROM address AS a
    JOIN spelled AS s USING (spelling_id)
    GROUP BY a.ground
    HAVING count(DISTINCT s.family) = 1
), ground AS (
    SELECT spelling_id, ground FROM address JOIN own USING (ground)
    UNION ALL
    SELECT spelling_id, 'publication ' || publication_id FROM spelled WHERE publication_id IS NOT NULL
), counted AS (
    SELECT g.ground, s.*, count(*) OVER (PARTITION BY g.ground, s.family) AS fellow_count
    FROM ground AS g
    JOIN spelled AS s USING (spelling_id)
    WHERE NOT EXISTS (SELECT FROM alone WHERE alone.id = s.spelling_id)
)
SELECT ground, spelling_id, folded_name, family, given, generation FROM counted WHERE fellow_count BETWEEN 2 AND 500
"""

_NEAR = f"""
CREATE TEMP TABLE near ON COMMIT DROP AS
SELECT a.ground, a.spelling_id, b.spelling_id AS other_id
FROM shared AS a
JOIN shared AS b ON b.ground = a.ground AND b.family = a.family AND left(b.given, 1) = left(a.given, 1)
WHERE {fits("a", "b")} AND NOT EXISTS (SELECT FROM apart WHERE apart.id = a.spelling_id AND other_id = b.spelling_id)
"""

# On one ground, spellings are one if they fit exactly the same spellings: an equivalence, so no chain of "fits" can
# join two that do not.
_JOINED = """
CREATE TEMP TABLE joined ON COMMIT DROP AS
WITH fellows AS (
    SELECT ground, spelling_id, array_agg(other_id ORDER BY other_id) AS others FROM near GROUP BY ground, spelling_id
), one AS (
    SELECT spelling_id AS id, min(spelling_id::text) OVER (PARTITION BY ground, others)::uuid AS other_id FROM fellows
)
SELECT id, other_id FROM one WHERE id <> other_id
"""

# Everything that hangs together by `joined`, and the least of it as its root.
_ROOTED = """
CREATE TEMP TABLE rooted ON COMMIT DROP AS
WITH RECURSIVE link AS (
    SELECT id, other_id FROM joined UNION SELECT other_id, id FROM joined
), reached AS (
    SELECT id, other_id FROM link
    UNION
    SELECT r.id, l.other_id FROM reached AS r JOIN link AS l ON l.id = r.other_id
)
SELECT s.spelling_id, coalesce(min(r.other_id::text)::uuid, s.spelling_id) AS root
FROM spelled AS s
LEFT JOIN reached AS r ON r.id = s.spelling_id
GROUP BY s.spelling_id
"""

# By a publication here and an address there, two may come together that do not fit or were told apart. Then nothing of
# it is without doubt.
_DOUBTED = f"""
DELETE FROM joined WHERE id IN (
    SELECT spelling_id FROM rooted WHERE root IN (
        SELECT one.root
        FROM rooted AS one
        JOIN rooted AS two ON two.root = one.root AND two.spelling_id > one.spelling_id
        JOIN spelled AS a ON a.spelling_id = one.spelling_id
        JOIN spelled AS b ON b.spelling_id = two.spelling_id
        WHERE NOT {fits("a", "b")}
            OR EXISTS (SELECT FROM apart WHERE apart.id = a.spelling_id AND other_id = b.spelling_id)
    )
)
"""

_DECIDED = """
INSERT INTO joined (id, other_id)
SELECT m.id, m.other_id
FROM merged AS m
WHERE m.id IN (SELECT spelling_id FROM spelled) AND m.other_id IN (SELECT spelling_id FROM spelled)
"""

# The spelling that stands for the person: what others were merged into, else the fullest.
_WANTED = """
CREATE TEMP TABLE wanted ON COMMIT DROP AS
WITH ranked AS (
    SELECT r.root, s.*, row_number() OVER (
        PARTITION BY r.root
        ORDER BY k.id IS NULL, length(replace(s.folded_name, ' ', '')) DESC, s.folded_name COLLATE "C", s.spelling_id
    ) AS place
    FROM rooted AS r
    JOIN spelled AS s USING (spelling_id)
    LEFT JOIN kept AS k ON k.id = s.spelling_id
), home AS (
    SELECT root, CASE WHEN count(DISTINCT publication_id) = 1 AND count(publication_id) = count(*)
        THEN min(publication_id::text)::uuid END AS publication_id
    FROM ranked
    GROUP BY root
), called AS (
    SELECT DISTINCT ON (r.root) r.root, n.name, n.folded_name
    FROM rooted AS r
    JOIN renamed AS n ON n.id = r.spelling_id
    ORDER BY r.root, n.place DESC
)
SELECT r.root, r.spelling_id AS person_id, coalesce(c.name, r.name) AS name,
    coalesce(c.folded_name, r.folded_name) AS folded_name, h.publication_id,
    CASE WHEN c.name IS NULL THEN r.given_name END AS given_name,
    CASE WHEN c.name IS NULL THEN r.middle_name END AS middle_name,
    CASE WHEN c.name IS NULL THEN r.family_name END AS family_name,
    CASE WHEN c.name IS NULL THEN r.name_suffix END AS name_suffix
FROM ranked AS r
JOIN home AS h USING (root)
LEFT JOIN called AS c USING (root)
WHERE r.place = 1
"""

_PERSON = ("name", "folded_name", "publication_id", "given_name", "middle_name", "family_name", "name_suffix")
_NOW, _OLD = (", ".join(f"{side}.{name}" for name in _PERSON) for side in ("excluded", "kept"))

_PUT = f"""
INSERT INTO news.person AS kept (person_id, {", ".join(_PERSON)})
SELECT person_id, {", ".join(_PERSON)} FROM wanted
ON CONFLICT (person_id) DO UPDATE SET ({", ".join(_PERSON)}) = ROW({_NOW}) WHERE ({_OLD}) IS DISTINCT FROM ({_NOW})
"""
_OWN = """
UPDATE news.spelling AS s SET person_id = now.person_id
FROM news.spelling AS was
LEFT JOIN rooted AS r USING (spelling_id)
LEFT JOIN wanted AS now USING (root)
WHERE was.spelling_id = s.spelling_id AND s.person_id IS DISTINCT FROM now.person_id
"""
_SIGN = """
UPDATE news.{table} AS b SET person_id = s.person_id
FROM news.spelling AS s
WHERE s.spelling_id = b.spelling_id AND b.person_id IS DISTINCT FROM s.person_id
"""
_LEAVE = "DELETE FROM news.person AS p WHERE NOT EXISTS (SELECT FROM wanted WHERE wanted.person_id = p.person_id)"
_FORGET = """
DELETE FROM news.spelling AS s
WHERE NOT EXISTS (SELECT FROM news.byline AS b WHERE b.spelling_id = s.spelling_id)
    AND NOT EXISTS (SELECT FROM news.corrected_author AS c WHERE c.spelling_id = s.spelling_id)
"""


# A name that somebody rejected stays nobody.
_BEGIN = (
    f"""
    INSERT INTO news.person (person_id, {", ".join(_PERSON)})
    SELECT spelling_id, {", ".join(_PERSON)} FROM news.spelling AS s
    WHERE person_id IS NULL AND spelling_id IN (SELECT spelling_id FROM news.byline WHERE version_id = ANY(:ids))
        AND NOT EXISTS (
            SELECT FROM ops.decision AS d
            WHERE d.key_id = s.spelling_id AND d.action = 'reject' AND d.reverted_at IS NULL
        )
    ORDER BY spelling_id
    ON CONFLICT (person_id) DO NOTHING
    """,
    """
    UPDATE news.spelling AS s SET person_id = p.person_id
    FROM news.person AS p
    WHERE p.person_id = s.spelling_id AND s.person_id IS NULL
        AND s.spelling_id IN (SELECT spelling_id FROM news.byline WHERE version_id = ANY(:ids))
    """,
    """
    UPDATE news.byline AS b SET person_id = s.person_id
    FROM news.spelling AS s
    WHERE s.spelling_id = b.spelling_id AND b.version_id = ANY(:ids)
    """,
)


def begin_people(connection: Connection, version_ids: Collection[UUID]) -> None:
    """Sign versions that were just written: by the person of each spelling, which a new one is by itself."""
    for statement in _BEGIN if version_ids else ():
        connection.execute(text(statement), {"ids": list(version_ids)})


def settle_people(connection: Connection) -> int:
    """Join spellings to people and tell bylines; no loader may be in its transaction (`etl.store.load.take_turn`)."""
    lay_out(connection, standing(connection, Subject.PERSON))
    for statement in (_SPELLED, _SHARED, _NEAR, _JOINED, _ROOTED):
        connection.execute(text(statement))
    if sum(connection.execute(text(statement)).rowcount for statement in (_DOUBTED, _DECIDED)):
        for statement in ("DROP TABLE rooted", _ROOTED):
            connection.execute(text(statement))
    for statement in (_WANTED, _PUT, _OWN, _SIGN.format(table="corrected_author")):
        connection.execute(text(statement))
    signed = connection.execute(text(_SIGN.format(table="byline"))).rowcount
    for statement in (_LEAVE, _FORGET):
        connection.execute(text(statement))
    return signed


def lay_out(connection: Connection, decided: Standing) -> None:
    """Decisions as tables of this transaction, for statements to join."""
    renamed = [(key, name, fold(name), place) for place, (key, name) in enumerate(decided.renamed.items())]
    lay_out_table(connection, "merged", {"id": "uuid", "other_id": "uuid"}, decided.merged)
    lay_out_table(connection, "apart", {"id": "uuid", "other_id": "uuid"}, sorted(decided.apart))
    lay_out_table(connection, "renamed", {"id": "uuid", "name": "text", "folded_name": "text", "place": "int"}, renamed)
    for name, ids in (("alone", decided.alone), ("rejected", decided.rejected), ("kept", stays(decided))):
        lay_out_table(connection, name, {"id": "uuid"}, [(one,) for one in sorted(ids)])


def lay_out_table(connection: Connection, name: str, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
    """A table of this transaction, with these rows."""
    declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
    connection.exec_driver_sql(f"CREATE TEMP TABLE {name} ({declared}) ON COMMIT DROP")
    if rows:
        arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
        values = tuple(list(column) for column in zip(*rows, strict=True))
        connection.exec_driver_sql(f"INSERT INTO {name} SELECT * FROM unnest({arrays})", values)
