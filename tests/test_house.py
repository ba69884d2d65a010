"""The house keeps its own rules: sizes, names, docstrings, and documents that say what is there."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command

from etl.cli.app import app
from etl.settings import Settings
from tests.conftest import ROOT
from tests.dictionary import lines

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
]
CODE = [
    path
    for path in TRACKED
    if path.suffix == ".py" and path.is_file() and path.relative_to(ROOT).parts[0] in {"etl", "flows", "migrations"}
]
NAMELESS = {"utils", "helpers", "common", "core", "base", "types", "constants"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_module_is_small_and_says_what_it_does(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= 400, "split it by subject"
    assert ast.get_docstring(tree) or not text.strip()
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
        if node.end_lineno - node.lineno + 1 > 50
    }
    assert long == {}
    assert not NAMELESS & set(path.relative_to(ROOT).with_suffix("").parts)


def test_most_functions_are_short() -> None:
    sizes = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert sizes[len(sizes) * 9 // 10] <= 25


@pytest.mark.parametrize("path", [path for path in TRACKED if path.is_file()], ids=_name)
def test_no_file_names_a_registry_or_a_machine(path: Path) -> None:
    content = path.read_bytes()
    assert "index-{}".format("url").encode() not in content
    assert f"{ROOT}/".encode() not in content
    assert f"{ROOT.parent}/shared".encode() not in content


def test_the_readme_knows_every_command_and_every_room() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = get_command(app).commands  # type: ignore[attr-defined]
    assert [name for name in commands if f"dateline {name}" not in readme] == []
    rooms = {path.relative_to(ROOT).parts[1] for path in CODE if path.relative_to(ROOT).parts[0] == "etl"}
    missing = [room for room in rooms if room.removesuffix(".py") not in readme and room != "__init__.py"]
    assert missing == []


def test_every_setting_is_in_the_example() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert [
        name for name in Settings.model_fields if f"DATELINE_{name.upper()}" not in example and name != "database_url"
    ] == []
    assert "DATABASE_URL" in example


def test_the_data_dictionary_is_current() -> None:
    written = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    assert written == "\n".join(lines()) + "\n", "python -m tests.dictionary > docs/database.md"
