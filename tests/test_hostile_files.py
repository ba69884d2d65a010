"""Files that were made to do harm, or change while they are read: each is accounted for, what is stored is clean."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from etl.cli.app import app
from etl.errors import Unavailable
from etl.records import Found, Verdict
from etl.sources import files
from tests.ingest import SAMPLE, Ingest

STORY = (
    "The pump house stood open\n\nBy Iva Benda\n\n4 March 2023\n\n"
    "The gate of the pump house stood open for {} hours, and nobody in Dolni Brevna was told about it {}.\n"
)
TRAPS = {
    "nul": b"until\x00 noon",
    "overlong": b"until \xc0\xaf noon",
    "surrogates": b"until \xed\xa0\x80\xed\xb0\x80 noon",
    "cut": b"until noon \xe2\x82",
    "bidi": "until \u202enoon\u202c \u2066and\u2069 on".encode(),
    "escape": b"until \x1b[31mnoon\x1b[0m",
    "sql": b"until '; DROP TABLE news.article; -- \\. \\N %s {0}",
}
UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def _rejections(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        said = (
            "SELECT d.locator, r.code FROM ops.rejection AS r JOIN ops.document AS d USING (document_id) WHERE is_open"
        )
        return dict(connection.execute(text(said)).tuples().all())


def _bodies(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text("SELECT article_body FROM news.article_version")).scalars())


def test_characters_that_no_text_holds_do_not_reach_the_database(
    tmp_path: Path, ingest: Ingest, engine: Engine
) -> None:
    for number, (name, trap) in enumerate(TRAPS.items(), start=3):
        (tmp_path / f"{name}.txt").write_bytes(STORY.encode().replace(b"{}", b"%d" % number, 1).replace(b"{}", trap))
    report = ingest(tmp_path)
    assert report.found == len(TRAPS) == report.counts[Verdict.REJECTED] + len(_bodies(engine))
    assert not [body for body in _bodies(engine) if UNCLEAN.search(body)]
    assert any("'; DROP TABLE news.article; -- \\. \\N %s {0}" in body for body in _bodies(engine))
    assert ingest(tmp_path).counts[Verdict.SAME] == len(TRAPS)


def test_a_huge_file_is_not_read_and_a_long_line_is_refused(tmp_path: Path, ingest: Ingest, engine: Engine) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(500_000_000)
    (tmp_path / "line.txt").write_bytes(b"a long line of words " * 600_000)
    ingest(tmp_path)
    assert _rejections(engine) == {"huge.txt": "too_large", "line.txt": "too_large"}


def test_xml_that_reads_other_files_or_explodes_brings_nothing(tmp_path: Path, ingest: Ingest, engine: Engine) -> None:
    (tmp_path / "secret").write_text("swordfish")
    outside = f'<!DOCTYPE nitf [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    bomb = "<!DOCTYPE nitf [<!ENTITY a 'ha'>" + "".join(
        f"<!ENTITY {name} '{f'&{former};' * 20}'>" for former, name in zip("abcdefgh", "bcdefghx", strict=True)
    )
    page = "<nitf><head><title>Gate</title></head><body><body.content><p>{}</p></body.content></body></nitf>"
    for name, doctype in (("outside.xml", outside), ("bomb.xml", f"{bomb}]>")):
        (tmp_path / name).write_text(doctype + page.format(f"The gate of {name} stood open and &x; all night. " * 20))
    (tmp_path / ".datelineignore").write_text("secret\n")
    assert ingest(tmp_path).found == 2 == len(_rejections(engine)) + len(_bodies(engine))
    assert not [body for body in _bodies(engine) if "swordfish" in body or "haha" in body]


def test_what_vanishes_or_changes_after_it_was_listed_is_told(tmp_path: Path, ingest: Ingest, engine: Engine) -> None:
    (tmp_path / "gone.txt").write_text(STORY.format(2, "at all"))
    source = files.source_of(str(tmp_path))
    found = list(files.find(source))
    (tmp_path / "gone.txt").unlink()
    # Its size is said to be 0 and it holds more, as a file does that somebody writes to.
    changing = Found(source=source, locator="changing.txt", path="/proc/self/status")
    with pytest.raises(Unavailable, match="changed while it was read"):
        files.fetch(changing, byte_limit=100_000)
    report = ingest.of([*found, changing])
    assert (report.counts[Verdict.REJECTED], report.counts[Verdict.WAITING], report.found) == (1, 1, 2)
    assert _rejections(engine) == {"gone.txt": "vanished"}


def test_a_name_of_any_bytes_leads_back_to_its_file(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    names = [b"caf\xe9.txt", b"caf\\xe9.txt", b"line\nbreak.txt", b"\xff\xfe.txt", b"-rf", b"'; --", b"a!.txt"]
    paths = [Path(os.fsdecode(os.fsencode(inbox) + b"/" + name)) for name in names]
    for path in paths:
        path.write_bytes(b"")
    for name, value in {
        "DATABASE_URL": database_url,
        "DATELINE_RAW_DIR": str(tmp_path / "raw"),
        "DATELINE_MENTIONS": "false",
        "DATELINE_WORKERS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    assert CliRunner().invoke(app, ["ingest", str(inbox)]).exit_code == 1
    for number, path in enumerate(paths):
        body = (SAMPLE / "text" / "channel-contract.txt").read_text(encoding="utf-8")
        path.write_text(body.replace("dredgers", f"dredgers and {number} tugs"), encoding="utf-8")
    again = CliRunner().invoke(app, ["rejects", "retry", "--json"])
    assert again.exit_code == 0, CliRunner().invoke(app, ["rejects", "list", "--json"]).output
    assert CliRunner().invoke(app, ["rejects", "list"]).output.count(".txt") == 0
