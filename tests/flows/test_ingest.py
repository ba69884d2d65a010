"""The flow under Prefect's own test server, with a real Postgres and the real pipeline."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from etl import pipeline
from etl.errors import Misconfigured, Unavailable
from etl.records import Verdict
from etl.settings import Settings
from etl.sources import files
from etl.sources.catalogue import add_source
from etl.store.postgres import ensure_server, migrate, open_engine, stop_server
from etl.workers import open_workers

pytestmark = [pytest.mark.usefixtures("prefect_harness"), pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture
def _environment(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATABASE_URL", database_url)
    monkeypatch.setenv("DATELINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DATELINE_RAW_DIR", str(tmp_path / "raw"))
    monkeypatch.setenv("DATELINE_MENTIONS", "false")
    monkeypatch.setenv("DATELINE_BATCH_DOCUMENTS", "2")


@pytest.mark.usefixtures("_environment")
def test_a_run_loads_says_so_and_again_changes_nothing(
    articles: Path, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from prefect.client.orchestration import get_client

    from flows.ingest import ingest

    first = ingest([str(articles)])
    assert {verdict: count for verdict, count in first.items() if count} == {"new": 2, "rejected": 1}
    assert ingest([str(articles)])["new"] == 0

    with open_engine(database_url) as engine, engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM news.article")).scalar_one() == 2
        assert connection.execute(text("SELECT array_agg(DISTINCT state) FROM ops.run")).scalar_one() == ["finished"]
    with get_client(sync_client=True) as client:
        artifacts = client.request("POST", "/artifacts/latest/filter", json={}).json()
    assert {"ingest-verdicts", "ingest-summary"} <= {artifact["key"] for artifact in artifacts}
    # Prefect's server learns of task runs by and by, so they are counted where they ran.
    said = capsys.readouterr().err
    assert len(re.findall("'load_batch-.*Completed", said)) == 2, "three documents in batches of two"
    assert len(re.findall("'sift-.*Completed", said)) == 3, "what is found, what archives hold; again, nothing is left"
    assert len(re.findall("'publish-.*Completed", said)) == 2


@pytest.mark.usefixtures("_environment")
def test_without_a_place_all_sources_that_are_due_run_and_no_other(
    articles: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    from flows.ingest import ingest

    monkeypatch.setenv("DATELINE_SOURCES_FILE", str(tmp_path / "sources.toml"))
    sources = {"harbour": "0 0 1 1 *", "orchard": None}
    for name, schedule in sources.items():
        place = str(articles / f"{name}.txt")
        add_source(tmp_path / "sources.toml", {"name": name, "kind": "files", "location": place, "schedule": schedule})
    assert ingest()["new"] == 1, "harbour never ran; nobody said when orchard is due"
    assert sum(ingest().values()) == 0, "the next January is far"
    with open_engine(database_url) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE ops.run SET started_at = started_at - interval '1 year'"))
    assert ingest()["same"] == 1, "there was a January since"
    assert ingest(sources=["orchard"])["new"] == 1, "by its name, due or not"


@pytest.mark.usefixtures("_environment")
def test_a_path_without_anything_ends_the_flow(tmp_path: Path) -> None:
    from flows.ingest import ingest

    with pytest.raises(Misconfigured, match="nothing at"):
        ingest([str(tmp_path / "nowhere")])


def test_a_batch_is_tried_again_when_the_database_is_back(articles: Path, tmp_path: Path) -> None:
    """The server is down at the first try; the question whether to retry brings it up."""
    from prefect import flow

    from flows.ingest import _may_succeed_later, load_batch

    settings = Settings(data_dir=tmp_path, raw_dir=tmp_path / "raw", mentions=False, database_url=None, _env_file=None)
    server = ensure_server(settings)
    migrate(server.url)
    asked = []

    def bring_it_up_first(task: Any, run: Any, state: Any) -> bool:
        ensure_server(settings)
        asked.append(state.result(raise_on_failure=False))
        return _may_succeed_later(task, run, state)

    patient = load_batch.with_options(retry_condition_fn=bring_it_up_first, retry_delay_seconds=0)

    @flow
    def through_an_outage() -> pipeline.Counts:
        with open_engine(server.url) as engine, open_workers(settings) as workers:
            source = files.source_of(str(articles))
            run = pipeline.start(settings, engine, workers, [source])
            stop_server(settings)
            try:
                return patient.submit(run, tuple(files.find(source))).result()
            finally:
                run.patience.lease.release()

    try:
        assert through_an_outage()[Verdict.NEW] == 2
        assert [type(error) for error in asked] == [Unavailable]
    finally:
        stop_server(settings)


def test_what_waiting_does_not_help_is_not_tried_again() -> None:
    from prefect.states import Failed

    from flows.ingest import _may_succeed_later

    assert _may_succeed_later(None, None, Failed(data=Unavailable("away")))
    assert not _may_succeed_later(None, None, Failed(data=Misconfigured("a person must act")))
    assert not _may_succeed_later(None, None, Failed(data=ZeroDivisionError()))
