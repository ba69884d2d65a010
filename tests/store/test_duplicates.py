"""Copies are told from stories that are alike, and clustered the same in whatever order and portions they come."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from etl import dedupe
from etl.records import Derivation
from etl.signatures import signature, similarity
from etl.store import load, runs
from etl.store.resolve import resolve
from tests.bench.copies import Text, make_text
from tests.bench.duplicates import SOURCE, prepared, sample_texts

TEXTS = [make_text(number, sample_texts()) for number in range(120)]


def _load(engine: Engine, batches: Sequence[Sequence[Text]], *, often: bool) -> None:
    run_id = uuid4()
    runs.open_run(engine, run_id, [SOURCE], software="test")
    for batch in batches:
        articles = [prepared(one) for one in batch]
        with engine.begin() as connection:
            load.take_turn(connection)
            judged, pairs = dedupe.judge(articles, load.known(connection, articles))
            load.write(
                connection,
                load.Batch(run_id=run_id, software="test", derivation=Derivation(), judged=judged, pairs=pairs),
            )
        if often:
            resolve(engine)
    resolve(engine)


def _rows(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        members = connection.execute(text("SELECT * FROM news.duplicate_member ORDER BY article_id")).all()
        clusters = connection.execute(text("SELECT * FROM news.duplicate_cluster ORDER BY cluster_id")).all()
    return [str(row) for row in (*members, *clusters)]


def test_clusters_are_the_copies_and_nothing_else(engine: Engine) -> None:
    _load(engine, [TEXTS], often=False)
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT m.cluster_id, array_agg(d.locator) AS locators FROM news.duplicate_member AS m"
                " JOIN news.article_version AS v USING (article_id)"
                " JOIN ops.document AS d USING (version_id) GROUP BY 1"
            )
        ).all()
    groups = sorted(sorted(map(int, row.locators)) for row in found)
    origins = {one.origin for one in TEXTS}
    true = [[one.number for one in TEXTS if one.origin == origin] for origin in origins]
    assert groups == sorted(group for group in true if len(group) > 1)
    assert len(groups) > 8


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_order_and_portions_do_not_matter(engine: Engine, seed: int) -> None:
    dice = random.Random(seed)
    shuffled = dice.sample(TEXTS, len(TEXTS))
    size = dice.randint(3, 40)
    _load(engine, [shuffled[i : i + size] for i in range(0, len(shuffled), size)], often=True)
    portioned = _rows(engine)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE news.article, ops.run CASCADE"))
    _load(engine, [TEXTS], often=False)
    assert _rows(engine) == portioned
    assert portioned


def test_a_chain_of_copies_is_one_cluster_with_the_earliest_as_its_representative(engine: Engine) -> None:
    """Each repeats most of the one before, and the last nothing of the first; the day is counted up by the number."""
    sentences = [f"Sentence {n} tells of {n * 7} barges and {n * 13} bales at quay {n % 9}." for n in range(200)]
    chain = [_text(number, sentences[number * 12 : number * 12 + 80]) for number in range(1, 10)]
    assert similarity(signature(chain[0].paragraphs[0]), signature(chain[-1].paragraphs[0])) < 0.05
    _load(engine, [chain[0::2], chain[1::2]], often=True)
    with engine.connect() as connection:
        cluster = connection.execute(text("SELECT * FROM news.duplicate_cluster")).one()
        first = connection.execute(
            text("SELECT article_id FROM news.article_version ORDER BY date_published LIMIT 1")
        ).scalar_one()
    assert (cluster.representative_id, cluster.article_count, cluster.is_syndicated) == (first, 9, True)


@pytest.mark.parametrize(("opening", "is_syndicated"), [("", False), ("GHENT (Zyx) - ", True)])
def test_copies_of_one_paper_are_syndicated_when_an_agency_opens_them(
    engine: Engine, opening: str, is_syndicated: bool
) -> None:
    said = [f"Witness {n} spoke of gate {n * 3}." for n in range(60)]
    _load(engine, [[_text(97, said), _text(194, [opening + said[0], *said[1:]])]], often=False)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT is_syndicated, publication_count FROM news.duplicate_cluster")).one()
    assert tuple(found) == (is_syndicated, 1)


def _text(number: int, sentences: Sequence[str]) -> Text:
    return Text(
        number=number, origin="one", kind="copy", headline=f"Headline {number}", paragraphs=(" ".join(sentences),)
    )


def test_the_like_of_one_series_is_no_copy() -> None:
    reports = [signature("\n\n".join(make_text(n * 10 + 8, ["-"]).paragraphs)) for n in range(150)]
    assert max(similarity(one, other) for one, other in combinations(reports, 2)) < 0.35
