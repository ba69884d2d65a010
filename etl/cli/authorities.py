"""`dateline entities import`: an authority file out of CSV or JSON lines into the database.

    dateline entities import people.csv --source wikidata --version 2024-05-01

A line that cannot be taken is told with its number and reason, and the others are kept. Exit codes: 0 all lines were
taken, 1 some were not, 2 the file cannot be read or kept.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from etl import pipeline
from etl.cli.decisions import Later, database
from etl.cli.screen import JsonOption, errors_told, print_json
from etl.errors import Misconfigured
from etl.records import AuthorityFile, AuthorityRecord
from etl.store.authorities import import_records
from etl.store.entity_keys import keys_of, kind_called

_COLUMNS = ("id", "name", "aliases", "kind")
_MOST_CHARACTERS = 1_000  # of an id or a name; longer ones are none


@dataclass(frozen=True, slots=True, kw_only=True)
class _Broken:
    """A line that cannot be taken."""

    line: int
    reason: str


def import_(
    path: Annotated[Path, typer.Argument(help="A CSV or JSON lines file in UTF-8 with id, name, aliases and kind.")],
    source: Annotated[str | None, typer.Option("--source", help="Who keeps it; else the name of the file.")] = None,
    version: Annotated[str | None, typer.Option("--version", help="Version of the file, as its keeper says.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Keep an authority file and link entities to its records where name and kind leave no doubt."""
    with errors_told():
        content = _content(path)
        file = AuthorityFile(
            source=source or path.stem, version=version, sha256=hashlib.sha256(content.encode()).hexdigest()
        )
        records, broken = _records(path, content)
    with database() as engine:
        with engine.connect() as connection, connection.begin() as transaction:
            done = import_records(connection, file, records)
            transaction.rollback() if dry_run else transaction.commit()
        if (done.new or done.changed) and not dry_run and not later:
            pipeline.apply_decisions(engine)
    if as_json:
        told = {"source": file.source, "version": file.version, "dry_run": dry_run, **asdict(done)}
        print_json(told | {"broken": [asdict(one) for one in broken]})
    else:
        would = " would be" if dry_run else ""
        print(f"{done.new} new, {done.changed} changed, {done.same} same{would}, {len(broken)} broken.")
        for one in broken:
            print(f"{path}, line {one.line}: {one.reason}", file=sys.stderr)
    raise typer.Exit(1 if broken else 0)


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} cannot be read: {error}.") from error


def _records(path: Path, content: str) -> tuple[list[AuthorityRecord], list[_Broken]]:
    """The records of a file, the first of each id, and the lines that are none."""
    taken: dict[str, int] = {}
    records, broken = [], []
    is_json = path.suffix.lower() in {".jsonl", ".ndjson", ".json"}
    for line, said in _json_lines(content) if is_json else _csv_lines(path, content):
        try:
            record = _record(said, taken)
        except ValueError as error:
            broken.append(_Broken(line=line, reason=str(error)))
        else:
            taken[record.identifier] = line
            records.append(record)
    return records, broken


_Line = tuple[int, Mapping[str, Any] | str]  # a line that cannot be read is the reason


def _json_lines(content: str) -> Iterator[_Line]:
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            try:
                said = json.loads(line)
            except (ValueError, RecursionError) as error:
                yield number, f"it is no JSON: {error}."
            else:
                yield number, said if isinstance(said, dict) else "it is no JSON object."


def _csv_lines(path: Path, content: str) -> Iterator[_Line]:
    reader = csv.DictReader(content.splitlines(keepends=True))
    try:
        missing = {"id", "name", "kind"} - set(reader.fieldnames or ())
    except csv.Error as error:
        raise Misconfigured(f"{path} is no CSV: {error}.") from error
    if missing:
        listed = ", ".join(_COLUMNS)
        raise Misconfigured(f"{path} is no authority file, it has no column {min(missing)!r}; there are {listed}.")
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            yield reader.line_num, f"it is no CSV: {error}."
            continue
        if row is None:
            return
        yield reader.line_num, "it has more columns than the head line." if None in row else row


def _record(said: Mapping[str, Any] | str, taken: Mapping[str, int]) -> AuthorityRecord:
    """A record out of what a line says, with an id that no line before has.

    Raises:
        ValueError: it says too little, or something else; the message is for people.
    """
    if isinstance(said, str):
        raise ValueError(said)  # noqa: TRY004 - it is a reason already
    identifier, name, kind = (_text(said, column) for column in ("id", "name", "kind"))
    known = kind_called(kind)
    if known is None:
        raise ValueError(f"nothing is known of the kind {kind!r}.")
    if not keys_of(known, name):
        raise ValueError(f"the name {name!r} has no letter.")
    if identifier in taken:
        raise ValueError(f"the id {identifier!r} stands in line {taken[identifier]} already.")
    return AuthorityRecord(identifier=identifier, kind=known, name=name, aliases=_aliases(said.get("aliases")))


def _text(said: Mapping[str, Any], column: str) -> str:
    value = said.get(column)
    found = " ".join(str(value).split()) if isinstance(value, str | int) else ""
    if not found or "\x00" in found:
        raise ValueError(f"it has no {column}.")
    if len(found) > _MOST_CHARACTERS:
        raise ValueError(f"its {column} has more than {_MOST_CHARACTERS} characters.")
    return found


def _aliases(value: Any) -> tuple[str, ...]:
    """A list, or names apart by | or by semicolons."""
    if value is None:
        return ()
    if isinstance(value, str):
        value = value.split("|") if "|" in value else value.split(";")
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("its aliases are no list of names.")
    return tuple(
        dict.fromkeys(alias for one in value if (alias := " ".join(one.split())) and len(alias) <= _MOST_CHARACTERS)
    )
