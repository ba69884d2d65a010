"""Keys: the same thing gets the same UUID, different things do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.keys import Identity, article_id, fold, key, publication_id


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("H.R. McMaster", "H. R. McMaster", "blanks between initials are a matter of taste"),
        ("Nicolás Maduro", "NICOLAS MADURO", "accents and capitals are lost in headlines"),
        ("D’Amario", "D'Amario", "apostrophes come in two shapes"),
        ("Straße", "STRASSE", "case folding, not lower case"),
    ],
)
def test_spellings_of_one_name_fold_alike(one: str, other: str, why: str) -> None:
    assert fold(one) == fold(other), why


@given(st.text())
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(st.text(), st.text())
def test_any_text_has_a_key_and_its_parts_do_not_run_together(one: str, other: str) -> None:
    assert key("kind", one, other) == key("kind", one, other)
    assert key("kind", one + "x", other) != key("kind", one, "x" + other)


def test_an_article_is_its_address_before_anything_else() -> None:
    first = Identity(url="https://courier.example/a", publisher="Courier", title="Flood", day="2023-03-01")
    moved = Identity(url="https://courier.example/a", publisher=None, title="Flood: the toll", day=None)
    assert article_id(first, content="x") == article_id(moved, content="y")


def test_without_an_address_an_article_is_publication_headline_and_day() -> None:
    printed = Identity(url=None, publisher="Courier", title="Flood, again", day="2023-03-01")
    scanned = Identity(url=None, publisher="COURIER", title="FLOOD AGAIN", day="2023-03-01")
    next_day = Identity(url=None, publisher="Courier", title="Flood, again", day="2023-03-02")
    assert article_id(printed, content="x") == article_id(scanned, content="y")
    assert article_id(printed, content="x") != article_id(next_day, content="x")


def test_a_text_that_says_nothing_of_itself_is_its_content() -> None:
    nameless = Identity(url=None, publisher=None, title="Flood", day=None)
    assert article_id(nameless, content="x") != article_id(nameless, content="y")


def test_a_publication_is_its_domain_before_its_name() -> None:
    assert publication_id("courier.example", "Courier") == publication_id("courier.example", "The Courier")
    assert publication_id(None, "The Courier") == publication_id(None, "THE COURIER")
    assert publication_id(None, None) is None
