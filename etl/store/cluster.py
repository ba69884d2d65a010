"""A PostgreSQL cluster of our own in a folder: made, started, found again, stopped.

    cluster = Cluster(folder=data_dir / "postgres")
    with cluster.locked():
        started = cluster.start()       # False if it was up
    connection = cluster.connect()

It listens on 127.0.0.1 alone, wants a password (SCRAM) and outlives the process that started it. Nothing is shared
but the folder, so a killed client, a killed server or a stale lock file is put right by whoever comes next. It does
not know databases, schemas or settings.
"""

from __future__ import annotations

import os
import random
import secrets
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from filelock import FileLock, Timeout

from etl.errors import Misconfigured, Unavailable
from etl.store.binaries import Binaries, demotion, find_binaries

USER = "dateline"
HOST = "127.0.0.1"
_PORTS = range(20_000, 32_768)  # below the range from which Linux takes ports for outgoing connections
_BUSY_SECONDS = 20.0  # a postmaster killed a moment ago blocks the next start until its children are gone
_RETRY_SECONDS = 3.0  # the port may be taken between looking and starting; other reasons stay
_LOCK_SECONDS = 120.0  # another process may be making the cluster or replaying its log
_LOG_BYTES = 10_000_000  # a longer log is set aside at the next start
_STEP_SECONDS = 0.05
_UNQUOTABLE = frozenset('"$`\\\n')  # pg_ctl puts paths into a shell command between double quotes

