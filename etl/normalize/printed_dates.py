"""Absolute dates as printed, in the shapes and the languages of the press: where they stand and what they say.

    find_printed("Jane Doe, Sept. 10, 2018 at 4:05 p.m. ET")  ->  Printed(year=2018, month=9, day=10, hour=16, minute=5,
                                                                          zone_text="ET", start=10, end=40)

It reads; it does not judge: zones stay text, "10/09/2018" stays open (`swapped` says so), and nothing relative
("yesterday", "5 hours ago") is a date here. Expressions in running text are the business of `etl.normalize.times`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from etl.normalize.vocabulary import read_table

MAX_CHARACTERS = 400  # a line that prints a publication date is short; the rest of a long one is not looked at

_WORD = r"[^\W\d_][^\s\d.,;:/()|\-]{1,16}"  # vowel signs of Indic scripts are no letters to `re`
_NOT_IN_NUMBER = r"(?<![\d])(?<!\d[.,])"
_GAP = r"[\s\u00a0]{0,3}"

_DAY_MONTH_YEAR = re.compile(
    rf"{_NOT_IN_NUMBER}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|[ºª°.])?(?:{_GAP}[-/]{_GAP}|{_GAP})"
    rf"(?:(?:of|de|del|den)\s{{1,2}}|d['’])?(?P<month>{_WORD})\.?,?(?:{_GAP}[-/]{_GAP}|{_GAP})"
    rf"(?:(?:of|de|del|do)\s{{1,2}})?(?P<year>\d{{4}}|['’]\d{{2}}|(?<=[-/])\d{{2}})(?![\d])(?![.:]\d)"
)
_MONTH_DAY_YEAR = re.compile(
    rf"(?<![^\W\d_])(?P<month>{_WORD})\.?{_GAP}(?:[-/]|the\s)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?(?:,|[-/])?{_GAP}"
    rf"(?P<year>\d{{4}}|['’]\d{{2}})(?![\d])(?![.:]\d)"
)
_YEAR_MONTH_DAY = re.compile(
    rf"{_NOT_IN_NUMBER}(?P<year>\d{{4}})[.,]?(?:{_GAP}(?:m\.|г\.)|-|/)?{_GAP}(?P<month>{_WORD})\.?(?:-|/)?{_GAP}(?P<day>\d{{1,2}})(?!\d)"
)
_ISO = re.compile(
    rf"{_NOT_IN_NUMBER}(?P<year>\d{{4}})(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})(?P=mark)\s?(?P<day>\d{{1,2}})(?!\d)"
)
_CJK = re.compile(
    rf"{_NOT_IN_NUMBER}(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?(?P<day>\d{{1,2}})\s?[日일號号]?"
)
_VIETNAMESE = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s{1,2}tháng\s{1,2}(?P<month>\d{1,2})(?:\s{1,2}năm|,)?\s{1,2}(?P<year>\d{4})(?!\d)"
)
_COMPACT = re.compile(
    r"(?<![\dA-Za-z])(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)"
    r"(?:T?(?P<hour>[0-2]\d)(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?!\d)"
)
_PDF = re.compile(
    r"D:(?P<year>\d{4})(?P<month>\d\d)?(?P<day>\d\d)?(?:(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?)?"
    r"(?P<zone>Z|[+-]\d\d'?\d\d'?)?"
)
_CTIME = re.compile(
    rf"(?P<month>{_WORD})\s{{1,2}}(?P<day>\d{{1,2}}),?\s{{1,2}}(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?"
    rf"\s{{1,2}}(?:(?P<zone>[A-Z]{{2,5}}|[+-]\d{{4}})\s{{1,2}})?(?P<year>\d{{4}})(?!\d)"
)
_NUMERIC = re.compile(
    rf"{_NOT_IN_NUMBER}(?<!\d[/-])(?P<first>\d{{1,2}})(?P<mark>[./-])\s?(?P<second>\d{{1,2}})(?P=mark)\s?(?P<year>\d{{4}}|\d{{2}})(?!\d)(?![.:]\d\d:)"
)
_MONTH_YEAR = re.compile(
    rf"(?<![^\W\d_])(?<!\d\s)(?<!\d\.\s)(?P<month>{_WORD})\.?,?\s{{1,2}}(?:de\s|del\s)?(?P<year>(?:1[4-9]|20)\d\d)(?!\d)(?![.:]\d)"
)
_ISO_MONTH = re.compile(r"(?P<year>(?:1[4-9]|20)\d\d)-(?P<month>[01]\d)")
_YEAR = re.compile(r"(?P<year>(?:1[4-9]|20)\d\d)")

_CLOCK = re.compile(
    r"(?P<hour>[0-2]?\d)(?:(?P<mark>[:.]|\s?h\s?|[時时시]\s?)(?P<minute>[0-5]\d)(?!\d)[分분]?(?:[:.](?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?)?"
    r"(?P<half>\s{0,2}(?:[ap]\.?\s?m\b\.?|[AP]\.?\s?M\b\.?))?(?P<unit>\s{0,2}(?:[Uu]hr|hrs?|hs|h|uur)\b\.?)?"
)
_ISO_CLOCK = re.compile(r"T(?P<hour>[0-2]\d):?(?P<minute>[0-5]\d)(?::?(?P<second>[0-5]\d)(?:[.,]\d{1,9})?)?")
_WEEKDAY_AFTER = re.compile(r"([^\W\d_]{3,15})[\s,]{1,3}")
_BETWEEN = re.compile(r"[\s\u00a0]{0,3}[.,|•·–—\-/(;:]{0,2}[\s\u00a0]{0,3}")
_ZONE = re.compile(
    r"\s{0,2}\(?(?P<zone>(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d|[A-Z][a-z]{2,12}/[A-Z][A-Za-z_]{2,20}"
    r"|(?:Eastern|Central|Mountain|Pacific)(?: Standard| Daylight)? Time|[A-Z]{1,5}(?![A-Za-z]))\)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A date as it stands in a line; `start`/`end` are characters of that line, with weekday, time and zone inside."""

    start: int
    end: int
    year: int
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    zone_text: str | None = None
    swapped: bool = False  # "10/09/2018": day and month may also be read the other way round
    shape: str = "iso"


