"""How commands speak: tables for people on stdout, JSON for programs, progress on stderr where that is a terminal.

It formats and prints; it asks nothing of the database and knows no command.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Timer
from types import FrameType
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from etl.errors import DatelineError
from etl.records import Report, Verdict

_WIDE = 200  # columns of a table in a pipe or file, where nothing says how wide it may be

_LAST_SECONDS = 25  # from SIGTERM to an end without ceremony

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@contextmanager
def errors_told() -> Iterator[None]:
    """An error raised on purpose, or a signal to stop, becomes one line on stderr and exit code 2."""
    try:
        with _sigterm_as_ctrl_c():
            yield
    except DatelineError as error:
        where = f"{error.locator}: " if error.locator else ""
        print(f"{where}{error.message}", file=sys.stderr)
        raise typer.Exit(2) from error
    except KeyboardInterrupt as error:
        print("Stopped. What was loaded stays; the same command goes on from there.", file=sys.stderr)
        raise typer.Exit(2) from error


@contextmanager
def _sigterm_as_ctrl_c() -> Iterator[None]:
    """Both ways to tell a command to stop leave every `finally` its turn, so that nothing of it goes on running.

    Whoever sends SIGTERM waits half a minute as a rule, so that a command which cannot end in time, because a server
    does not answer, is ended without ceremony.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        last = Timer(_LAST_SECONDS, os._exit, (2,))
        last.daemon = True
        last.start()
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def print_json(value: Any) -> None:
    """One JSON value on a line of its own; dates as ISO 8601."""
    print(json.dumps(value, ensure_ascii=True, default=_plain))


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime | date) else str(value)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str | None = None) -> None:
    """A table; numbers stand right, times in UTC to the second."""
    held = [tuple(row) for row in rows]
    table = Table(title=title, title_justify="left")
    for i, column in enumerate(columns):
        numeric = all(isinstance(row[i], int | float) for row in held) and bool(held)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in held:
        table.add_row(*(_shown(value) for value in row))
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}" if isinstance(value, datetime) else str(value)


_MEANINGS: Mapping[Verdict, str] = {
    Verdict.NEW: "brought an article not seen before",
    Verdict.CHANGED: "brought a new version of a known article",
    Verdict.SAME: "known, nothing to do",
    Verdict.DUPLICATE: "repeat an article from elsewhere, exactly or nearly",
    Verdict.REJECTED: "set aside: `dateline rejects list` says why",
    Verdict.WAITING: "could not be dealt with for the moment",
}


def print_report(report: Report) -> None:
    """What became of every document of a run."""
    rows = [(verdict.value, report.counts[verdict], _MEANINGS[verdict]) for verdict in Verdict]
    print_table(("verdict", "documents", ""), [*rows, ("found", report.found, f"in {report.seconds:.1f} s")])


def report_json(report: Report) -> dict[str, Any]:
    """A run's report as JSON."""
    counts = {verdict.value: count for verdict, count in report.counts.items()}
    return {"run_id": str(report.run_id), "found": report.found, **counts, "seconds": round(report.seconds, 3)}


def exit_code(counts: Mapping[Verdict, int]) -> int:
    """0 all well, 1 finished with rejects or waiting."""
    return 1 if counts.get(Verdict.REJECTED, 0) or counts.get(Verdict.WAITING, 0) else 0


class _Rate(ProgressColumn):
    """Documents a second since the beginning; rich's own speed is of the last moments, and batches come in bursts."""

    def render(self, task: Any) -> Text:
        rate = task.completed / task.elapsed if task.elapsed else 0.0
        return Text(f"{rate:.1f} documents/s")


@contextmanager
def progress_bar(total: int | None) -> Iterator[Any]:
    """A callback taking the number of documents done; shown on stderr where that is a terminal, else silent."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task("reading", total=total)
        yield lambda done: shown.advance(task, done)
