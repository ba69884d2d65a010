"""The same documents in ten orders and batch sizes of chance: the same content."""

from __future__ import annotations

import random
from collections.abc import Iterator

from etl import pipeline
from etl.find import find
from etl.settings import Settings
from etl.sources import files
from etl.store.fingerprint import TableHash, fingerprint
from etl.store.postgres import open_engine
from etl.workers import Workers, open_workers
from tests.reliability.ground import Ground

_ORDERS = 10


def orders(ground: Ground, *, seed: int) -> Iterator[str]:
    """Load the pile ten times, each time into a database of its own."""
    chance = random.Random(seed)
    settings = ground.settings.model_copy(update={"mentions": False, "parse_seconds": 300})
    expected = None
    with open_workers(settings) as workers:
        for i in range(_ORDERS):
            size = chance.randint(1, 12)
            with ground.database() as url:
                content = _loaded(settings, workers, url, ground, chance, size)
            expected = expected or content
            told = "same fingerprint" if content == expected else "another fingerprint"
            yield f"{i + 1:3}. shuffled, in batches of {size:2}: {told}"
            assert content == expected


def _loaded(
    settings: Settings, workers: Workers, url: str, ground: Ground, chance: random.Random, size: int
) -> dict[str, TableHash]:
    source = files.source_of(str(ground.inbox))
    documents = list(find([source], settings))
    chance.shuffle(documents)
    with open_engine(url) as engine:
        run = pipeline.start(settings, engine, workers, [source])
        pipeline.ingest(run, documents, batch_documents=size, progress=lambda _counts: None)
        return fingerprint(engine)
