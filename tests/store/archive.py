"""A small archive for tests of what is resolved: articles with a byline and names, loaded as every run loads them.

    Archive(engine).load([signed("By Jane Doe", "The Paper"), ...], batch=3)

Nothing is read from files here, so that a test can say in a line who signs what.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import Engine, text

from etl import dedupe, keys
from etl.normalize.authors import read_byline
from etl.records import Article, Chain, Mention, MentionForm, MentionKind, Prepared, Provenance, Reading, Source
from etl.signatures import signature
from etl.stages import derivation
from etl.store import load, rows, runs
from etl.store.resolve import resolve

SOURCE = Source(name="pile", kind="files", location="/pile")

# What a resolve makes: the same in whatever order the articles came.
RESOLVED = (
    "person", "spelling", "person_candidate", "byline", "chain", "entity", "entity_candidate", "decided_entity",
    "correction", "corrected_author", "authorship",
)  # fmt: skip


def signed(
    byline: str, publisher: str | None, *, names: Sequence[tuple[MentionKind, str]] = (), part: int = 0
) -> Reading:
    """An article that somebody signs and that names something."""
    said = f"{byline} {publisher} {names} {part}"
    words = random.Random(said).sample(range(100_000), 60)
    body = " ".join([*(name for _, name in names), *(f"w{word}" for word in words)])
    article_id = keys.key("article-content", said)
    content = keys.content_hash(title=None, byline=byline, day=None, text=body)
    article = Article(
        article_id=article_id,
        version_id=keys.key("version", str(article_id), content),
        content_hash=content,
        title=None,
        byline=read_byline(byline),
        published=None,
        modified=None,
        url=None,
        publisher=publisher,
        domain=None,
        country=None,
        language="en",
        text=body,
        blocks=(),
        edits=(),
        chains=tuple(Chain(ordinal=i, kind=kind, name=name) for i, (kind, name) in enumerate(names)),
        mentions=tuple(_mentions(names)),
        signature=signature(body),
    )
    sha256 = keys.content_hash(title="bytes", byline=said, day=None, text=body)
    seen = datetime(2024, 5, 1, tzinfo=UTC)
    where = Provenance(source=SOURCE.name, locator=said, sha256=sha256, byte_count=len(body), fetched_at=seen)
    return Reading(article=article, provenance=where)


def _mentions(names: Sequence[tuple[MentionKind, str]]) -> list[Mention]:
    mentions, start = [], 0
    for i, (kind, name) in enumerate(names):
        end = start + len(name)
        form = MentionForm.FULL if " " in name else MentionForm.SURNAME
        mentions.append(Mention(start=start, end=end, surface=name, kind=kind, form=form, chain=i))
        start = end + 1
    return mentions


@dataclass(frozen=True, slots=True)
class Archive:
    """A database and the way into it."""

    engine: Engine

    def load(self, readings: Sequence[Reading], *, batch: int = 100, again: bool = False) -> None:
        """Load articles in this order, and resolve; `again` writes what stands in stored versions anew."""
        self.store(readings, batch=batch, again=again)
        resolve(self.engine)

    def store(self, readings: Sequence[Reading], *, batch: int = 100, again: bool = False) -> None:
        """Load articles as a run does that has not come to its end."""
        run_id = uuid4()
        runs.open_run(self.engine, run_id, [SOURCE], software="test")
        prepared = [rows.prepare(reading, software="test", model=None) for reading in readings]
        for start in range(0, len(prepared), batch):
            self._store(run_id, prepared[start : start + batch], again=again)
        runs.close_run(self.engine, run_id)

    def _store(self, run_id: UUID, prepared: list[Prepared], *, again: bool) -> None:
        with self.engine.begin() as connection:
            load.take_turn(connection)
            judged, pairs = dedupe.judge(prepared, load.known(connection, prepared))
            made_by = load.Batch(
                run_id=run_id,
                software="test",
                derivation=derivation(None),
                judged=judged,
                pairs=pairs,
                renews=again,
            )
            load.write(connection, made_by)

    def state(self) -> dict[str, list[str]]:
        """Every row of what is resolved."""
        with self.engine.connect() as connection:
            return {
                table: sorted(repr(tuple(row)) for row in connection.execute(text(f"SELECT * FROM news.{table}")))
                for table in RESOLVED
            }

    def people(self) -> set[frozenset[str]]:
        """The spellings of each person, each "name @ publication"."""
        with self.engine.connect() as connection:
            found = connection.execute(
                text(
                    "SELECT array_agg(s.name || coalesce(' @ ' || n.name, '')) FROM news.spelling AS s"
                    " LEFT JOIN news.publication AS n USING (publication_id)"
                    " WHERE s.person_id IS NOT NULL GROUP BY s.person_id"
                )
            )
            return {frozenset(names) for names in found.scalars()}
