"""Each limit on what is read: there is a setting for it, and who hits it is told its name."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from etl.bring import bring_all, open_web
from etl.errors import Unreadable
from etl.find import find
from etl.read import read_batch
from etl.records import ClaimField, Found, Source
from etl.settings import Settings
from etl.sources import files, source_of
from etl.unpack import unpack
from etl.workers import read_options
from tests.formats.made import docx_sample
from tests.ingest import SAMPLE
from tests.stories import page, story, zipped
from tests.webserver import WebServer

Limited = Callable[..., Settings]
ONE_PDF = SAMPLE / "pdf" / "first-pile.pdf"


@pytest.fixture
def limited(plain_settings: Settings) -> Limited:
    web = {"fetch_allowed_hosts": ("127.0.0.1",), "fetch_pause_seconds": 0.0}
    return lambda **limits: plain_settings.model_copy(update={**web, **limits})


def _said_of(documents: Iterator[Found] | list[Found], settings: Settings) -> list[str]:
    """What is said of documents that are rejected, in whatever way."""
    said, alive = [], []
    for found in documents:
        alive += [] if found.failure else [found]
        said += (
            [f"{found.failure.code.value}: {found.failure.message}"] if isinstance(found.failure, Unreadable) else []
        )
    read = read_batch(alive, read_options(settings, keep=False))
    return said + [f"{one.code.value}: {one.detail}" for one in read.rejected]


@pytest.mark.parametrize(
    ("name", "body", "limits", "setting"),
    [
        ("a.txt", story("Brod"), {"document_bytes": 100}, "DATELINE_DOCUMENT_BYTES (100)"),
        ("a.txt", story("Brod"), {"text_characters": 100}, "DATELINE_TEXT_CHARACTERS (100)"),
        ("a.html", page("Brod"), {"text_characters": 100}, "DATELINE_TEXT_CHARACTERS (100)"),
        ("a.pdf", ONE_PDF.read_bytes(), {"pdf_pages": 1}, "DATELINE_PDF_PAGES (1)"),
        ("a.docx", docx_sample(), {"markup_bytes": 99}, "DATELINE_MARKUP_BYTES (99)"),
        ("a.zip", zipped({"a.txt": story("Brod")}), {"archive_member_bytes": 99}, "DATELINE_ARCHIVE_MEMBER_BYTES (99)"),
        ("a.zip", zipped({"a.txt": story("Brod")}), {"archive_total_bytes": 99}, "DATELINE_ARCHIVE_TOTAL_BYTES (99)"),
        ("a.zip", zipped({"a": b"", "b": b"", "c": b""}), {"archive_members": 2}, "DATELINE_ARCHIVE_MEMBERS (2)"),
        ("a.zip", zipped({"a.zip": zipped({"a": b"a"})}), {"archive_depth": 1}, "DATELINE_ARCHIVE_DEPTH (1)"),
        ("a.zip", zipped({"a": bytes(1_100_000)}), {"archive_ratio": 9}, "DATELINE_ARCHIVE_RATIO (9)"),
    ],
)
def test_of_files(
    tmp_path: Path, limited: Limited, name: str, body: bytes, limits: dict[str, int], setting: str
) -> None:
    (tmp_path / name).write_bytes(body)
    listed = files.find(files.source_of(str(tmp_path)))
    settings = limited(**limits)
    said = _said_of(unpack(listed, settings), settings)
    assert [one for one in said if one.startswith("too_large: ") and setting in one], said


def _feed(web_server: WebServer) -> bytes:
    links = "".join(f"<item><link>{web_server.url(f'/{n}')}</link></item>" for n in range(3))
    return f"<rss version='2.0'><channel>{links}</channel></rss>".encode()


def _sitemap(web_server: WebServer) -> bytes:
    links = "".join(f"<url><loc>{web_server.url(f'/{n}')}</loc></url>" for n in range(3))
    return f"<urlset>{links}</urlset>".encode()


def _packed(web_server: WebServer) -> bytes:
    return gzip.compress(_sitemap(web_server))


def _index(web_server: WebServer) -> bytes:
    return f"<sitemapindex><sitemap><loc>{web_server.url('/list')}</loc></sitemap></sitemapindex>".encode()


@pytest.mark.parametrize(
    ("listing", "kind", "limits", "setting", "taken"),
    [
        (_feed, "feed", {"feed_items": 2}, "DATELINE_FEED_ITEMS (2)", 2),
        (_feed, "feed", {"feed_items": 3}, None, 3),
        (_feed, "feed", {"feed_bytes": 100}, "DATELINE_FEED_BYTES (100)", 0),
        (_sitemap, "sitemap", {"sitemap_urls": 2}, "DATELINE_SITEMAP_URLS (2)", 2),
        (_sitemap, "sitemap", {"sitemap_urls": 3}, None, 3),
        (_sitemap, "sitemap", {"sitemap_bytes": 100}, "DATELINE_SITEMAP_BYTES (100)", 0),
        (_packed, "sitemap", {"sitemap_bytes": 100}, "DATELINE_SITEMAP_BYTES (100)", 0),
        (_index, "sitemap", {"sitemap_depth": 0}, "DATELINE_SITEMAP_DEPTH (0)", 0),
    ],
)
def test_of_listings(
    web_server: WebServer,
    limited: Limited,
    listing: Callable[[WebServer], bytes],
    kind: str,
    limits: dict[str, int],
    setting: str | None,
    taken: int,
) -> None:
    source = Source(name="valley", kind=kind, location=web_server.say("/listing", listing(web_server)))
    settings = limited(**limits)
    found = list(find([source], settings, web=open_web(settings, engine=None)))
    said = [one.failure.message for one in found if isinstance(one.failure, Unreadable)]
    assert len(found) - len(said) == taken
    assert len(said) == (setting is not None)
    assert all(str(setting) in one for one in said)


def test_of_addresses(web_server: WebServer, limited: Limited) -> None:
    long = web_server.say(f"/{'a' * 100}", page("Brod"))
    settings = limited(url_characters=len(long) - 1)
    web = open_web(settings, engine=None)
    (said,) = _said_of(bring_all(web, find([source_of(long)], settings, web=web)), settings)
    assert said == f"too_large: It has more characters than DATELINE_URL_CHARACTERS ({len(long) - 1})."
    moved = web_server.redirect("/b", long)
    (said,) = _said_of(bring_all(web, find([source_of(moved)], settings, web=web)), settings)
    assert "DATELINE_URL_CHARACTERS" in said


def test_of_redirects(web_server: WebServer, limited: Limited) -> None:
    settings = limited(fetch_redirects=0)
    web = open_web(settings, engine=None)
    moved = web_server.redirect("/moved", web_server.say("/there", page("Brod")))
    (said,) = _said_of(bring_all(web, find([source_of(moved)], settings, web=web)), settings)
    assert said == "http_error: There are more redirects than DATELINE_FETCH_REDIRECTS (0)."


def test_a_long_claim_of_a_feed_is_kept_whole(web_server: WebServer, limited: Limited) -> None:
    headline = "Rain " * 500 + "at last"
    item = f"<item><title>{headline}</title><link>{web_server.url('/1')}</link></item>"
    feed = web_server.say("/feed", f"<rss version='2.0'><channel>{item}</channel></rss>".encode())
    source, settings = Source(name="valley", kind="feed", location=feed), limited()
    (found,) = find([source], settings, web=open_web(settings, engine=None))
    assert [claim.text for claim in found.claims if claim.field is ClaimField.TITLE] == [headline]


def _article(**said: str) -> bytes:
    return json.dumps({"text": story("Brod").decode(), **said}).encode()


@pytest.mark.parametrize(
    ("said", "field", "limits", "setting"),
    [
        ({"title": "Rain " * 201}, ClaimField.TITLE, {}, "DATELINE_TITLE_CHARACTERS (1,000)"),
        ({"title": "Rain at last"}, ClaimField.TITLE, {"title_characters": 11}, "DATELINE_TITLE_CHARACTERS (11)"),
        ({"author": "Jane " * 60 + "Roe"}, ClaimField.AUTHOR, {}, "DATELINE_NAME_CHARACTERS (300)"),
        ({"author": "Ann Doe, Jane Roe"}, ClaimField.AUTHOR, {"name_characters": 8}, "DATELINE_NAME_CHARACTERS (8)"),
        ({"publisher": "Herald " * 44}, ClaimField.PUBLISHER, {}, "DATELINE_NAME_CHARACTERS (300)"),
        ({"url": f"https://a.example/{'b' * 2031}"}, ClaimField.URL, {}, "DATELINE_URL_CHARACTERS (2,048)"),
    ],
)
def test_of_what_a_document_says(
    tmp_path: Path, limited: Limited, said: dict[str, str], field: ClaimField, limits: dict[str, int], setting: str
) -> None:
    (tmp_path / "a.json").write_bytes(_article(**said))
    found = tuple(files.find(files.source_of(str(tmp_path))))
    (reading,) = read_batch(found, read_options(limited(**limits), keep=False)).articles
    article = reading.article
    (value,) = said.values()
    judged = [one.judgement for one in article.claims if one.field is field and one.text.split() == value.split()]
    assert judged == [f"longer than {setting}"], article.claims
    stored = (article.title, article.url, article.publisher, article.byline and article.byline.text)
    assert value.strip() not in stored


def test_a_long_name_is_whole_and_many_names_are_no_long_one(tmp_path: Path, limited: Limited) -> None:
    long = f"A{'a' * 139} B{'b' * 149}"
    for number, author in enumerate(
        (long, ", ".join(f"Jane Roe{chr(97 + n)}" for n in range(26)) + ", Ann " + "C" * 90)
    ):
        (tmp_path / f"{number}.json").write_bytes(_article(title="Rain", author=author))
    found = tuple(files.find(files.source_of(str(tmp_path))))
    one, many = read_batch(found, read_options(limited(), keep=False)).articles
    assert one.article.byline is not None
    assert [author.name for author in one.article.byline.authors] == [long]
    assert many.article.byline is not None
    assert len(many.article.byline.authors) == 27
