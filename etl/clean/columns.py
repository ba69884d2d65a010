"""Columns: pages whose columns were printed side by side, put one below the other.

    Left column one   Right column one          Left column one
    goes on here.     goes on here.       ->    goes on here.
                                                Right column one
                                                goes on here.

It needs the gutter to be there in nearly all lines; a table's gaps are not, and tables are left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from etl.records import Edit

_CELL_START = re.compile(r"(?<=  )\S")
_LEAST_ROWS = 4  # fewer rows with text on both sides are no columns
_LEAST_WIDTH = 14  # characters; what is narrower on average is a table or a margin
_DEEPEST = 3  # halves of halves: up to eight columns


def column_edits(text: str) -> Iterator[Edit]:
    """Edits that put the columns of each page below each other, a vertical tab between them."""
    position = 0
    for page in text.split("\x0c"):
        for start, end, inserted in _regions(page.split("\n")):
            yield Edit(
                rule="page.columns",
                start=position + start,
                end=position + end,
                removed=page[start:end],
                inserted=inserted,
            )
        position += len(page) + 1


def _regions(rows: list[str]) -> Iterator[tuple[int, int, str]]:
    """Stretches of a page that stand in columns, with the text they become."""
    gutter = _gutter(rows)
    if gutter is None:
        return
    offsets = [0]
    for row in rows:
        offsets.append(offsets[-1] + len(row) + 1)
    for first, last in _runs(rows, gutter):
        inserted = "\n".join(_unfolded(rows[first:last], gutter, depth=1))
        yield offsets[first], offsets[last] - 1, inserted


def _gutter(rows: list[str]) -> int | None:
    """Where the right column begins, in characters; None when there is none."""
    starts = Counter(m.start() for row in rows for m in _CELL_START.finditer(row) if m.start() >= _LEAST_WIDTH)
    filled = sum(1 for row in rows if row.strip())
    for start, count in starts.most_common(3):
        if count < max(_LEAST_ROWS, filled // 4):
            return None
        two = [row for row in rows if _is_two(row, start)]
        if len(two) < _LEAST_ROWS or not _wide(two, start):
            continue
        broken = sum(1 for row in rows if row.strip() and not _obeys(row, start))
        if broken <= filled // 3:
            return start
    return None


def _wide(rows: list[str], start: int) -> bool:
    """Whether both sides hold running text rather than the cells of a table."""
    left = sum(len(row[:start].strip()) for row in rows) / len(rows)
    right = sum(len(row[start:].strip()) for row in rows) / len(rows)
    return left >= _LEAST_WIDTH and right >= _LEAST_WIDTH


def _obeys(row: str, start: int) -> bool:
    return row[max(0, start - 2) : start].isspace() or len(row.rstrip()) < start


def _is_two(row: str, start: int) -> bool:
    return _obeys(row, start) and bool(row[:start].strip()) and bool(row[start:].strip())


def _narrow(rows: list[str], i: int, start: int) -> bool:
    """Whether a row whose gutter is one space only stands between rows with a full one."""
    near = rows[max(0, i - 2) : i] + rows[i + 1 : i + 3]
    return rows[i][start - 1 : start] == " " and sum(_is_two(row, start) for row in near) >= 2


def _runs(rows: list[str], start: int) -> Iterator[tuple[int, int]]:
    """Runs of rows that obey the gutter and hold enough rows with text on both sides."""
    first = None
    for i in range(len(rows) + 1):
        inside = i < len(rows) and (_obeys(rows[i], start) or not rows[i].strip() or _narrow(rows, i, start))
        if inside and first is None:
            first = i
        elif not inside and first is not None:
            if sum(_is_two(row, start) for row in rows[first:i]) >= 2:
                yield first, i
            first = None


def _unfolded(rows: list[str], start: int, depth: int) -> list[str]:
    """The left halves of the rows, a vertical tab, the right halves; halves may hold columns again."""
    halves = [[row[:start].rstrip() for row in rows], [row[start:].rstrip() for row in rows]]
    if depth < _DEEPEST:
        for side, half in enumerate(halves):
            gutter = _gutter(half)
            if gutter is not None:
                halves[side] = _unfolded(half, gutter, depth + 1)
    left, right = halves
    return [*left[:-1], f"{left[-1]}\x0b{right[0]}", *right[1:]]
