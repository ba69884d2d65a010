"""One date to one moment: its precision, its day or both days it may be, its zone and the instant.

    read_moment("Sept. 10, 2018 at 4:05 p.m. ET")  ->  Moment(earliest=2018-09-10, precision=MINUTE,
                                                              instant=2018-09-10T20:05Z, zone="America/New_York")

Nothing is invented: "September 2018" is a month, a time without a zone has no instant unless the publication's zone is
given, "10/09/2018" is both days until country or language say which. Relative dates ("yesterday") are not read.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import timezone as fixed_zone
from functools import lru_cache
from zoneinfo import ZoneInfo

from etl.normalize.printed_dates import (
    MAX_CHARACTERS,
    Printed,
    ascii_digits,
    find_printed,
    is_day,
    read_whole,
)
from etl.normalize.vocabulary import read_table
from etl.records import Moment, Origin, Precision, ZoneSource

_EPOCH = re.compile(r"\d{9,10}(?:\.\d{1,9})?|\d{12,13}")
_NEVER_SET = datetime(1970, 1, 1, tzinfo=UTC)  # what a system writes that has no date
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?(?P<sign>[+-])(?P<hours>\d{1,2})[:']?(?P<minutes>\d\d)?'?")


def read_moment(
    text: str,
    *,
    language: str | None = None,
    timezone: str | None = None,
    country: str | None = None,
    origin: Origin | None = None,
    today: date | None = None,
) -> Moment | None:
    """The moment that a printed or machine-written date names; None when there is none, or no such day.

    `language` is BCP 47, `country` ISO 3166-1 alpha-2, `timezone` the publication's IANA zone, used for times printed
    without one. With `today`, a later day is flagged "future" (one day of grace for zones ahead of ours).
    """
    surface = " ".join(text[: 2 * MAX_CHARACTERS].split())
    moment = _epoch(surface) or _printed(surface, (language, timezone, country))
    if moment is None or moment.instant == _NEVER_SET:
        return None
    if today is not None and moment.earliest > today + timedelta(days=1):
        moment = replace(moment, flags=(*moment.flags, "future"))
    return replace(moment, origin=origin)


def _epoch(surface: str) -> Moment | None:
    """Seconds or milliseconds since 1970, from 1990 on: a shorter number is too likely something else."""
    digits = ascii_digits(surface)
    if not _EPOCH.fullmatch(digits) or (len(digits) == 12 and find_printed(digits)):
        return None
    seconds = int(digits.partition(".")[0])
    if len(digits) >= 12 and "." not in digits:
        seconds //= 1000
    if not 631_152_000 <= seconds < 4_102_444_800:  # 1990..2099
        return None
    instant = datetime.fromtimestamp(seconds, tz=UTC)
    return Moment(
        surface=surface,
        earliest=instant.date(),
        latest=instant.date(),
        precision=Precision.SECOND,
        local_time=instant.strftime("%H:%M:%S"),
        instant=instant,
        zone="+00:00",
        zone_source=ZoneSource.EXPLICIT,
        rule="date.epoch",
    )


@lru_cache(maxsize=256)  # the claims of a page repeat its dates
def _printed(surface: str, place: tuple[str | None, str | None, str | None]) -> Moment | None:
    language, zone_name, country = place
    found = find_printed(surface, language) or read_whole(surface)
    if found is None:
        return None
    return _moment(surface[found.start : found.end], _ordered(found, language, country), zone_name, country)


def _ordered(found: Printed, language: str | None, country: str | None) -> Printed:
    """A numeric date with its order settled by the mark, country or language, where they settle it."""
    if not found.swapped:
        return found
    month_first = _month_first(found, language, country)
    if month_first is None:
        return found
    if month_first:
        return replace(found, swapped=False, day=found.month, month=found.day)
    return replace(found, swapped=False)


def _month_first(found: Printed, language: str | None, country: str | None) -> bool | None:
    words = read_table("date_words")
    base, _, region = (language or "").partition("-")
    where = (country or region[-2:]).upper()
    if where in words["month_first_countries"]:
        return True
    if where in words["day_first_countries"] or base in words["day_first_languages"] or found.shape == "numeric.":
        return False
    return None


def _moment(surface: str, found: Printed, zone_name: str | None, country: str | None) -> Moment:
    earliest, latest = _days(found)
    flags = ("day_month_ambiguous",) if found.swapped else ()
    bare = Moment(
        surface=surface,
        earliest=earliest,
        latest=latest,
        precision=_precision(found),
        rule=f"date.{found.shape}",
        flags=flags,
    )
    if found.hour is None or found.minute is None:
        return bare
    clock = f"{found.hour:02}:{found.minute:02}" + ("" if found.second is None else f":{found.second:02}")
    zone, source = _zone(found.zone_text, zone_name, country)
    if zone is None:
        return replace(bare, local_time=clock)
    instant = None if found.swapped else _instant(earliest, found, zone)
    return replace(bare, local_time=clock, zone=zone, zone_source=source, instant=instant)


def _precision(found: Printed) -> Precision:
    if found.month is None:
        return Precision.YEAR
    if found.day is None:
        return Precision.MONTH
    if found.hour is None:
        return Precision.DAY
    return Precision.MINUTE if found.second is None else Precision.SECOND


def _days(found: Printed) -> tuple[date, date]:
    """First and last day of what is printed; both readings for an open numeric date."""
    if found.month is None:
        return date(found.year, 1, 1), date(found.year, 12, 31)
    if found.day is None:
        return date(found.year, found.month, 1), date(
            found.year, found.month, calendar.monthrange(found.year, found.month)[1]
        )
    day = date(found.year, found.month, found.day)
    if not found.swapped or not is_day(found.year, found.day, found.month):
        return day, day
    other = date(found.year, found.day, found.month)
    return min(day, other), max(day, other)


def _zone(printed: str | None, publication: str | None, country: str | None) -> tuple[str | None, ZoneSource | None]:
    """The zone to read a time in and where it came from; a printed zone that is unknown leaves the time without one."""
    if printed:
        zone = _printed_zone(printed, country)
        return (zone, ZoneSource.EXPLICIT) if zone else (None, None)
    if publication and _clock(publication):
        return publication, ZoneSource.PUBLICATION
    return None, None


def _printed_zone(text: str, country: str | None) -> str | None:
    table = read_table("zones")
    name = text.upper()
    offset = _OFFSET.fullmatch(text)
    if offset:
        hours, minutes = int(offset["hours"]), int(offset["minutes"] or 0)
        return f"{offset['sign']}{hours:02}:{minutes:02}" if hours <= 14 and minutes < 60 else None
    known = table["fixed"].get(name) or table["clock"].get(name)
    if known:
        return str(known)
    for row in table["ambiguous"]:
        if row["name"] == name and ((country or "").upper() in row["countries"] or "*" in row["countries"]):
            return str(row["zone"])
    return text if "/" in text and _clock(text) else None


def _clock(zone: str) -> tzinfo | None:
    """The clock of an IANA name or "+02:00"."""
    offset = _OFFSET.fullmatch(zone)
    if offset:
        span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        return fixed_zone(-span if offset["sign"] == "-" else span)
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return None


def _instant(day: date, found: Printed, zone: str) -> datetime | None:
    clock = _clock(zone)
    if clock is None:
        return None
    local = datetime(day.year, day.month, day.day, found.hour or 0, found.minute or 0, found.second or 0, tzinfo=clock)
    return local.astimezone(UTC)
