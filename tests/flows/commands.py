"""Commands as an operator runs them: their environment, and what they say."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment(home: Path, database_url: str, **more: str) -> dict[str, str]:
    """The environment of a command that loads into a test's database, and nothing of the user's own Prefect."""
    ours = {
        "DATABASE_URL": database_url,
        "DATELINE_DATA_DIR": str(home),
        "DATELINE_RAW_DIR": str(home / "raw"),
        "DATELINE_MENTIONS": "false",
        "DATELINE_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "DATELINE_"))}
    return kept | ours | more


def await_line(process: subprocess.Popen[str], pattern: str) -> str:
    """The first line of a command's output in which a pattern stands; what came before it, if it ends without one."""
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if re.search(pattern, line):
            return line
    pytest.fail("it ended early:\n" + "".join(said[-30:]))
