"""Fresh migrated databases on a server of the benchmark's own, with the settings that users get.

with open_server(settings) as server, fresh_database(server) as url:
    ...
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from etl.settings import Settings
from etl.store.postgres import Server, ensure_server, migrate, psql_url, stop_server


@contextmanager
def open_server(settings: Settings) -> Iterator[Server]:
    """An embedded server, stopped afterwards; its own database is migrated and stays empty."""
    server = ensure_server(settings)
    try:
        migrate(server.url)
        yield server
    finally:
        stop_server(settings)


@contextmanager
def fresh_database(server: Server) -> Iterator[str]:
    """The URL of a new migrated database, dropped afterwards."""
    name = make_database(server, "dateline")
    try:
        yield make_url(server.url).set(database=name).render_as_string(hide_password=False)
    finally:
        drop_database(server, name)


def make_database(server: Server, like: str, *, name: str | None = None) -> str:
    """The name of a new database with what another one holds, to which nobody is connected."""
    made = name or f"bench_{secrets.token_hex(4)}"
    _execute(server, "CREATE DATABASE {} TEMPLATE {}", made, like)
    return made


def drop_database(server: Server, name: str) -> None:
    """Drop a database, whoever is connected."""
    _execute(server, "DROP DATABASE {} WITH (FORCE)", name)


def _execute(server: Server, statement: str, *names: str) -> None:
    elsewhere = make_url(psql_url(server)).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
