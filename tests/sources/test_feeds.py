"""Feeds, sitemaps and lists of feeds as bytes: which addresses, with which claims, and what is refused."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.records import ClaimField, Found, Origin, Source
from etl.sources.feeds import read_feed, read_instant
from etl.sources.listings import Listing, ListingLimits, find, kind_of, read_listing
from etl.sources.sitemaps import read_opml, read_sitemap

HERE = "https://news.example/list"

RSS = b"""<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>
<item><title>Caf\xe9 closes &amp; opens</title><link>/a#top</link><pubDate>Tue, 03 Mar 2026 10:00:00 +0100</pubDate>
<dc:creator>Iva Benda</dc:creator></item>
<item><title>No address</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example/"><title>News</title>
<entry><title>Café closes</title><link href="a"/><published>2026-03-03T09:00:00Z</published>
<updated>2026-03-04T09:00:00Z</updated><author><name>Iva Benda</name></author></entry></feed>""".encode()
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "/a", "title": "Café closes", "authors": [{"name": "Iva Benda"}, 7]},
            {"id": "2", "date_published": "2026-03-03T09:00:00Z"},
            "odd",
        ],
    }
).encode()
NEWS = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://news.example/a </loc>
<lastmod>2026-03-03</lastmod><news:news><news:publication><news:name>The Valley</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2026-03-02T08:00:00+01:00</news:publication_date>
<news:title>Gate left open</news:title></news:news></url></urlset>"""
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>&b;</loc></url></urlset>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><urlset><url><loc>&a;</loc></url></urlset>'


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, "feed"),
        (ATOM, "feed"),
        (JSON, "feed"),
        (b'<rdf:RDF xmlns="http://purl.org/rss/1.0/">', "feed"),
        (b"\xef\xbb\xbf\n<!-- made by hand --><?xml version='1.0'?><?xml-stylesheet href='a'?><rss>", "feed"),
        ("<?xml version='1.0' encoding='utf-16'?><rss>".encode("utf-16"), "feed"),
        (NEWS, "sitemap"),
        (b"<sitemapindex>", "sitemap"),
        (b"<opml version='2.0'>", "opml"),
        (b"<!doctype html><html><p>about rss", "web"),
        (b'{"@type": "NewsArticle"}', "web"),
        (b"An article about <rss> feeds", "web"),
        (b"%PDF-1.7", "web"),
        (b"", "web"),
    ],
)
def test_the_content_says_what_an_address_holds(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


@pytest.mark.parametrize(
    ("body", "url", "title"),
    [
        (RSS, "https://news.example/a", "Café closes & opens"),
        (ATOM, "https://other.example/a", "Café closes"),
        (JSON, "https://news.example/a", "Café closes"),
    ],
)
def test_an_item_has_an_address_and_claims(body: bytes, url: str, title: str) -> None:
    (item,) = read_feed(body, url=HERE)
    claims = {claim.field: claim.text for claim in item.claims}
    assert item.url == url
    assert (claims[ClaimField.TITLE], claims[ClaimField.AUTHOR]) == (title, "Iva Benda")
    assert {claim.origin for claim in item.claims} == {Origin.FEED}


def test_moments_of_an_item() -> None:
    (rss,) = read_feed(RSS, url=HERE)
    assert rss.modified_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert [c.text for c in rss.claims if c.field is ClaimField.PUBLISHED] == ["Tue, 03 Mar 2026 10:00:00 +0100"]
    (atom,) = read_feed(ATOM, url=HERE)
    assert atom.modified_at == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert read_instant("soon") is None


def test_a_news_sitemap_says_who_published_what_when() -> None:
    (item,) = read_sitemap(NEWS, url=HERE).items
    assert (item.url, item.modified_at) == ("https://news.example/a", datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC))
    assert {claim.field: claim.text for claim in item.claims} == {
        ClaimField.TITLE: "Gate left open",
        ClaimField.PUBLISHED: "2026-03-02T08:00:00+01:00",
        ClaimField.PUBLISHER: "The Valley",
        ClaimField.LANGUAGE: "en",
    }


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, b"<urlset><url>", b"<urlset>" + b"\x00", b"<urlset>&nbsp;</urlset>"])
def test_unsound_xml_is_refused(body: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        read_sitemap(body, url=HERE)
    assert raised.value.code is RejectionCode.MALFORMED


def test_a_feed_opens_no_file_whatever_it_looks_like() -> None:
    for body in (b"/etc/hostname", b"file:///etc/hostname", b"http://127.0.0.1:1/feed"):
        with pytest.raises(Unreadable):
            read_feed(body, url=HERE)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<rss>" + bytes(10_000_001), RejectionCode.TOO_LARGE),
        (b"<rss><item " + b"a='b' " * 100_000 + b"/>", RejectionCode.MALFORMED),
        (b"<rss><item " + b"a='b' " * 100_000, RejectionCode.MALFORMED),
    ],
)
def test_a_feed_that_would_cost_minutes_is_refused(body: bytes, code: RejectionCode) -> None:
    with pytest.raises(Unreadable) as raised:
        read_feed(body, url=HERE)
    assert raised.value.code is code


