"""Rows into tables: any text goes in and comes out, merges do not depend on the order."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from etl.keys import key
from etl.store.copy import copy_rows, merge_rows
from etl.store.encode import encode, storable
from etl.store.schema import names


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=st.text())
def test_any_text_is_stored_and_comes_back(engine: Engine, name: str) -> None:
    found = uuid4()
    with engine.begin() as connection:
        copy_rows(connection, names.Publication, [encode(names.Publication, [(found, name, None, None)])])
        stored = connection.execute(
            select(names.Publication.name).where(names.Publication.publication_id == found)
        ).scalar_one()
    assert stored == storable(name)
    assert stored == name or "\x00" in name or any(0xD800 <= ord(c) <= 0xDFFF for c in name)


@pytest.mark.parametrize(
    "value", ["a\x00b", "\\N", "\\.", "tab\tnewline\n", "'; DROP TABLE news.article; --", "%s {}", "=1+1", "\ud800"]
)
def test_strings_that_mean_something_elsewhere_mean_nothing_here(engine: Engine, value: str) -> None:
    with engine.begin() as connection:
        merge_rows(connection, names.Organization, [(key("o", value), value, value)])
        stored = connection.execute(select(names.Organization.name)).scalar_one()
    assert stored == storable(value)


def _merged(engine: Engine, batches: list[list[str]]) -> tuple[str, int]:
    """The stored name after merging batches of spellings of one organization, and the changes of the last one."""
    found, changed = UUID(int=7), 0
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE news.organization CASCADE"))
        for batch in batches:
            rows = [(found, name, "coastline") for name in batch]
            changed = merge_rows(connection, names.Organization, rows, greatest=("name",))
        return connection.execute(select(names.Organization.name)).scalar_one(), changed


def test_the_greatest_spelling_wins_in_any_order_and_split_into_any_batches(engine: Engine) -> None:
    spellings = ["COASTLINE", "Coastline", "Coastliné"]
    orders = [[spellings], [[one] for one in spellings], [[one] for one in reversed(spellings)]]
    assert {_merged(engine, order)[0] for order in orders} == {"Coastliné"}


def test_merging_again_touches_no_row(engine: Engine) -> None:
    assert _merged(engine, [["Coastline"], ["Coastline"]]) == ("Coastline", 0)


def test_staging_is_empty_afterwards(engine: Engine) -> None:
    _merged(engine, [["Coastline"]])
    with engine.connect() as connection:
        left = connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'staging'")).scalar_one()
    assert left == 0
