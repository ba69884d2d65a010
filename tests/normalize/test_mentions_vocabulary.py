"""The vocabularies of mentions: whole, with reasons, and consistent with each other."""

from __future__ import annotations

import pytest

from etl.normalize.gazetteer import places_named
from etl.normalize.mentions.vocabulary import known_by_text, known_names
from etl.normalize.vocabulary import read_table
from etl.records import MentionForm, MentionKind


@pytest.mark.parametrize("stem", ["organizations", "places", "titles", "publications"])
def test_every_group_gives_its_reason(stem: str) -> None:
    tables = read_table(stem)
    groups = [g for value in tables.values() for g in (value if isinstance(value, list) else [value])]
    assert groups
    assert all(isinstance(group["reason"], str) and group["reason"] for group in groups)


def test_every_country_is_in_the_gazetteer_under_each_of_its_names() -> None:
    for name, code, *others in read_table("places")["countries"]["rows"]:
        for text in (name, *others):
            first = places_named(text)[0].place
            assert (first.kind, first.country, first.name) == ("country", code, name), text


def test_every_state_is_in_the_gazetteer() -> None:
    for name, country, *_ in read_table("places")["states"]["rows"]:
        assert any(c.level == 1 and c.place.country == country for c in places_named(name)), name


def test_every_exonym_leads_to_a_place() -> None:
    for name, _ in read_table("places")["exonyms"]["rows"]:
        assert places_named(name), name


def test_a_demonym_leads_to_a_place_that_is_known_or_in_the_gazetteer() -> None:
    for name, *_ in read_table("demonyms")["rows"]:
        known = known_by_text().get(name)
        assert places_named(name) or (known is not None and known.kind is MentionKind.PLACE), name


def test_a_known_name_is_found_by_its_first_word() -> None:
    assert {k.text for k in known_names()["New"]} >= {"New York Times", "New Zealand"}
    lengths = [len(k.text) for k in known_names()["New"]]
    assert lengths == sorted(lengths, reverse=True)


def test_places_come_before_everything_else_of_their_name() -> None:
    assert known_by_text()["American"].form is MentionForm.DEMONYM
    assert known_by_text()["U.S."].name == "United States"
