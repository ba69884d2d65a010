"""Tells speech from the other uses of quotation marks: titles of works, nicknames, words held at a distance.

    "We will rebuild," she said.      speech
    CBS's "Face the Nation"           a title: every word of weight is capitalized, no stop ends it
    three "distinct" groups           a word held at a distance: short, inside a sentence, nobody says it

It looks at the marked words and their nearest neighbours only.
"""

from __future__ import annotations

import re

from etl.normalize.quotes.marks import Piece
from etl.normalize.quotes.vocabulary import vocabulary

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
LEAD = re.compile(r"([^\W_]+(?:['’-][^\W_]+)*)(\W*)\Z")
SPEECH_WORDS = 3  # fewer words are speech only where they are a sentence with a cue beside it
CUE_REACH = 4  # words between the marks and a verb of saying that makes a title-like "Never," speech
LONG_WORDS = 12  # no title is as long


def is_speech(text: str, piece: Piece) -> bool:
    """Whether marked words can be somebody's words, by their looks and their neighbours."""
    words = WORD.findall(text, piece.start, min(piece.end, piece.start + 400))
    if not words:
        return False
    if piece.continues or not piece.closed or len(words) > LONG_WORDS:
        return True
    if _is_named_work(text, piece):
        return False
    if _is_capitalized(words):
        return is_sentence(text, piece) and _stands_free(text, piece) and _beside_cue(text, piece)
    return len(words) >= SPEECH_WORDS or (is_sentence(text, piece) and _beside_cue(text, piece))


def is_sentence(text: str, piece: Piece) -> bool:
    """Whether the marked words look like a sentence, or a part of one cut by the words of attribution."""
    inner = text[piece.start : piece.end].strip()
    return bool(inner) and not inner[0].islower() and inner[-1] in ",.!?…—–-"


def _is_capitalized(words: list[str]) -> bool:
    """Whether every word of weight is capitalized, as in a title or a name."""
    return all(not w[0].islower() for w in words if w.lower() not in vocabulary().small)


def _is_named_work(text: str, piece: Piece) -> bool:
    """Whether a word right before the marks says that a title or a nickname follows."""
    lead = LEAD.search(text, max(piece.paragraph_start, piece.opening - 40), piece.opening)
    return lead is not None and not lead.group(2).strip() and lead.group(1).lower() in vocabulary().works


def _stands_free(text: str, piece: Piece) -> bool:
    """Whether punctuation, not a word, stands before the marks: 'said, "Never."', not 'on "Meet the Neighbors"'."""
    before = text[max(piece.paragraph_start, piece.opening - 5) : piece.opening].rstrip()
    return not before[-1:].isalnum()


def _beside_cue(text: str, piece: Piece) -> bool:
    """Whether a verb of saying stands within a few words of the marks."""
    before = WORD.findall(text, max(piece.paragraph_start, piece.opening - 60), piece.opening)[-CUE_REACH:]
    after = WORD.findall(text, piece.closing, min(piece.paragraph_end, piece.closing + 60))[:CUE_REACH]
    return any(word in vocabulary().cues for word in [*before, *after])
