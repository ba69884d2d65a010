"""What every test may use: the gold data where it is present, a Postgres, and raw/sample read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl import pipeline
from etl.read import BatchRead
from etl.records import Found, Report
from etl.settings import Settings
from etl.sources import files
from etl.workers import Workers, open_workers

pytest_plugins = ["tests.postgres"]

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "raw" / "sample"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of gold data beside the repository; the test is skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the gold data is not beside this checkout")
    return folder


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
def sample_read(workers: Workers) -> BatchRead:
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
        return self.of(list(pipeline.find(sources)), batch_documents=batch_documents, reread=reread)

    def of(self, documents: list[Found], *, batch_documents: int = 16, reread: bool = False) -> Report:
        """Ingest these documents in this order."""
        sources = list({found.source.name: found.source for found in documents}.values())
        run = pipeline.start(self.settings, self.engine, self.workers, sources, reread=reread)
        return pipeline.ingest(run, documents, batch_documents=batch_documents, progress=lambda _counts: None)


@pytest.fixture
def ingest(settings: Settings, workers: Workers, engine: Engine) -> Ingest:
    """The pipeline into the test's own database."""
    return Ingest(settings=settings, workers=workers, engine=engine)
