r"""PDF layout: pieces of text with their places on a page, put into the order a reader takes them.

    pages_text([segments])    # lines; "\v" between columns, an empty line or an indent where a paragraph begins

It opens no file and knows no library; `etl.formats.pdf` hands it the pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_SAME_LINE = 0.4  # baselines nearer than this share of the type size are one line (raised notes, mixed sizes)
_PARAGRAPH_GAP = 1.2  # times the usual distance of lines
_MARGIN_GAP = 1.6  # times the type size: so much white parts running heads and feet from the text
_GUTTER_POINTS = 5.0  # narrower gaps between columns are not printed
_INDENT = 0.7  # share of the type size by which a first line is moved in
_CROSSING = 0.12  # share of lines (titles, tables) that may run across a gutter
_COLUMN_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of characters on one line; points from the lower left corner of the page."""

    text: str
    left: float
    right: float
    baseline: float
    size: float  # height of the type


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A printed line of one column."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def pages_text(pages: Sequence[Sequence[Segment]]) -> list[str]:
    """The text of each page in reading order, the pages of one document read with what the others show."""
    parted = [_without_margins(segments) for segments in pages]
    gutters = [_gutters(body) for _, body, _ in parted]
    usual = next((found for found in gutters if found), [])
    frames = [
        list(_frames(body, own or _fitting(usual, body))) for (_, body, _), own in zip(parted, gutters, strict=True)
    ]
    pitches = _pitches(row_list for page in frames for row_list in page)
    return [_one_page(head, page, foot, pitches) for (head, _, foot), page in zip(parted, frames, strict=True)]


def _one_page(
    head: Sequence[Sequence[Segment]],
    frames: Sequence[Sequence[Row]],
    foot: Sequence[Sequence[Segment]],
    pitches: Mapping[int, float],
) -> str:
    body = "\x0b".join("\n".join(_frame_lines(frame, pitches)) for frame in frames)
    return "\n\n".join(part for part in (_margin_lines(head), body, _margin_lines(foot)) if part)


def _fitting(gutters: Sequence[float], segments: Sequence[Segment]) -> list[float]:
    """The gutters of another page, where this one's few lines keep clear of them and stand on both sides."""
    clear = []
    for g in gutters:
        crossing = sum(1 for s in segments if s.left < g < s.right)
        sides = {s.left >= g for s in segments if not s.left < g < s.right}
        if crossing * 3 <= len(segments) and len(sides) == 2:
            clear.append(g)
    return clear


def _rows_of(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments by printed line, from the top of the page down."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda s: (-s.baseline, s.left)):
        near = rows and rows[-1][0].baseline - segment.baseline <= _SAME_LINE * max(segment.size, rows[-1][0].size)
        if near:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda s: s.left) for row in rows]


def _without_margins(segments: Sequence[Segment]) -> tuple[list[list[Segment]], list[Segment], list[list[Segment]]]:
    """Rows of the running head, the text, rows of the foot: what wide white bands part from the text."""
    rows = _rows_of(segments)
    if not rows:
        return [], [], []
    size = median(segment.size for segment in segments)
    first, last = 0, len(rows)
    for i in (2, 1):
        if i < len(rows) and _white(rows[i - 1], rows[i]) > _MARGIN_GAP * size and _is_margin(rows[:i], size):
            first = i
            break
    for i in (2, 1):
        if (
            len(rows) - i > first
            and _white(rows[-i - 1], rows[-i]) > _MARGIN_GAP * size
            and _is_margin(rows[-i:], size)
        ):
            last = len(rows) - i
            break
    return rows[:first], [segment for row in rows[first:last] for segment in row], rows[last:]


def _white(above: Sequence[Segment], below: Sequence[Segment]) -> float:
    """The height between two rows that no letter takes."""
    return min(s.baseline for s in above) - max(s.baseline + s.size * 0.75 for s in below)


def _is_margin(rows: Sequence[Sequence[Segment]], size: float) -> bool:
    """Whether rows may be a running head or foot: type no larger than the text's, few words."""
    pieces = [segment for row in rows for segment in row]
    return all(s.size <= size * 1.15 for s in pieces) and sum(len(s.text) for s in pieces) <= 160


def _margin_lines(rows: Sequence[Sequence[Segment]]) -> str:
    """Rows of the margin, pieces that stand apart kept apart by three spaces."""
    return "\n".join("   ".join(row.text for row in _merged(segments, 0.5)) for segments in rows)


def _merged(segments: Sequence[Segment], widest: float) -> list[Row]:
    """Segments of one line as rows; a gap of more than `widest` type sizes parts two of them."""
    rows: list[Row] = []
    for s in segments:
        if rows and s.left - rows[-1].right <= widest * s.size:
            gap = "" if s.left - rows[-1].right < 0.12 * s.size else " "
            last = rows[-1]
            main = last if len(last.text) >= len(s.text) else s
            rows[-1] = Row(
                text=last.text.rstrip() + gap + s.text.lstrip() if gap else last.text + s.text,
                left=last.left,
                right=max(last.right, s.right),
                baseline=main.baseline,
                size=main.size,
            )
        else:
            rows.append(Row(text=s.text, left=s.left, right=s.right, baseline=s.baseline, size=s.size))
    return rows


