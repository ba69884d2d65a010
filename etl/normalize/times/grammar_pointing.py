"""Dates that point: from the publication ("last week", "Saturday", "yesterday") or from a moment named before.

    "early this year"   "the next day"   "a week from Monday"   "the same day"   "the end of the month"

A weekday that is the publication's own is the publication day itself. With nothing to point from, the value keeps X's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from etl.normalize.times.calendar import Period
from etl.normalize.times.grammar import Reading, Rule, dated, unplaced
from etl.normalize.times.grammar_calendar import day_of_month
from etl.normalize.times.resolve import weekday_near
from etl.normalize.times.scene import Phrase
from etl.normalize.times.vocabulary import load, weekday_number
from etl.records import TimexType

UNKNOWN = {
    "day": "XXXX-XX-XX",
    "weekend": "XXXX-WXX-WE",
    "week": "XXXX-WXX",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
    "season": "XXXX",
}
_DAY_SHIFT = {"today": 0, "yesterday": -1, "tomorrow": 1}
_YEARS = {"decade": "P10Y", "century": "P100Y"}
_BACK = ("last", "past")
_AHEAD = ("next", "coming")


def _day_word(phrase: Phrase) -> Reading | None:
    token = phrase.first("day_after")
    today = phrase.scene.around("day")
    if today is None or token is None:
        return unplaced("XXXX-XX-XX", phrase.part())
    shift = _DAY_SHIFT[token.word]
    if len(phrase.tokens) > 3 and phrase.has("after", "before"):  # "the day after tomorrow"
        shift += 1 if phrase.has("after") else -1
    return dated(today.shift(shift), phrase.part(), "publication")


def _weekday(phrase: Phrase) -> Reading | None:
    token = phrase.first("weekday", "weekday_short")
    if token is None:
        return None
    number = weekday_number(token.word)
    if phrase.near(-1).kind == "a" and not phrase.has("daypart") and not _describes(phrase):  # "on a Monday": any
        return unplaced(f"XXXX-WXX-{number + 1}", phrase.part())
    period = _pointed_weekday(phrase, number)
    if period is None:
        return unplaced(f"XXXX-WXX-{number + 1}", phrase.part())
    relative = phrase.has("following", "previous", "same") or (phrase.has("next") and phrase.has("the"))
    return dated(period, phrase.part(), "previous" if relative else "publication")


def _day_beside(phrase: Phrase) -> Reading | None:
    """Read "the day before last Tuesday"."""
    weekday = _weekday(Phrase(phrase.scene, phrase.low + 3, phrase.high))
    if weekday is None or weekday.period is None:
        return weekday
    return dated(weekday.period.shift(-1 if phrase.has("before") else 1), None, weekday.anchor)


def _describes(phrase: Phrase) -> bool:
    """Whether a noun follows that the expression belongs to: "a Monday meeting"."""
    after = phrase.near(0)
    return after.kind == "other" and after.word.isalpha() and after.word not in load().lists["clause_words"]


def _pointed_weekday(phrase: Phrase, number: int) -> Period | None:
    scene = phrase.scene
    today = scene.around("day")
    if phrase.has("following", "previous") or (phrase.has("next") and phrase.has("the")):
        named = scene.last_named("day") or today
        step = -1 if phrase.has("previous") else 1
        return _step_to(named, number, step) if named else None
    if today is None:
        return None
    if phrase.has(*_BACK):
        return _step_to(today, number, -1)
    if phrase.has(*_AHEAD):
        return _step_to(today, number, 1)
    after = _range_start(phrase)
    if after is not None:
        return _step_to(after, number, 1)
    return weekday_near(number, scene, phrase.direction())


def _range_start(phrase: Phrase) -> Period | None:
    """The day named just before "to", "until" or "through", or before "and" ahead of now: what is next comes after."""
    joints = {phrase.near(place).kind for place in (-1, -2, -3)}
    if joints.isdisjoint(("to", "and", "or")):
        return None
    named = phrase.scene.named[-1] if phrase.scene.named else None
    if named is None or named.period.granularity != "day" or phrase.low - named.position > 5:
        return None
    if "to" not in joints and not _is_ahead(phrase, named.period):
        return None
    return named.period if named.rule.startswith(("publication.", "clock.")) else None


def _is_ahead(phrase: Phrase, period: Period) -> bool:
    published = phrase.scene.published
    return published is not None and period.first > published and phrase.near(-1).kind in ("and", "or", "on")


def _step_to(day: Period, number: int, step: int) -> Period:
    """The nearest such weekday strictly after (step 1) or before (step -1) a day."""
    ahead = (number - day.first.weekday()) % 7 or 7
    return day.shift(ahead) if step > 0 else day.shift((ahead - 7) or -7)


def _granularity(word: str) -> str:
    return {"fortnight": "week", "centuries": "century"}.get(word, word.rstrip("s"))


def _unit_word(phrase: Phrase) -> str:
    token = phrase.first("unit", "year_unit", "quarter", "weekend", "units", "weekends")
    return _granularity(token.word) if token else "day"


def _pointed_unit(phrase: Phrase) -> Reading | None:
    """Read "last week", "this year", "the following month", "late next year"."""
    granularity = _unit_word(phrase)
    if granularity in ("minute", "hour", "millennium") or _is_programme(phrase) or _belongs_to_another(phrase):
        return None
    if granularity in _YEARS and phrase.near(-1).word in ("over", "for", "within", "throughout"):
        return unplaced(_YEARS[granularity], None, TimexType.DURATION)  # up to now, by no calendar
    if phrase.has("same", "that", "following", "previous") or (phrase.has("next") and phrase.has("the")):
        return _relative_unit(phrase, granularity)
    now = phrase.scene.around(granularity)
    if now is None:
        return unplaced(UNKNOWN.get(granularity, "XXXX"), phrase.part())
    shift = -1 if phrase.has(*_BACK, "latest") else 1 if phrase.has(*_AHEAD) else 0
    if granularity == "weekend" and phrase.has(*_BACK) and phrase.scene.published and now.last < phrase.scene.published:
        shift = 0
    return _clipped(phrase, now.shift(shift))


def _belongs_to_another(phrase: Phrase) -> bool:
    """Whether a period it is part of follows: "the last week of 2017", "the last day of June"."""
    return phrase.near(0).kind == "of" and phrase.near(1).kind in ("year", "month", "month_word", "month_short")


def _is_programme(phrase: Phrase) -> bool:
    """Whether quotation marks and capitals make a title of it: ABC's "This Week"."""
    text, (first, last) = phrase.scene.cut.text, (phrase.tokens[0], phrase.tokens[-1])
    return text[max(0, first.start - 1) : first.start] in ('"', "“", "`", "‘") and text[last.start].isupper()


