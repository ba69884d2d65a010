"""Backfill by days: which documents a range of days asks for, before they are read and after.

    days = Days(since=date(2024, 1, 1), until=date(2024, 1, 31))
    may_be_of(days, found)             False only if it is certain that the article is of another day
    is_of(days, article.published)     what the article says; True also for one that gives no day

The day of publication counts, and no other: not that of a file, of a fetch or of a change. It reads no document.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from etl.records import Found, Moment
from etl.urls import date_in_url

# What is "today" depends on the zone, which a listing or an address need not tell.
_MARGIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A range of days of publication, both ends included; without an end it is open there."""

    since: date | None = None
    until: date | None = None

    def meet(self, first: date, last: date) -> bool:
        """Whether the days from `first` to `last` and these have one in common."""
        return (self.since is None or last >= self.since) and (self.until is None or first <= self.until)


EVERY_DAY = Days()


def may_be_of(days: Days, found: Found) -> bool:
    """Whether a document may hold an article of these days, by what its listing and its address say of it.

    A listing's word about the day of publication counts most, then the day in an address of the web. A change only
    tells that the article is not younger. Names of files tell nothing: their days are often those of a download.
    """
    if found.failure is not None:
        return True
    if found.published_at is not None:
        day = found.published_at.date()
        return days.meet(day - _MARGIN, day + _MARGIN)
    if found.url is not None and (printed := date_in_url(found.url)):
        first, last = _ends(printed)
        return days.meet(first - _MARGIN, last + _MARGIN)
    return found.modified_at is None or days.meet(date.min, found.modified_at.date() + _MARGIN)


def is_of(days: Days, published: Moment | None) -> bool:
    """Whether an article is of these days; one whose day is not known is taken, because no other range would."""
    return published is None or days.meet(published.earliest, published.latest)


def _ends(printed: str) -> tuple[date, date]:
    """The first and last day of "2018-09-07" or "2018-09"."""
    if len(printed) > len("2018-09"):
        day = date.fromisoformat(printed)
        return day, day
    year, month = map(int, printed.split("-"))
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
