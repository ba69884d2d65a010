"""The compose file and the example of .env: valid by the compose specification, closed to other machines, complete."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from etl.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
VARIABLE = re.compile(r"\$\{(\w+)(:[-?][^}]*)?\}")
ASSIGNMENT = re.compile(r"^#? ?([A-Z_]+)=(.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert isinstance(loaded, dict)
    return loaded


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = compose["services"]
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    """Every variable of .env.example, commented out or not."""
    return dict(ASSIGNMENT.findall((ROOT / ".env.example").read_text()))


def test_it_is_valid_by_the_compose_specification(compose: dict[str, Any]) -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(compose)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema).validate({"services": {"db": {"imagee": "postgres"}}})


def test_images_are_pinned(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+[\w.-]*", service["image"]), name
    base = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert all(re.search(r":\d+\.\d+\.\d+", image) for image in base)


def test_ports_are_open_to_this_machine_alone(services: dict[str, dict[str, Any]]) -> None:
    ports = [port for service in services.values() for port in service.get("ports", ())]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_what_stays_up_is_watched_and_comes_back(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        if service["restart"] == "no":
            continue
        assert service["restart"] == "unless-stopped", name
        assert service["healthcheck"]["test"], name


def test_nothing_starts_before_what_it_needs(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if services[needed]["restart"] == "no" else "service_healthy"
            assert how["condition"] == wanted, (name, needed)
    assert set(services["worker"]["depends_on"]) == {"migrate", "prefect-server"}


def test_passwords_come_from_the_environment(services: dict[str, dict[str, Any]]) -> None:
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "@" in value:
                assert "${POSTGRES_PASSWORD:?" in value, name
                assert value == "${POSTGRES_PASSWORD:?set it in .env}" or re.search(r":\$\{POSTGRES_PASSWORD", value)


def test_the_schedules_find_their_pool_and_their_folder(services: dict[str, dict[str, Any]]) -> None:
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text())["deployments"]
    script = services["worker"]["command"][-1]
    for deployment in deployments:
        assert f"work-pool create {deployment['work_pool']['name']} --type process" in script
        assert f"worker start --pool {deployment['work_pool']['name']}" in script
    assert any(volume.endswith("/inbox:ro") for volume in services["worker"]["volumes"])


def test_what_is_copied_into_the_image_is_there_and_not_ignored() -> None:
    dockerfile, ignored = (ROOT / "Dockerfile").read_text(), (ROOT / ".dockerignore").read_text().splitlines()
    copied = {name for line in re.findall(r"^COPY (.*) \S+$", dockerfile, re.MULTILINE) for name in line.split()}
    for name in copied:
        assert (ROOT / name).exists(), name
        assert f"!{name}" in ignored, name


def test_every_variable_of_the_compose_file_is_in_the_example(example: dict[str, str]) -> None:
    used = {name for name, _default in VARIABLE.findall((ROOT / "docker-compose.yml").read_text())}
    assert used <= set(example)


def test_every_setting_is_in_the_example(example: dict[str, str]) -> None:
    settings = {
        "DATABASE_URL" if name == "database_url" else f"DATELINE_{name.upper()}" for name in Settings.model_fields
    }
    compose_only = {"POSTGRES_PASSWORD", "POSTGRES_PORT", "PREFECT_PORT", "DATELINE_INBOX"}
    assert settings == set(example) - compose_only


def test_the_defaults_of_the_example_are_the_defaults(example: dict[str, str], tmp_path: Path) -> None:
    # Those of the machine, and those whose default is nothing, of which the example shows what to write.
    machine = {"data_dir", "database_url", "workers", "fetch_contact", "fetch_allowed_hosts"}
    (tmp_path / ".env").write_text("\n".join(f"{name}={value}" for name, value in example.items()))
    shown = Settings(_env_file=tmp_path / ".env").model_dump(exclude=machine)
    assert shown == Settings(_env_file=None).model_dump(exclude=machine)


def test_the_example_holds_no_password(example: dict[str, str]) -> None:
    assert example["POSTGRES_PASSWORD"] == ""
