"""What was forgotten is nowhere any more and does not come back, however it is named and wherever it stands then."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from etl.records import MentionKind, Verdict
from etl.store.binaries import find_program
from etl.store.runs import list_rejections
from etl.store.schema import metadata
from tests.cli.test_documents import Home
from tests.ingest import SAMPLE, Ingest
from tests.store.archive import Archive, signed

# Unmistakable words in every place where an article's words can end up.
SECRET = """Quixotic zirconium lantern found under the pier

By Ottokarine Brzezinkova

4 March 2023

VALDORA - The lantern that Zebulonia Quarkstein lost was found by divers on Friday, the Zyxwv Salvage Agency said.

"I never thought to see my vermilion lantern again," said Zebulonia Quarkstein, who lives in Ghent. She will hang it
over the door of her house, where it hung for ninety years, and nobody is to touch it any more.
"""
WORDS = ("Quixotic", "zirconium", "Brzezinkova", "Quarkstein", "vermilion", "Zyxwv", "lantern-story")


OTHER = """Bridge closed for repairs

By Ottokarine Brzezinkova

5 March 2023

GHENT - The old bridge is closed for repairs until the autumn, the council of Ghent said on Saturday. Drivers must take
the road by the mill, which is longer by two miles and has one lane only. Buses run as before.
"""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Home]:
    """A user with an embedded server of his own."""
    home = Home(folder=tmp_path, database_url="")
    yield home
    _run(home, "db", "stop")


def _run(home: Home, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return home.run(*arguments, DATELINE_DATA_DIR=str(home.folder / "data"))


def _found(folder: Path) -> set[str]:
    """Which of the words are in any file below a folder, in whatever case."""
    bodies = [path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()]
    return {word for word in WORDS if any(word.lower().encode() in body for body in bodies)}


def _holding(folder: Path, word: str) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()}


def _dumped(home: Home) -> str:
    """All that a dump says, as SQL."""
    file = home.folder / "all.dump"
    done = _run(home, "db", "dump", file, "--json")
    program = find_program("pg_restore", at_least=json.loads(done.stdout)["version"])
    told = subprocess.run([program, "--file=-", file], capture_output=True, text=True, check=True)
    return told.stdout.lower()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_nothing_is_left_of_what_was_forgotten(own: Home) -> None:
    inbox = own.folder / "inbox"
    inbox.mkdir()
    for page in sorted((SAMPLE / "html").iterdir())[:3]:
        shutil.copy(page, inbox)
    place = inbox / "lantern-story.txt"
    place.write_text(SECRET)
    _run(own, "db", "start")
    _run(own, "ingest", inbox)
    place.write_text(SECRET.replace("on Friday", "on Saturday"))
    _run(own, "ingest", inbox)
    assert _found(own.folder / "data") == set(WORDS)
    assert _found(own.folder / "raw") == set(WORDS) - {"lantern-story"}
    assert all(word.lower() in _dumped(own) for word in WORDS)

    done = _run(own, "forget", "article", "lantern-story.txt", "--reason", "asked to", "--yes", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["versions"] == 2
    assert _found(own.folder / "data") == set()
    assert _found(own.folder / "raw") == set()
    assert [word for word in WORDS if word.lower() in _dumped(own)] == []

    assert _run(own, "ingest", inbox).returncode == 1
    assert (_found(own.folder / "data"), _found(own.folder / "raw")) == (set(), set())
    proof = _run(own, "db", "psql", "-At", "-c", "SELECT kind, reason, article_count, version_count FROM ops.erasure")
    assert proof.stdout == "article|asked to|1|2\n"


@pytest.fixture
def home(tmp_path: Path, database_url: str, ingest: Ingest) -> Home:
    """A user of the test's database and of the folder of raw files that `ingest` fills; two articles are loaded."""
    (tmp_path / "raw").symlink_to(ingest.settings.raw_dir)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "lantern-story.txt").write_text(SECRET)
    (tmp_path / "in" / "bridge.txt").write_text(OTHER)
    ingest(tmp_path / "in")
    return Home(folder=tmp_path, database_url=database_url)


