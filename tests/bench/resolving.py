"""Names across the archive: how long does a resolve of a million mentions take, and one after 1,000 new articles?

    measure(server, 1_000_000)  ->  Resolving(first=Cost(...), again=Cost(...), nothing=Cost(...), ...)

Everything is made set-based by the server and seeded: articles with a publication and a day, chains, mentions, bylines.
There is one entity to twenty mentions; which of them an article names falls as in the press, few often and most
seldom. One name in five is printed in a second spelling; one chain in six is a surname, an acronym or a part of a name
that stands alone. What is compared with is a COPY of the mentions into a bare table and a SELECT that goes over them.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from etl.store.copy import merge_rows
from etl.store.entity_keys import keys_of
from etl.store.postgres import Server, open_engine
from etl.store.resolve import resolve
from etl.store.schema import names
from tests.bench.databases import fresh_database

MENTIONS_AN_ENTITY = 20
MENTIONS_AN_ARTICLE = 20
NEW_ARTICLES = 1_000
SYLLABLES = (
    "ba",
    "dre",
    "fin",
    "gor",
    "hul",
    "jas",
    "kem",
    "lor",
    "mir",
    "nev",
    "ost",
    "pel",
    "rud",
    "sam",
    "tov",
    "wil",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a piece of work took."""

    seconds: float  # by the clock
    processor: float | None  # of all processes of the server; None where /proc does not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolving:
    """What was resolved and what it cost."""

    mentions: int
    chains: int
    entities: int
    first: Cost  # from scratch
    again: Cost  # after new articles
    nothing: Cost  # after nothing
    copy: Cost  # of all mentions into a bare table
    select: Cost  # over all mentions
    joined: int  # names that are another name
    linked: dict[str, int]  # chains, by method


