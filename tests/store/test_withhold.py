"""A withheld article is kept, loaded and seen by its keepers; analysts and BI tools do not see it, nor who it names."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, make_url, text

from etl import bi
from etl.errors import Misconfigured
from etl.records import Verdict
from etl.store.postgres import Server, open_engine, psql_url
from etl.store.schema import metadata
from etl.store.withhold import list_withheld, release, withhold
from tests.cli.inside import Home
from tests.ingest import SAMPLE, Ingest
from tests.store.test_forget import SECRET

ROLES = ("dateline_analyst", "dateline_bi", "dateline_loader")
WORDS = ("zirconium", "quarkstein", "vermilion", "zyxwv")
# What somebody typed of the article and of whom it names.
TYPED = ("porphyry", "wolfhildis", "trismegista")


@pytest.fixture
def passwords(server: Server) -> Iterator[dict[str, str]]:
    """A password for each role, for the length of a test: roles belong to the server."""
    made = {role: secrets.token_hex(8) for role in ROLES}
    with psycopg.connect(psql_url(server), autocommit=True) as connection:
        for role, password in made.items():
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
        yield made
        for role in made:
            connection.execute(sql.SQL("ALTER ROLE {} PASSWORD NULL").format(sql.Identifier(role)))


@dataclass(frozen=True, slots=True)
class Archive:
    """A database with the article in question, and how to log in to it."""

    url: str
    passwords: dict[str, str]
    folder: Path

    def as_role(self, role: str) -> str:
        named = make_url(self.url).set(username=role, password=self.passwords[role])
        return named.render_as_string(hide_password=False)

    def seen(self, role: str, *schemas: str) -> set[str]:
        """Which words of the article a role finds in all that it may read."""
        with open_engine(self.as_role(role)) as engine, engine.connect() as connection:
            said = " ".join(
                row
                for table in metadata.sorted_tables
                if table.schema in schemas
                for row in connection.execute(text(f"SELECT t::text FROM {table.fullname} AS t")).scalars()
            ).lower()
        return {word for word in (*WORDS, *TYPED) if word in said}


@pytest.fixture
def archive(tmp_path: Path, ingest: Ingest, database_url: str, passwords: dict[str, str]) -> Archive:
    (tmp_path / "lantern.txt").write_text(SECRET)
    ingest(tmp_path)
    return Archive(database_url, passwords, tmp_path)


def test_analysts_and_bi_tools_see_it_until_it_is_withheld_and_when_it_is_released(
    archive: Archive, engine: Engine
) -> None:
    for is_hidden in (False, True, False):
        seen = set() if is_hidden else set(WORDS)
        assert archive.seen("dateline_analyst", "news", "bi") == seen
        assert archive.seen("dateline_bi", "bi") == seen
        assert archive.seen("dateline_loader", "news") == set(WORDS)
        release(engine, "lantern.txt") if is_hidden else withhold(engine, "lantern.txt", reason="under review")


@pytest.fixture
def decided(archive: Archive, engine: Engine) -> Archive:
    """The article again, corrected by hand, its people named otherwise and one of them told to be nobody."""
    home = Home(archive.folder, archive.url)
    for said in (
        ("correct", "lantern.txt", "--headline", "Porphyry found", "--authors", "O. Brzezinkova; Wolfhildis Ilk"),
        ("people", "rename", "Wolfhildis Ilk", "Wolfhildis Trismegista"),
        ("entities", "reject", "Zebulonia Quarkstein"),
    ):
        assert home.run(*said).returncode == 0
    return archive


def test_what_was_decided_about_it_is_hidden_with_it(decided: Archive, engine: Engine) -> None:
    everything = set(WORDS) | set(TYPED)
    assert decided.seen("dateline_analyst", "news", "bi") == everything
    withhold(engine, "lantern.txt", reason="under review")
    assert decided.seen("dateline_analyst", "news", "bi") == set()
    assert decided.seen("dateline_bi", "bi") == set()
    with open_engine(decided.as_role("dateline_analyst")) as analyst, analyst.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM news.authorship")).scalar_one() == 0
    assert decided.seen("dateline_loader", "news") == everything


def test_a_new_version_of_it_is_loaded_by_the_loader_and_hidden_too(
    archive: Archive, ingest: Ingest, engine: Engine
) -> None:
    withhold(engine, "lantern.txt", reason="under review")
    (archive.folder / "lantern.txt").write_text(SECRET.replace("Friday", "Saturday"))
    with open_engine(archive.as_role("dateline_loader")) as loader:
        report = Ingest(settings=ingest.settings, workers=ingest.workers, engine=loader)(archive.folder)
    assert report.counts[Verdict.CHANGED] == 1
    assert archive.seen("dateline_analyst", "news", "bi") == set()
    assert [(one.headline, one.reason) for one in list_withheld(engine)] == [
        ("Quixotic zirconium lantern found under the pier", "under review")
    ]


def test_copies_are_told_by_what_is_shown(ingest: Ingest, engine: Engine) -> None:
    ingest(SAMPLE)
    asked = text("SELECT article_id, representative_id FROM bi.article WHERE copy_count > 0")
    with engine.connect() as connection:
        first = connection.execute(asked).all()
    hidden = next(str(row.representative_id) for row in first)
    withhold(engine, hidden, reason="under review")
    with engine.connect() as connection:
        shown = connection.execute(text("SELECT article_id, representative_id FROM bi.article")).all()
    assert len(first) == 4
    assert hidden not in {str(one) for row in shown for one in row}
    assert {row.representative_id for row in shown} <= {row.article_id for row in shown}


def test_every_table_that_can_say_something_of_an_article_hides_it(engine: Engine) -> None:
    """A table that is added must be hidden likewise."""
    keys = {"article_id", "version_id", "spelling_id", "person_id", "organization_id", "entity_id"}
    about = {
        table.name for table in metadata.sorted_tables if table.schema == "news" and keys & set(table.columns.keys())
    }
    secured = text(
        "SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'news' AND c.relrowsecurity"
    )
    with engine.connect() as connection:
        assert about <= set(connection.execute(secured).scalars())
    assert all("news.article_version AS v ON v.article_id" not in bi.query(name) for name in bi.RELATIONS)


def test_what_is_not_there_or_not_withheld_is_told(archive: Archive, engine: Engine) -> None:
    with pytest.raises(Misconfigured, match=r"No article is stored under 'nobody\.txt'"):
        withhold(engine, "nobody.txt", reason="none")
    with pytest.raises(Misconfigured, match="is not withheld"):
        release(engine, "lantern.txt")
