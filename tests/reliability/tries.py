"""The tries: a run is disturbed, run again without any step by hand, and what is stored compared with what should be.

Each returns lines to print and raises AssertionError where a promise does not hold.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from etl.store.fingerprint import TableHash
from tests.bench.processes import children
from tests.reliability.faults import FAULTS
from tests.reliability.ground import Ground

_LONGEST = 400  # seconds after which a run hangs; it waits 300 for a server that is away
_UNACCOUNTED = """
SELECT run_id FROM ops.run AS r WHERE state = 'running'
    OR found_count <> unread_count + (SELECT count(*) FROM ops.outcome AS o WHERE o.run_id = r.run_id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a database holds after a run that nobody disturbed, and how long that took."""

    content: dict[str, TableHash]
    seconds: float


def undisturbed(ground: Ground) -> Undisturbed:
    """The measure of all tries."""
    with ground.database() as url:
        begun = time.monotonic()
        return Undisturbed(content=ground.ingest_whole(url), seconds=time.monotonic() - begun)


def kill(ground: Ground, expected: Undisturbed, *, moments: int, seed: int) -> Iterator[str]:
    """Kill something at moments of chance, and run again."""
    chance = random.Random(seed)
    yield f"seed {seed}; an undisturbed run takes {expected.seconds:.1f} s"
    kinds = list(FAULTS)
    for i in range(moments):
        kind, after = kinds[i % len(kinds)], chance.uniform(0, expected.seconds)
        with ground.database() as url:
            code = _disturbed(ground, url, kind, after)
            content = ground.ingest_whole(url)
            differing = differences(expected.content, content)
            told = f"killed after {after:5.2f} s, ended with {code:3}; run again: {_told(differing)}"
            yield f"{i + 1:3}. {kind:<10} {told}"
            assert not differing
            assert not ground.ask(url, _UNACCOUNTED)


def _disturbed(ground: Ground, url: str, kind: str, after: float) -> int:
    with ground.ingest(url) as run:
        try:
            run.wait(timeout=after)
        except subprocess.TimeoutExpired:
            FAULTS[kind](ground, url, run)
        run.communicate(timeout=_LONGEST)
    return run.returncode


def twice(ground: Ground, expected: Undisturbed) -> Iterator[str]:
    """Two runs over the same documents at once."""
    with ground.database() as url:
        runs = [ground.ingest(url) for _ in range(2)]
        said = [run.communicate(timeout=_LONGEST) for run in runs]
        assert {run.returncode for run in runs} <= {0, 1}, said
        differing = differences(expected.content, ground.fingerprint(url))
        yield f"two runs at once: {_told(differing)}"
        assert not differing
        assert not ground.ask(url, _UNACCOUNTED)


def differences(expected: dict[str, TableHash], found: dict[str, TableHash]) -> list[str]:
    """The tables that are not as they should be."""
    return [name for name in expected if expected[name] != found.get(name)]


def _told(differing: list[str]) -> str:
    return f"{', '.join(differing)} differ" if differing else "same fingerprint"


def under_way(ground: Ground, url: str, run: subprocess.Popen[str]) -> list[int]:
    """The processes of a run, once it has loaded something and reads more."""
    loaded = "SELECT count(*) FROM ops.outcome JOIN ops.run USING (run_id) WHERE state = 'running'"
    until(lambda: run.poll() is not None or ground.ask(url, loaded) != [(0,)])
    assert run.poll() is None, "it ended before it could be disturbed"
    return children(run.pid)


def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that comes by itself, within a minute."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
