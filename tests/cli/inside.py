"""A user whose commands run in this process, because starting one for each takes longer than the command itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from etl.cli.app import app


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed, and its exit code."""

    returncode: int
    stdout: str
    stderr: str


@dataclass(frozen=True, slots=True)
class Home:
    """A user with a database, whose commands run in this process: starting one for each takes longer than it does."""

    folder: Path
    database_url: str

    def run(self, *arguments: str | Path) -> Done:
        said = {"DATABASE_URL": self.database_url, "DATELINE_RAW_DIR": str(self.folder / "raw")}
        environment = said | {"DATELINE_MENTIONS": "false", "DATELINE_DATABASE_WAIT_SECONDS": "1"}
        done = CliRunner().invoke(app, [*map(str, arguments)], env=environment, catch_exceptions=False)
        return Done(done.exit_code, done.stdout, done.stderr)

    def json(self, *arguments: str | Path) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)
