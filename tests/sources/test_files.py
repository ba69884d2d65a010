"""Files as a source: what is found, in which order, and what cannot be opened."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from etl.errors import Misconfigured, RejectionCode, Unreadable
from etl.records import Found
from etl.sources import files
from etl.sources.files import fetch, find, found_at, identify, source_of


def _found(path: Path) -> list[Found]:
    return list(find(source_of(str(path))))


def test_a_folder_gives_its_documents_sorted_and_without_hidden_or_ignored_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.html", "a/.hidden", "README.md", "notes.bak"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / ".datelineignore").write_text("# not articles\nREADME.md\n*.bak\n")
    assert [found.locator for found in _found(tmp_path)] == ["a/z.html", "b.txt"]


def test_a_large_folder_is_sorted_though_it_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_RUN_ENTRIES", 3)
    monkeypatch.setattr(files, "_SMALL_BYTES", 4)
    names = [b"b.txt", b"\xff.txt", b"line\nbreak", b"c", "\u00e4.txt".encode(), b"a.txt", b".hidden", b"z", b"y"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "inner.txt").write_bytes(b"x")
    found = [one.locator for one in _found(tmp_path)]
    assert found == ["a.txt", "b.txt", "c", "d/inner.txt", "line\nbreak", "y", "z", "\u00e4.txt", "\\xff.txt"]


def test_a_single_file_has_the_same_place_as_in_its_source(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("hello")
    (found,) = _found(tmp_path / "one.txt")
    fetched = fetch(found, byte_limit=100)
    assert (found.locator, fetched.body) == ("one.txt", b"hello")
    assert fetched.sha256 == hashlib.sha256(b"hello").hexdigest()
    assert identify(found, byte_limit=100) == (fetched.sha256, 5)


def test_nothing_at_a_path_is_said_before_a_run_begins(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="nothing at"):
        source_of(str(tmp_path / "absent"))


def test_names_that_are_no_text_or_look_escaped_can_be_found_again(tmp_path: Path) -> None:
    names = {
        b"caf\xe9.txt": "caf\\xe9.txt",
        b"caf\\xe9.txt": "caf\\x5cxe9.txt",
        b"\xed\xa0\x80\n\\": "\\xed\\xa0\\x80\n\\",
    }
    for name in names:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(name)
    documents = _found(tmp_path)
    assert {found.locator for found in documents} == set(names.values())
    for found in documents:
        again = found_at(found.source, found.locator)
        assert names[fetch(again, byte_limit=100).body] == found.locator == again.locator


def test_a_folder_that_cannot_be_listed_stands_for_itself(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "abc"]
    for folder in folders:
        folder.mkdir()
        (folder / "x.txt").write_text("x")
    listing = find(source_of(str(tmp_path)))
    assert next(listing).locator == "a/x.txt"
    shutil.rmtree(folders[1])
    gone, last = listing
    assert (gone.locator, last.locator) == ("b", "c/x.txt")
    assert isinstance(gone.failure, Unreadable)
    assert gone.failure.code is RejectionCode.VANISHED


def test_folders_may_lie_a_thousand_deep(tmp_path: Path) -> None:
    with contextlib.chdir(tmp_path):
        for _ in range(1_100):
            Path("d").mkdir()
            os.chdir("d")
        Path("x.txt").write_text("x")
    source = source_of(str(tmp_path))
    (found,) = find(source)
    subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)  # Python's own removal is recursive
    assert found.locator == "d/" * 1_100 + "x.txt"


def test_links_are_not_followed_out_of_a_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
    (outside / "secret.txt").write_text("secret")
    (inside / "folder").symlink_to(outside)
    (inside / "file.txt").symlink_to(outside / "secret.txt")
    for found in _found(inside):
        with pytest.raises(Unreadable) as raised:
            fetch(found, byte_limit=100)
        assert raised.value.code is RejectionCode.NOT_A_FILE
    assert [found.locator for found in _found(inside)] == ["file.txt", "folder"]


@pytest.mark.parametrize("kind", ["vanished", "link", "pipe", "large"])
def test_what_cannot_be_read_says_why(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "odd.txt"
    expected = {
        "vanished": RejectionCode.VANISHED,
        "link": RejectionCode.NOT_A_FILE,
        "pipe": RejectionCode.NOT_A_FILE,
        "large": RejectionCode.TOO_LARGE,
    }[kind]
    if kind == "link":
        path.symlink_to("/etc/hostname")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"x" * 101)
    (found,) = _found(tmp_path)
    if kind == "vanished":
        path.unlink()
    for read in (fetch, identify):
        with pytest.raises(Unreadable) as raised:
            read(found, byte_limit=100)
        assert raised.value.code is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("press/*.txt", ["c.txt"]),
        ("press/**/*.txt", ["2023/a.txt", "2024/02/b.txt", "2024/a.txt", "c.txt"]),
        ("press/20*/a.*", ["2023/a.txt", "2024/a.txt"]),
        ("press/2024*", ["2024/02/b.txt", "2024/02/b.html", "2024/a.txt"]),
        ("press/**", ["2023/a.txt", "2024/02/b.html", "2024/02/b.txt", "2024/a.txt", "c.txt", "c[1].md"]),
        ("press/202[34]/?.txt", ["2023/a.txt", "2024/a.txt"]),
        ("**/2024/**/b.*", ["press/2024/02/b.html", "press/2024/02/b.txt"]),
    ],
)
def test_a_pattern_finds_what_is_like_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, expected: list[str]
) -> None:
    for name in ("2023/a.txt", "2024/02/b.txt", "2024/02/b.html", "2024/a.txt", "c.txt", "c[1].md", ".old/d.txt"):
        (tmp_path / "press" / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "press" / name).write_text(name)
    monkeypatch.chdir(tmp_path)
    source = source_of(pattern)
    found = list(find(source))
    assert [one.locator for one in found] == sorted(expected)
    assert [fetch(found_at(source, one.locator), byte_limit=100).body for one in found] == [
        Path(one.path).read_bytes() for one in found
    ]


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "a[1].txt").write_text("x")
    (tmp_path / "a1.txt").write_text("x")
    assert [one.locator for one in _found(tmp_path / "a[1].txt")] == ["a[1].txt"]


def test_a_pattern_takes_names_of_any_bytes_in_their_order(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"z\xe9.txt", b"a\xff.txt", "č.txt".encode(), b"b.html"):
        Path(os.fsdecode(folder + b"/" + name)).write_bytes(b"x")
    assert [one.locator for one in _found(tmp_path / "*.txt")] == ["a\\xff.txt", "z\\xe9.txt", "č.txt"]


def test_a_pattern_that_nothing_is_like_is_said_before_a_run_begins(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="nothing at"):
        source_of(str(tmp_path / "**" / "*.txt"))
