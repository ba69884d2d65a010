"""What comes out of raw/sample, held against what is true of it: document by document, field by field.

What is not right yet stands in `tests/quality/sample_misses.toml`, difference by difference: a new difference fails,
and so does one that is gone, until its line is taken out.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from etl.read import BatchRead
from etl.records import Article, Reading
from tests.ingest import SAMPLE
from tests.quality.sample import KINDS, differences, fields

ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines()
]
ARTICLES = [row for row in ROWS if row["verdict_kind"] == "article"]
MISSES = tomllib.loads((Path(__file__).parent / "quality" / "sample_misses.toml").read_text(encoding="utf-8"))
KNOWN = {(row["path"], row["field"]): tuple(row["differs"]) for row in MISSES["miss"]}
SPLIT_ENTITIES: dict[str, list[str]] = MISSES["entities"]["split"]


@pytest.fixture(scope="module")
def found(sample_read: BatchRead[Reading]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The differences of each article, by path and field."""
    rows = {row["path"]: row for row in ARTICLES}
    return {
        reading.provenance.locator: differences(rows[reading.provenance.locator], reading.article)
        for reading in sample_read.articles
        if reading.provenance.locator in rows
    }


@pytest.mark.parametrize(
    ("path", "field"),
    [(row["path"], field) for row in ARTICLES for field in fields(row)],
    ids=str,
)
def test_field(found: dict[str, dict[str, tuple[str, ...]]], path: str, field: str) -> None:
    assert found[path].get(field, ()) == KNOWN.get((path, field), ())


def test_broken_files_are_rejected_for_their_reason(sample_read: BatchRead[Reading]) -> None:
    rejected = {failure.provenance.locator: failure.code.value for failure in sample_read.rejected}
    assert rejected == {row["path"]: row["rejection_code"] for row in ROWS if row["verdict_kind"] == "broken"}


def test_every_miss_is_of_a_document_and_has_a_reason() -> None:
    paths = {row["path"] for row in ARTICLES}
    assert [row for row in MISSES["miss"] if row["path"] not in paths or not row["reason"].endswith(".")] == []
    assert len(KNOWN) == len(MISSES["miss"])


def test_spans_of_times_and_quotations_are_those_of_the_truth(sample_read: BatchRead[Reading]) -> None:
    rows = {row["path"]: row for row in ARTICLES}
    for reading in sample_read.articles:
        article, row = reading.article, rows[reading.provenance.locator]
        for time in article.times:
            assert article.text[time.start : time.end] == time.surface
        if (row["path"], "quotes") not in KNOWN and article.text == "\n\n".join(row["paragraphs"]):
            spans = [[list(span) for span in q.spans] for q in article.quotations if q.direct]
            assert spans == [quote["spans"] for quote in row["quotes"]]


def _entities_of(engine: Engine, articles: dict[str, Article], kind: str) -> dict[str, set[str]]:
    """For each true name, the entities that the chains of its forms belong to, over all articles."""
    wanted = {row["path"]: row[kind] for row in ARTICLES}
    asked = text(
        "SELECT m.surface, c.entity_id::text FROM news.chain c"
        " JOIN news.mention m ON m.version_id = c.version_id AND m.chain_ordinal = c.ordinal"
        " WHERE c.version_id = :version AND c.kind = :kind AND c.entity_id IS NOT NULL"
    )
    entities: dict[str, set[str]] = defaultdict(set)
    with engine.connect() as connection:
        for path, article in articles.items():
            named = {form: name for name, forms in wanted[path].items() for form in forms}
            rows = connection.execute(asked, {"version": str(article.version_id), "kind": KINDS[kind].value})
            for surface, entity in rows:
                if surface in named:
                    entities[named[surface]].add(entity)
    return entities


@pytest.mark.parametrize("kind", list(KINDS))
def test_who_comes_back_is_one_entity(sample_engine: Engine, sample_read: BatchRead[Reading], kind: str) -> None:
    wanted = {row["path"] for row in ARTICLES}
    articles = {r.provenance.locator: r.article for r in sample_read.articles if r.provenance.locator in wanted}
    entities = _entities_of(sample_engine, articles, kind)
    assert len(entities) >= 3
    split = sorted(name for name, ids in entities.items() if len(ids) > 1)
    assert split == sorted(SPLIT_ENTITIES[kind]), split


@pytest.mark.parametrize("kind", list(KINDS))
def test_nobody_is_somebody_else(sample_engine: Engine, sample_read: BatchRead[Reading], kind: str) -> None:
    articles = {
        r.provenance.locator: r.article
        for r in sample_read.articles
        if not any(field == kind and path == r.provenance.locator for path, field in KNOWN)
    }
    entities = _entities_of(sample_engine, articles, kind)
    bearers: dict[str, set[str]] = defaultdict(set)
    for name, ids in entities.items():
        for entity in ids:
            bearers[entity].add(name)
    assert [sorted(names) for names in bearers.values() if len(names) > 1] == []


def test_an_author_is_one_person_in_each_publication_under_all_spellings(sample_engine: Engine) -> None:
    """No two authors of a paper have one family name in the truth, whatever of their given names is printed."""
    with sample_engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT p.name, s.folded_family, array_agg(DISTINCT s.name) AS names,"
                " count(DISTINCT b.person_id) AS persons"
                " FROM news.byline AS b JOIN news.spelling AS s USING (spelling_id)"
                " JOIN news.publication AS p USING (publication_id) GROUP BY 1, 2"
            )
        ).all()
    assert len(rows) >= 10
    assert [row for row in rows if row.persons != 1] == []
    together = {frozenset(row.names) for row in rows if len(row.names) > 1}
    assert together == {frozenset({"M. Holt", "Maria Holt"}), frozenset({"L. Vitásková", "Lenka Vitásková"})}


def test_an_author_of_several_publications_is_a_candidate(sample_engine: Engine) -> None:
    with sample_engine.connect() as connection:
        pairs = connection.execute(
            text(
                "SELECT a.name, b.name FROM news.person_candidate AS c JOIN news.person AS a USING (person_id)"
                " JOIN news.person AS b ON b.person_id = c.other_person_id"
            )
        ).all()
    wanted = {"Maria Holt", "Owen Prys-Harker", "Lenka Vitásková", "Pieter Daems"}
    assert wanted <= {name for pair in pairs for name in pair}
