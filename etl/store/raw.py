"""Keep the bytes of every document once, by their SHA-256, before anything reads them.

    raw/3f/3fa1...  (64 hexadecimal digits, no extension)

A file appears under its name only when it is whole (temporary name, fsync, rename), so a killed run leaves at most a
stray temporary file. Nothing here interprets or changes bytes; only what must be forgotten is deleted.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from etl.errors import Misconfigured, Unavailable

_FULL = {errno.ENOSPC, errno.EDQUOT}


def path_of(folder: Path, sha256: str) -> Path:
    """Where the bytes with this hash are kept."""
    return folder / sha256[:2] / sha256


def keep(folder: Path, sha256: str, body: bytes) -> Path:
    """Store `body` under its hash, once.

    Raises:
        Misconfigured: the folder cannot be written, or its disk is full.
        Unavailable: the disk does not answer as it should.
    """
    target = path_of(folder, sha256)
    if not target.exists():
        with _writing(folder), _incoming(target.parent) as file:
            file.write(body)
            _finish(file, target)
    return target


def keep_parts(folder: Path, parts: Iterable[bytes]) -> tuple[str, int]:
    """Store bytes as they come; returns their SHA-256 and how many there were. What `parts` raises leaves nothing.

    Raises:
        Misconfigured, Unavailable: as `keep`.
    """
    digest = hashlib.sha256()
    with _writing(folder), _incoming(folder) as file:
        for part in parts:
            digest.update(part)
            file.write(part)
        _finish(file, path_of(folder, digest.hexdigest()))
        return digest.hexdigest(), file.tell()


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """What the file system says, in our words."""
    try:
        yield
    except PermissionError as error:
        raise Misconfigured(f"{folder} cannot be written: set DATELINE_RAW_DIR to a folder of yours.") from error
    except OSError as error:
        if error.errno in _FULL:
            raise Misconfigured(
                f"The disk of {folder} is full: make room and run it again; what it loaded stays."
            ) from error
        raise Unavailable(f"The bytes could not be kept under {folder}: {error.strerror}.") from error


@contextmanager
def _incoming(folder: Path) -> Iterator[IO[bytes]]:
    """A file under a temporary name, taken away unless it was finished."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".incoming-", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)


def _finish(file: IO[bytes], target: Path) -> None:
    """Give a whole file its name."""
    file.flush()
    os.fsync(file.fileno())
    target.parent.mkdir(exist_ok=True)
    Path(file.name).replace(target)


def read(folder: Path, sha256: str) -> bytes:
    """The bytes with this hash.

    Raises:
        Unavailable: they are not there.
    """
    try:
        return path_of(folder, sha256).read_bytes()
    except FileNotFoundError as error:
        raise Unavailable(f"No raw file {sha256} under {folder}: was the folder moved?") from error


def delete(folder: Path, sha256: str) -> bool:
    """Delete the bytes with this hash; True if they were there."""
    target = path_of(folder, sha256)
    if not target.exists():
        return False
    target.unlink()
    return True
