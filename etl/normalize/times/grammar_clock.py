"""Times of day: clock times, parts of the day, and both with the day they belong to.

    "8 p.m. Monday" -> 2018-09-10T20:00   "last night" -> the evening before the publication, TNI   "noon Saturday"

Zones are inside the span and not in the value: TimeBank annotates them so, and the day stays the printed one.
"""

from __future__ import annotations

import re

from etl.normalize.times.calendar import Period
from etl.normalize.times.grammar import Reading, Rule, timed, unplaced
from etl.normalize.times.grammar_calendar import RULES as CALENDAR_RULES
from etl.normalize.times.grammar_pointing import RULES as POINTING_RULES
from etl.normalize.times.scene import Phrase
from etl.normalize.times.tokens import Token
from etl.normalize.times.vocabulary import load
from etl.records import TimexType

_PARTS = {"mor": "TMO", "aft": "TAF", "eve": "TEV", "nig": "TNI"}
_NOON = {"noon": "T12:00", "midday": "T12:00", "midnight": "T24:00"}
_WEEKDAY = next(rule.build for rule in POINTING_RULES if rule.name == "publication.weekday")
_DAY_WORD = next(rule.build for rule in POINTING_RULES if rule.name == "publication.day_word")
_DATE = next(rule.build for rule in CALENDAR_RULES if rule.name == "calendar.day")
_CLOCK_DIGITS = re.compile(r"(\d{1,2})(?:[:.](\d\d))?")


def _clock(phrase: Phrase) -> str | None:
    """The TIMEX3 time of a phrase's clock time, in 24 hours: "T20:00"."""
    tokens = phrase.tokens
    noon = phrase.first("noon")
    if noon:
        return _NOON[noon.word]
    token = phrase.first("clock", "day_number", "number", "number_word")
    if token is None:
        return None
    match = _CLOCK_DIGITS.match(token.word)
    spelled = _spelled_hour(phrase) if token.kind == "number_word" else None
    if not match and spelled is None:
        return None
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (spelled or 0, 0)
    if minute > 59 or hour > 24:
        return None
    return f"T{_in_24(hour, tokens):02d}:{minute:02d}" if _in_24(hour, tokens) <= 24 else None


def _spelled_hour(phrase: Phrase) -> int | None:
    """The hour of "six o'clock", not that of "half past six" or "five thirty"."""
    token = phrase.first("number_word")
    hour = load().numbers.get(token.word) if token and phrase.has("oclock") else None
    before = phrase.near(-1)
    alone = before.kind not in ("number_word", "day_number", "hyphen", "clock") and before.word not in (
        "past",
        "quarter",
    )
    return hour if hour is not None and hour <= 12 and alone else None


def _in_24(hour: int, tokens: list[Token]) -> int:
    half = next((t.word.lower()[0] for t in tokens if t.kind == "ampm"), None)
    part = next((t.word[:3] for t in tokens if t.kind == "daypart"), None)
    if half == "p" or part in ("aft", "eve") or (part == "nig" and hour > 5):
        return hour if hour >= 12 else hour + 12
    if (half == "a" or part == "mor") and hour == 12:
        return 0
    return hour


def _day(phrase: Phrase) -> tuple[Period | None, str | None]:
    """The day a time of day belongs to, and what it was counted from.

    It is the one in the phrase, else the last day named, else that of the publication.
    """
    if phrase.has("month", "month_word", "month_short"):
        reading = _DATE(_from_month(phrase))
    elif phrase.has("weekday", "weekday_short"):
        reading = _WEEKDAY(phrase)
    elif phrase.has("day_after"):
        reading = _DAY_WORD(phrase)
    else:
        named = phrase.scene.last_named("day")
        return (named, "previous") if named else (phrase.scene.around("day"), "publication")
    return (reading.period, reading.anchor) if reading else (None, None)


def _placed(phrase: Phrase, clock: str) -> Reading:
    """A clock time on its day; without a day its value keeps X's."""
    day, anchor = _day(phrase)
    return timed(day, clock, None, anchor) if day else unplaced("XXXX-XX-XX" + clock, None, TimexType.TIME)