def test_a_list_of_feeds_gives_each_once() -> None:
    body = (
        b"<opml><body><outline text='a'><outline xmlUrl='/f'/><outline xmlUrl='/f'/></outline><outline/></body></opml>"
    )
    assert read_opml(body, url=HERE) == ("https://news.example/f",)


def listed(kind: str, bodies: Mapping[str, bytes]) -> list[Found]:
    """What a source leads to when the web is `bodies`, whose first is asked first."""

    def ask(url: str) -> Listing:
        if url not in bodies:
            raise Unavailable(f"{url} is away.")
        return read_listing(bodies[url], url)

    return list(find(Source(name="s", kind=kind, location=next(iter(bodies))), ask))


def index(*places: str) -> bytes:
    inside = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
    return f"<sitemapindex>{inside}</sitemapindex>".encode()


def test_an_index_is_followed_and_a_missing_sitemap_is_told() -> None:
    found = listed(
        "sitemap",
        {"http://n.example/i": index("/packed.gz", "/away", "/i"), "http://n.example/packed.gz": gzip.compress(NEWS)},
    )
    assert [(one.locator, one.failure is None) for one in found] == [
        ("https://news.example/a", True),
        ("http://n.example/away", False),
    ]


def test_indexes_in_indexes_end() -> None:
    deep = {f"http://n.example/{n}": index(f"/{n + 1}") for n in range(10)}
    found = listed("sitemap", deep)
    assert [one.locator for one in found] == [f"http://n.example/{ListingLimits().sitemap_depth}"]
    assert isinstance(found[0].failure, Unreadable)
    assert found[0].failure.code is RejectionCode.TOO_LARGE


def test_an_endless_feed_is_cut_and_told() -> None:
    most = ListingLimits().feed_items
    items = b"".join(b"<item><link>http://n.example/%d</link></item>" % n for n in range(most + 1))
    found = listed("feed", {"http://n.example/f": b"<rss version='2.0'><channel>" + items + b"</channel></rss>"})
    assert len(found) == most + 1
    assert isinstance(found[-1].failure, Unreadable)
    assert found[-1].failure.code is RejectionCode.TOO_LARGE


@pytest.mark.parametrize(
    ("kind", "body"), [("feed", b"<html><p>moved"), ("sitemap", RSS), ("web", gzip.compress(RSS)[:-9])]
)
def test_what_is_not_what_it_should_be_stands_for_itself(kind: str, body: bytes) -> None:
    (found,) = listed(kind, {"http://n.example/x": body})
    assert isinstance(found.failure, Unreadable)


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [b"", b"<rss>", b"<urlset>", b"<opml>", b'{"version":"jsonfeed.org/version/1", "items":', RSS, NEWS]
    ),
)
def test_any_bytes_end_as_documents_or_a_refusal(noise: bytes, head: bytes) -> None:
    assert len(listed("web", {"http://n.example/x": head + noise})) <= 2
