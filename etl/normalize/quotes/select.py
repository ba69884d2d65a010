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
LONG_WORDS = 12  # no title is as long


def is_speech(text: str, piece: Piece) -> bool:
    """Whether marked words can be somebody's words, by their own looks."""
    words = WORD.findall(text, piece.start, min(piece.end, piece.start + 400))
    if not words:
        return False
    if piece.continues or not piece.closed or len(words) > LONG_WORDS:
        return True
    if _is_title(text, piece, words):
        return False
    return len(words) >= SPEECH_WORDS or is_sentence(text, piece)


def is_sentence(text: str, piece: Piece) -> bool:
    """Whether the marked words look like a sentence, or a part cut by the words of attribution."""
    inner = text[piece.start : piece.end].strip()
    return bool(inner) and (inner[0].isupper() or inner[0].isdigit()) and inner[-1] in ",.!?…—–-"


def _is_title(text: str, piece: Piece, words: list[str]) -> bool:
    """Words that are all capitalized, or that a word for a work introduces."""
    weighty = [w for w in words if w.lower() not in vocabulary().small]
    capitalized = all(w[0].isupper() or w[0].isdigit() for w in weighty)
    lead = LEAD.search(text, max(piece.paragraph_start, piece.opening - 40), piece.opening)
    word, gap = (lead.group(1).lower().replace("’", "'"), lead.group(2)) if lead else ("", "")
    named = (word in vocabulary().works or word.endswith("'s")) and not gap.strip()
    ends = text[piece.start : piece.end].rstrip()[-1:] in ".!?"
    if named and not gap.strip() and (word in {"titled", "entitled", "headlined"} or capitalized):
        return True
    return capitalized and len(weighty) > 1 and not ends
