"""What can be said about the database server as it is: nothing is started, and nothing waited for.

    status = server_status(settings)
    status.running, status.revision, status.problem

It is what `dateline db status` prints. It judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import SQLAlchemyError

from etl.settings import Settings
from etl.store.named import first_line, named_url
from etl.store.postgres import cluster_of, embedded_url, make_engine, schema_revision

# The connection that asks is not counted.
_CLIENTS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStatus:
    """The server and its database; None is "not known while it is down"."""

    running: bool
    embedded: bool
    url: str | None  # without its password
    version: int | None = None  # major
    data_dir: Path | None = None  # of an embedded one
    log: Path | None = None
    kept: bool = False  # an embedded one that stays up when a command ends
    connections: int | None = None  # of other clients
    database_bytes: int | None = None
    revision: str | None = None  # of the schema
    problem: str | None = None  # why it does not answer


def server_status(settings: Settings) -> ServerStatus:
    """What is known, and what the server says if it answers.

    Raises:
        Misconfigured: DATABASE_URL cannot be read, or an embedded server's password is gone.
    """
    if settings.database_url:
        named = named_url(settings)
        return _asked(ServerStatus(running=False, embedded=False, url=_shown(named)), named)
    cluster = cluster_of(settings)
    url = embedded_url(cluster)
    known = ServerStatus(
        running=False,
        embedded=True,
        url=_shown(url) if url else None,
        version=cluster.major,
        data_dir=cluster.pgdata,
        log=cluster.log,
        kept=cluster.kept,
        problem=None if url else "it was never started",
    )
    return _asked(known, url) if url else known


def _shown(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string()


def _asked(known: ServerStatus, url: URL) -> ServerStatus:
    """What is known, and what the server itself says."""
    engine = make_engine(url.render_as_string(hide_password=False))
    try:
        with engine.connect() as connection:
            said = _said(connection, known)
        return replace(said, revision=schema_revision(engine))
    except SQLAlchemyError as error:
        return replace(known, problem=first_line(getattr(error, "orig", None) or error))
    finally:
        engine.dispose()


def _said(connection: Connection, known: ServerStatus) -> ServerStatus:
    version = connection.dialect.server_version_info
    return replace(
        known,
        running=True,
        version=version[0] if version else None,
        connections=connection.execute(text(_CLIENTS)).scalar_one(),
        database_bytes=connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one(),
    )
