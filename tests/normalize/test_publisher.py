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
