"""Style: how a document marks its paragraphs, read off its own lines.

    style = read_style(lines)
    style.slack(a, b)    # how much of a full line was left when `a` ended, the first word of `b` counted in

It decides no single break; that is the business of `etl.clean.paragraphs`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from etl.clean.pages import Line
from etl.clean.sentences import begins_anew, ends_sentence
from etl.clean.widths import printed_width

_FIRST_WORD = re.compile(r"\S+")
_SPACE_WIDTH = 250
_TEXT_CHARACTERS = 60  # shorter lines may be titles, bylines and headings
_UNWRAPPED_CHARACTERS = 160  # a median line longer than this was never set in lines
_CROWD = 0.88  # full lines of ragged text are at least so wide, measured by the widest of them
_WIDER = 0.1  # by so much of a line the estimate may be too high
_TRUSTED_LINES = 4  # fewer lines of like width show no column
_SURE_LINES = 15  # lines inside sentences that are needed to see how good the estimate is
_CERTAIN_SLACK = 0.35  # where there are fewer
_STRAY_GAPS = 0.08  # share of blank lines inside sentences from which they mark nothing
_CLEARLY_SHORT = 0.1  # share of a full line


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """How wide the lines of a frame are, in thousandths of the type size."""

    full: int  # a line that has no room left
    usual: int  # the median of the lines that run from edge to edge
    agreeing: int  # how many lines do


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a document's lines say about its paragraphs."""

    wrapped: bool  # paragraphs run over several lines
    blanks: bool  # paragraphs are apart by blank lines
    indent: int | None  # characters by which first lines are indented, when they are
    stretched: bool  # justified so hard that words of one line came out as lines
    certain: float  # slack from which a line was ended on purpose, whatever its words say
    merged: bool  # the converter joined lines at hyphens: some are as wide as two
    measures: Mapping[int, Measure]  # by frame
    bases: Mapping[int, int]  # indent of lines that begin no paragraph, in each frame

    def slack(self, line: Line, following: Line) -> float:
        """The share of a full line that is left after `line` and the next word; below 0 the word did not fit."""
        own = self.measures.get(line.frame)
        if own is None or not own.full or line.text.endswith(("-", "\u2010", "\u00ad")):
            return -1.0
        width = printed_width(line.text)
        if self.merged:
            width -= int(max(0.0, width / own.usual - _WIDER)) * own.usual
        word = _FIRST_WORD.match(following.text[:60])
        needed = width + _SPACE_WIDTH + (printed_width(word.group()) if word else 0)
        return (own.full - needed) / own.full

    def is_outsized(self, line: Line) -> bool:
        """Whether a line is wider than its frame, and no two lines that a converter joined."""
        own = self.measures.get(line.frame)
        return own is not None and own.agreeing >= _TRUSTED_LINES and 1.06 < printed_width(line.text) / own.full < 1.6

    def is_indented(self, line: Line) -> bool:
        """Whether a line begins further right than its frame's lines do."""
        return self.indent is not None and line.indent - self.bases.get(line.frame, 0) >= max(2, self.indent - 1)


def _inside(lines: Sequence[Line]) -> list[tuple[Line, Line]]:
    return [(a, b) for a, b in pairwise(lines) if a.frame == b.frame]


def _is_wrapped(lines: Sequence[Line]) -> bool:
    """Whether line ends are not paragraph ends: lines of text are of like length and end inside sentences."""
    plain = [a for a, b in _inside(lines) if not b.blanks]
    if len(plain) * 10 < len(lines) or median(len(line.text) for line in lines) > _UNWRAPPED_CHARACTERS:
        return False
    long = [line for line in plain if len(line.text) >= _TEXT_CHARACTERS]
    counted = long if len(long) > 1 else plain
    ended = sum(ends_sentence(line.text) for line in counted)
    return len(counted) < 2 or ended < 0.85 * len(counted)


