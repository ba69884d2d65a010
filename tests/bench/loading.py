"""Loading against the bare minimum: the same rows into the same tables by plain binary COPY.

    compare(server, batches, rounds=3)  ->  Loading(rows=..., ours=[seconds...], bare=[seconds...])

Ours is everything between what worker processes hand over and a committed batch: the turn, what is known, the
judgement, names, versions, children, ledger. Making and encoding the rows is not in it: it is the stage "prepare" of
reading, in as many processes as there are cores. Bare is one COPY a table, parents first, one transaction a batch, into
a second database with the same keys, foreign keys and indexes; it encodes its rows.
Both take turns batch by batch, so that a busy machine slows both.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import Engine, Table

from etl import dedupe
from etl.records import Derivation, Prepared, Source
from etl.store import load, runs
from etl.store.named import plain_url
from etl.store.postgres import Server, open_engine
from etl.store.schema import metadata
from tests.bench.databases import fresh_database

Articles = tuple[Prepared, ...]
RUN = UUID(int=1)
SETTLED = {"run", "source", "quality_result"}  # written once a run, not by the load of a batch


@dataclass(slots=True)
class Loading:
    """Seconds of each batch, in pairs."""

    row_count: int = 0  # of one round
    rounds: int = 0
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Our rows a second as a share of those of bare COPY."""
        return sum(self.bare) / sum(self.ours)

    @property
    def rows_a_second(self) -> float:
        """Ours."""
        return self.row_count * self.rounds / sum(self.ours)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one batch adds to one table."""

    table: Table
    oids: tuple[int, ...]
    rows: list[tuple[Any, ...]]


def compare(server: Server, batches: Sequence[Articles], source: Source, *, rounds: int) -> Loading:
    """Load the batches both ways, each round into two fresh databases."""
    measured = Loading(rounds=rounds)
    parts = _rows_of(server, batches, source)
    measured.row_count = sum(len(part.rows) for of_batch in parts for part in of_batch)
    gc.collect()
    gc.freeze()  # a run holds a batch or two, not all the articles and rows that wait here to be loaded
    for _ in range(rounds):
        with _target(server, source) as ours, _target(server, source) as other, _connected(other) as bare:
            for number, batch in enumerate(batches):
                for is_ours in (True, False) if number % 2 else (False, True):
                    begun = time.perf_counter()
                    _load(ours.engine, batch) if is_ours else _copy(bare, parts[number])
                    (measured.ours if is_ours else measured.bare).append(time.perf_counter() - begun)
    return measured


@contextmanager
def _target(server: Server, source: Source) -> Iterator[Engine]:
    """A fresh database in which the run is open."""
    with fresh_database(server) as url, open_engine(url) as engine:
        runs.open_run(engine, RUN, [source], software="bench")
        yield engine


def _load(engine: Engine, batch: Articles) -> None:
    """As `etl.pipeline` does it."""
    with engine.begin() as connection:
        load.take_turn(connection)
        judged, pairs = dedupe.judge(batch, load.known(connection, batch))
        written = load.Batch(run_id=RUN, software="bench", derivation=Derivation(), judged=judged, pairs=pairs)
        load.write(connection, written)


def _connected(engine: Engine) -> psycopg.Connection:
    """A connection without SQLAlchemy, in autocommit."""
    return psycopg.connect(plain_url(engine.url), autocommit=True)


def _copy(connection: psycopg.Connection, parts: Sequence[_Part]) -> None:
    with connection.transaction():
        for part in parts:
            columns = ", ".join(f'"{name}"' for name in _names(part.table))
            statement = f"COPY {part.table.schema}.{part.table.name} ({columns}) FROM STDIN (FORMAT BINARY)"
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                copy.set_types(part.oids)
                for row in part.rows:
                    copy.write_row(row)


def _rows_of(server: Server, batches: Sequence[Articles], source: Source) -> list[list[_Part]]:
    """The rows that each batch adds, read back from a database that was loaded by us."""
    with _target(server, source) as engine, _connected(engine) as connection:
        seen: dict[str, set[tuple[Any, ...]]] = {}
        parts = []
        for batch in batches:
            _load(engine, batch)
            parts.append([part for table in _tables() if (part := _added(connection, table, seen)).rows])
        return parts


def _tables() -> list[Table]:
    return [t for t in metadata.sorted_tables if t.schema in {"news", "ops"} and t.name not in SETTLED]


def _added(connection: psycopg.Connection, table: Table, seen: dict[str, set[tuple[Any, ...]]]) -> _Part:
    names = _names(table)
    cursor = connection.execute(f"SELECT {', '.join(names)} FROM {table.schema}.{table.name}")
    at_keys = [names.index(column.name) for column in table.primary_key.columns]
    known = seen.setdefault(table.fullname, set())
    fresh = []
    for row in cursor:
        key = tuple(row[i] for i in at_keys)
        if key not in known:
            known.add(key)
            fresh.append(row)
    return _Part(table, tuple(column.type_code for column in cursor.description or ()), fresh)


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]
