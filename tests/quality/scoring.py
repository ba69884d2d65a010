"""Runs the scorer that came with a gold set, and makes its answer flat.

    score(gold_set, gold_rows, predictions)  ->  {"strict.f1": 81.2, "value_f1": 70.4, "docs": 73, ...}

The scorers are programs beside the data; nothing of them is imported.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.quality.gold import GoldSet, Row, Task

Figures = dict[str, float]
ARTICLE_TASKS = {Task.PAGES: "source", Task.PDF: "txt_mode", Task.TEXT: "txt_mode"}  # and the key to tell apart by
SECONDS = 600


class ScorerFailedError(Exception):
    """A scorer ended with an error; its own words are the message."""


def score(gold: GoldSet, rows: Sequence[Row], predictions: Sequence[Row]) -> Figures:
    """The scorer's figures for some rows of a set.

    Raises:
        ScorerFailedError: it has no scorer, or the scorer gave up.
    """
    if gold.scorer is None:
        raise ScorerFailedError(f"no score_*.py stands beside {gold.path}")
    with tempfile.TemporaryDirectory(prefix="dateline-quality-") as name:
        folder = Path(name)
        _write(folder / "gold.jsonl", rows)
        _write(folder / "pred.jsonl", predictions)
        answer = _article_scores(gold, folder) if gold.task in ARTICLE_TASKS else _scores(gold, rows, folder)
    if gold.task is Task.PLACES:  # the spans are the gold's own: only the links say anything
        answer = {"gold_spans": {"places": answer.get("places")}}
    figures = dict(_flat(answer))
    failed = sum("failed" in prediction for prediction in predictions)
    rejected = sum("rejected" in prediction for prediction in predictions)
    return {**figures, "rows": len(rows), "failed": failed, "rejected": rejected}


def relevant(rows: Sequence[Row]) -> list[Row]:
    """The rows that are scored: of a set with topics, the news."""
    news = [row for row in rows if row.get("topic") == "news"]
    return news or list(rows)


def _scores(gold: GoldSet, rows: Sequence[Row], folder: Path) -> Any:
    topic = ["--where", "topic=news"] if any(row.get("topic") == "news" for row in rows) else []
    arguments = [str(folder / "gold.jsonl"), str(folder / "pred.jsonl"), "--json", *topic]
    return json.loads(_run(gold, arguments).splitlines()[-1])


def _article_scores(gold: GoldSet, folder: Path) -> Any:
    out = folder / "scores.json"
    files = ["--gold", str(folder / "gold.jsonl"), "--pred", str(folder / "pred.jsonl"), "--json", str(out)]
    _run(gold, [*files, "--by", ARTICLE_TASKS[gold.task]])
    return json.loads(out.read_text(encoding="utf-8"))


def _run(gold: GoldSet, arguments: Sequence[str]) -> str:
    command = [sys.executable, str(gold.scorer), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if ended.returncode:
        raise ScorerFailedError(f"{gold.scorer} on {gold.name}: {ended.stderr.strip()[-500:]}")
    return ended.stdout


def _write(path: Path, rows: Iterable[Row]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _flat(answer: Any, prefix: str = "") -> Iterator[tuple[str, float]]:
    """The numbers of a nested answer, by dotted name; of a pair (share, count) the share, of yes and no 1 and 0."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from _flat(value, f"{prefix}.{key}" if prefix else str(key))
    elif isinstance(answer, list):
        yield from _flat(answer[0] if answer else None, prefix)
    elif isinstance(answer, int | float):
        yield prefix, float(answer) if isinstance(answer, bool) else answer
