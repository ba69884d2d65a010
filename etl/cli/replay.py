"""`dateline replay`: documents read again out of the bytes that are kept, all of them or some."""

from __future__ import annotations

from typing import Annotated

import typer

from etl import pipeline
from etl import replay as again
from etl.cli.documents import DayOption, days_between, prepare_schema
from etl.cli.ledger import known_sources
from etl.cli.screen import (
    JsonOption,
    errors_told,
    exit_code,
    print_json,
    print_report,
    print_table,
    progress_bar,
    report_json,
)
from etl.errors import Misconfigured
from etl.normalize.model import model_version
from etl.records import Report, Source
from etl.settings import Settings, read_settings
from etl.store.postgres import open_engine, serving
from etl.store.readings import Choice, count
from etl.workers import open_workers


def replay(
    source: Annotated[list[str] | None, typer.Option("--source", help="Documents of this source.")] = None,
    *,
    since: DayOption = None,
    until: DayOption = None,
    rejected: Annotated[bool, typer.Option("--rejected", help="Documents that stand rejected.")] = False,
    code: Annotated[str | None, typer.Option("--code", help="Those that stand rejected for this reason.")] = None,
    outdated: Annotated[bool, typer.Option("--outdated", help="Only what other code than today's made.")] = False,
    stage: Annotated[list[str] | None, typer.Option("--stage", help="Write only what this stage makes.")] = None,
    missing: Annotated[bool, typer.Option("--missing", help="Only what lacks what the stage makes.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say how many documents of which source.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read documents again out of what is kept under raw/; without any option, all.

    --since and --until are days (UTC) on which the bytes were first brought, both included. Options narrow each other.
    """
    with errors_told():
        settings = read_settings()
        days = days_between(since, until)
        choice = Choice(
            sources=tuple(source or ()),
            since=days.since,
            until=days.until,
            rejected=rejected or code is not None,
            code=code,
            stages=tuple(stage or ()),
            missing=missing,
        )
        model = model_version() if settings.mentions else None
        again.require_sound(choice, model)
        choice = again.outdated(choice, model) if outdated else choice
        sources = _sources(settings, choice)
        report = _run(settings, sources, choice, dry_run=dry_run, as_json=as_json)
    if report is None:
        return
    print_json(report_json(report)) if as_json else print_report(report)
    raise typer.Exit(exit_code(report.counts))


def _sources(settings: Settings, choice: Choice) -> dict[str, Source]:
    sources = known_sources(settings)
    if unknown := [name for name in choice.sources if name not in sources]:
        raise Misconfigured(f"There is no source {unknown[0]}; known are: {', '.join(sources) or 'none'}.")
    return sources


def _run(
    settings: Settings, sources: dict[str, Source], choice: Choice, *, dry_run: bool, as_json: bool
) -> Report | None:
    """Replay, or tell what would be; the report of the run, if there was one."""
    with serving(settings) as server, open_engine(server.url) as engine:
        prepare_schema(server, engine)
        counts = count(engine, choice)
        if dry_run:
            print_json(counts) if as_json else print_table(("source", "documents"), counts.items())
            return None
        with open_workers(settings) as workers, progress_bar(sum(counts.values())) as advance:
            run = again.begin(settings, engine, workers, [sources[name] for name in counts], choice)
            return pipeline.ingest(
                run,
                again.documents(run, sources, choice),
                batch_documents=settings.batch_documents,
                progress=lambda done: advance(sum(done.values())),
            )
