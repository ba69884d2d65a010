"""All commands under one name.

    dateline ingest raw/sample      dateline status      dateline db url

Each command lives in the module of its subject; this one only hangs them up.
"""

from __future__ import annotations

import typer

from etl.cli import (
    agents,
    articles,
    database,
    decisions,
    documents,
    history,
    installation,
    ledger,
    removal,
    replay,
    sources,
)

app = typer.Typer(
    name="dateline",
    help="Press articles in, a Postgres database to trust out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(documents.ingest)
app.command()(documents.extract)
app.command()(replay.replay)
app.add_typer(sources.app)
app.command()(ledger.status)
app.command()(history.versions)
app.command()(ledger.fingerprint)
app.command()(ledger.tour)
app.add_typer(ledger.rejects)
app.add_typer(agents.people)
app.add_typer(agents.entities)
app.command()(articles.correct)
app.command()(articles.explain)
app.add_typer(decisions.app)
app.command()(removal.forget)
app.command()(removal.withhold)
app.command()(removal.release)
app.add_typer(database.app)
app.command()(installation.doctor)
app.add_typer(installation.config)
