"""`dateline ingest` and `dateline extract`: documents into the database, or onto the screen without one."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import Engine

from etl import pipeline
from etl.bring import bring_all, open_web
from etl.cli.screen import JsonOption, errors_told, exit_code, print_json, print_report, progress_bar, report_json
from etl.errors import Misconfigured
from etl.find import batches, find
from etl.formats.many import cut_of
from etl.layout import json_of, rejection_json
from etl.read import BatchRead
from etl.records import Found, Reading, Rejected, Report, Source, Verdict, Waiting
from etl.settings import Settings, read_settings
from etl.sources import REMOTE_KINDS, containers, files, source_of
from etl.sources.catalogue import named, read_catalogue
from etl.sources.days import EVERY_DAY, Days
from etl.store.postgres import Server, migrate, open_engine, require_schema, serving
from etl.store.runs import close_retried, note_visits
from etl.unpack import unpack
from etl.workers import open_workers

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PLACE...", help="Files, folders, patterns, addresses; - is standard input.", show_default=False
    ),
]
Places = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PLACE...", help="Files, folders, patterns, addresses; - is standard input.", show_default=False
    ),
]
DayOption = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="YYYY-MM-DD, included.")]
# The language model reads many texts at once faster than one by one; a person waits for the first one.
_EXTRACT_DOCUMENTS = 16


def ingest(
    paths: Places = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="A source of DATELINE_SOURCES_FILE by its name.")
    ] = None,
    *,
    as_json: JsonOption = False,
    again: Annotated[bool, typer.Option("--again", help="Read documents even if their bytes are known.")] = False,
    since: DayOption = None,
    until: DayOption = None,
    limit: Annotated[int | None, typer.Option("--limit", help="At most so many, as they come.", min=1)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the documents; read and store nothing.")] = False,
) -> None:
    """Load documents into the database; run again, it loads only what is new or changed.

    --since and --until are days on which articles were published, both included. What is known to be of another day is
    not fetched; what turns out to be is not stored; an article that gives no day is taken.
    """
    with errors_told():
        settings = read_settings()
        sources = [source_of(path) for path in paths or ()] + named_sources(settings, source or ())
        if not sources:
            raise Misconfigured("Nothing is named: give a file, a folder, an address, or --source NAME.")
        days = days_between(since, until)
        if dry_run:
            raise typer.Exit(_preview(settings, sources, days, limit, as_json=as_json))
        report = load(settings, sources, again=again, days=days, limit=limit)
    print_json(report_json(report)) if as_json else print_report(report)
    raise typer.Exit(exit_code(report.counts))


def days_between(since: datetime | None, until: datetime | None) -> Days:
    """A range of days out of two options.

    Raises:
        Misconfigured: it ends before it begins.
    """
    if since and until and since > until:
        raise Misconfigured(f"--until {until:%Y-%m-%d} is before --since {since:%Y-%m-%d}.")
    return Days(since=since.date() if since else None, until=until.date() if until else None)


def _preview(settings: Settings, sources: list[Source], days: Days, limit: int | None, *, as_json: bool) -> int:
    """Print where the documents stand that would be taken, known ones too; listings are asked, and nothing is kept."""
    problems = 0
    with TemporaryDirectory(prefix="dateline-") as folder:
        web = open_web(settings.model_copy(update={"raw_dir": Path(folder)}), engine=None)
        listed = find(sources, settings, web=web, days=days)
        documents = unpack(listed, settings, keep_in=web.raw_dir, days=days)
        for found in islice(documents, limit):
            problem = found.failure.message if found.failure else None
            problems += problem is not None
            if as_json:
                print_json({"source": found.source.name, "place": found.locator, "problem": problem})
            else:
                print(f"{_shown(found)}  ({problem})" if problem else _shown(found))
            _forget((found,))
    return 1 if problems else 0


def named_sources(settings: Settings, names: Sequence[str]) -> list[Source]:
    """Sources of the operator's list.

    Raises:
        Misconfigured: a name is not in it.
    """
    listed = read_catalogue(settings.sources_file) if names else ()
    return [named(listed, name) for name in names]


def load(
    settings: Settings,
    sources: list[Source],
    documents: Iterator[Found] | None = None,
    *,
    retried: Sequence[UUID] = (),
    again: bool = False,
    days: Days = EVERY_DAY,
    limit: int | None = None,
) -> Report:
    """A whole run with progress on the terminal, over all documents of the sources or those given: `retried` ones.

    Raises:
        Unavailable, Misconfigured: the run could not go on.
    """
    with serving(settings) as server, open_engine(server.url) as engine, open_workers(settings) as workers:
        prepare_schema(server, engine)
        run = pipeline.start(settings, engine, workers, sources, reread=again, days=days)
        found = find(sources, settings, web=run.web, days=days) if documents is None else documents
        if limit is not None:  # members count, and not the archives around them
            found = islice(unpack(found, settings, days=days), limit)
        whole = documents is None and limit is None and days == EVERY_DAY
        with progress_bar(_total(sources) if whole else None) as advance:
            report = pipeline.ingest(
                run,
                found,
                batch_documents=settings.batch_documents,
                progress=lambda counts: advance(sum(counts.values())),
                unpacked=documents is not None or limit is not None,
            )
        if whole:
            note_visits(engine, report.run_id, sources)
        close_retried(engine, report.run_id, retried)
        return report


def prepare_schema(server: Server, engine: Engine) -> None:
    """An embedded database is ours to bring up to date; any other's schema is changed only by `dateline db upgrade`."""
    if server.embedded:
        migrate(engine)
    else:
        require_schema(engine)


