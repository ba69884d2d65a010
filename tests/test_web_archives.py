"""Archives and office files at addresses of the web: taken apart like files, found the same, found again."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import tarfile
from collections.abc import Callable
from email.message import EmailMessage
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


def _lines(*places: str) -> bytes:
    return b"\n".join(
        json.dumps(
            {"url": f"https://valley.example/{place.lower()}", "title": place, "text": story(place).decode()}
        ).encode()
        for place in places
    )


def _array(*places: str) -> bytes:
    return b"[" + _lines(*places).replace(b"\n", b",\n") + b"]"


def _message(*places: str) -> bytes:
    items = (
        f'<newsItem guid="urn:{place}"><inlineXML><body><p>{story(place).decode()}</p></body></inlineXML></newsItem>'
        for place in places
    )
    return f"<newsMessage>{''.join(items)}</newsMessage>".encode()


def _hits(*places: str) -> bytes:
    return b"\n\n".join(
        f"{number} of {len(places)} DOCUMENTS\n\n".encode() + story(place)
        for number, place in enumerate(places, start=1)
    )


def _mail(place: str, attached: str) -> bytes:
    made = EmailMessage()
    made["Subject"], made["From"] = f"News of {place}", "Jane Roe <jane@example.com>"
    made.set_content(story(place).decode())
    made.add_attachment(story(attached), maintype="text", subtype="plain", filename="more.txt")
    return made.as_bytes()


HOLDERS = {
    "/day.zip": (
        zipped({"brod.txt": story("Brod"), "in/kamen.html": page("Kamen")}),
        ["!/brod.txt", "!/in/kamen.html"],
    ),
    "/export.jsonl": (_lines("Lipa", "Vrh"), ["!/https://valley.example/lipa", "!/https://valley.example/vrh"]),
    "/export.json": (_array("Dol", "Gaj"), ["!/https://valley.example/dol", "!/https://valley.example/gaj"]),
    "/news.xml": (_message("Jela", "Klek"), ["!/urn:Jela", "!/urn:Klek"]),
    "/hits.txt": (_hits("Luka", "Most"), ["!/1", "!/2"]),
    "/mail.eml": (_mail("Polje", "Rijeka"), ["", "!/more.txt"]),
    "/page.html": (page("Selo"), [""]),
}


def _locators(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT locator FROM ops.document")).scalars())


@pytest.mark.parametrize("path", ["/export.jsonl", "/export.json", "/news.xml", "/hits.txt", "/mail.eml"])
def test_an_export_or_a_mail_at_an_address_is_taken_apart(
    web_server: WebServer, run: Callable[..., Report], engine: Engine, path: str
) -> None:
    body, members = HOLDERS[path]
    url = web_server.say_if_changed(path, body, etag='"1"')
    assert ended(run(url)) == {"new": len(members)}
    assert _locators(engine) == {url + member for member in members}
    assert ended(run(url)) == {"same": len(members)}
    assert web_server.paths == [path, path], "once a run, and the second time it says that nothing has changed"


def _feed(web_server: WebServer) -> Source:
    links = "".join(f"<item><link>{web_server.url(path)}</link></item>" for path in HOLDERS)
    body = f"<rss version='2.0'><channel>{links}</channel></rss>".encode()
    return Source(name="valley", kind="feed", location=web_server.say("/list", body))


def _sitemap(web_server: WebServer) -> Source:
    links = "".join(f"<url><loc>{web_server.url(path)}</loc></url>" for path in HOLDERS)
    body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{links}</urlset>".encode()
    return Source(name="valley", kind="sitemap", location=web_server.say("/list", body))


@pytest.mark.parametrize("listing", [_feed, _sitemap])
def test_what_a_listing_names_is_taken_apart(
    web_server: WebServer, run: Callable[..., Report], engine: Engine, listing: Callable[[WebServer], Source]
) -> None:
    for path, (body, _) in HOLDERS.items():
        web_server.say_if_changed(path, body, etag='"1"')
    source = listing(web_server)
    places = {web_server.url(path) + member for path, (_, members) in HOLDERS.items() for member in members}
    assert ended(run(source, batch_documents=2)) == {"new": len(places)}, "more members than a batch has documents"
    assert _locators(engine) == places
    assert ended(run(source, fetch_revisit_hours=0)) == {"same": len(places)}
    assert rejected(engine) == {}
    asked = [headers for path, headers in web_server.asked if path in HOLDERS]
    assert [headers.get("If-None-Match") for headers in asked] == [None] * len(HOLDERS) + ['"1"'] * len(HOLDERS)
    changed = zipped({"brod.txt": story("Brod"), "sova.txt": story("Sova")})
    web_server.say_if_changed("/day.zip", changed, etag='"2"')
    assert ended(run(source, fetch_revisit_hours=0)) == {"new": 1, "same": len(places) - 1}


def test_limits_hold_for_what_a_listing_names(
    web_server: WebServer, run: Callable[..., Report], engine: Engine
) -> None:
    for path, (body, _) in HOLDERS.items():
        web_server.say(path, body)
    web_server.say("/news.xml", _tar("Sova")[:-20])
    assert ended(run(_feed(web_server), archive_members=1)) == {"new": 7, "rejected": 5}
    said = rejected(engine)
    limited = ("/day.zip", "/export.jsonl", "/export.json", "/hits.txt")
    assert {place: code for place, (code, _) in said.items()} == {
        **{web_server.url(path): "too_large" for path in limited},
        web_server.url("/news.xml"): "malformed",
    }
    assert all("DATELINE_ARCHIVE_MEMBERS (1)" in said[web_server.url(path)][1] for path in limited)


def test_extract_opens_what_a_listing_names(tmp_path: Path, web_server: WebServer) -> None:
    for path, (body, _) in HOLDERS.items():
        web_server.say(path, body)
    shown = dateline(tmp_path, "extract", _feed(web_server).location, "--json").stdout.splitlines()
    assert [json.loads(line)["path"] for line in shown] == [
        web_server.url(path) + member for path, (_, members) in HOLDERS.items() for member in members
    ]


def test_a_feed_that_was_compressed_is_still_a_feed(web_server: WebServer, run: Callable[..., Report]) -> None:
    web_server.say("/a", page("Vrh"))
    feed = f"<rss version='2.0'><channel><item><link>{web_server.url('/a')}</link></item></channel></rss>"
    location = web_server.say("/feed.gz", gzip.compress(feed.encode()))
    assert ended(run(Source(name="valley", kind="feed", location=location))) == {"new": 1}


def test_extract_prints_members_by_their_address(tmp_path: Path, web_server: WebServer) -> None:
    url = web_server.say("/day.zip", zipped({"brod.txt": story("Brod"), "lipa.txt": story("Lipa")}))
    shown = [json.loads(line) for line in dateline(tmp_path, "extract", url, "--json").stdout.splitlines()]
    assert [one["path"] for one in shown] == [f"{url}!/brod.txt", f"{url}!/lipa.txt"]
