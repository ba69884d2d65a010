"""Direct quotations with their speakers.

    >>> text = 'Jane Roe was sure. "We will win," she said.'
    >>> [(q.surface, q.speaker) for q in find_quotations(text, mentions=roe, chains=(jane_roe,))]
    [('We will win,', 'Jane Roe')]

Marks are paired (`marks`), titles and ironic words set aside (`select`), the speaker is looked for around each
quotation (`attribution`, `subjects`, `phrases`) and traced to a chain (`naming`). Pieces with "she said" between them,
and paragraphs of one long quotation, are one `Quotation` of several spans.

Indirect speech is not found, and no grammar is parsed: the rules know the order of words in English, with the verbs of
saying of some more languages. A quotation whose speaker is not clear has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.normalize.quotes.attribution import (
    Attribution,
    Setting,
    attribute,
    by_sentence,
    by_signature,
    read_setting,
    sentence_before,
)
from etl.normalize.quotes.attribution import after as attribute_after
from etl.normalize.quotes.marks import Piece, find_pieces
from etl.normalize.quotes.naming import Cast, Named
from etl.normalize.quotes.phrases import Namings
from etl.normalize.quotes.select import is_sentence, is_speech
from etl.records import Chain, Mention, Quotation

__all__ = ["find_quotations"]

SURE = 0.75  # above it are the rules that read a cue in the quotation's own sentence


@dataclass(slots=True)
class _Quoted:
    """A quotation in the making: its pieces and who says them."""

    pieces: list[Piece]
    settings: list[Setting]
    found: Attribution | None = None
    named: Named | None = None


def find_quotations(text: str, *, mentions: Sequence[Mention], chains: Sequence[Chain]) -> tuple[Quotation, ...]:
    """The direct quotations of a text, in order.

    Args:
        text: an article's text; spans of the result are character offsets into it, inside the quotation marks.
        mentions: of the same text, in any order.
        chains: what the mentions name, by ordinal.

    Returns:
        Quotations with `speaker` the name of a chain, or the words as printed where they name no chain, or None.
        Time is linear in the length of the text; no text raises an exception.
    """
    pieces = _speech(text)
    namings = Namings(mentions)
    cast = Cast(text, mentions, chains, [(p.opening, p.closing) for p in pieces])
    quoted = _attributed(text, _grouped(text, pieces, namings), namings, cast)
    return tuple(_quotation(text, q) for q in quoted if _is_kept(text, q))


def _speech(text: str) -> list[Piece]:
    """The marked words that are speech: by their looks, or because they go on with some that are."""
    pieces: list[Piece] = []
    for piece in find_pieces(text):
        goes_on = bool(pieces) and pieces[-1].continues and pieces[-1].paragraph == piece.paragraph - 1
        if piece.end > piece.start and (goes_on or is_speech(text, piece)):
            pieces.append(piece)
    return pieces


def _grouped(text: str, pieces: Sequence[Piece], namings: Namings) -> Iterator[_Quoted]:
    """Pieces in their settings; those of one quotation together, as far as marks and paragraphs tell."""
    current: _Quoted | None = None
    for index, piece in enumerate(pieces):
        setting = read_setting(text, piece, _bounds(pieces, index), namings)
        if current is not None and current.pieces[-1].continues:
            current.pieces.append(piece)
            current.settings.append(setting)
            continue
        if current is not None:
            yield current
        current = _Quoted([piece], [setting])
    if current is not None:
        yield current


def _bounds(pieces: Sequence[Piece], index: int) -> tuple[int, int]:
    """How far the words around a piece reach: to the next quotation, or the end of the paragraph."""
    piece = pieces[index]
    left, right = piece.paragraph_start, piece.paragraph_end
    if index and pieces[index - 1].paragraph == piece.paragraph:
        left = pieces[index - 1].closing
    if index + 1 < len(pieces) and pieces[index + 1].paragraph == piece.paragraph:
        right = pieces[index + 1].opening
    return left, right


def _attributed(text: str, groups: Iterator[_Quoted], namings: Namings, cast: Cast) -> Iterator[_Quoted]:
    """Quotations with their speakers; a piece after "she said" joins the one before it."""
    last: _Quoted | None = None
    for group in groups:
        if last is not None and _joins(text, last, group):
            last.pieces.extend(group.pieces)
            last.settings.extend(group.settings)
            continue
        if last is not None:
            yield last
        group.found = _by_own_words(text, group, namings)
        if group.found is None:
            _borrow(text, group, last, namings)
        if group.found is not None and group.found.speaker is not None and group.named is None:
            group.named = cast.name(group.found.speaker)
        last = group
    if last is not None:
        yield last


def _by_own_words(text: str, group: _Quoted, namings: Namings) -> Attribution | None:
    attributions = (attribute(text, p, s) for p, s in zip(group.pieces, group.settings, strict=True))
    return next((a for a in attributions if a is not None), None) or by_signature(text, group.pieces[-1], namings)


def _joins(text: str, last: _Quoted, group: _Quoted) -> bool:
    """Whether a quotation goes on behind its attribution: '"A," she said. "B."'."""
    piece, setting, left = group.pieces[0], group.settings[0], last.settings[-1]
    if last.found is None or not last.found.rule.endswith("after") or last.found.cue is None:
        return False
    if last.pieces[-1].paragraph != piece.paragraph or not left.after_is_whole:
        return False
    if last.found.cue[0] < last.pieces[-1].closing or not setting.follows_piece:
        return False
    if setting.sentence_open:
        return _one_sentence(left, piece) and not _has_own_words(text, group)
    return setting.before.words[-1].low == "," and _is_between(last, setting)


def _one_sentence(left: Setting, piece: Piece) -> bool:
    """Whether nothing but the attribution, one sentence, stands between."""
    return not left.after.words or piece.opening - left.after.words[-1].end <= 4


def _has_own_words(text: str, group: _Quoted) -> bool:
    own = attribute_after(group.settings[-1], strict=True)
    last = group.pieces[-1]
    return own is not None and text[last.start : last.end].rstrip()[-1:] in ",?!"


def _is_between(last: _Quoted, setting: Setting) -> bool:
    """Whether the words before a piece are those after the last one, with one cue among them."""
    words = setting.before.words
    cue = last.found.cue if last.found else None
    return cue is not None and words[0].start <= cue[0]


def _borrow(text: str, group: _Quoted, last: _Quoted | None, namings: Namings) -> None:
    """The speaker from around, where the quotation's own sentence names none."""
    piece, setting = group.pieces[0], group.settings[0]
    if last is not None and last.named and setting.follows_piece and _near(last, piece):
        shared = not setting.sentence_open and len(setting.before.words) <= 2  # "A" and "B"
        _take(group, last, "paragraph", 0.85 if shared else 0.7)
        return
    if not setting.sentence_open:
        return
    if piece.opening - piece.paragraph_start > 3:
        group.found = by_sentence(sentence_before(text, piece.paragraph_start, piece.opening, namings))
    elif last is not None and last.named and last.pieces[-1].paragraph == piece.paragraph - 1:
        _take(group, last, "previous", 0.5)
    else:
        floor = last.pieces[-1].closing if last is not None else 0
        group.found = by_sentence(sentence_before(text, floor, piece.paragraph_start, namings))


