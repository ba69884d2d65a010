"""Archives and listings over which a process hung or died: remembered with their bytes, and tried again on demand."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from etl.cli.app import app
from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.records import Report, Source
from etl.settings import Settings
from etl.sources import files
from etl.unpack import unpack
from tests.ingest import Ingest
from tests.stories import page, story, zipped
from tests.test_objects import ended, rejected
from tests.webserver import WebServer


def article(place: str) -> str:
    return json.dumps({"title": place, "text": story(place).decode()})


def slow(*places: str) -> bytes:
    """An export whose first element is broken and full of objects, each of which may be the next element."""
    broken = '{"x": oops, "y": [0' + ',{"a": 1}' * 400_000 + "]}"
    return f"[{broken}, {', '.join(map(article, places))}]".encode()


def slow_feed(url: str) -> bytes:
    items = "<item><title>Rain</title></item>" * 40_000
    return f"<rss version='2.0'><channel><item><link>{url}</link></item>{items}</channel></rss>".encode()


@pytest.fixture
def run(plain_settings: Settings, plain_ingest: Ingest) -> Callable[..., Report]:
    web = {"fetch_allowed_hosts": ("127.0.0.1",), "fetch_pause_seconds": 0.0, "fetch_revisit_hours": 0.0}
    patient = plain_settings.model_copy(update={**web, "archive_seconds": 120, "parse_seconds": 120})
    return lambda *places, **changed: plain_ingest.places(*places, settings=patient.model_copy(update=changed))


def test_an_archive_that_hangs_is_not_tried_again_while_it_is_the_same(
    tmp_path: Path, run: Callable[..., Report], engine: Engine
) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.json"
    path.write_bytes(slow("Brod", "Lipa"))
    place = str(tmp_path / "in")
    assert ended(run(place, archive_seconds=1)) == {"rejected": 1}
    assert rejected(engine)["a.json"] == (
        "timeout",
        "For longer than DATELINE_ARCHIVE_SECONDS (1) nothing more was read of it.",
    )
    assert ended(run(place)) == {"same": 1}, "it would be read now, but nobody asked for it"
    assert ended(run(place, document_bytes=1000)) == {"same": 1}, "an archive may be larger than a document"
    assert set(rejected(engine)) == {"a.json"}
    path.write_bytes(f"[{article('Brod')}, {article('Lipa')}]".encode())
    assert ended(run(place)) == {"new": 2}
    assert rejected(engine) == {}
    assert ended(run(place)) == {"same": 2}


@pytest.mark.parametrize("is_listed", [False, True])
def test_so_is_one_of_the_web(
    web_server: WebServer, run: Callable[..., Report], engine: Engine, *, is_listed: bool
) -> None:
    url = web_server.say("/a.json", slow("Brod", "Lipa"))
    feed = f"<rss version='2.0'><channel><item><link>{url}</link></item></channel></rss>".encode()
    place = Source(name="valley", kind="feed", location=web_server.say("/feed", feed)) if is_listed else url
    assert ended(run(place, archive_seconds=1)) == {"rejected": 1}
    assert rejected(engine)[url][0] == "timeout"
    assert ended(run(place)) == {"same": 1}
    web_server.say("/a.json", zipped({"brod.txt": story("Brod")}))
    assert ended(run(place)) == {"new": 1}
    assert rejected(engine) == {}


def test_a_listing_that_hangs_is_not_tried_again_while_it_is_the_same(
    web_server: WebServer, run: Callable[..., Report], engine: Engine
) -> None:
    place = web_server.say("/a", page("Vrh"))
    source = Source(name="valley", kind="feed", location=web_server.say("/feed", slow_feed(place)))
    assert ended(run(source, parse_seconds=1)) == {"rejected": 1}
    assert rejected(engine)[source.location][0] == "timeout"
    assert ended(run(source)) == {"same": 1}
    assert set(rejected(engine)) == {source.location}
    web_server.say("/feed", f"<rss version='2.0'><channel><item><link>{place}</link></item></channel></rss>".encode())
    assert ended(run(source)) == {"new": 1}
    assert rejected(engine) == {}


@pytest.fixture
def dateline(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """The command, with so many seconds for an archive or a listing."""
    for name, value in {
        "DATABASE_URL": database_url,
        "DATELINE_RAW_DIR": str(tmp_path / "raw"),
        "DATELINE_SOURCES_FILE": str(tmp_path / "none.toml"),
        "DATELINE_MENTIONS": "false",
        "DATELINE_WORKERS": "1",
        "DATELINE_FETCH_ALLOWED_HOSTS": '["127.0.0.1"]',
        "DATELINE_FETCH_PAUSE_SECONDS": "0",
        "DATELINE_FETCH_REVISIT_HOURS": "0",
    }.items():
        monkeypatch.setenv(name, value)

    def invoke(*words: str, seconds: int) -> int:
        monkeypatch.setenv("DATELINE_ARCHIVE_SECONDS", str(seconds))
        monkeypatch.setenv("DATELINE_PARSE_SECONDS", str(seconds))
        return CliRunner().invoke(app, list(words)).exit_code

    return invoke


@pytest.mark.parametrize("words", [("rejects", "retry"), ("ingest", "--again")])
def test_who_asks_for_it_has_it_tried_again(
    tmp_path: Path, web_server: WebServer, dateline: Callable[..., int], engine: Engine, words: tuple[str, str]
) -> None:
    (tmp_path / "a.json").write_bytes(slow("Brod", "Lipa"))
    feed = web_server.say("/feed", slow_feed(web_server.say("/a", page("Vrh"))))
    places = (str(tmp_path / "a.json"), feed)
    assert dateline("ingest", *places, seconds=1) == 1
    assert {code for code, _ in rejected(engine).values()} == {"timeout"}
    assert dateline("ingest", *places, seconds=120) == 0, "nothing is new"
    assert len(rejected(engine)) == 2
    asked = places if "ingest" in words else ()
    assert dateline(*words, *asked, seconds=120) == 1, "one element is broken"
    assert list(rejected(engine)) == ["a.json!/1"]
    assert dateline("ingest", *places, seconds=120) == 1, "it is opened again by each run, and the element is broken"


def test_an_archive_whose_process_was_killed_is_read_once_more(tmp_path: Path, settings: Settings) -> None:
    body = zipped({f"{number}.txt": story("Brod") for number in range(3000)})
    (tmp_path / "a.zip").write_bytes(body)

    def killing(times: int) -> list[Unreadable | Unavailable | None]:
        """How members ended, the process that gives them being killed so often."""
        ended, seen = [], {process.pid for process in multiprocessing.active_children()}
        for one in unpack(files.find(files.source_of(str(tmp_path / "a.zip"))), settings):
            ended.append(one.failure)
            new = [process for process in multiprocessing.active_children() if process.pid not in seen]
            for process in new if times else ():
                process.kill()
                seen.add(process.pid)
                times -= 1
        return ended

    assert killing(1) == [None] * 3000
    *given, last = killing(2)
    assert set(given) == {None}
    assert isinstance(last, Unreadable)
    assert last.code is RejectionCode.PARSER_CRASHED
