"""`dateline versions` and `dateline fingerprint` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from etl.store.fingerprint import fingerprint
from tests.cli.test_documents import Home
from tests.ingest import Ingest
from tests.store.test_validity import page, write


@pytest.fixture
def home(tmp_path: Path, database_url: str) -> Home:
    return Home(tmp_path, database_url)


def test_the_versions_of_an_article_are_found_by_all_its_names(
    home: Home, tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for hours in ("nine", "eleven", "nine"):
        write(inbox, dam=page(hours, published="2023-03-04"))
        plain_ingest(inbox)
    with engine.connect() as connection:
        article_id = str(connection.execute(text("SELECT article_id FROM news.article")).scalar_one())

    told = home.json("versions", article_id)
    assert [one["version"] for one in told] == [1, 2, 3]
    assert told[0]["version_id"] == told[2]["version_id"] != told[1]["version_id"]
    assert [one["valid_to"] for one in told] == [told[1]["valid_from"], told[2]["valid_from"], None]
    assert [len(one["changes"]) for one in told] == [0, 1, 1]
    (change,) = told[1]["changes"]
    assert change["what"] == "paragraph"
    assert "nine hours" in change["before"]
    assert "eleven hours" in change["after"]
    assert told[2]["places"] == [f"{inbox}: dam.txt"]

    for name in (article_id[:8], "http://www.courier.example/dam?utm_source=x#top", "dam.txt", str(inbox / "dam.txt")):
        assert home.json("versions", name) == told, name
    assert "+ The gate of the upper basin stood open for eleven hours" in home.run("versions", "dam.txt").stdout
    assert home.run("versions", "absent.txt").returncode == 2


def test_a_name_of_several_articles_is_not_guessed(home: Home, tmp_path: Path, plain_ingest: Ingest) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, dam=page("nine").replace("courier", folder))
        plain_ingest(tmp_path / folder)
    said = home.run("versions", "dam.txt")
    assert said.returncode == 2
    assert "can be 2 articles" in said.stderr


def test_the_fingerprint_is_printed_as_it_is_taken(
    home: Home, tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    write(tmp_path, dam=page("nine"))
    plain_ingest(tmp_path)
    printed = home.json("fingerprint")
    assert printed["news.article"]["rows"] == 1
    assert {name: one["sha256"] for name, one in printed.items()} == {
        name: one.sha256 for name, one in fingerprint(engine).items()
    }
    assert printed["news.article"]["sha256"] in home.run("fingerprint").stdout
    assert json.dumps(printed) == json.dumps(home.json("fingerprint"))
