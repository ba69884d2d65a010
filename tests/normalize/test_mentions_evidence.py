"""What a text itself says about its names, against what the model takes them for."""

from __future__ import annotations

import pytest

from etl.normalize.mentions import find_mentions
from etl.normalize.model import ModelEntity
from etl.records import MentionKind

PERSON, ORGANIZATION, PLACE = MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PLACE
PUBLICATION = MentionKind.PUBLICATION


def kinds(text: str, *pairs: tuple[str, str], publisher: str | None = None) -> dict[str, MentionKind]:
    """The kind of each surface, when the model gives each pair of surface and label at its first place."""
    model = [ModelEntity(start=text.index(s), end=text.index(s) + len(s), label=label) for s, label in pairs]
    mentions, _ = find_mentions(text, model, publisher=publisher, language="en")
    return {m.surface: m.kind for m in mentions}


KINDS = [
    ("A court in Lindvik heard it.", ("Lindvik", "PERSON"), PLACE, "nobody is in a person"),
    ("The mayor of Lindvik came.", ("Lindvik", "ORG"), PLACE, "what has a mayor"),
    ("She worked for Tornavolt until May.", ("Tornavolt", "GPE"), ORGANIZATION, "who is worked for"),
    ("Tornavolt, the Danish battery maker, left.", ("Tornavolt", "GPE"), ORGANIZATION, "what is called a maker"),
    ("It came second to a list called Blue Meadows.", ("Blue Meadows", "GPE"), ORGANIZATION, "what is called a list"),
    ("Ole Roe, the union’s leader, came.", ("Ole Roe", "PERSON"), PERSON, "a leader of a union is none"),
    ("The Norsk Press Agency sent it.", ("Norsk Press Agency", "ORG"), PUBLICATION, "an agency is published"),
    ("A Danish newspaper, TVQ, saw it.", ("TVQ", "ORG"), PUBLICATION, "what is called a newspaper"),
    (
        "Blue First (Prima Blu), a movement of 2019, won.",
        ("Blue First", "WORK_OF_ART"),
        ORGANIZATION,
        "behind a bracket",
    ),
    ("Marco Drey of Blue First came.", ("Blue First", "EVENT"), ORGANIZATION, "what somebody is of"),
    ("The Battle of Long Ford came.", ("Long Ford", "EVENT"), MentionKind.EVENT, "what a battle is of"),
    ("Skipnes Dredging dug it.", ("Skipnes Dredging", "PERSON"), ORGANIZATION, "a trade at the end"),
]


@pytest.mark.parametrize(("text", "pair", "kind", "why"), KINDS, ids=[row[3] for row in KINDS])
def test_kinds(text: str, pair: tuple[str, str], kind: MentionKind, why: str) -> None:
    assert kinds(text, pair)[pair[0]] is kind, why


def test_the_first_word_of_a_company_is_the_company() -> None:
    text = "Tornavolt Energy builds. Its founder said that Tornavolt had the money."
    mentions, chains = find_mentions(
        text,
        [ModelEntity(start=0, end=16, label="ORG"), ModelEntity(start=47, end=56, label="PERSON")],
        language="en",
    )
    assert {m.surface: m.chain for m in mentions} == {"Tornavolt Energy": 0, "Tornavolt": 0}
    assert [chain.kind for chain in chains] == [ORGANIZATION]


def test_the_family_name_of_somebody_is_nobody_s_company() -> None:
    text = "Roe Energy builds. Jane Roe said so. Roe left."
    found = kinds(text, ("Roe Energy", "ORG"), ("Jane Roe", "PERSON"))
    assert found == {"Roe Energy": ORGANIZATION, "Jane Roe": PERSON, "Roe": PERSON}


def test_the_general_word_alone_names_the_body_again() -> None:
    text = "The Ministry of Fisheries paid. A ministry pays late. The Ministry for Home Affairs and the Ministry did."
    mentions, chains = find_mentions(text, [ModelEntity(start=4, end=25, label="ORG")], language="en")
    assert [(m.surface, chains[m.chain].name) for m in mentions if m.surface == "Ministry"] == [
        ("Ministry", "Ministry of Fisheries")
    ]


