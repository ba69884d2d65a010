"""Which code makes what: nothing that decides is left out, and what changes is told."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from etl.stages import STAGES, _fingerprint, derivation, files_of
from tests.conftest import ROOT

# Three take files apart that hold many documents, before they are read; one holds a docstring alone.
_MAKES_NOTHING = {
    "formats/attachments.py",
    "formats/json_list.py",
    "formats/many.py",
    "normalize/bylines/__init__.py",
}


def test_every_module_and_vocabulary_file_is_part_of_a_stage() -> None:
    rooms = [path for room in ("formats", "clean", "normalize") for path in (ROOT / "etl" / room).rglob("*.*")]
    all_files = {path for path in rooms if path.suffix in {".py", ".toml"}}
    reached = {path for stage in STAGES for path in files_of(stage)}
    left_out = {str(path.relative_to(ROOT / "etl")) for path in all_files - reached}
    assert left_out <= _MAKES_NOTHING


def test_a_stage_has_what_it_reads_and_not_what_others_read() -> None:
    assert ROOT / "etl/normalize/data/times.toml" in files_of("times")
    assert ROOT / "etl/normalize/data/times.toml" not in files_of("parse") | files_of("authors") | files_of("places")
    assert ROOT / "etl/normalize/data/names.toml" in files_of("authors") & files_of("mentions")


def test_the_model_is_part_of_names_and_without_it_there_are_none() -> None:
    assert derivation("en_core_web_md 3.8.0").mentions != derivation("en_core_web_md 4.0.0").mentions
    assert derivation(None).mentions is None
    assert derivation(None).times == derivation("en_core_web_md 3.8.0").times


def test_a_row_of_vocabulary_changes_its_stages_alone(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "etl", tmp_path / "etl")
    before = _told(tmp_path)
    with (tmp_path / "etl/normalize/data/times.toml").open("a") as file:
        file.write("# another row\n")
    after = _told(tmp_path)
    assert {stage for stage in STAGES if before[stage] != after[stage]} == {"times"}
    assert before["parse"] == derivation(None).parse, "wherever the software stands"


def _told(folder: Path) -> dict[str, str]:
    said = subprocess.run(
        [sys.executable, "-c", "from etl.stages import derivation; print(derivation(None))"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return dict(re.findall(r"(\w+)='?(\w+)", said))


def test_libraries_of_extras_may_be_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain installation has no Pillow, which only reading pictures of text needs."""
    with_all = _fingerprint("parse")
    monkeypatch.setattr("etl.stages._distributions", dict)
    assert re.fullmatch("[0-9a-f]{12}", _fingerprint("parse"))
    assert with_all != _fingerprint("parse"), "what reads differently without it is told"
