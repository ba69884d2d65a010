"""raw/sample, loaded in any order: the same entities; and what somebody decided outlives a re-load."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from etl.read import BatchRead
from etl.records import Action, Decision, Reading, Subject
from etl.store import agents, decisions
from etl.store.postgres import Server, open_engine
from etl.store.resolve import resolve
from tests.postgres import copied_database
from tests.store.archive import SOURCE, Archive


@pytest.fixture(scope="module")
def readings(sample_read: BatchRead[Reading]) -> list[Reading]:
    """Everything in raw/sample, as documents of the archive's source."""
    return [replace(one, provenance=replace(one.provenance, source=SOURCE.name)) for one in sample_read.articles]


@pytest.fixture(scope="module")
def in_order(server: Server, template: str, readings: list[Reading]) -> Iterator[dict[str, list[str]]]:
    """What is resolved when all of it comes at once."""
    with copied_database(server, template) as url, open_engine(url) as engine:
        archive = Archive(engine)
        archive.load(readings)
        yield archive.state()


@pytest.mark.parametrize("seed", range(10))
def test_any_order_and_batch_size_gives_the_same_entities(
    engine: Engine, readings: list[Reading], in_order: dict[str, list[str]], seed: int
) -> None:
    chance = random.Random(seed)
    archive, left = Archive(engine), list(readings)
    chance.shuffle(left)
    while left:
        count = chance.randint(5, 30)
        archive.load(left[:count], batch=chance.randint(1, 16))
        left = left[count:]
    assert archive.state() == in_order


def test_a_merge_by_hand_outlives_a_whole_reload_and_is_undone_without_a_trace(
    engine: Engine, readings: list[Reading], in_order: dict[str, list[str]]
) -> None:
    archive = Archive(engine)
    archive.load(readings)
    with engine.begin() as connection:
        keep, other = (
            agents.find_one(connection, Subject.ENTITY, name).id for name in ("Karel Zavadil", "Ondřej Pelán")
        )
        made = Decision(subject=Subject.ENTITY, action=Action.MERGE, key_id=other, other_id=keep, decided_by="a test")
        (kept,) = decisions.record(connection, [made])
    resolve(engine)
    merged = archive.state()
    with engine.connect() as connection:
        one = agents.find_one(connection, Subject.ENTITY, "Karel Zavadil")
        names = {name.name: name.rule for name in agents.names_of(connection, Subject.ENTITY, one.id)}
    assert names == {"Karel Zavadil": None, "Ondřej Pelán": "decided"}

    archive.load(random.Random(1).sample(readings, len(readings)), batch=7, again=True)
    assert archive.state() == merged
    with engine.begin() as connection:
        decisions.revert(connection, kept, by="a test")
    resolve(engine)
    assert archive.state() == in_order
