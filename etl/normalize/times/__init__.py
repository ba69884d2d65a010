"""Temporal expressions in English press text, in the manner of TIMEX3.

    tag_times("The vote was held on Saturday.", published=date(2018, 9, 10))
    -> (TimeExpression(start=24, end=32, surface="Saturday", type=DATE, value="2018-09-08", ...),)

The text is cut into tokens once; each rule of the grammar is a regular expression over parts of grammar; of overlapping
matches the longest stands; what stands is read in text order, so that "the next day" finds the day named before it.
It tags English only, resolves no event ("after the war"), and invents nothing: without a publication date "last week"
keeps X's in its value and has no range.
"""

from __future__ import annotations

from datetime import date, datetime

from etl.normalize.times.reader import read_times
from etl.records import TimeExpression

__all__ = ["tag_times"]


def tag_times(text: str, *, published: date | datetime | None) -> tuple[TimeExpression, ...]:
    """Find and resolve the temporal expressions of `text`.

    Spans are character offsets with `text[start:end] == surface`, sorted and never overlapping. `published` is the day
    that relative expressions are counted from, in the zone of the print; None leaves them unplaced. Raises nothing.
    """
    day = published.date() if isinstance(published, datetime) else published
    return read_times(text, day)