@cache
def _months() -> dict[str, dict[str, int]]:
    """Language -> form -> month number; the key "" merges all languages, the first one to use a form deciding."""
    tables: dict[str, dict[str, int]] = {"": {}}
    for language, row in read_table("months").items():
        own = {form: number for number, forms in enumerate(row["months"], 1) for form in forms.split()}
        tables[language] = own
        tables[""] = own | tables[""]
    return tables


@cache
def weekday_names() -> frozenset[str]:
    """Weekdays of all languages, in full and short, in lower case."""
    return frozenset(word for row in read_table("months").values() for word in row["weekdays"].split())


def month_number(word: str, language: str | None = None) -> int | None:
    """1..12 for a month name or abbreviation in any language, the given BCP 47 language first; else None."""
    tables = _months()
    form = unicodedata.normalize("NFC", word).lower().rstrip(".")
    own = tables.get((language or "").split("-", maxsplit=1)[0], {})
    return own.get(form) or tables[""].get(form)


def ascii_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0..9; as long as before."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if not c.isascii() and c.isdecimal() else c for c in text)


def find_printed(line: str, language: str | None = None) -> Printed | None:
    """The first absolute date in a line, with weekday, time and zone, or None. Only the first 400 characters count."""
    text = ascii_digits(line[:MAX_CHARACTERS])
    if not any(c.isdigit() for c in text):
        return None
    bare = min(_candidates(text, language), key=_first_then_longest, default=None)
    if bare is None:
        return None
    return _with_time(text, _with_weekday(text, bare))


def _first_then_longest(found: Printed) -> tuple[int, int, int]:
    return (found.day is None, found.start, -found.end)


def _candidates(text: str, language: str | None) -> Iterator[Printed]:
    for shape, pattern in (
        ("ctime", _CTIME),
        ("iso", _ISO),
        ("cjk", _CJK),
        ("vietnamese", _VIETNAMESE),
        ("compact", _COMPACT),
        ("pdf", _PDF),
    ):
        for match in pattern.finditer(text):
            yield from _checked(match, shape, language)
    for shape, pattern in (
        ("day-month-year", _DAY_MONTH_YEAR),
        ("month-day-year", _MONTH_DAY_YEAR),
        ("year-month-day", _YEAR_MONTH_DAY),
        ("month-year", _MONTH_YEAR),
    ):
        for match in pattern.finditer(text):
            yield from _checked(match, shape, language)
    for match in _NUMERIC.finditer(text):
        yield from _numeric(match)


def read_whole(text: str) -> Printed | None:
    """A text that is nothing but a month ("2018-09") or a year ("2018")."""
    folded = ascii_digits(text.strip()[:20])
    for shape, pattern in (("iso-month", _ISO_MONTH), ("year", _YEAR)):
        match = pattern.fullmatch(folded)
        if match:
            return next(_checked(match, shape, None), None)
    return None


def _checked(match: re.Match[str], shape: str, language: str | None) -> Iterator[Printed]:
    """The match as a date, when such a day exists in the calendar."""
    parts = match.groupdict()
    month = parts.get("month")
    number = None if month is None else int(month) if month.isdigit() else month_number(month, language)
    if month is not None and number is None:
        return
    day = int(parts["day"]) if parts.get("day") else None
    year = _full_year(parts["year"])
    found = Printed(
        start=match.start(),
        end=match.end(),
        year=year - 543 if year > 2300 and month in _months()["th"] else year,  # the Buddhist calendar
        month=number,
        day=day,
        zone_text=parts.get("zone"),
        shape=shape,
    )
    if is_day(found.year, number or 1, day or 1):
        yield _with_clock(found, parts)


def _full_year(text: str) -> int:
    """Two printed digits are of 1970..2069, as POSIX reads them (it splits at 69)."""
    digits = text.lstrip("'’")
    value = int(digits)
    if len(digits) == 4:
        return value
    return 2000 + value if value < 70 else 1900 + value


