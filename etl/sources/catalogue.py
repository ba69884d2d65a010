"""The operator's list of sources: a TOML file, read and appended to.

    [[source]]
    name = "valley-herald"
    kind = "feed"
    location = "https://valleyherald.example/feed.xml"

    read_catalogue(Path("flows/sources.toml"))        (Source(name="valley-herald", ...), ...)

It looks only at the file; whether a source answers is for `dateline sources check` to say.
"""

from __future__ import annotations

import json
import re
import tomllib
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from etl.errors import Misconfigured
from etl.records import Source
from etl.sources.objects import SCHEMES
from etl.sources.schedules import is_schedule

KINDS: Final = ("files", "objects", "web", "feed", "sitemap", "opml")
_Check = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)


def _is_timezone(value: Any) -> bool:
    return value in zoneinfo.available_timezones()


def _is_pause(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 3600


def _is_like(pattern: str) -> _Check:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


# What may be said of a source, how it must look, and that in words.
_KEYS: Mapping[str, tuple[_Check, str]] = {
    "name": (_is_like(r"[\w.-]{1,100}"), "letters, digits, points, hyphens"),
    "kind": (_is_like("|".join(KINDS)), " or ".join(KINDS)),
    "location": (_is_text, "a path or an address"),
    "schedule": (is_schedule, "five fields of cron, in UTC"),
    "publisher": (_is_text, "the name of the publication"),
    "domain": (_is_text, "its registered domain"),
    "country": (_is_like("[A-Z]{2}"), "ISO 3166-1 alpha-2"),
    "timezone": (_is_timezone, "an IANA name, such as Europe/Prague"),
    "language": (_is_like("[a-z]{2,3}(?:-[A-Za-z0-9]+)*"), "BCP 47"),
    "include": (_is_texts, "a list of shell patterns"),
    "exclude": (_is_texts, "a list of shell patterns"),
    "allowed_hosts": (_is_texts, "a list of host names"),
    "pause_seconds": (_is_pause, "seconds, at most 3600"),
}
_REQUIRED = ("name", "kind", "location")


def read_catalogue(path: Path) -> tuple[Source, ...]:
    """The sources of a catalogue, in its order; paths in it are relative to the folder the command runs in.

    Raises:
        Misconfigured: the file is not there, is no TOML, or a source is not described as it should be.
    """
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} cannot be read: set DATELINE_SOURCES_FILE to the list of sources.") from error
    except tomllib.TOMLDecodeError as error:
        raise Misconfigured(f"{path} is no TOML: {error}.") from error
    sources = tuple(_source(path, entry) for entry in listed)
    names = [source.name for source in sources]
    if twice := {name for name in names if names.count(name) > 1}:
        raise Misconfigured(f"{path} names {min(twice)} twice.")
    return sources


def _source(path: Path, entry: Any) -> Source:
    if not isinstance(entry, dict):
        raise Misconfigured(f"{path} has a source that is no table: write [[source]].")
    called = entry.get("name", "a source without a name")
    for key in (*_REQUIRED, *entry):
        if key not in _KEYS:
            raise Misconfigured(f"{path}: {called} has {key}, which is none of {', '.join(_KEYS)}.")
        accepts, meaning = _KEYS[key]
        if key not in entry or not accepts(entry[key]):
            raise Misconfigured(f"{path}: {called} needs {key} to be {meaning}.")
    if entry["kind"] == "objects" and not entry["location"].startswith(SCHEMES):
        raise Misconfigured(f"{path}: {called} needs location to begin with {' or '.join(SCHEMES)}.")
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
    if values["kind"] == "files":
        values["location"] = str(Path(values["location"]).expanduser().absolute())
    return Source(**values)


def named(sources: Sequence[Source], name: str) -> Source:
    """The source of a name.

    Raises:
        Misconfigured: there is none.
    """
    for source in sources:
        if source.name == name:
            return source
    known = ", ".join(source.name for source in sources) or "none"
    raise Misconfigured(f"There is no source {name}; known are: {known}.")


def add_source(path: Path, entry: Mapping[str, Any]) -> Source:
    """Append a source to a catalogue, which is made when it is not there.

    Raises:
        Misconfigured: it is not described as it should be, its name is taken, or the file cannot be written.
    """
    said = {key: value for key, value in entry.items() if value not in (None, [], ())}
    source = _source(path, said)
    if path.exists() and source.name in {known.name for known in read_catalogue(path)}:
        raise Misconfigured(f"{path} has a source {source.name} already.")
    # A JSON string or list of strings is one of TOML too.
    lines = [f"{key} = {json.dumps(said[key], ensure_ascii=False)}" for key in _KEYS if key in said]
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write("\n".join(["", "[[source]]", *lines, ""]))
    except OSError as error:
        raise Misconfigured(f"{path} cannot be written: {error.strerror}.") from error
    return source
