"""Spacing: words set with a space after each letter, as headlines and names of cities are.

    [e.inserted for e in spacing_edits("B E R L I N  today")]    # ["BERLIN"]

Two spaces part such words; a row of fewer than four letters is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.records import Edit

_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,60}(?!\S)")


def spacing_edits(text: str) -> Iterator[Edit]:
    """Edits that close up letter-spaced words."""
    for found in _SPACED.finditer(text):
        word = found.group()
        closed = word.replace(" ", "")
        if closed.isupper() or closed.islower() or closed.istitle():
            yield Edit(rule="word.spacing", start=found.start(), end=found.end(), removed=word, inserted=closed)
