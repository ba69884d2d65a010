"""The publication and its domain."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.publisher import choose_publisher
from etl.records import Claim, ClaimField, Origin, Source

URL = Claim(field=ClaimField.URL, text="https://www.saltmarshpost.com/rain", origin=Origin.META)


def _named(origin: Origin, text: str) -> Claim:
    return Claim(field=ClaimField.PUBLISHER, text=text, origin=origin)


def _title(origin: Origin, text: str) -> Claim:
    return Claim(field=ClaimField.TITLE, text=text, origin=origin)


CHOSEN = [
    ([], (None, None), "nothing is said"),
    ([URL], (None, "saltmarshpost.com"), "a name is never made from a domain"),
    (
        [URL, _named(Origin.JSON_LD, "Big Holding"), _named(Origin.META, "Saltmarsh Post")],
        ("Saltmarsh Post", "saltmarshpost.com"),
        "the name that fits the domain, not the company",
    ),
    (
        [URL, _named(Origin.JSON_LD, "Big Holding"), _named(Origin.OPENGRAPH, "The Post")],
        ("The Post", "saltmarshpost.com"),
        "else the site's name",
    ),
    (
        [URL, _named(Origin.OPENGRAPH, "Saltmarsh Post - News from the coast")],
        ("Saltmarsh Post", "saltmarshpost.com"),
        "the name without its slogan",
    ),
    (
        [_named(Origin.VISIBLE, "© Copyright 2021 Saltmarsh Post. All rights reserved.")],
        ("Saltmarsh Post", None),
        "a copyright line without its marks",
    ),
    (
        [URL, _named(Origin.OPENGRAPH, "https://twitter.com/post"), _named(Origin.META, "@post")],
        (None, "saltmarshpost.com"),
        "addresses and handles are no names",
    ),
    (
        [
            Claim(field=ClaimField.URL, text="https://www.nytimes.com/x", origin=Origin.URL),
            _named(Origin.OPENGRAPH, "NYT"),
        ],
        ("The New York Times", "nytimes.com"),
        "a publication of the list goes by its name there",
    ),
    ([_named(Origin.HEAD, "The New York Times")], ("The New York Times", "nytimes.com"), "and its domain is known"),
    (
        [URL, Claim(field=ClaimField.URL, text="https://hillpost.com/rain", origin=Origin.URL)],
        (None, "hillpost.com"),
        "where it was fetched, before what it calls its own address",
    ),
    (
        [_named(Origin.VISIBLE, "© Saltmarsh Post sp. z o.o. · Terms · Advertise")],
        ("Saltmarsh Post", None),
        "the name ends before the legal form of its owner",
    ),
    ([_named(Origin.RUNNING_HEAD, "Saltmarsh Post Limited")], ("Saltmarsh Post", None), "in print too"),
    ([_named(Origin.RUNNING_HEAD, "saltmarshpost.example")], (None, None), "an address in print is no name"),
    (
        [_named(Origin.RUNNING_HEAD, "SALTMARSH POST"), _named(Origin.RUNNING_HEAD, "Saltmarsh Post, 1 Quay Street")],
        ("Saltmarsh Post", None),
        "capitals only where nothing else is printed",
    ),
    ([_named(Origin.HEAD, "THE GUARDIAN")], ("The Guardian", "theguardian.com"), "or as the list has it"),
    (
        [_named(Origin.VISIBLE, "© 2021 Saltmarsh Post Limited or its affiliated companies. All rights reserved.")],
        ("Saltmarsh Post", None),
        "the notice goes on after the owner",
    ),
    (
        [_title(Origin.VISIBLE, "Rain all day"), _title(Origin.META, "Rain all day :: Saltmarsh Post")],
        ("Saltmarsh Post", None),
        "the site behind the headline in the title of the page",
    ),
    (
        [_title(Origin.META, "Rain :: Sun :: Saltmarsh Post")],
        (None, None),
        "not without a headline that tells them apart",
    ),
    (
        [Claim(field=ClaimField.PUBLISHED, text="Saltmarsh Post, 4 May 2021", origin=Origin.RUNNING_HEAD)],
        ("Saltmarsh Post", None),
        "beside the date of a running head",
    ),
    (
        [Claim(field=ClaimField.AUTHOR, text="Jane Roe | Saltmarsh Post | 4 May 2021", origin=Origin.HEAD)],
        ("Saltmarsh Post", None),
        "beside the author",
    ),
    (
        [Claim(field=ClaimField.AUTHOR, text="Jane Post", origin=Origin.META)],
        (None, None),
        "a family name of data is no paper",
    ),
]


@pytest.mark.parametrize(("claims", "expected", "why"), CHOSEN)
def test_choose_publisher(claims: list[Claim], expected: tuple[str | None, str | None], why: str) -> None:
    assert choose_publisher(claims, source=None) == expected, why


def test_the_operator_has_the_last_word() -> None:
    source = Source(name="a", kind="files", location="a", publisher="The Post", domain="post.example")
    assert choose_publisher([URL, _named(Origin.OPENGRAPH, "Saltmarsh Post")], source=source) == (
        "The Post",
        "post.example",
    )


@given(st.lists(st.builds(_named, st.sampled_from(list(Origin)), st.text(max_size=40)), max_size=5))
def test_any_claims_give_a_name_or_none(claims: list[Claim]) -> None:
    name, _ = choose_publisher(claims, source=None)
    assert name is None or name.strip() == name != ""


PRINTED = [
    ("To contact the Saltmarsh Post visit:", "saltmarshpost.example", "Saltmarsh Post", "one word of the address"),
    ("Read The Salt Marsh Post daily", "saltmarshpost.example", "The Salt Marsh Post", "with its article"),
    ("from the Salt Marsh Gazette", "saltmarsh.example", "Salt Marsh Gazette", "with the kind of paper"),
    ("Nothing of it is printed", "saltmarshpost.example", None, "never from the address alone"),
]


@pytest.mark.parametrize(("text", "address", "expected", "why"), PRINTED)
def test_words_that_spell_the_address_are_the_name(text: str, address: str, expected: str | None, why: str) -> None:
    claim = Claim(field=ClaimField.DOMAIN, text=address, origin=Origin.RUNNING_HEAD)
    assert choose_publisher([claim], source=None, text=text)[0] == expected, why


def test_a_line_around_the_article_names_the_paper() -> None:
    assert choose_publisher([], source=None, furniture=["Saltmarsh Post, 1 Quay Street. Tel. 1"])[0] == "Saltmarsh Post"


@given(st.text(max_size=300))
def test_any_text_gives_a_name_or_none(text: str) -> None:
    claim = Claim(field=ClaimField.DOMAIN, text="saltmarshpost.example", origin=Origin.TAIL)
    name, _ = choose_publisher([claim], source=None, text=text, furniture=[text])
    assert name is None or name in text
