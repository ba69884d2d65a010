"""Periods of the calendar: values, ranges, shifts, holidays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.times.calendar import GRANULARITIES, Period, easter, holiday, real_day

DAYS = st.dates(min_value=date(1200, 1, 1), max_value=date(2900, 12, 31))

VALUES = [
    ("day", "2018-09-10"),
    ("weekend", "2018-W37-WE"),  # Saturday and Sunday of the ISO week
    ("week", "2018-W37"),
    ("month", "2018-09"),
    ("season", "2018-FA"),
    ("quarter", "2018-Q3"),
    ("half", "2018-H2"),
    ("year", "2018"),
    ("decade", "201"),
    ("century", "20"),
]


@pytest.mark.parametrize(("granularity", "value"), VALUES)
def test_value(granularity: str, value: str) -> None:
    assert Period.containing(date(2018, 9, 10), granularity).value == value


def test_winter_starts_in_december_of_its_year() -> None:
    winter = Period.containing(date(2018, 1, 15), "season")
    assert (winter.value, winter.first, winter.last) == ("2017-WI", date(2017, 12, 1), date(2018, 2, 28))


def test_week_belongs_to_its_iso_year() -> None:
    assert Period.containing(date(2018, 12, 31), "week").value == "2019-W01"


@given(DAYS, st.sampled_from([g for g in GRANULARITIES if g != "weekend"]))
def test_a_day_lies_in_its_period(day: date, granularity: str) -> None:
    period = Period.containing(day, granularity)
    assert period.first <= day <= period.last


@given(DAYS, st.sampled_from([g for g in GRANULARITIES if g != "weekend"]))
def test_periods_follow_without_a_gap(day: date, granularity: str) -> None:
    period = Period.containing(day, granularity)
    assert period.shift(1).first == period.last + timedelta(days=1)
    assert period.shift(1).shift(-1) == period


@given(DAYS, st.sampled_from(["month", "season", "quarter", "half", "year", "decade", "century", "week"]))
def test_parts_cover_a_period_in_order(day: date, granularity: str) -> None:
    period = Period.containing(day, granularity)
    early, middle, late = (period.part(mod) for mod in ("START", "MID", "END"))
    assert early[0] == period.first
    assert late[1] == period.last
    assert early[1] + timedelta(days=1) == middle[0]
    assert middle[1] + timedelta(days=1) == late[0]


EASTERS = [(1818, date(1818, 3, 22)), (1943, date(1943, 4, 25)), (2000, date(2000, 4, 23)), (2024, date(2024, 3, 31))]


@pytest.mark.parametrize(("year", "day"), EASTERS)
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


HOLIDAYS = [
    ("12-25", 2018, date(2018, 12, 25)),
    ("11-thu-4", 2018, date(2018, 11, 22)),  # Thanksgiving
    ("11-fri-thanksgiving", 2018, date(2018, 11, 23)),
    ("05-mon-last", 2018, date(2018, 5, 28)),  # Memorial Day
    ("11-tue-after-mon", 2016, date(2016, 11, 8)),  # election day
    ("11-tue-after-mon", 2022, date(2022, 11, 8)),  # the 1st was a Tuesday, and too early
    ("easter-2", 2018, date(2018, 3, 30)),
]


@pytest.mark.parametrize(("rule", "year", "day"), HOLIDAYS)
def test_holiday(rule: str, year: int, day: date) -> None:
    assert holiday(rule, year) == day


def test_days_that_are_not_in_the_calendar() -> None:
    assert real_day(2018, 2, 29) is None
    assert real_day(0, 1, 1) is None
    assert real_day(2018, 13, 1) is None
