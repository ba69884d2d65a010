"""What articles name, across the archive: one under all its names, two where there is doubt, whatever comes first."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, text

from etl.records import Action, Decision, MentionKind, Reading, Subject
from etl.store import agents, decisions
from etl.store.postgres import Server, open_engine
from etl.store.resolve import resolve
from tests.postgres import copied_database
from tests.store.archive import Archive, signed

PERSON, ORGANIZATION, PUBLICATION = MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PUBLICATION
WORK, PLACE = MentionKind.WORK, MentionKind.PLACE
MAY, JUNE, WINTER = date(2024, 5, 3), date(2024, 5, 30), date(2024, 12, 1)


@pytest.fixture
def archive(engine: Engine) -> Archive:
    return Archive(engine)


def naming(*names: tuple[MentionKind, str], paper: str | None = None, day: date | None = None, **said: int) -> Reading:
    return signed("By Jane Roe", paper, names=names, day=day, **said)


# Two names of one kind, which stands for both, and why.
ONE = [
    (PERSON, "H.R. Lindqvist", "HR Lindqvist", "H.R. Lindqvist", "initials"),
    (PERSON, "Pawel Drozdz", "Paweł Dróżdż", "Paweł Dróżdż", "letters"),
    (PERSON, "Soren Odegard", "Søren Ødegård", "Søren Ødegård", "letters, written_out"),
    (PERSON, "Hans Müller", "Hans Mueller", "Hans Mueller", "written_out"),
    (PERSON, "Olena Zarudsky", "Olena Zarudskyy", "Olena Zarudskyy", "ending"),
    (PERSON, "Иван Петров", "Ivan Petrov", "Иван Петров", "letters"),
    (ORGANIZATION, "Voltaryn Energy", "Voltaryn Energy Ltd.", "Voltaryn Energy", "legal_form"),
    (ORGANIZATION, "Voltaryn Energy GmbH", "The Voltaryn Energy", "Voltaryn Energy GmbH", "article, legal_form"),
    (ORGANIZATION, "Brom & Drey", "Brom and Drey", "Brom & Drey", "and"),
    (ORGANIZATION, "Norsea Dredging's", "Norsea Dredging", "Norsea Dredging", "possessive"),
    (ORGANIZATION, "Valdora First 35.7", "Valdora First", "Valdora First", "figure"),
    (PUBLICATION, "The Harbour Courier", "Harbour Courier", "Harbour Courier", "article"),
]


@pytest.mark.parametrize(
    ("kind", "one", "other", "stands", "evidence"), ONE, ids=[f"{row[1]}, {row[2]}" for row in ONE]
)
def test_spellings_of_one_name_are_one_entity_with_the_reason(
    archive: Archive, kind: MentionKind, one: str, other: str, stands: str, evidence: str
) -> None:
    archive.load([naming((kind, one)), naming((kind, other))])
    assert archive.entities() == {one: stands, other: stands}
    with archive.engine.connect() as connection:
        found = agents.find_one(connection, Subject.ENTITY, stands)
        names = agents.names_of(connection, Subject.ENTITY, found.id)
    assert [(name.rule, name.evidence) for name in names if name.rule] == [("spelling", evidence)]
    assert {name.name for name in names} == {one, other}
    assert found.article_count == 2


TWO = [
    (PERSON, "Ada Brom", "A. Brom"),
    (PERSON, "Ada Brom", "Ada Brom Jr."),
    (PERSON, "Jan Polanski", "Jan Polansky"),
    (PERSON, "Hans Muller", "Hans Mueller"),
    (WORK, "The Wall", "Wall"),
    (ORGANIZATION, "Radio 5", "Radio 4"),
    (ORGANIZATION, "Voltaryn Energy", "Voltaryn Holding"),
]


@pytest.mark.parametrize(("kind", "one", "other"), TWO, ids=[f"{row[1]}, {row[2]}" for row in TWO])
def test_what_is_only_similar_stays_two(archive: Archive, kind: MentionKind, one: str, other: str) -> None:
    archive.load([naming((kind, one)), naming((kind, other))])
    assert archive.entities() == {one: one, other: other}


def test_one_name_of_two_kinds_is_two_and_a_candidate(archive: Archive) -> None:
    archive.load([naming((PERSON, "Prima Valdora")), naming((ORGANIZATION, "Prima Valdora"))])
    with archive.engine.connect() as connection:
        found = agents.candidates(connection, Subject.ENTITY)
    assert [(one.name, one.other_name, one.reasons) for one in found] == [
        ("Prima Valdora", "Prima Valdora", "same name, other kind")
    ]


CARL, NINA, FULL, ALONE = (PERSON, "Carl Drey"), (PERSON, "Nina Poe"), (PERSON, "Ada Brom"), (PERSON, "Brom")
OTHER = (PERSON, "Otto Brom")

# What articles name, of which paper and day, and whose name "Brom" is in the first of them.
SURNAMES = {
    "nobody bears it": ([([ALONE, CARL], "A", MAY)], "?"),
    "one bearer, in the same company": ([([ALONE, CARL], "A", MAY), ([FULL, CARL], "B", WINTER)], "Ada Brom"),
    "one bearer, in the same paper and month": ([([ALONE, CARL], "A", MAY), ([FULL, NINA], "A", JUNE)], "Ada Brom"),
    "one bearer, in the same paper half a year later": ([([ALONE], "A", MAY), ([FULL], "A", WINTER)], "?"),
    "one bearer, elsewhere": ([([ALONE, CARL], "A", MAY), ([FULL, NINA], "B", MAY)], "?"),
    "two bearers, both in the same company": (
        [([ALONE, CARL], "A", MAY), ([FULL, CARL], "B", MAY), ([OTHER, CARL], "C", MAY)],
        "?",
    ),
    "two bearers, one of them everywhere": (
        [([ALONE, CARL], "A", MAY), ([FULL, CARL], "A", JUNE), ([OTHER, NINA], "C", MAY)],
        "Ada Brom",
    ),
    "two bearers, one of them in the same company alone": (
        [([ALONE, CARL], "A", MAY), ([FULL, CARL], "B", JUNE), ([OTHER, NINA], "C", MAY)],
        "?",
    ),
    "two bearers, one everywhere and one in the same paper": (
        [([ALONE, CARL], "A", MAY), ([FULL, CARL], "A", JUNE), ([OTHER, NINA], "A", JUNE)],
        "?",
    ),
}


@pytest.mark.parametrize("case", SURNAMES)
def test_a_surname_alone_is_linked_when_the_archive_leaves_no_doubt(archive: Archive, case: str) -> None:
    said, brom = SURNAMES[case]
    readings = [naming(*names, paper=paper, day=day) for names, paper, day in said]
    for reading in readings:
        archive.load([reading])
    assert archive.entities()["Brom"] == brom
    bearers = {name for names, _, _ in said for _, name in names if name.endswith(" Brom")}
    assert {one.name for one in maybe(archive)} == (bearers if brom == "?" else set())


def maybe(archive: Archive) -> tuple[agents.OpenName, ...]:
    with archive.engine.connect() as connection:
        return agents.open_names(connection)


ROUNDTABLE = (ORGANIZATION, "Democratic Unity Roundtable")


def test_an_acronym_is_what_the_archive_defines_it_as(archive: Archive) -> None:
    alone = naming((ORGANIZATION, "MUD"), paper="A")
    archive.load([alone])
    assert archive.entities()["MUD"] == "?"
    archive.load([signed("By Jane Roe", "B", names=[ROUNDTABLE], acronyms={0: "MUD"})])
    assert archive.entities()["MUD"] == "Democratic Unity Roundtable"
    other = signed("By Jane Roe", "C", names=[(ORGANIZATION, "Mud Users Department")], acronyms={0: "MUD"})
    archive.load([other])
    assert archive.entities()["MUD"] == "?"
    assert {one.name for one in maybe(archive)} == {"Democratic Unity Roundtable", "Mud Users Department"}


def test_another_name_that_a_document_gives_is_that_of_the_organization(archive: Archive) -> None:
    archive.load([naming((ORGANIZATION, "Frente Amplio"), paper="A")])
    assert archive.entities()["Frente Amplio"] == "Frente Amplio"
    defining = signed("By Jane Roe", "B", names=[(ORGANIZATION, "Broad Front")], acronyms={0: "Frente Amplio"})
    archive.load([defining])
    assert archive.entities()["Frente Amplio"] == "Broad Front"


def test_two_that_are_each_called_like_the_other_stay_two(archive: Archive) -> None:
    names = ((ORGANIZATION, "Broad Front"), (ORGANIZATION, "Frente Amplio"))
    archive.load([naming(*names, paper="A")])
    for count, (one, other) in enumerate([names, names[::-1]]):
        archive.load([signed("By Jane Roe", "BC"[count], names=[one], acronyms={0: other[1]})])
        assert archive.entities()[other[1]] == (one[1] if not count else other[1])
    assert archive.entities() == {name: name for _, name in names}


def test_of_two_that_are_called_so_the_one_is_meant_for_which_later_articles_speak(archive: Archive) -> None:
    """They give the full name only: what the acronym means is written elsewhere."""
    archive.load([naming((ORGANIZATION, "MUD"), CARL, paper="A", day=MAY)])
    archive.load([signed("By Jane Roe", "B", names=[ROUNDTABLE], acronyms={0: "MUD"})])
    archive.load([signed("By Jane Roe", "C", names=[(ORGANIZATION, "Mud Users Department")], acronyms={0: "MUD"})])
    assert archive.entities()["MUD"] == "?"
    archive.load([naming(ROUNDTABLE, CARL, paper="A", day=JUNE)])
    assert archive.entities()["MUD"] == "Democratic Unity Roundtable"


def test_an_acronym_of_more_than_fifty_means_none_of_them(archive: Archive) -> None:
    alone = naming((ORGANIZATION, "MUD"), ROUNDTABLE, CARL, paper="A", day=MAY)
    many = [
        signed("By Jane Roe", "B", names=[(ORGANIZATION, f"Users {'x' * count}")], acronyms={0: "MUD"})
        for count in range(1, 51)
    ]
    known = signed("By Jane Roe", "A", names=[ROUNDTABLE, CARL], acronyms={0: "MUD"}, day=MAY)
    archive.load([known, alone, *many[:-1]])
    assert archive.entities()["MUD"] == "Democratic Unity Roundtable"
    archive.load(many[-1:])
    assert archive.entities()["MUD"] == "?"


def test_a_part_of_a_name_is_linked_by_company_alone(archive: Archive) -> None:
    board, full = (ORGANIZATION, "River Board"), (ORGANIZATION, "Brevna River Board")
    archive.load([naming(board, CARL, paper="A", day=MAY), naming(full, NINA, paper="B", day=MAY)])
    assert archive.entities()["River Board"] == "River Board"
    archive.load([naming(full, CARL, paper="A", day=JUNE)])
    assert archive.entities()["River Board"] == "Brevna River Board"
    archive.load([naming((ORGANIZATION, "Morra River Board"), CARL, paper="A", day=JUNE)])
    assert archive.entities()["River Board"] == "River Board", "now it can be two"


# Some articles give the one as another name of the other, and some the other way round.
EACH_OTHER = {"Roe Holding": "River Board", "River Board": "Roe Holding"}


def pile() -> list[Reading]:
    """Articles in which the same come back under names that can be read in several ways."""
    people = [
        "Ada Brom",
        "A. Brom",
        "Brom",
        "Otto Brom",
        "Søren Drey",
        "Soren Drey",
        "Soeren Drey",
        "Drey",
        "Ida Reyes-Poe",
    ]
    people += ["Reyes-Poe", "Poe", "Ada van Poe", "van Poe"]
    bodies = [
        "Brevna River Board",
        "The Brevna River Board",
        "River Board",
        "Board",
        "Roe Holding Ltd",
        "Roe Holding",
        "Holding",
    ]
    bodies += ["BRB", "Roe", "Brevna Rail Bureau", "Bureau"]
    chance = random.Random(7)
    made = []
    for number in range(60):
        names = [(PERSON, name) for name in chance.sample(people, 2)]
        names += [(ORGANIZATION, name) for name in chance.sample(bodies, 2)]
        acronyms = {2: "BRB"} if names[2][1].endswith(("River Board", "Rail Bureau")) else {}
        if names[3][1] in EACH_OTHER:
            acronyms[3] = EACH_OTHER[names[3][1]]
        day = date(2024, chance.randint(1, 6), chance.randint(1, 28))
        made.append(signed("By Jane Roe", chance.choice("ABC"), names=names, acronyms=acronyms, day=day, part=number))
    return made


@pytest.fixture
def other(server: Server, template: str) -> Iterator[Archive]:
    """Another database, with nothing in it."""
    with copied_database(server, template) as url, open_engine(url) as engine:
        yield Archive(engine)


@pytest.mark.parametrize("seed", range(10))
def test_ten_orders_and_batch_sizes_give_the_same_tables(archive: Archive, other: Archive, seed: int) -> None:
    archive.load(pile())
    chance = random.Random(seed)
    readings = pile()
    chance.shuffle(readings)
    while readings:
        count = chance.randint(1, 20)
        other.load(readings[:count], batch=chance.randint(1, 7))
        readings = readings[count:]
    assert other.state() == archive.state()
    assert len(archive.state()["chain_candidate"]) > 10


@pytest.mark.parametrize("seed", range(2))
def test_going_over_what_changed_is_like_going_over_everything(archive: Archive, seed: int) -> None:
    """Articles come, are read better, and come to say less; decisions are made and taken back in between."""
    chance = random.Random(seed)
    readings = pile()
    archive.load(readings[:30])
    kept: list[Decision] = []
    for place, reading in enumerate(readings[30:]):
        archive.load([chance.choice([reading, shorter(chance.choice(readings))])], again=True)
        decide_something(archive, chance, kept)
        if place % 5:
            continue
        before = archive.state()
        with archive.engine.begin() as connection:
            connection.execute(
                text("INSERT INTO ops.unresolved SELECT 'version', version_id::text FROM news.article_version")
            )
            connection.execute(text("INSERT INTO ops.unresolved SELECT 'entity', entity_id::text FROM news.entity"))
            connection.execute(text("INSERT INTO ops.unresolved SELECT DISTINCT 'name', folded_name FROM news.chain"))
        resolve(archive.engine)
        assert archive.state() == before


def shorter(reading: Reading) -> Reading:
    """The same article, in which the last thing was no name."""
    article = reading.article
    last = article.chains[-1].ordinal
    mentions = tuple(one for one in article.mentions if one.chain != last)
    return replace(reading, article=replace(article, chains=article.chains[:-1], mentions=mentions))


def decide_something(archive: Archive, chance: random.Random, kept: list[Decision]) -> None:
    with archive.engine.begin() as connection:
        there = [one.id for one in agents.agents(connection, Subject.ENTITY)]
        key, other = chance.sample(there, 2)
        action = chance.choice([Action.MERGE, Action.SPLIT, Action.REJECT, Action.RELINK])
        said: dict[str, Any] = {} if action is Action.REJECT else {"other_id": other}
        if action is Action.RELINK:
            article = chance.choice(pile()).article
            key, said = article.article_id, {"value": chance.choice(article.chains).name, "other_id": other}
        made = Decision(subject=Subject.ENTITY, action=action, key_id=key, decided_by="a test", **said)
        kept.extend(decisions.record(connection, [made]))
        if len(kept) > 3:
            decisions.revert(connection, kept.pop(0), by="a test")
    resolve(archive.engine)


def test_a_split_takes_a_spelling_off_and_is_undone_without_a_trace(archive: Archive) -> None:
    archive.load([naming((ORGANIZATION, name)) for name in ("Voltaryn", "Voltaryn Ltd", "The Voltaryn")])
    before = archive.state()
    with archive.engine.begin() as connection:
        one = agents.find_one(connection, Subject.ENTITY, "Voltaryn")
        names = {name.name: name.id for name in agents.names_of(connection, Subject.ENTITY, one.id)}
        made = Decision(subject=Subject.ENTITY, action=Action.SPLIT, key_id=names["Voltaryn Ltd"], decided_by="a test")
        (kept,) = decisions.record(connection, [made])
    resolve(archive.engine)
    assert archive.entities() == {"Voltaryn": "Voltaryn", "The Voltaryn": "Voltaryn", "Voltaryn Ltd": "Voltaryn Ltd"}
    with archive.engine.begin() as connection:
        decisions.revert(connection, kept, by="a test")
    resolve(archive.engine)
    assert archive.state() == before


def test_nothing_that_hangs_together_with_two_that_were_told_apart_is_joined(archive: Archive) -> None:
    archive.load([naming((ORGANIZATION, name)) for name in ("Voltaryn", "Voltaryn Ltd", "The Voltaryn")])
    with archive.engine.begin() as connection:
        one = agents.find_one(connection, Subject.ENTITY, "Voltaryn")
        ids = {name.name: name.id for name in agents.names_of(connection, Subject.ENTITY, one.id)}
        made = Decision(
            subject=Subject.ENTITY,
            action=Action.SPLIT,
            key_id=ids["Voltaryn Ltd"],
            other_id=ids["Voltaryn"],
            decided_by="a test",
        )
        decisions.record(connection, [made])
    resolve(archive.engine)
    assert archive.entities() == {name: name for name in ("Voltaryn", "Voltaryn Ltd", "The Voltaryn")}
