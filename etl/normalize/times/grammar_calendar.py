"""Dates the calendar names: days, months, years, decades, centuries, seasons, quarters, holidays.

    "Saturday, May 5, 2018"   "5 May"   "mid-July"   "the late nineteenth century"   "the second quarter of 1990"

Years that are not said are chosen by `resolve`. Words that only point ("last week") are read elsewhere.
"""

from __future__ import annotations

import re
from datetime import date

from etl.normalize.times.calendar import SEASON_MONTHS, Period, holiday, nth_weekday, real_day, real_year
from etl.normalize.times.grammar import Reading, Rule, dated, timed, unplaced
from etl.normalize.times.resolve import day_near, holiday_near, month_near, nearest_month, quarter_near, season_near
from etl.normalize.times.scene import Phrase, figure
from etl.normalize.times.tokens import Token
from etl.normalize.times.vocabulary import load, month_number, weekday_number
from etl.normalize.times.years import pointed_year, said_year, year_of_words

# "Mrs. May", "Prime Minister May", "said Theresa May": the text speaks of a person of that name.
_MAY_SPEAKS = re.compile(r"(?:\b(?:Mrs?|Ms)\.?|\bMinister|[a-z] [A-Z][a-z]{1,20}) May\b(?! \d)")
_LIST_REACH = 20  # tokens between two months of one list
_MONTHS = ("month", "month_word", "month_short")


def _month(phrase: Phrase) -> int:
    token = phrase.first(*_MONTHS)
    return month_number(token.word) if token else 1


def _day_number(phrase: Phrase) -> int:
    tokens = [
        t
        for t in phrase.tokens
        if t.kind in ("day_number", "ordinal", "ordinal_word", "first", "second", "number_word")
    ]
    return sum(
        load().numbers.get(t.word, 0) if t.kind == "number_word" else figure(t)
        for t in tokens[:2]
        if tokens[0].kind == "number_word"
    ) or figure(tokens[0])


def day_of_month(phrase: Phrase) -> Reading | None:
    """A day with its month, with or without a year."""
    month, day = _month(phrase), _day_number(phrase)
    year = said_year(phrase)
    if year is not None:
        period = real_day(year, month, day)
    elif phrase.has("year_unit"):
        pointed = pointed_year(phrase)
        period = real_day(pointed.first.year, month, day) if pointed else None
    else:
        period = day_near(month, day, phrase.scene, phrase.direction())
    if period is None:
        possible = real_day(2000, month, day)
        return unplaced(f"XXXX-{month:02d}-{day:02d}") if possible and year is None else None
    return dated(period, phrase.part(), None if year is not None else "publication")


def _nth_weekday(phrase: Phrase) -> Reading | None:
    """Read "the first Monday in October", "the last Sunday of March 2014"."""
    weekday = phrase.first("weekday")
    month = _pick_month(phrase)
    if weekday is None or month is None:
        return None
    nth = -1 if phrase.has("last") else _day_number(phrase)
    day = nth_weekday(month.first.year, month.first.month, weekday_number(weekday.word), nth)
    return dated(Period("day", day), None, "publication") if day.month == month.first.month else None


def _pick_month(phrase: Phrase) -> Period | None:
    """The month of a phrase, with the year it says or the one its clause means."""
    pointed = pointed_year(phrase)
    year = said_year(phrase) or (pointed.first.year if pointed else None)
    month = _month(phrase)
    if year is not None:
        return Period("month", date(year, month, 1)) if 1 <= year <= 9999 else None
    return month_near(month, phrase.scene, phrase.direction())


def _month_of_year(phrase: Phrase) -> Reading | None:
    year = said_year(phrase)
    if year is None or not 1 <= year <= 9999:
        return None
    return dated(Period("month", date(year, _month(phrase), 1)), phrase.part())


def _month_of_pointed_year(phrase: Phrase) -> Reading | None:
    year = pointed_year(phrase)
    if year is None:
        return unplaced(f"XXXX-{_month(phrase):02d}", phrase.part())
    anchor = "publication" if phrase.has("last", "next", "this") else "previous"
    return dated(Period("month", date(year.first.year, _month(phrase), 1)), phrase.part(), anchor)


def _bare_month(phrase: Phrase) -> Reading | None:
    month = _month(phrase)
    borrowed = _borrowed_year(phrase)
    if borrowed is not None:
        return dated(Period("month", date(borrowed, month, 1)), phrase.part())
    neighbour = _neighbour(phrase)
    period = nearest_month(month, neighbour) if neighbour else month_near(month, phrase.scene, phrase.direction())
    if period is None:
        return unplaced(f"XXXX-{month:02d}", phrase.part())
    return dated(period, phrase.part(), "publication")


