"""`dateline db`, as a user types it: real servers, exit codes, what goes to stdout."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from etl.settings import Settings
from etl.store.postgres import Server, newest_revision, psql_url, stop_server

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "from etl.cli.database import app; app(prog_name='dateline db')"


class Home:
    """A user with a data folder, and perhaps a DATABASE_URL."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self.folder = folder
        named = {"DATABASE_URL": database_url} if database_url else {}
        self.environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "PYTHONPATH": str(ROOT), "DATELINE_DATA_DIR": str(folder / "data"),
            "DATELINE_DATABASE_WAIT_SECONDS": "1", **named,
        }  # fmt: skip

    def db(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", PROGRAM, *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=self.folder, input=typed, capture_output=True, text=True, check=False
        )


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    yield Home(tmp_path)
    stop_server(Settings(data_dir=tmp_path / "data", database_url=None, _env_file=None))


def test_a_day_with_the_embedded_server(home: Home) -> None:
    never = home.db("status", "--json")
    assert never.returncode == 1
    assert json.loads(never.stdout)["problem"] == "it was never started"

    assert json.loads(home.db("upgrade", "--json").stdout) == {"before": None, "after": newest_revision()}
    assert home.db("status").returncode == 1, "it was stopped when the command ended"

    address = home.db("url").stdout.strip()
    with psycopg.connect(address, autocommit=True) as guest:
        guest.execute("CREATE TABLE public.mine AS SELECT 7 AS number")
        found = json.loads(home.db("status", "--json").stdout)
    assert (found["running"], found["kept"], found["revision"]) == (True, True, newest_revision())

    asked = home.db("psql", "-At", "-c", "SELECT number FROM mine")
    assert (asked.returncode, asked.stdout) == (0, "7\n")
    assert home.db("psql", "-c", "SELEKT").returncode == 1, "psql's own exit code is handed on"

    assert home.db("reset", typed="n\n").returncode == 1
    assert home.db("reset", "--yes").returncode == 0
    assert home.db("psql", "-At", "-c", "SELECT to_regclass('mine') IS NULL").stdout == "t\n"
    assert home.db("upgrade").stdout == f"The schema is at {newest_revision()}.\n"

    assert home.db("stop", "--if-idle").stderr == "Nothing was stopped.\n"
    assert home.db("stop").stderr == "Postgres stopped.\n"
    assert home.db("status").stdout.splitlines()[0].split() == ["running", "no"]


def test_a_named_server_is_reset_by_taking_the_migrations_back(tmp_path: Path, empty_database_url: str) -> None:
    home = Home(tmp_path, empty_database_url)
    assert home.db("upgrade").returncode == 0
    assert home.db("psql", "-c", "CREATE TABLE public.theirs ()").returncode == 0
    assert home.db("reset", "--yes").returncode == 0
    assert home.db("psql", "-At", "-c", "SELECT to_regclass('theirs')").stdout == "theirs\n"
    refused = home.db("stop")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "not ours to stop" in refused.stderr


def test_what_cannot_be_done_is_said_in_one_line(tmp_path: Path, server: Server) -> None:
    away = Home(tmp_path, "postgresql://u@127.0.0.1:1/d").db("start")
    assert (away.returncode, away.stdout) == (2, "")
    assert "does not answer" in away.stderr
    assert away.stderr.count("\n") == 1

    wrong = Home(tmp_path, psql_url(server).replace("@", "x@", 1)).db("upgrade")
    assert wrong.returncode == 2
    assert "refuses us" in wrong.stderr
    assert Home(tmp_path, "mysql://u:secret@h/d").db("status").returncode == 2
