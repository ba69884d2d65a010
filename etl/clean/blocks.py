r"""Blocks: stretches of text apart by one blank line, and the white space between and inside them.

    [e.inserted for e in space_edits("One  word.\n \n\nNext")]    # [" ", "\n\n"]

Which lines belong to one block is decided elsewhere (`etl.clean.paragraphs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from etl.records import Block, BlockKind, Edit

# White space that is not one plain blank between two words: hardly any is, so all others are passed over at once.
_SPACE = re.compile(r"\s(?:\s+|(?<=[^ ])|\Z|(?<=\A\s))")
_SENTENCE_END = re.compile(r"[.!?…:;,。！？؟।][\"'”’»«“)\]]*$")
_HEADING_CHARACTERS = 90


def _folded(space: str, *, at_edge: bool) -> str:
    if at_edge:
        return ""
    breaks = space.count("\n")
    return "\n\n" if breaks > 1 else "\n" if breaks else " "


def space_edits(text: str) -> Iterator[Edit]:
    """White space folded: one blank line between blocks, one space between words, none at the edges."""
    for found in _SPACE.finditer(text):
        start, end = found.span()
        folded = _folded(found.group(), at_edge=start == 0 or end == len(text))
        if folded != found.group():
            yield Edit(rule="space.fold", start=start, end=end, removed=found.group(), inserted=folded)


def block_spans(text: str) -> list[tuple[int, int]]:
    """The spans of the blocks of a text whose white space is folded."""
    spans = []
    position = 0
    for piece in text.split("\n\n"):
        if piece:
            spans.append((position, position + len(piece)))
        position += len(piece) + 2
    return spans


def _is_heading(text: str, following: str | None) -> bool:
    """Whether a block reads as a heading: short, one line, no end of a sentence, running text after it."""
    if following is None or len(text) > _HEADING_CHARACTERS or "\n" in text or not text[:1].isupper():
        return False
    return not _SENTENCE_END.search(text) and len(following) > len(text) and bool(_SENTENCE_END.search(following))


def paged_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a folded text, with kinds by their form alone."""
    spans = block_spans(text)
    pieces = [text[s:e] for s, e in spans]
    result = []
    for i, (start, end) in enumerate(spans):
        following = pieces[i + 1] if i + 1 < len(pieces) else None
        kind = BlockKind.PARAGRAPH
        if pieces[i].startswith(("• ", "‣ ", "◦ ", "▪ ", "● ", "■ ")):
            kind = BlockKind.LIST_ITEM
        elif _is_heading(pieces[i], following):
            kind = BlockKind.HEADING
        result.append(Block(kind=kind, start=start, end=end))
    return tuple(result)


def prose_blocks(text: str, known: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a folded text; each takes the kind of the known block (in the same text) it begins in."""
    result = []
    left = sorted(known, key=lambda block: (block.start, block.end))
    index = 0
    for start, end in block_spans(text):
        while index < len(left) and left[index].end <= start:
            index += 1
        inside = index < len(left) and left[index].start < end
        result.append(Block(kind=left[index].kind if inside else BlockKind.PARAGRAPH, start=start, end=end))
    return tuple(result)
