"""The words around a quotation, and which of them could be its speaker.

    >>> words = tokens("the officer said, ", 0, 18)
    >>> [w.text for w in words]
    ['the', 'officer', 'said', ',']

A candidate is a mention of a person or body, a personal pronoun in its subject form, or a noun of a role with the words
that belong to it. Nothing here knows which candidate speaks; see `subjects`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from etl.normalize.quotes.vocabulary import vocabulary
from etl.records import Mention, MentionKind

TOKEN = re.compile(r"[^\W_](?:\.[^\W_])+(?![^\W_])|[^\W_]+(?:[-'’&][^\W_]+)*['’]?|\S")
MARKS = frozenset("\"“”„«»'‘’")  # around words that are no speech, such as titles: nothing to a sentence
SPEAKING = frozenset({MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PUBLICATION, MentionKind.PLACE})
ENDING_AFTER = frozenset(" \t\n\r\u00a0\"”’'»[")
BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})  # "is said", "was told": nobody is named who says
PASSIVE = frozenset({"be", "have"})  # "said to be"
ROLE_WORDS = 6  # words before a role noun that can belong to it: "a former senior White House official"


class Token(NamedTuple):
    """A word or punctuation mark; there are thousands, so that no dataclass is made of them."""

    text: str
    low: str
    start: int
    end: int

    @property
    def cue(self) -> str:
        """What kind of cue it is: "said", "saying" or "" ("Read" is a name)."""
        return vocabulary().cues.get(self.low, "") if self.text[0].islower() or self.text == "Says" else ""

    @property
    def is_word(self) -> bool:
        """Whether it is more than punctuation."""
        return self.low[0].isalnum()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that could speak: tokens [first, last] of a clause, characters [start, end) of the text."""

    kind: str  # name, place, pronoun, role, phrase (around an unknown noun), unknown (capitalized words)
    first: int  # with the words that stand before a name and belong to it: "campaign chairman"
    last: int
    start: int
    end: int
    mention: Mention | None = None
    possessive: bool = False

    @property
    def is_person(self) -> bool:
        """Whether it is a person or stands for one."""
        return self.kind in {"pronoun", "role"} or (
            self.mention is not None and self.mention.kind is MentionKind.PERSON
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text outside quotations, as words with the candidates among them."""

    words: tuple[Token, ...]
    candidates: tuple[Candidate, ...]

    def covering(self, index: int) -> Candidate | None:
        """The candidate that a word belongs to."""
        return next((c for c in self.candidates if c.first <= index <= c.last), None)

    def cue(self, index: int) -> str:
        """The kind of cue at a word, "" for none; a word of a candidate is none."""
        inside = 0 <= index < len(self.words)
        if not inside or not self.words[index].cue:
            return ""
        if (self.low(index + 1) == "to" and self.low(index + 2) in PASSIVE) or self.low(index - 1) in BE:
            return ""
        covering = self.covering(index)
        return "" if covering is not None and covering.kind == "role" else self.words[index].cue

    def low(self, index: int) -> str:
        """A word in lower case, "" outside the clause."""
        return self.words[index].low if 0 <= index < len(self.words) else ""


class Namings:
    """The mentions of a text in order, for looking up those in a stretch."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self.mentions = sorted((m for m in mentions if m.kind in SPEAKING), key=lambda m: (m.start, -m.end))
        self.starts = [m.start for m in self.mentions]

    def within(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that start in [start, end)."""
        return self.mentions[bisect_right(self.starts, start - 1) : bisect_right(self.starts, end - 1)]


def tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    """The words and punctuation marks of a stretch of text, without the full stops of abbreviations and initials."""
    words: list[Token] = []
    for found in TOKEN.finditer(text, start, end):
        word = found.group()
        low = word.lower().replace("’", "'")
        if low in MARKS:
            continue
        if low != "." or _ends_sentence(text, found.end(), end, words[-1].low if words else ""):
            words.append(Token(word, low, *found.span()))
    return tuple(words)


def _ends_sentence(text: str, stop: int, end: int, word: str) -> bool:
    """Whether a full stop after a word ends a sentence: no bracket, comma or small letter may follow."""
    following = text[stop : min(stop + 20, end)]
    bare = following.lstrip()
    if not bare:
        return True
    return not (bare[0].islower() or (following[0] not in ENDING_AFTER) or _abbreviated(word))


def _abbreviated(low: str) -> bool:
    return low in vocabulary().abbreviations or (len(low) == 1 and low.isalpha() and low != "i")


def read_words(text: str, start: int, end: int, namings: Namings) -> tuple[Token, ...]:
    """The words of a stretch of text; the full stops left among them end sentences."""
    mentions = namings.within(start, end)
    return tuple(w for w in tokens(text, start, end) if w.low != "." or not _is_inside_name(w, mentions))


def clause_of(words: Sequence[Token], namings: Namings) -> Clause:
    """Words that follow one another, with the candidates that lie in them as a whole."""
    if not words:
        return Clause((), ())
    last = words[-1].end
    named = _names(words, [m for m in namings.within(words[0].start, last) if m.end <= last])
    taken = {index for c in named for index in range(c.first, c.last + 1)}
    others = [c for i in range(len(words)) if i not in taken and (c := _unnamed(words, i, taken))]
    return Clause(tuple(words), tuple(_merge(sorted([*named, *others], key=lambda c: c.first), words)))


def read_clause(text: str, start: int, end: int, namings: Namings) -> Clause:
    """A stretch of text as words and candidates."""
    return clause_of(read_words(text, start, end, namings), namings)


def _is_inside_name(stop: Token, mentions: Sequence[Mention]) -> bool:
    """Whether a full stop belongs to a name: "J.J. Roe" is one sentence."""
    return any(mention.start < stop.start < mention.end - 1 for mention in mentions)


def _names(words: Sequence[Token], mentions: Sequence[Mention]) -> list[Candidate]:
    ends = [w.end for w in words]
    found: list[Candidate] = []
    for mention in mentions:
        first = bisect_right(ends, mention.start)
        last = first
        while last + 1 < len(words) and words[last + 1].start < mention.end:
            last += 1
        if first < len(words) and (not found or first > found[-1].last):
            kind = "place" if mention.kind is MentionKind.PLACE else "name"
            owns = words[last].low.endswith(("'s", "s'"))
            found.append(Candidate(kind, first, last, mention.start, mention.end, mention, owns))
    return found


def _unnamed(words: Sequence[Token], index: int, taken: set[int]) -> Candidate | None:
    """The pronoun or role noun at a word."""
    word, known = words[index], vocabulary()
    if word.low in known.pronouns and not _is_shouted(word):
        return Candidate("pronoun", index, index, word.start, word.end)
    bare = word.low.removesuffix("'s").removesuffix("'").removesuffix(".")
    if bare not in known.roles:
        return None
    first = _phrase_start(words, index, taken)
    return Candidate("role", first, index, words[first].start, word.end, possessive=bare != word.low.removesuffix("."))


def _is_shouted(word: Token) -> bool:
    """Capitals that are no pronoun ("IL", "ER"), and the small i of other languages."""
    return word.text == "i" or (word.text.isupper() and len(word.text) > 1)


def _phrase_start(words: Sequence[Token], index: int, taken: set[int]) -> int:
    """Where the phrase of a noun starts: at its determiner, or after what cannot belong to it."""
    known = vocabulary()
    first = index
    for before in range(index - 1, max(-1, index - 1 - ROLE_WORDS), -1):
        low = words[before].low
        if low in known.determiners:
            return before if low != "that" else first
        if not words[before].is_word or before in taken or _ends_phrase(low):
            break
        first = before
    return first


def _ends_phrase(low: str) -> bool:
    known = vocabulary()
    return (
        low in known.prepositions
        or low in known.openers
        or low in known.relatives
        or low in known.cues
        or low in known.auxiliaries
        or low in known.pronouns
        or low in known.verbs
        or low.endswith(("'s", "ly"))
    )


def _joined(owner: Candidate, role: Candidate, words: Sequence[Token]) -> Candidate:
    """A role with the name before it, and the article before that: "the Herald's" + "source"."""
    first = owner.first
    if first and owner.kind != "role" and words[first - 1].low in vocabulary().determiners:
        first -= 1
    return Candidate("role", first, role.last, words[first].start, role.end, None, role.possessive)


def _merge(candidates: Sequence[Candidate], words: Sequence[Token]) -> list[Candidate]:
    """Joins neighbours of one phrase: "campaign chairman" + "Jane Roe", and "Roe's" + "spokeswoman"."""
    merged: list[Candidate] = []
    for candidate in candidates:
        before = merged[-1] if merged else None
        if before is None or before.last + 1 < candidate.first or before.kind == "pronoun":
            merged.append(candidate)
        elif candidate.kind == "role":
            merged[-1] = _joined(before, candidate, words)
        elif before.possessive:
            merged.append(candidate)
        else:
            merged[-1] = Candidate(
                candidate.kind, before.first, candidate.last, candidate.start, candidate.end, candidate.mention,
                candidate.possessive,
            )  # fmt: skip
    return merged
