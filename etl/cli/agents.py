"""`dateline people` and `dateline entities`: who writes and what is named, and which of them are one.

    dateline people merge "Maria Holt" "M. Holt" --reason "her column"
    dateline entities split "Prima Valdora" --from "Valdora"

The same commands for both. Somebody is named by an exact name or the beginning of an id; a decision is kept in
`ops.decision` and applied at once. Exit codes: 0 done, 1 nothing to show or nothing new, 2 could not be done.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Annotated

import typer
from sqlalchemy import Connection

from etl.cli.authorities import import_
from etl.cli.decisions import By, Later, Reason, database, decide, made, print_decisions, undo
from etl.cli.screen import JsonOption, print_json, print_table
from etl.errors import Misconfigured
from etl.keys import fold
from etl.records import Action, Decision, Subject
from etl.store import agents
from etl.store.decisions import all_decisions
from etl.store.history import find_article

people = typer.Typer(name="people", help="Who writes: people under all their spellings.", no_args_is_help=True)
entities = typer.Typer(name="entities", help="What articles name, under all its names.", no_args_is_help=True)

Who = Annotated[str, typer.Argument(help="An exact name, or the beginning of an id.")]


def _subject(context: typer.Context) -> Subject:
    """Which of the two groups a command was called in."""
    return Subject.PERSON if context.parent and context.parent.info_name == people.info.name else Subject.ENTITY


def list_(
    context: typer.Context,
    part: Annotated[str | None, typer.Argument(metavar="[PART]", help="Part of a name.")] = None,
    as_json: JsonOption = False,
) -> None:
    """All of them, those in most articles first."""
    with database() as engine, engine.connect() as connection:
        found = agents.agents(connection, _subject(context), like=part)
    if as_json:
        print_json([dataclasses.asdict(one) for one in found])
    else:
        rows = [(str(one.id)[:8], one.name, one.kind, one.publication, one.article_count) for one in found]
        print_table(("id", "name", "kind", "publication", "articles"), rows)
    raise typer.Exit(0 if found else 1)


def show(context: typer.Context, wanted: Who, as_json: JsonOption = False) -> None:
    """One of them: its names, what else it may be, and what was decided about it."""
    subject = _subject(context)
    with database() as engine, engine.connect() as connection:
        one = agents.find_one(connection, subject, wanted)
        names = agents.names_of(connection, subject, one.id)
        maybe = [pair for pair in agents.candidates(connection, subject) if one.id in {pair.id, pair.other_id}]
        records = agents.records_of(connection, one.id) if subject is Subject.ENTITY else ()
        ids = {one.id, *(name.id for name in names)}
        decided = [each for each in all_decisions(connection, subject) if ids & {each.key_id, each.other_id}]
    if as_json:
        said = {
            "names": [dataclasses.asdict(name) for name in names],
            "candidates": [dataclasses.asdict(pair) for pair in maybe],
            "decisions": [dataclasses.asdict(each) for each in decided],
            "records": [dataclasses.asdict(each) for each in records],
        }
        print_json(dataclasses.asdict(one) | said)
        return
    print_table(("", ""), [(key, value) for key, value in dataclasses.asdict(one).items() if value is not None])
    _print_names(subject, names)
    if records:
        known = [(each.source, each.identifier, each.name, each.found_by, each.score) for each in records]
        print_table(("file", "id", "name", "found by", "score"), known, title="Authority files")
    if maybe:
        _print_candidates(maybe)
    if decided:
        print_decisions(decided)


def _print_names(subject: Subject, names: Sequence[agents.Name]) -> None:
    if subject is Subject.PERSON:
        rows = [(str(name.id)[:8], name.name, name.publication, name.article_count) for name in names]
        print_table(("id", "name", "publication", "articles"), rows, title="Names")
    else:
        found = [(str(name.id)[:8], name.name, name.rule, name.evidence, name.article_count) for name in names]
        print_table(("id", "name", "joined by", "evidence", "articles"), found, title="Names")


def candidates(
    context: typer.Context,
    least: Annotated[float, typer.Option("--least", help="Only with this score or more.", min=0, max=1)] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Pairs that may be one, the likeliest first: merge them, or tell them apart by `split ONE --from OTHER`."""
    with database() as engine, engine.connect() as connection:
        found = agents.candidates(connection, _subject(context), least=least)
    print_json([dataclasses.asdict(one) for one in found]) if as_json else _print_candidates(list(found))
    raise typer.Exit(0 if found else 1)


def _print_candidates(found: list[agents.Candidate]) -> None:
    rows = [
        (
            f"{one.score:.2f}",
            *(str(one.id)[:8], one.name, one.publication or one.kind),
            *(str(one.other_id)[:8], one.other_name, one.other_publication or one.other_kind, one.reasons),
        )
        for one in found
    ]
    columns = ("score", "id", "name", "of", "other id", "other name", "of", "reasons")
    print_table(columns, rows, title="Maybe one")


