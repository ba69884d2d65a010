"""The list of publications: by name, by domain, and sound in itself."""

from __future__ import annotations

import re

import pytest

from etl.normalize.publications import all_publications, find_by_domain, find_publication


@pytest.mark.parametrize(
    ("name", "expected", "reason"),
    [
        ("The New York Times", "The New York Times", "the masthead"),
        ("new york times", "The New York Times", "case and article do not matter"),
        ("  The  New York\nTimes ", "The New York Times", "white space does not matter"),
        ("NYT", "The New York Times", "an alias"),
        ("Reuters", "Reuters", "an agency"),
        ("The Times", "The Times", "the London paper alone is called just so"),
        ("WSWS", "World Socialist Web Site", "an acronym"),
        ("The Times of Nowhere", None, "what is only similar is not found"),
        ("", None, "nothing"),
        ("The", None, "an article alone"),
    ],
)
def test_find_publication(name: str, expected: str | None, reason: str) -> None:
    found = find_publication(name)
    assert (found.name if found else None) == expected, reason


@pytest.mark.parametrize(
    ("domain", "expected", "reason"),
    [
        ("nytimes.com", "The New York Times", "as registered"),
        ("www.nytimes.com", "The New York Times", "with a subdomain"),
        ("EDITION.CNN.COM.", "CNN", "case and a final dot do not matter"),
        ("news.sky.com", "Sky News", "a newsroom under somebody's domain"),
        ("sky.com", None, "the domain above is another's"),
        ("notnytimes.com", None, "an ending is no subdomain"),
        ("com", None, "a public suffix alone"),
        ("", None, "nothing"),
        ("." * 10_000, None, "dots"),
    ],
)
def test_find_by_domain(domain: str, expected: str | None, reason: str) -> None:
    found = find_by_domain(domain)
    assert (found.name if found else None) == expected, reason


def test_the_list_is_large_and_its_rows_are_whole() -> None:
    publications = all_publications()
    assert len(publications) >= 300
    for publication in publications:
        assert publication.name == publication.name.strip() != ""
        assert re.fullmatch(r"[A-Z]{2}", publication.country or ""), publication
        assert publication.domain is None or re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", publication.domain), publication


def test_every_publication_with_a_domain_is_found_by_one() -> None:
    domains = [p.domain for p in all_publications() if p.domain]
    assert len(domains) == len(set(domains))
    assert all(find_by_domain(domain) is not None for domain in domains)
