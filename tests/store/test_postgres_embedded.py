"""The embedded server's life: made, shared, killed, found again, stopped. Every test runs a real one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from etl.errors import Misconfigured
from etl.settings import Settings
from etl.store.binaries import find_binaries
from etl.store.cluster import Cluster
from etl.store.postgres import Server, ensure_server, psql_url, serving, stop_server
from etl.store.status import server_status

ROOT = Path(__file__).resolve().parents[2]

# Prints what it got, and goes on only when told to.
CLIENT = """
import json, sys
from pathlib import Path
from etl.settings import Settings
from etl.store.postgres import psql_url, serving
with serving(Settings(data_dir=Path(sys.argv[1]), database_url=None, _env_file=None)) as server:
    print(json.dumps({"url": psql_url(server), "started_here": server.started_here}), flush=True)
    sys.stdin.read()
"""


def settings_of(folder: Path) -> Settings:
    return Settings(data_dir=folder, database_url=None, _env_file=None)


def cluster_in(folder: Path) -> Cluster:
    return Cluster(folder=folder / "postgres")


def query(server: Server, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(psql_url(server), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def postmaster(folder: Path) -> int:
    return int((cluster_in(folder).pgdata / "postmaster.pid").read_text().splitlines()[0])


def client(folder: Path, prefix: Sequence[str] = (), **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", CLIENT, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
    )


def hello(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout
    said = process.stdout.readline()
    assert said, "the client ended early"
    answer = json.loads(said)
    assert isinstance(answer, dict)
    return answer


def turn_away(listener: socket.socket) -> None:
    connection, _address = listener.accept()
    connection.close()


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose server was up once and is down: copying it is faster than making one for every test."""
    folder = tmp_path_factory.mktemp("once") / "data"
    with serving(settings_of(folder)):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def folder(tmp_path: Path, made_once: Path) -> Iterator[Path]:
    """A data folder of this test's own, its server down; stopped and removed in the end."""
    made = tmp_path / "data"
    shutil.copytree(made_once, made)
    yield made
    _clear(made)


