"""Prose: passages of markup put together as one parsed text.

    make_prose([passage(BlockKind.PARAGRAPH, [("It ", False), ("rained", True), (".", False)])], media_type="text/x")

A passage is a block of one line with the stretches that were set in bold or italics. Nothing is judged here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from etl.errors import RejectionCode, Unreadable
from etl.records import Block, BlockKind, Claim, ClaimField, Emphasis, Layout, Origin, Parsed

_WORD = re.compile(r"\s+|\S+")
_UNPRINTED = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")  # no UTF-8 or no database takes them
_SENTENCE_END = re.compile(r"[.!?…:;,。！？]\W*$")
# Longer lines in bold are standfirsts or warnings.
HEADING_CHARACTERS: Final = 120


class Passage(NamedTuple):
    """A block of one line, and the spans in it that are set apart by type."""

    kind: BlockKind
    text: str
    marks: tuple[tuple[int, int], ...] = ()


def passage(kind: BlockKind, runs: Iterable[tuple[str, bool]]) -> Passage:
    """A block out of runs of text, each with whether it is in bold or italics; white space is folded.

    A short paragraph all in such type that ends no sentence is a heading set by hand.
    """
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    length, gap = 0, False
    for words, marked in runs:
        for word in _WORD.findall(words):
            if word.isspace():
                gap = True
                continue
            space = " " if gap and length else ""
            start = length + len(space)
            pieces.append(space + word)
            length, gap = start + len(word), False
            if marked:
                _mark(marks, start, length)
    text = "".join(pieces)
    if marks == [(0, length)]:
        heading = kind is BlockKind.PARAGRAPH and length <= HEADING_CHARACTERS and not _SENTENCE_END.search(text)
        return Passage(BlockKind.HEADING if heading else kind, text)
    return Passage(kind, text, tuple(marks))


def _mark(marks: list[tuple[int, int]], start: int, end: int) -> None:
    """Mark a word, as one with the word before it when that is marked too."""
    if marks and start - marks[-1][1] <= 1:
        marks[-1] = (marks[-1][0], end)
    else:
        marks.append((start, end))


def make_prose(
    passages: Iterable[Passage], *, media_type: str, charset: str | None = None, claims: Sequence[Claim] = ()
) -> Parsed:
    """The text of all passages that hold any, a blank line between them.

    Raises:
        Unreadable: EMPTY when there is no text.
    """
    kept = [each for each in passages if each.text]
    if not kept:
        raise Unreadable(RejectionCode.EMPTY, "The document holds no text.")
    blocks: list[Block] = []
    emphasis: list[Emphasis] = []
    position = 0
    for kind, text, marks in kept:
        blocks.append(Block(kind=kind, start=position, end=position + len(text)))
        emphasis += (Emphasis(start=position + start, end=position + end) for start, end in marks)
        position += len(text) + 2
    return Parsed(
        media_type=media_type,
        text="\n\n".join(each.text for each in kept),
        layout=Layout.PROSE,
        charset=charset,
        blocks=tuple(blocks),
        emphasis=tuple(emphasis),
        claims=tuple(dict.fromkeys(claims)),
    )


def claim(field: ClaimField, text: str | None, origin: Origin, detail: str | None = None) -> list[Claim]:
    """The claim, or none when nothing is said; white space is folded."""
    folded = " ".join(_UNPRINTED.sub(" ", text or "").split())
    return [Claim(field=field, text=folded, origin=origin, detail=detail)] if folded else []
