"""Backfill by days: what is left out before it is read, and what after."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from etl.errors import Unavailable
from etl.normalize.dates import read_moment
from etl.records import Found, Source
from etl.sources.days import EVERY_DAY, Days, is_of, may_be_of

MAY = Days(since=date(2024, 5, 1), until=date(2024, 5, 31))
WEB = Source(name="herald", kind="sitemap", location="https://news.example/sitemap.xml")


def found(url: str | None = None, *, published: str | None = None, modified: str | None = None) -> Found:
    moments = [datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None for day in (published, modified)]
    place = url or "2019/story-2019-01-01.txt"
    return Found(source=WEB, locator=place, path=place, url=url, published_at=moments[0], modified_at=moments[1])


BEFORE = [
    (found(published="2024-05-17"), True, "published in these days"),
    (found(published="2024-04-29"), False, "published before them"),
    (found(published="2024-04-30T23:00"), True, "which is the first of May in Prague"),
    (found(published="2024-06-01T08:00"), True, "which is the last of May in Honolulu, where it may be printed"),
    (found(published="2024-06-02"), False, "published after them"),
    (found("https://news.example/2024/05/17/story"), True, "the day in the address"),
    (found("https://news.example/2024/may/story"), True, "the month in the address"),
    (found("https://news.example/2024/07/story"), False, "another month in the address"),
    (found("https://news.example/2019/05/17/story", published="2024-05-17"), True, "the listing knows better"),
    (found("https://news.example/story", modified="2024-03-01"), False, "it was there before"),
    (found("https://news.example/story", modified="2026-01-01"), True, "changed later, published whenever"),
    (found("https://news.example/story"), True, "nothing is known"),
    (found(), True, "the name of a file tells nothing: it may be the day of its download"),
]


@pytest.mark.parametrize(("document", "taken", "why"), BEFORE, ids=[row[2] for row in BEFORE])
def test_what_is_left_out_before_it_is_read(document: Found, taken: bool, why: str) -> None:
    assert may_be_of(MAY, document) is taken, why
    assert may_be_of(EVERY_DAY, document)


AFTER = [
    ("17 May 2024", True, "a day of them"),
    ("30 April 2024", False, "the day before"),
    ("May 2024", True, "a month that may be these days"),
    ("2024", True, "a year likewise"),
    ("June 2024", False, "another month"),
    (None, True, "no day: no other range would take it"),
]


@pytest.mark.parametrize(("printed", "taken", "why"), AFTER, ids=[row[2] for row in AFTER])
def test_what_is_left_out_after_it_was_read(printed: str | None, taken: bool, why: str) -> None:
    assert is_of(MAY, read_moment(printed) if printed else None) is taken, why


def test_a_listing_that_cannot_be_had_is_told_whatever_the_days() -> None:
    failed = Found(source=WEB, locator="a", path="a", url="https://news.example/2019/05/17/a", failure=Unavailable("x"))
    assert may_be_of(MAY, failed)
