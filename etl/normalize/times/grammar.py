"""How a grammar rule of time expressions is written, and what it gives.

A rule's pattern is a regular expression over parts of grammar (the keys of times.toml and the lexer's forms):

    Rule("calendar.month_year", "part? month_any dot? year", build)

Names of parts stand for one token each, names of macros for a sub-pattern; `? * + | ( )` mean what they mean in regular
expressions. One group in round brackets with a leading "span:" limits the expression to that stretch; the rest is
context. This module compiles patterns and holds what rules give; it knows no rule itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from etl.normalize.times.calendar import Period
from etl.normalize.times.scene import Phrase
from etl.normalize.times.tokens import code_table
from etl.records import TimexType

MACROS = {
    "month_any": "(month|month_word|month_short)",
    "weekday_any": "(weekday|weekday_short)",
    "season_any": "(season|season_word)",
    "unit_any": "(unit|year_unit|units|quarter|weekend|weekends|second)",
    "day": "(day_number|ordinal)",
    "spelled_nth": "(number_word hyphen (ordinal_word|first|second)|ordinal_word|first|second)",
    "day_word": "(day_number|ordinal|spelled_nth)",
    "nth": "(ordinal|spelled_nth)",
    "cardinal": "((day_number|number|old_year) (fraction|multiplier)?|fraction|a? multiplier|"
    "number_word ((hyphen|and)? (number_word|multiplier)){0,6})",
    "quantity": "(a? few|a? couple of?|several|cardinal|a|half a)",
    "spelled_year": "((number_word hyphen?){1,4} (number_word|multiplier (and? number_word (hyphen? number_word)?)?))",
    "side": "(ago|earlier|later|hence|before|back|after|from vague)",
    "part": "(early hyphen?|late hyphen?|mid hyphen?|the? (beginning|middle|end) of|earlier in?|later in?)",
    "approx": "(about|almost|under|just (over|under)|(more|less) than|at (least|most)|up to|no (more|less) than|some)",
    "pointer": "(this (past|coming)|last|next|this|that same|that|the (same|next|following|previous|current|latest|"
    "past|coming)|same|next|current|following|previous|coming|past|latest)",
    "pointed_year": "(this|last|next|that|the (same|following|previous|next)|that same) year_unit",
}
_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What an expression means, before it is tied to its span."""

    type: TimexType
    value: str
    mod: str | None = None
    granularity: str | None = None
    anchor: str | None = None
    earliest: date | None = None
    latest: date | None = None
    period: Period | None = None  # the moment it names, an anchor for what follows


Build = Callable[[Phrase], Reading | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over parts of grammar and the function that reads what it matches; None from it means "not a time"."""

    name: str
    pattern: str
    build: Build
    guard: Callable[[Phrase], bool] | None = None  # judged before overlaps are settled


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Compile a rule's pattern to a regular expression over the one-character codes of `tokens.cut`."""
    return re.compile(_expand(pattern).replace(" ", ""))


def _expand(pattern: str) -> str:
    marked = pattern.replace("(span:", "\x00").replace("(?=", "\x01").replace("(", "(?:")
    return _NAME.sub(_code, marked).replace("\x00", "(").replace("\x01", "(?=")


def _code(match: re.Match[str]) -> str:
    name = match[0]
    if name in MACROS:
        return _expand(MACROS[name])
    return code_table()[name]


def dated(period: Period, mod: str | None = None, anchor: str | None = None) -> Reading:
    """Reading of a period or of its early, middle or late part."""
    earliest, latest = period.part(mod)
    return Reading(
        type=TimexType.DATE,
        value=period.value,
        mod=mod,
        granularity=period.granularity,
        anchor=anchor,
        earliest=earliest,
        latest=latest,
        period=period,
    )


def timed(day: Period, clock: str, mod: str | None = None, anchor: str | None = None) -> Reading:
    """Reading of a time of day ("T10:35", "TNI") on a day."""
    return Reading(
        type=TimexType.TIME,
        value=day.value + clock,
        mod=mod,
        granularity="hour" if clock[1:2].isalpha() else "minute",
        anchor=anchor,
        earliest=day.first,
        latest=day.first,
        period=day,
    )


def unplaced(value: str, mod: str | None = None, kind: TimexType = TimexType.DATE) -> Reading:
    """Reading without a range: a reference, a duration, a set or a date whose anchor is not known."""
    return Reading(type=kind, value=value, mod=mod)
