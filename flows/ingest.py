"""The flow: a task a batch, and one for thousands of known documents, retried while something is away; a summary.

It is `etl.pipeline` under Prefect's eyes: `ingest(["raw/sample"])`. The pipeline's own processes read; Prefect's
threads wait for them. Some hundred tasks a run are fine: a large archive wants a larger DATELINE_BATCH_DOCUMENTS.
"""

from collections import deque
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, wait

from etl import pipeline
from etl.errors import Unavailable
from etl.records import Found, Report
from etl.settings import read_settings
from etl.sources import source_of
from etl.store.postgres import migrate, open_engine, reaching_postgres, require_schema, serving
from etl.store.runs import fail_run
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
def ingest(paths: list[str]) -> dict[str, int]:
    """Documents below some paths into the database; returns how many ended how.

    Misconfigured is raised if a path, a setting or the schema is wrong, Unavailable if the database stayed away.
    """
    settings = read_settings()
    sources = [source_of(path) for path in paths]
    with serving(settings) as server, open_engine(server.url) as engine, open_workers(settings) as workers:
        # An embedded database is ours to bring up to date; the schema of any other is its owner's.
        migrate(engine) if server.embedded else require_schema(engine)
        run = pipeline.start(settings, engine, workers, sources)
        report = _run(run, pipeline.find(sources, settings, web=run.web), size=settings.batch_documents)
    rows = [{"verdict": verdict.value, "documents": count} for verdict, count in report.counts.items()]
    create_table_artifact(rows, key="ingest-verdicts", description=f"How the documents of run {report.run_id} ended")
    said = f"**{report.found} documents** in {report.seconds:.1f} s, run `{report.run_id}`, from:\n"
    create_markdown_artifact("\n".join([said, *(f"- `{path}`" for path in paths)]), key="ingest-summary")
    return {verdict.value: count for verdict, count in report.counts.items()}


def _run(run: pipeline.Run, documents: Iterable[Found], *, size: int) -> Report:
    under_way: deque[PrefectFuture[pipeline.Counts]] = deque()
    try:
        unread = pipeline.fresh(run, documents, partial(sift.submit, run), lambda _counts: None)
        for batch in pipeline.batches(unread, size):
            under_way.append(load_batch.submit(run, batch))
            if len(under_way) > run.workers.pool_size:
                under_way.popleft().result()
        while under_way:
            under_way.popleft().result()
        return publish(run)
    except Exception as error:
        wait(list(under_way))  # they use the engine and the pool, which end with the flow
        with suppress(Unavailable), reaching_postgres():
            fail_run(run.engine, run.run_id, str(error))
        raise
