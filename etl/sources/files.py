"""Files and folders of this machine as a source.

    for found in find(source): ...        every file below, sorted, folder by folder, never all in memory
    fetched = fetch(found, byte_limit=...)

A location that is a pattern (`press/**/2024*.txt`) finds what is like it, and everything in a folder that is like it.
A folder's `.datelineignore` lists, a shell pattern a line, names in that folder that are no documents; hidden files
are never documents. Symbolic links are not followed. It does not look into archives and does not interpret bytes.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import re
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatch, fnmatchcase
from io import BufferedReader
from itertools import islice, takewhile
from pathlib import Path
from typing import IO, Final, NamedTuple

from etl.errors import Misconfigured, RejectionCode, Unavailable, Unreadable
from etl.records import Fetched, Found, Source

IGNORE_FILE = ".datelineignore"
_Pattern = tuple[str, ...]  # step by step; ** is any number of folders, and () is like everything
_EVERYTHING: Final = frozenset[_Pattern]({(), ("**",)})
_WHOLE: Final = {()}
_MAGIC = re.compile(r"[*?\[]")
_LOOKS_ESCAPED = re.compile(rb"\\(?=x[0-9a-f]{2})")
# Of a folder so many entries are held and sorted at once: 14 MB with names of 19 letters.
_RUN_ENTRIES = 100_000
# Most articles are smaller: one read has them whole, and a hash without a buffer.
_SMALL_BYTES = 1 << 16


def source_of(path: str) -> Source:
    """The source that a path or pattern on the command line means.

    Raises:
        Misconfigured: there is nothing at this path, or nothing that is like the pattern.
    """
    resolved = Path(path).absolute()
    source = Source(name=_printable(str(resolved)), kind="files", location=str(resolved))
    if not resolved.exists() and (not _MAGIC.search(path) or next(find(source), None) is None):
        raise Misconfigured(f"There is nothing at {_printable(path)}: give a file, a folder or a pattern.")
    return source


def root_of(source: Source) -> Path:
    """The file or folder that a source is, or the folder its pattern starts from."""
    path = Path(source.location)
    if path.exists() or not _MAGIC.search(source.location):
        return path  # a name may hold any of the characters of a pattern
    return Path(*takewhile(lambda step: not _MAGIC.search(step), path.parts))


def find(source: Source) -> Iterator[Found]:
    """Every document of a source, sorted by name within each folder."""
    root = root_of(source)
    pattern = Path(source.location).parts[len(root.parts) :]
    if root.is_dir():
        yield from _below(source, root, pattern)
    elif not pattern:
        yield _found(source, root.name, str(root))


def found_at(source: Source, locator: str) -> Found:
    """A document that was found before, at its place."""
    root = root_of(source)
    path = root / os.fsdecode(_bytes_of(locator)) if root.is_dir() else root
    return Found(source=source, locator=locator, path=str(path))


def _below(source: Source, root: Path, pattern: _Pattern) -> Iterator[Found]:
    """Every file below a folder that is like a pattern.

    A loop and no recursion, because folders may lie a thousand deep in one another.
    """
    try:
        levels = [("", str(root), {pattern}, _entries(root))]
    except OSError as error:
        raise Misconfigured(f"The folder {root} cannot be listed: {error.strerror}.") from error
    while levels:
        prefix, folder, patterns, entries = levels[-1]
        entry = next(entries, None)
        if entry is None:
            levels.pop()
            continue
        name, path = entry.name, os.path.join(folder, entry.name)  # noqa: PTH118 - a Path takes seven times as long
        left = patterns if patterns == _WHOLE else {rest for one in patterns for rest in _behind(one, name)}
        if not (left and entry.is_folder):
            if not left.isdisjoint(_EVERYTHING):
                yield _found(source, prefix + name, path)
            continue
        try:
            levels.append((f"{prefix}{name}/", path, left, _entries(path)))
        except OSError as error:
            yield replace(_found(source, prefix + name, path), failure=_unlisted(error))


def _behind(pattern: _Pattern, name: str) -> Iterator[_Pattern]:
    """What may be left of a pattern behind a name; nothing comes when the name is not like its beginning.

    >>> list(_behind(("**", "*.txt"), "a.txt"))
    [('**', '*.txt'), ()]
    """
    if not pattern:  # below a folder that is like the whole of it
        yield pattern
    elif pattern[0] == "**":
        yield pattern
        yield from _behind(pattern[1:], name) if pattern[1:] else ()
    elif fnmatchcase(name, pattern[0]):
        yield pattern[1:]


class _Entry(NamedTuple):
    """What lies in a folder; there may be millions."""

    name: str
    is_folder: bool


def _entries(folder: str | Path) -> Iterator[_Entry]:
    """What lies in a folder and is neither hidden nor ignored, sorted by name; most of a large one waits on the disk.

    Raises:
        OSError: at once, and not when the first is asked for.
    """
    ignored = _ignored(folder)
    runs: list[Iterator[_Entry]] = []
    with os.scandir(folder) as entries:
        shown = (entry for entry in entries if not entry.name.startswith("."))
        wanted = (
            _Entry(entry.name, entry.is_dir(follow_symlinks=False))
            for entry in shown
            if not any(fnmatch(entry.name, pattern) for pattern in ignored)
        )
        while run := sorted(islice(wanted, _RUN_ENTRIES)):
            runs.append(iter(run) if len(run) < _RUN_ENTRIES else _set_down(run))
    return runs[0] if len(runs) == 1 else heapq.merge(*runs)


def _set_down(run: list[_Entry]) -> Iterator[_Entry]:
    """The same entries out of a temporary file, one a line; no name has a slash, or a zero, which ends a line."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed by who reads it to its end, or lets go of it
    file.writelines(os.fsencode(entry.name) + (b"/\0" if entry.is_folder else b"\0") for entry in run)
    file.seek(0)
    return _taken_up(file)


