"""Pairs the quotation marks of a text, paragraph by paragraph.

    >>> [("A “b” c"[p.start : p.end], p.closed) for p in find_pieces("A “b” c")]
    [('b', True)]

Every pair of marks of the press is known: “ ” „ “ « » » « ‹ › ‘ ’ ‚ ‘ ” ” and the straight " ' '' ``. A straight mark
opens or closes by what stands beside it, so that apostrophes (don't, the '90s, the boys' room) and inches (6'2") pair
with nothing. A paragraph whose quotation is not closed goes on where the next one opens again, or closes without
having opened. Marks inside marks belong to the outer pair.

It does not tell speech from titles and irony; see `select`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.normalize.quotes.vocabulary import vocabulary

CLOSERS = {
    "“": '”"', "„": '“”"', '"': '"”', "”": "”", "«": "»", "»": "«»", "‹": "›", "›": "‹›", "‘": "’", "‚": "‘’", "'": "'",
    "''": "''", "``": "''``",
}  # fmt: skip
SINGLE = frozenset("‘‚'’‹›")
GUILLEMETS = frozenset("«»‹›")
MAX_DEPTH = 4  # quotations inside quotations; the press stops at two

PARAGRAPH = re.compile(r"[^\n]+")
MARK = re.compile(  # any mark, '' and `` too, but no apostrophe between letters; all begin with one of a single set
    r"[\"“”„«»‹›‘‚'’`](?:(?<=[\"“”„«»‹›‘‚])|(?<=')'|(?<=`)`|(?<=['’])(?:(?<![^\W_].)|(?![^\W_])))"
)
INCHES = re.compile(r"\d['’]\d{1,2}\Z")
WORD_AFTER = re.compile(r"[^\W_]+")
SENTENCE_END = frozenset(".!?…:;\"”“»'’)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The words between one pair of quotation marks."""

    start: int  # inside the marks
    end: int
    opening: int  # where the opening mark starts
    closing: int  # after the closing mark; equal to `end` when there is none
    paragraph: int  # ordinal
    paragraph_start: int
    paragraph_end: int
    closed: bool = True
    continues: bool = False  # the next piece is the same quotation, in the next paragraph


@dataclass(frozen=True, slots=True)
class _Open:
    """A mark that waits for its partner."""

    glyph: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    ordinal: int
    start: int
    end: int


def find_pieces(text: str) -> tuple[Piece, ...]:
    """The outermost marked stretches of a text, in order, never overlapping; linear in its length."""
    pieces: list[Piece] = []
    carried: str | None = None  # the opening mark of a quotation that the paragraph before left open
    for paragraph in _paragraphs(text):
        found, left_open = _pair(text, paragraph, carried)
        if carried and pieces and found and _continues(found[0], text, carried):
            pieces[-1] = replace(pieces[-1], continues=True)
        pieces.extend(found)
        carried = left_open
    return tuple(pieces)


def _paragraphs(text: str) -> Iterator[_Paragraph]:
    """The paragraphs; a single line break inside a sentence does not end one."""
    ordinal, start, end = 0, -1, -1
    for line in PARAGRAPH.finditer(text):
        if text[line.start() : line.end()].isspace():
            continue
        if start >= 0 and _goes_on(text, end, line.start()):
            end = line.end()
            continue
        if start >= 0:
            yield _Paragraph(ordinal, start, end)
            ordinal += 1
        start, end = line.span()
    if start >= 0:
        yield _Paragraph(ordinal, start, end)


def _goes_on(text: str, end: int, start: int) -> bool:
    return start == end + 1 and text[start].islower() and text[end - 1] not in SENTENCE_END


def _continues(first: Piece, text: str, carried: str) -> bool:
    """Whether a paragraph goes on with the quotation that the one before left open."""
    if text[first.paragraph_start : first.opening].strip():
        return False
    return first.opening == first.start or text[first.opening : first.start] == carried


def _pair(text: str, paragraph: _Paragraph, carried: str | None) -> tuple[list[Piece], str | None]:
    """The pieces of a paragraph and the mark that it leaves open."""
    marks = [m.span() for m in MARK.finditer(text, paragraph.start, paragraph.end)]
    stack: list[_Open] = []
    if carried and _closes_first(text, paragraph, marks, carried):
        stack = [_Open(carried, paragraph.start, paragraph.start)]
    pieces: list[Piece] = []
    for index, (start, end) in enumerate(marks):
        depth = _partner(text, paragraph, stack, marks, index)
        if depth is not None:
            if depth == 0:
                pieces.append(_piece(stack[0], start, end, paragraph))
            del stack[depth:]
        elif _opens(text, paragraph, start, end):
            _push(stack, _Open(text[start:end], start, end))
    last = _left_open(stack)
    if last is None:
        return pieces, None
    whole = _piece(last, paragraph.end, paragraph.end, paragraph)
    return [*pieces, replace(whole, closed=False)], last.glyph


