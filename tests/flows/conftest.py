"""Prefect for tests: its own test server in this process's reach, or a real one as an operator starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.commands import await_line, environment

ARTICLES = {
    "harbour.txt": (
        "Harbour bridge reopens after repairs\n\nBy Ada Example\n\nMarch 4, 2021\n\n"
        "The old harbour bridge in Lisbon reopened on Thursday after two years of repairs.\n\n"
        "Engineers replaced four hundred rivets and painted the arches green, the city said in a statement.\n"
    ),
    "orchard.txt": (
        "Late frost ruins the cherry harvest\n\nBy Bruno Sample\n\nMay 11, 2021\n\n"
        "Growers north of Ghent expect a third of the usual cherry harvest after a week of late frost.\n\n"
        "The orchards bloomed early this year, and candles lit between the trees did not help.\n"
    ),
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of two articles and a file that is none."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    (folder / "empty.txt").write_bytes(b"")
    return folder


@pytest.fixture(scope="session")
def prefect_harness(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Prefect's own test server; flows called in this process run against it."""
    from etl.settings import Settings
    from flows import prepare

    before = dict(os.environ)
    os.environ["PREFECT_LOGGING_LEVEL"] = "INFO"
    prepare(Settings(data_dir=tmp_path_factory.mktemp("harness"), database_url=None, _env_file=None))
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=120):
        yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The API address of a real Prefect server, started as an operator starts it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    home = tmp_path_factory.mktemp("prefect")
    command = [sys.executable, "-m", "prefect", "server", "start", "--log-level", "INFO", "--port", str(port)]
    settings = environment(home, "", PREFECT_HOME=str(home), DO_NOT_TRACK="1", PREFECT_SERVER_ANALYTICS_ENABLED="false")
    with subprocess.Popen(command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        await_line(server, "Application startup complete")
        yield f"http://127.0.0.1:{port}/api"
        server.terminate()
        server.communicate()