def _clipped(phrase: Phrase, period: Period) -> Reading:
    """Read "earlier this year" ends, and "later this year" begins, at the publication."""
    reading = dated(period, phrase.part(), "publication")
    published = phrase.scene.published
    if published is None or not period.first <= published <= period.last:
        return reading
    if phrase.has("earlier"):
        return _ranged(reading, period.first, published)
    if phrase.has("later"):
        return _ranged(reading, published, period.last)
    return reading


def _ranged(reading: Reading, earliest: date, latest: date) -> Reading:
    return Reading(
        type=reading.type,
        value=reading.value,
        mod=reading.mod,
        granularity=reading.granularity,
        anchor=reading.anchor,
        earliest=earliest,
        latest=latest,
        period=reading.period,
    )


def _finer(granularity: str) -> tuple[str, ...]:
    """The granularities a moment may have to say which such unit it lies in."""
    order = ("day", "weekend", "week", "month", "season", "quarter", "half", "year", "decade", "century")
    return order[: order.index(granularity) + 1] if granularity in order else order


def _relative_unit(phrase: Phrase, granularity: str) -> Reading | None:
    """Read "the same day", "that year", "the next month": counted from the last moment named that is fine enough."""
    named = phrase.scene.last_named(*_finer(granularity))
    if named is None:
        return unplaced(UNKNOWN.get(granularity, "XXXX"), phrase.part())
    shift = -1 if phrase.has("previous") else 1 if phrase.has("following", "next") else 0
    return dated(Period.containing(named.first, granularity).shift(shift), phrase.part(), "previous")


def _the_unit(phrase: Phrase) -> Reading | None:
    """Read "the year", "the quarter", "the weekend", "the end of the month"."""
    granularity = _unit_word(phrase)
    ended = _ended_quarter(phrase) if granularity == "quarter" else None
    if ended is not None:
        return dated(ended, None, "publication")
    if granularity == "weekend":
        return _the_weekend(phrase)
    now = phrase.scene.around(granularity)
    named = phrase.scene.last_named(granularity)
    period = named if named and granularity == "quarter" else now
    if period is None:
        return unplaced(UNKNOWN.get(granularity, "XXXX"), phrase.part())
    return dated(period, phrase.part(), "previous" if period is named and named is not None else "publication")


def _ended_quarter(phrase: Phrase) -> Period | None:
    """The quarter of "the quarter ended July 31": the one that the middle of those three months lies in."""
    tokens = phrase.scene.cut.tokens[phrase.high : phrase.high + 4]
    if len(tokens) < 3 or tokens[0].kind != "ended" or tokens[1].kind not in ("month", "month_word", "month_short"):
        return None
    inner = day_of_month(Phrase(phrase.scene, phrase.high + 1, phrase.high + (4 if tokens[2].kind == "dot" else 3)))
    if inner is None or inner.period is None:
        return None
    return Period.containing(inner.period.first - timedelta(days=45), "quarter")


def _the_weekend(phrase: Phrase) -> Reading | None:
    now = phrase.scene.around("weekend")
    if now is None or phrase.scene.published is None:
        return unplaced("XXXX-WXX-WE")
    ahead = phrase.direction() > 0 or phrase.has("this")
    over = now.first > phrase.scene.published and not ahead
    return dated(now.shift(-1) if over else now, None, "publication")


