"""The figures of a benchmark, as JSON or as lines that say which target each ratio has.

print(as_text(figures))
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tests.bench.caged import Caged
from tests.bench.loading import Loading
from tests.bench.memory import Peak
from tests.bench.small import Small
from tests.bench.stages import Seconds
from tests.bench.times import Times
from tests.bench.whole import Whole

WARC_TARGET = 0.9  # of unpacking and extraction alone, mentions off
TARGET = 0.7  # of bare COPY, and of extraction and name recognition alone
UNCHANGED = 0.3  # of sha256sum
TIMES_TARGET, TIMES_AIM = 10.0, 3.0  # milliseconds an article of 800 words
FLAT = 1.15  # ten times the documents may take this much more memory: allocators keep some slack

Memory = dict[int, Peak]  # by number of documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured; None was not."""

    documents: int
    workers: int
    batch: int
    mentions: bool
    load_average: tuple[float, float]  # of the machine over a minute, before and after
    stages: Seconds | None = None  # CPU seconds a document
    times: Times | None = None
    whole: Whole | None = None
    warc: Whole | None = None
    loading: Loading | None = None
    memory: Memory
    small: Small | None = None
    caged: Caged | None = None


def as_json(figures: Figures) -> str:
    """All figures and ratios."""
    found = asdict(figures)
    if figures.warc:
        found["ratios"] = {"warc": figures.warc.ratio, "warc_cpu": figures.warc.cpu_ratio}
    if figures.whole and figures.loading:
        found["ratios"] = {
            "whole": figures.whole.ratio,
            "whole_cpu": figures.whole.cpu_ratio,
            "load": figures.loading.ratio,
        }
    if figures.small:
        found["ratios"] = {"unchanged": figures.small.ratio}
    if figures.caged:
        found["ratios"] = {"caged": figures.caged.ratio}
    return json.dumps(found, indent=1)


def as_text(figures: Figures) -> str:
    """A page to read."""
    before, after = figures.load_average
    head = (
        f"{figures.documents:,} documents, {figures.workers} workers, batches of {figures.batch},"
        f" mentions {'on' if figures.mentions else 'off'}; load average {before:.1f} before, {after:.1f} after"
    )
    lines = [
        head,
        *(_whole(figures.whole) if figures.whole else []),
        *(_warc(figures.warc) if figures.warc else []),
        *(_loading(figures.loading, figures.batch) if figures.loading else []),
        *(_stages(figures) if figures.stages else []),
        *(_times(figures.times) if figures.times else []),
        *(_small(figures.small) if figures.small else []),
        *(_caged(figures.caged) if figures.caged else []),
        *_memory(figures.memory),
    ]
    return "\n".join(lines)


def _line(name: str, value: str, note: str = "") -> str:
    return f"  {name:<34}{value:>12}   {note}".rstrip()


def _judged(ratio: float, target: float = TARGET) -> str:
    return f"ratio {ratio:.2f}, target {target}: {'met' if ratio >= target else 'NOT met'}"


def _whole(whole: Whole) -> list[str]:
    ours, alone = (whole.documents / spent.wall for spent in (whole.ours, whole.alone))
    return [
        "documents a second, end to end",
        _line("ingest, files to bi", f"{ours:.1f}", f"{_judged(whole.ratio)}; by CPU time {whole.cpu_ratio:.2f}"),
        _line("extraction and names alone", f"{alone:.1f}"),
    ]


def _warc(whole: Whole) -> list[str]:
    ours, alone = (whole.documents / spent.wall for spent in (whole.ours, whole.alone))
    judged = f"{_judged(whole.ratio, WARC_TARGET)}; by CPU time {whole.cpu_ratio:.2f}"
    return [
        "pages a second, end to end",
        _line("ingest, WARC to bi", f"{ours:.1f}", judged),
        _line("fastwarc and trafilatura alone", f"{alone:.1f}"),
    ]


def _loading(loading: Loading, batch: int) -> list[str]:
    return [
        f"rows a second into the database, {loading.row_count:,} rows in batches of {batch} documents",
        _line("judge and load", f"{loading.rows_a_second:,.0f}", _judged(loading.ratio)),
        _line("bare binary COPY", f"{loading.rows_a_second / loading.ratio:,.0f}"),
    ]


def _small(small: Small) -> list[str]:
    return [
        "files a second, each the best of its rounds",
        _line("first run", f"{small.files / small.first.seconds:,.0f}"),
        _line("second run, all unchanged", f"{small.files / min(small.again):,.0f}", _judged(small.ratio, UNCHANGED)),
        _line("with the start of the command", f"{small.files / min(small.command):,.0f}"),
        _line("sha256sum", f"{small.files / min(small.sha256sum):,.0f}"),
        *_memory({small.files // 10: small.tenth, small.files: small.first}),
    ]


def _caged(caged: Caged) -> list[str]:
    return [
        "members of an archive a second, kept; each the best of its rounds",
        _line("in a process of its own", f"{caged.members / min(caged.caged):,.0f}", f"ratio {caged.ratio:.2f}"),
        _line("in ours", f"{caged.members / min(caged.uncaged):,.0f}"),
    ]


def _stages(figures: Figures) -> list[str]:
    assert figures.stages is not None
    rows = [
        _line(name, f"{seconds * 1000:.2f}", f"{1 / seconds:,.0f} documents a second" if seconds else "")
        for name, seconds in figures.stages.items()
    ]
    return ["milliseconds a document, each stage in one process", *rows]


def _times(times: Times) -> list[str]:
    best = min(times.milliseconds)
    judged = "met" if best <= TIMES_TARGET else "NOT met"
    note = f"target {TIMES_TARGET:.0f}: {judged}; aim {TIMES_AIM:.0f}: {'met' if best <= TIMES_AIM else 'NOT met'}"
    told = f"{times.expressions:.0f} expressions each, over {times.articles:,} articles; the best round"
    return [
        f"milliseconds of CPU time an article of {times.words:,.0f} words",
        _line("times in the text", f"{best:.2f}", f"{note}; {told}"),
    ]


def _memory(memory: Memory) -> Sequence[str]:
    if not memory:
        return []
    lines = [_peak(count, peak) for count, peak in memory.items()]
    few, many = memory[min(memory)], memory[max(memory)]
    growth = max(many.parent / few.parent, many.worker / few.worker)
    said = f"ratio {growth:.2f}: {'flat' if growth <= FLAT else 'NOT flat'}"
    return ["peak memory in MB: the command, its largest worker", *lines, _line("growth", "", said)]


def _peak(documents: int, peak: Peak) -> str:
    note = f"{peak.worker / 1e6:,.0f}   in {peak.seconds:.0f} s"
    return _line(f"{documents:,} documents", f"{peak.parent / 1e6:,.0f}", note)
