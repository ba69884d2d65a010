"""A Postgres for every test that wants one: a pytest plug-in, registered in `conftest.py`.

`server` is one embedded server for the whole session, or the one in DATELINE_TEST_DATABASE_URL (its user must be
allowed to create databases and roles). `database_url` is a migrated database of a test's own, `engine` an engine on it.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine, make_url

from etl.settings import Settings
from etl.store.named import plain_url
from etl.store.postgres import Server, ensure_server, make_engine, migrate, psql_url, stop_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a session."""
    named = os.environ.get("DATELINE_TEST_DATABASE_URL")
    folder = tmp_path_factory.mktemp("server")
    settings = Settings(data_dir=folder, database_url=named, _env_file=None)
    found = ensure_server(settings)
    if found.embedded:
        _hurry(found)
    yield found
    if found.embedded:
        stop_server(settings)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """The name of a migrated database that others are copied from."""
    name = f"dateline_template_{secrets.token_hex(4)}"
    _execute(server, "CREATE DATABASE {}", name)
    migrate(_url(server, name))
    yield name
    _execute(server, "DROP DATABASE {} WITH (FORCE)", name)


@contextmanager
def copied_database(server: Server, template: str) -> Iterator[str]:
    """The URL of a fresh migrated database, dropped afterwards."""
    name = f"dateline_test_{secrets.token_hex(4)}"
    _execute(server, "CREATE DATABASE {} TEMPLATE {}", name, template)
    yield _url(server, name)
    _execute(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def database_url(server: Server, template: str) -> Iterator[str]:
    """The URL of a fresh migrated database, dropped after the test."""
    with copied_database(server, template) as url:
        yield url


@pytest.fixture
def empty_database_url(server: Server) -> Iterator[str]:
    """The URL of a fresh database without any migration, dropped after the test."""
    name = f"dateline_empty_{secrets.token_hex(4)}"
    _execute(server, "CREATE DATABASE {}", name)
    yield _url(server, name)
    _execute(server, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on `database_url`."""
    made = make_engine(database_url)
    yield made
    made.dispose()


def _url(server: Server, database: str) -> str:
    return make_url(server.url).set(database=database).render_as_string(hide_password=False)


def _execute(server: Server, statement: str, *names: str) -> None:
    with psycopg.connect(psql_url(server), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _hurry(server: Server) -> None:
    """Nothing a test writes has to survive a power cut."""
    with psycopg.connect(plain_url(make_url(server.url)), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
