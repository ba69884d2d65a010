"""`dateline status`, `fingerprint`, `tour`, `rejects`: what runs did and hold, what was set aside, what one can ask."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from etl import bi
from etl.cli.documents import load
from etl.cli.screen import JsonOption, errors_told, exit_code, print_json, print_report, print_table, report_json
from etl.errors import Misconfigured, RejectionCode
from etl.find import find_again
from etl.records import Source
from etl.settings import Settings, read_settings
from etl.sources.catalogue import read_catalogue
from etl.store import ask
from etl.store.fingerprint import fingerprint as take_fingerprint
from etl.store.leases import close_zombies
from etl.store.postgres import open_engine, psql_url, require_schema, serving
from etl.store.runs import RejectionLine, RunLine, list_interrupted, list_rejections, list_runs, list_sources

rejects = typer.Typer(name="rejects", help="Documents that were set aside.", no_args_is_help=True)

Like = Annotated[str | None, typer.Argument(metavar="[PART]", help="Part of a path, a reason code, or a document id.")]


def status(
    as_json: JsonOption = False,
    most: Annotated[int, typer.Option("--most", help="How many runs.", min=1)] = 5,
) -> None:
    """The latest runs, what was interrupted and how it goes on, and how many rows the database holds."""
    with errors_told(), serving(read_settings()) as server, open_engine(server.url) as engine:
        require_schema(engine)
        close_zombies(engine)
        lines, rows, rejected = list_runs(engine, most=most), ask.count_rows(engine), len(list_rejections(engine))
        interrupted, known = list_interrupted(engine), list_sources(engine)
    if as_json:
        open_ends = [dataclasses.asdict(line) | {"resume": _resuming(line, known)} for line in interrupted]
        runs = [dataclasses.asdict(line) for line in lines]
        print_json({"runs": runs, "interrupted": open_ends, "rows": rows, "rejected": rejected})
        return
    _print_runs(lines)
    for line in interrupted:
        print(f"The run of {line.started_at:%Y-%m-%d %H:%M:%S} ended early: {line.failure}")
        print(f"  {line.found} documents were dealt with and stay; the rest is read by: {_resuming(line, known)}")
    print_table(("table", "rows"), rows.items(), title="Rows")
    print(f"{rejected} documents stand rejected." if rejected else "No document stands rejected.")


def _print_runs(lines: Sequence[RunLine]) -> None:
    left_out = {"run_id", "source_names"}
    columns = [field for field in dataclasses.asdict(lines[0]) if field not in left_out] if lines else []
    print_table(columns, [[getattr(line, column) for column in columns] for line in lines], title="Runs")


def _resuming(line: RunLine, known: Mapping[str, Source]) -> str:
    """The command that goes on with a run; a source that the operator named is called by its name."""
    words = ["dateline", "ingest"]
    for source in (known[name] for name in line.source_names):
        is_named = source.kind != "stdin" and source.name != source.location and not Path(source.name).is_absolute()
        words += ["--source", source.name] if is_named else [source.location]
    return shlex.join(words)


def fingerprint(as_json: JsonOption = False) -> None:
    """One hash a table of facts: databases with equal ones hold the same, whatever happened on the way."""
    with errors_told(), serving(read_settings()) as server, open_engine(server.url) as engine:
        require_schema(engine)
        hashes = take_fingerprint(engine)
    if as_json:
        print_json({name: dataclasses.asdict(one) for name, one in hashes.items()})
    else:
        print_table(("table", "rows", "sha256"), [(name, one.rows, one.sha256) for name, one in hashes.items()])


def tour() -> None:
    """The last run, the address of the database, and example questions with their answers; the server stays up."""
    with errors_told(), serving(read_settings(), keep=True) as server, open_engine(server.url) as engine:
        require_schema(engine)
        report = ask.last_report(engine)
        if report is None:
            raise Misconfigured("There is no finished run yet: `dateline ingest PATH...` makes one.")
        print_report(report)
        for question, statement in bi.examples():
            columns, rows = ask.answer(engine, statement)
            print_table(columns, rows, title=question)
        print("The questions are in etl/bi/examples. For psql or a BI tool:")
        print(f"  {psql_url(server)}")
        if server.embedded:
            print("The server stays up; `.venv/bin/dateline db stop` stops it.")


@rejects.command("list")
def list_(part: Like = None, as_json: JsonOption = False) -> None:
    """The documents that stand rejected, and why."""
    lines = _rejections(part)
    if as_json:
        print_json([dataclasses.asdict(line) for line in lines])
        return
    print_table(
        ("document", "stage", "code", "detail"),
        [(line.locator, line.stage, line.code, line.detail.strip().splitlines()[-1]) for line in lines],
    )


@rejects.command()
def show(
    part: Annotated[str, typer.Argument(help="Part of a path, or a document id.")], as_json: JsonOption = False
) -> None:
    """Everything known about rejected documents."""
    lines = _rejections(part, must_be=True)
    if as_json:
        print_json([dataclasses.asdict(line) for line in lines])
        return
    for line in lines:
        print_table(("", ""), dataclasses.asdict(line).items())


@rejects.command()
def retry(part: Like = None, as_json: JsonOption = False) -> None:
    """Read rejected documents again, where they were found."""
    settings = read_settings()
    lines = tuple(line for line in _rejections(part) if line.code != RejectionCode.FORGOTTEN)
    with errors_told():
        known = known_sources(settings)
        sources = {line.source: known[line.source] for line in lines}
        places = {name: [line.locator for line in lines if line.source == name] for name in sources}
        documents = (one for name in sources for one in find_again(sources[name], places[name], settings))
        retried = [line.document_id for line in lines]
        report = load(settings, list(sources.values()), documents, retried=retried, again=True)
    print_json(report_json(report)) if as_json else print_report(report)
    raise typer.Exit(exit_code(report.counts))


def known_sources(settings: Settings) -> dict[str, Source]:
    """What is known of each source: what the operator's list says now, else what the database remembers."""
    with serving(settings) as server, open_engine(server.url) as engine:
        remembered = list_sources(engine)
    listed = read_catalogue(settings.sources_file) if settings.sources_file.exists() else ()
    return remembered | {source.name: source for source in listed}


def _rejections(part: str | None, *, must_be: bool = False) -> tuple[RejectionLine, ...]:
    settings: Settings = read_settings()
    with errors_told(), serving(settings) as server, open_engine(server.url) as engine:
        require_schema(engine)
        if (lines := list_rejections(engine, like=part)) or not must_be:
            return lines
        raise Misconfigured(f"No document that stands rejected has {part!r} in its path, or that id.")
