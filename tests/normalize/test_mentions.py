"""Mentions: what a text names, under one name and one kind for each thing."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalize.mentions import find_mentions
from etl.normalize.model import ModelEntity, recognize
from etl.records import Chain, Mention, MentionForm, MentionKind

PERSON, ORGANIZATION, PLACE = MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PLACE
PUBLICATION, EVENT, OTHER = MentionKind.PUBLICATION, MentionKind.EVENT, MentionKind.OTHER

Found = tuple[tuple[Mention, ...], tuple[Chain, ...]]


def entities(text: str, *pairs: tuple[str, str]) -> list[ModelEntity]:
    """Entities as a model would give them, each surface at its next place in the text."""
    made, at = [], 0
    for surface, label in pairs:
        at = text.index(surface, at)
        made.append(ModelEntity(start=at, end=at + len(surface), label=label))
        at += len(surface)
    return made


def read(text: str, *pairs: tuple[str, str], publisher: str | None = None, language: str | None = "en") -> Found:
    found = find_mentions(text, entities(text, *pairs), publisher=publisher, language=language)
    for mention in found[0]:
        assert text[mention.start : mention.end] == mention.surface
        assert mention.kind is found[1][mention.chain].kind
    return found


def surfaces(found: Found, name: str) -> list[str]:
    """What the mentions of the chain of that name say, in order."""
    (chain,) = [c for c in found[1] if c.name == name]
    return [m.surface for m in found[0] if m.chain == chain.ordinal]


def forms(found: Found) -> dict[str, MentionForm]:
    return {m.surface: m.form for m in found[0]}


def kinds(found: Found) -> dict[str, MentionKind]:
    return {c.name: c.kind for c in found[1]}


# ----------------------------------------------------------------------------------------------------------- the seed


def test_the_seed_document(shared_data: Path) -> None:
    gold = json.loads((shared_data / "seed" / "gold.json").read_text(encoding="utf-8"))
    text = gold["text"]
    mentions, chains = find_mentions(
        text, recognize([text])[0], title=gold["title"], publisher=gold["publisher"], language="en"
    )
    expected = {name: (kind, names) for kind, group in gold["entities"].items() for name, names in group.items()}
    for name, (kind, names) in expected.items():
        (chain,) = [c for c in chains if c.name == name]
        assert chain.kind == kind, name
        said = {m.surface for m in mentions if m.chain == chain.ordinal}
        assert all(any(n in surface for surface in said) for n in names), (name, said)
        others = {n for other, (_, more) in expected.items() if other != name for n in more}
        assert not said & others, (name, said & others)


# ------------------------------------------------------------------------------------------------------ edges of names


@pytest.mark.parametrize(
    ("text", "span", "label", "expected", "reason"),
    [
        (
            "They left the United Mills Board today.",
            "the United Mills Board",
            "ORG",
            "United Mills Board",
            "no article",
        ),
        ("They read Mr. Tolber's letter.", "Tolber's", "PERSON", "Tolber", "no possessive"),
        ("They met Dr. Ana Tolber.", "Dr. Ana Tolber", "PERSON", "Ana Tolber", "no title"),
        ("They like “Varnholt Mills” most.", "“Varnholt Mills”", "ORG", "Varnholt Mills", "no quotation marks"),
        ("VARNHOLT 1996-08-30 It rained.", "VARNHOLT 1996-08-30", "ORG", "VARNHOLT", "no date of a dateline"),
        ("The Varna news agency said so.", "Varna news agency", "ORG", "Varna", "no small words at the end"),
        ("Fighting in southern Varnholt.", "southern Varnholt", "GPE", "Varnholt", "no small words at the beginning"),
        ("They bought Varna Inc. today.", "Varna Inc.", "ORG", "Varna Inc.", "the stop of an abbreviation stays"),
        ("They left Varnholt Mills.", "Varnholt Mills.", "ORG", "Varnholt Mills", "the stop of a sentence goes"),
    ],
)
def test_edges(text: str, span: str, label: str, expected: str, reason: str) -> None:
    mentions, _ = read(text, (span, label))
    assert [m.surface for m in mentions] == [expected], reason


def test_a_span_of_two_names_is_cut_in_two() -> None:
    mentions, _ = read("The Varna Party, Tolber Union said no.", ("Varna Party, Tolber Union", "ORG"))
    assert [m.surface for m in mentions] == ["Varna Party", "Tolber Union"]


def test_a_legal_form_behind_a_comma_stays() -> None:
    mentions, _ = read("They bought Varna Mills, Inc. today.", ("Varna Mills, Inc.", "ORG"))
    assert [m.surface for m in mentions] == ["Varna Mills, Inc."]


@pytest.mark.parametrize(
    ("text", "title", "surface"),
    [
        ("President Ana Tolber spoke.", "President", "Ana Tolber"),
        ("former Secretary of State Ana Tolber spoke.", "Secretary of State", "Ana Tolber"),
        ("Republican senator Ana Tolber spoke.", "senator", "Ana Tolber"),
        ("Mrs. Tolber spoke.", "Mrs.", "Tolber"),
    ],
)
def test_a_title_is_noted_and_stays_outside(text: str, title: str, surface: str) -> None:
    mentions, chains = read(text, (surface, "PERSON"))
    (person,) = [m for m in mentions if chains[m.chain].kind is PERSON]
    assert (person.surface, person.title) == (surface, title)


def test_a_title_names_nobody_itself() -> None:
    text = "Secretary of State Ana Tolber spoke."
    mentions, _ = read(text, ("State", "ORG"), ("Ana Tolber", "PERSON"))
    assert [m.surface for m in mentions] == ["Ana Tolber"]


def test_a_name_after_a_title_is_found_without_the_model() -> None:
    mentions, chains = read("It was Mr. Varnholt who wrote.")
    assert [(m.surface, m.title, m.method) for m in mentions] == [("Varnholt", "Mr.", "title")]
    assert chains[0].kind is PERSON


# -------------------------------------------------------------------------------------------------------------- chains


def test_a_family_name_joins_the_only_person_it_fits() -> None:
    text = "Ana Tolber came. Then Tolber left, and Tolber's friend."
    found = read(text, ("Ana Tolber", "PERSON"))
    assert surfaces(found, "Ana Tolber") == ["Ana Tolber", "Tolber", "Tolber"]
    assert forms(found) == {"Ana Tolber": MentionForm.FULL, "Tolber": MentionForm.SURNAME}


def test_two_people_of_one_family_name_stay_two_and_the_name_alone_joins_neither() -> None:
    text = "Ana Tolber met Ben Tolber. Tolber spoke."
    found = read(text, ("Ana Tolber", "PERSON"), ("Ben Tolber", "PERSON"), ("Tolber", "PERSON"))
    assert surfaces(found, "Ana Tolber") == ["Ana Tolber"]
    assert surfaces(found, "Ben Tolber") == ["Ben Tolber"]
    assert surfaces(found, "Tolber") == ["Tolber"]


def test_a_family_name_is_the_first_bearers_until_the_second_is_named() -> None:
    text = "Ana Tolber came. Tolber spoke. Then Ben Tolber came. Tolber slept."
    found = read(text, ("Ana Tolber", "PERSON"), ("Tolber", "ORG"), ("Ben Tolber", "PERSON"), ("Tolber", "ORG"))
    assert surfaces(found, "Ana Tolber") == ["Ana Tolber", "Tolber"]
    assert surfaces(found, "Ben Tolber") == ["Ben Tolber"]
    assert kinds(found)["Tolber"] is PERSON


def test_towns_of_one_name_in_two_states_stay_two() -> None:
    text = "From Springfield, Ill., to Springfield, Mass., and back."
    mentions, chains = read(text, ("Springfield", "GPE"), ("Springfield", "GPE"))
    assert [c.name for c in chains] == ["Springfield", "Illinois", "Springfield", "Massachusetts"]
    assert [m.chain for m in mentions] == [0, 1, 2, 3]


def test_a_person_outweighs_a_publication_of_that_name() -> None:
    text = "Ada Bloomberg ran. Bloomberg won."
    found = read(text, ("Ada Bloomberg", "PERSON"), ("Bloomberg", "ORG"))
    assert surfaces(found, "Ada Bloomberg") == ["Ada Bloomberg", "Bloomberg"]


def test_a_family_name_may_stand_first() -> None:
    text = "Moon Jae-in came. Moon left."
    found = read(text, ("Moon Jae", "PERSON"))
    assert surfaces(found, "Moon Jae-in") == ["Moon Jae-in", "Moon"]


def test_a_man_and_a_woman_of_one_family_name_stay_two() -> None:
    text = "Mr. Tolber came. Mrs. Tolber left. Mr. Tolber slept."
    mentions, chains = read(text, ("Tolber", "PERSON"), ("Tolber", "PERSON"), ("Tolber", "PERSON"))
    assert [m.chain for m in mentions] == [0, 1, 0]
    assert {c.name for c in chains} == {"Tolber"}


def test_somebody_and_their_party_are_two_names() -> None:
    text = "Ana Tolber spoke. Critics of Tolber's Miners Party and Tolber laughed."
    found = read(text, ("Ana Tolber", "PERSON"), ("Tolber's Miners Party", "ORG"), ("Tolber", "PERSON"))
    assert surfaces(found, "Miners Party") == ["Miners Party"]
    assert surfaces(found, "Ana Tolber") == ["Ana Tolber", "Tolber", "Tolber"]


def test_a_middle_initial_makes_no_other_person() -> None:
    found = read("Ana Tolber came. Ana M. Tolber left.", ("Ana Tolber", "PERSON"), ("Ana M. Tolber", "PERSON"))
    assert surfaces(found, "Ana M. Tolber") == ["Ana Tolber", "Ana M. Tolber"]


def test_accents_and_capitals_make_no_other_person() -> None:
    text = "Hugo Cháves came. CHAVES left. Chaves stayed."
    found = read(text, ("Hugo Cháves", "PERSON"), ("CHAVES", "PERSON"), ("Chaves", "ORG"))
    assert len(surfaces(found, "Hugo Cháves")) == 3


@pytest.mark.parametrize(
    ("text", "long", "short", "form"),
    [
        ("The Varna Mills Union (VMU) met. VMU won.", "Varna Mills Union", "VMU", MentionForm.ACRONYM),
        ("The Free Miners Council (ZOP) met. ZOP won.", "Free Miners Council", "ZOP", MentionForm.ACRONYM),
        ("The Broad Alliance (Alianza Grande) met.", "Broad Alliance", "Alianza Grande", MentionForm.DEFINITION),
        ("The Varna Mills Union met. The VMU won.", "Varna Mills Union", "VMU", MentionForm.ACRONYM),
    ],
)
def test_other_names_join_what_they_stand_for(text: str, long: str, short: str, form: MentionForm) -> None:
    found = read(text, (long, "ORG"), (short, "ORG"))
    assert set(surfaces(found, long)) == {long, short}
    assert form in {m.form for m in found[0] if m.surface == short}


def test_a_bracket_holds_the_other_name_of_what_is_then_called_a_body() -> None:
    text = "Blue First (Prima Blu), a movement of 2019, won. Prima Blu is glad. Blue First is."
    found = read(text, ("Blue First", "WORK_OF_ART"), ("Prima Blu", "PERSON"))
    assert kinds(found) == {"Blue First": ORGANIZATION}
    assert surfaces(found, "Blue First") == ["Blue First", "Prima Blu", "Prima Blu", "Blue First"]


def test_a_body_of_a_place_is_called_by_what_stands_before_the_place() -> None:
    text = "The Democratic Alliance for Brevna won. The Alliance is glad, the Democratic Alliance said."
    pairs = [("Democratic Alliance", "ORG"), ("Brevna", "PERSON"), ("Alliance", "ORG"), ("Democratic Alliance", "ORG")]
    found = read(text, *pairs)
    assert kinds(found) == {"Democratic Alliance for Brevna": ORGANIZATION}
    assert len(found[0]) == 3


def test_a_definition_is_found_without_the_model() -> None:
    found = read("The Varna Mills Union (VMU) met, and VMU won.")
    assert surfaces(found, "Varna Mills Union") == ["Varna Mills Union", "VMU", "VMU"]


def test_the_document_defines_an_acronym_against_the_vocabulary() -> None:
    found = read(
        "The Cologne Sailing Union (CSU) met. CSU boats won.", ("Cologne Sailing Union", "ORG"), ("CSU", "ORG")
    )
    assert surfaces(found, "Cologne Sailing Union") == ["Cologne Sailing Union", "CSU", "CSU"]


def test_a_bracket_after_a_person_is_no_other_name() -> None:
    found = read("Ana Tolber (Germany) won.", ("Ana Tolber", "PERSON"), ("Germany", "GPE"))
    assert kinds(found) == {"Ana Tolber": PERSON, "Germany": PLACE}


def test_the_paper_is_the_one_named_before() -> None:
    text = "The Seattle Times wrote. The New York Times denied. The Times stood by it. The Times' editor too."
    found = read(text)
    assert surfaces(found, "The New York Times") == ["New York Times", "Times", "Times"]
    assert kinds(found)["The Seattle Times"] is PUBLICATION


def test_a_paper_nobody_listed_is_read_by_its_name() -> None:
    text = "The Varna Gazette wrote so. The Gazette was wrong."
    found = read(text, ("The Varna Gazette", "ORG"))
    assert kinds(found) == {"Varna Gazette": PUBLICATION}
    assert surfaces(found, "Varna Gazette") == ["Varna Gazette", "Gazette"]


def test_a_publication_calls_itself_by_half_of_its_name() -> None:
    found = read("He told the Times on Monday.", ("Times", "ORG"), publisher="Los Angeles Times")
    assert surfaces(found, "Los Angeles Times") == ["Times"]


def test_a_people_and_its_country_share_a_chain() -> None:
    found = read("Venezuelan officers left Venezuela. Venezuelans cheered.")
    assert surfaces(found, "Venezuela") == ["Venezuelan", "Venezuela", "Venezuelans"]
    assert forms(found)["Venezuelan"] is MentionForm.DEMONYM


@pytest.mark.parametrize("name", ["US", "U.S.", "United States", "USA", "American"])
def test_a_country_has_one_name(name: str) -> None:
    assert kinds(read(f"They asked {name} officials.")) == {"United States": PLACE}


def test_a_company_joins_its_legal_form() -> None:
    found = read("Varna Inc. fell. Varna rose.", ("Varna Inc.", "ORG"), ("Varna", "ORG"))
    assert surfaces(found, "Varna Inc.") == ["Varna Inc.", "Varna"]


# --------------------------------------------------------------------------------------------------------------- kinds


@pytest.mark.parametrize(
    ("text", "span", "label", "kind", "reason"),
    [
        ("The Tolber administration fell.", "Tolber", "ORG", PERSON, "who rules an administration is a person"),
        ("Hugo Varnholt spoke.", "Hugo Varnholt", "GPE", PERSON, "a given name"),
        ("Zork Tolber, 45, spoke.", "Zork Tolber", "ORG", PERSON, "an age"),
        ("He works at Tolber Inc.", "Tolber Inc", "PERSON", ORGANIZATION, "a legal form"),
        ("He joined the Tolber Party.", "Tolber Party", "PERSON", ORGANIZATION, "an organization's noun"),
        ("The town of Tolberville slept.", "Tolberville", "ORG", PLACE, "a town is said to be one"),
        ("He died in the Tolber War.", "Tolber War", "ORG", EVENT, "an event's noun"),
        ("They signed the Tolber Treaty.", "Tolber Treaty", "ORG", OTHER, "a law's noun"),
        ("BREST, Sept 3 - It rained.", "BREST", "ORG", PLACE, "a dateline"),
        ("It was in the Tolberin newspaper.", "Tolberin", "GPE", PUBLICATION, "a newspaper is said to be one"),
        ("It said in Le Monde that he left.", "Le Monde", "PERSON", PUBLICATION, "the list of publications"),
    ],
)
def test_a_kind_outweighs_the_model(text: str, span: str, label: str, kind: MentionKind, reason: str) -> None:
    _, chains = read(text, (span, label))
    assert chains[0].kind is kind, reason


def test_a_thing_has_one_kind_in_all_its_mentions() -> None:
    text = "President Ana Tolber spoke. Tolber won. The Tolber plan failed."
    found = read(text, ("Ana Tolber", "PERSON"), ("Tolber", "ORG"), ("Tolber", "GPE"))
    assert {m.kind for m in found[0]} == {PERSON}


def test_an_election_is_an_event_and_names_no_country() -> None:
    found = read("He lost the 1951 United Kingdom general election.")
    assert kinds(found) == {"1951 United Kingdom general election": EVENT}


def test_a_treaty_is_found_without_the_model() -> None:
    assert kinds(read("They broke the Tolber Doctrine again.")) == {"Tolber Doctrine": OTHER}


def test_a_party_of_a_country_is_one_name() -> None:
    found = read("The Communist Party of Greece lost.", ("Communist Party", "ORG"), ("Greece", "GPE"))
    assert kinds(found) == {"Communist Party of Greece": ORGANIZATION}


def test_headlines_in_capitals_are_read_with_the_text() -> None:
    text = "TOLBER WINS IN VENEZUELA\n\nAna Tolber won. Tolber smiled."
    found = read(text, ("Ana Tolber", "PERSON"))
    assert surfaces(found, "Ana Tolber") == ["TOLBER", "Ana Tolber", "Tolber"]
    assert surfaces(found, "Venezuela") == ["VENEZUELA"]


# --------------------------------------------------------------------------------------------------- any text whatever


def test_a_language_the_model_cannot_read_is_left_to_the_vocabulary() -> None:
    text = "Le Monde berichtet aus Venezuela über Frau Tolber."
    found = read(text, ("Frau Tolber", "ORG"), language="de-AT")
    assert kinds(found) == {"Le Monde": PUBLICATION, "Venezuela": PLACE}


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", '"' * 10_000, "(" * 10_000, "US " * 3_000, "A. " * 3_000, "1999 " * 3_000]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    mentions, chains = read(text)
    assert {m.chain for m in mentions} == {c.ordinal for c in chains}


WORDS = [
    "the",
    "Times",
    "New York Times",
    "US",
    "Ana",
    "Tolber",
    "Mr.",
    "(",
    ")",
    "Bank of",
    "1999",
    "\n\n",
    "'s",
    "Inc.",
    ",",
    "said",
    "VMU",
    "“",
]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_spans_chains_and_order_hold_for_any_text_and_any_entities(data: st.DataObject) -> None:
    pieces = data.draw(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=30))
    text = " ".join(pieces)
    labels = st.sampled_from(["PERSON", "ORG", "GPE", "NORP", "EVENT", "DATE", "WORK_OF_ART"])
    offsets = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(offsets, offsets, labels), max_size=8))
    given_entities = [ModelEntity(start=min(a, b), end=max(a, b), label=label) for a, b, label in spans]
    mentions, chains = find_mentions(text, given_entities)
    assert [c.ordinal for c in chains] == list(range(len(chains)))
    assert list(dict.fromkeys(m.chain for m in mentions)) == list(range(len(chains)))
    for one, other in itertools.pairwise(mentions):
        assert one.end <= other.start
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.surface
        assert mention.surface.strip() == mention.surface != ""
        assert mention.kind is chains[mention.chain].kind
