"""What a text must hold for a rule to match: no rule is passed over that would have matched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.times import grammar_calendar, grammar_pointing
from etl.normalize.times.grammar import compile_pattern
from etl.normalize.times.needs import needs
from etl.normalize.times.tokens import code_table

ROWS: list[tuple[str, list[set[str]], str]] = [
    ("month dot? year", [{"month"}, {"year"}], "what may be left out is not needed"),
    ("(month|year) dot*", [{"month", "year"}], "one of two ways"),
    ("(month year|dot)", [{"month", "dot"}], "one sign of each way is enough"),
    ("(month year?)?", [], "nothing is needed"),
    ("month{1,3} (year|dot?)", [{"month"}], "once at least; a way that may be empty needs nothing"),
    ("month{0,3} year+", [{"year"}], "none at least"),
    ("(span:month) dot", [{"month"}, {"dot"}], "a stretch is a group like others"),
]


@pytest.mark.parametrize(("pattern", "kinds", "why"), ROWS, ids=[row[2] for row in ROWS])
def test_needs(pattern: str, kinds: list[set[str]], why: str) -> None:
    names = {code: kind for kind, code in code_table().items()}
    found = [{names[code] for code in codes} for codes in needs(compile_pattern(pattern))]
    assert sorted(map(sorted, found)) == sorted(map(sorted, kinds)), why


PATTERNS = [compile_pattern(rule.pattern) for rule in (*grammar_calendar.RULES, *grammar_pointing.RULES)]


@given(st.data(), st.sampled_from(PATTERNS))
def test_whatever_matches_holds_what_is_needed(data: st.DataObject, pattern: re.Pattern[str]) -> None:
    codes = data.draw(st.from_regex(pattern))
    assert all(set(codes) & needed for needed in needs(pattern))
