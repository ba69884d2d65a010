"""Mojibake: words that were decoded with the wrong table, put right one by one.

    [e.inserted for e in mojibake_edits("le cafÃ© noir")]    # ["café"]

Only words that ftfy's test calls bad are looked at; a text without one is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.records import Edit

_SPACE = re.compile(r"[ \t\r\n\x0b\x0c]")
_LONGEST = 200  # characters; a longer run is no word


def mojibake_edits(text: str) -> Iterator[Edit]:
    """Edits that undo wrong decodings, word by word (ftfy.fix_encoding where ftfy.badness fires)."""
    if text.isascii():
        return
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    end = -1
    for word in _SPACE.split(text):
        start, end = end + 1, end + 1 + len(word)
        if word.isascii() or len(word) > _LONGEST or not is_bad(word):
            continue
        fixed = fix_encoding(word)
        if fixed != word and fixed.strip():
            yield Edit(rule="char.mojibake", start=start, end=end, removed=word, inserted=fixed)
