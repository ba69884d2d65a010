"""Periods the calendar names: seasons, quarters, halves, decades, centuries; and holidays.

    "last fall"   "the second quarter of 1990"   "the late nineteenth century"   "Labor Day"

A season starts with the first of March, June, September or December. It reads no days, months or plain years.
"""

from __future__ import annotations

from datetime import date

from etl.normalize.times.calendar import SEASON_MONTHS, Period, holiday, real_year
from etl.normalize.times.grammar import Reading, Rule, dated, unplaced
from etl.normalize.times.grammar_calendar import day_figure
from etl.normalize.times.resolve import holiday_near, quarter_near, season_near
from etl.normalize.times.scene import Phrase, figure
from etl.normalize.times.vocabulary import load, weekday_number
from etl.normalize.times.years import pointed_year, said_year, year_of_words


def _decade(phrase: Phrase) -> Reading | None:
    token = phrase.first("decade", "decade_word")
    if token is None:
        return None
    if token.kind == "decade_word":
        year = (
            1900
            + {"twe": 20, "thi": 30, "for": 40, "fif": 50, "six": 60, "sev": 70, "eig": 80, "nin": 90}[token.word[:3]]
        )
    else:
        year = figure(token)
        year += 1900 if year < 100 else 0
    period = real_year(year)
    return dated(Period.containing(period.first, "decade"), phrase.part()) if period else None


def _century(phrase: Phrase) -> Reading | None:
    number = day_figure(phrase)
    if not 1 <= number <= 30:
        return None
    start = real_year(max(1, (number - 1) * 100))
    return dated(Period("century", start.first), phrase.part()) if start else None


def _are_centuries(phrase: Phrase) -> bool:
    """Whether "the 18th" stands before "and 19th centuries"."""
    return any(phrase.near(place).word == "centuries" for place in range(2, 5))


def _ends_in_centuries(phrase: Phrase) -> bool:
    return phrase.tokens[-1].word == "centuries"


def _season(phrase: Phrase) -> Reading | None:
    token = phrase.first("season", "season_word")
    if token is None:
        return None
    first = SEASON_MONTHS[token.word]
    year = said_year(phrase)
    if year is None and phrase.has("year_unit"):
        pointed = pointed_year(phrase)
        year = pointed.first.year if pointed else None
    if year is not None:
        return dated(Period("season", date(year, first, 1)), phrase.part()) if 1 <= year <= 9998 else None
    now = phrase.scene.around("season")
    if now is None:
        return unplaced(f"XXXX-{ {3: 'SP', 6: 'SU', 9: 'FA', 12: 'WI'}[first] }", phrase.part())
    if phrase.has("last", "past") and first == now.first.month:
        return dated(now.shift(-4), phrase.part(), "publication")
    direction = 1 if phrase.has("next", "coming") else -1 if phrase.has("last", "past") else phrase.direction()
    if phrase.has("next", "coming") and first == now.first.month:
        return dated(now.shift(4), phrase.part(), "publication")
    if phrase.has("this") and not phrase.has("past"):  # this summer: of this year
        return dated(Period("season", date(now.first.year, first, 1)), phrase.part(), "publication")
    period = season_near(first, phrase.scene, direction)
    return dated(period, phrase.part(), "publication") if period else None


def _season_is_free(phrase: Phrase) -> bool:
    """Whether no capital word beside a capital season makes a name of both: "Winter Games", "the Prague Spring"."""
    text = phrase.scene.cut.text
    token = phrase.first("season", "season_word")
    if token is None or not text[token.start].isupper():
        return True
    before, after = phrase.near(-1), phrase.near(0)
    leads = token is phrase.tokens[0] and before.end == token.start - 1 and text[before.start].isupper()
    follows = token is phrase.tokens[-1] and after.start == token.end + 1 and text[after.start].isupper()
    return not ((leads and before.kind == "other") or (follows and after.kind == "other"))


def _season_is_named(phrase: Phrase) -> bool:
    """Whether it is free of a name; "fall" and "spring" also need something that makes a season of them."""
    if not _season_is_free(phrase):
        return False
    return phrase.has("season") or phrase.has(
        "last", "next", "this", "past", "coming", "year", "year_unit", "previous", "following", "in"
    )


def _quarter(phrase: Phrase) -> Reading | None:
    code = phrase.first("quarter_code")
    number = int(code.word[1]) if code else day_figure(phrase)
    if not 1 <= number <= 4:
        return None
    year = said_year(phrase)
    if year is None and phrase.has("year_unit"):
        pointed = pointed_year(phrase)
        year = pointed.first.year if pointed else None
    if year is not None:
        return dated(Period("quarter", date(year, 3 * number - 2, 1)), phrase.part()) if 1 <= year <= 9998 else None
    period = quarter_near(number, phrase.scene, phrase.direction())
    if period is None:
        return unplaced(f"XXXX-Q{number}", phrase.part())
    return dated(period, phrase.part(), "publication")