def _bare_unit_counts(phrase: Phrase) -> bool:
    """Read "the year", "the quarter", "the weekend", and "the day/week/month" only inside "the end of ..."."""
    word = phrase.tokens[-1].word
    if phrase.near(0).kind == "ended" and word == "year":
        return False
    if word == "weekend" and phrase.near(-1).word == "over":
        return True  # whatever follows: "said over the weekend that ..."
    if phrase.near(0).word in ("of", "when", "that", "before", "after", "in") or phrase.near(0).kind == "hyphen":
        return False
    if phrase.part():
        return word in ("day", "week", "month", "year", "quarter", "decade", "century")
    return word in ("year", "quarter", "weekend", "week")


def _latest_period(phrase: Phrase) -> Reading | None:
    """Read "the latest period" of a report: the quarter or half it has just named, else the last quarter."""
    named = phrase.scene.last_named("quarter", "half")
    now = phrase.scene.around("quarter")
    if named is None and now is None:
        return unplaced("XXXX-QX")
    return dated(named, None, "previous") if named else dated(now.shift(-1), None, "publication") if now else None


def _relative_to_named(phrase: Phrase) -> Reading | None:
    """Read "the year before", "the day after"."""
    granularity = _unit_word(phrase)
    named = phrase.scene.last_named(*_finer(granularity)) if granularity in UNKNOWN else None
    if named is None:
        return None
    shift = -1 if phrase.has("before") else 1
    return dated(Period.containing(named.first, granularity).shift(shift), None, "previous")


def _weekday_counts(phrase: Phrase) -> bool:
    """Not in a name: "the Friday Times", "Bloody Sunday"."""
    text = phrase.scene.cut.text
    before, after = phrase.near(-1), phrase.near(0)
    named_after = (
        text[after.start : after.start + 1].isupper()
        and after.kind == "other"
        and after.start == phrase.tokens[-1].end + 1
    )
    if phrase.tokens[0].kind == "the" and len(phrase.tokens) == 2 and named_after:
        return False
    if before.kind == "the" and named_after:
        return False
    return before.word not in load().lists["name_days"] or not text[before.start].isupper()


def _day_word_counts(phrase: Phrase) -> bool:
    """Not in a name ("USA Today" stands after a capital word of the same sentence), nor of an age ("today's youth")."""
    token = phrase.tokens[-1]
    if phrase.near(0).kind == "possessive" and phrase.near(1).word in load().lists["of_the_age"]:
        return False
    text = phrase.scene.cut.text
    before = phrase.near(-1)
    titled = text[token.start].isupper() and len(phrase.tokens) == 1 and before.end == token.start - 1
    return not (titled and before.kind == "other" and text[before.start : before.start + 1].isupper())


def _year_end(phrase: Phrase) -> Reading | None:
    """Read "by year-end": the last day of the running year, since which it is that of the year before."""
    now = phrase.scene.around("year")
    if now is None:
        return unplaced("XXXX-12-31")
    year = now.shift(-1) if phrase.near(-1).word == "since" else now
    if phrase.has("possessive"):  # "by year's end" is its last part, as "the end of the year" is
        return dated(year, "END", "publication")
    return replace(dated(Period("day", year.last), None, "publication"), period=year)


def _year_end_counts(phrase: Phrase) -> bool:
    """Not where it only describes: "the year-end bonus"."""
    after = phrase.near(0)
    return phrase.near(-1).kind not in ("the", "a") and not (after.kind == "other" and after.word.isalpha())


def _week_of(phrase: Phrase) -> Reading | None:
    """Read "the week of March 6": read by the date in it."""
    inner = day_of_month(phrase)
    if inner is None or inner.period is None:
        return inner
    return dated(Period.containing(inner.period.first, "week"), None, inner.anchor)


RULES = (
    Rule(
        "calendar.week_of",
        "the unit of month_any dot? day (comma? year)?",
        _week_of,
        lambda p: p.tokens[1].word == "week",
    ),
    Rule("publication.day_word", "(part|the unit (before|after))? day_after", _day_word, _day_word_counts),
    Rule("publication.weekday", "part? (pointer|the unit? of)? weekday", _weekday, _weekday_counts),
    Rule("publication.weekday", "part? (last|next|this) weekday_short", _weekday),
    Rule(
        "publication.weekday",
        "the unit (before|after) (last|next|this)? weekday",
        _day_beside,
        lambda p: p.tokens[1].word == "day",
    ),
    Rule("publication.unit", "part? (the|this)? pointer (unit|year_unit|quarter|weekend)", _pointed_unit),
    Rule("publication.period", "the latest period", _latest_period),
    Rule(
        "publication.unit_before", "(span:the (unit|year_unit|quarter) (before|after)) (comma|dot)", _relative_to_named
    ),
    Rule("publication.unit", "part? the? current fiscal? (unit|year_unit|quarter)", _pointed_unit),
    Rule("publication.the_unit", "part? the full? (unit|year_unit|quarter|weekend)", _the_unit, _bare_unit_counts),
    Rule("publication.year_end", "year_unit (hyphen|possessive)? end", _year_end, _year_end_counts),
)
