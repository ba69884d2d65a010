"""Addresses: one form for comparing, the registered domain, the date in the path."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.urls import canonical_url, date_in_url, registered_domain

SAME = [
    ("http://Example.ORG", "https://example.org/", "scheme and host have no case, an empty path is the root"),
    ("https://example.org:443/a", "https://example.org/a", "the port is the scheme's own"),
    ("https://example.org:8443/a", "https://example.org:8443/a", "another port is another server"),
    ("https://example.org/a/", "https://example.org/a", "a slash at the end"),
    ("https://example.org/a#comments", "https://example.org/a", "a fragment is a place in the page"),
    ("https://example.org/a?utm_source=x&fbclid=1", "https://example.org/a", "tracking says nothing about the page"),
    (
        "https://example.org/a?id=7&utm_medium=mail",
        "https://example.org/a?id=7",
        "a parameter that names the page stays",
    ),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2", "the order of parameters"),
    ("https://example.org/%7Ejane/%c3%a9", "https://example.org/~jane/%C3%A9", "escapes of RFC 3986"),
    ("https://example.org/é", "https://example.org/%C3%A9", "a bare letter is its escape"),
    ("https://example.org/a/../b/./c", "https://example.org/b/c", "dot segments"),
    ("https://jane:secret@example.org/", "https://example.org/", "credentials are not part of the page"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/", "a name in another script is its IDNA form"),
    ("  https://example.org/a\n", "https://example.org/a", "white space around"),
    ("http://[2001:db8::1]:80/", "https://[2001:db8::1]/", "an IPv6 address keeps its brackets"),
    ("https://example.org./", "https://example.org/", "the dot of the root zone"),
]

NO_ADDRESS = [
    "",
    "http://",
    "http://[",
    "https://[::1",
    "ftp://example.org/",
    "mailto:jane@example.org",
    "example.org",
    "/a/b",
    "javascript:void(0)",
    "https://exa mple.org/",
    "https://example.org:port/",
    "https://.../",
    "https://\udc80/",
]


@pytest.mark.parametrize(("url", "expected", "why"), SAME)
def test_canonical_url(url: str, expected: str, why: str) -> None:
    assert canonical_url(url) == expected, why


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_what_is_no_web_address_is_none(url: str) -> None:
    assert canonical_url(url) is None


ADDRESSES = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.org", "EXAMPLE.org:80", "u:p@x.example:81", "bücher.example", "[::1]", "İ.example"]),
    st.text(max_size=30).map(lambda text: "/" + text),
    st.text(alphabet="ab=&%?/._+ é", max_size=20).map(lambda text: "?" + text),
    st.text(max_size=5).map(lambda text: "#" + text),
)


@given(st.one_of(st.text(), ADDRESSES))
@example("http://[")
@example("https://example.org/%2e%2e/a//b/%")
def test_canonical_url_is_a_fixed_point(url: str) -> None:
    once = canonical_url(url)
    assert once is None or canonical_url(once) == once


@given(st.one_of(st.text(), ADDRESSES))
def test_no_text_makes_the_others_raise(url: str) -> None:
    assert registered_domain(url) != ""
    assert date_in_url(url) != ""


DOMAINS = [
    ("https://www.news.example.co.uk/a", "example.co.uk", "two-part public suffix"),
    ("https://jane.blogspot.com/", "jane.blogspot.com", "a platform that hands out names is a suffix"),
    ("https://blogspot.com/", "blogspot.com", "the platform itself"),
    ("news.example.com", "example.com", "a bare host"),
    ("https://localhost/", None, "no public suffix"),
    ("https://192.0.2.1/", None, "an address of a machine"),
    ("http://[", None, "no address at all"),
]


@pytest.mark.parametrize(("url", "expected", "why"), DOMAINS)
def test_registered_domain(url: str, expected: str | None, why: str) -> None:
    assert registered_domain(url) == expected, why


DATES = [
    ("https://example.org/2018/09/07/rain", "2018-09-07", "the usual path"),
    ("https://example.org/2018/sep/07/rain", "2018-09-07", "month by name"),
    ("https://example.org/rain-2018-09-07.html", "2018-09-07", "in the slug"),
    ("https://example.org/news/20180907/rain", "2018-09-07", "without separators"),
    ("https://example.org/2018/9/7/rain", "2018-09-07", "without zeros"),
    ("https://example.org/2018/09/rain", "2018-09", "a month is a month, no first of it"),
    ("https://example.org/2018/13/rain", None, "no thirteenth month"),
    ("https://example.org/2018/02/30/rain", "2018-02", "no thirtieth of February, but the month is there"),
    ("https://example.org/a-201809071234", None, "digits of a longer number"),
    ("https://example.org/rain?d=2018-09-07", None, "only the path names the day of the page"),
    ("https://example.org/article-20189999", None, "eight digits that are no day"),
    ("https://example.org/rain", None, "no date"),
]


@pytest.mark.parametrize(("url", "expected", "why"), DATES)
def test_date_in_url(url: str, expected: str | None, why: str) -> None:
    assert date_in_url(url) == expected, why
