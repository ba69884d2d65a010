"""Paragraphs: lines of pages put together again.

    paragraph_edits("A line that\\nwent on.\\n\\nNext.")

It takes no line away; that is the business of `etl.clean.furniture`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.records import Edit

_BREAK = re.compile(r"[^\S\n]*\n\s*")
_OPEN_END = re.compile(r"[\w,;]$")


def paragraph_edits(text: str) -> Iterator[Edit]:
    """Edits that join wrapped lines and halves of paragraphs."""
    for found in _BREAK.finditer(text):
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        apart = found.group().count("\n") > 1 or "\f" in found.group()
        if not before or not after or (apart and not (after.islower() and _OPEN_END.search(before))):
            continue
        inserted = "" if before == "\u00ad" else " "
        yield Edit(
            rule="paragraph.join", start=found.start(), end=found.end(), removed=found.group(), inserted=inserted
        )
