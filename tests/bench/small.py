"""Many small files: a first run, and a second one that finds all of them unchanged, against `sha256sum` over the same.

    measure(folder, server, raw_dir, count)  ->  Small(files=100_000, sha256sum=[3.1, 3.0], again=[7.2, 7.4], ...)

They take turns, so that a busy machine slows both. A second run counts from its opening to its closing, as the ledger
says; the command around it spends a second or two on its own start, whatever it finds.
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from etl.store.postgres import Server, open_engine
from etl.store.runs import list_runs
from tests.bench import memory
from tests.bench.databases import fresh_database
from tests.bench.generate import write_small
from tests.bench.memory import Peak

ROUNDS = 3
_WITHOUT_MENTIONS = {"DATELINE_MENTIONS": "false"}


@dataclass(slots=True)
class Small:
    """Seconds of each round; the first run's peak memory is that over all files, and that of a tenth of them."""

    files: int
    tenth: Peak = field(default_factory=Peak)
    first: Peak = field(default_factory=Peak)
    again: list[float] = field(default_factory=list)
    command: list[float] = field(default_factory=list)  # around it
    sha256sum: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Files a second of a second run as a share of those of `sha256sum`, in the best round of each."""
        return min(self.sha256sum) / min(self.again)


def measure(folder: Path, server: Server, count: int) -> Small:
    """Write, load, and look again, `ROUNDS` times."""
    measured = Small(files=count)
    files, few = folder / "small", folder / "few"
    write_small(files, count)
    write_small(few, count // 10)
    with fresh_database(server) as url:
        measured.tenth = memory.peak(few, url, folder / "raw-few", _WITHOUT_MENTIONS)
    with fresh_database(server) as url:
        measured.first = memory.peak(files, url, folder / "raw-small", _WITHOUT_MENTIONS)
        for _ in range(ROUNDS):
            measured.sha256sum.append(_hashed(files))
            measured.command.append(memory.peak(files, url, folder / "raw-small", _WITHOUT_MENTIONS).seconds)
            measured.again.append(_last_run(url, count))
    return measured


def _last_run(url: str, count: int) -> float:
    """Seconds of the latest run, which found all files the same."""
    with open_engine(url) as engine:
        (run,) = list_runs(engine, most=1)
    assert run.same == run.found == count
    assert run.finished_at
    return (run.finished_at - run.started_at).total_seconds()


def _hashed(folder: Path) -> float:
    """Seconds that `sha256sum` takes over all files below a folder."""
    begun = time.perf_counter()
    with subprocess.Popen(["find", str(folder), "-type", "f", "-print0"], stdout=subprocess.PIPE) as found:
        subprocess.run(["xargs", "-0", "sha256sum"], stdin=found.stdout, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun
