"""The database server: the one named in DATABASE_URL, else an embedded one in the user's data folder.

    with serving(settings) as server:
        engine = make_engine(server.url)
        migrate(engine)

An embedded server is started when a command needs it and stopped by the last command that used it, unless it was
asked to stay up. The revision of the schema is read, required and changed here too. This module knows no table.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from psycopg import sql
from psycopg.errors import LockNotAvailable
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from etl.errors import Misconfigured, RejectionCode, Unavailable, Unreadable
from etl.settings import Settings
from etl.store.cluster import HOST, USER, Cluster
from etl.store.named import DRIVER, await_named, first_line, named_url, plain_url

DATABASE = "dateline"
_GOODBYE_SECONDS = 0.5  # the server notices a closed connection a little later than its client
# SQLSTATE classes and codes after which the same transaction may succeed: connection lost, out of resources,
# operator at work, serialization failure, deadlock, lock timeout (PostgreSQL manual, appendix A).
_REFUSED = ("22", "23")  # data exception, integrity constraint violation
_PASSING = ("08", "53", "57P", "40001", "40P01", "55P03")
_DISK_FULL = "53100"
_LOCK_TRIES = 6  # of five seconds each, see migrations/env.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A Postgres that answers."""

    url: str = field(repr=False)  # postgresql+psycopg://..., with its password
    embedded: bool
    started_here: bool  # by the call that returned this
    data_dir: Path | None  # of an embedded one
    version: int  # major


def ensure_server(settings: Settings) -> Server:
    """The server, started if it is embedded and down; it then stays up until `stop_server`.

    Raises:
        Unavailable: a named server did not answer for `database_wait_seconds`.
        Misconfigured: it refuses us, its version is none of 15 to 18, or an embedded one cannot be started.
    """
    if settings.database_url:
        return _named(settings)
    cluster = cluster_of(settings)
    with cluster.locked():
        server = _started(cluster)
        cluster.keep()
    return server


@contextmanager
def serving(settings: Settings, *, keep: bool = False) -> Iterator[Server]:
    """The server for the length of a block; an embedded one is stopped by the last such block to end.

    It stays up when `keep` is set here, or was by anybody since it was started, and while any client is connected.

    Raises:
        Unavailable: as `ensure_server`.
        Misconfigured: as `ensure_server`.
    """
    if settings.database_url:
        yield _named(settings)
        return
    cluster = cluster_of(settings)
    with cluster.locked():
        server = _started(cluster)
        # An open connection is the lease: nobody can stop an idle server under us, and a kill ends it.
        lease = cluster.connect()
        if keep:
            cluster.keep()
    try:
        yield server
    finally:
        with suppress(psycopg.Error):
            lease.close()
        _stop_unless_needed(cluster)


def await_again(settings: Settings, engine: Engine, seconds: float) -> None:
    """Wait for a server that answered before; an embedded one is started again if it went down.

    Raises:
        Unavailable: it did not come back.
        Misconfigured: it cannot be started, or refuses us now.
    """
    cluster = None if settings.database_url else cluster_of(settings)
    if cluster is not None and cluster.port == engine.url.port:
        with cluster.locked():
            cluster.start()
    await_named(engine.url, seconds)


def stop_server(settings: Settings, *, only_if_idle: bool = False) -> bool:
    """Stop the embedded server; True if it was up and is down now.

    With `only_if_idle` a server with other clients, or one that was asked to stay up, is left alone.

    Raises:
        Misconfigured: the server is named in DATABASE_URL and not ours to stop.
        Unavailable: it does not stop.
    """
    if settings.database_url:
        raise Misconfigured("The server named in DATABASE_URL is not ours to stop.")
    cluster = cluster_of(settings)
    if cluster.major is None:
        return False
    if only_if_idle:
        return _stop_unless_needed(cluster)
    with cluster.locked():
        return cluster.stop()


def psql_url(server: Server) -> str:
    """The URL for psql, JDBC and BI tools: plain `postgresql://`, with its password."""
    return plain_url(make_url(server.url))


def psql_environment(server: Server) -> dict[str, str]:
    """What psql needs in its environment to reach the server; a password in arguments is read by every user."""
    conninfo = psycopg.conninfo.conninfo_to_dict(psql_url(server))
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    more = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "options": "PGOPTIONS"}
    return {variable: str(conninfo[key]) for key, variable in (names | more).items() if conninfo.get(key)}


def make_engine(url: str) -> Engine:
    """An engine for one process: at most ten connections, checked before use, in UTC.

    Parameters never show in errors or logs, because articles are among them. A statement is prepared when it comes for
    the second time: a loader says the same for each batch.
    """
    said = {"fallback_application_name": DATABASE, "connect_timeout": 10, "prepare_threshold": 1}
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=said,
    )
    event.listen(engine, "connect", _speak_utc)
    return engine


