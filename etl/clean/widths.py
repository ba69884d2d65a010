"""Widths: how wide a line looks in print, so that a short last line can be told from a full one.

    printed_width("will") < printed_width("warm")    # True, though both have four letters

The figures are means of Times and Helvetica (Adobe font metrics), in thousandths of the type size; they need not be
those of the page at hand, for only lines of the same page are compared.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_CLASSES = (
    ("ijl'|.,:;!’‘·", 250),
    ('ftrI-()[]/ “”"„‐', 320),
    ("sczJ?", 440),
    ("aeogvxykbdhnpqu0123456789$€£#*_<>+=~–", 520),
    ("ABCDEFGHKLNOPQRSTUVXYZ&", 690),
    ("mwMW%@—…", 850),
)


@cache
def _character_width(character: str) -> int:
    """The width of one character; marks on a letter add none, East Asian characters are square."""
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1000
    letter = unicodedata.normalize("NFD", character)[0]
    for members, width in _CLASSES:
        if letter in members:
            return width
    return 690 if letter.isupper() else 520


def printed_width(text: str) -> int:
    """The width of a text in thousandths of its type size."""
    return sum(map(_character_width, text))
