"""A whole run, from files to a published `bi`, against extraction and name recognition alone.

    compare(server, settings, rounds)  ->  Whole(documents=..., ours=Spent(...), alone=Spent(...))

Both read the same files with as many processes, started and warmed beforehand, and take turns round by round, so that
a busy machine slows both. CPU seconds count all processes: ours with this one and the database server's.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from etl import pipeline
from etl.records import Found, Source
from etl.settings import Settings
from etl.store.postgres import Server, open_engine
from etl.store.publish import publish
from etl.store.resolve import resolve
from etl.workers import Workers
from tests.bench.alone import extract_and_recognize
from tests.bench.databases import fresh_database
from tests.bench.processes import children, cpu_seconds

Documents = Sequence[Found]


@dataclass(slots=True)
class Spent:
    """Seconds on the clock and of CPU time."""

    wall: float = 0.0
    cpu: float = 0.0


@dataclass(slots=True)
class Whole:
    """Sums over all rounds."""

    documents: int = 0
    ours: Spent = field(default_factory=Spent)
    alone: Spent = field(default_factory=Spent)
    resolve: float = 0.0  # seconds, in the database of the last round
    publish: float = 0.0

    @property
    def ratio(self) -> float:
        """Our documents a second as a share of those of extraction and recognition alone."""
        return self.alone.wall / self.ours.wall

    @property
    def cpu_ratio(self) -> float:
        """The same by CPU time, which other work on the machine disturbs less."""
        return self.alone.cpu / self.ours.cpu


def compare(server: Server, settings: Settings, workers: Workers, rounds: Sequence[Documents]) -> Whole:
    """Read each round's documents both ways, in changing order."""
    measured = Whole(documents=sum(map(len, rounds)))
    with open_pool(settings.workers) as pool:
        _warm(workers, pool, rounds[0][: settings.workers])
        for number, documents in enumerate(rounds):
            for is_ours in (True, False) if number % 2 else (False, True):
                if is_ours:
                    ingest(server, settings, workers, documents[0].source, documents, measured)
                else:
                    with spending(measured.alone, lambda: children(os.getpid())):
                        _alone(pool, documents, settings.batch_documents)
    return measured


@contextmanager
def open_pool(size: int) -> Iterator[ProcessPoolExecutor]:
    """The processes that work for the other side."""
    with ProcessPoolExecutor(max_workers=size, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool


def _warm(workers: Workers, pool: ProcessPoolExecutor, documents: Documents) -> None:
    """Load the language model in every process: one document each, all at once."""
    with ThreadPoolExecutor(len(documents)) as threads:
        for found in documents:
            threads.submit(workers.read, [found])
        list(pool.map(extract_and_recognize, [[Path(found.path)] for found in documents]))


def _alone(pool: ProcessPoolExecutor, documents: Documents, size: int) -> None:
    paths = [Path(found.path) for found in documents]
    list(pool.map(extract_and_recognize, [paths[first : first + size] for first in range(0, len(paths), size)]))


def ingest(
    server: Server,
    settings: Settings,
    workers: Workers,
    source: Source,
    found: Iterable[Found],
    measured: Whole,
) -> None:
    """One of our runs, from what is found to a published `bi`, into a database of its own."""
    with fresh_database(server) as url, open_engine(url) as engine:
        with spending(measured.ours, lambda: [os.getpid(), *children(os.getpid()), *_server_processes(server)]):
            run = pipeline.start(settings, engine, workers, [source])
            pipeline.ingest(run, found, batch_documents=settings.batch_documents, progress=lambda _counts: None)
        measured.resolve = _timed(lambda: resolve(engine))
        measured.publish = _timed(lambda: publish(engine, run.run_id))


def _server_processes(server: Server) -> list[int]:
    """The postmaster and its children; those that ended meanwhile are not counted."""
    assert server.data_dir is not None
    postmaster = int((server.data_dir / "postmaster.pid").read_text().split()[0])
    return [postmaster, *children(postmaster)]


@contextmanager
def spending(spent: Spent, processes: Callable[[], list[int]]) -> Iterator[None]:
    """Add what a block spends; a process that starts inside it counts from its start."""
    before = {pid: cpu_seconds([pid]) for pid in processes()}
    begun = time.perf_counter()
    yield
    spent.wall += time.perf_counter() - begun
    spent.cpu += sum(cpu_seconds([pid]) - before.get(pid, 0.0) for pid in processes())


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
