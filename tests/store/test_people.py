"""Who is one across articles: a table of bylines with reasons, the same in any order; what is left to people."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine, text

from etl.records import Reading
from etl.store.postgres import Server, open_engine
from tests.postgres import copied_database
from tests.store.archive import Archive, signed


@dataclass(frozen=True, slots=True)
class Case:
    """Bylines with their papers, and which of them are one."""

    bylines: tuple[tuple[str, str | None], ...]
    people: tuple[str, ...]  # each the spellings of one, apart by " = "
    why: str


CASES = [
    Case(
        (("By H.R. Roe", "A"), ("By Harold R. Roe", "A"), ("By Harold Roe", "A")),
        ("H.R. Roe @ A = Harold R. Roe @ A = Harold Roe @ A",),
        "initials that fit at one paper, and nobody else whom they fit",
    ),
    Case(
        (("BY JOSÉ NUÑO", "A"), ("By Jose Nuno", "A")),
        ("José Nuño @ A",),
        "capitals and accents make no other name",
    ),
    Case((("By Ann Poe", "A"), ("By Ann Poe", "B")), ("Ann Poe @ A", "Ann Poe @ B"), "a name alone is no person"),
    Case(
        (("By Ann Poe, ann.poe@group.example", "A"), ("By A. Poe, Ann.Poe@group.example", "B")),
        ("Ann Poe @ A = A. Poe @ B",),
        "one mail address of one family name",
    ),
    Case(
        (("By Ann Poe, @annpoe", "A"), ("By Ann Poe, @AnnPoe", "B")),
        ("Ann Poe @ A = Ann Poe @ B",),
        "one handle of one family name",
    ),
    Case(
        (("By Ann Poe, desk@g.example", "A"), ("By Jo Dee, desk@g.example", "A"), ("By Ann Poe, desk@g.example", "B")),
        ("Ann Poe @ A", "Jo Dee @ A", "Ann Poe @ B"),
        "an address that several families have is that of a desk",
    ),
    Case(
        (("By J. Roe", "A"), ("By Jane Roe", "A"), ("By John Roe", "A")),
        ("J. Roe @ A", "Jane Roe @ A", "John Roe @ A"),
        "an initial that fits two people is neither",
    ),
    Case(
        (("By Jane Roe", "A"), ("By Jane M. Roe", "A"), ("By John Roe", "A"), ("By J. Roe", "A")),
        ("Jane Roe @ A = Jane M. Roe @ A", "John Roe @ A", "J. Roe @ A"),
        "the two that fit exactly the same are one, whatever an initial does beside them",
    ),
    Case(
        (("By Jane Roe", "A"), ("By Jane A. Roe", "A"), ("By Jane B. Roe", "A")),
        ("Jane Roe @ A", "Jane A. Roe @ A", "Jane B. Roe @ A"),
        "two middle initials are two people, and the bare name is one of them",
    ),
    Case(
        (("By John Roe Jr.", "A"), ("By John Roe", "A")),
        ("John Roe Jr. @ A", "John Roe @ A"),
        "father and son",
    ),
    Case(
        (("By Nora van der Zee", "A"), ("By N. van der Zee", "A")),
        ("Nora van der Zee @ A = N. van der Zee @ A",),
        "a family name with its particles",
    ),
    Case((("By J. Roe", None), ("By Jane Roe", None)), ("J. Roe", "Jane Roe"), "an unknown paper is nothing in common"),
    Case(
        (("By Jane Roe, j@g.example", "A"), ("By J. Roe, j@g.example", "B"), ("By John Roe", "B")),
        ("Jane Roe @ A", "J. Roe @ B", "John Roe @ B"),
        "by the address J. is Jane, by the paper John: nothing of it is without doubt",
    ),
    Case(
        (("By Juan Pérez", "A"), ("By Juan Pérez López", "A")),
        ("Juan Pérez @ A", "Juan Pérez López @ A"),
        "another family name, so somebody may say it",
    ),
]


def readings(case: Case) -> list[Reading]:
    return [signed(byline, paper) for byline, paper in case.bylines]


@pytest.mark.parametrize("case", CASES, ids=[case.why for case in CASES])
def test_who_is_one(engine: Engine, case: Case) -> None:
    archive = Archive(engine)
    archive.load(readings(case))
    assert archive.people() == {frozenset(names.split(" = ")) for names in case.people}


@pytest.fixture
def archives(server: Server, template: str) -> Iterator[list[Archive]]:
    """Some empty databases."""
    with (
        copied_database(server, template) as one,
        copied_database(server, template) as two,
        copied_database(server, template) as three,
        open_engine(one) as first,
        open_engine(two) as second,
        open_engine(three) as third,
    ):
        yield [Archive(first), Archive(second), Archive(third)]


def everything() -> list[Reading]:
    """All cases at once, each paper a paper of its own case."""
    return [
        signed(byline, f"{paper}{number}" if paper else None, part=number)
        for number, bylines in enumerate([*(case.bylines for case in CASES), *(row[0] for row in CANDIDATES)])
        for byline, paper in bylines
    ]


def test_the_order_of_loads_and_their_batches_make_no_difference(archives: list[Archive]) -> None:
    states = []
    for seed, archive in enumerate(archives):
        chance = random.Random(seed)
        articles = everything()
        chance.shuffle(articles)
        half = chance.randint(1, len(articles) - 1)
        archive.load(articles[:half], batch=chance.randint(1, 9))
        archive.load(articles[half:], batch=chance.randint(1, 9))
        states.append(archive.state())
    assert states[0]["person"]
    assert states[0]["person_candidate"]
    assert states[1] == states[0]
    assert states[2] == states[0]


def test_resolving_again_touches_no_row(engine: Engine) -> None:
    archive = Archive(engine)
    archive.load(everything())

    def touched() -> list[object]:
        tables = ("person", "spelling", "byline", "person_candidate", "chain")
        with engine.connect() as connection:
            return [connection.execute(text(f"SELECT array_agg(xmin) FROM news.{table}")).scalar() for table in tables]

    before = touched()
    archive.load([])
    assert touched() == before


CANDIDATES = [
    ((("By J. Roe", "A"), ("By Jane Roe", "A"), ("By John Roe", "A")), ("J. Roe", "Jane Roe"), 0.45, "names fit"),
    ((("By Ann Poe", "A"), ("By Ann Poe", "B")), ("Ann Poe", "Ann Poe"), 0.5, "same name"),
    ((("By Ann Marie Poe", "A"), ("By Ann Marie Poe", None)), ("Ann Marie Poe", "Ann Marie Poe"), 0.7, "same name"),
    (
        (("By Ann Poe, ann@g.example", "A"), ("By Ann Dee, ann@g.example", "A")),
        ("Ann Dee", "Ann Poe"),
        0.6,
        "same mail",
    ),
    ((("By János Kovács", "A"), ("By Kovács János", "A")), ("János Kovács", "Kovács János"), 0.8, "another order"),
    ((("By Jo Anna Roe", "A"), ("By Joanna Roe", "A")), ("Jo Anna Roe", "Joanna Roe"), 0.8, "same letters"),
    ((("By Bill Roe", "A"), ("By William Roe", "A")), ("Bill Roe", "William Roe"), 0.8, "another form"),
    ((("By Liz Ann Roe", "A"), ("By Elizabeth A. Roe", "A")), ("Liz Ann Roe", "Elizabeth A. Roe"), 0.8, "form of the"),
    (
        (("By Bob Roe", "A"), ("By Rob Roe", "A"), ("By Robert Roe", "A")),
        ("Bob Roe", "Rob Roe"),
        0.4,
        "given name, same p",
    ),
    (
        (("By Sergei Brod, s@g.example", "A"), ("By Serhiy Brod, s@g.example", "B")),
        ("Sergei Brod", "Serhiy Brod"),
        0.8,
        "same mail",
    ),
    ((("By Jürgen Müller", "A"), ("By Juergen Mueller", "A")), ("Jürgen Müller", "Juergen Mueller"), 0.8, "otherwise"),
    ((("By Dmitri Chaly", "A"), ("By Dmitrii Tchaly", "A")), ("Dmitri Chaly", "Dmitrii Tchaly"), 0.8, "written other"),
    ((("By Søren Brodø", "A"), ("By Soren Brodo", "A")), ("Søren Brodø", "Soren Brodo"), 0.8, "written otherwise, s"),
    ((("By John Roe", "A"), ("By Jonh Roe", "A")), ("John Roe", "Jonh Roe"), 0.6, "one letter off in the given"),
    (
        (("By Harold Tamber", "A"), ("By Harold Tambre", "A")),
        ("Harold Tamber", "Harold Tambre"),
        0.6,
        "off in the family",
    ),
    ((("By Harold Tamber", "A"), ("By Harold Tambber", "A")), ("Harold Tamber", "Harold Tambber"), 0.8, "letter off"),
]

APART = [
    ((("By Bill Roe", "A"), ("By William Roe", "B")), "a pet name at another paper"),
    ((("By Bill Roe", "A"), ("By Robert Roe", "A")), "a pet name of another name"),
    ((("By Bill Roe", "A"), ("By William Poe", "A")), "another family name"),
    ((("By Bill Roe Jr.", "A"), ("By William Roe", "A")), "another generation"),
    ((("By Bill A. Roe", "A"), ("By William B. Roe", "A")), "other middle names"),
    ((("By Sandy Roe", "A"), ("By Sam Roe", "A")), "forms of two names"),
    ((("By Harold Tamber", "A"), ("By Harold Tambrex", "A")), "two letters off"),
    ((("By Harold Tamber", "A"), ("By Herold Tambre", "A")), "a letter off in each name"),
    ((("By Harold Tamber", "A"), ("By Harold Tambre", "B")), "a misprint at another paper"),
    ((("By H. Tamber", "A"), ("By H. Tambre", "A")), "an initial is too little to share"),
    ((("By Jan Roe", "A"), ("By Jon Roe", "A")), "short names are names"),
    (
        (("By Marta Roe", "A"), ("By Maria Roe", "A"), ("By Marta Poe", "A"), ("By Maria Dee", "B")),
        "two names that others bear too",
    ),
    (
        (("By Iva Benda", "A"), ("By Iva Banda", "A"), ("By Jo Benda", "B"), ("By Al Banda", "B")),
        "two family names that others bear too",
    ),
]


@pytest.mark.parametrize(("bylines", "why"), APART, ids=[row[1] for row in APART])
def test_what_is_not_alike_is_no_candidate(
    engine: Engine, bylines: tuple[tuple[str, str | None], ...], why: str
) -> None:
    Archive(engine).load([signed(byline, paper) for byline, paper in bylines])
    with engine.connect() as connection:
        assert connection.execute(text("SELECT * FROM news.person_candidate")).all() == [], why


def test_names_that_are_only_alike_are_never_joined(engine: Engine) -> None:
    archive = Archive(engine)
    archive.load([signed(f"By {name}", "A") for name in ("Bill Roe", "William Roe", "Wiliam Roe", "William Rowe")])
    assert len(archive.people()) == 4


@pytest.mark.parametrize(("bylines", "pair", "score", "reason"), CANDIDATES, ids=[row[3] for row in CANDIDATES])
def test_what_may_be_one_is_a_candidate_with_its_score(
    engine: Engine, bylines: tuple[tuple[str, str | None], ...], pair: tuple[str, str], score: float, reason: str
) -> None:
    Archive(engine).load([signed(byline, paper) for byline, paper in bylines])
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT a.name, b.name, c.score, c.reasons FROM news.person_candidate AS c"
                " JOIN news.person AS a USING (person_id) JOIN news.person AS b ON b.person_id = c.other_person_id"
            )
        ).all()
    ours = [row for row in found if tuple(sorted(row[:2])) == tuple(sorted(pair))]
    assert len(ours) == 1, found
    assert ours[0].score == pytest.approx(score)
    assert reason in ours[0].reasons


def test_the_fullest_name_is_shown_with_its_parts(engine: Engine) -> None:
    Archive(engine).load([signed("By H.R. Roe", "A"), signed("By Harold R. Roe", "A")])
    with engine.connect() as connection:
        (person,) = connection.execute(text("SELECT * FROM news.person")).all()
    assert (person.name, person.given_name, person.family_name) == ("Harold R. Roe", "Harold", "Roe")
    assert person.publication_id is not None


def test_who_signs_is_somebody_before_anything_is_resolved(engine: Engine) -> None:
    archive = Archive(engine)
    archive.load([signed("By H.R. Roe", "A"), signed("By Harold R. Roe", "A")])
    archive.store([signed("By H.R. Roe", "A", part=1), signed("By Harold Roe", "A")])
    with engine.connect() as connection:
        names = connection.execute(
            text("SELECT p.name FROM news.byline AS b JOIN news.person AS p USING (person_id) ORDER BY p.name")
        )
        assert list(names.scalars()) == ["Harold R. Roe", "Harold R. Roe", "Harold R. Roe", "Harold Roe"]
    archive.load([])
    assert len(archive.people()) == 1
