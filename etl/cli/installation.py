"""`dateline doctor` and `dateline config`: is everything there that a run needs, and what is set?"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typer
from pydantic import SecretStr

from etl.cli.screen import JsonOption, errors_told, print_json, print_table
from etl.errors import DatelineError, Misconfigured
from etl.settings import Settings, read_settings
from etl.store.postgres import newest_revision, open_engine, schema_revision, serving

config = typer.Typer(name="config", help="Settings.", no_args_is_help=True)

# Below this a run of any size is asking for trouble: WAL, raw files and the language model need room.
_FREE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    good: bool
    said: str


def doctor(as_json: JsonOption = False) -> None:
    """Look whether everything a run needs is there; exit code 2 if something is not."""
    with errors_told():
        settings = read_settings()
    findings = [_look(subject, look, settings) for subject, look in _LOOKS.items()]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        rows = [(one.subject, "good" if one.good else "NOT GOOD", one.said) for one in findings]
        print_table(("subject", "", "found"), rows)
    raise typer.Exit(0 if all(finding.good for finding in findings) else 2)


def _look(subject: str, look: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(subject=subject, good=True, said=look(settings))
    except DatelineError as error:
        return Finding(subject=subject, good=False, said=error.message)


def _python(_settings: Settings) -> str:
    found = ".".join(map(str, sys.version_info[:3]))
    if not (3, 11) <= sys.version_info < (3, 14):
        raise Misconfigured(f"Python {found} is not 3.11 to 3.13.")
    return found


def _model(settings: Settings) -> str:
    if not settings.mentions:
        return "not used: DATELINE_MENTIONS is false"
    from etl.normalize.model import model_version, recognize

    recognize(["Dateline."])
    return model_version()


def _database(settings: Settings) -> str:
    with serving(settings) as server:
        return f"Postgres {server.version}, {'embedded' if server.embedded else 'named by DATABASE_URL'}"


def _schema(settings: Settings) -> str:
    with serving(settings) as server, open_engine(server.url) as engine:
        found, newest = schema_revision(engine), newest_revision()
        if found != newest and not server.embedded:
            raise Misconfigured(f"The schema is at {found or 'nothing'}, not {newest}: run `dateline db upgrade`.")
    return f"at {found or 'nothing'}; {'the next run brings it to ' + str(newest) if found != newest else 'the newest'}"


def _disk(settings: Settings) -> str:
    free = {str(folder): shutil.disk_usage(_existing(folder)).free for folder in (settings.data_dir, settings.raw_dir)}
    for folder, left in free.items():
        if left < _FREE_BYTES:
            raise Misconfigured(f"Only {left >> 20} MiB are free under {folder}: a run wants at least 1 GiB.")
    return ", ".join(f"{left >> 30} GiB free under {folder}" for folder, left in free.items())


def _existing(folder: Path) -> Path:
    absolute = folder.expanduser().absolute()
    return next(path for path in (absolute, *absolute.parents) if path.exists())


_LOOKS: dict[str, Callable[[Settings], str]] = {
    "Python": _python,
    "language model": _model,
    "database": _database,
    "schema": _schema,
    "disk": _disk,
}


@config.command()
def show(as_json: JsonOption = False) -> None:
    """All settings with their values, secrets masked, and what each means."""
    with errors_told():
        settings = read_settings()
    rows = [(_variable(name), _masked(getattr(settings, name)), _meaning(name)) for name in Settings.model_fields]
    if as_json:
        print_json({variable: value for variable, value, _ in rows})
    else:
        print_table(("variable", "value", "meaning"), rows)


def _variable(name: str) -> str:
    return f"DATELINE_{name.upper()}"


def _masked(value: Any) -> Any:
    """A secret shows that it is set and nothing else."""
    return "********" if isinstance(value, SecretStr) else str(value) if isinstance(value, Path) else value


def _meaning(name: str) -> str:
    field = Settings.model_fields[name]
    return next((m.description for m in (field, *field.metadata) if getattr(m, "description", None)), "")
