"""Limits of one document hold whatever runs when they are reached."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from etl.errors import RejectionCode
from etl.read import read_batch
from etl.sources import files
from etl.workers import Workers


@contextmanager
def _collecting(collect: Callable[[], object]) -> Iterator[None]:
    """Something that happens whenever garbage is collected, which is in the midst of reading."""

    def callback(_phase: str, _info: dict[str, int]) -> None:
        collect()

    gc.callbacks.append(callback)
    try:
        yield
    finally:
        gc.callbacks.remove(callback)


def test_a_limit_that_is_reached_while_garbage_is_collected_holds(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("The gate at Dolni Brevna stood open, said Iva Benda, on Monday.\n" * 60_000)
    hasty = replace(workers.options, seconds=1, model=None)
    # What is raised in a callback of the garbage collector, Python ignores; nearly all time is spent there.
    with _collecting(lambda: sum(range(3_000_000))):
        read = read_batch(tuple(files.find(files.source_of(str(tmp_path)))), hasty)
    assert [one.code for one in read.rejected] == [RejectionCode.TIMEOUT]


def test_what_other_processes_take_of_the_time_is_not_held_against_a_document(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("By Iva Benda\n\n" + "The gate at Dolni Brevna stood open on Monday.\n" * 200)
    hasty = replace(workers.options, seconds=2, model=None)
    other = [sys.executable, "-c", "import time\nends = time.monotonic() + 2.2\nwhile time.monotonic() < ends: pass"]
    found = tuple(files.find(files.source_of(str(tmp_path))))
    read_batch(found, workers.options)  # what is loaded for the first document is not held against it either
    waited: list[object] = []
    with _collecting(lambda: waited or waited.append(subprocess.run(other, check=True))):
        read = read_batch(found, hasty)
    assert waited
    assert (len(read.articles), read.rejected) == (1, ())