@contextmanager
def open_engine(url: str) -> Iterator[Engine]:
    """An engine for the length of a block; its connections are closed with it."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def reaching_postgres() -> Iterator[None]:
    """Tell a database that is away from rows it does not take, and both from a defect of ours, which stays as it is.

    Raises:
        Unavailable: the connection was lost or refused, or the transaction may succeed when run again.
        Unreadable: it answered that some value or key cannot be stored.
        Misconfigured: its disk is full.
    """
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        state = getattr(said, "sqlstate", None)
        if state == _DISK_FULL:
            full = f"The disk of the database is full ({first_line(said)})"
            raise Misconfigured(f"{full}: make room and run it again; what it loaded stays.") from error
        if getattr(error, "connection_invalidated", False) or _passes(said, state):
            raise Unavailable(f"Postgres cannot answer now: {first_line(said)}.") from error
        if state and state.startswith(_REFUSED):
            raise Unreadable(RejectionCode.INTERNAL, f"Postgres does not take it: {said}") from error
        raise


def migrate(engine_or_url: Engine | str, revision: str = "head") -> None:
    """Bring the schema to a revision; processes that do so at once wait for each other (see `migrations/env.py`).

    A table that somebody holds is waited for, five seconds at a time, so that nobody waits for us longer than that.

    Raises:
        Unavailable: the database is away, or a table was held all the time.
        Misconfigured: the schema is of a newer program, or there is no such revision.
    """
    for tries_left in reversed(range(_LOCK_TRIES)):
        try:
            with _open(engine_or_url) as connection:
                command.upgrade(alembic_config(connection), revision)
        except CommandError as error:
            said = f"The database's schema cannot be brought to {revision}: {first_line(error)}."
            raise Misconfigured(f"{said} Is it of a newer Dateline?") from error
        except Unavailable as error:
            if not tries_left or getattr(error.__cause__, "orig", None).__class__ is not LockNotAvailable:
                raise
        else:
            return


def drop_schema(engine_or_url: Engine | str) -> None:
    """Take all migrations back: every table of ours goes, with its rows.

    Raises:
        Unavailable: as `migrate`.
    """
    with _open(engine_or_url) as connection:
        command.downgrade(alembic_config(connection), "base")


def recreate_database(server: Server) -> None:
    """Drop the embedded server's database, whoever is connected, and make an empty one.

    Raises:
        Misconfigured: the server is not embedded, so its database is not ours to drop.
    """
    if not server.embedded or server.data_dir is None:
        raise Misconfigured("Only the database of the embedded server is dropped as a whole.")
    name = sql.Identifier(DATABASE)
    with Cluster(folder=server.data_dir.parent).connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration: the migrations stand beside the `etl` package, in a checkout and when installed."""
    config = Config()
    folder = Path(__file__).resolve().parents[2] / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def schema_revision(engine: Engine) -> str | None:
    """The revision of the database's schema; None if it has none of ours.

    Raises:
        Unavailable: the database is away.
    """
    with reaching_postgres(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision this program was written for."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def require_schema(engine: Engine) -> None:
    """Nothing, if the schema is the one this program was written for.

    Raises:
        Misconfigured: it is another one.
        Unavailable: the database is away.
    """
    there, wanted = schema_revision(engine), newest_revision()
    if there != wanted:
        raise Misconfigured(f"The database's schema is {there or 'missing'}, not {wanted}: run `dateline db upgrade`.")


def cluster_of(settings: Settings) -> Cluster:
    """The cluster of these settings, whether it exists or not."""
    return Cluster(folder=settings.data_dir.expanduser().absolute() / "postgres")


def _started(cluster: Cluster) -> Server:
    """The embedded server, up and with our database; the lock is held."""
    started = cluster.start()
    try:
        with cluster.connect() as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise Unavailable(f"The embedded Postgres went away: {first_line(error)}.") from error
    url = embedded_url(cluster)
    return Server(
        url=url.render_as_string(hide_password=False) if url else "",
        embedded=True,
        started_here=started,
        data_dir=cluster.pgdata,
        version=version,
    )


def embedded_url(cluster: Cluster) -> URL | None:
    """Where an embedded server listens, or did when it was last up; None if it was never started."""
    if cluster.port is None:
        return None
    return URL.create(DRIVER, USER, cluster.password(), HOST, cluster.port, DATABASE)


def _stop_unless_needed(cluster: Cluster) -> bool:
    """Stop it if nobody is connected and nobody asked it to stay; True if it was stopped."""
    with cluster.locked():
        try:
            with cluster.connect() as connection:
                needed = cluster.kept or _others(connection) > 0
        except psycopg.OperationalError:
            return False
        return not needed and cluster.stop()


def _others(connection: psycopg.Connection) -> int:
    """How many other clients are connected, once those that have just left are gone."""
    deadline = time.monotonic() + _GOODBYE_SECONDS
    while (others := _count_others(connection)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return others


def _count_others(connection: psycopg.Connection) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _named(settings: Settings) -> Server:
    url = named_url(settings)
    version = await_named(url, settings.database_wait_seconds)
    text = url.render_as_string(hide_password=False)
    return Server(url=text, embedded=False, started_here=False, data_dir=None, version=version)


def _speak_utc(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """Set the zone by a statement: connection poolers refuse it among the start-up options."""
    cursor = connection.cursor()
    cursor.execute("SET TIME ZONE 'UTC'")
    cursor.close()
    connection.commit()


def _passes(error: BaseException | None, state: str | None) -> bool:
    """Whether waiting may help; an error of no code was raised before the server could say anything."""
    if state is None:
        return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    return state.startswith(_PASSING)


@contextmanager
def _open(engine_or_url: Engine | str) -> Iterator[Connection]:
    """A connection for Alembic, which changes its session: it goes back to no pool."""
    opened = open_engine(engine_or_url) if isinstance(engine_or_url, str) else nullcontext(engine_or_url)
    with opened as engine, reaching_postgres(), engine.connect() as connection:
        connection.detach()
        yield connection