def _piece(opened: _Open, end: int, closing: int, paragraph: _Paragraph) -> Piece:
    return Piece(
        start=opened.end,
        end=end,
        opening=opened.start,
        closing=closing,
        paragraph=paragraph.ordinal,
        paragraph_start=paragraph.start,
        paragraph_end=paragraph.end,
    )


def _left_open(stack: list[_Open]) -> _Open | None:
    """The outermost mark still open at the end of a paragraph; an unpaired single mark is an apostrophe."""
    return next((opened for opened in stack if opened.glyph not in SINGLE), None)


def _push(stack: list[_Open], opened: _Open) -> None:
    """Opens a mark; the same mark cannot be open twice, so an earlier one was never closed."""
    for depth, earlier in enumerate(stack):
        if earlier.glyph == opened.glyph:
            del stack[depth:]
            break
    if len(stack) < MAX_DEPTH:
        stack.append(opened)


def _partner(
    text: str, paragraph: _Paragraph, stack: list[_Open], marks: list[tuple[int, int]], index: int
) -> int | None:
    """The depth of the open mark that this one closes."""
    start, end = marks[index]
    glyph = text[start:end]
    for depth in range(len(stack) - 1, -1, -1):
        if glyph in _closers(stack[depth].glyph):
            return depth if _may_close(text, paragraph, marks, index) else None
    return None


def _closers(glyph: str) -> tuple[str, ...]:
    closers = CLOSERS.get(glyph, "")
    return (closers,) if closers == "''" else ("''", "``") if glyph == "``" else tuple(closers)


def _may_close(text: str, paragraph: _Paragraph, marks: list[tuple[int, int]], index: int) -> bool:
    start, end = marks[index]
    glyph, left, right = text[start:end], _left(text, paragraph, start), _right(text, paragraph, end)
    if glyph in GUILLEMETS:
        return True
    if left.isspace():
        return right.isspace() and glyph not in SINGLE
    if glyph == '"' and INCHES.search(text, max(start - 5, paragraph.start), start):
        return False
    if glyph in SINGLE:
        return not right.isalnum() and not (left in "sS" and right == " " and _closes_later(text, marks, index))
    return not (left in "([—–-" and right.isalnum())


def _closes_later(text: str, marks: list[tuple[int, int]], index: int) -> bool:
    """Whether a later single mark closes better, after punctuation: this one is the apostrophe of a plural."""
    for start, end in marks[index + 1 : index + 21]:
        if text[start:end] in "'’":
            return text[start - 1] in ",.?!…"
        if text[start:end] == "‘":
            return False
    return False


def _opens(text: str, paragraph: _Paragraph, start: int, end: int) -> bool:
    glyph, left, right = text[start:end], _left(text, paragraph, start), _right(text, paragraph, end)
    if glyph in GUILLEMETS:
        return left.isspace() or not left.isalnum()
    if right.isspace() or right in ",.;:!?)]" or glyph == "’":
        return False
    if glyph in "“„‚``":
        return True
    if left.isalnum() or left in ".,;!?=":
        return False
    return glyph not in "'‘" or not _elided(text, end)


def _elided(text: str, end: int) -> bool:
    """Whether an apostrophe stands for letters left out: '90s, 'em."""
    word = WORD_AFTER.match(text, end)
    return word is not None and word.end() - end < 6 and word.group().lower() in _elisions(word.group())


def _elisions(word: str) -> frozenset[str]:
    return frozenset([word.lower()]) if word[0].isdigit() and word.endswith("s") else vocabulary().elisions


def _closes_first(text: str, paragraph: _Paragraph, marks: list[tuple[int, int]], carried: str) -> bool:
    """Whether the first mark of a paragraph that could end the carried quotation clearly does so."""
    closers = _closers(carried)
    for index, (start, end) in enumerate(marks[:20]):
        glyph = text[start:end]
        if glyph == carried and _opens(text, paragraph, start, end):
            return False
        if glyph in closers:
            return _may_close(text, paragraph, marks, index) and not _left(text, paragraph, start).isspace()
    return False


def _left(text: str, paragraph: _Paragraph, start: int) -> str:
    return text[start - 1] if start > paragraph.start else " "


def _right(text: str, paragraph: _Paragraph, end: int) -> str:
    return text[end] if end < paragraph.end else " "