@pytest.fixture
def new_folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder that does not exist yet."""
    yield tmp_path / "data"
    _clear(tmp_path / "data")


def _clear(folder: Path) -> None:
    stop_server(settings_of(folder))
    shutil.rmtree(folder)


def test_a_cold_start_a_warm_start_and_no_start_keep_the_rows(new_folder: Path) -> None:
    with serving(settings_of(new_folder)) as cold:
        assert cold.started_here
        assert cold.embedded
        assert cold.version == 18
        query(cold, "CREATE TABLE kept AS SELECT 7 AS number")
        with serving(settings_of(new_folder)) as shared:
            assert not shared.started_here
            assert shared.url == cold.url
    assert not server_status(settings_of(new_folder)).running

    with serving(settings_of(new_folder)) as warm:
        assert warm.started_here
        assert warm.url == cold.url, "port and password stay over a restart"
        assert query(warm, "SELECT number FROM kept") == [(7,)]


def test_it_speaks_utf8_and_utc_and_knows_letters_of_all_scripts(folder: Path) -> None:
    with serving(settings_of(folder)) as server:
        assert query(server, "SHOW server_encoding") == [("UTF8",)]
        assert query(server, "SHOW timezone") == [("UTC",)]
        assert query(server, "SELECT lower('ÅSA ΩΜΕΓΑ ЖУК')") == [("åsa ωμεγα жук",)]


def test_it_listens_on_this_machine_alone_and_wants_the_password(new_folder: Path) -> None:
    with serving(settings_of(new_folder)) as server:
        assert query(server, "SHOW listen_addresses") == [("127.0.0.1",)]
        password = cluster_in(new_folder).password_file
        assert stat.S_IMODE(password.stat().st_mode) == 0o600
        assert stat.S_IMODE(password.parent.stat().st_mode) == 0o700
        assert password.read_text().strip() not in repr(server)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(psql_url(server), password="wrong")
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(psql_url(server), password="")


def test_a_killed_server_comes_back_with_its_rows(folder: Path) -> None:
    first = ensure_server(settings_of(folder))
    query(first, "CREATE TABLE kept AS SELECT 7 AS number")
    os.kill(postmaster(folder), signal.SIGKILL)
    with serving(settings_of(folder)) as second:
        assert second.started_here
        assert query(second, "SELECT number FROM kept") == [(7,)]


def test_a_server_left_by_a_killed_command_is_stopped_by_the_next(folder: Path) -> None:
    with client(folder) as process:
        assert hello(process)["started_here"]
        process.kill()
    assert server_status(settings_of(folder)).running
    with serving(settings_of(folder)) as server:
        assert not server.started_here
    assert not server_status(settings_of(folder)).running


def test_two_commands_from_cold_share_one_server_and_the_last_one_stops_it(new_folder: Path) -> None:
    with client(new_folder) as one, client(new_folder) as other:
        answers = [hello(one), hello(other)]
        assert answers[0]["url"] == answers[1]["url"]
        assert sorted(answer["started_here"] is True for answer in answers) == [False, True]
        one.communicate()
        assert server_status(settings_of(new_folder)).running, "the other still uses it"
        other.communicate()
    assert not server_status(settings_of(new_folder)).running


def test_it_is_stopped_only_if_idle(folder: Path) -> None:
    with serving(settings_of(folder)) as server:
        guest = psycopg.connect(psql_url(server))
    assert server_status(settings_of(folder)).running, "a guest is connected"
    assert not stop_server(settings_of(folder), only_if_idle=True)
    guest.close()
    assert stop_server(settings_of(folder), only_if_idle=True)
    assert not stop_server(settings_of(folder)), "it is down already"


def test_it_stays_up_when_asked_to_until_it_is_stopped(folder: Path) -> None:
    with serving(settings_of(folder), keep=True):
        pass
    with serving(settings_of(folder)) as again:
        assert not again.started_here
    assert not stop_server(settings_of(folder), only_if_idle=True)
    assert server_status(settings_of(folder)).kept
    assert stop_server(settings_of(folder))
    with serving(settings_of(folder)):
        assert not server_status(settings_of(folder)).kept, "asking lasts as long as that server"


def test_a_port_taken_by_somebody_else_is_given_up(folder: Path) -> None:
    with serving(settings_of(folder)):
        taken = cluster_in(folder).port
    assert taken
    with socket.create_server(("127.0.0.1", taken)) as somebody, ThreadPoolExecutor(1) as pool:
        pool.submit(turn_away, somebody)
        with serving(settings_of(folder)) as server:
            assert cluster_in(folder).port != taken
            assert query(server, "SELECT 1") == [(1,)]


def test_another_server_on_its_port_is_not_taken_for_it(folder: Path, tmp_path: Path) -> None:
    with serving(settings_of(folder)), serving(settings_of(tmp_path / "other")):
        mine, others = cluster_in(folder), cluster_in(tmp_path / "other")
        port, password = (mine.folder / "port").read_text(), mine.password_file.read_text()
        (mine.folder / "port").write_text(str(others.port))
        assert not mine.answers(), "its password differs"
        mine.password_file.write_text(others.password())
        assert not mine.answers(), "its folder differs"
        (mine.folder / "port").write_text(port)
        mine.password_file.write_text(password)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_a_stale_lock_file_with_the_number_of_a_living_process_is_no_obstacle(folder: Path) -> None:
    with serving(settings_of(folder)):
        lock_file = cluster_in(folder).pgdata / "postmaster.pid"
        lines = lock_file.read_text().splitlines()
    # As after a container was killed and started again: the numbers repeat. Init lives everywhere.
    lock_file.write_text("\n".join(["1", *lines[1:]]) + "\n")
    with serving(settings_of(folder)) as server:
        assert server.started_here


def test_a_path_with_a_space_and_an_accent_is_fine(tmp_path: Path) -> None:
    with serving(settings_of(tmp_path / "Données de presse" / "data")) as server:
        assert query(server, "SELECT 1") == [(1,)]
    shutil.rmtree(tmp_path / "Données de presse")


def test_a_path_that_a_shell_would_read_is_refused_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="may not contain"), serving(settings_of(tmp_path / "$(id)")):
        pass


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Misconfigured, match="cannot be used"), serving(settings_of(tmp_path / "data")):
        pass


def test_half_a_cluster_of_a_killed_command_is_cleared_away(new_folder: Path) -> None:
    half = cluster_in(new_folder).folder / "pgdata.new-0123abcd"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with serving(settings_of(new_folder)):
        assert not half.exists()


def test_a_lost_password_is_said(folder: Path) -> None:
    with serving(settings_of(folder)):
        pass
    cluster_in(folder).password_file.unlink()
    with pytest.raises(Misconfigured, match="restore"), serving(settings_of(folder)):
        pass


def test_what_postgres_says_is_passed_on_when_it_does_not_start(folder: Path) -> None:
    with serving(settings_of(folder)):
        pass
    with (cluster_in(folder).pgdata / "postgresql.auto.conf").open("a") as file:
        file.write("no_such_setting = 1\n")
    with pytest.raises(Misconfigured, match="no_such_setting"), serving(settings_of(folder)):
        pass


def test_data_of_an_older_version_keep_their_version(new_folder: Path) -> None:
    try:
        older = find_binaries(15)
    except Misconfigured:
        pytest.skip("no PostgreSQL 15 is installed")
    cluster = cluster_in(new_folder)
    with cluster.locked():
        cluster._make(older)
    with serving(settings_of(new_folder)) as server:
        assert server.version == 15
        assert query(server, "SELECT lower('ÅSA ΩΜΕΓΑ')") == [("åsa ωμεγα",)]


def test_a_version_nobody_has_is_said() -> None:
    with pytest.raises(Misconfigured, match="PostgreSQL 14"):
        find_binaries(14)


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@needs_root
def test_another_user_runs_it_without_any_help(tmp_path: Path) -> None:
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is not installed")
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if subprocess.run([*nobody, sys.executable, "-c", "import os; os.listdir()"], cwd=ROOT, check=False).returncode:
        pytest.skip("this checkout is closed to other users")
    home = Path("/tmp") / f"dateline-test-{os.getpid()}"
    home.mkdir(mode=0o700)
    os.chown(home, 65534, 65534)
    try:
        with client(home / "data", nobody, HOME=str(home)) as process:
            hello(process)
            assert cluster_in(home / "data").pgdata.stat().st_uid == 65534
            process.communicate()
            assert process.returncode == 0
    finally:
        shutil.rmtree(home)


@needs_root
def test_root_below_a_closed_folder_without_user_namespaces(tmp_path: Path, new_folder: Path) -> None:
    """As in a container under Docker's default seccomp profile: `unshare` is not there to help."""
    if not (setpriv := shutil.which("setpriv")):
        pytest.skip("setpriv is not installed")
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "setpriv").symlink_to(setpriv)
    (programs / "true").symlink_to(shutil.which("true") or "/bin/true")
    tmp_path.chmod(0o700)
    with client(new_folder, PATH=str(programs)) as process:
        hello(process)
        assert cluster_in(new_folder).pgdata.stat().st_uid not in {0, 1000}
        process.communicate()
        assert process.returncode == 0
    with serving(settings_of(new_folder)) as server:
        assert cluster_in(new_folder).pgdata.stat().st_uid == 0, "given back to the user it runs as now"
        assert query(server, "SELECT 1") == [(1,)]
