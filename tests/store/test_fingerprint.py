"""The fingerprint: the same for the same content, another one for any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from etl.store.fingerprint import fingerprint, left_out
from etl.store.schema import metadata
from tests.ingest import Ingest
from tests.store.test_validity import clear, page, write


@pytest.fixture
def filled(tmp_path: Path, plain_ingest: Ingest, engine: Engine) -> Engine:
    """A database with an article in two versions."""
    write(tmp_path, dam=page("nine", published="2023-03-04"))
    write(tmp_path, later=page("ten", published="2023-03-04", modified="2023-03-05"))
    plain_ingest(tmp_path)
    return engine


def test_every_table_of_facts_is_hashed(filled: Engine) -> None:
    hashes = fingerprint(filled)
    assert set(hashes) == {table.fullname for table in metadata.sorted_tables if table.schema == "news"}
    with filled.connect() as connection:
        counted = {name: connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in hashes}
    assert {name: one.rows for name, one in hashes.items()} == counted
    assert all(reason for reason in left_out().values())
    columns = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    assert left_out().keys() <= columns


def test_whatever_changes_changes_the_hash_of_its_table_alone(filled: Engine) -> None:
    version = "UPDATE news.article_version SET"
    changes = {
        f"{version} article_body = overlay(article_body placing 'X' from 1)": "article_version",
        f"{version} byline = '' WHERE byline IS NULL": "article_version",
        f"{version} valid_from = valid_from + CASE WHEN valid_to IS NULL THEN -1 ELSE 1 END * interval '9 years'": (
            "article_version"  # which of them came first
        ),
        "UPDATE news.block SET end_offset = end_offset - 1 WHERE ordinal = 0": "block",
        "DELETE FROM news.claim WHERE ordinal = 0": "claim",
    }
    for change, table in changes.items():
        before = fingerprint(filled)
        with filled.begin() as connection:
            assert connection.execute(text(change)).rowcount
        after = fingerprint(filled)
        assert [name for name in before if before[name] != after[name]] == [f"news.{table}"], change


def test_when_something_was_loaded_is_no_content(tmp_path: Path, filled: Engine, plain_ingest: Ingest) -> None:
    before = fingerprint(filled)
    clear(filled)
    assert fingerprint(filled) != before
    plain_ingest(tmp_path)
    assert fingerprint(filled) == before


def test_it_does_not_depend_on_how_a_session_writes_values(filled: Engine) -> None:
    before = fingerprint(filled)
    with filled.begin() as connection:
        for setting in (
            "timezone = 'Asia/Tokyo'",
            "datestyle = 'German'",
            "bytea_output = 'escape'",
            "extra_float_digits = 0",
        ):
            name = connection.execute(text("SELECT current_database()")).scalar_one()
            connection.execute(text(f'ALTER DATABASE "{name}" SET {setting}'))
    filled.dispose()
    assert fingerprint(filled) == before


def test_which_of_two_equal_documents_comes_first_does_not_matter(
    tmp_path: Path, plain_ingest: Ingest, engine: Engine
) -> None:
    """The same words in other markup: what stands beside the words is of one of them, always the same."""
    hashes = []
    for names in ("ab", "ba"):
        clear(engine)
        for name in names:
            claim = "" if name == "a" else "<meta name='section' content='Floods'>"
            write(tmp_path, **{name: page("nine", published="2023-03-04").replace("</head>", f"{claim}</head>")})
            plain_ingest(tmp_path / f"{name}.txt")
        hashes.append(fingerprint(engine))
    assert hashes[0] == hashes[1]
