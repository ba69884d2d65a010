"""Finds who says a quotation, by rules tried in order of how sure they are.

    "A," Jane Roe said.                 after      the words that follow the quotation in its sentence
    Jane Roe said, "A."                 before     the words that lead to it
    Roe had one answer: "A."            colon      a sentence that announces it
    Roe was angry. "A."                 sentence   the sentence before it
    "A," Roe said. ... "B."             paragraph  an earlier quotation of the same paragraph
    "B."                                previous   the quotation of the paragraph before

What a pronoun stands for is not decided here; see `naming`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from etl.normalize.quotes.marks import Piece
from etl.normalize.quotes.phrases import Candidate, Clause, Namings, Token, clause_of, read_clause, read_words
from etl.normalize.quotes.subjects import after_verb, before_verb, beside_participle, capitalized_run, main_subject
from etl.normalize.quotes.vocabulary import vocabulary

REACH = 600  # characters of a sentence that are read on either side of a quotation
INTRODUCED_REACH = 6  # words between a cue and the comma before the quotation
WEAK_REACH = 3  # words between a weak cue and the quotation it brings
SIGNATURE = re.compile(r"\s{0,4}[-–—―]{1,2}[ \u00a0]?([^\W\d_][^\n\"“”]{1,80})(?:\n|\Z)")
SIGNATURE_WORDS = 12
ENDS = frozenset(".!?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who says it, by which word, and how sure that is."""

    rule: str
    confidence: float
    speaker: Candidate | None = None
    cue: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What stands around a piece: the rest of its sentence on both sides, as far as other quotations leave it."""

    before: Clause
    after: Clause
    follows_piece: bool  # another quotation stands before it in the paragraph
    after_is_whole: bool  # the sentence ends, or the paragraph does, before the next quotation
    sentence_open: bool  # nothing of the sentence stands before the piece


def read_setting(text: str, piece: Piece, bounds: tuple[int, int], namings: Namings) -> Setting:
    """The sentence around a piece; `bounds` are the ends of the quotations on both sides, or of the paragraph."""
    left, right = bounds
    before = read_words(text, max(left, piece.opening - REACH), piece.opening, namings)
    after = read_words(text, piece.closing, min(right, piece.closing + REACH), namings)
    first, last = _last_sentence(before), _first_sentence(after)
    return Setting(
        before=clause_of(before[first:], namings),
        after=clause_of(after[:last], namings),
        follows_piece=left > piece.paragraph_start,
        after_is_whole=last + 1 >= len(after) or right >= piece.paragraph_end,
        sentence_open=first == len(before),
    )


def _last_sentence(words: Sequence[Token]) -> int:
    """Index of the first word of the sentence that some words end in."""
    for index in range(len(words) - 1, -1, -1):
        if words[index].low in ENDS:
            return index + 1
    return 0


def _first_sentence(words: Sequence[Token]) -> int:
    """Index after the last word of the sentence that some words start in."""
    return next((i for i, word in enumerate(words) if word.low in ENDS), len(words))


def sentence_before(text: str, start: int, end: int, namings: Namings) -> Clause:
    """The last sentence that ends in text[start:end]."""
    words = read_words(text, max(start, end - REACH), end, namings)
    whole = words[:-1] if words and words[-1].low in ENDS else words
    return clause_of(whole[_last_sentence(whole) :], namings)


def attribute(text: str, piece: Piece, setting: Setting) -> Attribution | None:
    """The speaker by the piece's own sentence."""
    last = text[piece.start : piece.end].rstrip()[-1:]
    if _introduced(setting.before) and (found := before(setting)):
        return found
    if last in {".", ":", ""} and not _goes_on(setting):
        return before(setting) or after(setting, strict=True)
    return after(setting, strict=last not in {",", "—", "–", "-"}) or before(setting) or after(setting, strict=False)


def _introduced(clause: Clause) -> bool:
    """Whether a cue and a comma or colon lead straight to the quotation: "she told him in May, "."""
    size = len(clause.words)
    if clause.low(size - 1) not in {",", ":"}:
        return False
    near = range(size - 2, max(-1, size - 2 - INTRODUCED_REACH), -1)
    return any(clause.cue(i) and (clause.low(i) not in vocabulary().weak or i == size - 2) for i in near)


def _goes_on(setting: Setting) -> bool:
    words = setting.after.words
    return bool(words) and (words[0].low == "," or words[0].text[0].islower())


def after(setting: Setting, *, strict: bool) -> Attribution | None:
    """The speaker in the words that follow; strictly, only where the attribution starts right there."""
    clause = setting.after
    first = next((i for i, w in enumerate(clause.words) if w.is_word and w.low != "as"), len(clause.words))
    known = vocabulary()
    if named := _according(clause, first, "after"):
        return named
    verb = first
    while clause.low(verb) in known.auxiliaries or (clause.low(verb) in known.inverted and clause.cue(verb + 1)):
        verb += 1
    if clause.cue(verb) == "said" and (speaker := after_verb(clause, verb)):
        return Attribution(rule="after", confidence=0.95, speaker=speaker, cue=_span(clause, verb))
    return _after_subject(clause, first, strict=strict)


