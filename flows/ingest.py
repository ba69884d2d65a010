"""The flow: a task a batch, and one for thousands of known documents, retried while something is away; a summary.

It is `etl.pipeline` under Prefect's eyes: `ingest(["raw/sample"])`. The pipeline's own processes read; Prefect's
threads wait for them. Some hundred tasks a run are fine: a large archive wants a larger DATELINE_BATCH_DOCUMENTS.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, wait
from sqlalchemy import Engine

from etl import pipeline
from etl.errors import Unavailable
from etl.find import batches, find
from etl.records import Found, Report, Source, Verdict
from etl.settings import Settings, read_settings
from etl.sources import source_of
from etl.sources.catalogue import named, read_catalogue
from etl.sources.schedules import is_due
from etl.store.postgres import migrate, open_engine, require_schema, serving
from etl.store.runs import last_visits, note_visits
from etl.workers import open_workers

RETRY_SECONDS = [1.0, 5.0, 30.0, 120.0]  # a dropped connection, a restart of the database, a fail-over, a reboot


def _may_succeed_later(_task: Any, _run: Any, state: Any) -> bool:
    return isinstance(state.result(raise_on_failure=False), Unavailable)


@task(retries=4, retry_delay_seconds=RETRY_SECONDS, retry_condition_fn=_may_succeed_later, cache_policy=NO_CACHE)
def sift(run: pipeline.Run, chunk: tuple[Found, ...], *, opened: bool = True) -> pipeline.Sifted:
    """Thousands of documents looked up at once: those that are known end here."""
    return pipeline.sift(run, chunk, opened=opened)


@task(retries=4, retry_delay_seconds=RETRY_SECONDS, retry_condition_fn=_may_succeed_later, cache_policy=NO_CACHE)
def load_batch(run: pipeline.Run, batch: tuple[Found, ...]) -> pipeline.Counts:
    """One batch into the database, in one transaction; run again, it changes nothing."""
    return pipeline.ingest_batch(run, batch)


@task(retries=4, retry_delay_seconds=RETRY_SECONDS, retry_condition_fn=_may_succeed_later, cache_policy=NO_CACHE)
def publish(run: pipeline.Run) -> Report:
    """Resolve entities, publish to `bi`, close the run."""
    return pipeline.finish(run)


@flow
def ingest(paths: Sequence[str] = (), sources: Sequence[str] = ()) -> dict[str, int]:
    """Documents at some places, or of sources by name, into the database; of all sources that are due if none is named.

    Returns how many documents ended how. Misconfigured is raised if a path, a setting or the schema is wrong,
    Unavailable if the database stayed away.
    """
    settings = read_settings()
    given = [source_of(path) for path in paths]
    listed = [] if paths and not sources else read_catalogue(settings.sources_file)
    given += [named(listed, name) for name in sources]
    with serving(settings) as server, open_engine(server.url) as engine:
        # An embedded database is ours to bring up to date; the schema of any other is its owner's.
        migrate(engine) if server.embedded else require_schema(engine)
        chosen = given or _due(listed, engine)
        report = _load(settings, engine, chosen) if chosen else None
    if report is None:
        return {verdict.value: 0 for verdict in Verdict}
    rows = [{"verdict": verdict.value, "documents": count} for verdict, count in report.counts.items()]
    create_table_artifact(rows, key="ingest-verdicts", description=f"How the documents of run {report.run_id} ended")
    said = f"**{report.found} documents** in {report.seconds:.1f} s, run `{report.run_id}`, from:\n"
    create_markdown_artifact("\n".join([said, *(f"- `{one.name}`" for one in chosen)]), key="ingest-summary")
    return {verdict.value: count for verdict, count in report.counts.items()}


def _due(listed: Iterable[Source], engine: Engine) -> list[Source]:
    visits = last_visits(engine)
    return [source for source in listed if is_due(source, visits.get(source.name), datetime.now(UTC))]


def _load(settings: Settings, engine: Engine, sources: Sequence[Source]) -> Report:
    with open_workers(settings) as workers:
        run = pipeline.start(settings, engine, workers, sources)
        report = _run(run, find(sources, settings, web=run.web), size=settings.batch_documents)
    note_visits(engine, report.run_id, sources)
    return report


def _run(run: pipeline.Run, documents: Iterable[Found], *, size: int) -> Report:
    under_way: deque[PrefectFuture[pipeline.Counts]] = deque()
    try:
        unread = pipeline.fresh(run, documents, partial(sift.submit, run), lambda _counts: None)
        for batch in batches(unread, size):
            under_way.append(load_batch.submit(run, batch))
            if len(under_way) > run.workers.pool_size:
                under_way.popleft().result()
        while under_way:
            under_way.popleft().result()
        return publish(run)
    except BaseException as error:  # Prefect ends a flow by errors that are no Exception
        if not isinstance(error, Exception):
            run.workers.stop()
        wait(list(under_way))  # they use the engine and the pool, which end with the flow
        pipeline.abandon(run, error)
        raise
