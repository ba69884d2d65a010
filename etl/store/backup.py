"""Dump the database into a file and restore it, by the pg_dump and pg_restore that fit the server.

    dump(server, Path("press.dump"))
    restore(server, Path("press.dump"))

The password goes by the environment. Raw files are not in a dump: `raw/` is copied beside it. This module knows no
table; who asks before what is there is replaced is `etl.cli`.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from etl.errors import Misconfigured
from etl.store.binaries import find_program
from etl.store.postgres import Server, drop_schema, migrate, psql_environment, recreate_database


def dump(server: Server, target: Path) -> int:
    """Write everything in the database to a file in the custom format, readable by its owner alone; returns its size.

    Raises:
        Misconfigured: no pg_dump is here that is as new as the server, or it fails.
    """
    program = find_program("pg_dump", at_least=server.version)
    handle, name = _new_file(target)
    os.close(handle)
    try:
        _run(server, program, "--format=custom", "--no-owner", f"--file={name}")
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return target.stat().st_size


def restore(server: Server, source: Path) -> None:
    """Put what a dump holds in the place of everything in the database, all or nothing but for the emptying before it.

    Raises:
        Misconfigured: it is no dump, or no pg_restore here is new enough for the server or the dump.
    """
    program = find_program("pg_restore", at_least=server.version)
    if not source.is_file():
        raise Misconfigured(f"{source} is not a file.")
    _run(server, program, "--list", str(source))  # a file that is no dump costs nothing that is there
    _make_roles(server)
    _run(
        server,
        program,
        *("--no-owner", "--clean", "--if-exists", "--single-transaction", "--exit-on-error"),
        f"--dbname={psql_environment(server)['PGDATABASE']}",
        str(source),
    )


def _make_roles(server: Server) -> None:
    """An empty database on a server that has our roles as the migrations make them: they are in no dump."""
    if server.embedded:
        recreate_database(server)
    else:
        drop_schema(server.url)
    migrate(server.url)
    drop_schema(server.url)


def _new_file(target: Path) -> tuple[int, str]:
    try:
        return tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    except OSError as error:
        raise Misconfigured(f"{target} cannot be written: {error.strerror}.") from error


def _run(server: Server, program: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    done = subprocess.run(  # noqa: S603
        [program, *arguments],
        env=environment | psql_environment(server) | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise Misconfigured(f"{program.name} failed: {said.removeprefix(f'{program.name}: ')}.")
