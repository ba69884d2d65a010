"""One hash a content table: two databases with equal fingerprints hold the same facts, whatever way they came to them.

    fingerprint(engine)  ->  {"news.article": TableHash(rows=41, sha256="9f2c..."), ...}

A row is hashed as Postgres writes it, without the columns that `data/fingerprint.toml` leaves out. A table's hash is
that of its rows' hashes in their own order, taken in two steps, so that the server never holds more than a few thousand
of them. All is read in one snapshot. Only `news` is content: `bi` is made from it, `ops` tells of runs.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, Engine, Table, text

from etl.store.postgres import reaching_postgres
from etl.store.schema import metadata

# How values are written is a setting of the session, and is part of what is hashed.
_SPELLING = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "bytea_output": "hex",
    "extra_float_digits": "1",
}
# What is hashed besides the columns: the order of an article's versions, whose moments are left out.
_DERIVED = {
    "article_version": (
        "row_number() OVER (PARTITION BY article_id ORDER BY valid_from) AS place",
        "valid_to IS NULL AS is_current",
    ),
}

_HASH = """
WITH hashed AS (
    SELECT sha256(convert_to(content::text, 'UTF8')) AS hash FROM (SELECT {content} FROM {table}) AS content
), part AS (
    SELECT substr(hash, 1, 2) AS head, count(*) AS rows, sha256(string_agg(hash, '' ORDER BY hash)) AS hash
    FROM hashed GROUP BY 1
)
SELECT coalesce(sum(rows), 0)::bigint, encode(sha256(coalesce(string_agg(hash, '' ORDER BY head), '')), 'hex') FROM part
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableHash:
    """What a table holds, in short."""

    rows: int
    sha256: str


def fingerprint(engine: Engine) -> dict[str, TableHash]:
    """The hash of every content table, by its qualified name.

    Raises:
        Unavailable: the database is away.
    """
    with reaching_postgres(), engine.connect() as connection:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for name, value in _SPELLING.items():
            connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
        tables = sorted((table for table in metadata.sorted_tables if table.schema == "news"), key=lambda one: one.name)
        return {table.fullname: _hash(connection, table) for table in tables}


@cache
def left_out() -> dict[str, str]:
    """The columns that are no content, as `table.column`, and why."""
    rows = tomllib.loads(files(__package__).joinpath("data/fingerprint.toml").read_text(encoding="utf-8"))["left_out"]
    return {row["column"]: row["reason"] for row in rows}


def _hash(connection: Connection, table: Table) -> TableHash:
    columns = (column.name for column in table.columns if f"{table.name}.{column.name}" not in left_out())
    content = ", ".join([*columns, *_DERIVED.get(table.name, ())])
    rows, sha256 = connection.exec_driver_sql(_HASH.format(content=content, table=table.fullname)).one()
    return TableHash(rows=rows, sha256=sha256)
