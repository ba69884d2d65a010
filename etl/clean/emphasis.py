"""Emphasis marks set by hand: *so*, **so**, _so_; the marks go, the span is kept.

    edits, spans = find_emphasis("on the *Herald* today")    # two edits, Emphasis(start=7, end=13)

A star before a footnote, a bullet, a product of numbers or snake_case is no emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.clean.edits import shift_spans
from etl.records import Edit, Emphasis

# At most 300 characters between two marks: a stray star must not reach for another far away.
_MARK = re.compile(r"(?<![*_\w])(\*\*\*|\*\*|\*|__|_)(?=[^\s*_])([^*_\n]{1,300})(?<=[^\s*_])\1(?![*_\w])")


def find_emphasis(text: str) -> tuple[list[Edit], list[Emphasis]]:
    """Edits that take the marks out, and the spans they marked in offsets of the text without them."""
    edits: list[Edit] = []
    spans: list[tuple[int, int]] = []
    for found in _MARK.finditer(text):
        mark = found.group(1)
        start, end = found.span(2)
        edits += (Edit(rule="emphasis.mark", start=at, end=at + len(mark), removed=mark) for at in (found.start(), end))
        spans.append((start, end))
    return edits, [Emphasis(start=s, end=e) for s, e in shift_spans(edits, spans)]


def shift_emphasis(edits: Sequence[Edit], marks: Sequence[Emphasis]) -> list[Emphasis]:
    """Emphasis after further edits; what became empty is dropped."""
    moved = shift_spans(edits, [(mark.start, mark.end) for mark in marks])
    return [Emphasis(start=s, end=e) for s, e in moved if s < e]
