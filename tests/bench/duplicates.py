"""Near duplicates: are the copies found and nothing else, and does a new article cost the same in a large archive?

    measure(server, 100_000)  ->  Duplicates(precision=..., recall=..., few=Cost(...), many=Cost(...))

Texts are those of `tests.bench.copies`, laid into articles without names. Signatures, index, judgement, load and
clusters are the program's own. Two texts count as found when they are in one cluster, so a single wrong pair between
two clusters costs all their pairs.

What a new article costs is measured on a copy of the archive as it was at first and on the whole of it, in turn: what
else the machine does falls on both alike.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from uuid import UUID

from sqlalchemy import Engine, text

from etl import dedupe, keys
from etl.records import Article, Derivation, Moment, Origin, Precision, Prepared, Provenance, Reading, Source
from etl.signatures import signature, similarity
from etl.store import load, runs
from etl.store.postgres import Server, open_engine
from etl.store.resolve import resolve
from etl.store.rows import prepare
from tests.bench.copies import Text, make_text, numbers
from tests.bench.databases import drop_database, fresh_database, make_database
from tests.bench.loading import RUN

BATCH = 50
FEW = 10_000  # articles at which costs are first looked at
WINDOW = 0.1  # of the articles, over which the cost of writing is taken
ASKED = 120  # batches of further articles by which the cost of finding is taken; the first half warms both archives
SAMPLE = Path(__file__).resolve().parents[2] / "raw" / "sample" / "truth.jsonl"
SOURCE = Source(name="copies", kind="files", location="/copies")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians over batches, an article each."""

    articles: int
    judge_ms: float  # finding candidates and comparing, of articles that come next
    write_ms: float  # of the last tenth of the articles up to a count
    candidates: float


@dataclass(slots=True, kw_only=True)
class Duplicates:
    """What was found, and what it cost."""

    articles: int
    true_pairs: int = 0
    found_pairs: int = 0
    right_pairs: int = 0
    wrong: dict[str, int] = field(default_factory=dict)  # by the kinds of the two texts
    cluster_seconds: float = 0.0
    index_bytes: int = 0
    few: Cost | None = None
    many: Cost | None = None

    @property
    def precision(self) -> float:
        """Right pairs among those found."""
        return self.right_pairs / self.found_pairs

    @property
    def recall(self) -> float:
        """Right pairs among those there are."""
        return self.right_pairs / self.true_pairs


@dataclass(frozen=True, slots=True)
class _Asked:
    seconds: float
    candidates: int


def measure(server: Server, count: int) -> Duplicates:
    """Load so many made-up texts and see which are told to be copies."""
    measured = Duplicates(articles=count)
    few = min(FEW, count) // BATCH * BATCH
    with fresh_database(server) as url, open_engine(url) as engine:
        runs.open_run(engine, RUN, [SOURCE], software="bench")
        with ExitStack() as copied:
            spent = []
            for batch in _batches(numbers(count)):
                spent.append(_load(engine, batch))
                if len(spent) * BATCH == few:
                    early = copied.enter_context(_copy(server, engine))
            measured.few, measured.many = (
                _cost(asked, spent, articles)
                for asked, articles in zip(_ask([early, engine], count), (few, count), strict=True)
            )
        begun = time.perf_counter()
        resolve(engine)
        measured.cluster_seconds = time.perf_counter() - begun
        _compare(engine, measured)
        with engine.connect() as connection:
            size = text("SELECT pg_relation_size('news.article_version_bands_idx')")
            measured.index_bytes = connection.execute(size).scalar_one()
    return measured


def as_text(measured: Duplicates) -> str:
    """For people."""
    assert measured.few is not None
    assert measured.many is not None
    lines = [
        f"near duplicates among {measured.articles:,} made-up articles, {measured.true_pairs:,} pairs of copies",
        f"  precision            {measured.precision:.4f}   wrong: {measured.wrong or 'none'}",
        f"  recall               {measured.recall:.4f}",
        f"  clusters made in     {measured.cluster_seconds:.1f} s, index of bands {measured.index_bytes / 1e6:,.0f} MB",
    ]
    costs = [
        f"  at {cost.articles:>9,}         {cost.judge_ms:.2f} ms an article to find and compare"
        f" {cost.candidates:.1f} candidates, {cost.write_ms:.2f} ms to write"
        for cost in (measured.few, measured.many)
    ]
    return "\n".join([*lines, *costs])


def as_json(measured: Duplicates) -> str:
    """For programs."""
    return json.dumps(asdict(measured) | {"precision": measured.precision, "recall": measured.recall})


def sample_texts() -> tuple[str, ...]:
    """The texts of raw/sample that are no copies of one another."""
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    kept: dict[str, tuple[int, ...]] = {}
    for said in ("\n\n".join(row["paragraphs"]) for row in rows if row["verdict_kind"] == "article"):
        made = signature(said)
        if all(similarity(made, other) < 0.2 for other in kept.values()):
            kept[said] = made
    return tuple(kept)