def _from_month(phrase: Phrase) -> Phrase:
    low = next(i for i, t in enumerate(phrase.tokens) if t.kind in ("month", "month_word", "month_short"))
    if low and phrase.tokens[low - 1].kind in ("day_number", "ordinal"):
        low -= 1
    return Phrase(phrase.scene, phrase.low + low, phrase.high)


def _has_day(phrase: Phrase) -> bool:
    return phrase.has("month", "month_word", "month_short", "weekday", "weekday_short", "day_after")


def _time(phrase: Phrase) -> Reading | None:
    clock = _clock(phrase)
    return _placed(phrase, clock) if clock else None


def _four_figures(phrase: Phrase) -> Reading | None:
    """Read "0900 GMT"."""
    figures = phrase.tokens[0].word
    if len(figures) != 4 or not figures.isdigit() or int(figures[:2]) > 23 or int(figures[2:]) > 59:
        return None
    return _placed(phrase, f"T{figures[:2]}:{figures[2:]}")


def _part_of_day(phrase: Phrase) -> Reading | None:
    token = phrase.first("daypart")
    if token is None:
        return None
    value = _PARTS[token.word[:3]]
    day, anchor = _day(phrase) if _has_day(phrase) else _pointed_day(phrase)
    if day is None:
        return unplaced("XXXX-XX-XX" + value, phrase.part(), TimexType.TIME)
    return timed(day, value, phrase.part(), anchor)


def _pointed_day(phrase: Phrase) -> tuple[Period | None, str | None]:
    """The day of "last night", "this morning", "the next evening", and what it was counted from."""
    today = phrase.scene.around("day")
    if phrase.has("next", "following", "same", "that", "previous"):
        named = phrase.scene.last_named("day")
        shift = -1 if phrase.has("previous") else 1 if phrase.has("next", "following") else 0
        return (named.shift(shift), "previous") if named else (None, None)
    if today is None:
        return None, None
    return today.shift(-1 if phrase.has("last") else 0), "publication"


def _tonight(phrase: Phrase) -> Reading | None:
    today = phrase.scene.around("day")
    if today is None:
        return unplaced("XXXX-XX-XXTNI", phrase.part(), TimexType.TIME)
    return timed(today, "TNI", phrase.part(), "publication")


def _overnight(phrase: Phrase) -> Reading | None:
    """The night before the publication, as "last night" is; that after it in a clause of the future."""
    today = phrase.scene.around("day")
    if today is None:
        return unplaced("XXXX-XX-XXTNI", None, TimexType.TIME)
    return timed(today if phrase.direction() > 0 else today.shift(-1), "TNI", None, "publication")


def _the_part_counts(phrase: Phrase) -> bool:
    if phrase.has(
        "weekday",
        "day_after",
        "last",
        "this",
        "next",
        "following",
        "same",
        "that",
        "previous",
        "month",
        "month_short",
        "month_word",
    ):
        return True
    if phrase.has("mid"):
        return True
    return phrase.near(-1).kind == "in" and phrase.has("the") and phrase.tokens[-1].kind == "daypart"


_DAY = "(weekday|day_after|weekday? comma? month_any dot? day (comma? year)?|day month_any year?)"
_CLOCK = "(clock ampm?|(day_number|number_word) (ampm|oclock ampm?)|noon)"
RULES = (
    Rule("clock.time", f"about? {_CLOCK} (in the daypart|daypart)? zone? ((comma|on)? {_DAY})?", _time),
    Rule("clock.time", f"{_DAY} comma? (at|about)? {_CLOCK} zone?", _time),
    Rule("clock.time", "day_number in the daypart", _time),
    Rule("clock.zulu", f"(number|year) zone ((comma|on)? {_DAY})?", _four_figures),
    Rule("clock.part", f"part? {_DAY} comma? part? daypart", _part_of_day, _the_part_counts),
    Rule("clock.part", f"part? (the? daypart of|daypart on?) {_DAY}", _part_of_day, _the_part_counts),
    Rule(
        "clock.part",
        "part? (last|this|the|that|the same|the (next|following|previous)) part? daypart",
        _part_of_day,
        _the_part_counts,
    ),
    Rule("clock.part", "mid hyphen? daypart", _part_of_day, _the_part_counts),
    Rule("clock.tonight", "part? tonight", _tonight),
    Rule("clock.overnight", "overnight", _overnight),
)
