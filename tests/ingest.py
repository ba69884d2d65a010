"""The pipeline for tests that want one: a pytest plug-in, registered in `conftest.py` after `tests.postgres`.

`workers` is one pool for the whole session, `sample_read` is raw/sample as read by it, `sample_engine` a database that
holds all of it, `ingest` runs the pipeline into the test's own database, `plain_ingest` likewise without the
language model.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl import pipeline
from etl.find import find
from etl.read import BatchRead
from etl.records import Found, Reading, Report, Source
from etl.settings import Settings
from etl.sources import files, source_of
from etl.store.postgres import Server, open_engine
from etl.workers import Workers, open_workers
from tests.postgres import copied_database

SAMPLE = Path(__file__).resolve().parents[1] / "raw" / "sample"


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a session's own folders, whatever the environment says."""
    folder = tmp_path_factory.mktemp("dateline")
    return Settings(data_dir=folder / "data", raw_dir=folder / "raw", database_url=None, _env_file=None)


@pytest.fixture(scope="session")
def workers(settings: Settings) -> Iterator[Workers]:
    """One pool for all tests: starting a process loads the language model."""
    with open_workers(settings) as pool:
        yield pool


@pytest.fixture(scope="session")
def plain_settings(settings: Settings) -> Settings:
    """The same without the language model, for tests of what does not depend on names."""
    return settings.model_copy(update={"mentions": False})


@pytest.fixture(scope="session")
def plain_workers(plain_settings: Settings) -> Iterator[Workers]:
    """A pool that starts in a second."""
    with open_workers(plain_settings) as pool:
        yield pool


@pytest.fixture
def plain_ingest(plain_settings: Settings, plain_workers: Workers, engine: Engine) -> Ingest:
    """The pipeline without the language model, into the test's own database."""
    return Ingest(settings=plain_settings, workers=plain_workers, engine=engine)


@pytest.fixture(scope="session")
def sample_read(workers: Workers) -> BatchRead[Reading]:
    """Everything in raw/sample, read once."""
    return workers.read(tuple(files.find(files.source_of(str(SAMPLE)))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """Runs the pipeline into one database."""

    settings: Settings
    workers: Workers
    engine: Engine

    def __call__(self, *paths: Path, batch_documents: int = 16, reread: bool = False) -> Report:
        sources = [files.source_of(str(path)) for path in paths]
        return self.of(list(find(sources, self.settings)), batch_documents=batch_documents, reread=reread)

    def places(self, *places: Source | str, settings: Settings | None = None) -> Report:
        """Ingest these sources, or what an argument on the command line would mean."""
        held = settings or self.settings
        sources = [place if isinstance(place, Source) else source_of(place) for place in places]
        run = pipeline.start(held, self.engine, self.workers, sources)
        documents = find(sources, held, web=run.web)
        return pipeline.ingest(run, documents, batch_documents=16, progress=lambda _counts: None)

    def of(self, documents: list[Found], *, batch_documents: int = 16, reread: bool = False) -> Report:
        """Ingest these documents in this order."""
        sources = list({found.source.name: found.source for found in documents}.values())
        run = pipeline.start(self.settings, self.engine, self.workers, sources, reread=reread)
        return pipeline.ingest(run, documents, batch_documents=batch_documents, progress=lambda _counts: None)


@pytest.fixture
def ingest(settings: Settings, workers: Workers, engine: Engine) -> Ingest:
    """The pipeline into the test's own database."""
    return Ingest(settings=settings, workers=workers, engine=engine)


@pytest.fixture(scope="session")
def sample_engine(settings: Settings, workers: Workers, server: Server, template: str) -> Iterator[Engine]:
    """A database that holds all of raw/sample; shared, so a test only reads it, or rolls back."""
    with copied_database(server, template) as url, open_engine(url) as engine:
        Ingest(settings=settings, workers=workers, engine=engine)(SAMPLE)
        yield engine
