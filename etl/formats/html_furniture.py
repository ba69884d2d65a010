"""Blocks that an extractor leaves in a press text and that are none of it: links, offers, credits, dates, repeats.

    >>> from etl.records import BlockKind
    >>> pieces = [Piece(BlockKind.PARAGRAPH, text) for text in ("Read more: Snow in May", "It rained.")]
    >>> [piece.text for piece in without_furniture(pieces)]
    ['It rained.']

Only whole blocks go, and only short ones: a sentence that begins like an offer stays. The words are data in
`data/html.toml`. The layout of pages and lines of plain text is the work of `etl.clean`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from etl.formats.html_words import page_words
from etl.records import BlockKind

# Lines of furniture are shorter; a longer block is a sentence of the text.
LINE_CHARACTERS: Final = 200
CREDIT_CHARACTERS: Final = 120
# How many blocks from the top may repeat the headline or carry the date.
TOP_BLOCKS: Final = 6

_BEGINNING: Final = 20  # characters without which no two blocks are the same word for word
_SENTENCE_ENDS = ".!?:…»”’\"')。！？"
_NOT_WORD = re.compile(r"[\W_]+")


class Piece(NamedTuple):
    """A block on its way: what it is, its words with white space folded, the share of them inside links (0..1)."""

    kind: BlockKind
    text: str
    linked: float = 0.0


def without_furniture(pieces: Sequence[Piece], *, said: Collection[str] = ()) -> list[Piece]:
    """The pieces that are the article's; `said` are headline, bylines and dates that stand apart from the text."""
    known = {folded(text) for text in said} - {""}
    kept = [
        piece
        for place, piece in enumerate(_unrepeated(pieces))
        if not (_is_line(piece) or (place < TOP_BLOCKS and folded(piece.text) in known))
    ]
    return _without_bare_end(kept) or list(dict.fromkeys(pieces))


def folded(text: str) -> str:
    """Letters and digits alone, for comparing."""
    return _NOT_WORD.sub("", text.casefold())


def _unrepeated(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without the repeats of what stands there three times word for word: notes of the page, not words."""
    if max(Counter(piece.text[:_BEGINNING] for piece in pieces).values(), default=0) < 3:
        return list(pieces)
    texts = [folded(piece.text) for piece in pieces]
    counts = Counter(text for piece, text in zip(pieces, texts, strict=True) if piece.kind is not BlockKind.HEADING)
    often = {text for text, count in counts.items() if count > 2 and len(text) > 60}
    seen: set[str] = set()
    kept = []
    for piece, text in zip(pieces, texts, strict=True):
        if text not in often or text not in seen:
            kept.append(piece)
        seen.add(text)
    return kept


def _is_line(piece: Piece) -> bool:
    """Whether the block is a line of furniture by its words or because it is one link."""
    text, lines = piece.text.lstrip("-–—•·>»|*▶►→+ "), page_words().lines
    if lines["mark"].match(text):
        return True
    if len(text) > LINE_CHARACTERS:
        return False
    if piece.linked > 0.9 and piece.kind is not BlockKind.LIST_ITEM and text[-1] not in _SENTENCE_ENDS:
        return True
    is_offer = lines["offer"].match(text) or page_words().offer_inside.search(text.lower())
    return bool(is_offer) or _is_label(text) or _is_credit(text)


def _is_label(text: str) -> bool:
    """Whether a block is "Read more" with or without what to read; a sentence that begins so has no colon there."""
    label = page_words().lines["link_label"].match(text)
    if label is None:
        return False
    return text[: label.end() + 2].rstrip().endswith((":", "|", "-", "–", "—", ">")) or text[-1] not in ".!"


def _is_credit(text: str) -> bool:
    lines = page_words().lines
    if len(text) > CREDIT_CHARACTERS:
        return False
    by_agency = lines["agency_credit"].search(text) and ". " not in text and len(text.split()) < 10
    return bool(lines["credit"].match(text) or by_agency)


def _without_bare_end(pieces: list[Piece]) -> list[Piece]:
    """The pieces without headings at the end: whatever stood under them is gone."""
    end = len(pieces)
    while end and pieces[end - 1].kind is BlockKind.HEADING:
        end -= 1
    return pieces[:end]