def _forget(home: Home, *arguments: str) -> Any:
    done = home.run("forget", *arguments, "--reason", "asked to", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _stored(engine: Engine) -> str:
    """Every row of every table, in small letters."""
    with engine.connect() as connection:
        rows = [
            row
            for table in metadata.sorted_tables
            for row in connection.execute(text(f"SELECT t::text FROM {table.fullname} AS t")).scalars()
        ]
    return "\n".join(rows).lower()


def test_a_dry_run_lists_what_would_go_and_touches_nothing(home: Home, engine: Engine) -> None:
    before = _stored(engine)
    planned = _forget(home, "article", "lantern-story.txt", "--dry-run")
    assert (len(planned["articles"]), len(planned["documents"]), planned["files"]) == (1, 1, 1)
    assert _stored(engine) == before


def test_what_only_it_named_goes_and_what_others_name_stays(home: Home, engine: Engine) -> None:
    _forget(home, "article", "lantern-story.txt", "--yes")
    stored = _stored(engine)
    assert [word for word in WORDS if word.lower() in stored] == ["Brzezinkova"], "she wrote the other article, too"
    assert "ghent" in stored


@pytest.mark.parametrize("change", ["nothing", "place", "bytes", "bytes and place"])
def test_it_does_not_come_back(home: Home, ingest: Ingest, engine: Engine, change: str) -> None:
    _forget(home, "article", "lantern-story.txt", "--yes")
    kept = _holding(home.folder / "raw", "zirconium")  # of other tests
    file = home.folder / "in" / "lantern-story.txt"
    if "bytes" in change:
        file.write_text(SECRET + "\n\n")
    if "place" in change:
        file = file.rename(home.folder / "in" / "another.txt")
    assert ingest(home.folder / "in").counts[Verdict.REJECTED] == 1
    assert [line.code for line in list_rejections(engine)][-1:] == ["forgotten"]
    assert "zirconium" not in _stored(engine)
    assert _holding(home.folder / "raw", "zirconium") == kept
    assert home.run("rejects", "retry").returncode == 0


@pytest.mark.parametrize(
    ("kind", "name", "left"),
    [
        ("person", "zebulonia quarkstein", {"mill"}),  # named in the text of one
        ("person", "Ottokarine Brzezinkova", set()),  # wrote both
        ("source", "in", set()),
    ],
)
def test_a_person_and_a_source_are_forgotten(
    home: Home, ingest: Ingest, engine: Engine, kind: str, name: str, left: set[str]
) -> None:
    folder = home.folder / "in"
    _forget(home, kind, str(folder) if kind == "source" else name, "--yes")
    assert {word for word in ("vermilion", "mill") if f" {word}" in _stored(engine)} == left
    (folder / "bridge.txt").write_text(OTHER.replace("two miles", "three miles"))
    (folder / "lantern-story.txt").write_text(SECRET.replace("Friday", "Saturday"))
    ingest(folder)
    assert {word for word in ("vermilion", "mill") if f" {word}" in _stored(engine)} == left


# What is typed by hand about the two articles and the people in them, and stands nowhere in their text.
TYPED = ("porphyry", "wolfhildis", "trismegista", "nimrodia", "quetzalin")


@pytest.fixture
def decided(home: Home) -> Home:
    """The user has corrected an article and named people otherwise; one decision was taken back."""
    written = "Ottokarine Brzezinkova; Wolfhildis Ilk"
    for said in (
        ("correct", "lantern-story.txt", "--headline", "Porphyry lantern", "--authors", written),
        ("people", "rename", "Wolfhildis Ilk", "Wolfhildis Trismegista", "--reason", "so she signs"),
        ("entities", "rename", "Zebulonia Quarkstein", "Nimrodia Quarkstein"),
        ("people", "rename", "Ottokarine Brzezinkova", "Quetzalin Brzezinkova", "--later"),
    ):
        assert home.run(*said).returncode == 0
    decisions = json.loads(home.run("decisions", "list", "--json").stdout)
    (taken_back,) = (one["decision_id"] for one in decisions if one["value"] == "Nimrodia Quarkstein")
    assert home.run("decisions", "undo", taken_back).returncode == 0
    return home


@pytest.mark.parametrize(
    ("kind", "name", "left"),
    [
        ("article", "lantern-story.txt", {"quetzalin"}),  # she wrote the other article, too
        ("person", "Wolfhildis Trismegista", {"quetzalin"}),
        ("person", "ottokarine brzezinkova", set()),
        ("source", "in", set()),
    ],
)
def test_what_was_typed_by_hand_is_forgotten_with_what_it_is_about(
    decided: Home, engine: Engine, kind: str, name: str, left: set[str]
) -> None:
    assert {word for word in TYPED if word in _stored(engine)} == set(TYPED)
    _forget(decided, kind, str(decided.folder / "in") if kind == "source" else name, "--yes")
    assert {word for word in TYPED if word in _stored(engine)} == left


def test_a_name_that_only_a_decision_holds_is_forgotten(home: Home, engine: Engine) -> None:
    home.run("people", "rename", "Ottokarine Brzezinkova", "Trismegista Ilk", "--later")
    assert _forget(home, "person", "trismegista ilk", "--yes")["articles"] == 0
    assert "trismegista" not in _stored(engine)


def test_what_a_forgotten_spelling_is_compared_by_goes_and_with_it(home: Home, engine: Engine) -> None:
    """Written with its own letters, a name is also that of who writes them as two; who is left writes neither."""
    archive = Archive(engine)
    plain, dotted, doubled = (
        signed(byline, None, names=[(MentionKind.PERSON, f"Anna {name}")], part=place)
        for place, (byline, name) in enumerate([("", "Mullerstrom"), ("", "Müllerström"), ("", "Muellerstroem")])
    )
    archive.load([plain, doubled])
    as_if_never_loaded = archive.state()
    archive.load([dotted])
    assert archive.state() != as_if_never_loaded
    _forget(home, "article", str(dotted.article.article_id), "--yes")
    assert archive.state() == as_if_never_loaded
    _forget(home, "article", str(doubled.article.article_id), "--yes")
    assert "muellerstroem" not in _stored(engine)
    assert "mullerstrom" in _stored(engine)


def test_a_publication_is_forgotten_with_what_it_printed(ingest: Ingest, engine: Engine, home: Home) -> None:
    ingest(SAMPLE / "html")
    with engine.connect() as connection:
        name = connection.execute(
            text(
                "SELECT p.name FROM news.publication AS p JOIN news.article USING (publication_id)"
                " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
            )
        ).scalar_one()
    reach = _forget(home, "publication", name.upper(), "--yes")
    report = ingest(SAMPLE / "html", reread=True)
    assert report.counts[Verdict.REJECTED] == reach["documents"] > 0
    with engine.connect() as connection:
        left = text("SELECT count(*) FROM news.publication WHERE name = :name")
        assert connection.execute(left, {"name": name}).scalar_one() == 0


def test_what_is_not_stored_cannot_be_forgotten(home: Home) -> None:
    done = home.run("forget", "article", "nobody.txt", "--reason", "asked to", "--yes")
    assert (done.returncode, done.stderr) == (2, "No article is stored under 'nobody.txt'.\n")
    assert home.run("forget", "article", "nobody.txt").returncode == 2, "a reason is wanted"