# Written once: a later ALTER SYSTEM of the operator stays. Buffers are taken as they are filled: in them the index that
# every new article asks for its copies stays up to some 150,000 articles (280 MB for 100,000).
_CONFIGURATION = f"""\
listen_addresses = '{HOST}'
unix_socket_directories = ''
timezone = 'UTC'
log_timezone = 'UTC'
shared_buffers = '512MB'
max_wal_size = '2GB'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """One cluster, known by its folder (mode 0700); other files stand beside the data so that it can be replaced."""

    folder: Path

    @property
    def pgdata(self) -> Path:
        """The data folder proper."""
        return self.folder / "pgdata"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "server.log"

    @property
    def password_file(self) -> Path:
        """The password of the only role, mode 0600."""
        return self.folder / "password"

    @property
    def port(self) -> int | None:
        """The port it listens on, or listened on when it was last up."""
        text = _read(self.folder / "port")
        return int(text) if text.isdigit() else None

    @property
    def major(self) -> int | None:
        """The major version that made the data, None if there is none yet."""
        text = _read(self.pgdata / "PG_VERSION")
        return int(text) if text.isdigit() else None

    @property
    def kept(self) -> bool:
        """Whether somebody asked this very server to stay up."""
        return bool(pid := self._pid()) and _read(self.folder / "kept") == pid

    def keep(self) -> None:
        """Ask the server that is up now to stay up when a command ends."""
        (self.folder / "kept").write_text(self._pid())

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one process at a time makes, starts or stops it.

        Raises:
            Misconfigured: the folder cannot be made or written.
            Unavailable: another process has held the lock for two minutes.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self.folder / "lock", timeout=_LOCK_SECONDS, mode=0o600):
                yield
        except Timeout as error:
            raise Unavailable(
                f"Another process has been starting Postgres in {self.folder} for two minutes."
            ) from error
        except OSError as error:  # no permission, no space, a file in the way
            raise Misconfigured(f"The database folder cannot be used: {error}.") from error

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection in autocommit, to this cluster and no other that took its port.

        Raises:
            psycopg.OperationalError: it is down, or what answers is not it.
        """
        if self.port is None:
            raise psycopg.OperationalError("it was never started")
        connection = psycopg.connect(
            host=HOST, port=self.port, user=USER, password=self.password(), dbname=database,
            require_auth="scram-sha-256", connect_timeout=3, application_name="dateline", autocommit=True,
        )  # fmt: skip
        row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        if row and self.pgdata.exists() and Path(row[0]).exists() and self.pgdata.samefile(row[0]):
            return connection
        connection.close()
        raise psycopg.OperationalError(f"another server has taken port {self.port}")

    def password(self) -> str:
        """The password.

        Raises:
            Misconfigured: its file is gone, so nobody can log in.
        """
        if password := _read(self.password_file):
            return password
        raise Misconfigured(f"The password of the embedded Postgres is gone: restore {self.password_file}.")

    def answers(self) -> bool:
        """Whether it is up and takes connections."""
        return self._problem() is None

    def start(self) -> bool:
        """Bring it up, made first if need be; False if it was up. Hold the lock.

        Raises:
            Misconfigured: it cannot be made or does not come up; the message ends with what PostgreSQL said.
            Unavailable: it is up and takes no connection: too many clients, or a long log to replay.
        """
        if self.pgdata.exists() and self.answers():
            return False
        binaries = find_binaries(self.major)
        if not self.pgdata.exists():
            self._make(binaries)
        if self._comes_up(binaries):
            return False
        self._launch(binaries)
        return True

    def stop(self) -> bool:
        """Stop it and whoever is connected; False if it was down. Hold the lock.

        Raises:
            Unavailable: it did not stop within a minute.
        """
        if self.major is None:
            return False
        binaries = find_binaries(self.major)
        if binaries.run("pg_ctl", "-D", self.pgdata, "status").returncode:
            return False
        done = binaries.run("pg_ctl", "-D", self.pgdata, "-m", "fast", "-w", "-t", "60", "stop")
        if done.returncode:
            raise Unavailable(f"The embedded Postgres does not stop: {done.stderr.strip()}")
        return True

    def _problem(self) -> str | None:
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            return str(error).strip()
        return None

    def _pid(self) -> str:
        return _read(self.pgdata / "postmaster.pid").partition("\n")[0].strip()

    def _make(self, binaries: Binaries) -> None:
        """Make the data folder under another name first, so that a kill half-way leaves none that looks whole."""
        if found := _UNQUOTABLE.intersection(str(self.folder)):
            raise Misconfigured(f"The database folder's path may not contain {' '.join(sorted(found))}: {self.folder}.")
        for left in self.folder.glob("pgdata.new-*"):
            shutil.rmtree(left, ignore_errors=True)
        _write_secret(self.password_file, secrets.token_urlsafe(24))
        new = self.folder / f"pgdata.new-{secrets.token_hex(4)}"
        new.mkdir(mode=0o700)
        os.chown(new, demotion().owner, -1)
        done = binaries.run(
            "initdb", "-D", new, "-U", USER, f"--pwfile={self.password_file}", *_initdb(binaries.version)
        )
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise Misconfigured(f"A database cannot be made in {self.folder}: {done.stderr.strip()}")
        with (new / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.write(_CONFIGURATION)
        new.rename(self.pgdata)

    def _comes_up(self, binaries: Binaries) -> bool:
        """Wait for a server that is starting, stopping or was killed: True if it answers, False once it is gone."""
        deadline = time.monotonic() + _BUSY_SECONDS
        while self._in_use(binaries):
            if (problem := self._problem()) is None:
                return True
            if time.monotonic() > deadline:
                raise Unavailable(f"The embedded Postgres in {self.folder} is up and does not answer: {problem}")
            time.sleep(_STEP_SECONDS)
        return False

    def _launch(self, binaries: Binaries) -> None:
        """Start it; nobody works in the folder."""
        deadline = time.monotonic() + _RETRY_SECONDS
        while problem := self._attempt(binaries):
            if time.monotonic() > deadline:
                raise Misconfigured(f"The embedded Postgres in {self.folder} does not start: {problem}")
            if self._comes_up(binaries):  # it was only slow
                return
            time.sleep(_STEP_SECONDS)

    def _attempt(self, binaries: Binaries) -> str | None:
        """Try to start it once; None when it is up, else what was said."""
        # A lock file is of a dead server, as nobody works in the folder; its number may be some other process's by now.
        (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
        _give(self.pgdata, self.log, demotion().owner)
        _set_aside(self.log)
        (self.folder / "port").write_text(str(port := _free_port(self.port)))
        said_before = len(_read(self.log))
        arguments = ("-D", self.pgdata, "-w", "-t", "300", "-l", self.log, "-o", f"-p {port}", "start")
        done = binaries.run("pg_ctl", *arguments)
        if done.returncode == 0:
            return None
        said = _read(self.log)[said_before:] or done.stderr.strip() or "no reason given"
        full = (line for line in said.splitlines() if "No space left on device" in line)
        return next(full, " | ".join(said.split("\n")[-4:])).strip(" |")

    def _in_use(self, binaries: Binaries) -> bool:
        """Whether any process works in the data folder: every server process does, and a zombie no longer.

        Without /proc (macOS) the lock file is believed if a process of its number exists.
        """
        if not Path("/proc/self").exists():
            return binaries.run("pg_ctl", "-D", self.pgdata, "status").returncode == 0
        return any(_works_in(process, self.pgdata) for process in Path("/proc").glob("[0-9]*"))


def _initdb(version: int) -> tuple[str, ...]:
    """Options of initdb: UTF-8, letters of all scripts known, and the same order of text on every machine."""
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8") if version >= 17 else ("--locale=C.UTF-8",)
    return ("-E", "UTF8", "-A", "scram-sha-256", *locale)


def _free_port(wanted: int | None) -> int:
    """The wanted port if it is free, else some other: clients keep the address over restarts as far as possible."""
    others = random.sample(_PORTS, 50)
    for port in [wanted, *others] if wanted else others:
        with socket.socket() as probe:
            probe.setsockopt(
                socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
            )  # as the server does: old connections may linger
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise Unavailable(f"None of fifty ports on {HOST} is free.")


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").samefile(folder)
    except OSError:  # it ended, is a zombie, or is another user's
        return False


def _give(folder: Path, log: Path, owner: int) -> None:
    """Hand the files to the user the server runs as, should root have run it another way before."""
    if os.geteuid() == 0 and folder.stat().st_uid != owner:
        for path in (folder, *folder.rglob("*"), *log.parent.glob(log.name)):
            os.chown(path, owner, -1, follow_symlinks=False)


def _set_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def _read(path: Path) -> str:
    """A small file's text without outer white space, or "" if it is not there."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text + "\n")
