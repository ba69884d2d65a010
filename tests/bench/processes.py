"""What the kernel says about processes: their children, CPU time and peak memory. Linux only (/proc).

peak_bytes(os.getpid())     # 61_440_000: the most memory it ever held at once (VmHWM)
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """The processes that a process started and that are still there."""
    return [int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _field(stat, 1) == str(pid)]


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that some processes have used so far, in seconds; 0 for those that are gone."""
    stats = [Path(f"/proc/{pid}/stat") for pid in pids]
    return sum(int(_field(stat, place) or 0) for stat in stats for place in (11, 12)) / _TICKS


def peak_bytes(pid: int) -> int:
    """Peak resident memory of a process in bytes, 0 if it is gone."""
    for line in _read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def _field(stat: Path, place: int) -> str | None:
    """A field of /proc/PID/stat, counted from the one after the command's name, which may hold blanks."""
    fields = _read(stat).rpartition(")")[2].split()
    return fields[place] if len(fields) > place else None


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
