"""Peak memory of `dateline ingest` as users run it: of the command itself and of the largest process it starts.

    peak(folder, url, raw_dir)  ->  Peak(parent=210_000_000, worker=640_000_000)

The kernel keeps the peak of each process; it is asked for every so often until the command ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import children, peak_bytes

_LOOK_SECONDS = 0.25


@dataclass(slots=True)
class Peak:
    """Bytes, and how long the command took."""

    parent: int = 0
    worker: int = 0
    seconds: float = 0.0


def peak(folder: Path, url: str, raw_dir: Path, settings: Mapping[str, str] | None = None) -> Peak:
    """Ingest a folder into a database and watch.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    environment = os.environ | {"DATELINE_DATABASE_URL": url, "DATELINE_RAW_DIR": str(raw_dir)} | dict(settings or {})
    command = [sys.executable, "-m", "etl", "ingest", "--json", str(folder)]
    found, begun = Peak(), time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            found.parent = max(found.parent, peak_bytes(running.pid))
            found.worker = max([found.worker, *map(peak_bytes, children(running.pid))])
            time.sleep(_LOOK_SECONDS)
    found.seconds = time.perf_counter() - begun
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)
    return found
