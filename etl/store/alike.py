"""Names that are not one and yet alike: other forms of a given name, other letters for one sound, a misprint.

    lay_out_alike(connection)       after `etl.store.people.settle_people`, in its transaction

It fills the table `alike` of this transaction, (spelling_id, other_id, score, reason), both ways. Nothing here joins
anybody: `etl.store.candidates` makes pairs of it. Forms and letters are rows of `data/name_forms.toml`.

A misprint is one letter too many, too few, other, or two in each other's place. It is looked for without comparing all
with all: two such words become equal when one letter is taken out of each, so that a join finds them.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, text

from etl.store.people import given_fit, lay_out_table


@cache
def _forms() -> dict[str, list[dict[str, Any]]]:
    """The vocabulary, read once."""
    return tomllib.loads(files(__package__).joinpath("data/name_forms.toml").read_text(encoding="utf-8"))


def _stems() -> list[tuple[str, str]]:
    """(form, name it is a form of); a full name is a form of itself, a row of variants is named by its first."""
    pets = [(form, row["of"]) for row in _forms()["pets"] for form in (row["of"], *row["names"])]
    variants = [(form, f"={row['names'][0]}") for row in _forms()["variants"] for form in row["names"]]
    return sorted({*pets, *variants})


def _plain(word: str) -> str:
    """An expression for a word with one letter for each sound: "mueller" and "muller" are one."""
    for row in _forms()["letters"]:
        word = f"replace({word}, '{row['from']}', '{row['to']}')"
    return f"regexp_replace({word}, '(.)\\1+', '\\1', 'g')"


# One row a spelling and ground, with its first given name apart from the rest.
_NAMED = """
CREATE TEMP TABLE named ON COMMIT DROP AS
SELECT ground, split_part(ground, ' ', 1) AS sort, spelling_id, family, generation, first,
    substr(given, length(first) + 2) AS rest
FROM (SELECT *, split_part(given, ' ', 1) AS first FROM shared WHERE given <> '') AS s
"""

_OTHER_FORM = f"""
SELECT DISTINCT a.spelling_id, b.spelling_id AS other_id, 0.8 AS score,
    'another form of the given name, same ' || a.sort AS reason
FROM named AS a
JOIN form AS f ON f.word = a.first
JOIN form AS g ON g.stem = f.stem AND g.word <> f.word
JOIN named AS b ON b.ground = a.ground AND b.family = a.family AND b.first = g.word
WHERE a.generation IS NOT DISTINCT FROM b.generation AND {given_fit("a.rest", "b.rest")}
"""

# Spellings of one publication by the sounds of their family name; each fits the others as in `people`, sound by sound.
_OTHER_LETTERS = f"""
WITH sound AS MATERIALIZED (
    SELECT family, {_plain("family")} AS sound FROM (SELECT DISTINCT family FROM spelled) AS f
), counted AS (
    SELECT s.publication_id, s.spelling_id, s.given, s.generation, f.sound,
        count(*) OVER (PARTITION BY s.publication_id, f.sound) AS fellow_count
    FROM spelled AS s
    JOIN sound AS f USING (family)
    WHERE s.publication_id IS NOT NULL AND length(split_part(s.given, ' ', 1)) > 1
        AND s.spelling_id NOT IN (SELECT id FROM alone)
), heard AS MATERIALIZED (
    SELECT publication_id, spelling_id, generation, sound, {_plain("given")} AS given
    FROM counted
    WHERE fellow_count BETWEEN 2 AND 500
)
SELECT a.spelling_id, b.spelling_id AS other_id, 0.8 AS score, 'written otherwise, same publication' AS reason
FROM heard AS a
JOIN heard AS b ON b.publication_id = a.publication_id AND b.sound = a.sound AND b.spelling_id <> a.spelling_id
WHERE a.generation IS NOT DISTINCT FROM b.generation AND {given_fit("a.given", "b.given")}
    AND NOT EXISTS (SELECT FROM near AS n WHERE n.spelling_id = a.spelling_id AND n.other_id = b.spelling_id)
"""

# The words that may be misprints of one another, by the place where they meet: given names of one family, family names
# under one given name. A word that others bear too is a name of its own; of two such words neither is a misprint.
_MISPRINT = f"""
WITH word AS (
    SELECT 'given' AS part, sort, ground || ' ' || family AS place, spelling_id, first AS word, rest, generation
    FROM named
    UNION ALL
    SELECT 'family', 'publication', publication_id || ' ' || given, spelling_id, family, '', generation
    FROM spelled
    WHERE publication_id IS NOT NULL AND length(split_part(given, ' ', 1)) > 1
        AND spelling_id NOT IN (SELECT id FROM alone)
), known AS (
    SELECT 'given' AS part, split_part(given, ' ', 1) AS word FROM spelled GROUP BY 2 HAVING count(DISTINCT family) > 1
    UNION ALL
    SELECT 'family', family FROM spelled GROUP BY 2 HAVING count(DISTINCT split_part(given, ' ', 1)) > 1
), told AS (
    SELECT w.*, k.word IS NOT NULL AS is_known, count(*) OVER (PARTITION BY part, place) AS fellow_count,
        bool_and(k.word IS NOT NULL) OVER (PARTITION BY part, place) AS is_all_known
    FROM word AS w
    LEFT JOIN known AS k USING (part, word)
    WHERE length(w.word) >= 4
), cut AS (
    SELECT t.*, at, substr(word, at, 1) AS letter,
        CASE at WHEN 0 THEN word ELSE overlay(word PLACING '' FROM at FOR 1) END AS left_over
    FROM told AS t
    CROSS JOIN generate_series(0, length(word)) AS at
    WHERE fellow_count BETWEEN 2 AND 500 AND NOT is_all_known
)
SELECT DISTINCT a.spelling_id, b.spelling_id AS other_id, 0.6 AS score,
    'one letter off in the ' || a.part || ' name, same ' || a.sort AS reason
FROM cut AS a
JOIN cut AS b ON b.part = a.part AND b.place = a.place AND b.left_over = a.left_over AND b.word <> a.word
WHERE NOT (a.is_known AND b.is_known) AND a.generation IS NOT DISTINCT FROM b.generation
    AND {given_fit("a.rest", "b.rest")}
    AND (
        abs(a.at - b.at) = 1 AND a.at > 0 AND b.at > 0 AND a.letter = b.letter
        OR (a.at = 0 OR b.at = 0 OR a.at = b.at) AND greatest(length(a.word), length(b.word)) > 4
    )
"""


def lay_out_alike(connection: Connection) -> None:
    """Pairs of spellings that are alike, as a table of this transaction."""
    lay_out_table(connection, "form", {"word": "text", "stem": "text"}, _stems())
    connection.execute(text(_NAMED))
    found = " UNION ALL ".join(f"SELECT * FROM ({query}) AS q" for query in (_OTHER_FORM, _OTHER_LETTERS, _MISPRINT))
    connection.execute(text(f"CREATE TEMP TABLE alike ON COMMIT DROP AS {found}"))
