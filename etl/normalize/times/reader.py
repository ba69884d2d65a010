"""Applies the grammar to a text: candidates, the longest of overlapping ones, readings in text order.

    read_times("early this year", date(2018, 9, 10))     -> one DATE 2018 with mod START, January to April

It decides nothing about meaning; rules do.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from etl.normalize.times import (
    grammar_amount,
    grammar_calendar,
    grammar_clock,
    grammar_periods,
    grammar_pointing,
    grammar_sets,
    grammar_vague,
    years,
)
from etl.normalize.times.grammar import Reading, Rule, compile_pattern
from etl.normalize.times.needs import needs
from etl.normalize.times.scene import Named, Phrase, Scene
from etl.normalize.times.tokens import code_table, cut
from etl.normalize.times.vocabulary import load
from etl.records import TimeExpression

_FAMILIES = (
    grammar_clock,
    grammar_calendar,
    grammar_periods,
    years,
    grammar_pointing,
    grammar_vague,
    grammar_amount,
    grammar_sets,
)

# No article is longer (30,000 words) or names more moments; a text that does is hostile, and reading it ends here.
_READ_CHARACTERS = 200_000
_READ_EXPRESSIONS = 5_000


@cache
def _rules() -> tuple[tuple[Rule, re.Pattern[str], tuple[frozenset[str], ...]], ...]:
    """All rules, their patterns and what these need, in order of precedence among matches of equal length."""
    rules = [(rule, compile_pattern(rule.pattern)) for family in _FAMILIES for rule in family.RULES]
    return tuple((rule, pattern, needs(pattern)) for rule, pattern in rules)


def read_times(text: str, published: date | None) -> tuple[TimeExpression, ...]:
    """Return the expressions of the first 200,000 characters of `text` (5,000 at most), sorted and not overlapping."""
    scene = Scene(cut(text[:_READ_CHARACTERS]), published)
    found = []
    for low, high, rule in _standing(_candidates(scene))[:_READ_EXPRESSIONS]:
        reading = _read(rule, Phrase(scene, low, high))
        if reading is not None:
            if reading.period is not None:
                scene.name(Named(high, reading.period, rule.name))
            scene.points = scene.points or rule.name.startswith("publication.")
            found.append(_expression(scene, low, high, rule.name, reading))
    return tuple(found)


def _candidates(scene: Scene) -> list[tuple[int, int, Rule]]:
    codes, places = _dense(scene.cut.codes)
    candidates = []
    present = set(codes)
    for rule, pattern, needed in _rules():
        if any(map(present.isdisjoint, needed)):
            continue
        group = 1 if pattern.groups else 0
        for match in pattern.finditer(codes):
            low = places[match.start(group)]
            high = _without_stop(scene, low, low + match.end(group) - match.start(group))
            if rule.guard is None or rule.guard(Phrase(scene, low, high)):
                candidates.append((low, high, rule))
    return candidates


def _without_stop(scene: Scene, low: int, high: int) -> int:
    """The end of a match without the full stop of its sentence; only a short month keeps one ("9 Sept.")."""
    tokens = scene.cut.tokens
    ends_in_stop = high - low > 1 and tokens[high - 1].kind == "dot" and tokens[high - 2].kind != "month_short"
    return high - 1 if ends_in_stop else high


@cache
def _triggers() -> re.Pattern[str]:
    """Any code that can be the heart of an expression; determiners, joints and marks alone make none."""
    return re.compile(
        "[" + "".join(code for kind, code in code_table().items() if kind not in load().lists["bystanders"]) + "]"
    )


def _dense(codes: str) -> tuple[str, list[int]]:
    """Keep the runs of codes that hold a trigger, parted by one "other" each, and the place each code came from.

    Most tokens of an article take part in nothing; rules are tried on the rest only.
    """
    other = code_table()["other"]
    triggers = _triggers()
    runs: list[str] = []
    places: list[int] = []
    position = 0
    for run in codes.split(other):
        if run and triggers.search(run):
            runs.append(run)
            places += range(position, position + len(run) + 1)
        position += len(run) + 1
    return other.join(runs), places


def _standing(candidates: list[tuple[int, int, Rule]]) -> list[tuple[int, int, Rule]]:
    """Of overlapping candidates the longest, then the leftmost, then the first of the grammar."""
    taken: set[int] = set()
    standing = []
    for low, high, rule in sorted(candidates, key=lambda c: (c[0] - c[1], c[0])):
        if taken.isdisjoint(range(low, high)):
            taken.update(range(low, high))
            standing.append((low, high, rule))
    return sorted(standing, key=lambda c: c[0])


def _read(rule: Rule, phrase: Phrase) -> Reading | None:
    try:
        return rule.build(phrase)
    except (ValueError, OverflowError):  # the calendar ends with the year 9999; before the year 1 there is none
        return None


def _expression(scene: Scene, low: int, high: int, rule: str, reading: Reading) -> TimeExpression:
    start, end = scene.cut.tokens[low].start, scene.cut.tokens[high - 1].end
    return TimeExpression(
        start=start,
        end=end,
        surface=scene.cut.text[start:end],
        type=reading.type,
        value=reading.value,
        mod=reading.mod,
        earliest=reading.earliest,
        latest=reading.latest,
        granularity=reading.granularity,
        anchor=reading.anchor,
        rule=rule,
    )
