"""A small archive for tests of what is resolved: articles with a byline and names, loaded as every run loads them.

    Archive(engine).load([signed("By Jane Doe", "The Paper"), ...], batch=3)

Nothing is read from files here, so that a test can say in a line who signs what.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from sqlalchemy import Engine, text

from etl import dedupe, keys
from etl.normalize.authors import read_byline
from etl.records import (
    Article,
    Chain,
    Mention,
    MentionForm,
    MentionKind,
    Moment,
    Origin,
    Precision,
    Prepared,
    Provenance,
    Reading,
    Source,
)
from etl.signatures import signature
from etl.stages import derivation
from etl.store import load, rows, runs
from etl.store.resolve import resolve

SOURCE = Source(name="pile", kind="files", location="/pile")

# What a resolve makes: the same in whatever order the articles came.
RESOLVED = (
    "person", "spelling", "person_candidate", "byline", "chain", "entity", "entity_candidate", "entity_key",
    "settled_entity",    "chain_candidate",
    "correction", "corrected_author", "authorship",
)  # fmt: skip


def signed(
    byline: str,
    publisher: str | None,
    *,
    names: Sequence[tuple[MentionKind, str]] = (),
    acronyms: Mapping[int, str] = MappingProxyType({}),
    day: date | None = None,
    part: int = 0,
) -> Reading:
    """An article that somebody signs and that names something, by its place among the names also with an acronym."""
    said = f"{byline} {publisher} {names} {part}" + (f" {acronyms} {day}" if acronyms or day else "")
    words = random.Random(said).sample(range(100_000), 60)
    namings = [(i, kind, name) for i, (kind, name) in enumerate(names)]
    namings += [(i, names[i][0], acronym) for i, acronym in acronyms.items()]
    body = " ".join([*(name for _, _, name in namings), *(f"w{word}" for word in words)])
    article_id = keys.key("article-content", said)
    content = keys.content_hash(title=None, byline=byline, day=None, text=body)
    article = Article(
        article_id=article_id,
        version_id=keys.key("version", str(article_id), content),
        content_hash=content,
        title=None,
        byline=read_byline(byline),
        published=_published(day) if day else None,
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
        mentions=tuple(_mentions(namings)),
        signature=signature(body),
    )
    sha256 = keys.content_hash(title="bytes", byline=said, day=None, text=body)
    seen = datetime(2024, 5, 1, tzinfo=UTC)
    where = Provenance(source=SOURCE.name, locator=said, sha256=sha256, byte_count=len(body), fetched_at=seen)
    return Reading(article=article, provenance=where)


def _published(day: date) -> Moment:
    return Moment(
        surface=day.isoformat(), earliest=day, latest=day, precision=Precision.DAY, origin=Origin.META, rule="made"
    )


def _mentions(namings: Sequence[tuple[int, MentionKind, str]]) -> list[Mention]:
    """One mention of each, in the order of the text; what comes twice is given another name the second time."""
    mentions: list[Mention] = []
    start = 0
    for i, kind, name in namings:
        end = start + len(name)
        is_second = i in {one.chain for one in mentions}
        alone, whole = (
            (MentionForm.ACRONYM, MentionForm.DEFINITION) if is_second else (MentionForm.SURNAME, MentionForm.FULL)
        )
        form = whole if " " in name else alone
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

    def entities(self) -> dict[str, str | None]:
        """What each name of a chain is, by the name of its entity; of a name that is several things, all of them."""
        with self.engine.connect() as connection:
            found = connection.execute(
                text(
                    "SELECT c.name, string_agg(DISTINCT coalesce(s.name, e.name, '?'), ' / ') FROM news.chain AS c"
                    " LEFT JOIN news.entity AS e USING (entity_id) LEFT JOIN news.settled_entity AS s USING (entity_id)"
                    " GROUP BY c.name"
                )
            )
            return dict(found.all())

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
