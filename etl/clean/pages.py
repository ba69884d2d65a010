r"""Pages: a text as lines with their places: page, column, indent, blank lines above.

    [line.text for line in read_lines("Herald\n\n  A line\n\fHerald")]    # ["Herald", "A line", "Herald"]

A form feed parts pages, a vertical tab columns (`etl.formats.pdf` writes both). Nothing is decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile("[^\n\x0b\x0c]*")
_CELL = re.compile(r"(?:https?://|www\.)\S+(?=\s)|\S+(?: {1,2}\S+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line with something on it."""

    text: str  # without white space around
    start: int  # span of `text` in the draft
    end: int
    indent: int  # characters of white space before it
    page: int  # from 0
    frame: int  # columns and pages counted through, from 0
    blanks: int  # empty lines above it in its frame


def read_lines(text: str) -> list[Line]:
    """The lines of a draft that hold something."""
    lines: list[Line] = []
    position = page = frame = blanks = 0
    while position <= len(text):
        found = _LINE.match(text, position)
        end = found.end() if found else position
        piece = text[position:end]
        stripped = piece.strip()
        if stripped:
            indent = len(piece) - len(piece.lstrip())
            start = position + indent
            lines.append(
                Line(
                    text=stripped,
                    start=start,
                    end=start + len(stripped),
                    indent=indent,
                    page=page,
                    frame=frame,
                    blanks=blanks,
                )
            )
        mark = text[end : end + 1]
        blanks = blanks + 1 if mark == "\n" and not stripped else 0
        page += mark == "\x0c"
        frame += mark in {"\x0b", "\x0c"}
        position = end + 1
    return lines


def cells(line: Line) -> list[tuple[str, int, int]]:
    """The pieces of a line that wide gaps (three spaces or more) or an address set apart, with spans in the draft."""
    return [(m.group(), line.start + m.start(), line.start + m.end()) for m in _CELL.finditer(line.text)]
