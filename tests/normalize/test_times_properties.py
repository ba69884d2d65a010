"""What holds for any text: spans, order, ranges, no exception; and the figures on gold data."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalize.times import tag_times
from etl.normalize.times.vocabulary import load
from etl.records import TimeExpression

WORDS = st.sampled_from(
    [
        *sorted(load().kinds),
        "May",
        "March",
        "Sat",
        "Monday",
        "1990",
        "347",
        "31",
        "8:30",
        "p.m.",
        "'98",
        "1980s",
        ",",
        "-",
        "5/6/07",
        "2018-02-30",
        "99:99",
        "1/0",
        "Q3",
        "the past",
        "New Year's Eve",
        ".",
        "\n\n",
        '"',
        "’s",
        "0",
        "9999",
        "AD",
    ]
)
TIME_TALK = st.lists(WORDS, max_size=30).map(" ".join)
PUBLISHED = st.one_of(st.none(), st.dates())


def holds(text: str, found: tuple[TimeExpression, ...]) -> None:
    end = 0
    for expression in found:
        assert text[expression.start : expression.end] == expression.surface
        assert end <= expression.start < expression.end
        assert expression.value
        assert expression.rule
        assert (expression.earliest is None) == (expression.latest is None)
        if expression.earliest and expression.latest:
            assert expression.earliest <= expression.latest
        end = expression.end


@given(st.text(max_size=300), PUBLISHED)
@settings(deadline=None)
def test_any_text(text: str, published: date | None) -> None:
    holds(text, tag_times(text, published=published))


@given(TIME_TALK, PUBLISHED)
@settings(deadline=None, max_examples=400)
def test_any_talk_of_time(text: str, published: date | None) -> None:
    holds(text, tag_times(text, published=published))


@pytest.mark.parametrize(
    "piece", ["7", "12 ", "Monday ", "- ", '"', ", ", ". ", "the ", "two ", "1,234", "now ", "c. 314 ", "May 3, "]
)
def test_masses_of_one_thing_end(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    holds(text, tag_times(text, published=date(2018, 9, 12)))


def test_the_seed_article_exactly(shared_data: Path) -> None:
    gold = json.loads((shared_data / "seed" / "gold.json").read_text(encoding="utf-8"))
    found = [
        (x.start, x.end, x.type.value, x.value, x.mod, x.earliest and str(x.earliest), x.latest and str(x.latest))
        for x in tag_times(gold["text"], published=date.fromisoformat(gold["published"]))
    ]
    wanted = [
        (d["start"], d["end"], d["type"], d["value"], d.get("mod"), *(d.get("range") or (None, None)))
        for d in gold["dates"]
    ]
    assert found == wanted


FLOORS = [("te3_timebank", 0.92, 0.80), ("te3_aquaint", 0.91, 0.74), ("challenge_dev", 0.97, 0.97)]


@pytest.mark.parametrize(("name", "relaxed", "valued"), FLOORS)
def test_found_and_valued_on_gold(shared_data: Path, name: str, relaxed: float, valued: float) -> None:
    """F1 of overlapping spans, and of those with the gold value too: floors below what is reached."""
    gold = right = found = tagged = 0
    for line in (shared_data / "dates" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        times = tag_times(document["text"], published=date.fromisoformat(document["published"][:10]))
        gold += len(document["dates"])
        tagged += len(times)
        for wanted in document["dates"]:
            over = [x for x in times if x.start < wanted["end"] and x.end > wanted["start"]]
            found += bool(over)
            right += any(x.value == wanted["value"] for x in over)
    assert 2 * found / (gold + tagged) >= relaxed
    assert 2 * right / (gold + tagged) >= valued