def merge(
    context: typer.Context,
    stays: Annotated[str, typer.Argument(help="What stays: an exact name, or the beginning of an id.")],
    others: Annotated[list[str], typer.Argument(help="What is the same.")],
    reason: Reason = None,
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Make several one; the first keeps its name."""
    subject = _subject(context)

    def make(connection: Connection) -> list[Decision]:
        kept = agents.find_one(connection, subject, stays).id
        keys = [agents.find_one(connection, subject, other).id for other in others]
        return [made(subject, Action.MERGE, key, other=kept, reason=reason, by=by) for key in keys]

    decide(make, later=later, as_json=as_json)


def split(
    context: typer.Context,
    wanted: Who,
    names: Annotated[list[str] | None, typer.Argument(help="Names of it that are somebody else's.")] = None,
    apart_from: Annotated[str | None, typer.Option("--from", help="Whom it is not: no candidate any more.")] = None,
    reason: Reason = None,
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Take names off somebody, or say of two that they are two."""
    subject = _subject(context)

    def make(connection: Connection) -> list[Decision]:
        one = agents.find_one(connection, subject, wanted)
        if bool(names) == bool(apart_from):
            raise Misconfigured("Say which names to take off, or --from whom to tell it apart.")
        other = agents.find_one(connection, subject, apart_from).id if apart_from else None
        keys = [one.id] if other else [_name_of(connection, subject, one, name).id for name in names or ()]
        return [made(subject, Action.SPLIT, key, other=other, reason=reason, by=by) for key in keys]

    decide(make, later=later, as_json=as_json)


def _name_of(connection: Connection, subject: Subject, one: agents.Agent, wanted: str) -> agents.Name:
    """The name of somebody that is spelled so, or whose id begins so."""
    there = agents.names_of(connection, subject, one.id)
    found = [name for name in there if fold(name.name) == fold(wanted) or str(name.id).startswith(wanted.lower())]
    if len(there) == 1 or len(found) != 1:
        listed = "; ".join(f"{str(name.id)[:8]} {name.name}" for name in there)
        raise Misconfigured(f"{wanted!r} is not one of several names of {one.name}: {listed}.")
    return found[0]


def rename(
    context: typer.Context,
    wanted: Who,
    name: Annotated[str, typer.Argument(help="What to call it.")],
    reason: Reason = None,
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Show another name than any that is printed."""
    subject = _subject(context)

    def make(connection: Connection) -> list[Decision]:
        key = agents.find_one(connection, subject, wanted).id
        return [made(subject, Action.RENAME, key, value=" ".join(name.split()), reason=reason, by=by)]

    decide(make, later=later, as_json=as_json)


def reject(
    context: typer.Context,
    wanted: Who,
    reason: Reason = None,
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Say that it is nobody, or nothing: it leaves bi, and what was printed stays."""
    subject = _subject(context)

    def make(connection: Connection) -> list[Decision]:
        one = agents.find_one(connection, subject, wanted)
        keys = [name.id for name in agents.names_of(connection, subject, one.id)]
        return [made(subject, Action.REJECT, key, reason=reason, by=by) for key in keys]

    decide(make, later=later, as_json=as_json)


def alone(
    least: Annotated[float, typer.Option("--least", help="Only with this score or more.", min=0, max=1)] = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Surnames, acronyms and parts of names that stand alone in an article, with what they may be: see `relink`."""
    with database() as engine, engine.connect() as connection:
        found = agents.open_names(connection, least=least)
    if as_json:
        print_json([dataclasses.asdict(one) for one in found])
    else:
        rows = [
            (f"{one.score:.2f}", str(one.article_id)[:8], one.surface, str(one.id)[:8], one.name, one.kind, one.reasons)
            for one in found
        ]
        print_table(("score", "article", "name", "id", "may be", "kind", "reasons"), rows, title="Names alone")
    raise typer.Exit(0 if found else 1)


def relink(
    article: Annotated[str, typer.Argument(help="The article: the beginning of its id, its address or place.")],
    name: Annotated[str, typer.Argument(help="The name in the article, in full.")],
    entity: Annotated[str | None, typer.Argument(help="What it is; left out: nothing that is known.")] = None,
    reason: Reason = None,
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Say what a name means in one article."""

    def make(connection: Connection) -> list[Decision]:
        key = find_article(connection, article)
        other = agents.find_one(connection, Subject.ENTITY, entity).id if entity else None
        return [made(Subject.ENTITY, Action.RELINK, key, other=other, value=name, reason=reason, by=by)]

    decide(make, later=later, as_json=as_json)


for _app in (people, entities):
    _app.command("list")(list_)
    for _command in (show, candidates, merge, split, rename, reject, undo):
        _app.command()(_command)
entities.command()(relink)
entities.command()(alone)
entities.command("import")(import_)
