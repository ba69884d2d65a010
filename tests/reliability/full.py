"""A disk that is full: the run says so and ends; once there is room, the same command makes the content whole.

Two small disks in memory (tmpfs, for which one must be root): one under the raw files, one under an embedded server.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from etl.store.fingerprint import TableHash
from etl.store.postgres import serving
from tests.reliability.ground import Ground
from tests.reliability.tries import differences

_EMPTY = "dateline"  # the database of the ground's server that holds no document
_DATA_BYTES = 400_000_000
_ROOM_BYTES = 1_500_000  # less than the run writes
_RAW_BYTES = 65_536  # likewise


def may_mount(folder: Path) -> bool:
    """Whether this process may have a disk of its own."""
    try:
        with _disk(folder, _RAW_BYTES):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def full(ground: Ground) -> Iterator[str]:
    """Fill either disk."""
    with ground.database(like=_EMPTY) as url:
        expected = ground.ingest_whole(url)
    yield from _full_raw(ground, expected)
    yield from _full_data(ground, expected)


def _full_raw(ground: Ground, expected: dict[str, TableHash]) -> Iterator[str]:
    raw = ground.folder / "small-raw"
    with ground.database(like=_EMPTY) as url:
        with _disk(raw, _RAW_BYTES):
            yield f"raw files: {_refused(ground, url, DATELINE_RAW_DIR=str(raw))}"
        content = ground.ingest_whole(url, DATELINE_RAW_DIR=str(raw))
    yield f"raw files, with room: {_told(expected, content)}"


def _full_data(ground: Ground, expected: dict[str, TableHash]) -> Iterator[str]:
    data = ground.folder / "small-data"
    with _disk(data, _DATA_BYTES):
        small = replace(ground, settings=ground.settings.model_copy(update={"data_dir": data}))
        with small.command("", "db", "upgrade") as process:
            process.communicate()
        filler = data / "filler"
        filler.write_bytes(bytes(_room(data) - _ROOM_BYTES))
        yield f"database: {_refused(small, '', DATELINE_DATABASE_WAIT_SECONDS='10')}"
        filler.unlink()
        with serving(small.settings) as server:
            content = small.ingest_whole(server.url)
        yield f"database, with room: {_told(expected, content)}"


def _refused(ground: Ground, url: str, **environment: str) -> str:
    """What a run says that cannot go on."""
    with ground.ingest(url, **environment) as run:
        _, said = run.communicate()
    assert run.returncode == 2, f"{run.returncode}: {said}"
    assert len(said.strip().splitlines()) == 1, said
    return f"ended with {run.returncode}: {said.strip()}"


def _told(expected: dict[str, TableHash], content: dict[str, TableHash]) -> str:
    assert not differences(expected, content)
    return "same fingerprint"


def _room(folder: Path) -> int:
    said = os.statvfs(folder)
    return said.f_bavail * said.f_frsize


@contextmanager
def _disk(folder: Path, byte_count: int) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={byte_count},mode=0755", "tmpfs", str(folder)]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