def _total(sources: list[Source]) -> int | None:
    """How many documents there are, which only a person who watches wants to know beforehand."""
    if not sys.stderr.isatty() or any(source.kind in REMOTE_KINDS for source in sources):
        return None
    count = 0
    for found in (found for source in sources for found in files.find(source)):
        if containers.may_hold_documents(found, cut_of):
            return None  # how much is in it is known when it was read
        count += 1
    return count


def extract(
    paths: Paths,
    as_json: JsonOption = False,
) -> None:
    """Read documents without any database and print what they say, one after the other."""
    counts = dict.fromkeys(Verdict, 0)
    with errors_told():
        settings = read_settings()
        sources = [source_of(path) for path in paths]
        with TemporaryDirectory(prefix="dateline-") as folder, open_workers(settings, keep=False) as workers:
            web = open_web(settings.model_copy(update={"raw_dir": Path(folder)}), engine=None)
            documents = unpack(bring_all(web, find(sources, settings, web=web)), settings, keep_in=web.raw_dir)
            for batch in batches(documents, _EXTRACT_DOCUMENTS):
                read = workers.read(batch)
                _print_read(batch, read, as_json=as_json)
                _forget(batch)
                counts[Verdict.REJECTED] += len(read.rejected)
                counts[Verdict.WAITING] += len(read.waiting)
    raise typer.Exit(exit_code(counts))


def _forget(batch: Sequence[Found]) -> None:
    """Take away what was unpacked of archives and is printed by now; the folder around it lasts to the end."""
    for found in batch:
        if found.sha256 is not None and containers.SEPARATOR in found.locator:
            Path(found.path).unlink(missing_ok=True)


def _shown(found: Found) -> str:
    """Where a document is: its path, or that of the archive around it with its place in there."""
    if found.source.kind == "stdin":
        return found.source.location + "".join(found.locator.partition(containers.SEPARATOR)[1:])
    if found.source.kind in REMOTE_KINDS:
        return found.locator
    if containers.SEPARATOR not in found.locator:
        return found.path
    root = files.root_of(found.source)
    return str((root if root.is_dir() else root.parent) / found.locator)


def _print_read(batch: tuple[Found, ...], read: BatchRead[Reading], *, as_json: bool) -> None:
    """Each document of a batch, in the order found."""
    articles = {(one.provenance.source, one.provenance.locator): one.article for one in read.articles}
    failed: list[Rejected | Waiting] = [*read.rejected, *read.waiting]
    failures = {(one.provenance.source, one.provenance.locator): one for one in failed}
    for found in batch:
        place = (found.source.name, found.locator)
        if (article := articles.get(place)) is not None:
            said = json_of(article, path=_shown(found))
        else:
            said = rejection_json(failures[place], path=_shown(found))
        print_json(said) if as_json else _print_article(said)


def _from_here(path: str) -> str:
    """A path as people would give it: from the folder they are in, where it lies below that."""
    return path.removeprefix(f"{Path.cwd()}/")


def _print_article(said: dict[str, object]) -> None:
    """The headline facts, for a quick look; `--json` prints everything."""
    if "rejected" in said:
        print(f"{_from_here(str(said['path']))}\n  rejected: {said['rejected']}\n")
        return
    print(_from_here(str(said["path"])))
    for name in ("title", "authors", "published", "publisher", "publisher_domain", "language", "entities"):
        print(f"  {name}: {said[name]}")
    for name in ("paragraphs", "dates", "mentions", "quotations"):
        print(f"  {name}: {len(said[name])}")  # type: ignore[arg-type]
    print()
