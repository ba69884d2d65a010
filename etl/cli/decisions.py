"""`dateline decisions`: what people decided, as it is kept; and how the other commands keep a decision.

    dateline decisions list      dateline decisions import FILE.csv      dateline decisions undo 3f2a

Exit codes: 0 done, 1 nothing was new, 2 could not be done.
"""

from __future__ import annotations

import csv
import dataclasses
import getpass
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from sqlalchemy import Connection, Engine

from etl import pipeline
from etl.cli.screen import JsonOption, errors_told, print_json, print_table
from etl.errors import DatelineError, Misconfigured
from etl.records import Action, Decision, Subject
from etl.settings import read_settings
from etl.store import agents, decisions
from etl.store.corrections import read_day
from etl.store.history import find_article
from etl.store.postgres import open_engine, reaching_postgres, require_schema, serving

app = typer.Typer(name="decisions", help="What people decided: list, import, take back.", no_args_is_help=True)

Reason = Annotated[str | None, typer.Option("--reason", help="Why, in words.")]
By = Annotated[str | None, typer.Option("--by", help="Who decides; else the user of this machine.")]
Later = Annotated[bool, typer.Option("--later", help="Leave it to the next run to apply it.")]

FIELDS = ("headline", "date_published", "authors")
_COLUMNS = ("subject", "action", "key", "other", "field", "value", "reason", "decided_by")


@contextmanager
def database() -> Iterator[Engine]:
    """The database of the settings, with its schema; what is wrong is told, and ends the command."""
    with errors_told(), serving(read_settings()) as server, open_engine(server.url) as engine, reaching_postgres():
        require_schema(engine)
        yield engine


def who(named: str | None) -> str:
    """Who decides."""
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container's user without a name
        return "somebody"


def made(
    subject: Subject,
    action: Action,
    key: UUID,
    *,
    other: UUID | None = None,
    field: str | None = None,
    value: str | None = None,
    reason: str | None = None,
    by: str | None = None,
) -> Decision:
    """A decision that says something.

    Raises:
        Misconfigured: it is not complete, or means nothing for its subject.
    """
    said = {"field": field, "value": value, "reason": reason, "decided_by": who(by)}
    decision = Decision(subject=subject, action=action, key_id=key, other_id=other, **said)  # type: ignore[arg-type]
    _check(decision)
    return decision


def decide(make: Callable[[Connection], Sequence[Decision]], *, later: bool, as_json: bool) -> None:
    """Keep what `make` decides, apply it, and print what was kept; exit code 1 if all of it stood already."""
    with database() as engine:
        with engine.begin() as connection:
            kept = decisions.record(connection, make(connection))
        if kept and not later:
            pipeline.apply_decisions(engine)
    if as_json:
        print_json([dataclasses.asdict(one) for one in kept])
    else:
        for one in kept:
            undoing = f"`dateline decisions undo {str(one.decision_id)[:8]}`"
            print(f"Decided: {one.action} of {one.subject}; {undoing} takes it back.")
        if not kept:
            print("That stands already.")
    raise typer.Exit(0 if kept else 1)


@app.command("list")
def list_(
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV as `import` reads it.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Those that were taken back too.")] = False,
) -> None:
    """The decisions that stand, the oldest first."""
    with database() as engine, engine.connect() as connection:
        found = decisions.all_decisions(connection, only_standing=not everything)
    _print_csv(found) if as_csv else print_decisions(found, as_json=as_json)