def _borrowed_year(phrase: Phrase) -> int | None:
    """The year of the second month of "May and June 1981", which the first shares."""
    if phrase.near(0).kind not in ("and", "to", "hyphen") or phrase.near(1).kind not in _MONTHS:
        return None
    year = next((phrase.near(place) for place in (2, 3) if phrase.near(place).kind == "year"), None)
    return int(year.word) if year else None


def _neighbour(phrase: Phrase) -> Period | None:
    """The month named shortly before in the same sentence; a list of months runs on from it."""
    named = phrase.scene.latest.get("month")
    if named is None or phrase.low - named.position > _LIST_REACH:
        return None
    between = phrase.scene.cut.text[phrase.scene.cut.tokens[named.position - 1].end : phrase.tokens[0].start]
    if any(mark in between for mark in ".;!?\n") or phrase.scene.tells_between(named.position, phrase.low):
        return None
    return named.period


def _pointed_month(phrase: Phrase) -> Reading | None:
    """Read "last August", "next May", "this September": counted from the month of publication."""
    month = _month(phrase)
    now = phrase.scene.around("month")
    if now is None:
        return unplaced(f"XXXX-{month:02d}", phrase.part())
    period = Period("month", date(now.first.year, month, 1))
    if phrase.has("last", "past") and period.first >= now.first:
        period = period.shift(-12)
    elif phrase.has("next", "coming") and period.first <= now.first:
        period = period.shift(12)
    return dated(period, phrase.part(), "publication")


def _is_month_name(phrase: Phrase) -> bool:
    """Whether a bare "May", "March" or "Sept" is a month: it is also a name and a verb, so it takes an introduction."""
    token = phrase.first(*_MONTHS)
    before, after = phrase.near(-1), phrase.near(0)
    if token is None or _in_name(phrase, token):
        return False
    if token.kind == "month":
        return True
    lists = load().lists
    introduced = before.kind in lists["month_joints"] or before.word in lists["month_joints"]
    if token.kind == "month_short":
        return introduced and after.kind != "other"
    if token.word == "may" and _MAY_SPEAKS.search(phrase.scene.cut.text):
        return before.kind in ("in", "last", "next", "this", "early", "late", "mid")
    return introduced or phrase.part() is not None


def _in_name(phrase: Phrase, token: Token) -> bool:
    """Whether a capital word on a side makes it part of a name: "April Smith said", "Theresa May"."""
    before, after = phrase.near(-1), phrase.near(0)
    text = phrase.scene.cut.text
    if before.kind == "other" and text[before.end : token.start] == " " and token.kind == "month_word":
        return text[before.start].isupper() and before.word != "since"
    follows = after.kind == "other" and text[after.start].isupper() and text[token.end : after.start] == " "
    opens = before.kind in ("dot", "paragraph") or before.start < 0
    return follows and opens and token.word in ("april", "june", "may", "august")


def _iso_date(phrase: Phrase) -> Reading | None:
    word = phrase.tokens[0].word
    period = real_day(int(word[:4]), int(word[5:7]), int(word[8:10]))
    if period is None:
        return None
    return timed(period, word[10:]) if "T" in word else dated(period)


def _slash_date(phrase: Phrase) -> Reading | None:
    """Month first, as in American print, unless only day first makes a date; a two-digit year is at most 20 ahead."""
    first, second, year = (int(part) for part in phrase.tokens[0].word.split("/"))
    if len(phrase.tokens[0].word.rsplit("/", 1)[1]) == 2:
        now = phrase.scene.published.year if phrase.scene.published else 2000
        year += now // 100 * 100
        year -= 100 if year > now + 20 else 0
    period = real_day(year, first, second) or real_day(year, second, first)
    return dated(period) if period else None


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
    number = _day_number(phrase)
    if not 1 <= number <= 30:
        return None
    start = real_year(max(1, (number - 1) * 100))
    return dated(Period("century", start.first), phrase.part()) if start else None


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


def _season_is_named(phrase: Phrase) -> bool:
    """Not in a name ("Winter Games"); "fall" and "spring" need something that makes a season of them."""
    token, after, text = phrase.tokens[-1], phrase.near(0), phrase.scene.cut.text
    if (
        text[token.start].isupper()
        and after.kind == "other"
        and text[after.start].isupper()
        and after.start == token.end + 1
    ):
        return False
    return phrase.has("season") or phrase.has(
        "last", "next", "this", "past", "coming", "year", "year_unit", "previous", "following", "in"
    )


