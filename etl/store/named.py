"""A Postgres of somebody else, named in DATABASE_URL: how its address is read, and how long it is waited for.

    url = named_url(settings)                      # postgresql+psycopg://..., whatever driver was named
    major = await_named(url, seconds=60)

The rest of the program sees one URL form and never an address as it was typed. This module starts nothing.
"""

from __future__ import annotations

import time

import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from etl.errors import Misconfigured, Unavailable
from etl.settings import Settings
from etl.store.binaries import NEWEST, OLDEST

DRIVER = "postgresql+psycopg"
_SCHEMES = frozenset({"postgres", "postgresql"})
_STEP_SECONDS = 0.25
# What a server says that no waiting will change; libpq hands over no code for a refused connection.
_FINAL = ("authentication failed", "does not exist", "no pg_hba.conf entry", "permission denied", "is not permitted")


def named_url(settings: Settings) -> URL:
    """DATABASE_URL with our driver.

    Raises:
        Misconfigured: it is no URL, or one of another database.
    """
    text = settings.database_url.get_secret_value() if settings.database_url else ""
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        # The cause would show the password, so it is not chained.
        shape = "postgresql://user:password@host:5432/name"
        raise Misconfigured(f"DATABASE_URL cannot be read; it looks like {shape}.") from None
    scheme = url.drivername.partition("+")[0]
    if scheme not in _SCHEMES:
        raise Misconfigured(f"DATABASE_URL names {scheme}, and the facts are kept in postgresql.")
    return url.set(drivername=DRIVER)


def plain_url(url: URL) -> str:
    """A URL that libpq reads, with its password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def await_named(url: URL, seconds: float) -> int:
    """The major version of the server, once it answers.

    Raises:
        Unavailable: it did not answer for that long.
        Misconfigured: it refuses us, or its version is not supported.
    """
    deadline = time.monotonic() + seconds
    while (version := _version(url, last=time.monotonic() >= deadline)) is None:
        time.sleep(_STEP_SECONDS)
    if not OLDEST <= version <= NEWEST:
        raise Misconfigured(f"DATABASE_URL names a PostgreSQL {version}; versions {OLDEST} to {NEWEST} are supported.")
    return version


def first_line(error: BaseException | None) -> str:
    """The first line of an error's message, without a full stop."""
    return (str(error).strip().splitlines() or ["no reason given"])[0].rstrip(".")


def _version(url: URL, *, last: bool) -> int | None:
    """Its major version; None if it does not answer and this was not the last try."""
    try:
        with psycopg.connect(plain_url(url), connect_timeout=5, application_name="dateline") as connection:
            return connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        said = first_line(error)
        if any(word in said for word in _FINAL):
            raise Misconfigured(f"The server named in DATABASE_URL refuses us: {said}.") from error
        if last:
            raise Unavailable(f"The server named in DATABASE_URL does not answer: {said}.") from error
    except psycopg.Error as error:
        raise Misconfigured(f"DATABASE_URL cannot be used: {first_line(error)}.") from error
    return None