def _after_subject(clause: Clause, first: int, *, strict: bool) -> Attribution | None:
    """The subject first, then its verb: "Jane Roe said"."""
    known = vocabulary()
    for verb in range(first + 1, min(len(clause.words), first + 40)):
        low = clause.low(verb)
        if clause.cue(verb) != "said":
            continue
        speaker = before_verb(clause, verb)
        if speaker is None or (low in known.weak and speaker.last + 4 < verb):
            continue
        if strict and not _starts_at(clause, first, speaker):
            return None
        return Attribution(rule="after", confidence=0.95, speaker=speaker, cue=_span(clause, verb))
    return None


def _starts_at(clause: Clause, first: int, speaker: Candidate) -> bool:
    """Whether nothing but a title stands before a speaker: "Rep. Jane Roe said"."""
    known = vocabulary()
    lead = [clause.low(i) for i in range(first, speaker.first)]
    return len(lead) <= 3 and not any(w in known.openers or w in known.prepositions or not w[0].isalnum() for w in lead)


def before(setting: Setting) -> Attribution | None:
    """The speaker in the words that lead to the quotation."""
    clause = setting.before
    size = len(clause.words)
    known = vocabulary()
    for verb in range(size - 1, -1, -1):
        low = clause.low(verb)
        if found := _according(clause, verb, "before"):
            return found
        if not clause.cue(verb):
            continue
        reach = WEAK_REACH + 1 + 3 * (clause.low(size - 1) == ",")
        if low in known.weak and size - verb > reach and clause.low(size - 1) != ":":
            continue
        if speaker := _subject(clause, verb, setting):
            return Attribution(rule="before", confidence=0.9, speaker=speaker, cue=_span(clause, verb))
    return _announced(clause)


def _subject(clause: Clause, verb: int, setting: Setting) -> Candidate | None:
    if clause.cue(verb) == "saying":
        return beside_participle(clause, verb) or main_subject(clause, verb)
    if setting.follows_piece and not any(w.is_word for w in clause.words[:verb]):
        return after_verb(clause, verb)
    return before_verb(clause, verb) or (after_verb(clause, verb) if verb == 0 else None)


def _announced(clause: Clause) -> Attribution | None:
    """A colon, or a noun such as "statement", right before the quotation."""
    if found := _by_noun(_without_mark(clause)):
        return found
    size = len(clause.words)
    if size and clause.low(size - 1) == ":":
        speaker = main_subject(clause, size)
        return Attribution(rule="colon", confidence=0.7, speaker=speaker) if speaker else None
    return None


def _without_mark(clause: Clause) -> Clause:
    """A clause without a comma or colon at its end."""
    last = len(clause.words) - 1
    if clause.low(last) not in {",", ":"}:
        return clause
    return Clause(clause.words[:last], tuple(c for c in clause.candidates if c.last < last))


def _by_noun(clause: Clause) -> Attribution | None:
    """A noun right before the quotation: "Roe made the statement," or "Roe's answer was"."""
    size = len(clause.words)
    for index in range(size - 1, max(-1, size - 1 - WEAK_REACH), -1):
        if clause.low(index) not in vocabulary().cue_nouns:
            continue
        owner = next((c for c in clause.candidates if c.possessive and index - 3 <= c.last < index), None)
        if speaker := owner or main_subject(clause, index):
            return Attribution(rule="noun", confidence=0.7, speaker=speaker, cue=_span(clause, index))
    last = clause.covering(size - 1)
    if last is not None and last.possessive and last.kind != "place":
        return Attribution(rule="owner", confidence=0.6, speaker=last)
    return None


def _according(clause: Clause, first: int, rule: str) -> Attribution | None:
    """A phrase such as "according to Jane Roe" starting at word `first`."""
    for parts in vocabulary().according.get(clause.low(first), ()):
        if all(clause.low(first + i) == part for i, part in enumerate(parts)):
            last = first + len(parts) - 1
            if speaker := after_verb(clause, last):
                cue = (clause.words[first].start, clause.words[last].end)
                return Attribution(rule=f"according-{rule}", confidence=0.9, speaker=speaker, cue=cue)
    return None


def by_sentence(clause: Clause) -> Attribution | None:
    """The subject of the sentence before the quotation, where that sentence is about what somebody says."""
    for verb in range(len(clause.words) - 1, -1, -1):
        if clause.cue(verb) == "said" and (speaker := before_verb(clause, verb)):
            return Attribution(rule="sentence", confidence=0.6, speaker=speaker)
    speaker = main_subject(clause, len(clause.words))
    if speaker is None or speaker.kind not in {"name", "pronoun"} or not speaker.is_person:
        return None
    return Attribution(rule="sentence", confidence=0.5, speaker=speaker)


def by_signature(text: str, piece: Piece, namings: Namings) -> Attribution | None:
    """A name behind a dash after the quotation, on its line or the next: "— Jane Roe"."""
    found = SIGNATURE.match(text, piece.closing)
    if found is None:
        return None
    clause = read_clause(text, found.start(1), found.end(1), namings)
    first = clause.covering(0) or capitalized_run(clause, 0)
    if first is None or first.kind in {"pronoun", "place"} or len(clause.words) > SIGNATURE_WORDS:
        return None
    return Attribution(rule="signature", confidence=0.8, speaker=first)


def _span(clause: Clause, index: int) -> tuple[int, int]:
    return clause.words[index].start, clause.words[index].end
