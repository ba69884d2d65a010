"""Rows into the bytes that binary COPY takes, without a connection, so that the processes that read can make them.

    encode(news.Mention, rows)  ->  the rows between HEADER and TRAILER, as one part of a COPY

The format is that of "COPY, Binary Format" in the manual of Postgres; psycopg encodes the values. All text passes
`storable` here and in `etl.store.copy`, and nowhere else. Nothing is sent from here.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, cast

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import Format
from sqlalchemy import Table, Text
from sqlalchemy.dialects import postgresql

from etl.records import Row
from etl.store.schema import Model

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # the signature, no flags, no extension
TRAILER = b"\xff\xff"

# What a text may not hold in Postgres (NUL) or in UTF-8 (surrogates).
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_length = struct.Struct(">i").pack
_NULL = _length(-1)
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


def storable_rows(table: Table, rows: Iterable[Row]) -> list[Row]:
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


def table_of(model: type[Model]) -> Table:
    """The table behind a model."""
    return cast("Table", model.__table__)


def type_name(column: Any) -> str:
    """The type of a column as `pg_type` spells it."""
    spelled: str = column.type.compile(dialect=_DIALECT).upper()
    return _PG_NAMES.get(spelled, spelled.lower())


def encode(model: type[Model], rows: Iterable[Row]) -> bytes:
    """The rows of a table, each its number of columns, then length and bytes of each value; -1 is NULL."""
    table = table_of(model)
    width = struct.pack(">h", len(table.columns))
    types = _types(table)
    transformer = Transformer()
    transformer.set_dumper_types(types, Format.BINARY)
    formats = [PyFormat.BINARY] * len(types)
    parts: list[Buffer] = []
    for row in storable_rows(table, rows):
        parts.append(width)
        for value in transformer.dump_sequence(row, formats):
            parts += [_NULL] if value is None else [_length(len(value)), value]
    return b"".join(parts)


@cache
def _types(table: Table) -> Sequence[int]:
    return tuple(psycopg.adapters.types.get_oid(type_name(column)) for column in table.columns)