def _taken_up(file: IO[bytes]) -> Iterator[_Entry]:
    with file:
        rest = b""
        while part := file.read(_SMALL_BYTES):
            *names, rest = (rest + part).split(b"\0")
            for name in names:
                yield _Entry(os.fsdecode(name.removesuffix(b"/")), name.endswith(b"/"))


def _unlisted(error: OSError) -> Unreadable:
    """Why the files of a folder are not found; it stands rejected in their place until it can be listed."""
    if isinstance(error, FileNotFoundError):
        return Unreadable(RejectionCode.VANISHED, "The folder was listed and is not there any more.")
    return Unreadable(RejectionCode.NOT_A_FILE, f"The folder cannot be listed: {error.strerror}.")


def _ignored(folder: str | Path) -> tuple[str, ...]:
    try:
        lines = Path(folder, IGNORE_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _found(source: Source, locator: str, path: str) -> Found:
    return Found(source=source, locator=_printable(locator), path=path)


def _printable(name: str) -> str:
    r"""File names are bytes: those that are not UTF-8 are shown and stored as `\xNN`, and what looks so, too."""
    if name.isascii() and "\\" not in name:
        return name
    return _LOOKS_ESCAPED.sub(rb"\\x5c", os.fsencode(name)).decode("utf-8", "backslashreplace")


def _bytes_of(locator: str) -> bytes:
    """The file name that `_printable` showed."""
    return re.sub(rb"\\x([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), locator.encode())


def fetch(found: Found, *, byte_limit: int) -> Fetched:
    """The bytes of a found file.

    Raises:
        Unreadable: it vanished, is no regular file, or is larger than `byte_limit`.
        Unavailable: it is written to at this moment, or the disk does not give it.
    """
    with _opened(found, byte_limit) as file:
        before = os.fstat(file.fileno())
        body = _read(file, byte_limit + 1)
        after = os.fstat(file.fileno())
    if len(body) > byte_limit:
        raise _too_large(found, len(body), byte_limit)
    if (before.st_size, before.st_mtime_ns) != (len(body), after.st_mtime_ns):
        raise Unavailable("It changed while it was read: the next run reads it again.", locator=found.locator)
    sha256 = hashlib.sha256(body).hexdigest()
    return Fetched(
        found=found,
        body=body,
        sha256=sha256,
        fetched_at=found.fetched_at or datetime.now(UTC),
        url=found.url,
        media_type=found.media_type,
    )


def _read(file: BufferedReader, size: int) -> bytes:
    try:
        return file.read(size)
    except OSError as error:
        raise Unavailable(f"It cannot be read for the moment: {error.strerror}.") from error


def identify(found: Found, *, byte_limit: int) -> tuple[str, int]:
    """SHA-256 (hexadecimal) and size in bytes of a found file, in constant memory; what is known is not read again.

    Raises:
        Unreadable, Unavailable: as `fetch`.
    """
    if found.sha256 is not None and found.byte_count is not None and found.byte_count <= byte_limit:
        return found.sha256, found.byte_count
    return look(found, byte_limit=byte_limit)[:2]


def look(found: Found, *, byte_limit: int) -> tuple[str, int, bytes]:
    """SHA-256, size, and the first bytes of a found file; it is opened once when it is small.

    Raises:
        Unreadable, Unavailable: as `fetch`.
    """
    head = read_head(found, _SMALL_BYTES)
    if 0 < len(head) < min(_SMALL_BYTES, byte_limit + 1):
        return hashlib.sha256(head).hexdigest(), len(head), head
    with _opened(found, byte_limit) as file:
        try:
            return hashlib.file_digest(file, "sha256").hexdigest(), file.tell(), head
        except OSError as error:
            raise Unavailable(f"It cannot be read for the moment: {error.strerror}.") from error


def open_file(found: Found) -> BufferedReader:
    """A regular file, opened; the check is on the open file, so that it cannot be swapped in between.

    Raises:
        Unreadable: it vanished, or is no regular file.
    """
    return os.fdopen(_handle(found), "rb")


def read_head(found: Found, size: int) -> bytes:
    """The first bytes of a regular file; none where it cannot be read."""
    try:
        handle = _handle(found)
    except Unreadable:
        return b""
    try:
        return os.read(handle, size)
    except OSError:
        return b""
    finally:
        os.close(handle)


def _handle(found: Found) -> int:
    try:
        handle = os.open(found.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError as error:
        raise Unreadable(RejectionCode.VANISHED, "It was listed and is not there any more.") from error
    except OSError as error:
        raise Unreadable(RejectionCode.NOT_A_FILE, f"It cannot be opened: {error.strerror}.") from error
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return handle
    os.close(handle)
    raise Unreadable(RejectionCode.NOT_A_FILE, "It is no regular file.", locator=found.locator)


def _opened(found: Found, byte_limit: int) -> BufferedReader:
    """The same within a limit."""
    file = open_file(found)
    byte_count = os.fstat(file.fileno()).st_size
    if byte_count <= byte_limit:
        return file
    file.close()
    raise _too_large(found, byte_count, byte_limit)


def _too_large(found: Found, byte_count: int, byte_limit: int) -> Unreadable:
    said = f"{byte_count:,} bytes are more than DATELINE_DOCUMENT_BYTES ({byte_limit:,})."
    return Unreadable(RejectionCode.TOO_LARGE, said, locator=found.locator)