def _quarter(phrase: Phrase) -> Reading | None:
    code = phrase.first("quarter_code")
    number = int(code.word[1]) if code else _day_number(phrase)
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


def _holiday(phrase: Phrase) -> Reading | None:
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
    direction = 1 if phrase.has("next", "coming") else -1 if phrase.has("last", "past") else phrase.direction()
    period = holiday_near(rule, phrase.scene, direction)
    if period is None:
        return unplaced(f"XXXX-{rule}" if rule[0].isdigit() and rule[-1].isdigit() and len(rule) == 5 else "XXXX-XX-XX")
    return dated(period, None, "publication")


def _spelled_year(phrase: Phrase) -> Reading | None:
    year = year_of_words(phrase)
    period = real_year(year) if year else None
    return dated(period, phrase.part()) if period else None


def _borrowing_day(phrase: Phrase) -> Reading | None:
    """The first day of "3 to 5 May" takes the month, and the year, of the second."""
    scene = phrase.scene
    end = min(len(scene.cut.tokens), phrase.high + 7)
    ahead = Phrase(scene, phrase.high, end)
    month = ahead.first(*_MONTHS)
    if month is None:
        return None
    year = said_year(ahead)
    day = figure(phrase.tokens[-1])
    number = month_number(month.word)
    period = real_day(year, number, day) if year else day_near(number, day, scene, phrase.direction())
    return dated(period, None, None if year else "publication") if period else None


def _continuing_day(phrase: Phrase) -> Reading | None:
    """The second day of "May 3 to 5" takes the month of the first."""
    last = phrase.scene.last_named("day")
    day = figure(phrase.tokens[0])
    period = real_day(last.first.year, last.first.month, day) if last else None
    if period is None or last is None or period.first <= last.first:
        return None
    return dated(period, None, "previous")


RULES = (
    Rule(
        "calendar.day",
        "part? (weekday_any dot? comma?)? month_any dot? (the? day_word) (comma? year|comma? short_year)?",
        day_of_month,
    ),
    Rule(
        "calendar.day",
        "part? (weekday_any dot? comma?)? (the? day) of? month_any dot? (comma? of? year)?",
        day_of_month,
    ),
    Rule("calendar.day", "the? (ordinal_word|first|second) of month_any (comma? year)?", day_of_month),
    Rule(
        "calendar.nth_weekday",
        "the? (nth|last) weekday (of|in) month_any (comma? of? year|of? pointed_year)?",
        _nth_weekday,
    ),
    Rule("calendar.day", "part? month_any dot? day comma? of? pointed_year", day_of_month),
    Rule("calendar.day", "day of? month_any dot? comma? of? pointed_year", day_of_month),
    Rule("calendar.day_list", "(span:day_number) (to|hyphen|and|or) (the? day) of? month_any", _borrowing_day),
    Rule("calendar.day_list", "month_any dot? day_number (to|hyphen|and|or|comma) (span:day_number)", _continuing_day),
    Rule("calendar.month_year", "part? month_any dot? (comma|of|in)? year", _month_of_year),
    Rule("calendar.month_year", "part? month_any (number_word hyphen?){1,4} (number_word|multiplier)", _month_of_year),
    Rule("calendar.month_year", "month dot? of? old_year", _month_of_year),
    Rule("calendar.day", "day of? month old_year", day_of_month),
    Rule("calendar.month_of_year", "part? month_any comma? of? pointed_year", _month_of_pointed_year),
    Rule("calendar.month_pointed", "part? (last|next|this (past|coming)?|past|coming) part? month_any", _pointed_month),
    Rule("calendar.month", "part? (the month of)? month_any", _bare_month, _is_month_name),
    Rule("calendar.iso", "iso_date", _iso_date),
    Rule("calendar.slash", "slash_date", _slash_date),
    Rule("calendar.decade", "the? part? (decade|decade_word)", _decade, lambda p: p.has("decade") or p.has("the")),
    Rule(
        "calendar.century",
        "the? part? nth hyphen? unit",
        _century,
        lambda p: p.has("unit") and p.tokens[-1].word == "century",
    ),
    Rule(
        "calendar.season",
        "part? the? season_any "
        "(of? (year|(number_word hyphen?){1,4} number_word)|of old_year|of pointed_year|pointed_year)",
        _season,
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
    Rule("calendar.half", "the? (first|second|last) half of (the? year|pointed_year)", _half),
    Rule("calendar.holiday", "(last|next|this (past|coming)?)? holiday (comma? of? year|of? pointed_year)?", _holiday),
    Rule(
        "calendar.spelled_year", "(the year_unit)? (number_word hyphen?){1,4} (number_word|multiplier)", _spelled_year
    ),
)
