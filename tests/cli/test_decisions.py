"""`dateline people`, `entities` and `decisions` as a user types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.records import MentionKind
from etl.store.postgres import open_engine
from tests.cli.inside import Home
from tests.store.archive import Archive, signed


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Home:
    """A user whose database holds three people called Roe, two of them at one paper."""
    names = [(MentionKind.PERSON, "Ada Brom"), (MentionKind.PERSON, "A. Brom")]
    with open_engine(database_url) as engine:
        Archive(engine).load(
            [
                signed("By Jane Roe", "The Paper", names=names),
                signed("By J. Roe", "The Paper"),
                signed("By Jane Roe", "The Ledger"),
                signed("By John Poe", "The Ledger"),
            ]
        )
    return Home(tmp_path, database_url)


def _people(home: Home) -> dict[str, int]:
    return {f"{one['name']}, {one['publication']}": one["article_count"] for one in home.json("people", "list")}


def test_people_are_listed_merged_split_renamed_and_it_is_all_undone(home: Home) -> None:
    before = _people(home)
    assert before == {"Jane Roe, The Paper": 2, "Jane Roe, The Ledger": 1, "John Poe, The Ledger": 1}
    (pair,) = home.json("people", "candidates")
    assert (pair["score"], pair["reasons"]) == (0.5, "same name, other or unknown publication")

    unclear = home.run("people", "show", "Jane Roe")
    assert (unclear.returncode, unclear.stdout) == (2, "")
    assert "can be 2" in unclear.stderr

    ids = {one["publication"]: one["id"] for one in home.json("people", "list", "jane")}
    merged = home.run("people", "merge", ids["The Paper"][:8], ids["The Ledger"][:8], "--reason", "her column")
    assert merged.returncode == 0, merged.stderr
    assert _people(home) == {"Jane Roe, None": 3, "John Poe, The Ledger": 1}
    assert home.run("people", "merge", "Jane Roe", "Jane Roe").returncode == 2
    assert [one["name"] for one in home.json("people", "show", "Jane Roe")["names"]] == [
        "J. Roe",
        "Jane Roe",
        "Jane Roe",
    ]

    assert home.run("people", "split", "Jane Roe", "J. Roe").returncode == 0
    assert home.run("people", "rename", "John Poe", "Ioannes Poe").returncode == 0
    assert _people(home) == {"Jane Roe, None": 2, "Ioannes Poe, The Ledger": 1, "J. Roe, The Paper": 1}

    decided = home.json("decisions", "list")
    assert [(one["action"], one["reason"]) for one in decided] == [
        ("merge", "her column"),
        ("split", None),
        ("rename", None),
    ]
    for one in decided:
        assert home.run("people", "undo", one["decision_id"][:8]).returncode == 0
    assert home.run("people", "undo", decided[0]["decision_id"]).returncode == 1, "it was taken back before"
    assert _people(home) == before
    assert home.json("decisions", "list") == []
    assert len(home.json("decisions", "list", "--all")) == 3


def test_entities_have_the_same_commands(home: Home) -> None:
    (pair,) = home.json("entities", "candidates")
    assert {pair["name"], pair["other_name"]} == {"A. Brom", "Ada Brom"}
    assert home.run("entities", "merge", "Ada Brom", "A. Brom").returncode == 0
    shown = home.json("entities", "show", "Ada Brom")
    assert ([one["name"] for one in shown["names"]], shown["candidates"]) == (["A. Brom", "Ada Brom"], [])
    assert home.run("entities", "show", "A. Brom").returncode == 2, "it is a name of another"
    assert home.run("entities", "split", "Ada Brom", "A. Brom").returncode == 0
    assert home.run("entities", "split", "Ada Brom", "--from", "A. Brom").returncode == 0
    assert home.run("entities", "candidates").returncode == 1, "they were told apart"
    assert home.run("entities", "reject", "A. Brom").returncode == 0
    assert [one["name"] for one in home.json("entities", "list")] == ["Ada Brom"]


def test_decisions_come_out_of_a_file_all_or_none(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "decisions.csv"
    head = "subject,action,key,other,field,value,reason\n"
    good = 'person,rename,John Poe,,,"Poe, John",as he signs\nentity,merge,A. Brom,Ada Brom,,,\n'
    path.write_text(f"{head}{good}person,merge,Nobody Here,John Poe,,,\n", encoding="utf-8")
    refused = home.run("decisions", "import", path)
    assert refused.returncode == 2
    assert "line 4: No person is called 'Nobody Here'" in refused.stderr
    assert home.json("decisions", "list") == []

    path.write_text(head + good, encoding="utf-8")
    assert len(home.json("decisions", "import", path)) == 2
    assert "Poe, John, The Ledger" in _people(home)
    kept = home.run("decisions", "list", "--csv").stdout
    for one in home.json("decisions", "list"):
        home.run("decisions", "undo", one["decision_id"], "--later")
    path.with_name("kept.csv").write_text(kept, encoding="utf-8")
    assert len(home.json("decisions", "import", path.with_name("kept.csv"))) == 2
    assert home.run("decisions", "import", path.with_name("kept.csv")).returncode == 1, "they stand already"
    assert home.run("decisions", "import", path).returncode == 2, "John Poe is called otherwise now"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,b\n1,2\n", "it has no column"),
        ("subject,action,key,colour\n", "colour"),
        ("subject,action,key\nperson,marry,John Poe\n", "marry"),
        (
            "subject,action,key,field,value\narticle,set,00000000-0000-0000-0000-000000000001,date_published,soon\n",
            "soon",
        ),
        ("subject,action,key\nperson,rename,John Poe\n", "needs a name"),
    ],
)
def test_a_file_that_says_nothing_is_refused_in_a_line(home: Home, tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "decisions.csv"
    path.write_text(content, encoding="utf-8")
    done = home.run("decisions", "import", path)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
    assert said in done.stderr
