"""Containers all the way into the database: accounted for, repeatable, replayable, mended."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from etl.cli.app import app
from etl.find import find, find_again
from etl.records import Report, Verdict
from etl.settings import Settings
from etl.sources import files
from etl.unpack import unpack
from tests.ingest import Ingest
from tests.sources.unpacking import Page, warc

# Stories must not be near copies of one another.
PLACES = ("Brod", "Kamen", "Lipa", "Vrh", "Zaton", "Dol")
SAID = (
    "Divers looked for the lost key of the pump house until it was dark.",
    "A choir of forty sang in the square while the lamps were changed.",
    "The ferry will not run before the ice is off the landing stage.",
    "Beekeepers counted their hives again and found ninety too few.",
    "The court heard nine neighbours about the wall between two gardens.",
    "Bakers asked the council for cheaper flour and got a committee.",
)
STORY = (
    "{title}\n\nBy Iva Benda\n\n4 March 2023\n\n{said} So it was told in {place} after {hours} days, when the mayor "
    "of {place} read it from a sheet of paper. {said}\n"
)
PAGE = (
    "<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>By Iva Benda</p>"
    "<p>{said} Nobody else in {place} had been asked about it in the last {hours} years, said the clerk.</p>"
    "<p>On the market of {place} it was the talk of the day. The clerk of {place} then closed his window.</p>"
    "</article></body></html>"
)
NUMBERS = ("two", "three", "four", "five", "six", "seven")


def _stories() -> dict[str, bytes]:
    return {f"day/{hours}.txt": _told(STORY, index).encode() for index, hours in enumerate(NUMBERS)}


def _told(form: str, index: int) -> str:
    hours, place = NUMBERS[index], PLACES[index]
    return form.format(title=f"{place} waits {hours} days", hours=hours, place=place, said=SAID[index])


def _zip(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in names.items():
            archive.writestr(name, body)
    return out.getvalue()


def _crawl() -> bytes:
    return warc(
        [
            Page(url=f"https://herald.example.org/news/{hours}", body=_told(PAGE, index).encode())
            for index, hours in enumerate(NUMBERS)
        ],
        gzip=True,
    )


def _places(engine: Engine, verdict: str) -> set[str]:
    statement = (
        "SELECT d.locator FROM ops.outcome AS o JOIN ops.document AS d USING (document_id) JOIN ops.run AS r"
        " USING (run_id) WHERE o.verdict = :verdict AND r.started_at = (SELECT max(started_at) FROM ops.run)"
    )
    with engine.connect() as connection:
        return set(connection.execute(text(statement), {"verdict": verdict}).scalars())


def _open(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(
            connection.execute(
                text("SELECT d.locator FROM ops.rejection JOIN ops.document AS d USING (document_id) WHERE is_open")
            ).scalars()
        )


def _add_up(report: Report, found: int) -> bool:
    return report.found == found == sum(report.counts.values())


def test_members_are_loaded_once_and_the_second_run_finds_them_the_same(
    tmp_path: Path, ingest: Ingest, engine: Engine
) -> None:
    tape = io.BytesIO()
    with tarfile.open(fileobj=tape, mode="w:gz") as archive:
        for name, body in _stories().items():
            info = tarfile.TarInfo(f"copy/{name}")
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    (tmp_path / "news.zip").write_bytes(_zip(_stories() | {"bare.txt": b"", "photo.png": b"\x89PNG\r\n\x1a\n"}))
    (tmp_path / "news.tar.gz").write_bytes(tape.getvalue())
    (tmp_path / "crawl.warc.gz").write_bytes(_crawl())
    first = ingest(tmp_path)
    assert _add_up(first, 6 + 6 + 2 + 6)
    assert first.counts[Verdict.REJECTED] == 2
    assert first.counts[Verdict.DUPLICATE] == 6
    assert first.counts[Verdict.NEW] == 6 + 6
    second = ingest(tmp_path)
    assert _add_up(second, first.found)
    assert second.counts[Verdict.SAME] == first.found
    with engine.connect() as connection:
        urls = set(connection.execute(text("SELECT url FROM news.article WHERE url IS NOT NULL")).scalars())
    assert urls == {f"https://herald.example.org/news/{hours}" for hours in NUMBERS}


def test_what_was_unpacked_can_be_read_when_the_archive_is_gone(tmp_path: Path, ingest: Ingest) -> None:
    (tmp_path / "news.zip").write_bytes(_zip(_stories()))
    source = files.source_of(str(tmp_path))
    found = list(unpack(find([source], ingest.settings), ingest.settings))
    (tmp_path / "news.zip").unlink()
    assert ingest.of(found).counts[Verdict.NEW] == 6


def test_an_archive_that_is_mended_is_no_longer_rejected(tmp_path: Path, ingest: Ingest, engine: Engine) -> None:
    crawl = _crawl()
    (tmp_path / "crawl.warc.gz").write_bytes(crawl[: len(crawl) * 2 // 3])
    cut = ingest(tmp_path)
    assert 1 <= cut.counts[Verdict.NEW] < 6
    assert _add_up(cut, cut.counts[Verdict.NEW] + 1)
    assert _open(engine) == _places(engine, "rejected") == {"crawl.warc.gz"}
    (tmp_path / "crawl.warc.gz").write_bytes(crawl)
    whole = ingest(tmp_path)
    assert whole.counts[Verdict.SAME] == cut.counts[Verdict.NEW]
    assert _add_up(whole, 6)
    assert _open(engine) == set()
    assert ingest(tmp_path).counts[Verdict.SAME] == 6


def test_members_that_were_rejected_are_found_again_in_their_archive(tmp_path: Path, ingest: Ingest) -> None:
    inner = _zip(_stories())
    (tmp_path / "sub!").mkdir()
    (tmp_path / "sub!" / "all.zip").write_bytes(_zip({"in.zip": inner, "gone.gz": gzip.compress(b"x"), "a.txt": b""}))
    source = files.source_of(str(tmp_path))

    def again(*places: str) -> dict[str, bool]:
        return {found.locator: found.failure is None for found in find_again(source, places, ingest.settings)}

    top = "sub!/all.zip"
    assert again(f"{top}!/a.txt") == {f"{top}!/a.txt": True}
    assert again(f"{top}!/in.zip") == {f"{top}!/in.zip!/{name}": True for name in _stories()}
    assert len(again(top)) == 8
    assert again(f"{top}!/absent.txt") == {f"{top}!/absent.txt": False}
    alone = files.source_of(str(tmp_path / "sub!" / "all.zip"))
    (one,) = find_again(alone, ["all.zip!/a.txt"], ingest.settings)
    assert one.locator == "all.zip!/a.txt"


def test_extract_prints_members_by_their_place_in_the_archive(tmp_path: Path) -> None:
    (tmp_path / "news.zip").write_bytes(_zip(_stories() | {"bare.txt": b""}))
    printed = CliRunner().invoke(
        app,
        ["extract", "--json", str(tmp_path / "news.zip")],
        env={"DATELINE_MENTIONS": "false", "DATELINE_WORKERS": "1"},
    )
    lines = [json.loads(line) for line in printed.stdout.splitlines() if line.startswith("{")]
    assert printed.exit_code == 1
    assert {line["path"] for line in lines} == {f"{tmp_path}/news.zip!/{name}" for name in (*_stories(), "bare.txt")}


PATTERNS = [
    ((), (), {"a.txt", "news.zip!/live/b.txt", "news.zip!/c.txt", "old.zip!/d.txt"}, "no patterns, everything"),
    ((), ("*/live/*",), {"a.txt", "news.zip!/c.txt", "old.zip!/d.txt"}, "a member is left out by its place"),
    ((), ("old.zip",), {"a.txt", "news.zip!/live/b.txt", "news.zip!/c.txt"}, "an archive with all that is in it"),
    (("*/c.txt",), (), {"news.zip!/c.txt"}, "a member is taken by its place, though its archive is not named"),
    (("old*.zip",), (), {"old.zip!/d.txt"}, "an archive is taken by its name, with all that is in it"),
    (("*.txt",), ("news.zip",), {"a.txt", "old.zip!/d.txt"}, "what is excluded is not opened for what is included"),
]


@pytest.mark.parametrize(("include", "exclude", "places", "why"), PATTERNS, ids=[row[-1] for row in PATTERNS])
def test_patterns_of_a_source_hold_for_members(
    tmp_path: Path,
    settings: Settings,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    places: set[str],
    why: str,
) -> None:
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "news.zip").write_bytes(_zip({"live/b.txt": b"b", "c.txt": b"c"}))
    (tmp_path / "old.zip").write_bytes(_zip({"d.txt": b"d"}))
    source = replace(files.source_of(str(tmp_path)), include=include, exclude=exclude)
    assert {found.locator for found in unpack(find([source], settings), settings)} == places, why