def _batches(wanted: Sequence[int]) -> Iterator[Sequence[Prepared]]:
    """Prepared articles, made by as many processes as there are cores."""
    with get_context("spawn").Pool(initializer=_begin) as pool:
        made = pool.imap(_prepared, wanted, chunksize=BATCH)
        while batch := tuple(islice(made, BATCH)):
            yield batch


_sample: tuple[str, ...] = ()


def _begin() -> None:
    global _sample  # noqa: PLW0603 - of a process of the pool, set once
    _sample = sample_texts()


def _prepared(number: int) -> Prepared:
    return prepared(make_text(number, _sample))


def prepared(made: Text) -> Prepared:
    """A text as an article that is ready to be loaded."""
    return prepare(_reading(made), software="bench", model=None)


def _reading(made: Text) -> Reading:
    body = "\n\n".join(made.paragraphs)
    article_id = keys.key("article-url", _url(made.number))
    content = keys.content_hash(title=made.headline, byline=None, day=None, text=body)
    day = date(2020, 1, 1) + timedelta(days=made.number % 1000)
    article = Article(
        article_id=article_id,
        version_id=keys.key("version", str(article_id), content),
        content_hash=content,
        title=made.headline,
        byline=None,
        published=Moment(
            surface=day.isoformat(), earliest=day, latest=day, precision=Precision.DAY, origin=Origin.META, rule="made"
        ),
        modified=None,
        url=_url(made.number),
        publisher=None,
        domain=f"paper{made.number % 97}.example",
        country=None,
        language="en",
        text=body,
        blocks=(),
        edits=(),
        word_count=len(_WORD.findall(body)),
        signature=signature(body),
    )
    provenance = Provenance(
        source=SOURCE.name,
        locator=str(made.number),
        sha256=content,
        byte_count=len(body),
        fetched_at=datetime(2025, 1, 1, tzinfo=UTC),
    )
    return Reading(article=article, provenance=provenance)


def _url(number: int) -> str:
    return f"https://paper.example/{number}"


def _load(engine: Engine, batch: Sequence[Prepared]) -> float:
    """As `etl.pipeline` does it; returns the seconds of writing."""
    with engine.begin() as connection:
        load.take_turn(connection)
        judged, pairs = dedupe.judge(batch, load.known(connection, batch))
        begun = time.perf_counter()
        load.write(
            connection, load.Batch(run_id=RUN, software="bench", derivation=Derivation(), judged=judged, pairs=pairs)
        )
        return time.perf_counter() - begun


@contextmanager
def _copy(server: Server, engine: Engine) -> Iterator[Engine]:
    """The archive as it is now, dropped afterwards."""
    engine.dispose()  # a database that somebody is connected to cannot be copied
    name = make_database(server, str(engine.url.database))
    try:
        with open_engine(engine.url.set(database=name).render_as_string(hide_password=False)) as copy:
            yield copy
    finally:
        drop_database(server, name)


def _ask(engines: Sequence[Engine], count: int) -> list[list[_Asked]]:
    """What the next articles after so many cost in each archive; none is loaded."""
    asked: list[list[_Asked]] = [[] for _ in engines]
    following = random.Random("asked").sample(range(count, count + ASKED * BATCH), ASKED * BATCH)
    for batch in list(_batches(following)):
        for engine, costs in zip(engines, asked, strict=True):
            with engine.begin() as connection:
                load.take_turn(connection)
                begun = time.perf_counter()
                stored = load.known(connection, batch)
                dedupe.judge(batch, stored)
                costs.append(_Asked(time.perf_counter() - begun, sum(map(len, stored.look_alikes.values()))))
    return [costs[ASKED // 2 :] for costs in asked]


def _cost(asked: Sequence[_Asked], spent: Sequence[float], articles: int) -> Cost:
    last = articles // BATCH
    return Cost(
        articles=articles,
        judge_ms=median(one.seconds for one in asked) * 1000 / BATCH,
        write_ms=median(spent[int(last * (1 - WINDOW)) : last]) * 1000 / BATCH,
        candidates=sum(one.candidates for one in asked) / (len(asked) * BATCH),
    )


def _compare(engine: Engine, measured: Duplicates) -> None:
    sample = sample_texts()
    texts = {keys.key("article-url", _url(number)): make_text(number, sample) for number in range(measured.articles)}
    true = set(_pairs((one.origin, article_id) for article_id, one in texts.items()))
    with engine.connect() as connection:
        members = connection.execute(text("SELECT cluster_id::text, article_id FROM news.duplicate_member")).all()
    found = set(_pairs((row.cluster_id, row.article_id) for row in members))
    measured.true_pairs, measured.found_pairs, measured.right_pairs = len(true), len(found), len(true & found)
    for pair in found - true:
        kinds = " and ".join(sorted(texts[article_id].kind for article_id in pair))
        measured.wrong[kinds] = measured.wrong.get(kinds, 0) + 1


def _pairs(grouped: Iterable[tuple[str, UUID]]) -> Iterator[frozenset[UUID]]:
    groups: dict[str, list[UUID]] = defaultdict(list)
    for group, member in grouped:
        groups[group].append(member)
    return (frozenset(pair) for members in groups.values() for pair in combinations(members, 2))
