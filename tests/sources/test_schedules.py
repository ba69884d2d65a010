"""When a source is due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from etl.records import Source
from etl.sources.schedules import is_due, is_schedule

CASES = [
    ("17 * * * *", "12:00", "12:16", False, "its minute has not come"),
    ("17 * * * *", "12:00", "12:17", True, "it has come"),
    ("17 * * * *", "12:17", "12:59", False, "the run of this hour began at its minute"),
    ("17 * * * *", "09:00", "12:00", True, "what was missed is made up for"),
    ("17 * * * *", None, "12:00", True, "it never ran"),
    (None, None, "12:00", False, "nobody said when"),
    ("0 0 31 2 *", "12:00", "13:00", False, "a day that never comes"),
]


@pytest.mark.parametrize(("schedule", "visited", "now", "due", "why"), CASES, ids=[case[-1] for case in CASES])
def test_is_due(schedule: str | None, visited: str | None, now: str, due: bool, why: str) -> None:
    source = Source(name="herald", kind="feed", location="https://news.example/feed", schedule=schedule)
    before, after = (
        datetime.fromisoformat(f"2026-03-02T{clock}").replace(tzinfo=UTC) if clock else None for clock in (visited, now)
    )
    assert after
    assert is_due(source, before, after) is due, why


@pytest.mark.parametrize("text", ["* * * *", "* * * * * *", "99 * * * *", "0 0 31 2 *", "daily", "", 7, None])
def test_what_is_no_schedule(text: object) -> None:
    assert not is_schedule(text)
