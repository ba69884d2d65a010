"""When an article appeared: dates in a line, one date to a moment, many claims to the moment that holds.

    line = "Jane Doe | 12 May 2024, 10:30"
    start, end = find_date(line)                            # line[start:end] == "12 May 2024, 10:30"
    read_moment("12 May 2024, 10:30", timezone="Europe/London").instant        # 2024-05-12 09:30 UTC

The words and numbers of a date are read in `printed_dates`, their meaning in `moments`, claims are weighed in
`date_claims`. Dates inside running text belong to `etl.normalize.times`.
"""

from __future__ import annotations

from etl.normalize.date_claims import choose_moments, weigh_moments
from etl.normalize.moments import read_moment
from etl.normalize.printed_dates import find_printed

__all__ = ["choose_moments", "find_date", "read_moment", "weigh_moments"]


def find_date(line: str) -> tuple[int, int] | None:
    """Span [start, end) in characters of the first absolute date of a short line, time and zone included; else None."""
    found = find_printed(line)
    return (found.start, found.end) if found else None