def _gutters(segments: Sequence[Segment]) -> list[float]:
    """Where white stripes run between columns, as their middles, from left to right."""
    if not segments:
        return []
    left, right = int(min(s.left for s in segments)), int(max(s.right for s in segments)) + 1
    if right - left > 5000:  # a page of more than 1.7 metres is a drawing
        return []
    cover = [0] * (right - left + 2)
    for s in segments:
        cover[int(s.left) - left] += 1
        cover[int(s.right) + 1 - left] -= 1
    for i in range(1, len(cover)):
        cover[i] += cover[i - 1]
    allowed = max(2.0, max(cover) * _CROSSING)  # two lines of a headline, on a page with little else
    gutters, start = [], None
    for i, count in enumerate([*cover, max(cover)]):
        if count <= allowed:
            start = i if start is None else start
        elif start is not None:
            if i - start >= _GUTTER_POINTS and _is_gutter(segments, left + (start + i) / 2):
                gutters.append(left + (start + i) / 2)
            start = None
    return gutters


def _is_gutter(segments: Sequence[Segment], middle: float) -> bool:
    """Whether enough lines stand on either side, at the same height."""
    ends_left = [s.baseline for s in segments if s.right <= middle]
    ends_right = [s.baseline for s in segments if s.left >= middle]
    if min(len(ends_left), len(ends_right)) < _COLUMN_LINES:
        return False
    low, high = max(min(ends_left), min(ends_right)), min(max(ends_left), max(ends_right))
    shared = sum(low <= y <= high for y in ends_left), sum(low <= y <= high for y in ends_right)
    return min(shared) >= _COLUMN_LINES


def _frames(segments: Sequence[Segment], gutters: Sequence[float]) -> Iterator[list[Row]]:
    """The columns of a page in reading order; lines across all columns part the page into bands.

    Such lines make one frame with the column below them: a title's last line may be short enough to cross nothing.
    """
    band: list[Segment] = []
    across: list[Row] = []
    for row in _rows_of(segments):
        if any(s.left < g < s.right for s in row for g in gutters):
            if band:
                yield from _columns(band, gutters, across)
                band, across = [], []
            across += _lines(row)
        else:
            band.extend(row)
    yield from _columns(band, gutters, across)


def _columns(band: Sequence[Segment], gutters: Sequence[float], above: Sequence[Row]) -> Iterator[list[Row]]:
    """The columns of a band, from left to right, the first one with the lines above it."""
    edges = [float("-inf"), *gutters, float("inf")]
    first = list(above)
    for low, high in pairwise(edges):
        column = [s for s in band if low <= (s.left + s.right) / 2 < high]
        if column or first:
            yield first + _lines(column)
            first = []


def _lines(segments: Sequence[Segment]) -> list[Row]:
    """One row for each printed line of a column, however wide its spaces were justified."""
    return [row for line in _rows_of(segments) for row in _merged(line, float("inf"))]


def _frame_lines(rows: Sequence[Row], pitches: Mapping[int, float]) -> Iterator[str]:
    """The lines of a frame: an empty one above what a gap or type size sets apart, three spaces for an indent."""
    edge = _left_edge(rows)
    for i, row in enumerate(rows):
        if i and _is_apart(rows[i - 1], row, pitches.get(round(row.size), 0.0)):
            yield ""
        indented = edge is not None and _INDENT * row.size <= row.left - edge <= 4 * row.size
        yield ("   " if indented else "") + row.text.strip()


def _pitches(frames: Iterable[Sequence[Row]]) -> dict[int, float]:
    """The usual distance of two lines by type size, in the whole document."""
    steps: dict[int, list[float]] = defaultdict(list)
    for rows in frames:
        for a, b in pairwise(rows):
            step = a.baseline - b.baseline
            if round(a.size) == round(b.size) and 0.8 * b.size < step < 4 * b.size:
                steps[round(b.size)].append(step)
    return {size: sorted(found)[len(found) // 5] for size, found in steps.items()}


def _is_apart(above: Row, row: Row, pitch: float) -> bool:
    if abs(above.size - row.size) > 0.12 * min(above.size, row.size):
        return True
    return pitch > 0 and above.baseline - row.baseline > _PARAGRAPH_GAP * max(pitch, row.size * 0.9)


def _left_edge(rows: Sequence[Row]) -> float | None:
    """Where lines begin that are not moved in; None when the lines agree on no edge (centred type)."""
    lefts = sorted(row.left for row in rows)
    if len(lefts) < 3:
        return None
    for left in lefts:
        alike = sum(1 for one in lefts if abs(one - left) <= 2.0)
        if alike * 4 >= len(lefts):
            return left
    return None