def is_day(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day, from 1400 on (before printing there was no press)."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year >= 1400


def _numeric(match: re.Match[str]) -> Iterator[Printed]:
    """What "10/09/2018" says: day first unless that is impossible; open when both readings exist."""
    first, second, year = int(match["first"]), int(match["second"]), _full_year(match["year"])
    if len(match["year"]) == 2 and match["mark"] == "." and first > 31:
        return
    found = Printed(
        start=match.start(), end=match.end(), year=year, month=second, day=first, shape="numeric" + match["mark"]
    )
    if is_day(year, second, first):
        yield replace(found, swapped=first != second and is_day(year, first, second))
    elif is_day(year, first, second):
        yield replace(found, month=first, day=second)


def _with_clock(found: Printed, parts: dict[str, str | None]) -> Printed:
    hour, minute, second = parts.get("hour"), parts.get("minute"), parts.get("second")
    if hour is None or minute is None or int(hour) > 23:
        return found
    return replace(found, hour=int(hour), minute=int(minute), second=int(second) if second else None)


def _with_weekday(text: str, found: Printed) -> Printed:
    """The span grown to the left over "Monday, " (two-letter weekdays only with a stop or comma: "Mo., ")."""
    match = re.search(
        r"(?<![^\W\d_])([^\W\d_]{2,15}(?:-feira)?)([.,]{0,2})\s{0,2}(?:den\s|le\s|el\s|the\s)?$",
        text[max(0, found.start - 24) : found.start],
    )
    if not match or match[1].lower() not in weekday_names() or (len(match[1]) < 3 and not match[2]):
        return found
    return replace(found, start=max(0, found.start - 24) + match.start())


def _with_time(text: str, found: Printed) -> Printed:
    """The span grown over a clock time after or before the date, and over its zone."""
    if found.hour is None and found.day is not None:
        found = _time_after(text, found) or _time_before(text, found) or found
    if found.hour is None or found.zone_text is not None:
        return found
    zone = _ZONE.match(text, found.end)
    if not zone or not _looks_like_zone(zone["zone"]):
        return found
    return replace(found, zone_text=zone["zone"], end=zone.end())


def _looks_like_zone(text: str) -> bool:
    return not text.isalpha() or text in known_zones()


@cache
def known_zones() -> frozenset[str]:
    """Every zone abbreviation of the vocabulary, in capitals."""
    table = read_table("zones")
    return frozenset([*table["fixed"], *table["clock"], *(row["name"] for row in table["ambiguous"])])


@cache
def _before_time() -> re.Pattern[str]:
    words = sorted(read_table("date_words")["before_time"], key=len, reverse=True)
    return re.compile(r"(?:" + "|".join(map(re.escape, words)) + r")(?=[\s\d])\s{0,2}", re.IGNORECASE)


def _time_after(text: str, found: Printed) -> Printed | None:
    iso = _ISO_CLOCK.match(text, found.end)
    if iso:
        return _clocked(found, iso, end=iso.end())
    position = found.end
    between = _BETWEEN.match(text, position)
    position = between.end() if between else position
    weekday = _WEEKDAY_AFTER.match(text, position)
    if weekday and weekday[1].lower() in weekday_names():
        position = weekday.end()
    word = _before_time().match(text, position)
    clock = _CLOCK.match(text, word.end() if word else position)
    if not clock or not _is_clock(clock):
        return None
    return _clocked(found, clock, end=clock.end())


def _time_before(text: str, found: Printed) -> Printed | None:
    """The time of "16:05 ET, 10 September 2018", looked for in the 24 characters before the date."""
    left = max(0, found.start - 24)
    for clock in _CLOCK.finditer(text, left, found.start):
        standalone = clock.start() == 0 or not (text[clock.start() - 1].isalnum() or text[clock.start() - 1] in ":.")
        if not standalone or not _is_clock(clock):
            continue
        zone = _ZONE.match(text, clock.end())
        zone_text = zone["zone"] if zone and zone.end() <= found.start and _looks_like_zone(zone["zone"]) else None
        rest = text[zone.end() if zone and zone_text else clock.end() : found.start]
        if not rest.strip(" ,|•·–—-/()\u00a0") or rest.strip(" ,").lower() in {"on", "am", "le", "el"}:
            return replace(_clocked(found, clock, end=found.end), start=clock.start(), zone_text=zone_text)
    return None


def _is_clock(clock: re.Match[str]) -> bool:
    """Whether it is a time and not a bare number: minutes, "p.m." or "Uhr" must stand with it."""
    hour = int(clock["hour"])
    return hour < 24 and bool(clock["minute"] or clock["half"] or (clock["unit"] or "").strip().lower() in {"uhr", "h"})


def _clocked(found: Printed, clock: re.Match[str], *, end: int) -> Printed:
    parts = clock.groupdict()
    hour, half = int(clock["hour"]), (parts.get("half") or "").strip().lower()
    if half.startswith("p") and hour < 12:
        hour += 12
    elif half.startswith("a") and hour == 12:
        hour = 0
    second = parts.get("second")
    return replace(found, hour=hour, minute=int(clock["minute"] or 0), second=int(second) if second else None, end=end)
