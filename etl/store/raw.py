"""Keep the bytes of every document once, by their SHA-256, before anything reads them.

    raw/3f/3fa1...  (64 hexadecimal digits, no extension)

A file appears under its name only when it is whole (temporary name, fsync, rename), so a killed run leaves at most a
stray temporary file. Nothing here interprets, changes or deletes bytes.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from etl.errors import Misconfigured, Unavailable


def path_of(folder: Path, sha256: str) -> Path:
    """Where the bytes with this hash are kept."""
    return folder / sha256[:2] / sha256


def keep(folder: Path, sha256: str, body: bytes) -> Path:
    """Store `body` under its hash, once.

    Raises:
        Misconfigured: the folder cannot be written.
        Unavailable: the disk is full.
    """
    target = path_of(folder, sha256)
    if target.exists():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(target, body)
    except PermissionError as error:
        raise Misconfigured(f"{folder} cannot be written: set DATELINE_RAW_DIR to a folder of yours.") from error
    except OSError as error:
        raise Unavailable(f"The bytes could not be kept under {folder}: {error.strerror}.") from error
    return target


def _write_whole(target: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".incoming-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read(folder: Path, sha256: str) -> bytes:
    """The bytes with this hash.

    Raises:
        Unavailable: they are not there.
    """
    try:
        return path_of(folder, sha256).read_bytes()
    except FileNotFoundError as error:
        raise Unavailable(f"No raw file {sha256} under {folder}: was the folder moved?") from error
