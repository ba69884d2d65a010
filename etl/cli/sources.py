"""`dateline sources`: the operator's list of sources, shown, asked and added to."""

from __future__ import annotations

import dataclasses
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from etl.bring import Web, list_source, open_web
from etl.cli.screen import JsonOption, errors_told, print_json, print_table
from etl.errors import DatelineError
from etl.records import Source
from etl.settings import read_settings
from etl.sources import kind_of
from etl.sources.catalogue import add_source, named, read_catalogue

app = typer.Typer(
    name="sources", help="The list of sources: what is in it, and whether each answers.", no_args_is_help=True
)

# A sitemap may list millions; a check is over when so many were seen.
_ENOUGH = 1_000


@app.command(name="list")
def list_(as_json: JsonOption = False) -> None:
    """The sources by name."""
    with errors_told():
        sources = read_catalogue(read_settings().sources_file)
    if as_json:
        print_json([dataclasses.asdict(source) for source in sources])
        return
    columns = ("name", "kind", "location", "schedule", "publisher")
    print_table(columns, [tuple(getattr(source, column) for column in columns) for source in sources])


@app.command()
def check(
    name: Annotated[str | None, typer.Argument(help="One source; all when none is named.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ask each source what it lists; nothing is loaded."""
    with errors_told(), TemporaryDirectory(prefix="dateline-") as folder:
        settings = read_settings()
        sources = read_catalogue(settings.sources_file)
        web = open_web(settings.model_copy(update={"raw_dir": Path(folder)}), engine=None)
        told = [_asked(web, source) for source in ((named(sources, name),) if name else sources)]
    if as_json:
        print_json(told)
    else:
        print_table(("name", "documents", "problem"), [tuple(one.values()) for one in told])
    raise typer.Exit(1 if any(one["problem"] for one in told) else 0)


def _asked(web: Web, source: Source) -> dict[str, Any]:
    """How many documents a source lists, and the first thing that is wrong with it."""
    try:
        found = list(islice(list_source(web, source), _ENOUGH))
    except DatelineError as error:
        return {"name": source.name, "documents": 0, "problem": error.message}
    problems = [one.failure.message for one in found if one.failure]
    documents = len(found) - len(problems)
    return {
        "name": source.name,
        "documents": f"{_ENOUGH} or more" if len(found) == _ENOUGH else documents,
        "problem": problems[0] if problems else None if documents else "It lists no document.",
    }


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="What to call it.")],
    location: Annotated[str, typer.Argument(help="A path or an address.")],
    *,
    kind: Annotated[
        str | None, typer.Option(help="files, objects, web, feed, sitemap or opml.", show_default=False)
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Publication of all its documents.")] = None,
    domain: Annotated[str | None, typer.Option(help="Registered domain of that publication.")] = None,
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-2.")] = None,
    timezone: Annotated[str | None, typer.Option(help="IANA name.")] = None,
    language: Annotated[str | None, typer.Option(help="BCP 47.")] = None,
    schedule: Annotated[str | None, typer.Option(help="When it is due: cron, in UTC.")] = None,
    include: Annotated[list[str] | None, typer.Option(help="Shell pattern of what to take.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Shell pattern of what to leave.")] = None,
    pause_seconds: Annotated[float | None, typer.Option(help="Between two requests to a host.")] = None,
    allowed_hosts: Annotated[
        list[str] | None, typer.Option("--allowed-host", help="Reached although its address is not public.")
    ] = None,
) -> None:
    """Append a source to the list."""
    said = {
        "name": name,
        "kind": kind or kind_of(location),
        "location": location,
        "schedule": schedule,
        "publisher": publisher,
        "domain": domain,
        "country": country,
        "timezone": timezone,
        "language": language,
        "include": include,
        "exclude": exclude,
        "pause_seconds": pause_seconds,
        "allowed_hosts": allowed_hosts,
    }
    with errors_told():
        path = read_settings().sources_file
        add_source(path, said)
    print(f"{name} is in {path}; `dateline sources check {name}` asks it.")
