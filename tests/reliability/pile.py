"""A small pile of documents in which every verdict occurs, over three days.

write_first(folder)      one article
write_second(folder)     it says something else; more articles, copies, states beside each other, broken files
write_third(folder)      it is back to what it said first; another changed, one is mended, more are new
"""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bench.generate import write
from tests.ingest import SAMPLE

_TEXT = "text/channel-contract.txt"
_STATES = ("html/former-head-convicted.html", "html/former-head-convicted-updated.html")


def write_first(folder: Path) -> None:
    """The pile on its first day."""
    (folder / "again.txt").write_bytes(_said("plain"))


def write_second(folder: Path) -> None:
    """The pile on its second day."""
    write(folder, 6)
    for name in (*_STATES, "broken/empty.txt", "broken/cut-short.pdf", _TEXT):
        _copy(name, folder)
    (folder / "again.txt").write_bytes(_said("simple"))
    (folder / "copy.txt").write_bytes(_said("simple").replace(b"\n", b"\r\n"))
    (folder / "tied.txt").write_bytes(_said("easy"))


def write_third(folder: Path, *, articles: int = 12) -> None:
    """The pile on its third day: the one whose load is disturbed."""
    write(folder, articles, first=6)
    (folder / "again.txt").write_bytes(_said("plain"))
    (folder / "tied.txt").write_bytes(_said("plain") + b"\n")
    (folder / "empty.txt").write_bytes(_said("straight"))
    _copy("text/trial-opens-ghent.txt", folder)
    _copy("broken/notes.txt", folder)


def _said(word: str) -> bytes:
    """One article in several states."""
    return (SAMPLE / _TEXT).read_bytes().replace(b"simple", word.encode())


def _copy(name: str, folder: Path) -> None:
    shutil.copyfile(SAMPLE / name, folder / Path(name).name)
