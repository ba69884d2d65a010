"""The clock itself: commands as an operator runs them, against a real Prefect server."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest
import yaml

from etl.sources.catalogue import add_source
from etl.store.postgres import open_engine
from etl.store.runs import last_visits
from tests.flows.commands import ROOT, await_line, environment

pytestmark = pytest.mark.slow

# Tells every connection and look-up that leaves this machine, of every Python process below.
WATCH = """
import sys
def watch(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo"}:
        host = arguments[1][0] if event == "socket.connect" and isinstance(arguments[1], tuple) else arguments[0]
        if str(host) not in {"127.0.0.1", "localhost", "::1", "None"} and not hasattr(host, "fileno"):
            with open(%r, "a") as file:
                print(event, host, file=file)
sys.addaudithook(watch)
"""


def ask(api: str, path: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(f"{api}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def test_one_run_with_a_server_of_its_own_and_no_call_to_anybody(
    articles: Path, tmp_path: Path, database_url: str
) -> None:
    calls = tmp_path / "calls"
    (tmp_path / "watch").mkdir()
    (tmp_path / "watch" / "sitecustomize.py").write_text(WATCH % str(calls))
    settings = environment(tmp_path / "data", database_url, PYTHONPATH=f"{tmp_path / 'watch'}:{ROOT}")
    probe = "import socket; socket.getaddrinfo('192.0.2.1', 80)"
    subprocess.run([sys.executable, "-c", probe], env=settings, check=True)
    assert "192.0.2.1" in calls.read_text(), "the watch works"
    calls.unlink()

    command = [sys.executable, "-m", "flows", str(articles)]
    done = subprocess.run(command, env=settings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith("2 new, 0 changed"), done.stderr
    assert (tmp_path / "data" / "prefect" / "prefect.db").exists()
    assert not calls.exists(), calls.read_text()


def test_a_schedule_fires(articles: Path, tmp_path: Path, database_url: str, prefect_api: str) -> None:
    settings = environment(tmp_path / "data", database_url, PREFECT_API_URL=prefect_api)
    command = [sys.executable, "-m", "flows", str(articles), "--every", "5"]
    with subprocess.Popen(
        command, env=settings, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as clock:
        await_line(clock, r"Flow run '.*Finished in state Completed")
        clock.terminate()
        clock.communicate()
    runs = ask(prefect_api, "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}})
    assert runs
    assert all(run["auto_scheduled"] for run in runs), "nobody but the clock started it"


def test_each_source_of_the_list_has_a_schedule_of_its_own(
    articles: Path, tmp_path: Path, database_url: str, prefect_api: str
) -> None:
    catalogue = tmp_path / "sources.toml"
    schedules = {"every-minute": "* * * * *", "new-year": "0 0 1 1 *", "by-hand": None}
    for name, schedule in schedules.items():
        add_source(catalogue, {"name": name, "kind": "files", "location": str(articles), "schedule": schedule})
    settings = environment(
        tmp_path / "data", database_url, PREFECT_API_URL=prefect_api, DATELINE_SOURCES_FILE=str(catalogue)
    )
    command = [sys.executable, "-m", "flows", "--clock"]
    with subprocess.Popen(
        command, env=settings, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as clock:
        await_line(clock, r"Flow run '.*Finished in state Completed")
        clock.terminate()
        clock.communicate()
    served = {one["name"]: one for one in ask(prefect_api, "/deployments/filter", {}) if one["name"] in schedules}
    crons = {name: [one["schedule"]["cron"] for one in served[name]["schedules"]] for name in served}
    assert crons == {"every-minute": ["* * * * *"], "new-year": ["0 0 1 1 *"]}
    runs = ask(prefect_api, "/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["COMPLETED"]}}}})
    ran = {run["deployment_id"] for run in runs if run["auto_scheduled"]}
    assert ran & {one["id"] for one in served.values()} == {served["every-minute"]["id"]}
    with open_engine(database_url) as engine:
        assert last_visits(engine).keys() == {"every-minute"}


def test_the_clock_wants_a_server(articles: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows", str(articles), "--cron", "0 * * * *"]
    settings = environment(tmp_path, "postgresql://u@127.0.0.1:1/d")
    done = subprocess.run(command, env=settings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "prefect server start" in done.stderr


def test_a_defect_is_not_taken_for_a_run_with_rejects(articles: Path, tmp_path: Path, database_url: str) -> None:
    """Nothing listens where PREFECT_API_URL says, which Prefect raises as an error of its own."""
    command = [sys.executable, "-m", "flows", str(articles)]
    nowhere = {"PREFECT_API_URL": "http://127.0.0.1:1/api", "PREFECT_CLIENT_MAX_RETRIES": "0"}
    settings = environment(tmp_path, database_url, **nowhere)
    done = subprocess.run(command, env=settings, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")


def test_the_deployment_of_the_project_file_is_what_it_says(tmp_path: Path, prefect_api: str) -> None:
    settings = environment(
        tmp_path, "", PREFECT_API_URL=prefect_api, DATELINE_INBOX="/srv/inbox", PREFECT_HOME=str(tmp_path)
    )
    script = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["worker"]["command"][-1]
    for line in script.splitlines():
        if line.startswith("prefect "):
            command = [sys.executable, "-m", *line.split()]
            done = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stdout + done.stderr
    found = ask(prefect_api, "/deployments/filter", {"work_pools": {"name": {"any_": ["dateline"]}}})
    deployments = {one["name"]: one for one in found}
    assert deployments.keys() == {"clock", "sources"}
    assert deployments["sources"]["parameters"] == {}, "which are due is told by the list"
    assert [one["active"] for one in deployments["sources"]["schedules"]] == [False]
    deployment = deployments["clock"]
    assert deployment["parameters"] == {"paths": ["/srv/inbox"]}
    assert [one["schedule"]["cron"] for one in deployment["schedules"]] == ["17 * * * *"]
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
