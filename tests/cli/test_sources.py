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
    polite = ("--pause-seconds", "0", "--allowed-host", "127.0.0.1")
    said = ("--kind", "feed", "--publisher", "The Valley", *polite)
    added = dateline(tmp_path, "sources", "add", "valley", location, *said)
    assert (added.returncode, added.stderr) == (0, "")
    (listed,) = json.loads(dateline(tmp_path, "sources", "list", "--json").stdout)
    assert (listed["name"], listed["kind"], listed["publisher"]) == ("valley", "feed", "The Valley")
    assert (listed["pause_seconds"], listed["allowed_hosts"]) == (0, ["127.0.0.1"])
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


def test_a_backfill_by_days_asks_for_no_page_of_another_day(
    tmp_path: Path, web_server: WebServer, database_url: str
) -> None:
    """One page is of another day by its address, one by what it says itself, one by the change its listing tells."""
    dated = b"<html lang=en><meta property='article:published_time' content='%s'>" + PAGE
    web_server.say("/2024/05/17/a", dated % b"2024-05-17T08:00:00Z")
    web_server.say("/b", dated.replace(b"Gate left open", b"Gate closed") % b"2019-01-01T08:00:00Z")
    changed = {"/2023/01/01/x": "2025-01-01", "/2024/05/17/a": "2025-01-01", "/b": "2025-01-01", "/c": "2020-01-01"}
    urls = "".join(f"<url><loc>{web_server.url(at)}</loc><lastmod>{day}</lastmod></url>" for at, day in changed.items())
    location = web_server.say("/sitemap", f"<urlset>{urls}</urlset>".encode())
    may = (location, "--since", "2024-05-01", "--until", "2024-05-31", "--json")
    listed = dateline(tmp_path, "ingest", *may, "--dry-run")
    assert [json.loads(line)["place"] for line in listed.stdout.splitlines()] == [
        web_server.url("/2024/05/17/a"),
        web_server.url("/b"),
    ]
    assert not (tmp_path / "raw").exists(), "a dry run keeps nothing"
    done = json.loads(dateline(tmp_path, "ingest", *may, DATABASE_URL=database_url).stdout)
    assert (done["found"], done["new"]) == (1, 1)
    assert {"/2023/01/01/x", "/c"}.isdisjoint(web_server.paths)
    web_server.say("/2023/01/01/x", status=404)
    web_server.say("/c", status=404)
    rest = json.loads(dateline(tmp_path, "ingest", location, "--json", DATABASE_URL=database_url).stdout)
    assert (rest["duplicate"], rest["same"], rest["rejected"]) == (1, 1, 2), (
        "what was passed over is found the next time"
    )


def test_a_run_takes_no_more_than_it_is_told(tmp_path: Path, database_url: str) -> None:
    done = dateline(tmp_path, "ingest", str(SAMPLE / "text"), "--limit", "2", "--json", DATABASE_URL=database_url)
    assert json.loads(done.stdout)["found"] == 2
    wrong = dateline(tmp_path, "ingest", str(SAMPLE), "--since", "2024-05-02", "--until", "2024-05-01")
    assert (wrong.returncode, wrong.stderr) == (2, "--until 2024-05-01 is before --since 2024-05-02.\n")