def measure(widths: Sequence[int]) -> Measure:
    """The width at which most lines end: full lines crowd there, while titles and last lines stray.

    Lines that a converter already joined at hyphens are two or three times as wide; they stray as well.
    """
    ordered = sorted(width for width in widths if width)
    best: tuple[int, int, int] = (0, 0, 0)
    first = 0
    for last, width in enumerate(ordered):
        while ordered[first] < width * _CROWD:
            first += 1
        best = max(best, (last + 1 - first, first, last))
    count, first, last = best
    if not count:
        return Measure(full=0, usual=0, agreeing=0)
    crowd = ordered[first : last + 1]
    return Measure(full=crowd[int((count - 1) * 0.95)], usual=crowd[count // 2], agreeing=count)


def _measures(lines: Sequence[Line]) -> dict[int, Measure]:
    """The measure of each frame: that of the document where a frame has too few lines that agree."""
    frames: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        frames[line.frame].append(printed_width(line.text))
    everything = measure([width for widths in frames.values() for width in widths])
    result = {}
    for frame, widths in frames.items():
        own = measure(widths)
        result[frame] = own if own.agreeing >= 8 and own.agreeing * 4 >= len(widths) else everything
    return result


def _bases(lines: Sequence[Line]) -> dict[int, int]:
    """The indent of continuing lines by frame: the smallest that is not a rarity."""
    frames: dict[int, Counter[int]] = defaultdict(Counter)
    for line in lines:
        frames[line.frame][line.indent] += 1
    return {
        frame: min(i for i, count in indents.items() if count * 8 >= indents.total() or count == max(indents.values()))
        for frame, indents in frames.items()
    }


def _indent(lines: Sequence[Line], bases: Mapping[int, int]) -> int | None:
    """How far first lines are indented; None where indents mark nothing."""
    offsets = [(a, line.indent - bases[line.frame]) for a, line in pairwise(lines)]
    indented = [(a, offset) for a, offset in offsets if 2 <= offset <= 12]
    if len(indented) < 2 or len(indented) > 0.7 * len(lines):
        return None
    usual, _ = Counter(offset for _, offset in indented).most_common(1)[0]
    alike = sum(1 for _, offset in indented if abs(offset - usual) <= 1)
    after_end = sum(1 for a, _ in indented if ends_sentence(a.text) or len(a.text) < 40)
    return usual if alike >= 0.7 * len(indented) and after_end >= 0.5 * len(indented) else None


def _marks_with_blanks(style: Style, lines: Sequence[Line]) -> bool:
    """Whether the clear ends of paragraphs mostly have a blank line below."""
    gaps = [(a, b) for a, b in _inside(lines) if b.blanks]
    inside = sum(not ends_sentence(a.text) and not begins_anew(b.text) for a, b in gaps)
    if inside > _STRAY_GAPS * len(gaps):
        return False  # columns side by side leave empty half rows anywhere
    ends = [b for a, b in _inside(lines) if _clear_end(style, a, b)]
    if not ends:
        return any(b.blanks for _, b in _inside(lines))
    return sum(1 for line in ends if line.blanks) >= 0.6 * len(ends)


def _clear_end(style: Style, line: Line, following: Line) -> bool:
    ended = ends_sentence(line.text) and begins_anew(following.text)
    return ended and style.slack(line, following) > _CLEARLY_SHORT


def _is_merged(lines: Sequence[Line], measures: Mapping[int, Measure]) -> bool:
    """Whether several lines are far too wide for their frame."""
    wide = sum(1 for line in lines if printed_width(line.text) > 1.4 * measures[line.frame].usual)
    return wide >= 3


def _is_stretched(lines: Sequence[Line]) -> bool:
    """Whether single words in lower case stand on lines of their own, two after each other, inside sentences."""
    single = [(a, b) for a, b in _inside(lines) if not b.blanks and " " not in a.text and " " not in b.text]
    return sum(1 for a, b in single if b.text[:1].islower() and not ends_sentence(a.text)) >= 2


def _certain_slack(style: Style, lines: Sequence[Line]) -> float:
    """The slack that lines inside sentences hardly ever have; it shows how good the estimate of widths is here."""
    joined = sorted(
        style.slack(a, b)
        for a, b in _inside(lines)
        if not b.blanks and b.text[:1].islower() and not ends_sentence(a.text)
    )
    if len(joined) < _SURE_LINES:
        return _CERTAIN_SLACK
    return min(_CERTAIN_SLACK, max(0.06, joined[int(len(joined) * 0.97)] + 0.04))


def read_style(lines: Sequence[Line]) -> Style:
    """The style of the lines of a document, its furniture taken off."""
    bases = _bases(lines)
    wrapped = len(lines) > 1 and _is_wrapped(lines)
    measures = _measures(lines)
    style = Style(
        wrapped=wrapped,
        blanks=True,
        indent=_indent(lines, bases) if wrapped else None,
        stretched=wrapped and _is_stretched(lines),
        certain=_CERTAIN_SLACK,
        merged=_is_merged(lines, measures),
        measures=measures,
        bases=bases,
    )
    if not wrapped:
        return style
    return replace(style, blanks=_marks_with_blanks(style, lines), certain=_certain_slack(style, lines))
