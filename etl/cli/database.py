"""`dateline db`: the database server and its schema.

    dateline db start        bring the embedded server up and leave it up
    dateline db url          the address for psql, JDBC and BI tools
    dateline db upgrade      bring the schema to the newest revision

Exit codes: 0 done, 1 done and the answer is no (`status` of a server that is down), 2 could not be done. What a
program may read goes to stdout, everything else to stderr. Rules live in `etl.store`.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from etl.cli.screen import JsonOption, errors_told, print_json
from etl.errors import Misconfigured
from etl.settings import read_settings
from etl.store.backup import dump as dump_to
from etl.store.backup import restore as restore_from
from etl.store.binaries import find_binaries
from etl.store.postgres import (
    Server,
    drop_schema,
    ensure_server,
    migrate,
    open_engine,
    psql_environment,
    psql_url,
    recreate_database,
    schema_revision,
    serving,
    stop_server,
)
from etl.store.status import ServerStatus, server_status

app = typer.Typer(name="db", help="The database server and its schema.", no_args_is_help=True)


@app.command()
def start(as_json: JsonOption = False) -> None:
    """Start the embedded server and leave it up; with DATABASE_URL, wait until that server answers."""
    with errors_told():
        server = ensure_server(read_settings())
    state = "started" if server.started_here else "was up"
    facts = {"embedded": server.embedded, "started": server.started_here, "version": server.version}
    if as_json:
        print_json(facts)
    else:
        print(f"Postgres {server.version} {state}; `dateline db url` prints its address.")


@app.command()
def stop(
    if_idle: Annotated[bool, typer.Option("--if-idle", help="Only if nobody needs it.")] = False,
) -> None:
    """Stop the embedded server."""
    with errors_told():
        stopped = stop_server(read_settings(), only_if_idle=if_idle)
    print("Postgres stopped." if stopped else "Nothing was stopped.", file=sys.stderr)


@app.command()
def status(as_json: JsonOption = False) -> None:
    """Say what is known of the server, starting nothing; exit code 1 if it does not answer."""
    with errors_told():
        found = server_status(read_settings())
    if as_json:
        print_json(dataclasses.asdict(found))
    else:
        print(_described(found))
    if not found.running:
        raise typer.Exit(1)


@app.command()
def url() -> None:
    """Print the address with its password; an embedded server is started and left up, so that the address works."""
    with errors_told():
        print(psql_url(ensure_server(read_settings())))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(context: typer.Context) -> None:
    """Open psql on the database; arguments are handed on: `dateline db psql -c 'SELECT 1'`."""
    with errors_told(), serving(read_settings()) as server:
        code = _run_psql(server, context.args)
    raise typer.Exit(code)


@app.command()
def upgrade(
    revision: Annotated[str, typer.Argument(help="A revision, or `head`.")] = "head",
    as_json: JsonOption = False,
) -> None:
    """Bring the schema to a revision; running it again changes nothing."""
    with errors_told(), serving(read_settings()) as server:
        before, after = _upgraded(server, revision)
    if as_json:
        print_json({"before": before, "after": after})
    elif before == after:
        print(f"The schema is at {after}.")
    else:
        print(f"The schema went from {before or 'nothing'} to {after}.")


@app.command()
def reset(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete every row and make the schema anew; the bytes under raw/ stay, so everything can be loaded again."""
    if not yes:
        typer.confirm("This deletes everything in the database. Go on?", abort=True, err=True)
    with errors_told(), serving(read_settings()) as server:
        if server.embedded:
            recreate_database(server)
        else:
            drop_schema(server.url)
        migrate(server.url)
    print("The database is empty, its schema new.", file=sys.stderr)


@app.command()
def dump(
    file: Annotated[Path, typer.Argument(help="Where to write it.")],
    as_json: JsonOption = False,
) -> None:
    """Write the whole database to a file; raw files are not in it."""
    with errors_told(), serving(read_settings()) as server:
        byte_count = dump_to(server, file.absolute())
    if as_json:
        print_json({"file": str(file), "byte_count": byte_count, "version": server.version})
    else:
        print(f"{byte_count:,} bytes were written to {file}; copy the folder of raw files beside it.", file=sys.stderr)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `dateline db dump` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put what a dump holds in the place of everything in the database."""
    if not yes:
        typer.confirm("This replaces everything in the database. Go on?", abort=True, err=True)
    with errors_told(), serving(read_settings()) as server:
        restore_from(server, file.absolute())
    print("The database is restored; `dateline db upgrade` brings an older schema up to date.", file=sys.stderr)


def _described(status: ServerStatus) -> str:
    """The known facts, one a line."""
    facts = {name.replace("_", " "): value for name, value in dataclasses.asdict(status).items() if value is not None}
    width = max(map(len, facts))
    return "\n".join(f"{name:<{width}}  {_word(value)}" for name, value in facts.items())


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _upgraded(server: Server, revision: str) -> tuple[str | None, str | None]:
    """The revision before and after."""
    with open_engine(server.url) as engine:
        before = schema_revision(engine)
        migrate(engine, revision)
        return before, schema_revision(engine)


def _run_psql(server: Server, arguments: list[str]) -> int:
    program = _psql_program()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C cancels a query in psql and must not end us
    try:
        return subprocess.call([program, *arguments], env=os.environ | psql_environment(server))  # noqa: S603
    finally:
        signal.signal(signal.SIGINT, before)


def _psql_program() -> str:
    """The system's psql, which has line editing, else the one beside the server's programs."""
    if found := shutil.which("psql"):
        return found
    beside = find_binaries().folder / "psql"
    if not beside.is_file():
        raise Misconfigured("No psql was found; `dateline db url` prints the address for another client.")
    return str(beside)
