"""The head of an article: title, byline and date taken off the text and kept as claims.

    head = read_head(clean(parse_text(body)))
    head.text                        # the article's body and nothing else
    [c.field for c in head.claims]   # headline, author, date_published

What a byline or a date means is not decided here.
"""

from __future__ import annotations

import re

from etl.clean import cut, raw_span
from etl.records import Claim, ClaimField, Cleaned, Layout, Origin

_BYLINE = re.compile(
    r"(?:by|von|par|por|di|av|af|door|od)\s+\S+(?:\s+\S+){0,8}$|[^.!?]{3,80}\b(?:19|20)\d\d\b.{0,20}$", re.I
)


def read_head(cleaned: Cleaned, *, language: str | None = None) -> Cleaned:
    """`cleaned` without title, byline and date lines, which become claims."""
    if cleaned.layout is Layout.PROSE or len(cleaned.blocks) < 2:
        return cleaned
    claims = list(cleaned.claims)
    first, second = cleaned.blocks[0], cleaned.blocks[1]
    doomed = []
    title = cleaned.text[first.start : first.end]
    if len(title) <= 300 and not title.endswith("."):
        doomed.append((first.start, first.end))
        start, end = raw_span(cleaned.edits, first.start, first.end)
        claims.append(Claim(field=ClaimField.TITLE, text=title, origin=Origin.HEAD, start=start, end=end))
        line = cleaned.text[second.start : second.end]
        if _BYLINE.match(line):
            doomed.append((second.start, second.end))
            start, end = raw_span(cleaned.edits, second.start, second.end)
            claims.append(Claim(field=ClaimField.AUTHOR, text=line, origin=Origin.HEAD, start=start, end=end))
    from dataclasses import replace

    return replace(cut(cleaned, doomed, "head.title"), claims=tuple(claims))