def _half(phrase: Phrase) -> Reading | None:
    period = real_year(said_year(phrase) or 0) or pointed_year(phrase) or phrase.scene.around("year")
    if period is None:
        return None
    return dated(Period("half", date(period.first.year, 1 if phrase.has("first") else 7, 1)), None)


def holiday_of(phrase: Phrase) -> Reading | None:
    """The day of a holiday, with or without its year."""
    token = phrase.first("holiday")
    if token is None or not phrase.scene.cut.text[token.start].isupper():
        return None
    rule = load().holidays[tuple(token.word.split())]
    year = said_year(phrase)
    if year is None and phrase.has("year_unit"):
        pointed = pointed_year(phrase)
        year = pointed.first.year if pointed else None
    if year is not None:
        return dated(Period("day", holiday(rule, year))) if 1584 <= year <= 9998 else None
    direction = 2 if phrase.has("next", "coming") else -2 if phrase.has("last", "past") else phrase.direction()
    period = holiday_near(rule, phrase.scene, direction)
    if period is None:
        return unplaced(f"XXXX-{rule}" if rule[0].isdigit() and rule[-1].isdigit() and len(rule) == 5 else "XXXX-XX-XX")
    return dated(period, None, "publication")


def _holiday_block(phrase: Phrase) -> Reading | None:
    """Read "Easter week", "Labor Day weekend"; a holiday on a Monday or a Tuesday belongs to the weekend before."""
    day = holiday_of(phrase)
    if day is None or day.period is None:
        return unplaced("XXXX-WXX") if day else None
    if not phrase.has("weekend"):
        return dated(Period.containing(day.period.first, "week"), None, day.anchor)
    back = 2 if day.period.first.weekday() < 2 else 0
    return dated(Period.containing(day.period.shift(-back).first, "weekend"), None, day.anchor)


def _beside_holiday(phrase: Phrase) -> Reading | None:
    """Read "the Monday after Easter"."""
    day, weekday = holiday_of(phrase), phrase.first("weekday")
    if day is None or day.period is None or weekday is None:
        return None
    ahead = (weekday_number(weekday.word) - day.period.first.weekday()) % 7 or 7
    return dated(day.period.shift(ahead if phrase.has("after") else (ahead - 7) or -7), None, day.anchor)


def _spelled_year(phrase: Phrase) -> Reading | None:
    year = year_of_words(phrase)
    period = real_year(year) if year else None
    return dated(period, phrase.part()) if period else None


RULES = (
    Rule("calendar.decade", "the? part? (decade|decade_word)", _decade, lambda p: p.has("decade") or p.has("the")),
    Rule(
        "calendar.century",
        "the? part? nth hyphen? unit",
        _century,
        lambda p: p.has("unit") and p.tokens[-1].word == "century",
    ),
    Rule("calendar.century", "(span:the? part? nth) and the? nth units", _century, _are_centuries),
    Rule("calendar.century", "nth and (span:the? part? nth units)", _century, _ends_in_centuries),
    Rule(
        "calendar.season",
        "part? the? season_any "
        "(of? (year|short_year|(number_word hyphen?){1,4} number_word)|of old_year|of pointed_year|pointed_year)",
        _season,
        _season_is_free,
    ),
    Rule("calendar.season", "part? (the|pointer)? part? season_any", _season, _season_is_named),
    Rule("calendar.quarter", "fiscal? hyphen? nth hyphen quarter (of? fiscal? year|of? pointed_year)?", _quarter),
    Rule("calendar.quarter", "part? the? fiscal? hyphen? nth quarter (of? fiscal? year|of? pointed_year)?", _quarter),
    Rule(
        "calendar.quarter",
        "part? (the year|year possessive?|pointed_year possessive?) fiscal? nth hyphen? quarter",
        _quarter,
    ),
    Rule("calendar.quarter", "quarter_code (of? year|of pointed_year)?", _quarter),
    Rule(
        "calendar.half", "the? (first|second|last) half of (the? year|(the|the? current) year_unit|pointed_year)", _half
    ),
    Rule("calendar.holiday", "the? weekday (after|before) holiday (comma? of? year)?", _beside_holiday),
    Rule(
        "calendar.holiday",
        "(the|last|next|this)? holiday (unit|weekend)",
        _holiday_block,
        lambda p: p.tokens[-1].word in ("week", "weekend"),
    ),
    Rule(
        "calendar.holiday", "(last|next|this (past|coming)?)? holiday (comma? of? year|of? pointed_year)?", holiday_of
    ),
    Rule(
        "calendar.spelled_year",
        "(the year_unit)? spelled_year",
        _spelled_year,
    ),
)
