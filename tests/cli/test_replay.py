"""`dateline replay` as a user types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_documents import ONE, Home, home

__all__ = ["home"]


def test_what_is_kept_is_read_again_when_its_place_is_gone(home: Home, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "one.txt").write_bytes(ONE.read_bytes())
    (inbox / "empty.txt").write_bytes(b"")
    assert home.run("ingest", inbox).returncode == 1
    for path in inbox.iterdir():
        path.unlink()
    assert home.json("replay", "--dry-run") == {str(inbox): 2}
    assert home.json("replay", "--dry-run", "--outdated") == {}
    assert str(inbox) in home.run("replay", "--dry-run", "--source", str(inbox), "--rejected").stdout
    again = home.run("replay")
    assert again.returncode == 1, again.stderr
    last, first = home.json("status")["runs"]
    assert (last["found"], last["same"], last["rejected"]) == (2, 1, 1)
    assert first["new"] == 1
    assert home.json("replay", "--code", "empty")["rejected"] == 1
    assert home.run("replay", "--stage", "times").returncode == 0


WRONG = [
    (("--stage", "dtaes"), "There is no stage dtaes"),
    (("--missing",), "--missing wants --stage"),
    (("--stage", "mentions", "--missing"), "DATELINE_MENTIONS is off"),
    (("--source", "nowhere"), "There is no source nowhere"),
    (("--since", "2024-05-02", "--until", "2024-05-01"), "is before --since"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[row[1] for row in WRONG])
def test_what_cannot_be_meant_is_told(home: Home, arguments: tuple[str, ...], said: str) -> None:
    done = home.run("replay", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
