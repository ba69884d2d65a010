"""Raw files: kept once, whole, by their hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from etl.errors import Unavailable
from etl.store import raw


def test_bytes_come_back_and_are_kept_once(tmp_path: Path) -> None:
    body = b"\x00any bytes\xff"
    sha256 = hashlib.sha256(body).hexdigest()
    first = raw.keep(tmp_path, sha256, body)
    written = first.stat().st_mtime_ns
    assert raw.keep(tmp_path, sha256, body).stat().st_mtime_ns == written
    assert raw.read(tmp_path, sha256) == body
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256]


def test_a_missing_raw_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="was the folder moved"):
        raw.read(tmp_path, "0" * 64)
