"""Measures the product on gold data, and holds it against the floors that earlier states reached.

    python -m tests.quality.measure ../shared/data                     every set but the large training ones
    python -m tests.quality.measure ../shared/data --only dates        the sets with "dates" in their name
    python -m tests.quality.measure ../shared/data --raise-floors      what got better stays better

One JSON of all figures goes to standard output, {set: {figure: value}}; progress goes to standard error. The exit code
is 1 when a figure is below its floor, 2 when there is nothing to measure. A set without floors is printed only.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.quality.document import measure_document
from tests.quality.floors import broken, raised, read_floors, write_floors
from tests.quality.gold import GoldSet, Row, Task, find_sets, read_rows, sample
from tests.quality.predict import predict
from tests.quality.scoring import Figures, ScorerFailedError, relevant, score

FLOORS = Path(__file__).parent / "floors.json"
BATCH = {Task.PAGES: 8, Task.PDF: 4, Task.TEXT: 4}  # rows; a page is more work than a sentence
BATCH_ROWS = 40
FAILURES_SHOWN = 3


@dataclass(slots=True)
class _Measured:
    """A set on its way: its rows, and the batches of predictions to come."""

    gold: GoldSet
    rows: list[Row] = field(default_factory=list)
    batches: list[Future[list[Row]]] = field(default_factory=list)
    document: Future[Figures] | None = None


def measure(sets: Sequence[GoldSet], *, size: int | None, workers: int) -> dict[str, Figures]:
    """The figures of each set; `size` takes at most so many rows of each."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        running = [_start(pool, gold, size) for gold in sets]
        return {measured.gold.name: figures for measured in running if (figures := _finish(measured)) is not None}


def _start(pool: ProcessPoolExecutor, gold: GoldSet, size: int | None) -> _Measured:
    if gold.task is Task.DOCUMENT:
        return _Measured(gold=gold, document=pool.submit(measure_document, gold.path))
    rows = sample(relevant(read_rows(gold.path)), size)
    batches = [pool.submit(predict, gold.task, batch, gold.path.parent) for batch in _batches(rows, gold.task)]
    return _Measured(gold=gold, rows=rows, batches=batches)


def _batches(rows: Sequence[Row], task: Task) -> Iterator[list[Row]]:
    step = BATCH.get(task, BATCH_ROWS)
    for start in range(0, len(rows), step):
        yield list(rows[start : start + step])


def _finish(measured: _Measured) -> Figures | None:
    """The figures of a set once all its batches are done; None, with a word to the user, where it cannot be scored."""
    began = time.monotonic()
    try:
        if measured.document is not None:
            figures = measured.document.result()
        else:
            predictions = [row for batch in measured.batches for row in batch.result()]
            _show_failures(measured.gold, predictions)
            figures = score(measured.gold, measured.rows, predictions)
    except (ScorerFailedError, BrokenExecutor, OSError, ValueError) as error:
        _say(f"{measured.gold.name}: not measured, {error}")
        return None
    _say(f"{measured.gold.name}: {len(measured.rows) or 1} rows, waited {time.monotonic() - began:.0f} s")
    return {name: round(value, 5) for name, value in figures.items()}


def _show_failures(gold: GoldSet, predictions: Sequence[Row]) -> None:
    failures = [row for row in predictions if "failed" in row]
    for row in failures[:FAILURES_SHOWN]:
        _say(f"{gold.name} {row['id']}: {row['failed']}")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; returns the exit code."""
    asked = _parser().parse_args(arguments)
    if not asked.folder.is_dir():
        _say(f"There is no folder {asked.folder}: name the one that holds the gold data.")
        return 2
    sets = [s for s in find_sets(asked.folder) if asked.only in s.name and (asked.full or not s.is_training)]
    if not sets:
        _say(f"There is no gold set below {asked.folder} that was asked for.")
        return 2
    figures = measure(sets, size=asked.sample, workers=asked.workers)
    printed = json.dumps(figures, indent=1)
    sys.stdout.write(printed + "\n")
    if asked.json:
        asked.json.write_text(printed + "\n", encoding="utf-8")
    if asked.sample is not None:
        _say("A sample was measured: its figures are not held against the floors.")
        return 0
    return _hold(figures, {s.name: s.task for s in sets}, raising=asked.raise_floors, path=asked.floors)


def _hold(figures: dict[str, Figures], tasks: dict[str, Task], *, raising: bool, path: Path) -> int:
    """Compare with the floors, raise them if asked, and say what is broken."""
    floors = read_floors(path)
    for said in (failures := broken(figures, floors)):
        _say(f"BROKEN {said}")
    if raising:
        write_floors(path, raised(figures, floors, tasks))
    return 1 if failures else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.measure", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, help="where the gold data is")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--only", default="", metavar="NAME", help="only sets with this in their name")
    parser.add_argument("--sample", type=int, metavar="N", help="at most N rows of each set; no floors are compared")
    parser.add_argument("--full", action="store_true", help="the large training sets too")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--floors", type=Path, default=FLOORS, help="the file of floors")
    parser.add_argument("--raise-floors", action="store_true", help="raise the floors to what was measured")
    return parser


if __name__ == "__main__":
    sys.exit(main())
