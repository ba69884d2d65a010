"""Where runs are killed: a Postgres of its own, a database a try, and `dateline` as an operator types it.

with open_ground(folder) as ground:
    with ground.database() as url, ground.ingest(url) as run: ...
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url, text

from etl.settings import Settings
from etl.store.fingerprint import TableHash, fingerprint
from etl.store.postgres import Server, ensure_server, migrate, open_engine, stop_server
from tests.bench.databases import drop_database, make_database
from tests.reliability.pile import write_first, write_second, write_third

ROOT = Path(__file__).resolve().parents[2]
_BEFORE = "second_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A server, a pile of documents on its third day, and a database that holds what it was on the second."""

    folder: Path
    settings: Settings
    server: Server

    @property
    def inbox(self) -> Path:
        """The pile."""
        return self.folder / "inbox"

    @contextmanager
    def database(self, *, like: str = _BEFORE) -> Iterator[str]:
        """A database of this try alone, with what another holds."""
        name = make_database(self.server, like)
        try:
            yield make_url(self.server.url).set(database=name).render_as_string(hide_password=False)
        finally:
            drop_database(self.server, name)

    def command(self, url: str, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """`dateline` under way, in two processes and in small batches, without the language model."""
        ours = {
            "DATABASE_URL": url,
            "DATELINE_DATA_DIR": str(self.settings.data_dir),
            "DATELINE_RAW_DIR": str(self.folder / "raw"),
            "DATELINE_MENTIONS": "false",
            "DATELINE_WORKERS": "2",
            "DATELINE_BATCH_DOCUMENTS": "2",
            "PYTHONPATH": str(ROOT),
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
        return subprocess.Popen(
            [sys.executable, "-m", "etl", *arguments],
            env=kept | {name: value for name, value in (ours | environment).items() if value},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ingest(self, url: str, **environment: str) -> subprocess.Popen[str]:
        """A run over the pile under way."""
        return self.command(url, "ingest", str(self.inbox), "--json", **environment)

    def ingest_whole(self, url: str, **environment: str) -> dict[str, TableHash]:
        """A run over the pile that nobody disturbs; what the database holds then."""
        with self.ingest(url, **environment) as run:
            _, said = run.communicate()
        assert run.returncode in {0, 1}, said
        return self.fingerprint(url)

    def fingerprint(self, url: str) -> dict[str, TableHash]:
        """What a database holds."""
        with open_engine(url) as engine:
            return fingerprint(engine)

    def ask(self, url: str, question: str) -> list[tuple[object, ...]]:
        """The answer to a statement."""
        with open_engine(url) as engine, engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(question))]


@contextmanager
def open_ground(folder: Path) -> Iterator[Ground]:
    """The ground; its server is stopped afterwards."""
    settings = Settings(data_dir=folder / "data", raw_dir=folder / "raw", database_url=None, _env_file=None)
    server = ensure_server(settings)
    try:
        migrate(server.url)
        ground = Ground(folder=folder, settings=settings, server=server)
        ground.inbox.mkdir()
        make_database(server, "dateline", name=_BEFORE)
        url = make_url(server.url).set(database=_BEFORE).render_as_string(hide_password=False)
        for write_day in (write_first, write_second):
            write_day(ground.inbox)
            ground.ingest_whole(url)
        write_third(ground.inbox)
        yield ground
    finally:
        ensure_server(settings)
        stop_server(settings)
