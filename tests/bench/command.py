"""What is measured, and in which order; how it is asked for is told in `tests.bench.__main__`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from etl.find import batches
from etl.records import Found
from etl.settings import Settings
from etl.sources import files
from etl.store.postgres import Server
from etl.workers import Workers, open_workers
from tests.bench import caged, duplicates, loading, memory, resolving, small, stages, times, warc, whole
from tests.bench.databases import fresh_database, open_server
from tests.bench.generate import write
from tests.bench.pages import write_warc
from tests.bench.report import Figures, Memory, as_json, as_text

ROUNDS = 3  # of the whole run, each over its own third of the documents; and of the load
LOADED = 6  # batches
TAGGED = 100  # articles whose times are looked for
STAGED = 150  # documents that go through the stages one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bench:
    """What the measurements share."""

    folder: Path
    settings: Settings
    server: Server


def main() -> int:
    """Measure and print."""
    options = _options()
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as name:
        folder = Path(name)
        settings = Settings(data_dir=folder / "data", raw_dir=folder / "raw", database_url=None, _env_file=None)
        with open_server(settings) as server:
            if options.duplicates:
                found = duplicates.measure(server, options.documents or 100_000)
                sys.stdout.write((duplicates.as_json(found) if options.json else duplicates.as_text(found)) + "\n")
                return 0
            if options.resolve:
                seen = resolving.measure(server, options.mentions)
                sys.stdout.write((resolving.as_json(seen) if options.json else resolving.as_text(seen)) + "\n")
                return 0
            bench = _Bench(folder=folder, settings=settings, server=server)
            figures = _measured(bench, options)
    figures = replace(figures, load_average=(before, os.getloadavg()[0]))
    sys.stdout.write((as_json(figures) if options.json else as_text(figures)) + "\n")
    return 0


def _options() -> argparse.Namespace:
    told = "Speed and memory, as ratios to work that is measured in turn with ours."
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=told)
    parser.add_argument("--documents", type=int, help="how many (600, or what the mode says)")
    parser.add_argument("--warc", action="store_true", help="pages out of WARC files only")
    parser.add_argument("--memory", action="store_true", help="peak memory only")
    parser.add_argument("--files", action="store_true", help="many small files only")
    parser.add_argument("--archive", action="store_true", help="unpacking only")
    parser.add_argument("--duplicates", action="store_true", help="near duplicates only")
    parser.add_argument("--times", action="store_true", help="times in the text only")
    parser.add_argument("--resolve", action="store_true", help="resolve only")
    parser.add_argument("--mentions", type=int, default=1_000_000, help="of --resolve")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser.parse_args()


def _crawls(bench: _Bench, count: int) -> Figures:
    """Pages in as many WARC files as there are rounds, and some in one before them, so that every process is warm."""
    settings = bench.settings.model_copy(update={"mentions": False})
    first = range(count, count + 2 * settings.workers * settings.batch_documents)
    crawls = [bench.folder / f"{number}.warc.gz" for number in range(ROUNDS + 1)]
    _say("writing WARC files")
    for number, crawl in enumerate(crawls):
        write_warc(crawl, range(number - 1, count, ROUNDS) if number else first)
    _say("whole runs against fastwarc and trafilatura alone")
    with open_workers(settings) as workers:
        compared = warc.compare(bench.server, settings, workers, crawls)
    return replace(_nothing(settings, compared.documents), warc=compared)


def _nothing(settings: Settings, count: int) -> Figures:
    """Figures before anything is measured."""
    return Figures(
        documents=count,
        workers=settings.workers,
        batch=settings.batch_documents,
        mentions=settings.mentions,
        load_average=(0.0, 0.0),
        memory={},
    )


def _measured(bench: _Bench, options: argparse.Namespace) -> Figures:
    if options.warc:
        return _crawls(bench, options.documents or 5_000)
    usual = 100_000 if options.files else 10_000 if options.memory else 5_000 if options.archive else 600
    count = options.documents or (TAGGED if options.times else usual)
    figures = _nothing(bench.settings, count)
    if options.times:
        return replace(figures, mentions=False, times=times.measure(count))
    if options.files:
        _say(f"{count:,} small files")
        return replace(figures, mentions=False, small=small.measure(bench.folder, bench.server, count))
    if options.archive:
        _say(f"an archive of {count:,} members")
        return replace(figures, caged=caged.compare(bench.folder, count))
    if not options.memory:
        figures = _with_speed(bench, figures)
    return replace(figures, memory=_memory(bench, (count // 10, count)))


def _with_speed(bench: _Bench, figures: Figures) -> Figures:
    settings, server = bench.settings, bench.server
    documents = _documents(bench, figures.documents)
    source = documents[0].source
    with open_workers(settings) as workers:
        _say("whole runs against extraction and names alone")
        thirds = list(batches(documents, -(-len(documents) // ROUNDS)))
        compared = whole.compare(server, settings, workers, thirds)
        _say("load against bare COPY")
        few = list(batches(documents, settings.batch_documents))[:LOADED]
        loaded = loading.compare(server, _read(workers, few), source, rounds=ROUNDS)
    _say("stages")
    seconds = _stages(documents[:STAGED], settings)
    seconds["judge and load"] = sum(loaded.ours) / (loaded.rounds * sum(map(len, few)))
    seconds["resolve"] = compared.resolve / len(thirds[-1])
    seconds["publish"] = compared.publish / len(thirds[-1])
    return replace(figures, whole=compared, loading=loaded, stages=seconds, times=times.measure(TAGGED))


def _documents(bench: _Bench, count: int) -> list[Found]:
    folder = bench.folder / str(count)
    write(folder, count)
    return list(files.find(files.source_of(str(folder))))


def _read(workers: Workers, few: Sequence[Sequence[Found]]) -> list[loading.Articles]:
    return [workers.prepare(batch).articles for batch in few]


def _stages(documents: Sequence[Found], settings: Settings) -> stages.Seconds:
    """CPU seconds a document, in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        seconds = pool.apply(stages.measure, (documents,), {"mentions": settings.mentions})
    return {step: spent / len(documents) for step, spent in seconds.items()}


def _memory(bench: _Bench, counts: Sequence[int]) -> Memory:
    found = {}
    for count in counts:
        _say(f"memory over {count:,} documents")
        folder = bench.folder / str(count)
        if not folder.exists():
            write(folder, count)
        with fresh_database(bench.server) as url:
            found[count] = memory.peak(folder, url, bench.folder / f"raw-{count}")
    return found


def _say(doing: str) -> None:
    sys.stderr.write(f"{doing} ...\n")