def _print_csv(found: Sequence[Decision]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for one in found:
        said = (one.subject, one.action, one.key_id, one.other_id, one.field, one.value, one.reason, one.decided_by)
        writer.writerow("" if value is None else value for value in said)


def print_decisions(found: Sequence[Decision], *, as_json: bool = False) -> None:
    """Decisions as JSON or as a table."""
    if as_json:
        print_json([dataclasses.asdict(one) for one in found])
        return
    columns = ("decision_id", "subject", "action", "key_id", "other_id", "field", "value", "reason", "decided_by")
    rows = [tuple(getattr(one, column) for column in (*columns, "decided_at", "reverted_at")) for one in found]
    print_table((*columns, "decided_at", "reverted_at"), rows)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="The beginning of its id.")],
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Take a decision back: what it changed is as it was before."""
    with database() as engine:
        with engine.begin() as connection:
            found = decisions.one_decision(connection, decision)
            decisions.revert(connection, found, by=who(by))
        if found.reverted_at is None and not later:
            pipeline.apply_decisions(engine)
    if as_json:
        print_json({"decision_id": found.decision_id, "undone": found.reverted_at is None})
    elif found.reverted_at is None:
        print(f"Taken back: {found.subject} {found.action}.")
    else:
        print("It was taken back before.")
    raise typer.Exit(0 if found.reverted_at is None else 1)


@app.command("import")
def import_(
    path: Annotated[Path, typer.Argument(help="A CSV file in UTF-8; docs/decisions.md tells its columns.")],
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Keep the decisions of a file, all of them or none; those that stand already are passed over."""
    with errors_told():
        lines = _read(path)
    decide(lambda connection: [_line(connection, line, path, by) for line in lines], later=later, as_json=as_json)


def _read(path: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            lines = [(reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Misconfigured(f"{path} cannot be read: {error}.") from error
    missing = {"subject", "action", "key"} - set(reader.fieldnames or ())
    unknown = set(reader.fieldnames or ()) - set(_COLUMNS)
    if missing or unknown:
        wrong = f"it has no column {min(missing)!r}" if missing else f"nothing is known of its column {min(unknown)!r}"
        raise Misconfigured(f"{path} is no file of decisions, {wrong}; there are {', '.join(_COLUMNS)}.")
    return lines


def _line(connection: Connection, line: tuple[int, Mapping[str, str]], path: Path, by: str | None) -> Decision:
    number, said = line
    try:
        subject, action = Subject(said["subject"]), Action(said["action"])
        of_article = subject is Subject.ARTICLE or action is Action.RELINK
        other = said.get("other")
        return made(
            subject,
            action,
            _id(connection, Subject.ARTICLE if of_article else subject, said["key"]),
            other=_id(connection, subject, other) if other else None,
            field=said.get("field") or None,
            value=said.get("value") or ("" if said.get("field") == "authors" else None),
            reason=said.get("reason") or None,
            by=said.get("decided_by") or by,
        )
    except (DatelineError, ValueError) as error:
        raise Misconfigured(f"{path}, line {number}: {getattr(error, 'message', error)}") from error


def _id(connection: Connection, subject: Subject, named: str) -> UUID:
    """A whole id as it is, loaded or not; else what bears the name."""
    try:
        return UUID(named)
    except ValueError:
        if subject is Subject.ARTICLE:
            return find_article(connection, named)
        return agents.find_one(connection, subject, named).id


_ALLOWED = {
    Subject.PERSON: {Action.MERGE, Action.SPLIT, Action.RENAME, Action.REJECT},
    Subject.ENTITY: {Action.MERGE, Action.SPLIT, Action.RENAME, Action.REJECT, Action.RELINK},
    Subject.ARTICLE: {Action.SET},
}


def _check(decision: Decision) -> None:
    if decision.action not in _ALLOWED[decision.subject]:
        raise Misconfigured(f"There is no {decision.action} of {decision.subject}.")
    if decision.action is Action.MERGE and decision.other_id in {None, decision.key_id}:
        raise Misconfigured("A merge needs two that are not one already.")
    if decision.action in {Action.RENAME, Action.RELINK} and not (decision.value or "").strip():
        raise Misconfigured(f"A {decision.action} needs a name.")
    if decision.action is Action.SET and (decision.field not in FIELDS or decision.value is None):
        raise Misconfigured(f"What is set needs a value, and is one of {', '.join(FIELDS)}.")
    if decision.field == "date_published":
        read_day(decision.value or "")
