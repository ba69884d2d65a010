"""Keep bytes as they come, in constant memory and within the limit of a document, or that of an archive.

    Spool(folder=..., document_bytes=..., archive_bytes=...).keep(parts)    (their SHA-256, how many there are)

The first bytes tell which it is. Nothing is unpacked or read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from etl.errors import RejectionCode, Unreadable
from etl.sources import containers
from etl.store import raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Spool:
    """Where bytes are kept, and how many."""

    folder: Path
    document_bytes: int
    archive_bytes: int

    def keep(self, parts: Iterator[bytes], byte_count: int = 0) -> tuple[str, int]:
        """Keep some bytes: their SHA-256 and how many there are.

        Raises:
            Unreadable: TOO_LARGE, at the first of them where `byte_count` is known.
        """
        first = next(parts, b"")
        if containers.begins_container(first):
            limit, setting = self.archive_bytes, "DATELINE_ARCHIVE_TOTAL_BYTES"
        else:
            limit, setting = self.document_bytes, "DATELINE_DOCUMENT_BYTES"
        too_large = Unreadable(RejectionCode.TOO_LARGE, f"It has more bytes than {setting} ({limit:,}).")
        if byte_count > limit:
            raise too_large
        return raw.keep_parts(self.folder, _within(limit, chain([first], parts), too_large))


def _within(limit: int, parts: Iterable[bytes], too_large: Unreadable) -> Iterator[bytes]:
    count = 0
    for part in parts:
        count += len(part)
        if count > limit:
            raise too_large
        yield part
