"""`dateline sources` and addresses of the web on the command line, as a user types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ingest import SAMPLE
from tests.webserver import WebServer

PAGE = b"<html lang=en><h1>Gate left open</h1><article><p>The old gate on the river Brevna stood open for nine hours on Tuesday, and nobody closed it. The valley below was not warned.</p></article></html>"  # noqa: E501


def dateline(folder: Path, *arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command, with some bytes on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "DATELINE_RAW_DIR": str(folder / "raw"),
            "DATELINE_SOURCES_FILE": str(folder / "sources.toml"),
            "DATELINE_MENTIONS": "false",
            "DATELINE_FETCH_ALLOWED_HOSTS": '["127.0.0.1"]',
            "DATELINE_FETCH_PAUSE_SECONDS": "0",
            **environment,
        },
        cwd=SAMPLE.parents[1],
        input=given.decode("utf-8", "surrogateescape"),
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )


def test_a_source_is_added_listed_checked_and_ingested(
    tmp_path: Path, web_server: WebServer, database_url: str
) -> None:
    web_server.say("/a", PAGE)
    feed = f"<rss version='2.0'><channel><item><link>{web_server.url('/a')}</link></item></channel></rss>"
    location = web_server.say("/feed", feed.encode())
    assert dateline(tmp_path, "sources", "list").returncode == 2, "there is no list yet"
    added = dateline(tmp_path, "sources", "add", "valley", location, "--kind", "feed", "--publisher", "The Valley")
    assert (added.returncode, added.stderr) == (0, "")
    (listed,) = json.loads(dateline(tmp_path, "sources", "list", "--json").stdout)
    assert (listed["name"], listed["kind"], listed["publisher"]) == ("valley", "feed", "The Valley")
    (checked,) = json.loads(dateline(tmp_path, "sources", "check", "valley", "--json").stdout)
    assert checked == {"name": "valley", "documents": 1, "problem": None}
    done = dateline(tmp_path, "ingest", "--source", "valley", "--json", DATABASE_URL=database_url)
    assert (done.returncode, json.loads(done.stdout)["new"]) == (0, 1), done.stderr
    web_server.say("/feed", status=404)
    rejected = dateline(tmp_path, "ingest", "--source", "valley", DATABASE_URL=database_url)
    assert rejected.returncode == 1
    assert dateline(tmp_path, "sources", "check").returncode == 1
    web_server.say("/feed", feed.encode())
    again = dateline(tmp_path, "rejects", "retry", "--json", DATABASE_URL=database_url)
    assert json.loads(again.stdout)["same"] == 1, again.stderr
    web_server.say("/feed", status=404)
    assert dateline(tmp_path, "sources", "check").returncode == 1


def test_extract_reads_an_address_without_a_database(tmp_path: Path, web_server: WebServer) -> None:
    done = dateline(tmp_path, "extract", web_server.say("/a", PAGE), web_server.url("/gone"), "--json")
    article, gone = (json.loads(line) for line in done.stdout.splitlines())
    assert (article["title"], article["path"]) == ("Gate left open", web_server.url("/a"))
    assert gone["rejected"]["code"] == "vanished"
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize(("arguments", "said"), [((), "Nothing is named"), (("--source", "x"), "sources.toml")])
def test_what_cannot_be_ingested_says_so(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = dateline(tmp_path, "ingest", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
