"""Makes up an archive in which it is known who copies whom, the same one every time.

    make_text(7, sample).origin                        texts of one origin are copies of one another
    numbers(10_000)                                    the order in which they come

Of ten texts one is a copy as agencies' customers print them: cut from the end to no less than half, with another
headline, other paragraphs, a few corrected words, the agency's line and perhaps a sentence of the paper's own. Two are
made to be taken for copies: reports written from one template, and stories that repeat the background of another.
The originals are made-up stories and the texts of `raw/sample`.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.bench.generate import family_name, make_story, vocabulary

LEAST_KEPT = 0.5  # of the characters of an original: what is promised to be found
BACKGROUND = 0.3  # at most, of the words of a story that repeats another
_SENTENCE = re.compile(r"(?<=[.!?\"]) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A made-up text; those of one origin are copies of one another."""

    number: int
    origin: str
    kind: str  # original, copy, series or follow-up
    headline: str
    paragraphs: tuple[str, ...]


def numbers(count: int) -> list[int]:
    """An order in which copies come near to and far from what they copy, before it and after it."""
    shuffled = list(range(count))
    random.Random("order").shuffle(shuffled)
    return shuffled


def make_text(number: int, sample: Sequence[str]) -> Text:
    """The text of a number, always the same; of ten in a row the eighth copies one of those before it."""
    place, first = number % 10, number - number % 10
    if place == 7:
        return _copy(number, make_text(first + random.Random(f"copied {number}").randrange(7), sample), sample)
    if place == 8:
        return _report(number)
    story = make_story(number)
    own = Text(number=number, origin=f"{number}", kind="original", headline=story.headline, paragraphs=story.paragraphs)
    if place == 9:
        return _follow_up(own, make_story(number - 3).paragraphs)
    return own


def _copy(number: int, original: Text, sample: Sequence[str]) -> Text:
    """What a paper makes of an agency's text; one in ten is of `sample`, so that some texts are printed often."""
    dice = random.Random(f"copy {number}")
    chosen = number // 100 % len(sample) if number // 10 % 10 == 0 else None
    said = list(original.paragraphs) if chosen is None else sample[chosen].split("\n\n")
    steps = [_cut, _reparagraphed, _corrected, _with_agency_line, _with_own_sentence]
    for step in (step for step in steps if dice.random() < 0.6):
        said = step(said, dice)
    return Text(
        number=number,
        origin=original.origin if chosen is None else f"sample {chosen}",
        kind="copy",
        headline=f"{make_story(number).headline} ({number})",
        paragraphs=tuple(said),
    )


def _cut(paragraphs: list[str], dice: random.Random) -> list[str]:
    """From the end, as editors do, to between half and all of the characters."""
    wanted = sum(map(len, paragraphs)) * dice.uniform(LEAST_KEPT, 1)
    kept: list[str] = []
    for paragraph in paragraphs:
        if sum(map(len, kept)) >= wanted:
            break
        kept.append(paragraph)
    return kept


def _reparagraphed(paragraphs: list[str], dice: random.Random) -> list[str]:
    """One sentence a paragraph, or two paragraphs in one."""
    if dice.random() < 0.5:
        return [sentence for paragraph in paragraphs for sentence in _SENTENCE.split(paragraph)]
    return [" ".join(paragraphs[i : i + 2]) for i in range(0, len(paragraphs), 2)]


def _corrected(paragraphs: list[str], dice: random.Random) -> list[str]:
    """Up to six words of the text are others."""
    changed = list(paragraphs)
    for _ in range(dice.randrange(1, 7)):
        at = dice.randrange(len(changed))
        words = changed[at].split(" ")
        words[dice.randrange(len(words))] = dice.choice(vocabulary()["nouns"])
        changed[at] = " ".join(words)
    return changed


def _with_agency_line(paragraphs: list[str], dice: random.Random) -> list[str]:
    agency = dice.choice(["Reuters", "AP", "AFP", "dpa"])
    return [f"{dice.choice(['PARIS', 'GDANSK', 'ROME'])} ({agency}) - {paragraphs[0]}", *paragraphs[1:]]


def _with_own_sentence(paragraphs: list[str], dice: random.Random) -> list[str]:
    """The paper's own words at the end: what the story means to its readers."""
    own = make_story(dice.randrange(10**9)).paragraphs[1]
    return [*paragraphs, _SENTENCE.split(own)[0]]


def _report(number: int) -> Text:
    """A report by a template, of a series of thousands."""
    dice = random.Random(f"report {number}")
    kind = dice.choice(["weather", "game", "market"])
    drawn = _Drawn(dice)
    paragraphs = tuple(pattern.format_map(drawn) for pattern in _series()[kind])
    return Text(number=number, origin=f"{number}", kind="series", headline=f"{kind} {number}", paragraphs=paragraphs)


def _follow_up(own: Text, former: Sequence[str]) -> Text:
    """A story of its own that repeats paragraphs of another as its background."""
    most = BACKGROUND * sum(map(len, own.paragraphs))
    repeated: list[str] = []
    for paragraph in former[1:]:
        if sum(map(len, repeated)) + len(paragraph) > most:
            break
        repeated.append(paragraph)
    return replace(own, kind="follow-up", paragraphs=(*own.paragraphs, *repeated))


class _Drawn(dict[str, str]):
    """Draws a value for any slot that a pattern names; a trailing digit asks for another value of the same kind."""

    def __init__(self, dice: random.Random) -> None:
        super().__init__()
        self.dice = dice

    def __missing__(self, slot: str) -> str:
        words, name = vocabulary(), slot.rstrip("23456")
        if name in _series()["words"]:
            return self.dice.choice(_series()["words"][name])
        if name == "place":
            return self.dice.choice(words["places"])
        if name in {"player", "company"}:
            return f"{self.dice.choice(words['given'])} {family_name(words, self.dice)}"
        if name == "score":
            return f"{self.dice.randrange(1, 5)}-{self.dice.randrange(3)}"
        return str(self.dice.randrange(*_NUMBERS.get(name, (2, 60))))


_NUMBERS = {"crowd": (4000, 70000), "level": (1000, 9000), "points": (1, 90), "amount": (2, 900), "hour": (5, 21)}


@cache
def _series() -> Any:
    with Path(__file__).with_name("series.toml").open("rb") as file:
        return tomllib.load(file)
