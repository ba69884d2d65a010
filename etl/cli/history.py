"""`dateline versions`: what an article said when, and what changed in between."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Any

import typer

from etl.changes import Change, changes
from etl.cli.screen import JsonOption, errors_told, print_json
from etl.settings import read_settings
from etl.store.history import PastVersion, find_article, history
from etl.store.postgres import open_engine, require_schema, serving


def versions(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Its id or the beginning of it, its address, or where it stands.")
    ],
    as_json: JsonOption = False,
) -> None:
    """The versions of an article, the oldest first, each with what changed in it."""
    with errors_told(), serving(read_settings()) as server, open_engine(server.url) as engine:
        require_schema(engine)
        with engine.connect() as connection:
            article_id = find_article(connection, article)
            past = history(connection, article_id)
    changed = list(_changed(past))
    if as_json:
        print_json([_as_json(i, *one) for i, one in enumerate(changed, start=1)])
        return
    print(f"{past[-1].told.headline or 'No headline'}\narticle {article_id}")
    for i, (version, differing) in enumerate(changed, start=1):
        _print(i, version, differing)


def _changed(past: Sequence[PastVersion]) -> Iterator[tuple[PastVersion, tuple[Change, ...]]]:
    """Each version with what changed from the one before it; nothing for the first."""
    yield past[0], ()
    for before, after in pairwise(past):
        yield after, changes(before.told, after.told)


def _as_json(number: int, version: PastVersion, differing: Sequence[Change]) -> dict[str, Any]:
    facts = {
        name: getattr(version, name) for name in ("version_id", "valid_from", "valid_to", "first_seen_at", "places")
    }
    told = dataclasses.asdict(version.told)
    return {"version": number, **facts, **told, "changes": [dataclasses.asdict(one) for one in differing]}


def _print(number: int, version: PastVersion, differing: Sequence[Change]) -> None:
    until = f"until {_shown(version.valid_to)}" if version.valid_to else "current"
    print(f"\nversion {number}  {version.version_id}\n  from {_shown(version.valid_from)}, {until}")
    for place in version.places:
        print(f"  stands in {place}")
    for one in differing:
        print(f"  {one.what} {'changed' if one.before and one.after else 'added' if one.after else 'removed'}")
        for mark, said in (("-", one.before), ("+", one.after)):
            if said:
                print(f"    {mark} {said}")


def _shown(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
