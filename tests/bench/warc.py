"""A run over WARC files, from the packed pages to a published `bi`, against unpacking and extraction alone.

    compare(server, settings, workers, [crawl_1, crawl_2])  ->  Whole(documents=..., ours=Spent(...), alone=Spent(...))

Alone is what a user of fastwarc and trafilatura would write: one process reads the records and hands the pages in
batches to as many others as we use, which take text and metadata out of them; nothing is kept. Names are recognized on
neither side, so settings should have mentions off. Sides take turns, file by file.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from etl.find import find
from etl.settings import Settings
from etl.sources import files
from etl.store.postgres import Server
from etl.workers import Workers
from tests.bench.processes import children
from tests.bench.whole import Whole, ingest, open_pool, spending


def compare(server: Server, settings: Settings, workers: Workers, crawls: Sequence[Path]) -> Whole:
    """Read each file both ways, in changing order; what the first one takes is not counted: it warms both sides up."""
    measured = Whole()
    with open_pool(settings.workers) as pool:
        for number, crawl in enumerate(crawls):
            spent = measured if number else Whole()
            for is_ours in (True, False) if number % 2 else (False, True):
                if is_ours:
                    source = files.source_of(str(crawl))
                    ingest(server, settings, workers, source, find([source], settings), spent)
                else:
                    with spending(spent.alone, lambda: [os.getpid(), *children(os.getpid())]):
                        spent.documents += _alone(pool, crawl, settings)
    return measured


def _alone(pool: ProcessPoolExecutor, crawl: Path, settings: Settings) -> int:
    """Pages whose text was found; a few batches are under way at once, so that memory stays flat."""
    count = 0
    waiting: deque[Future[int]] = deque()
    pages = _pages(crawl)
    while batch := list(islice(pages, settings.batch_documents)):
        waiting.append(pool.submit(_extract, batch))
        if len(waiting) > settings.workers + 2:
            count += waiting.popleft().result()
    return count + sum(future.result() for future in waiting)


def _pages(crawl: Path) -> Iterator[bytes]:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with crawl.open("rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True):
            yield record.reader.read()


def _extract(pages: Sequence[bytes]) -> int:
    import trafilatura

    return sum(trafilatura.bare_extraction(page, with_metadata=True) is not None for page in pages)
