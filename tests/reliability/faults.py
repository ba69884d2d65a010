"""What happens to a run at a moment of chance: each kind of death once, in turn.

fault = FAULTS["backend"]
fault(ground, url, run)
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress

from etl.store.postgres import ensure_server
from tests.bench.processes import children
from tests.reliability.ground import Ground

Fault = Callable[[Ground, str, "subprocess.Popen[str]"], None]

_BACKENDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):  # it ended by itself a moment ago
        os.kill(pid, signal.SIGKILL)


def kill_run(_ground: Ground, _url: str, run: subprocess.Popen[str]) -> None:
    """`kill -9` of the command."""
    _kill(run.pid)


def kill_worker(_ground: Ground, _url: str, run: subprocess.Popen[str]) -> None:
    """`kill -9` of a process that reads."""
    for pid in children(run.pid)[-1:]:
        _kill(pid)


def kill_backend(ground: Ground, url: str, _run: subprocess.Popen[str]) -> None:
    """`kill -9` of a server process of the run, after which Postgres ends all others and recovers."""
    for (pid,) in ground.ask(url, _BACKENDS)[-1:]:
        _kill(int(str(pid)))


def kill_postmaster(ground: Ground, _url: str, _run: subprocess.Popen[str]) -> None:
    """`kill -9` of the server's first process; whoever looks after it starts it again."""
    assert ground.server.data_dir
    _kill(int((ground.server.data_dir / "postmaster.pid").read_text().split()[0]))
    ensure_server(ground.settings)


def drop_connections(ground: Ground, url: str, _run: subprocess.Popen[str]) -> None:
    """Every connection of the run is cut."""
    ground.ask(url, f"SELECT pg_terminate_backend(pid) FROM ({_BACKENDS}) AS theirs")


FAULTS: Mapping[str, Fault] = {
    "run": kill_run,
    "worker": kill_worker,
    "backend": kill_backend,
    "postmaster": kill_postmaster,
    "connection": drop_connections,
}