def _near(last: _Quoted, piece: Piece) -> bool:
    return last.pieces[-1].paragraph == piece.paragraph


def _take(group: _Quoted, last: _Quoted, rule: str, confidence: float) -> None:
    """The speaker of the quotation before."""
    speaker = last.found.speaker if last.found else None
    group.found = Attribution(rule=rule, confidence=confidence, speaker=speaker)
    group.named = last.named


def _is_kept(text: str, quoted: _Quoted) -> bool:
    """Few words, or words that are no sentence, are speech only where their own sentence tells who says them."""
    if quoted.found is not None and quoted.found.confidence > SURE:
        return True
    first = quoted.pieces[0]
    return len(quoted.pieces) > 1 or not first.closed or is_sentence(text, first)


def _quotation(text: str, quoted: _Quoted) -> Quotation:
    spans = tuple(_trimmed(text, p) for p in quoted.pieces)
    speaker, found, named = quoted.found.speaker if quoted.found else None, quoted.found, quoted.named
    cue = found.cue if found else None
    return Quotation(
        spans=spans,
        surface=" ".join(text[start:end] for start, end in spans),
        speaker=named.name if named else None,
        speaker_chain=named.chain if named else None,
        speaker_start=speaker.start if speaker else None,
        speaker_end=speaker.end if speaker else None,
        cue_start=cue[0] if cue else None,
        cue_end=cue[1] if cue else None,
        confidence=round(found.confidence * (named.factor if named else 1.0), 3) if found else 0.5,
        rule=found.rule if found else "no-speaker",
    )


def _trimmed(text: str, piece: Piece) -> tuple[int, int]:
    """A piece without the white space inside its marks (« so »)."""
    inner = text[piece.start : piece.end]
    return piece.start + len(inner) - len(inner.lstrip()), piece.start + len(inner.rstrip())
