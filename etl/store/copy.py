"""Rows into tables: COPY for rows whose keys cannot be there yet, one merging INSERT for all others.

    copy_rows(connection, news.Mention, rows)
    merge_rows(connection, news.Person, rows, greatest=("name",))

Rows are tuples in the order of the table's columns. All text passes `storable` here and nowhere else. This module
knows no table by name and begins no transaction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import Connection, Table, Text
from sqlalchemy.dialects import postgresql

from etl.store.schema import Model

Row = tuple[Any, ...]

# What a text may not hold in Postgres (NUL) or in UTF-8 (surrogates).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
# As `pg_type` spells what the dialect spells as SQL does.
_PG_NAMES = {
    "INTEGER": "int4",
    "BIGINT": "int8",
    "SMALLINT": "int2",
    "DOUBLE PRECISION": "float8",
    "BOOLEAN": "bool",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
    "TEXT[]": "text[]",
    "BIGINT[]": "int8[]",
}


def storable(text: str) -> str:
    r"""The text as Postgres can hold it: NUL and lone surrogates as `\uXXXX`.

    >>> storable("a\x00b")
    'a\\u0000b'
    """
    return (
        _UNSTORABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
        if not text.isascii() or "\x00" in text
        else text
    )


def _storable_rows(table: Table, rows: Iterable[Row]) -> list[Row]:
    """The rows with storable texts; hardly any text is not, so a whole column is looked through at once."""
    kept = list(rows)
    texts = [i for i, column in enumerate(table.columns) if isinstance(column.type, Text)]
    if all(_is_storable("".join(filter(None, map(itemgetter(i), kept)))) for i in texts):
        return kept
    return [tuple(storable(value) if type(value) is str else value for value in row) for row in kept]


def _is_storable(text: str) -> bool:
    """Whether `storable` would leave it as it is; encoding finds a surrogate ten times faster than a search."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _table(model: type[Model]) -> Table:
    return cast("Table", model.__table__)


def _name(table: Table) -> str:
    return f"{table.schema}.{table.name}"


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _type_name(column: Any) -> str:
    spelled: str = column.type.compile(dialect=_DIALECT).upper()
    return _PG_NAMES.get(spelled, spelled.lower())


def copy_rows(connection: Connection, model: type[Model], rows: Iterable[Row]) -> int:
    """COPY rows in binary into the model's table; returns how many."""
    table = _table(model)
    kept = _storable_rows(table, rows)
    if not kept:
        return 0
    statement = f"COPY {_name(table)} ({_listed(table.columns.keys())}) FROM STDIN (FORMAT BINARY)"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([_type_name(column) for column in table.columns])
        for row in kept:
            copy.write_row(row)
    return len(kept)


def merge_rows(
    connection: Connection,
    model: type[Model],
    rows: Sequence[Row],
    *,
    greatest: Sequence[str] = (),
    replaced: Sequence[str] = (),
) -> int:
    """Merge rows by primary key, all in one statement; returns how many were inserted or changed.

    A column in `greatest` ends as the greatest of old and new (texts by code point), which does not depend on the
    order of loads; one in `replaced` takes the new value; all others keep the old one. A row that would not change is
    not touched.
    """
    table = _table(model)
    keys = [column.name for column in table.primary_key.columns]
    unique = _one_a_key(table, keys, _storable_rows(table, rows), greatest)
    if not unique:
        return 0
    names = _listed(table.columns.keys())
    # One array a column: a staging table would be made, filled and dropped for every table of every batch.
    arrays = ", ".join(f"%b::{_type_name(column)}[]" for column in table.columns)
    return connection.exec_driver_sql(
        f"INSERT INTO {_name(table)} AS kept ({names}) SELECT {names} FROM unnest({arrays}) AS new ({names}) "
        f"ORDER BY {_listed(keys)} ON CONFLICT ({_listed(keys)}) {_on_conflict(table, greatest, replaced)}",
        tuple([*column] for column in zip(*unique, strict=True)),
    ).rowcount


def _one_a_key(table: Table, keys: Sequence[str], rows: Sequence[Row], greatest: Sequence[str]) -> list[Row]:
    """One row a key: an INSERT cannot touch a row twice. The first one stands, but for its `greatest` columns."""
    names = table.columns.keys()
    at_keys = [names.index(name) for name in keys]
    at_greatest = [names.index(name) for name in greatest]
    kept: dict[Row, list[Any]] = {}
    for row in rows:
        held = kept.setdefault(tuple(row[i] for i in at_keys), list(row))
        for i in at_greatest:
            if row[i] is not None and (held[i] is None or row[i] > held[i]):
                held[i] = row[i]
    return [tuple(row) for row in kept.values()]


def _on_conflict(table: Table, greatest: Sequence[str], replaced: Sequence[str]) -> str:
    new = {name: f'excluded."{name}"' for name in replaced}
    for name in greatest:
        collation = ' COLLATE "C"' if _type_name(table.columns[name]) == "text" else ""
        new[name] = f'GREATEST(kept."{name}"{collation}, excluded."{name}")'
    if not new:
        return "DO NOTHING"
    assigned = ", ".join(f'"{name}" = {value}' for name, value in new.items())
    old = ", ".join(f'kept."{name}"' for name in new)
    return f"DO UPDATE SET {assigned} WHERE ({old}) IS DISTINCT FROM ({', '.join(new.values())})"
