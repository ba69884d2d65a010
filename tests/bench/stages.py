"""What each step that makes an article costs: CPU seconds in one process, all documents through one step after another.

measure(paths, mentions=True)  ->  {"parse": 0.4, "clean": 0.5, "facts": 0.4, "model": 4.8, "make_article": 0.9, ...}
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from etl.clean import clean
from etl.formats import parse
from etl.normalize import Facts, make_article, read_facts
from etl.normalize.model import ModelEntity, recognize
from etl.records import Article, Fetched, Found, Prepared, Provenance, Reading
from etl.sources import files
from etl.store.rows import prepare

BATCH = 50
TODAY = date(2026, 1, 1)

Seconds = dict[str, float]
_T = TypeVar("_T")


def measure(documents: Sequence[Found], *, mentions: bool) -> Seconds:
    """CPU seconds of each step over some documents, after a few of them went through unmeasured."""
    _pass(documents[:10], {}, mentions=mentions)
    seconds: Seconds = {}
    for first in range(0, len(documents), BATCH):
        _pass(documents[first : first + BATCH], seconds, mentions=mentions)
    return seconds


def _pass(documents: Sequence[Found], seconds: Seconds, *, mentions: bool) -> None:
    fetched = _timed(seconds, "fetch", lambda: [files.fetch(found, byte_limit=10**8) for found in documents])
    parsed = _timed(seconds, "parse", lambda: [parse(one) for one in fetched])
    cleaned = _timed(seconds, "clean", lambda: [clean(one) for one in parsed])
    facts = _timed(seconds, "facts", lambda: [read_facts(one, source=None, today=TODAY) for one in cleaned])
    named = _timed(seconds, "model", lambda: _names(facts, mentions=mentions))
    articles = _timed(seconds, "make_article", lambda: list(map(make_article, facts, named)))
    _timed(seconds, "prepare", lambda: [_prepared(*one) for one in zip(articles, fetched, strict=True)])


def _prepared(article: Article, fetched: Fetched) -> Prepared:
    provenance = Provenance(
        source="bench",
        locator=fetched.found.locator,
        sha256=fetched.sha256,
        byte_count=len(fetched.body),
        fetched_at=fetched.fetched_at,
    )
    return prepare(Reading(article=article, provenance=provenance), software="bench", model="model")


def _names(facts: Sequence[Facts], *, mentions: bool) -> list[tuple[ModelEntity, ...]]:
    return recognize([one.body.text for one in facts]) if mentions else [() for _ in facts]


def _timed(seconds: Seconds, step: str, work: Callable[[], _T]) -> _T:
    begun = time.process_time()
    done = work()
    seconds[step] = seconds.get(step, 0.0) + time.process_time() - begun
    return done
