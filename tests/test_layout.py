"""How a moment is printed in JSON."""

from __future__ import annotations

import pytest

from etl.layout import printed_day
from etl.normalize.dates import read_moment

PRINTED = [
    ("10 September 2018", "2018-09-10", "a day"),
    ("September 2018", "2018-09", "a month"),
    ("2018", "2018", "a year"),
    ("2018-09-10T08:30:00+02:00", "2018-09-10T06:30:00+00:00", "a moment"),
    ("10 September 2018, 8:30", "2018-09-10T08:30", "a clock without a zone"),
    ("04/11/2024", None, "either of two days is neither, and no month"),
]


@pytest.mark.parametrize(("text", "expected", "why"), PRINTED, ids=[row[2] for row in PRINTED])
def test_printed_day(text: str, expected: str | None, why: str) -> None:
    assert printed_day(read_moment(text)) == expected, why


def test_nothing_is_printed_for_nothing() -> None:
    assert printed_day(None) is None
