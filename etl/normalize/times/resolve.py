"""Chooses the year, month or week an incomplete date belongs to.

    month_near(9, scene, direction=1)    -> September of this year when it is not over, else of the next

The order of evidence: a year said in the same phrase, the tense of the clause, the year of the last date named, the
nearest date in the past. Nothing is chosen without a publication date or a named moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from etl.normalize.times.calendar import Period, holiday, real_day, real_year
from etl.normalize.times.scene import Scene

_SOON = 3  # months
_AGAINST = 200  # days: tense outweighs nearness, if not by far; "next" and "last" (2, -2) do so always
_AGAINST_HOLIDAY = 300  # so does it with holidays but for a month: each comes once a year, and is spoken of all year
_AT_HAND = 1  # months: the one just ahead is meant even in a clause of the past, whose own was eleven months ago


def narrated_year(scene: Scene) -> int | None:
    """The year a narration stands in: that of the last date named, when it is not near the publication's.

    An article that has pointed from its publication ("on Friday", "last week") is news, not such a narration.
    """
    if scene.points or len(scene.named) < 3:
        return None
    named = scene.last_named("day", "month", "year", "season")
    if named is None:
        return None
    if scene.published and abs(named.first.year - scene.published.year) <= 1:
        return None
    return named.first.year


def month_near(month: int, scene: Scene, direction: int) -> Period | None:
    """Return the month of that number that a text without its year means.

    Without a sign of tense it is the last one; a month that comes within `_SOON` is meant before one of almost a
    year ago.
    """
    year = narrated_year(scene)
    if year is not None:
        return Period("month", date(year, month, 1))
    if scene.published is None:
        return None
    year = scene.published.year
    ahead = (month - scene.published.month) % 12
    if 0 < ahead <= (_SOON if direction == 0 else _AT_HAND):
        direction = 1
    if direction > 0 and month < scene.published.month:
        year += 1
    elif direction <= 0 and month > scene.published.month:
        year -= 1
    return Period("month", date(year, month, 1)) if 1 <= year <= 9999 else None


def nearest_month(month: int, neighbour: Period) -> Period:
    """Return the month of that number nearest to another, as in a list of months; the later of two equally near."""
    ahead = (month - neighbour.first.month) % 12
    return Period.containing(neighbour.first, "month").shift(ahead if ahead <= 6 else ahead - 12)


def day_near(month: int, day: int, scene: Scene, direction: int) -> Period | None:
    """Return the day of a month that a text without the year means."""
    year = narrated_year(scene)
    if year is not None:
        return real_day(year, month, day)
    if scene.published is None:
        return None
    candidates = [real_day(scene.published.year + shift, month, day) for shift in (-1, 0, 1)]
    return nearest([c.first for c in candidates if c is not None], scene.published, direction)


def nearest(days: Sequence[date], published: date, direction: int, against: int = _AGAINST) -> Period | None:
    """Return the day that is meant: the least far-fetched, None of none."""
    return Period("day", min(days, key=lambda day: _cost(day, published, direction, against))) if days else None


def _cost(day: date, published: date, direction: int, against: int) -> int:
    """How far-fetched a day is: by its distance from the publication, and more so against the tense of its clause."""
    distance = (day - published).days
    if direction == 0:
        return abs(distance) * (3 if distance > 0 else 2)  # the past is told more often than the future
    return abs(distance) + (against * abs(direction) if distance * direction < 0 else 0)


def weekday_near(weekday: int, scene: Scene, direction: int) -> Period | None:
    """Return the day of that weekday (0 is Monday): the publication day itself, else the next or the last one."""
    if scene.published is None:
        return None
    today = Period("day", scene.published)
    ahead = (weekday - scene.published.weekday()) % 7
    if ahead == 0:
        return today
    return today.shift(ahead if direction > 0 else ahead - 7)


def holiday_near(rule: str, scene: Scene, direction: int) -> Period | None:
    """Return the day of a holiday whose year is not said: the near one that the tense of its clause allows."""
    if scene.published is None:
        return None
    years = [scene.published.year + shift for shift in (-1, 0, 1) if 1 <= scene.published.year + shift <= 9999]
    return nearest([holiday(rule, year) for year in years], scene.published, direction, against=_AGAINST_HOLIDAY)


def season_near(first_month: int, scene: Scene, direction: int) -> Period | None:
    """Return the season that starts in that month: the running or last one, the next in a clause of the future."""
    if scene.published is None:
        return None
    now = Period.containing(scene.published, "season")
    ahead = (first_month - now.first.month) % 12 // 3
    return now.shift(ahead if direction > 0 or ahead == 0 else ahead - 4)


def quarter_near(number: int, scene: Scene, direction: int) -> Period | None:
    """Return the quarter of that number: of the running year, or of the last one when it has not begun."""
    if scene.published is None:
        return None
    year = real_year(scene.published.year)
    if year is None:
        return None
    quarter = Period("quarter", date(year.first.year, 3 * number - 2, 1))
    running = Period.containing(scene.published, "quarter")
    if quarter.first > running.first and direction < 0:
        return quarter.shift(-4)
    if quarter.first < running.first and direction > 0 and number == 1:
        return quarter.shift(4)
    return quarter
