"""`dateline entities import` as a user types it: what is linked, what is told, what a second import does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from etl.records import MentionKind
from etl.store.postgres import open_engine
from etl.store.publish import refresh
from tests.cli.inside import Home
from tests.store.archive import Archive, signed

PERSON, ORGANIZATION = MentionKind.PERSON, MentionKind.ORGANIZATION

NAMES = [
    (PERSON, "Ada Brom"),
    (PERSON, "Paweł Dróżdż"),
    (PERSON, "Jan Roe"),
    (ORGANIZATION, "Voltaryn Energy Ltd."),
    (ORGANIZATION, "Ada Brom"),
]
FILE = """id,name,aliases,kind
Q1,Ada Brom,Countess Brom|Ada B.,human
Q2,"Drozdz, P.",Pawel Drozdz;P. Drozdz,person
Q3,Jan Roe,,person
Q4,Jan Roe,,person
Q5,Voltaryn Energy,,company
"""


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Home:
    """A user whose database holds five entities."""
    with open_engine(database_url) as engine:
        Archive(engine).load([signed("By Jane Roe", "The Paper", names=NAMES)])
    return Home(tmp_path, database_url)


def write(home: Home, content: str, name: str = "wikidata.csv") -> Path:
    path = home.folder / name
    path.write_text(content, encoding="utf-8")
    return path


def shown(home: Home) -> dict[tuple[str, str], str | None]:
    """The authority id of each entity in bi."""
    with open_engine(home.database_url) as engine:
        refresh(engine)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT kind, name, authority_id FROM bi.entity")).all()
    return {(row.kind, row.name): row.authority_id for row in rows}


def test_names_and_aliases_of_one_kind_are_linked_and_doubt_makes_candidates(home: Home) -> None:
    done = home.json("entities", "import", write(home, FILE), "--version", "2024-05")
    assert (done["new"], done["changed"], done["same"], done["broken"]) == (5, 0, 0, [])
    assert shown(home) == {
        ("person", "Ada Brom"): "Q1",
        ("person", "Paweł Dróżdż"): "Q2",
        ("person", "Jan Roe"): None,
        ("organization", "Voltaryn Energy Ltd."): "Q5",
        ("organization", "Ada Brom"): None,
    }
    records = home.json("entities", "show", "Jan Roe")["records"]
    assert [(one["identifier"], one["score"]) for one in records] == [("Q3", 0.45), ("Q4", 0.45)]
    (linked,) = home.json("entities", "show", "Paweł Dróżdż")["records"]
    assert (linked["source"], linked["identifier"], linked["found_by"]) == ("wikidata", "Q2", "alias")
    assert "Q5" in home.run("entities", "show", "Voltaryn Energy Ltd.").stdout


def test_a_second_import_changes_nothing_and_changed_rows_are_updated(home: Home) -> None:
    path = write(home, FILE)
    home.json("entities", "import", path, "--version", "1")
    before = rows(home)
    again = home.json("entities", "import", path, "--version", "1")
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 5)
    assert rows(home) == before
    write(home, FILE.replace("Q4,Jan Roe", "Q4,Jan van Roe").replace("Countess Brom|", ""))
    third = home.json("entities", "import", path, "--version", "2")
    assert (third["new"], third["changed"], third["same"]) == (0, 2, 3)
    assert shown(home)["person", "Jan Roe"] == "Q3", "nobody else is called so any more"
    versions = {row[0]: row[1] for row in query(home, "SELECT identifier, file_version FROM news.authority")}
    assert versions == {"Q1": "2", "Q2": "1", "Q3": "1", "Q4": "2", "Q5": "1"}
    assert query(home, "SELECT source, version, record_count FROM ops.authority_file") == [("wikidata", "2", 5)]


def query(home: Home, statement: str) -> list[tuple[object, ...]]:
    with open_engine(home.database_url) as engine, engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def rows(home: Home) -> list[list[tuple[object, ...]]]:
    tables = ("authority", "authority_name", "entity_authority", "authority_candidate")
    return [sorted(query(home, f"SELECT xmin::text, * FROM news.{table}"), key=repr) for table in tables]


def test_a_dry_run_tells_and_changes_nothing(home: Home) -> None:
    told = home.run("entities", "import", write(home, FILE), "--dry-run")
    assert (told.returncode, told.stdout) == (0, "5 new, 0 changed, 0 same would be, 0 broken.\n")
    assert query(home, "SELECT count(*) FROM news.authority") == [(0,)]


BROKEN = [
    {"id": "Q1", "name": "Ada Brom", "kind": "person", "aliases": ["Countess Brom"]},
    {"name": "Nobody", "kind": "person"},
    {"id": "Q3", "name": "A thing", "kind": "gadget"},
    {"id": "Q4", "name": "???", "kind": "person"},
    {"id": "Q1", "name": "Ada Brom", "kind": "person"},
    {"id": "Q6", "name": "Jan Roe", "kind": "person", "aliases": 7},
    ["Q7"],
]


def test_broken_lines_are_told_with_their_reason_and_the_others_are_kept(home: Home) -> None:
    lines = "\n".join([*map(json.dumps, BROKEN), "{not json"])
    done = home.run("entities", "import", write(home, lines, "known.jsonl"), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["new"] == 1
    assert [(one["line"], one["reason"].split(":")[0]) for one in told["broken"]] == [
        (2, "it has no id."),
        (3, "nothing is known of the kind 'gadget'."),
        (4, "the name '???' has no letter."),
        (5, "the id 'Q1' stands in line 1 already."),
        (6, "its aliases are no list of names."),
        (7, "it is no JSON object."),
        (8, "it is no JSON"),
    ]
    assert shown(home)["person", "Ada Brom"] == "Q1"
    plain = home.run("entities", "import", home.folder / "known.jsonl")
    assert "known.jsonl, line 3: nothing is known of the kind 'gadget'." in plain.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"id,name\nQ1,Ada\n", "no column 'kind'"), (b"\xff\xfe\x00", "cannot be read"), (b"", "no column")],
)
def test_what_is_no_authority_file_is_refused_in_a_line(home: Home, content: bytes, said: str) -> None:
    path = home.folder / "file.csv"
    path.write_bytes(content)
    done = home.run("entities", "import", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_entities_that_come_later_are_linked_and_two_of_one_record_are_candidates(home: Home) -> None:
    home.json("entities", "import", write(home, FILE))
    later = signed("By Jane Roe", "The Paper", names=[(PERSON, "Countess Brom")])
    with open_engine(home.database_url) as engine:
        Archive(engine).load([later])
    assert shown(home)["person", "Countess Brom"] == "Q1"
    pairs = {frozenset((one["name"], one["other_name"])): one for one in home.json("entities", "candidates")}
    pair = pairs[frozenset(("Ada Brom", "Countess Brom"))]
    assert pair["reasons"] == "the same record of wikidata"
    ids = {pair["name"]: pair["id"], pair["other_name"]: pair["other_id"]}
    done = home.run("entities", "merge", ids["Ada Brom"], ids["Countess Brom"])
    assert done.returncode == 0, done.stderr
    assert ("person", "Countess Brom") not in shown(home)


def test_names_alone_are_listed_and_explained(home: Home) -> None:
    names = [(PERSON, "Brom"), (PERSON, "Carl Drey")]
    with open_engine(home.database_url) as engine:
        Archive(engine).load([signed("By Jane Roe", "B", names=names), signed("By Jane Roe", "B", names=NAMES[1:2])])
    (one,) = home.json("entities", "alone")
    assert (one["surface"], one["name"], one["score"]) == ("Brom", "Ada Brom", 0.3)
    told = home.json("explain", one["article_id"])["names"]
    assert [(name["name"], name["entity"], name["method"]) for name in told] == [
        ("Brom", None, None),
        ("Carl Drey", "Carl Drey", "name"),
    ]
    assert told[0]["candidates"] == ["Ada Brom: surname"]
    assert home.run("entities", "relink", one["article_id"], "Brom", one["id"]).returncode == 0
    assert home.run("entities", "alone").returncode == 1
    assert home.json("explain", one["article_id"])["names"][0]["method"] == "relinked"
    assert "relinked" in home.run("explain", one["article_id"]).stdout
