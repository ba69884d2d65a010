"""The web through the whole pipeline: pages, feeds, sitemaps and lists of feeds into the database, and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import Engine, text

from etl.records import Report, Source, Verdict
from etl.settings import Settings
from tests.ingest import Ingest
from tests.webserver import WebServer

Run = Callable[..., Report]

STORY = (
    "The old gate on the river Brevna stood open for nine hours on Tuesday, and nobody closed it. "
    "The valley below was not warned, and two villages woke to water in their streets. "
    "An engineer said the alarm had been switched off a week before, for repairs that never began."
)


FERRY = (
    "A ferry with forty passengers ran onto a sandbank off the island of Merrin on Monday evening, the coastguard "
    "said. All of them were brought ashore before midnight, and nobody was hurt in the fog."
)


def page(title: str = "Gate left open", said: str = STORY, head: str = "") -> bytes:
    body = "".join(f"<p>{said}</p>" for said in said.split("|"))
    top = f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
    return f"{top}<body><article><h1>{title}</h1>{body}</article></body></html>".encode()


@pytest.fixture
def web_settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"fetch_allowed_hosts": ("127.0.0.1",), "fetch_pause_seconds": 0.0})


@pytest.fixture
def run(web_settings: Settings, ingest: Ingest) -> Run:
    """Ingest these sources, or addresses."""

    return partial(ingest.places, settings=web_settings)


def ended(report: Report) -> dict[str, int]:
    return {verdict.value: count for verdict, count in report.counts.items() if count}


def fetch_of(engine: Engine, url: str) -> dict[str, object]:
    with engine.connect() as connection:
        return dict(connection.execute(text("SELECT * FROM ops.fetch WHERE url = :url"), {"url": url}).mappings().one())


def test_a_page_is_loaded_with_the_way_to_it(web_server: WebServer, run: Run, engine: Engine) -> None:
    web_server.say("/story", page(), headers={"ETag": '"1"', "Content-Type": "text/html"})
    web_server.redirect("/b", "/story")
    asked = web_server.redirect("/a", "/b")
    assert ended(run(asked)) == {"new": 1}
    known = fetch_of(engine, asked)
    assert known["final_url"] == web_server.url("/story")
    assert known["redirects"] == web_server.url("/b")
    assert (known["status"], known["etag"], known["content_type"]) == (200, '"1"', "text/html")
    assert web_server.paths == ["/a", "/b", "/story"], "asked once, although it was looked whether it lists others"
    with engine.connect() as connection:
        (article,) = connection.execute(
            text("SELECT a.url, v.headline FROM news.article a JOIN news.article_version v USING (article_id)")
        )
    assert article.headline == "Gate left open"
    assert article.url.endswith("/story")


def test_what_has_not_changed_is_neither_sent_nor_read_again(web_server: WebServer, run: Run, engine: Engine) -> None:
    url = web_server.say_if_changed("/story", page(), etag='"1"')
    assert ended(run(url)) == {"new": 1}
    assert ended(run(url)) == {"same": 1}
    assert fetch_of(engine, url)["status"] == 304
    web_server.say_if_changed("/story", page(said=STORY.replace("nine", "eleven")), etag='"2"')
    assert ended(run(url)) == {"changed": 1}
    assert fetch_of(engine, url)["etag"] == '"2"'


@pytest.mark.parametrize(
    ("charset", "content_type"),
    [
        ("windows-1250", "text/html; charset=windows-1250"),
        ("koi8-r", 'text/html; charset="koi8-r"'),
        ("utf-8", "text/html; charset=latin-1"),
    ],
)
def test_the_charset_a_server_names_is_used_unless_the_bytes_say_otherwise(
    web_server: WebServer, run: Run, engine: Engine, charset: str, content_type: str
) -> None:
    title = "Ворота открыты" if charset == "koi8-r" else "Příliš žluťoučký kůň"
    body = page(title, STORY + f" {title}.").decode().encode(charset)
    assert ended(run(web_server.say("/a", body, headers={"Content-Type": content_type}))) == {"new": 1}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT headline FROM news.article_version")).scalars().all() == [title]


def rss(server: WebServer, *items: tuple[str, str, str]) -> bytes:
    listed = "".join(
        f"<item><title>{title}</title><link>{server.url(path)}</link><pubDate>{day}</pubDate></item>"
        for path, title, day in items
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Valley</title>{listed}</channel></rss>'.encode()
    )


DAY = "Tue, 03 Mar 2026 10:00:00 GMT"


def test_a_feed_gives_its_items_and_what_it_says_of_them(web_server: WebServer, run: Run, engine: Engine) -> None:
    web_server.say("/a", page("Gate left open"))
    web_server.say("/b", page("Ferry on a sandbank", FERRY))
    feed = web_server.say(
        "/feed", rss(web_server, ("/a", "Gate left open", DAY), ("/b", "Ferry", DAY), ("/a", "again", DAY))
    )
    assert ended(run(feed)) == {"new": 2}
    assert web_server.paths == ["/feed", "/a", "/b"]
    with engine.connect() as connection:
        days = connection.execute(text("SELECT DISTINCT date_published FROM news.article_version")).scalars().all()
    assert days == [date(2026, 3, 3)], "the pages say nothing of a day"
    assert ended(run(feed)) == {"same": 2}
    assert web_server.paths == ["/feed", "/a", "/b", "/feed"], "the feed says that nothing is newer than the fetch"


def test_one_bad_address_costs_itself_alone(web_server: WebServer, run: Run, engine: Engine) -> None:
    web_server.say("/robots.txt", b"User-agent: *\nDisallow: /private")
    web_server.say("/a", page())
    web_server.say("/private", page())
    web_server.say("/busy", status=503, headers={"Retry-After": "3600"})
    web_server.redirect("/trap", "http://169.254.169.254/latest/meta-data")
    items = [(path, "x", DAY) for path in ("/a", "/gone", "/private", "/busy", "/trap")]
    feed = web_server.say("/feed", rss(web_server, *items))
    assert ended(run(feed)) == {"new": 1, "rejected": 3, "waiting": 1}
    with engine.connect() as connection:
        codes = connection.execute(text("SELECT code FROM ops.rejection WHERE is_open ORDER BY code")).scalars().all()
    assert codes == ["refused_address", "robots", "vanished"]
    web_server.say("/busy", page("Ferry on a sandbank", FERRY))
    assert run(feed).counts[Verdict.WAITING] == 0


def test_a_listing_that_fails_is_accounted_for_until_it_is_back(
    web_server: WebServer, run: Run, engine: Engine
) -> None:
    feed = Source(name="valley", kind="feed", location=web_server.url("/feed"))
    assert ended(run(feed)) == {"rejected": 1}, "404"
    web_server.say("/feed", b"<rss version='2.0'>")
    web_server.say("/feed", b"<p>no feed any more</p>")
    assert ended(run(feed)) == {"rejected": 1}
    web_server.say("/feed", status=503, headers={"Retry-After": "3600"})
    assert ended(run(feed)) == {"waiting": 1}
    web_server.say("/a", page())
    web_server.say("/feed", rss(web_server, ("/a", "Gate left open", DAY)))
    assert ended(run(feed)) == {"new": 1}
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM ops.rejection WHERE is_open")).scalar_one() == 0


def open_rejections(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        statement = "SELECT d.locator FROM ops.rejection JOIN ops.document AS d USING (document_id) WHERE is_open"
        return set(connection.execute(text(statement)).scalars())


def test_a_page_that_stays_rejected_is_not_forgotten(web_server: WebServer, run: Run, engine: Engine) -> None:
    url = web_server.say("/login", b"<!doctype html><form><label>Password</label><input></form>")
    assert ended(run(url)) == {"rejected": 1}
    assert ended(run(url)) == {"same": 1}
    assert open_rejections(engine) == {url}


def test_an_address_may_become_a_listing(web_server: WebServer, run: Run, engine: Engine) -> None:
    url = web_server.say("/", b"<!doctype html><form><label>Password</label><input></form>")
    late = web_server.url("/late")
    assert ended(run(url, late)) == {"rejected": 2}
    web_server.say("/a", page())
    feed = f"<rss version='2.0'><channel><item><link>{web_server.url('/a')}</link></item></channel></rss>".encode()
    web_server.say("/", feed)
    web_server.say("/late", feed)
    assert ended(run(url)) == {"new": 1}
    assert ended(run(url)) == {"same": 1}
    assert ended(run(late)) == {"duplicate": 1}
    assert ended(run(late)) == {"same": 1}
    assert open_rejections(engine) == set()


def test_patterns_choose_among_what_is_listed(web_server: WebServer, run: Run) -> None:
    web_server.say("/news/a", page())
    feed = web_server.say(
        "/feed", rss(web_server, ("/news/a", "x", DAY), ("/sport/b", "x", DAY), ("/news/live/c", "x", DAY))
    )
    source = Source(name="valley", kind="feed", location=feed, include=("*/news/*",), exclude=("*/live/*",))
    assert ended(run(source)) == {"new": 1}


def test_a_host_that_a_source_names_is_reached_by_this_source_alone(
    web_server: WebServer, run: Run, web_settings: Settings, ingest: Ingest
) -> None:
    url = web_server.say("/a", page())
    strict = web_settings.model_copy(update={"fetch_allowed_hosts": ()})
    named = Source(name="named", kind="web", location=url, allowed_hosts=("127.0.0.1",))
    report = ingest.places(named, Source(name="unnamed", kind="web", location=url), settings=strict)
    assert ended(report) == {"new": 1, "rejected": 1}


def test_the_operators_word_about_a_source_reaches_the_article(web_server: WebServer, run: Run, engine: Engine) -> None:
    source = Source(name="valley", kind="web", location=web_server.say("/a", page()))
    run(replace(source, publisher="The Valley Herald", domain="valleyherald.example", country="GB"))
    with engine.connect() as connection:
        names = connection.execute(text("SELECT name FROM news.publication")).scalars().all()
    assert names == ["The Valley Herald"]
