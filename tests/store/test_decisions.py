"""What people decide: applied by every later run, undone without a trace, never lost by loading again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from etl import pipeline
from etl.errors import Misconfigured
from etl.keys import key
from etl.records import Action, Decision, MentionKind, Reading, Subject
from etl.store import agents, decisions, runs
from etl.store.corrections import read_day
from etl.store.postgres import Server, open_engine
from etl.store.resolve import resolve
from tests.postgres import copied_database
from tests.store.archive import SOURCE, Archive, signed

PERSON, ORGANIZATION = MentionKind.PERSON, MentionKind.ORGANIZATION
NAMES = [
    [(PERSON, "Ada Brom"), (PERSON, "Carl Drey")],
    [(PERSON, "A. Brom"), (PERSON, "Carl Drey")],
    [(PERSON, "Brom"), (PERSON, "Carl Drey")],
    [(ORGANIZATION, "Link Copied"), (PERSON, "Carl Drey")],
]


def articles() -> list[Reading]:
    bylines = [("By Jane Roe", "A"), ("By J. Roe", "A"), ("By Jane Roe", "B"), ("By Ann Poe", "B")]
    return [signed(byline, paper, names=names) for (byline, paper), names in zip(bylines, NAMES, strict=True)]


@pytest.fixture
def archive(engine: Engine) -> Archive:
    """Four articles, with Jane Roe at two papers and Ada Brom under three names."""
    made = Archive(engine)
    made.load(articles())
    return made


def at(archive: Archive, paper: str, name: str) -> UUID:
    """The person of a spelling."""
    with archive.engine.connect() as connection:
        return connection.execute(
            text(
                "SELECT person_id FROM news.spelling AS s JOIN news.publication AS p USING (publication_id)"
                " WHERE s.name = :name AND p.name = :paper"
            ),
            {"name": name, "paper": paper},
        ).scalar_one()


def entity(archive: Archive, name: str) -> UUID:
    with archive.engine.connect() as connection:
        return agents.find_one(connection, Subject.ENTITY, name).id


def decide(archive: Archive, subject: Subject, action: Action, key_id: UUID, **said: object) -> Decision:
    made = Decision(subject=subject, action=action, key_id=key_id, decided_by="a test", **said)  # type: ignore[arg-type]
    with archive.engine.begin() as connection:
        (kept,) = decisions.record(connection, [made])
    resolve(archive.engine)
    return kept


def undo(archive: Archive, decision: Decision) -> None:
    with archive.engine.begin() as connection:
        decisions.revert(connection, decision, by="a test")
    resolve(archive.engine)


def linked(archive: Archive) -> dict[str, str | None]:
    """The entity shown for each name of a chain."""
    with archive.engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT c.name, coalesce(d.name, e.name) FROM news.chain AS c"
                " LEFT JOIN news.entity AS e USING (entity_id) LEFT JOIN news.settled_entity AS d USING (entity_id)"
            )
        )
        return dict(found.all())


Row = tuple[str, Subject, Action, object, dict[str, object]]

EVERY_KIND: list[Row] = [
    ("merged people", Subject.PERSON, Action.MERGE, ("A", "Jane Roe"), {"other_id": ("B", "Jane Roe")}),
    ("a spelling taken off", Subject.PERSON, Action.SPLIT, "j roe", {}),
    ("people told apart", Subject.PERSON, Action.SPLIT, ("A", "Jane Roe"), {"other_id": ("B", "Jane Roe")}),
    ("a person renamed", Subject.PERSON, Action.RENAME, ("A", "Jane Roe"), {"value": "Jane Roe-Poe"}),
    ("a name rejected", Subject.PERSON, Action.REJECT, ("B", "Ann Poe"), {}),
    ("merged entities", Subject.ENTITY, Action.MERGE, "A. Brom", {"other_id": "Ada Brom"}),
    ("entities told apart", Subject.ENTITY, Action.SPLIT, "A. Brom", {"other_id": "Ada Brom"}),
    ("an entity renamed", Subject.ENTITY, Action.RENAME, "Ada Brom", {"value": "Countess Brom"}),
    ("an entity rejected", Subject.ENTITY, Action.REJECT, "Link Copied", {}),
    ("a name linked by hand", Subject.ENTITY, Action.RELINK, "article", {"value": "Brom", "other_id": "Carl Drey"}),
    ("a name linked to nothing", Subject.ENTITY, Action.RELINK, "article", {"value": "Carl Drey"}),
    ("a headline set", Subject.ARTICLE, Action.SET, "article", {"field": "headline", "value": "Gate left open"}),
    ("a day set", Subject.ARTICLE, Action.SET, "article", {"field": "date_published", "value": "2018-09-10"}),
    ("authors set", Subject.ARTICLE, Action.SET, "article", {"field": "authors", "value": "Jane Roe; Zoe Ney"}),
]


def named(archive: Archive, subject: Subject, what: object) -> UUID:
    """The id of what a row of the table names."""
    if isinstance(what, tuple):
        return at(archive, *what)
    if what == "article":
        return articles()[2].article.article_id
    if what == "j roe":
        return key("person", "j roe", str(key("publication-name", "a")))
    return entity(archive, str(what))


def prepared(archive: Archive, row: Row) -> tuple[Subject, Action, UUID, dict[str, object]]:
    """The decision of a row, with ids for names."""
    _, subject, action, of, said = row
    ids = {name: named(archive, subject, what) if name == "other_id" else what for name, what in said.items()}
    return subject, action, named(archive, subject, of), ids


@pytest.mark.parametrize("row", EVERY_KIND, ids=[row[0] for row in EVERY_KIND])
def test_a_decision_changes_something_outlives_a_reload_and_is_undone_without_a_trace(
    archive: Archive, row: Row
) -> None:
    before = archive.state()
    *decision, said = prepared(archive, row)
    made = decide(archive, *decision, **said)  # type: ignore[arg-type]
    after = archive.state()
    assert after != before

    archive.load(articles())
    assert archive.state() == after
    archive.load(articles(), again=True)
    assert archive.state() == after

    undo(archive, made)
    assert archive.state() == before


@pytest.mark.parametrize("row", EVERY_KIND, ids=[row[0] for row in EVERY_KIND])
def test_a_decision_may_come_before_what_it_is_about(archive: Archive, empty: Archive, row: Row) -> None:
    *decision, said = prepared(archive, row)
    for each in (archive, empty):
        decide(each, *decision, **said)  # type: ignore[arg-type]
    later = articles()
    random.Random(row[0]).shuffle(later)
    for one in later:
        empty.load([one])
    assert empty.state() == archive.state()


@pytest.fixture
def empty(server: Server, template: str) -> Iterator[Archive]:
    """Another database, with nothing in it."""
    with copied_database(server, template) as url, open_engine(url) as engine:
        yield Archive(engine)


def test_merged_people_are_one_row_that_keeps_the_id_and_name_of_what_stays(archive: Archive) -> None:
    stays = at(archive, "B", "Jane Roe")
    decide(archive, Subject.PERSON, Action.MERGE, at(archive, "A", "Jane Roe"), other_id=stays)
    assert at(archive, "A", "Jane Roe") == at(archive, "A", "J. Roe") == at(archive, "B", "Jane Roe") == stays
    assert frozenset({"Jane Roe @ A", "J. Roe @ A", "Jane Roe @ B"}) in archive.people()


def test_of_a_merge_and_a_split_of_the_same_the_later_one_holds(archive: Archive) -> None:
    one, other = at(archive, "A", "Jane Roe"), at(archive, "B", "Jane Roe")
    decide(archive, Subject.PERSON, Action.MERGE, one, other_id=other)
    decide(archive, Subject.PERSON, Action.SPLIT, one, other_id=other)
    assert at(archive, "A", "Jane Roe") != at(archive, "B", "Jane Roe")
    decide(archive, Subject.PERSON, Action.MERGE, other, other_id=one)
    assert at(archive, "A", "Jane Roe") == at(archive, "B", "Jane Roe") == one


def test_alike_names_that_somebody_told_apart_are_no_candidate(empty: Archive) -> None:
    empty.load([signed("By Bill Roe", "A"), signed("By William Roe", "A")])
    assert empty.state()["person_candidate"]
    decide(empty, Subject.PERSON, Action.SPLIT, at(empty, "A", "Bill Roe"), other_id=at(empty, "A", "William Roe"))
    assert empty.state()["person_candidate"] == []


def test_a_merged_name_is_shown_as_what_stays_and_its_surname_has_one_bearer(archive: Archive) -> None:
    assert linked(archive)["Brom"] is None, "two people are called so"
    decide(archive, Subject.ENTITY, Action.MERGE, entity(archive, "A. Brom"), other_id=entity(archive, "Ada Brom"))
    shown = linked(archive)
    assert (shown["A. Brom"], shown["Ada Brom"], shown["Brom"]) == ("Ada Brom", "Ada Brom", "Ada Brom")


def test_what_was_merged_stands_for_itself_again_when_what_stayed_is_named_no_more(
    archive: Archive, empty: Archive
) -> None:
    """A better reading of the first article does not find Ada Brom."""
    first, *others = articles()
    carl = replace(first.article.chains[1], ordinal=0)
    mention = replace(first.article.mentions[1], chain=0)
    better = replace(first, article=replace(first.article, chains=(carl,), mentions=(mention,)))
    ids = (entity(archive, "A. Brom"), entity(archive, "Ada Brom"))
    decide(archive, Subject.ENTITY, Action.MERGE, ids[0], other_id=ids[1])
    archive.load([better], again=True)
    assert linked(archive) == {
        "Carl Drey": "Carl Drey",
        "A. Brom": "A. Brom",
        "Brom": "A. Brom",
        "Link Copied": "Link Copied",
    }

    empty.load([better, *others])
    decide(empty, Subject.ENTITY, Action.MERGE, ids[0], other_id=ids[1])
    assert archive.state() == empty.state()
    archive.load([first], again=True)
    assert linked(archive)["A. Brom"] == "Ada Brom", "the decision waited for her"


def test_what_is_set_is_shown_in_bi_and_what_was_read_stays(archive: Archive) -> None:
    article_id = articles()[2].article.article_id
    values = {"headline": "Gate left open", "date_published": "2018-09", "authors": "Jane Roe; Zoe Ney"}
    for field, value in values.items():
        decide(archive, Subject.ARTICLE, Action.SET, article_id, field=field, value=value)
    pipeline.apply_decisions(archive.engine)
    with archive.engine.connect() as connection:
        shown = connection.execute(text("SELECT * FROM bi.article WHERE article_id = :id"), {"id": article_id}).one()
        signing = connection.execute(
            text(
                "SELECT name_as_printed, name, article_count FROM bi.article_author JOIN bi.author USING (author_id)"
                " WHERE article_id = :id ORDER BY ordinal"
            ),
            {"id": article_id},
        ).all()
        read = connection.execute(
            text("SELECT headline, date_published FROM news.article_version WHERE article_id = :id"), {"id": article_id}
        ).one()
    assert (shown.headline, shown.published_on, str(shown.published_month)) == ("Gate left open", None, "2018-09-01")
    assert (shown.published_precision, shown.author_count, shown.is_corrected) == ("month", 2, True)
    assert [tuple(row) for row in signing] == [("Jane Roe", "Jane Roe", 1), ("Zoe Ney", "Zoe Ney", 1)]
    assert tuple(read) == (None, None)


def test_a_rejected_name_leaves_bi_and_stays_as_printed(archive: Archive) -> None:
    decide(archive, Subject.PERSON, Action.REJECT, at(archive, "B", "Ann Poe"))
    pipeline.apply_decisions(archive.engine)
    with archive.engine.connect() as connection:
        names = set(connection.execute(text("SELECT name FROM bi.author")).scalars())
        printed = set(connection.execute(text("SELECT name FROM news.byline")).scalars())
    assert "Ann Poe" not in names
    assert "Ann Poe" in printed


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM ops.decision",
        "UPDATE ops.decision SET value = 'x'",
        "UPDATE ops.decision SET reverted_at = NULL, reverted_by = NULL",
        "INSERT INTO ops.decision (subject, action, key_id) VALUES ('person', 'merge', gen_random_uuid())",
        "INSERT INTO ops.decision (subject, action, key_id) VALUES ('person', 'set', gen_random_uuid())",
        "INSERT INTO ops.decision (subject, action, key_id, value) VALUES ('entity', 'rename', gen_random_uuid(), ' ')",
        "INSERT INTO ops.decision (subject, action, key_id, field) VALUES ('article', 'set', gen_random_uuid(), 'x')",
    ],
)
def test_decisions_are_only_added_and_taken_back_and_say_something(archive: Archive, statement: str) -> None:
    undo(archive, decide(archive, Subject.PERSON, Action.REJECT, at(archive, "B", "Ann Poe")))
    with pytest.raises(DBAPIError), archive.engine.begin() as connection:
        connection.execute(text(statement))


def test_a_row_put_in_by_sql_is_a_decision_like_any_other(archive: Archive) -> None:
    with archive.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO ops.decision (subject, action, key_id, other_id) VALUES ('person', 'merge', :one, :other)"
            ),
            {"one": at(archive, "A", "Jane Roe"), "other": at(archive, "B", "Jane Roe")},
        )
        connection.execute(
            text(
                "INSERT INTO ops.decision (subject, action, key_id, field, value)"
                " VALUES ('article', 'set', :id, 'date_published', '2018-02-30')"
            ),
            {"id": articles()[0].article.article_id},
        )
    resolve(archive.engine)
    assert at(archive, "A", "Jane Roe") == at(archive, "B", "Jane Roe")
    with archive.engine.connect() as connection:
        kept = connection.execute(text("SELECT date_published FROM news.correction")).scalar_one()
    assert kept is None, "no such day: the day that was read stays"


def test_a_run_that_loads_nothing_applies_what_was_decided_meanwhile(archive: Archive) -> None:
    def has_nothing_to_do() -> bool:
        run_id = uuid4()
        runs.open_run(archive.engine, run_id, [SOURCE], software="test")
        return runs.is_published(archive.engine, run_id, software="test")

    assert has_nothing_to_do()
    made = Decision(
        subject=Subject.PERSON, action=Action.REJECT, key_id=at(archive, "B", "Ann Poe"), decided_by="a test"
    )
    with archive.engine.begin() as connection:
        (kept,) = decisions.record(connection, [made])
    assert not has_nothing_to_do()
    archive.load([])
    assert has_nothing_to_do()
    with archive.engine.begin() as connection:
        decisions.revert(connection, kept, by="a test")
    assert not has_nothing_to_do()


DAYS = [
    ("2018", "2018-01-01", "2018-12-31", "year"),
    ("2018-02", "2018-02-01", "2018-02-28", "month"),
    ("2018-09-10", "2018-09-10", "2018-09-10", "day"),
    ("2018-09-10/2018-10-09", "2018-09-10", "2018-10-09", "day"),
    ("2018-09-10T00:30+02:00", "2018-09-10", "2018-09-10", "minute"),
]


@pytest.mark.parametrize(("value", "earliest", "latest", "precision"), DAYS)
def test_a_day_is_typed_as_far_as_it_is_known(value: str, earliest: str, latest: str, precision: str) -> None:
    day = read_day(value)
    assert (str(day.earliest), str(day.latest), day.precision) == (earliest, latest, precision)


@pytest.mark.parametrize("value", ["", "yesterday", "2018-13", "2018-02-30", "10/09/2018", "2018-09-10T08:30", "now"])
def test_what_is_no_day_is_refused(value: str) -> None:
    with pytest.raises(Misconfigured, match="is no date"):
        read_day(value)


@pytest.mark.parametrize(
    "table", ["authorship", "correction", "person_candidate", "spelling", "settled_entity", "chain_candidate"]
)
def test_an_analyst_reads_what_decisions_amount_to(archive: Archive, table: str) -> None:
    with archive.engine.connect() as connection:
        connection.execute(text("SET ROLE dateline_analyst"))
        connection.execute(text(f"SELECT count(*) FROM news.{table}"))
        with pytest.raises(DBAPIError, match="permission denied"):
            connection.execute(text("SELECT * FROM ops.decision"))
        connection.rollback()
