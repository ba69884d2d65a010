"""Dates the calendar names: days and months, with or without their year.

    "Saturday, May 5, 2018"   "5 May"   "mid-July"   "from 3 to 5 May"   "the first Monday in October"

Years that are not said are chosen by `resolve`. Longer periods are read in `grammar_periods`, words that only point
("last week") in `grammar_pointing`.
"""

from __future__ import annotations

from datetime import date

from etl.normalize.times.calendar import Period, nth_weekday, real_day, real_year
from etl.normalize.times.grammar import Reading, Rule, dated, timed, unplaced
from etl.normalize.times.resolve import day_near, month_near, nearest, nearest_month
from etl.normalize.times.scene import Phrase, figure
from etl.normalize.times.tokens import Token
from etl.normalize.times.vocabulary import load, month_number, weekday_number
from etl.normalize.times.years import pointed_year, said_year

_LIST_REACH = 20  # tokens between two months of one list
_MONTHS = ("month", "month_word", "month_short")


def _month(phrase: Phrase) -> int:
    token = phrase.first(*_MONTHS)
    return month_number(token.word) if token else 1


def day_figure(phrase: Phrase) -> int:
    """Return the first number of a phrase that can count days, quarters or centuries: 3, 3rd, third, twenty-first."""
    tens = 0
    for token in phrase.tokens:
        if token.kind == "number_word":
            tens += load().numbers[token.word]
        elif token.kind in ("day_number", "ordinal", "ordinal_word", "first", "second"):
            return tens + figure(token)
    return tens


def _year_after_range(phrase: Phrase) -> int | None:
    """The year of "June 12-15, 2019", which stands after the second day."""
    kinds = [phrase.near(place).kind for place in range(4)]
    joined = kinds[0] in ("hyphen", "to", "and") and kinds[1:] == ["day_number", "comma", "year"]
    return int(phrase.near(3).word) if joined and phrase.tokens[-1].kind == "day_number" else None


def day_of_month(phrase: Phrase) -> Reading | None:
    """A day with its month, with or without a year."""
    month, day = _month(phrase), day_figure(phrase)
    year = said_year(phrase)
    year = year if year is not None else _year_after_range(phrase)
    if year is not None:
        period = real_day(year, month, day)
    elif phrase.has("year_unit"):
        pointed = pointed_year(phrase)
        period = real_day(pointed.first.year, month, day) if pointed else None
    else:
        period = _day_after_another(phrase, month, day) or day_near(month, day, phrase.scene, phrase.direction())
    if period is None:
        possible = real_day(2000, month, day)
        return unplaced(f"XXXX-{month:02d}-{day:02d}") if possible and year is None else None
    return dated(period, phrase.part(), None if year is not None else "publication")


def _day_after_another(phrase: Phrase, month: int, day: int) -> Period | None:
    """The day nearest to one named shortly before in the sentence: "on August 24, 1992, and again on September 3"."""
    other = _neighbour(phrase, "day")
    if other is None:
        return None
    near = [real_day(other.first.year + shift, month, day) for shift in (-1, 0, 1)]
    return min((c for c in near if c), key=lambda c: abs((c.first - other.first).days), default=None)


def _is_one_sentence(phrase: Phrase) -> bool:
    """Whether no sentence ends inside: "on 16 July. The fifth report ..."; only short months take a full stop."""
    text = phrase.scene.cut.text
    pairs = zip(phrase.tokens, phrase.tokens[1:], phrase.tokens[2:], strict=False)
    return not any(
        month.kind in ("month", "month_word") and stop.kind == "dot" and text[after.start].isupper()
        for month, stop, after in pairs
    )


def _nth_weekday(phrase: Phrase) -> Reading | None:
    """Read "the first Monday in October", "the last Sunday of March 2014"."""
    weekday = phrase.first("weekday")
    month = _pick_month(phrase)
    if weekday is None or month is None:
        return None
    nth = -1 if phrase.has("last") else day_figure(phrase)
    day = nth_weekday(month.first.year, month.first.month, weekday_number(weekday.word), nth)
    anchor = None if said_year(phrase) else "publication"
    return dated(Period("day", day), None, anchor) if day.month == month.first.month else None


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
    neighbour = _neighbour(phrase, "month")
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


def _neighbour(phrase: Phrase, granularity: str) -> Period | None:
    """The month (or day) named shortly before in the same sentence; a list runs on from it."""
    named = phrase.scene.latest.get(granularity)
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


def _month_from_named(phrase: Phrase) -> Reading | None:
    """Read "the following January": the nearest one after, or before, the last moment named."""
    month = _month(phrase)
    named = phrase.scene.last_named("day", "week", "month", "season", "quarter", "year") or phrase.scene.around("month")
    if named is None:
        return unplaced(f"XXXX-{month:02d}", phrase.part())
    period = Period("month", date(named.first.year, month, 1))
    if phrase.has("previous"):
        period = period if period.first < named.first else period.shift(-12)
    else:
        period = period if period.first > named.last else period.shift(12)
    return dated(period, phrase.part(), "previous")


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
    if token.word == "may" and phrase.scene.names_may():
        return before.kind in ("in", "last", "next", "this", "early", "late", "mid")
    described = before.kind == "the" and after.kind == "other" and after.word.isalpha()  # "the March accession"
    return introduced or described or phrase.part() is not None


def _in_name(phrase: Phrase, token: Token) -> bool:
    """Whether a capital word on a side makes it part of a name: "April Smith said", "Theresa May"."""
    before, after = phrase.near(-1), phrase.near(0)
    text = phrase.scene.cut.text
    if before.kind == "other" and text[before.end : token.start] == " " and token.kind == "month_word":
        return text[before.start].isupper() and before.word != "since"
    follows = after.kind == "other" and text[after.start].isupper() and text[token.end : after.start] == " "
    introduced = before.kind in load().lists["month_joints"] or before.kind == "the"
    if follows and before.kind == "the" and token.word not in ("may", "march"):
        return True  # "the October Revolution"
    return follows and not introduced and token.word in ("april", "june", "may", "august")


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


