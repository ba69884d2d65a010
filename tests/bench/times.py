"""What finding the times in a text costs: CPU time over made-up articles of 800 words.

    measure(100)  ->  Times(articles=100, words=800.0, expressions=14.6, milliseconds=[2.4, 2.4, 2.5, ...])

Each round tags all articles; the first, in which the vocabulary is read and patterns are compiled, is not counted.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date

from etl.normalize.times import tag_times
from tests.bench.generate import make_story

ROUNDS = 7
WORDS = 800
_CHARACTERS = (9000, 9200)  # more than so many words have


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The articles, their mean numbers of words and expressions, CPU milliseconds an article in each round."""

    articles: int
    words: float
    expressions: float
    milliseconds: tuple[float, ...]


def measure(count: int) -> Times:
    """Tag so many articles, `ROUNDS` times."""
    texts = [_article(number) for number in range(count)]
    found = sum(len(tag_times(text, published=day)) for text, day in texts)
    return Times(
        articles=count,
        words=sum(len(text.split()) for text, _ in texts) / count,
        expressions=found / count,
        milliseconds=tuple(_round(texts) for _ in range(ROUNDS)),
    )


def _article(number: int) -> tuple[str, date]:
    """The first 800 words of a made-up article, and its day."""
    story = make_story(number, characters=_CHARACTERS)
    words = re.findall(r"\S+\s*", "\n\n".join(story.paragraphs))
    return "".join(words[:WORDS]), story.day


def _round(texts: list[tuple[str, date]]) -> float:
    begun = time.process_time()
    for text, day in texts:
        tag_times(text, published=day)
    return (time.process_time() - begun) / len(texts) * 1000
