"""Finds the gold sets below a folder and reads them; a set is known by what its rows hold, never by its file name.

    find_sets(Path("../shared/data"))  ->  (GoldSet(name="dates/te3_aquaint", task=Task.DATES, ...), ...)

A set is a `*.jsonl` file, a folder of pages (`gold.jsonl` beside `html/`), a folder of PDF files (`gold.jsonl` beside
`*.pdf` and `*.txt`, read as two sets), or one document (`article.txt` beside `gold.json`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

Row = dict[str, Any]
LOOKED_AT = 50  # rows that tell what a file holds


class Task(StrEnum):
    """What a set measures."""

    BYLINES = "bylines"
    NAMES = "names"
    DATES = "dates"
    MENTIONS = "mentions"
    PLACES = "places"
    QUOTES = "quotes"
    PAGES = "pages"
    PDF = "pdf"
    TEXT = "text"
    DOCUMENT = "document"


KEYS = {  # keys that all rows of a file have, the most telling first
    Task.BYLINES: {"raw", "authors"},
    Task.NAMES: {"raw", "name"},
    Task.QUOTES: {"text", "quotes"},
    Task.MENTIONS: {"text", "mentions"},
    Task.DATES: {"text", "dates"},
}


SCORERS = {
    Task.BYLINES: "score_authors.py",
    Task.NAMES: "score_authors.py",
    Task.DATES: "score_dates.py",
    Task.MENTIONS: "score_mentions.py",
    Task.PLACES: "score_mentions.py",
    Task.QUOTES: "score_quotes.py",
    Task.PAGES: "score_articles.py",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldSet:
    """One set: where it is, what it measures, what scores it."""

    name: str  # path below the measured folder, without ending
    task: Task
    path: Path  # the file with the gold
    scorer: Path | None

    @property
    def is_training(self) -> bool:
        """Whether it is the training part of some corpus: large, and measured on request only."""
        return "train" in self.path.stem


def find_sets(folder: Path) -> tuple[GoldSet, ...]:
    """All sets below a folder, by name."""
    found = [gold for path in sorted(folder.rglob("*.jsonl")) for gold in _sets_of(path, folder)]
    documents = [p for p in sorted(folder.rglob("gold.json")) if (p.parent / "article.txt").is_file()]
    found += [GoldSet(name=_name(p.parent, folder), task=Task.DOCUMENT, path=p, scorer=None) for p in documents]
    return tuple(found)


def read_rows(path: Path, limit: int | None = None) -> list[Row]:
    """The rows of a file of JSON lines, or the first `limit` of them."""
    rows: list[Row] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if limit is not None and len(rows) == limit:
                break
            if line.strip():
                rows.append(json.loads(line))
    return rows


def sample(rows: Sequence[Row], size: int | None) -> list[Row]:
    """At most `size` rows, taken at even distances, so that every part of the file has its share."""
    if size is None or len(rows) <= size:
        return list(rows)
    return [rows[index * len(rows) // size] for index in range(size)]


def _sets_of(path: Path, folder: Path) -> Iterator[GoldSet]:
    if path.name == "gold.jsonl":
        yield from _folder_sets(path, folder)
        return
    rows = read_rows(path, LOOKED_AT)
    task = next((t for t, keys in KEYS.items() if rows and all(keys <= row.keys() for row in rows)), None)
    if task is Task.MENTIONS and _has_places(rows):
        task = Task.PLACES
    if task is not None:
        scorer = _scorer(task, path, folder)
        yield GoldSet(name=_name(path.with_suffix(""), folder), task=task, path=path, scorer=scorer)


def _folder_sets(path: Path, folder: Path) -> Iterator[GoldSet]:
    scorer = _scorer(Task.PAGES, path, folder)
    name = _name(path.parent, folder)
    if (path.parent / "html").is_dir():
        yield GoldSet(name=name, task=Task.PAGES, path=path, scorer=scorer)
    for ending, task in (("pdf", Task.PDF), ("txt", Task.TEXT)):
        if next(path.parent.glob(f"*.{ending}"), None):
            yield GoldSet(name=f"{name}.{ending}", task=task, path=path, scorer=scorer)


def _has_places(rows: Sequence[Row]) -> bool:
    """Whether the mentions are of places alone, and most have a GeoNames id or coordinates."""
    mentions = [mention for row in rows for mention in row["mentions"]]
    located = sum("geonameid" in mention or "lat" in mention for mention in mentions)
    return 2 * located > len(mentions) and all(mention.get("kind") == "LOC" for mention in mentions)


def _scorer(task: Task, path: Path, folder: Path) -> Path | None:
    """The scorer beside the gold, else the one of its usual name below the folder or beside it."""
    name = SCORERS[task]
    beside = sorted(path.parent.glob(name)) or sorted(path.parent.glob("score_*.py"))
    elsewhere = [*sorted(folder.rglob(name)), *sorted(folder.resolve().parent.glob(f"*/{name}"))]
    return next(iter([*beside, *elsewhere]), None)


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path != folder else folder.name
