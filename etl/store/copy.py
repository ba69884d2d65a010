"""Rows into tables: COPY for rows whose keys cannot be there yet, one merging INSERT for all others.

    copy_rows(connection, news.Mention, parts)
    merge_rows(connection, news.Person, rows, greatest=("name",))

Rows to merge are tuples in the order of the table's columns, those to copy are encoded already (`etl.store.encode`).
This module knows no table by name and begins no transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from etl.records import Row
from etl.store.encode import HEADER, TRAILER, storable_rows, table_of, type_name
from etl.store.schema import Model


def _name(table: Table) -> str:
    return f"{table.schema}.{table.name}"


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def copy_rows(connection: Connection, model: type[Model], parts: Iterable[bytes], *, into: str | None = None) -> None:
    """COPY rows that `encode` made into the model's table, or another one of its columns."""
    body = b"".join(parts)
    if not body:
        return
    table = table_of(model)
    statement = f"COPY {into or _name(table)} ({_listed(table.columns.keys())}) FROM STDIN (FORMAT BINARY)"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for part in (HEADER, body, TRAILER):
            copy.write(part)


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
    table = table_of(model)
    keys = [column.name for column in table.primary_key.columns]
    unique = _one_a_key(table, keys, storable_rows(table, rows), greatest)
    if not unique:
        return 0
    names = _listed(table.columns.keys())
    # One array a column: a staging table would be made, filled and dropped for every table of every batch.
    arrays = ", ".join(f"%b::{type_name(column)}[]" for column in table.columns)
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
        collation = ' COLLATE "C"' if type_name(table.columns[name]) == "text" else ""
        new[name] = f'GREATEST(kept."{name}"{collation}, excluded."{name}")'
    if not new:
        return "DO NOTHING"
    assigned = ", ".join(f'"{name}" = {value}' for name, value in new.items())
    old = ", ".join(f'kept."{name}"' for name in new)
    return f"DO UPDATE SET {assigned} WHERE ({old}) IS DISTINCT FROM ({', '.join(new.values())})"
