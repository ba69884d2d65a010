"""Archives and office files at addresses of the web: taken apart like files, found the same, found again."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from etl.find import find_again
from etl.records import Report, Source
from etl.settings import Settings
from etl.sources import source_of
from tests.cli.test_sources import dateline
from tests.formats.made import docx_sample
from tests.ingest import Ingest
from tests.sources.unpacking import Page, warc
from tests.stories import page, story, zipped
from tests.test_objects import ended, rejected
from tests.webserver import WebServer


@pytest.fixture
def open_settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"fetch_allowed_hosts": ("127.0.0.1",), "fetch_pause_seconds": 0.0})


@pytest.fixture
def run(open_settings: Settings, ingest: Ingest) -> Callable[..., Report]:
    return lambda *places, **changed: ingest.places(*places, settings=open_settings.model_copy(update=changed))


def _tar(*places: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for place in places:
            info = tarfile.TarInfo(f"news/{place.lower()}.txt")
            info.size = len(story(place))
            archive.addfile(info, io.BytesIO(story(place)))
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "members"),
    [
        (zipped({"brod.txt": story("Brod"), "in/kamen.html": page("Kamen")}), {"!/brod.txt", "!/in/kamen.html"}),
        (_tar("Lipa"), {"!/news/lipa.txt"}),
        (gzip.compress(page("Vrh")), {"!/all"}),
        (lzma.compress(story("Vrh")), {"!/all"}),
        (warc([Page(url="https://herald.example/vrh", body=page("Vrh"))], gzip=True), {"!/https://herald.example/vrh"}),
        (
            b"From a@b.example Mon Mar  2 10:00:00 2026\nMessage-ID: <1@b.example>\n\n" + story("Vrh"),
            {"!/1@b.example"},
        ),
        (docx_sample(), {""}),
    ],
    ids=["zip", "tar.gz", "gz", "xz", "warc.gz", "mbox", "docx"],
)
def test_an_archive_at_an_address_becomes_its_members(
    web_server: WebServer, run: Callable[..., Report], engine: Engine, body: bytes, members: set[str]
) -> None:
    url = web_server.say_if_changed("/all", body, etag='"1"')
    assert ended(run(url)) == {"new": len(members)}
    with engine.connect() as connection:
        locators = set(connection.execute(text("SELECT locator FROM ops.document")).scalars())
        urls = set(connection.execute(text("SELECT url FROM news.article WHERE url IS NOT NULL")).scalars())
    assert locators == {url + member for member in members}
    assert urls <= {"https://herald.example/vrh", url.replace("http:", "https:")}
    assert ended(run(url)) == {"same": len(members)}
    assert web_server.paths == ["/all", "/all"], "once a run, and the second time it says that nothing has changed"


def test_an_archive_that_is_damaged_is_rejected_until_it_is_mended(
    web_server: WebServer, run: Callable[..., Report], engine: Engine
) -> None:
    body = zipped({"brod.txt": story("Brod"), "lipa.txt": story("Lipa")})
    url = web_server.say("/day.zip", body[:-40])
    assert ended(run(url)) == {"rejected": 1}
    assert rejected(engine)[url][0] == "malformed"
    assert ended(run(url)) == {"rejected": 1}
    web_server.say("/day.zip", body)
    assert ended(run(url)) == {"new": 2}
    assert ended(run(url)) == {"same": 2}
    assert rejected(engine) == {}


def test_limits_of_archives_hold_for_those_of_the_web(
    web_server: WebServer, run: Callable[..., Report], engine: Engine
) -> None:
    many = web_server.say("/many.tar.gz", _tar("Lipa", "Vrh"))
    large = web_server.say("/large.zip", zipped({"noise.txt": bytes(range(256)) * 40}))
    assert ended(run(many, archive_members=1)) == {"new": 1, "rejected": 1}
    assert ended(run(large, fetch_wire_bytes=100)) == {"rejected": 1}
    said = rejected(engine)
    assert {place: code for place, (code, _) in said.items()} == {many: "too_large", large: "too_large"}
    assert "DATELINE_ARCHIVE_MEMBERS" in said[many][1]


def test_a_member_of_an_archive_of_the_web_is_found_again(web_server: WebServer, open_settings: Settings) -> None:
    url = web_server.say("/day.zip", zipped({"brod.txt": story("Brod"), "lipa.txt": story("Lipa")}))
    source = source_of(url)

    def again(*places: str) -> dict[str, bool]:
        return {one.locator: one.failure is None for one in find_again(source, places, open_settings)}

    assert again(f"{url}!/lipa.txt") == {f"{url}!/lipa.txt": True}
    assert again(url) == {f"{url}!/brod.txt": True, f"{url}!/lipa.txt": True}
    assert again(f"{url}!/absent.txt") == {f"{url}!/absent.txt": False}
    strange = web_server.say("/a", page("Vrh")) + "#!/b"
    assert [one.locator for one in find_again(source_of(strange), [strange], open_settings)] == [strange]


def test_a_feed_that_was_compressed_is_still_a_feed(web_server: WebServer, run: Callable[..., Report]) -> None:
    web_server.say("/a", page("Vrh"))
    feed = f"<rss version='2.0'><channel><item><link>{web_server.url('/a')}</link></item></channel></rss>"
    location = web_server.say("/feed.gz", gzip.compress(feed.encode()))
    assert ended(run(Source(name="valley", kind="feed", location=location))) == {"new": 1}


def test_extract_prints_members_by_their_address(tmp_path: Path, web_server: WebServer) -> None:
    url = web_server.say("/day.zip", zipped({"brod.txt": story("Brod"), "lipa.txt": story("Lipa")}))
    shown = [json.loads(line) for line in dateline(tmp_path, "extract", url, "--json").stdout.splitlines()]
    assert [one["path"] for one in shown] == [f"{url}!/brod.txt", f"{url}!/lipa.txt"]
