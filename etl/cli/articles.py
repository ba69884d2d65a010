"""`dateline explain` and `dateline correct`: what stands behind an article, and what is to be shown instead.

    dateline explain raw/sample/text/channel-contract.txt      a file, read without a database
    dateline explain 3f2a91                                    an article that is loaded
    dateline correct 3f2a91 --published 2018-09-10 --reason "the printed paper says so"

Exit codes: 0 done, 1 the document holds no article or nothing was new, 2 could not be done.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlalchemy import Connection

from etl.cli.decisions import FIELDS, By, Later, Reason, database, decide, made
from etl.cli.explaining import print_explanation
from etl.cli.screen import JsonOption, errors_told, print_json
from etl.errors import Misconfigured
from etl.find import batches, find
from etl.records import Action, Article, Decision, ExplainedAuthor, Explanation, Reading, Subject
from etl.settings import read_settings
from etl.sources import source_of
from etl.store.explain import explain as explain_stored
from etl.store.history import find_article
from etl.unpack import unpack
from etl.workers import open_workers


def explain(
    article: Annotated[
        str, typer.Argument(help="A file; or the beginning of an article's id, its address, the place of its document.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Every claim, rule and decision behind the authors, dates, times and names of an article."""
    if Path(article).exists():
        with errors_told():
            told = [explain_read(one) for one in _read(article)]
    else:
        with database() as engine, engine.connect() as connection:
            told = [explain_stored(connection, find_article(connection, article))]
    for one in told:
        print_json(dataclasses.asdict(one)) if as_json else print_explanation(one)
    if not told:
        print("There is no article in it: `dateline extract` says why.")
    raise typer.Exit(0 if told else 1)


def _read(path: str) -> Iterator[Reading]:
    """The articles of a file or folder; names are not looked for, since nothing here rests on them."""
    settings = read_settings().model_copy(update={"mentions": False})
    with TemporaryDirectory(prefix="dateline-") as folder, open_workers(settings, keep=False) as workers:
        found = unpack(find([source_of(path)], settings), settings, keep_in=Path(folder))
        for batch in batches(found, settings.batch_documents):
            yield from workers.read(batch).articles


def explain_read(reading: Reading) -> Explanation:
    """An article that was read just now."""
    article = reading.article
    modified = article.modified
    return Explanation(
        article_id=article.article_id,
        where=(reading.provenance.locator,),
        headline=article.title,
        byline=article.byline.text if article.byline else None,
        published=article.published,
        modified_text=modified.surface if modified else None,
        modified=modified.earliest if modified else None,
        modified_at=modified.instant if modified else None,
        claims=article.claims,
        authors=tuple(_authors(article)),
        times=article.times,
    )


def _authors(article: Article) -> Iterator[ExplainedAuthor]:
    if article.byline:
        yield from (ExplainedAuthor(author=one, is_contributor=False) for one in article.byline.authors)
        yield from (ExplainedAuthor(author=one, is_contributor=True) for one in article.byline.contributors)


def correct(
    article: Annotated[str, typer.Argument(help="The beginning of its id, its address, the place of its document.")],
    headline: Annotated[str | None, typer.Option("--headline", help="Its title.")] = None,
    published: Annotated[
        str | None, typer.Option("--published", help="2018, 2018-09, 2018-09-10, or 2018-09-10T08:30+02:00.")
    ] = None,
    authors: Annotated[
        str | None, typer.Option("--authors", help='Names, apart by semicolons; "" when nobody signed.')
    ] = None,
    reason: Reason = None,
    by: By = None,
    later: Later = False,
    as_json: JsonOption = False,
) -> None:
    """Say what an article's headline, day or authors are; `dateline decisions undo` takes it back."""
    values = [
        (field, value) for field, value in zip(FIELDS, (headline, published, authors), strict=True) if value is not None
    ]

    def make(connection: Connection) -> list[Decision]:
        if not values:
            raise Misconfigured("Nothing is said: give --headline, --published or --authors.")
        key = find_article(connection, article)
        return [
            made(Subject.ARTICLE, Action.SET, key, field=field, value=value, reason=reason, by=by)
            for field, value in values
        ]

    decide(make, later=later, as_json=as_json)