def _nth_of(phrase: Phrase) -> Reading | None:
    """Read "the first week of March", "the last day of 2017": a week is that of the calendar with the day in it."""
    unit = phrase.first("unit", "weekend")
    whole = _pick_month(phrase) if phrase.has(*_MONTHS) else real_year(said_year(phrase) or 0)
    if unit is None or whole is None:
        return None
    if phrase.has("last"):
        period = Period.containing(whole.last, unit.word)
        return dated(period if period.last <= whole.last else period.shift(-1 if unit.word == "weekend" else 0))
    period = Period.containing(whole.first, unit.word).shift(day_figure(phrase) - 1)
    return dated(period) if period.first <= whole.last else None


def _is_nth_of(phrase: Phrase) -> bool:
    """Whether it counts days, weeks or weekends, and from one end: not "the fifth last day"."""
    unit = phrase.first("unit", "weekend")
    counted = phrase.near(-1).kind in ("number_word", "ordinal", "ordinal_word", "first", "second")
    return unit is not None and unit.word in ("day", "week", "weekend") and not counted


def _day_alone(phrase: Phrase) -> Reading | None:
    """Read "on the 15th": of the month of publication, or of the one that its clause means."""
    day, now = day_figure(phrase), phrase.scene.around("month")
    if now is None or phrase.scene.published is None:
        return unplaced(f"XXXX-XX-{day:02d}")
    weekday = phrase.first("weekday")
    months = [now.shift(shift).first for shift in (range(-12, 13) if weekday else (-1, 0, 1))]
    days = [real.first for month in months if (real := real_day(month.year, month.month, day))]
    if weekday is not None:
        days = [one for one in days if one.weekday() == weekday_number(weekday.word)]
    period = nearest(days, phrase.scene.published, phrase.direction())
    return dated(period, None, "publication") if period else None


def _is_day_alone(phrase: Phrase) -> bool:
    """Not "on the 15th floor", nor "on the 4th and 5th of May"."""
    after = phrase.near(0)
    if after.kind in ("and", "to") and {phrase.near(1).kind, phrase.near(2).kind} & {"ordinal", "day_number"}:
        return False
    return (
        after.kind in ("dot", "comma", "and", "to", "is")
        or after.word in load().lists["clause_words"]
        or after.start < 0
    )


def _continuing_day(phrase: Phrase) -> Reading | None:
    """The second day of "May 3 to 5" takes the month of the first."""
    last = phrase.scene.last_named("day")
    day = figure(phrase.tokens[0])
    year = said_year(phrase)
    if last and year:
        period = real_day(year, last.first.month, day)
        return dated(period) if period else None
    period = real_day(last.first.year, last.first.month, day) if last else None
    if period is None or last is None or period.first <= last.first:
        return None
    return dated(period, None, "previous")


RULES = (
    Rule(
        "calendar.day",
        "part? (weekday_any dot? comma?)? month_any dot? (the? day_word) (comma? year|comma? short_year)?",
        day_of_month,
        _is_one_sentence,
    ),
    Rule(
        "calendar.day",
        "part? (weekday_any dot? comma?)? (the? day) of? month_any dot? (comma? of? year)?",
        day_of_month,
    ),
    Rule(
        "calendar.day",
        "the? spelled_nth of month_any (comma? year)?",
        day_of_month,
    ),
    Rule(
        "calendar.nth_weekday",
        "the? (nth|last) weekday (of|in) month_any (comma? of? year|of? pointed_year)?",
        _nth_weekday,
    ),
    Rule("calendar.day", "part? month_any dot? day comma? of? pointed_year", day_of_month),
    Rule("calendar.day", "day of? month_any dot? comma? of? pointed_year", day_of_month),
    Rule("calendar.day_list", "(span:day_number) (to|hyphen|and|or) (the? day) of? month_any", _borrowing_day),
    Rule("calendar.day_list", "(span:the? ordinal) (and|or) (the? day) of? month_any", _borrowing_day),
    Rule(
        "calendar.day_list",
        "month_any dot? day_number (to|hyphen|and|or|comma) (span:day_number (comma year)?)",
        _continuing_day,
    ),
    Rule("calendar.day", "day_number hyphen month_any hyphen year", day_of_month),
    Rule(
        "calendar.nth_of",
        "the? (nth|last) (unit|weekend) (of|in) (month_any (comma? of? year)?|year)",
        _nth_of,
        _is_nth_of,
    ),
    Rule("calendar.day_alone", "on (span:(weekday comma?)? the ordinal)", _day_alone, _is_day_alone),
    Rule("calendar.month_year", "part? month_any dot? (comma|of|in)? year", _month_of_year),
    Rule(
        "calendar.month_year",
        "part? month_any spelled_year",
        _month_of_year,
    ),
    Rule("calendar.month_year", "month dot? of? old_year", _month_of_year),
    Rule("calendar.day", "day of? month old_year", day_of_month),
    Rule("calendar.month_of_year", "part? month_any comma? of? pointed_year", _month_of_pointed_year),
    Rule("calendar.month_pointed", "part? (last|next|this (past|coming)?|past|coming) part? month_any", _pointed_month),
    Rule("calendar.month_pointed", "part? the (following|previous|next) month_any", _month_from_named),
    Rule("calendar.month", "part? (the month of)? month_any", _bare_month, _is_month_name),
    Rule("calendar.iso", "iso_date", _iso_date),
    Rule("calendar.slash", "slash_date", _slash_date),
)
