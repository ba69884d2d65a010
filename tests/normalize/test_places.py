"""Places: the reading a document's own words choose."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalize.gazetteer import is_city, places_named
from etl.normalize.places import link_places
from etl.records import Chain, Mention, MentionForm, MentionKind

PLACE = MentionKind.PLACE


def link(text: str, *names: str, country: str | None = None, domain: str | None = None) -> dict[str, Chain]:
    """Chains of the names, linked; each naming in the text is a mention."""
    chains = [Chain(ordinal=i, kind=PLACE, name=name) for i, name in enumerate(names)]
    mentions = [
        Mention(start=m.start(), end=m.end(), surface=name, kind=PLACE, form=MentionForm.FULL, chain=i)
        for i, name in enumerate(names)
        for m in re.finditer(re.escape(name), text)
    ]
    return {c.name: c for c in link_places(chains, mentions, text, country=country, domain=domain)}


@pytest.mark.parametrize(
    ("text", "names", "home", "name", "geoname_id", "reason"),
    [
        ("Rain in Paris.", ["Paris"], None, "Paris", 2988507, "nothing else said: the largest"),
        ("Rain in Paris, Texas.", ["Paris"], None, "Paris", 4717560, "the parent after a comma"),
        ("Rain in Portland, Maine.", ["Portland", "Maine"], None, "Portland", 4975802, "the parent is a name itself"),
        ("Rain in Portland, Ore., today.", ["Portland"], None, "Portland", 5746545, "the parent in AP style"),
        ("Rain in Portland, ME, today.", ["Portland"], None, "Portland", 4975802, "the parent as a postal code"),
        ("From Venezuela.", ["Venezuela"], None, "Venezuela", 3625428, "a country"),
        ("From the United States.", ["United States"], None, "United States", 6252001, "a country by its usual name"),
        ("In South America.", ["South America"], None, "South America", 6255150, "a continent"),
        ("In Scotland.", ["Scotland"], None, "Scotland", 2638360, "a nation that GeoNames keeps as a subdivision"),
        ("Georgia and Armenia.", ["Georgia", "Armenia"], "US", "Georgia", 614540, "a country beside its neighbour"),
        (
            "Atlanta and Savannah, Georgia.",
            ["Atlanta", "Savannah", "Georgia"],
            "US",
            "Georgia",
            4197000,
            "a state among its towns",
        ),
        (
            "Cambridge and Boston in Massachusetts.",
            ["Cambridge", "Boston", "Massachusetts"],
            "US",
            "Cambridge",
            4931972,
            "the company a name keeps",
        ),
        ("Cambridge and Oxford.", ["Cambridge", "Oxford"], "GB", "Cambridge", 2653941, "the home of the publication"),
        (
            "London and Toronto in Ontario.",
            ["London", "Toronto", "Ontario"],
            "CA",
            "Toronto",
            6167865,
            "a city of its province",
        ),
        (
            "Fighting near Kiev.",
            ["Kiev"],
            None,
            "Kiev",
            703448,
            "an English name for a city the gazetteer spells otherwise",
        ),
        (
            "Rain in St. Petersburg and Moscow, Russia.",
            ["St. Petersburg", "Moscow", "Russia"],
            None,
            "St. Petersburg",
            498817,
            "Saint for St.",
        ),
        ("He flew to Washington.", ["Washington"], "US", "Washington", 4140963, "the capital, not the state"),
    ],
)
def test_a_reading_is_chosen(
    text: str, names: list[str], home: str | None, name: str, geoname_id: int, reason: str
) -> None:
    chain = link(text, *names, country=home)[name]
    assert chain.place is not None, reason
    assert chain.place.geoname_id == geoname_id, reason
    assert chain.method is not None and chain.method.startswith("place.")
    assert chain.place_confidence is not None and 0.5 <= chain.place_confidence <= 1.0


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Latin America", "a region without borders and without an id"),
        ("Middle East", "a region, although a quarter of Baltimore has that name"),
        ("Springfield", "too many of one size"),
        ("Nowhereville-on-Sea", "the gazetteer does not know it"),
        ("", "no name at all"),
    ],
)
def test_what_is_not_clear_stays_unlinked(name: str, reason: str) -> None:
    chain = link(f"In {name} nobody knew.", name)[name]
    assert chain.place is None, reason
    assert chain.place_confidence is None
    assert chain.method is None


def test_only_places_are_linked() -> None:
    chain = Chain(ordinal=0, kind=MentionKind.PERSON, name="Paris")
    assert link_places([chain], [], "Paris came.") == (chain,)


def test_a_place_carries_its_codes() -> None:
    place = link("Rain in Portland, Maine.", "Portland")["Portland"].place
    assert place is not None
    assert (place.kind, place.country, place.subdivision) == ("city", "US", "US-ME")
    assert place.latitude is not None and 43 < place.latitude < 44


def test_a_national_domain_tells_the_home() -> None:
    chain = link("Rain in Cambridge and Oxford.", "Cambridge", "Oxford", domain="example.co.uk")["Cambridge"]
    assert chain.place is not None and chain.place.country == "GB"


def test_a_name_has_its_largest_place_first() -> None:
    assert [c.place.country for c in places_named("Paris")][:2] == ["FR", "US"]
    assert places_named("Germany")[0].place.kind == "country"
    assert is_city("Naples")
    assert not is_city("Nowhereville-on-Sea")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=80))
def test_any_names_in_any_text_give_the_same_chains(names: list[str], text: str) -> None:
    chains = [Chain(ordinal=i, kind=PLACE, name=name) for i, name in enumerate(names)]
    mentions = [
        Mention(start=0, end=len(text), surface=text, kind=PLACE, form=MentionForm.FULL, chain=c.ordinal)
        for c in chains
    ]
    linked = link_places(chains, mentions, text, domain=text)
    assert [(c.ordinal, c.name) for c in linked] == [(c.ordinal, c.name) for c in chains]
