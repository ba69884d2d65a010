"""`dateline` as a user types it: what is printed where, and with which exit code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.ingest import SAMPLE

ONE = SAMPLE / "text" / "channel-contract.txt"


@dataclass(frozen=True, slots=True)
class Home:
    """A user with a folder, and a database."""

    folder: Path
    database_url: str

    def run(self, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "etl", *map(str, arguments)],
            env={
                "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
                "HOME": str(self.folder),
                "DATABASE_URL": self.database_url,
                "DATELINE_RAW_DIR": str(self.folder / "raw"),
                "DATELINE_DATABASE_WAIT_SECONDS": "1",
                "DATELINE_MENTIONS": "false",
                **environment,
            },
            cwd=SAMPLE.parents[1],
            capture_output=True,
            text=True,
            check=False,
        )

    def json(self, *arguments: str | Path) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Home:
    return Home(tmp_path, database_url)


def test_a_day_with_the_database(home: Home, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "one.txt").write_bytes(ONE.read_bytes())
    assert home.run("tour").returncode == 2, "there is nothing to tour yet"

    first = home.run("ingest", inbox)
    assert (first.returncode, first.stderr) == (0, "")
    assert "new" in first.stdout

    (inbox / "empty.txt").write_bytes(b"")
    second = home.run("ingest", inbox, "--json")
    assert second.returncode == 1, "finished, with a rejection"
    assert {name: json.loads(second.stdout)[name] for name in ("found", "same", "rejected")} == {
        "found": 2,
        "same": 1,
        "rejected": 1,
    }

    (rejected,) = home.json("rejects", "list")
    assert (rejected["locator"], rejected["code"]) == ("empty.txt", "empty")
    assert home.json("rejects", "show", "empty.txt") == [rejected]
    assert home.run("rejects", "show", "absent.txt").returncode == 2

    assert home.run("rejects", "retry").returncode == 1, "it is still empty"
    (inbox / "empty.txt").write_bytes((SAMPLE / "text" / "trial-opens-ghent.txt").read_bytes())
    assert home.run("rejects", "retry", "empty.txt").returncode == 0
    assert home.json("rejects", "list") == []

    status = home.json("status")
    assert len(status["runs"]) == 4
    assert status["rows"]["news.article"] == 2
    assert status["rejected"] == 0
    tour = home.run("tour")
    assert tour.returncode == 0
    assert home.database_url.split("@")[1] in tour.stdout


def test_extract_needs_no_database_and_prints_an_object_a_document(home: Home) -> None:
    done = home.run(
        "extract", ONE, SAMPLE / "broken" / "empty.txt", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:1/x"
    )
    article, broken = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert article["path"] == str(ONE)
    assert article["text"] == "\n\n".join(article["paragraphs"])
    assert all(article["text"][time["start"] : time["end"]] == time["text"] for time in article["dates"])
    assert broken["rejected"]["code"] == "empty"


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (("ingest", "absent-folder"), {}, "There is nothing at absent-folder"),
        (("extract", "absent-folder"), {}, "There is nothing at absent-folder"),
        (("status",), {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/x"}, "does not answer"),
        (("ingest", str(ONE)), {"DATELINE_WORKERS": "many"}, "workers"),
    ],
)
def test_what_could_not_run_says_so_in_a_line(
    home: Home, arguments: tuple[str, ...], environment: dict[str, str], said: str
) -> None:
    done = home.run(*arguments, **environment)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_doctor_looks_at_everything(home: Home) -> None:
    findings = {one["subject"]: one for one in home.json("doctor")}
    assert {"Python", "language model", "database", "schema", "disk"} <= findings.keys()
    assert all(one["good"] for one in findings.values())
    sick = home.run("doctor", "--json", DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    assert sick.returncode == 2
    assert {one["subject"] for one in json.loads(sick.stdout) if not one["good"]} == {"database", "schema"}


def test_settings_are_shown_without_their_secrets(home: Home) -> None:
    shown = home.run("config", "show", "--json", DATABASE_URL="postgresql://me:hidden-word@127.0.0.1/x")
    settings = json.loads(shown.stdout)
    assert settings["DATELINE_MENTIONS"] is False
    assert "hidden-word" not in shown.stdout
    assert settings["DATELINE_DATABASE_URL"] == "********"


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Path]:
    """A folder of things that are no articles."""
    folder = tmp_path / "hostile"
    (folder / "folder.txt").mkdir(parents=True)
    (folder / "nul.txt").write_bytes(b"\x00" * 5000)
    (folder / "some-nul.txt").write_bytes(b"The gate\x00 stood open. " * 30)
    (folder / "cut.pdf").write_bytes((SAMPLE / "pdf" / "first-pile.pdf").read_bytes()[:2000])
    with (folder / "line.txt").open("wb") as file:
        for _ in range(100):
            file.write(b"a long line of words " * 50_000)
    yield folder
    (folder / "line.txt").unlink()


def test_bad_input_ends_as_rejections_or_loads_and_the_run_goes_on(home: Home, hostile: Path) -> None:
    (hostile / "good.txt").write_bytes(ONE.read_bytes())
    done = home.run("ingest", hostile, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["found"], report["waiting"]) == (1, 5, 0)
    codes = {line["locator"]: line["code"] for line in home.json("rejects", "list")}
    assert codes["nul.txt"] in {"empty", "unsupported"}
    assert codes["cut.pdf"] == "malformed"
    assert codes["line.txt"] == "too_large"
    assert "good.txt" not in codes
    assert report["new"] >= 1
