"""Calendar arithmetic for temporal expressions: periods, their TIMEX3 values and their inclusive ranges.

    Period.containing(date(2018, 9, 10), "week").shift(-1).value     -> "2018-W36"
    Period.containing(date(2018, 9, 10), "season").shift(-1).last    -> date(2018, 8, 31)

A period is one of the blocks the calendar is cut into: a day, a week from Monday, a weekend, a month, a season of three
months from the first of March, June, September or December, a quarter, a half, a year, a decade, a century.
It reads no text and knows neither a publication nor a time of day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

GRANULARITIES = ("day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century")
_MONTHS = {"month": 1, "season": 3, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "week": 7, "weekend": 7}
_SEASON_CODES = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}
SEASON_MONTHS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Period:
    """One block of the calendar: its granularity and its first day."""

    granularity: str
    first: date

    @staticmethod
    def containing(day: date, granularity: str) -> Period:
        """Return the period of this granularity that `day` lies in (a weekend: that of its week)."""
        if granularity in _DAYS:
            return Period(granularity, _first_of_days(day, granularity))
        size = _MONTHS[granularity]
        offset = 2 if granularity == "season" else 0  # seasons start in March, June, September, December
        index = day.year * 12 + day.month - 1 - offset
        return _from_months(granularity, index - index % size + offset)

    def shift(self, count: int) -> Period:
        """Return the period `count` blocks later; OverflowError or ValueError outside the years 1 to 9999."""
        if self.granularity in _DAYS:
            return Period(self.granularity, self.first + timedelta(days=count * _DAYS[self.granularity]))
        index = self.first.year * 12 + self.first.month - 1 + count * _MONTHS[self.granularity]
        return _from_months(self.granularity, index)

    @property
    def last(self) -> date:
        """The last day that belongs to it."""
        if self.granularity == "weekend":
            return self.first + timedelta(days=1)
        if self.granularity == "day":
            return self.first
        try:
            return self.shift(1).first - timedelta(days=1)
        except (ValueError, OverflowError):
            return date.max

    @property
    def value(self) -> str:
        """The TIMEX3 value, such as "2018-W36", "2017-FA", "196" for a decade or "19" for a century."""
        year = f"{self.first.year:04d}"
        if self.granularity in ("week", "weekend"):
            iso = self.first.isocalendar()
            return f"{iso.year:04d}-W{iso.week:02d}" + ("-WE" if self.granularity == "weekend" else "")
        match self.granularity:
            case "day":
                return self.first.isoformat()
            case "month":
                return f"{year}-{self.first.month:02d}"
            case "season":
                return f"{year}-{_SEASON_CODES[self.first.month]}"
            case "quarter":
                return f"{year}-Q{(self.first.month + 2) // 3}"
            case "half":
                return f"{year}-H{(self.first.month + 5) // 6}"
            case "decade":
                return year[:3]
            case "century":
                return year[:2]
        return year

    def part(self, mod: str | None) -> tuple[date, date]:
        """Return the inclusive range of its START, MID or END third, by months or days; else of the whole.

        "early 2018" is January to April: a third is the coarsest reading that keeps early, mid and late apart.
        """
        if mod not in ("START", "MID", "END"):
            return self.first, self.last
        days = (self.last - self.first).days + 1
        if self.granularity == "month":
            cuts = [0, 10, 20, days]
        elif self.granularity in ("year", "quarter", "half", "season"):
            months = [_from_months("month", self._index() + _MONTHS[self.granularity] * k // 3).first for k in range(3)]
            cuts = [*((m - self.first).days for m in months), days]
        elif self.granularity in ("decade", "century"):
            years = (0, 4, 7) if self.granularity == "decade" else (0, 33, 67)
            starts = [_from_months("year", self._index() // 12 * 12 + 12 * year).first for year in years]
            cuts = [*(max(0, (start - self.first).days) for start in starts), days]
        else:
            cuts = [days * k // 3 for k in range(4)]
        third = ("START", "MID", "END").index(mod)
        latest = max(cuts[third + 1] - 1, cuts[third])
        return self.first + timedelta(days=cuts[third]), min(self.first + timedelta(days=latest), self.last)

    def _index(self) -> int:
        return self.first.year * 12 + self.first.month - 1


def _from_months(granularity: str, index: int) -> Period:
    """Period that starts with month `index`, from the year 0; the first decade and century start with year 1."""
    year, month = divmod(index, 12)
    return Period(granularity, date(1 if year == 0 and granularity in ("decade", "century") else year, month + 1, 1))


def _first_of_days(day: date, granularity: str) -> date:
    if granularity == "day":
        return day
    monday = day - timedelta(days=day.weekday())
    return monday + timedelta(days=5) if granularity == "weekend" else monday


def real_day(year: int, month: int, day: int) -> Period | None:
    """Return that day as a period, or None when the calendar has no such day (31 June, the year 0)."""
    if 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1]:
        return Period("day", date(year, month, day))
    return None


def real_year(year: int) -> Period | None:
    """Return that year as a period, or None outside the years 1 to 9999."""
    return Period("year", date(year, 1, 1)) if 1 <= year <= 9999 else None


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the n-th such weekday (0 is Monday) of a month; the last one for -1."""
    if nth < 0:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def easter(year: int) -> date:
    """Return Western Easter Sunday (the anonymous Gregorian computus, Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def holiday(rule: str, year: int) -> date:
    """Return the day of a holiday rule of times.toml ("12-25", "11-thu-4", "05-mon-last", "easter-2") in a year."""
    if rule.startswith("easter"):
        return easter(year) + timedelta(days=int(rule.removeprefix("easter")))
    month, name, *nth = rule.split("-")
    if not nth:
        return date(year, int(month), int(name))
    weekday = next(number for number, full in enumerate(WEEKDAYS) if full.startswith(name))
    if nth[0] == "last":
        return nth_weekday(year, int(month), weekday, -1)
    if nth[0] == "thanksgiving":  # the first such day after the fourth Thursday of November
        thursday = nth_weekday(year, 11, 3, 4)
        return thursday + timedelta(days=(weekday - 3) % 7)
    if nth[0] == "after":  # election day: the first Tuesday after the first Monday
        return nth_weekday(year, int(month), 0, 1) + timedelta(days=weekday)
    return nth_weekday(year, int(month), weekday, int(nth[0]))
