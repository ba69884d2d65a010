"""`dateline forget`, `withhold` and `release`: what must not be kept, and what must not be shown.

    dateline forget article https://paper.example/a --reason "request of 3 May" --dry-run
    dateline withhold https://paper.example/a --reason "under review"

Exit codes: 0 done, 2 could not be done. Rules live in `etl.store`.
"""

from __future__ import annotations

import dataclasses
import sys
from enum import StrEnum
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from etl.cli.screen import JsonOption, errors_told, print_json, print_table
from etl.settings import Settings, read_settings
from etl.store import erase, wipe
from etl.store.load import take_turn
from etl.store.postgres import open_engine, reaching_postgres, require_schema, serving
from etl.store.publish import refresh
from etl.store.resolve import resolve
from etl.store.withhold import list_withheld
from etl.store.withhold import release as release_articles
from etl.store.withhold import withhold as withhold_articles


class Kind(StrEnum):
    """What can be forgotten."""

    ARTICLE = "article"
    PUBLICATION = "publication"
    PERSON = "person"
    SOURCE = "source"


Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept.", show_default=False)]
Name = Annotated[str, typer.Argument(metavar="ARTICLE", help="Its id, its address, or the place of its document.")]


def forget(
    kind: Annotated[Kind, typer.Argument(help="What it is.")],
    name: Annotated[str, typer.Argument(help="Its id, name, domain, address or place.")],
    reason: Reason,
    copies: Annotated[bool, typer.Option("--copies", help="Near duplicates of the articles, too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Delete an article, all of a publication or source, or all that names a person; later loads refuse it."""
    target = erase.Target(kind=kind, name=name, with_copies=copies)
    settings = read_settings()
    with errors_told(), serving(settings) as server, open_engine(server.url) as engine, reaching_postgres():
        require_schema(engine)
        if dry_run or not yes:
            with engine.connect() as connection:
                reach = erase.find(connection, target)
            said = _counts(reach)
            if dry_run:
                listed = {name: list(map(str, getattr(reach, name))) for name in ("articles", "documents", "copies")}
                _tell(said | listed if as_json else said, as_json=as_json, title="Would go")
                return
            _tell(said, as_json=False, title="Will go")
            typer.confirm("This cannot be undone. Go on?", abort=True, err=True)
        _tell(_forget(engine, settings, target, reason), as_json=as_json, title="Went")


def _forget(engine: Engine, settings: Settings, target: erase.Target, reason: str) -> dict[str, Any]:
    with engine.begin() as connection:
        take_turn(connection)
        reach = erase.find(connection, target)
        erasure_id = erase.erase(connection, reach, reason=reason)
        files = wipe.delete_files(connection, settings.raw_dir.absolute())
    resolve(engine)
    refresh(engine)
    left = wipe.rewrite(engine)
    for said in left:
        print(said, file=sys.stderr)
    return {"erasure_id": str(erasure_id)} | _counts(reach) | {"files": files, "left": list(left)}


def _counts(reach: erase.Reach) -> dict[str, Any]:
    names = ("articles", "versions", "documents", "files", "copies")
    return {("copies_that_stay" if name == "copies" else name): len(getattr(reach, name)) for name in names}


def _tell(said: dict[str, Any], *, as_json: bool, title: str) -> None:
    if as_json:
        print_json(said)
    else:
        print_table(("", ""), [(name, value) for name, value in said.items() if value != []], title=title)


def withhold(
    name: Annotated[str | None, typer.Argument(metavar="[ARTICLE]", help="Its id, address or place.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; it is kept.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Hide an article from analysts and BI tools, and keep it; without a name, list those that are hidden."""
    with errors_told(), serving(read_settings()) as server, open_engine(server.url) as engine, reaching_postgres():
        require_schema(engine)
        if name is None:
            _list(engine, as_json=as_json)
            return
        if reason is None:
            raise typer.BadParameter("say why", param_hint="--reason")
        articles = withhold_articles(engine, name, reason=reason)
    _say("withheld", articles, as_json=as_json)


def release(name: Name, as_json: JsonOption = False) -> None:
    """Show a withheld article again."""
    with errors_told(), serving(read_settings()) as server, open_engine(server.url) as engine, reaching_postgres():
        require_schema(engine)
        articles = release_articles(engine, name)
    _say("released", articles, as_json=as_json)


def _say(what: str, articles: tuple[Any, ...], *, as_json: bool) -> None:
    if as_json:
        print_json({what: list(map(str, articles))})
    else:
        print(f"{len(articles)} article{'s' if len(articles) > 1 else ''} {what}.")


def _list(engine: Engine, *, as_json: bool) -> None:
    lines = [dataclasses.asdict(one) for one in list_withheld(engine)]
    if as_json:
        print_json(lines)
    else:
        print_table(("article", "headline", "reason", "since"), [tuple(line.values()) for line in lines])
