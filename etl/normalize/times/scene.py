"""What an expression is read against: the publication, the moments named so far, the tense of its clause.

    scene = Scene(cut, published=date(2018, 9, 10))
    scene.direction(4, 5)     -> -1 in a clause of the past, 1 in one of the future, 0 when nothing tells

The scene is filled in text order, so "the next day" finds what was named before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from etl.normalize.times.calendar import Period
from etl.normalize.times.tokens import Cut, Token
from etl.normalize.times.vocabulary import load

# "Mrs. May", "Prime Minister May", "said Theresa May".
_PERSON_MAY = re.compile(r"(?:\b(?:Mrs?|Ms)\.?|\bMinister|[a-z] [A-Z][a-z]{1,20}) May\b(?! \d)")
_QUOTE = re.compile(r"[\"“”`]|''")  # what is quoted has its own tense
_REACH = 14  # words on either side of an expression that its tense is looked for in


@dataclass(frozen=True, slots=True)
class Named:
    """A moment that the text has named, and where (its token) and by what rule."""

    position: int
    period: Period
    rule: str


@dataclass(slots=True)
class Scene:
    """The reading state of one text."""

    cut: Cut
    published: date | None
    named: list[Named] = field(default_factory=list)  # in text order
    latest: dict[str, Named] = field(default_factory=dict)  # the last named of each granularity
    person_may: bool | None = None  # see `names_may`
    ancient: int | None = None  # see `antiquity`
    points: bool = False  # whether an expression has pointed from the publication so far

    def around(self, granularity: str) -> Period | None:
        """The period of this granularity the publication lies in."""
        return Period.containing(self.published, granularity) if self.published else None

    def last_named(self, *granularities: str) -> Period | None:
        """The last moment named of one of these granularities (of any, when none is given)."""
        found = [self.latest[name] for name in granularities or self.latest if name in self.latest]
        return max(found, key=lambda named: named.position).period if found else None

    def name(self, named: Named) -> None:
        """Note that the text has named a moment."""
        self.named.append(named)
        self.latest[named.period.granularity] = named

    def names_may(self) -> bool:
        """Whether the text speaks of a person called May."""
        if self.person_may is None:
            self.person_may = _PERSON_MAY.search(self.cut.text) is not None
        return self.person_may

    def antiquity(self) -> int:
        """Index of the first token that is a year of three figures beyond doubt ("c. 314", "30 September 420")."""
        if self.ancient is None:
            tokens = self.cut.tokens
            sure = (
                place
                for place, token in enumerate(tokens)
                if token.kind == "old_year"
                and place
                and (tokens[place - 1].kind == "month" or tokens[place - 2].word == "c")
            )
            self.ancient = next(sure, len(tokens))
        return self.ancient

    def direction(self, low: int, high: int) -> int:
        """Return 1 when the clause of tokens [low, high) speaks of the future, -1 of the past, 0 when nothing tells."""
        if low and self._deadline(low):
            return 1
        if high < len(self.cut.tokens) and self.cut.tokens[high].kind == "possessive":
            near = self._signs(range(high, min(len(self.cut.tokens), high + 5)))
            return near[1] if near else -1  # "Friday's ruling" has been given, unless it "will be"
        before = self._signs(range(low - 1, max(-1, low - 1 - _REACH), -1))
        after = self._signs(range(high, min(len(self.cut.tokens), high + _REACH)))
        if before and after:
            return before[1] if before[0] <= after[0] + 6 else after[1]
        return (before or after or (0, 0))[1]

    def tells_between(self, low: int, high: int) -> bool:
        """Whether a sign of tense stands among the tokens [low, high)."""
        return self._signs(range(high - 1, low - 1, -1)) is not None

    def _signs(self, positions: range) -> tuple[int, int] | None:
        """(distance, sign) of the nearest sign of tense in this direction, up to the end of the clause."""
        tokens = self.cut.tokens
        for distance, position in enumerate(positions):
            token = tokens[position]
            if (
                token.kind == "paragraph"
                or _QUOTE.search(token.word)
                or self._ends_sentence(position)
                or self._contrasts(position)
            ):
                return None
            sign = self._sign(position, token)
            if sign:
                return distance, sign
        return None

    def _contrasts(self, position: int) -> bool:
        """Whether a comma and "but" part two clauses here, which have each their own tense."""
        tokens = self.cut.tokens
        if tokens[position].kind != "comma" or position + 1 >= len(tokens):
            return False
        if tokens[position + 1].word == "and" and position + 2 < len(tokens):
            return tokens[position + 2].word in load().lists["subjects"]
        return tokens[position + 1].word in ("but", "although", "though")

    def _ends_sentence(self, position: int) -> bool:
        token = self.cut.tokens[position]
        if token.word in ("?", "!", ";", ":"):
            return True
        if token.kind != "dot":
            return False
        text = self.cut.text
        after = text[token.end : token.end + 4].lstrip(" \"'”’\n)")
        before = text[max(0, token.start - 2) : token.start]
        ended = before[-1:].isdigit() or before[-1:] in ")]\"”'’" or before.islower()
        return (not after or after[0].isupper()) and ended

    def _sign(self, position: int, token: Token) -> int:
        words = load()
        if token.kind not in ("other", "to"):
            return 0
        if token.word in words.lists["to_comes"] and self._for_or_to(position):
            return -1 if self._overtaken(position) else 1
        if token.word in words.future:
            return -1 if self._overtaken(position) else 1
        if token.word == "to" and self._infinitive(position):
            return 1
        if self._is_participle(position):
            return 0
        past = token.word in words.past or (
            token.word.endswith("ed") and token.word not in load().lists["not_past"] and len(token.word) > 3
        )
        return -1 if past else 0

    def _is_participle(self, position: int) -> bool:
        """Whether the word at `position` is no past tense: "to be held", "is heard", "an unnamed city"."""
        before = self.cut.tokens[position - 1] if position else None
        return before is not None and (
            before.kind in ("a", "the", "its", "is") or before.word in load().lists["no_past_after"]
        )

    def _overtaken(self, position: int) -> bool:
        """Whether a plan is one of the past: "had been due to leave", "had planned to meet"."""
        words = {token.word for token in self.cut.tokens[max(0, position - 3) : position]}
        return not words.isdisjoint(("had", "as"))

    def _for_or_to(self, position: int) -> bool:
        """Whether "for" or "to" follows a word of plans: "set for January", "expected to close"."""
        tokens = self.cut.tokens
        return position + 1 < len(tokens) and tokens[position + 1].word in ("for", "to")

    def _deadline(self, low: int) -> bool:
        """Whether "by", "until" or "as soon as" stands before the expression, and no "had" puts it all in the past."""
        tokens = self.cut.tokens
        if tokens[low - 1].word == "as":
            return low > 1 and tokens[low - 2].word in ("soon", "early", "late")
        if self._moved_to(low):
            return True
        if tokens[low - 1].word not in load().lists["deadlines"]:
            return False
        near = tokens[max(0, low - _REACH) : low + _REACH]
        ahead = self._words_ahead(low)
        return all(token.word != "had" for token in near) and not {"was", "were"} & set(ahead)

    def _moved_to(self, low: int) -> bool:
        """Whether something is put off to the expression: "adjourned to Jan. 14", "moved from June to October"."""
        tokens = self.cut.tokens
        if tokens[low - 1].word not in ("to", "for"):
            return False
        return any(token.word in load().lists["put_off"] for token in tokens[max(0, low - 5) : low - 1])

    def _words_ahead(self, low: int) -> list[str]:
        """The words from a token on, up to the end of its sentence."""
        words: list[str] = []
        for position in range(low, min(len(self.cut.tokens), low + _REACH // 2)):
            if self._ends_sentence(position):
                break
            words.append(self.cut.tokens[position].word)
        return words

    def _infinitive(self, position: int) -> bool:
        """Whether "to" at `position` opens an infinitive of what is still to come: "to be held", "plans to close"."""
        tokens = self.cut.tokens
        if position and tokens[position - 1].word in load().lists["to_comes"]:
            return not self._overtaken(position - 1)
        return position + 1 < len(tokens) and tokens[position + 1].word == "be"

    def quoted(self, start: int) -> bool:
        """Whether the character at `start` stands inside double quotation marks opened in its paragraph."""
        reach = max(0, start - 2000)
        before = self.cut.text[max(self.cut.text.rfind("\n\n", reach, start), reach) : start]
        straight = before.count('"')
        pairs = before.count("“") + before.count("``") - before.count("”") - before.count("''")
        return straight % 2 == 1 or pairs > 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """The tokens [low, high) of a candidate expression, with the scene they stand in."""

    scene: Scene
    low: int
    high: int

    @property
    def tokens(self) -> list[Token]:
        """Its tokens in order."""
        return self.scene.cut.tokens[self.low : self.high]

    def has(self, *kinds: str) -> bool:
        """Whether one of its tokens is of one of these parts of grammar."""
        return any(token.kind in kinds for token in self.tokens)

    def first(self, *kinds: str) -> Token | None:
        """Its first token of one of these parts of grammar."""
        return next((token for token in self.tokens if token.kind in kinds), None)

    def direction(self) -> int:
        """Direction of its clause: 1 future, -1 past, 0 not told."""
        return self.scene.direction(self.low, self.high)

    def near(self, offset: int) -> Token:
        """The token `offset` places before (negative) or after its end (0 is the first after it)."""
        position = self.low + offset if offset < 0 else self.high + offset
        if 0 <= position < len(self.scene.cut.tokens):
            return self.scene.cut.tokens[position]
        return Token("other", -1, -1, "")

    def part(self) -> str | None:
        """Its mod from "early", "late", "mid", "the end of" and their kin."""
        for token in self.tokens:
            mod = _PARTS.get(token.kind)
            if mod:
                return mod
        return None


_PARTS = {
    "early": "START",
    "earlier": "START",
    "beginning": "START",
    "mid": "MID",
    "middle": "MID",
    "late": "END",
    "later": "END",
    "end": "END",
}
_DIGITS = re.compile(r"\d+")


def figure(token: Token) -> int:
    """The number in a token of figures ("3rd" -> 3), or of an ordinal word."""
    match = _DIGITS.search(token.word)
    if match:
        return int(match[0])
    return load().ordinals.get(token.word, 0)
