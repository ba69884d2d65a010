"""`dateline ingest -` and `dateline extract -`: one document, or one archive, on standard input."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from etl.find import find_again
from etl.records import Report
from etl.sources import source_of
from etl.store import raw
from tests.cli.test_sources import dateline
from tests.ingest import Ingest
from tests.stories import story, zipped
from tests.test_objects import ended, rejected


def test_a_document_on_standard_input_is_read(tmp_path: Path) -> None:
    done = dateline(tmp_path, "extract", "-", "--json", given=story("Brod"))
    (shown,) = (json.loads(line) for line in done.stdout.splitlines())
    assert (shown["path"], shown["title"]) == ("-", "Brod waits for an answer")
    assert not (tmp_path / "raw").exists(), "extract keeps nothing"


def test_an_archive_on_standard_input_becomes_its_members(tmp_path: Path) -> None:
    body = zipped({"in/brod.txt": story("Brod"), "lipa.txt": story("Lipa")})
    done = dateline(tmp_path, "extract", "-", "--json", given=body)
    shown = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["path"] for one in shown] == ["-!/in/brod.txt", "-!/lipa.txt"]


@pytest.fixture
def given(ingest: Ingest, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    """Ingest these bytes as what comes by standard input."""

    def ingested(body: bytes, **changed: int) -> Report:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(body)))
        return ingest.places("-", settings=ingest.settings.model_copy(update=changed))

    return ingested


def test_each_document_has_a_place_of_its_own_and_is_loaded_once(given: Callable[..., Report], ingest: Ingest) -> None:
    assert ended(given(story("Brod"))) == {"new": 1}
    assert ended(given(story("Lipa"))) == {"new": 1}
    assert ended(given(story("Brod"))) == {"same": 1}
    assert ended(given(zipped({"a.txt": story("Vrh"), "b.txt": b""}))) == {"new": 1, "rejected": 1}
    assert raw.read(ingest.settings.raw_dir, hashlib.sha256(story("Brod")).hexdigest()) == story("Brod")


def test_what_was_rejected_is_read_again_from_what_was_kept(
    given: Callable[..., Report], ingest: Ingest, engine: Engine
) -> None:
    note, archive = b"Only a note.", zipped({"note.txt": b"Only another note."})
    given(note)
    given(archive)
    places = rejected(engine)
    assert {code for code, _ in places.values()} == {"no_article"}
    found = list(find_again(source_of("-"), places, ingest.settings))
    assert {one.locator for one in found} == set(places)
    assert ended(ingest.of(found, reread=True)) == {"rejected": 2}


def test_nothing_and_too_much_are_rejected(given: Callable[..., Report], engine: Engine) -> None:
    assert ended(given(b"")) == {"rejected": 1}
    assert ended(given(story("Brod"), document_bytes=100)) == {"rejected": 1}
    said = dict(rejected(engine).values())
    assert set(said) == {"empty", "too_large"}
    assert said["too_large"] == "It has more bytes than DATELINE_DOCUMENT_BYTES (100)."


def test_a_pattern_in_quotes_is_taken_apart_by_us(tmp_path: Path) -> None:
    for name in ("press/2024/brod.txt", "press/lipa.txt", "press/vrh.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(story(Path(name).stem.title()))
    (tmp_path / "press" / "all.zip").write_bytes(zipped({"kamen.txt": story("Kamen")}))
    done = dateline(tmp_path, "extract", f"{tmp_path}/press/**/*.txt", f"{tmp_path}/press/*.zip", "--json")
    shown = [json.loads(line)["path"] for line in done.stdout.splitlines()]
    names = ("2024/brod.txt", "lipa.txt", "all.zip!/kamen.txt")
    assert shown == [f"{tmp_path}/press/{name}" for name in names]
    assert dateline(tmp_path, "extract", f"{tmp_path}/press/*.pdf").returncode == 2