EDGES = [
    ("The Ministry of Health. Opposition came.", "Ministry of Health. Opposition", "Ministry of Health", "a full stop"),
    ("The Ministry of Health in Oslo paid.", "Ministry of Health in Oslo", "Ministry of Health", "where it sits"),
    ("Nord Partners of Oslo paid.", "Nord Partners of Oslo", "Nord Partners", "a firm's seat"),
    ("Roe had 36.1 percent and Nord Union 35.7 in May.", "Nord Union 35.7", "Nord Union", "a share behind a share"),
    ("They use Nord Union 35.7 in May.", "Nord Union 35.7", "Nord Union 35.7", "a number that is no share"),
    ("The University of Oslo paid.", "University of Oslo", "University of Oslo", "its name"),
]


@pytest.mark.parametrize(("text", "surface", "expected", "why"), EDGES, ids=[row[3] for row in EDGES])
def test_edges(text: str, surface: str, expected: str, why: str) -> None:
    assert expected in kinds(text, (surface, "ORG")), why
    assert (surface in kinds(text, (surface, "ORG"))) == (surface == expected)


def test_an_everyday_word_at_the_head_of_a_sentence_is_no_name() -> None:
    assert kinds("She carried oranges.\n\nOranges are not wages.", ("Oranges", "ORG")) == {}
    assert kinds("Oranges are not wages.", ("Oranges", "ORG")) == {"Oranges": ORGANIZATION}


def test_the_dateline_names_a_place_and_names_it_again() -> None:
    text = "LINDVIK, Norway (NPA) — Rain fell on Lindvik."
    assert kinds(text) | {"Norway": PLACE} == {"LINDVIK": PLACE, "Lindvik": PLACE, "Norway": PLACE}
    assert "SOCCER" not in kinds("SOCCER - Lindvik won.")


AGENCY = "Lindvik News Agency"
OPENING = "LINDVIK, Norway (CNN) — Rain fell, CNN said."


@pytest.mark.parametrize(
    ("text", "signers", "name"),
    [
        (OPENING.replace("CNN", "LNA"), [AGENCY], AGENCY),
        (OPENING, ["Coastal News Network", AGENCY], "Coastal News Network"),
        (OPENING, [AGENCY], "CNN"),
        (OPENING, [], "CNN"),
        (OPENING, ["Coastal News Network", "Central News Network"], "CNN"),
    ],
    ids=["unlisted", "another than the listed one", "other letters", "nobody signs", "two of these letters"],
)
def test_the_agency_of_a_dateline_is_the_one_that_signs(text: str, signers: list[str], name: str) -> None:
    mentions, chains = find_mentions(text, [], signers=signers, language="en")
    named = [chains[m.chain] for m in mentions if m.surface in {"CNN", "LNA"}]
    assert [(chain.name, chain.kind) for chain in named] == [(name, PUBLICATION)] * 2


def test_what_the_text_says_of_an_acronym_outweighs_who_signs() -> None:
    text = "LINDVIK (LNA) — Rain fell, the Lindvik Nature Association (LNA) said."
    _, chains = find_mentions(text, [], signers=[AGENCY], language="en")
    assert "Lindvik Nature Association" in {chain.name for chain in chains}
    assert AGENCY not in {chain.name for chain in chains}


def test_a_town_is_found_where_a_body_is_called_after_it() -> None:
    text = "The Lindvik Port Authority paid. Ships in Lindvik waited, and Lindvik slept."
    found = kinds(text, ("Lindvik Port Authority", "ORG"))
    assert found == {"Lindvik Port Authority": ORGANIZATION, "Lindvik": PLACE}
    assert "Lindvik" not in kinds("The Lindvik Port Authority paid. Lindvik slept.", ("Lindvik Port Authority", "ORG"))


def test_a_storm_is_no_person() -> None:
    assert kinds("The storm, named Bodil, moved on.", ("Bodil", "PERSON")) == {"Bodil": MentionKind.EVENT}


def test_a_paper_calls_itself_by_half_its_name() -> None:
    found = kinds("She told the Courier so. A courier came.", publisher="Lindvik Courier")
    assert found == {"Courier": PUBLICATION}
