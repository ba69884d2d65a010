"""`dateline explain` and `dateline correct` as a user types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from etl.store.postgres import open_engine
from tests.cli.inside import Home
from tests.cli.test_documents import ONE
from tests.cli.test_documents import Home as Outside
from tests.ingest import SAMPLE, Ingest

GHENT = "trial-opens-ghent.txt"


@pytest.fixture
def loaded(tmp_path: Path, database_url: str, ingest: Ingest) -> Home:
    """A user who loaded an article, with its names."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / GHENT).write_bytes((SAMPLE / "text" / GHENT).read_bytes())
    ingest(inbox)
    return Home(tmp_path, database_url)


def test_an_article_is_explained_and_corrected(loaded: Home) -> None:
    stored = loaded.json("explain", GHENT)
    read = loaded.json("explain", loaded.folder / "inbox" / GHENT)
    assert [name["entity"] for name in stored["names"] if name["name"] == "Harbour Courier"] == ["Harbour Courier"]
    assert {**read, "where": [], "authors": _unknown(read)} == {
        **stored,
        "where": [],
        "authors": _unknown(stored),
        "names": [],
    }
    assert [one["person"] for one in stored["authors"]] == ["Maria Holt", "Pieter Daems"]

    said = ("--headline", "Trial opens", "--published", "2024-01", "--authors", "Maria Holt; Zoe Ney")
    assert loaded.run("correct", GHENT, *said, "--reason", "the printed paper").returncode == 0
    decided = loaded.json("explain", GHENT)["decisions"]
    assert [(one["field"], one["value"]) for one in decided] == [
        ("headline", "Trial opens"),
        ("date_published", "2024-01"),
        ("authors", "Maria Holt; Zoe Ney"),
    ]
    with open_engine(loaded.database_url) as engine:
        assert _shown(engine) == ("Trial opens", None, ["Maria Holt", "Zoe Ney"])
    assert loaded.run("correct", GHENT).returncode == 2
    assert loaded.run("correct", "nowhere.txt", "--headline", "x").returncode == 2
    assert loaded.run("versions", "nowhere.txt").returncode == 2
    assert loaded.run("rejects", "show", "nowhere.txt").returncode == 2
    assert loaded.run("correct", GHENT, "--published", "last week").returncode == 2


def _unknown(told: dict[str, Any]) -> list[Any]:
    """Authors without who they are across articles, and without the parts that no byline has."""
    return [{**one["author"], "particle": None} for one in told["authors"]]


def _shown(engine: Engine) -> tuple[Any, ...]:
    with engine.connect() as connection:
        row = connection.execute(
            text("SELECT article_id, headline, published_on FROM bi.article WHERE is_corrected")
        ).one()
        names = connection.execute(
            text(
                "SELECT name FROM bi.article_author JOIN bi.author USING (author_id)"
                " WHERE article_id = :id ORDER BY ordinal"
            ),
            {"id": row.article_id},
        )
        return row.headline, row.published_on, list(names.scalars())


def test_a_file_is_explained_without_a_database(tmp_path: Path) -> None:
    nowhere = Outside(tmp_path, "postgresql://nobody@127.0.0.1:1/x")
    done = nowhere.run("explain", ONE)
    assert done.returncode == 0, done.stderr
    for said in ("M. Holt", "2023-06-05", "chosen", "Claims", "Times"):
        assert said in done.stdout
    (tmp_path / "empty.txt").write_bytes(b"")
    assert nowhere.run("explain", tmp_path / "empty.txt").returncode == 1
    assert nowhere.run("explain", "no-such-article").returncode == 2


def test_a_claim_says_what_became_of_it(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '<html lang="en"><head><title>Gate left open</title>'
        '<meta name="author" content="webmaster">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Gate left open",'
        '"datePublished": "2024-03-05T08:00:00Z", "author": {"@type": "Person", "name": "Iva Benda"}}</script>'
        '<meta property="article:published_time" content="2024-05-03"></head><body><article><h1>Gate left open</h1>'
        + "<p>The gate stood open for nine hours, and the valley below was not warned by anybody at all.</p>" * 9
        + "</article></body></html>"
    )
    done = Home(tmp_path, "postgresql://nobody@127.0.0.1:1/x").run("explain", page, "--json")
    told = json.loads(done.stdout)
    became = {(one["field"], one["text"]): one["judgement"] for one in told["claims"]}
    assert became["date_published", "2024-03-05T08:00:00Z"] == "chosen by date.iso:json-ld"
    passed = became["date_published", "2024-05-03"]
    assert passed == "passed over: json-ld is believed before opengraph, contradicts"
    assert became["author", "Iva Benda"] == "chosen: json-ld"
    assert became["author", "webmaster"] == "names no writer"
    assert told["published"]["flags"] == ["contradicted"]
