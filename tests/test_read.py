"""Limits of one document hold whatever runs when they are reached."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from etl.errors import RejectionCode
from etl.read import read_batch
from etl.sources import files
from etl.workers import Workers


@contextmanager
def _collecting_for_long() -> Iterator[None]:
    """A callback of the garbage collector in which the limit is reached: what is raised there, Python ignores."""

    def collect(_phase: str, _info: dict[str, int]) -> None:
        sum(range(3_000_000))

    gc.callbacks.append(collect)
    try:
        yield
    finally:
        gc.callbacks.remove(collect)


def test_a_limit_that_is_reached_while_garbage_is_collected_holds(workers: Workers, tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("The gate at Dolni Brevna stood open, said Iva Benda, on Monday.\n" * 60_000)
    hasty = replace(workers.options, seconds=1, model=None)
    with _collecting_for_long():
        read = read_batch(tuple(files.find(files.source_of(str(tmp_path)))), hasty)
    assert [one.code for one in read.rejected] == [RejectionCode.TIMEOUT]