def measure(server: Server, count: int) -> Resolving:
    """Fill a database with so many mentions, resolve, add articles, resolve."""
    articles = count // MENTIONS_AN_ARTICLE
    with fresh_database(server) as url, open_engine(url) as engine:
        _fill(engine, entities=count // MENTIONS_AN_ENTITY, articles=articles)
        server_id = _server_id(engine)
        copy, select = _bare(engine, server_id)
        first = _cost(server_id, lambda: resolve(engine))
        with engine.begin() as connection:
            _write(connection, articles, articles + NEW_ARTICLES)
        again = _cost(server_id, lambda: resolve(engine))
        nothing = _cost(server_id, lambda: resolve(engine))
        with engine.connect() as connection:
            counts = {name: _count(connection, name) for name in ("mention", "chain", "entity", "settled_entity")}
            linked = connection.execute(
                text("SELECT coalesce(entity_method, 'none'), count(*) FROM news.chain GROUP BY 1")
            )
            methods = dict(linked.all())
    return Resolving(
        mentions=counts["mention"],
        chains=counts["chain"],
        entities=counts["entity"],
        first=first,
        again=again,
        nothing=nothing,
        copy=copy,
        select=select,
        joined=counts["settled_entity"],
        linked=methods,
    )


def as_text(one: Resolving) -> str:
    """For people."""
    linked = ", ".join(f"{method} {count:,}" for method, count in sorted(one.linked.items()))
    rows = [("from scratch", one.first), (f"{NEW_ARTICLES:,} new articles", one.again), ("nothing new", one.nothing)]
    return "\n".join(
        [
            f"resolve of {one.mentions:,} mentions in {one.chains:,} chains of {one.entities:,} names",
            *(
                f"  {what:<20} {_shown(spent)}   {spent.seconds / one.copy.seconds:6.2f} x bare COPY,"
                f" {spent.seconds / one.select.seconds:7.1f} x SELECT"
                for what, spent in rows
            ),
            f"  bare COPY of the mentions {_shown(one.copy)}",
            f"  SELECT over the mentions  {_shown(one.select)}",
            f"  {one.joined:,} names are another name; chains: {linked}",
        ]
    )


def as_json(one: Resolving) -> str:
    """For programs."""
    return json.dumps(asdict(one))


def _shown(cost: Cost) -> str:
    processor = "" if cost.processor is None else f" ({cost.processor:.2f} s of the server's processors)"
    return f"{cost.seconds:7.2f} s{processor}"


def _cost(server_id: int, work: Callable[[], object]) -> Cost:
    begun, spent = time.perf_counter(), _processor(server_id)
    work()
    seconds, now = time.perf_counter() - begun, _processor(server_id)
    return Cost(seconds=seconds, processor=None if spent is None or now is None else now - spent)


def _server_id(engine: Engine) -> int:
    """The process that all processes of the server come from."""
    with engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    return int((Path(folder) / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def _processor(server_id: int) -> float | None:
    """Seconds that the server and its processes spent, those that ended too."""
    if not Path("/proc/self/stat").exists():
        return None
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(entry.parent.name) == server_id:
                ticks += sum(map(int, fields[11:15]))
            elif int(fields[1]) == server_id:
                ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM news.{table}")).scalar_one())


_PUBLICATIONS = """
INSERT INTO news.publication (publication_id, name)
SELECT md5('paper ' || n)::uuid, 'Paper ' || n FROM generate_series(1, 100) AS n
"""
# Six persons to three organizations and one work. Two or three persons share a surname; every tenth name is printed in
# a second spelling too.
_NAMED = """
CREATE UNLOGGED TABLE staging.bench_name AS
WITH word AS (
    SELECT i, initcap(syllable[1 + i % 16] || syllable[1 + i / 16 % 16] || syllable[1 + i / 256 % 16]) AS word
    FROM generate_series(0, 4095) AS i, (SELECT CAST(:syllables AS text[]) AS syllable) AS s
), thing AS (
    SELECT n, CASE WHEN n % 10 < 6 THEN 'person' WHEN n % 10 < 9 THEN 'organization' ELSE 'work' END AS kind,
        a.word AS first, b.word || repeat('a', (surname / 4096)::int) AS last
    FROM (SELECT n, n::bigint * 48271 % 15000 AS surname FROM generate_series(0, :entities - 1) AS n) AS number
    JOIN word AS a ON a.i = n::bigint * 7919 % 4096
    JOIN word AS b ON b.i = surname % 4096
)
SELECT n, kind, first || ' ' || last || CASE kind WHEN 'organization' THEN ' Board' ELSE '' END AS name,
    CASE kind WHEN 'person' THEN last WHEN 'organization' THEN upper(left(first, 4) || left(last, 3))
        END AS short,
    CASE n % 10 WHEN 0 THEN first || ' ' || last || '''s' WHEN 6 THEN 'The ' || first || ' ' || last || ' Board Ltd.'
        END AS other
FROM thing
"""
_VERSIONS = """
WITH made AS (
    SELECT n, md5('article ' || n)::uuid AS article_id, md5('version ' || n)::uuid AS version_id,
        md5('paper ' || 1 + (n * 13) % 100)::uuid AS publication_id,
        date '2022-01-01' + ((n::bigint * 7) % 1000)::int AS day
    FROM generate_series(CAST(:first AS int), :last - 1) AS n
), identity AS (
    INSERT INTO news.article (article_id, publication_id, first_seen_at)
    SELECT article_id, publication_id, now() FROM made
)
INSERT INTO news.article_version (version_id, article_id, content_hash, sha256, date_published, date_published_latest,
    date_published_precision, date_published_flags, article_body, word_count, valid_from, first_seen_at, software,
    signature, bands)
SELECT version_id, article_id, md5(n::text), 'bench', day, day, 'day', '{}', '', 0, day, now(), 'bench', ''::bytea, '{}'
FROM made
"""
# Ten chains an article, each of two mentions; the lower a number, the oftener it is named. Neighbours come together.
_CHAINS = """
CREATE UNLOGGED TABLE staging.bench_chain AS
SELECT a.n AS article, k AS ordinal, b.kind, CASE
        WHEN (h / 7) % 6 = 0 AND b.short IS NOT NULL AND k > 3 THEN b.short
        WHEN b.other IS NOT NULL AND h % 3 = 0 THEN b.other
        ELSE b.name END AS name, CASE WHEN k < 4 AND b.kind = 'organization' AND h % 5 = 0 THEN b.short END AS acronym
FROM generate_series(CAST(:first AS int), :last - 1) AS a (n)
CROSS JOIN generate_series(0, 9) AS k
CROSS JOIN LATERAL (SELECT abs(hashtext(a.n || '/' || k))::bigint AS h) AS r
JOIN staging.bench_name AS b ON b.n = (
    SELECT CASE WHEN k < 5 THEN floor(power((h % 10007) / 10007.0, 3) * :entities)::int
        ELSE ((a.n::bigint * 37 + k) % :entities)::int END
)
"""
_ENTITIES = """
INSERT INTO news.entity (entity_id, kind, name, folded_name)
SELECT DISTINCT ON (kind, folded) md5(kind || folded)::uuid, kind, name, folded
FROM (
    SELECT kind, name, replace(rtrim(lower(name), '.'), '''', ' ') AS folded
    FROM staging.bench_chain
    WHERE name LIKE '% %'
) AS made
ON CONFLICT DO NOTHING
RETURNING entity_id, kind, name
"""
_WRITE_CHAINS = """
INSERT INTO news.chain (version_id, ordinal, kind, name, folded_name, named_id, entity_id, entity_method)
SELECT md5('version ' || c.article)::uuid, c.ordinal, c.kind, c.name,
    replace(rtrim(lower(c.name), '.'), '''', ' '), e.id, e.id,
    CASE WHEN e.id IS NOT NULL THEN 'name' END
FROM staging.bench_chain AS c
CROSS JOIN LATERAL (
    SELECT CASE WHEN name LIKE '% %' THEN md5(kind || replace(rtrim(lower(name), '.'), '''', ' '))::uuid END AS id
) AS e
"""
_WRITE_MENTIONS = """
INSERT INTO news.mention
    (version_id, ordinal, chain_ordinal, start_offset, end_offset, surface, kind, form, confidence, link_confidence,
    method)
SELECT md5('version ' || article)::uuid, 2 * ordinal + part, ordinal, 20 * (2 * ordinal + part),
    20 * (2 * ordinal + part) + 9,
    CASE WHEN part = 1 AND acronym IS NOT NULL THEN acronym ELSE name END, kind,
    CASE WHEN part = 1 AND acronym IS NOT NULL THEN 'acronym' ELSE 'full' END, 1, 1, 'bench'
FROM staging.bench_chain CROSS JOIN generate_series(0, 1) AS part
"""


def _fill(engine: Engine, *, entities: int, articles: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO ops.raw_file (sha256, byte_count, first_fetched_at) VALUES ('bench', 0, now())")
        )
        connection.execute(text(_PUBLICATIONS))
        connection.execute(text(_NAMED), {"syllables": list(SYLLABLES), "entities": entities})
        connection.execute(text("CREATE INDEX ON staging.bench_name (n)"))
        connection.execute(text("ANALYZE staging.bench_name"))
        _write(connection, 0, articles)


def _write(connection: Connection, first: int, last: int) -> None:
    """Articles by number, with what they name."""
    span = {"first": first, "last": last}
    count = {"entities": connection.execute(text("SELECT count(*) FROM staging.bench_name")).scalar_one()}
    connection.execute(text(_VERSIONS), span)
    connection.execute(text(_CHAINS), span | count)
    found = connection.execute(text(_ENTITIES)).all()
    rows = [
        (row.entity_id, one.use, one.key, row.kind, one.rule) for row in found for one in keys_of(row.kind, row.name)
    ]
    merge_rows(connection, names.EntityKey, rows)
    connection.execute(text(_WRITE_CHAINS))
    connection.execute(text(_WRITE_MENTIONS))
    connection.execute(text("DROP TABLE staging.bench_chain"))


def _bare(engine: Engine, server_id: int) -> tuple[Cost, Cost]:
    """The cost of a COPY of all mentions into a table without anything, and of going over them."""
    with engine.begin() as connection:
        cursor = connection.connection.driver_connection.cursor()  # type: ignore[union-attr]
        with cursor.copy("COPY news.mention TO STDOUT (FORMAT BINARY)") as copy:
            parts = [bytes(part) for part in copy]
        connection.execute(text("CREATE TABLE staging.bare (LIKE news.mention)"))

        def load() -> None:
            with cursor.copy("COPY staging.bare FROM STDIN (FORMAT BINARY)") as copy:
                for part in parts:
                    copy.write(part)

        copied = _cost(server_id, load)
        seen = _cost(
            server_id, lambda: connection.execute(text("SELECT count(DISTINCT surface) FROM news.mention")).all()
        )
        connection.execute(text("DROP TABLE staging.bare"))
    return copied, seen
