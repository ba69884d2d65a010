"""The cage: work that crashes, hangs or eats memory costs itself, and what came before is had."""

from __future__ import annotations

import os
import random
import signal
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path
from threading import Event
from typing import cast

import pytest

from etl.cage import Cage, CageLimits, open_cage
from etl.errors import Misconfigured, RejectionCode, Unreadable
from etl.records import Found
from etl.settings import Settings
from etl.sources import files
from etl.unpack import unpack

LIMITS = CageLimits(seconds=2, seconds_name="DATELINE_X_SECONDS", memory_bytes=400_000_000, file_bytes=1_000_000)


def counted(most: int) -> Iterator[int]:
    yield from range(most)


def killed(by: int) -> Iterator[int]:
    yield from range(3)
    os.kill(os.getpid(), by)


def hanging() -> Iterator[int]:
    yield from range(3)
    signal.pause()


def greedy() -> Iterator[int]:
    yield from range(3)
    yield len(bytearray(1 << 30))


def verbose(path: str) -> Iterator[int]:
    yield from range(3)
    Path(path).write_bytes(bytes(2_000_000))


def refusing() -> Iterator[int]:
    yield from range(3)
    raise Unreadable(RejectionCode.MALFORMED, "It is cut.", locator="a.zip")


def misconfigured() -> Iterator[int]:
    yield from range(3)
    raise Misconfigured("The folder cannot be written.")


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    with open_cage(LIMITS) as opened:
        yield opened


@pytest.mark.parametrize(
    ("work", "arguments", "code", "said"),
    [
        (killed, (signal.SIGSEGV,), "parser_crashed", "exit code -11"),
        (killed, (signal.SIGKILL,), "parser_crashed", "exit code -9"),
        (killed, (signal.SIGPROF,), "timeout", "DATELINE_X_SECONDS (2)"),
        (hanging, (), "timeout", "DATELINE_X_SECONDS (2)"),
        (greedy, (), "too_large", "memory"),
        (verbose, ("{folder}/long",), "internal", "File too large"),
        (refusing, (), "malformed", "It is cut."),
    ],
)
def test_what_goes_wrong_is_said_behind_what_was_given(
    cage: Cage, tmp_path: Path, work: Callable[..., Iterator[int]], arguments: tuple[object, ...], code: str, said: str
) -> None:
    placed = [str(one).format(folder=tmp_path) if isinstance(one, str) else one for one in arguments]
    given: list[int] = []
    with pytest.raises(Unreadable, match=said.replace("(", r"\(").replace(")", r"\)")) as raised:
        for part in cage.run(work, *placed):
            given.append(part)  # noqa: PERF402 - what came before it raised is the point
    assert (given, raised.value.code.value) == ([0, 1, 2], code)
    assert list(cage.run(counted, 4)) == [0, 1, 2, 3], "the cage goes on"


def test_an_error_that_ends_the_run_ends_it(cage: Cage) -> None:
    with pytest.raises(Misconfigured, match="cannot be written"):
        list(cage.run(misconfigured))


def test_a_function_answers_once(cage: Cage) -> None:
    assert cage.answer(sum, (1, 2)) == 3
    with pytest.raises(Unreadable, match="unsupported operand"):
        cage.answer(sum, "ab")


def test_an_answer_that_nobody_hears_to_its_end_is_not_heard_later(cage: Cage) -> None:
    answer = cage.run(counted, 1000)
    assert next(answer) == 0
    answer.close()  # type: ignore[attr-defined]
    assert list(cage.run(counted, 2)) == [0, 1]


def _unpacked(path: Path, settings: Settings) -> list[Found]:
    return list(unpack(files.find(files.source_of(str(path))), settings))


def test_an_archive_that_wants_too_much_memory_costs_what_follows_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("first.txt", b"first")
        archive.writestr("large.txt", random.Random(1).randbytes(45_000_000))
    (folder / "b.txt").write_bytes(b"second")
    settings = Settings(
        data_dir=tmp_path, raw_dir=tmp_path / "raw", database_url=None, parse_memory_bytes=90_000_000, _env_file=None
    )
    first, rejected, second = _unpacked(folder, settings)
    assert [first.locator, rejected.locator, second.locator] == ["a.zip!/first.txt", "a.zip", "b.txt"]
    assert Path(first.path).read_bytes() == b"first"
    assert isinstance(rejected.failure, Unreadable)
    assert rejected.failure.code is RejectionCode.TOO_LARGE


def test_who_waits_for_a_cage_gives_up_when_the_run_was_stopped() -> None:
    stopped = Event()
    given: list[int] = []
    with open_cage(LIMITS, stopped) as cage, pytest.raises(CancelledError):
        for part in cage.run(hanging):
            given.append(part)
            if len(given) == 3:
                stopped.set()
    assert given == [0, 1, 2]


class _Stopping:
    """Limits that cannot be handed over: what starts the process is interrupted in the midst of it."""

    def __reduce__(self) -> str:
        raise KeyboardInterrupt


def test_what_stops_a_process_from_starting_is_told_as_it_is() -> None:
    with pytest.raises(KeyboardInterrupt), open_cage(cast("CageLimits", _Stopping())) as starting:
        list(starting.run(counted, 1))
