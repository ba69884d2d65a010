"""ZIP archives, and WACZ, which is a ZIP of WARC files.

    for item in members(stream, budget): ...

The directory at the end is what counts, so that an archive whose end is missing is MALFORMED as a whole. It is
counted before it is loaded, and members that lie over one another (Fifield's bomb) are refused before one is read.
Encrypted members are refused one by one. Office documents are packed as ZIP too; each is one document.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import IO, Final

from etl.errors import RejectionCode, Unreadable
from etl.sources.containers.members import Item, Member, Refused, Whole, file_label, is_hidden
from etl.sources.containers.streams import Budget, Readable, Spent, Stream, seekable

# PKWARE APPNOTE 6.3.10: sections 4.3.16 (end of directory), 4.3.14 and 4.3.15 (the same for ZIP64), 4.3.12 (an entry).
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_ENTRY_BYTES: Final = 46
_LOCAL_BYTES: Final = 30
_COMMENT_BYTES: Final = 65_535
# More than a hundred thousand entries with names of 500 bytes.
_DIRECTORY_BYTES: Final = 64_000_000
_ENCRYPTED: Final = 0x1
_READ: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError)


def members(stream: Stream, budget: Budget) -> Iterator[Item]:
    """The files of an archive in the order of its directory.

    Raises:
        Unreadable: MALFORMED, TOO_LARGE, and Spent by the budget.
    """
    with seekable(stream, budget) as file:
        _check_directory(file, budget)
        try:
            archive = zipfile.ZipFile(file)
        except (*_BROKEN, struct.error, IndexError) as error:
            raise Unreadable(RejectionCode.MALFORMED, f"The ZIP archive is damaged ({error}).") from error
        with archive:
            infos = archive.infolist()
            if _is_document(infos):
                file.seek(0)
                yield Whole(content=file, is_file=stream.file is not None)
                return
            _check_overlap(infos, archive.start_dir)
            for info in _wanted(infos):
                yield _member(archive, info, budget)


def _check_directory(file: IO[bytes], budget: Budget) -> None:
    """Count the entries of the directory without loading them.

    Raises:
        Unreadable: MALFORMED, there is no directory; Spent, it is too long.
    """
    start, size = _directory(file)
    if size > _DIRECTORY_BYTES:
        raise Spent(f"The directory of the ZIP archive has {size:,} bytes, more than {_DIRECTORY_BYTES:,}.")
    file.seek(start)
    count, left = 0, size
    while left >= _ENTRY_BYTES:
        entry = file.read(_ENTRY_BYTES)
        if len(entry) < _ENTRY_BYTES or not entry.startswith(b"PK\x01\x02"):
            raise Unreadable(RejectionCode.MALFORMED, "The directory of the ZIP archive is damaged.")
        rest = sum(struct.unpack_from("<3H", entry, 28))
        file.seek(rest, 1)
        left -= _ENTRY_BYTES + rest
        count += 1
        if count > budget.limits.members:
            raise Spent(f"It has more members than DATELINE_ARCHIVE_MEMBERS ({budget.limits.members:,}).")


def _directory(file: IO[bytes]) -> tuple[int, int]:
    """Where the directory begins and how many bytes it has."""
    file_bytes = file.seek(0, 2)
    tail_start = max(0, file_bytes - _END.size - _COMMENT_BYTES)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise Unreadable(RejectionCode.MALFORMED, "The ZIP archive has no directory: it is cut short.")
    size = _END.unpack_from(tail, at)[5]
    end = tail_start + at
    locator = end - _LOCATOR_64.size
    if locator >= 0 and (found := _directory_64(file, locator)):
        end, size = found
    if size > end:
        raise Unreadable(RejectionCode.MALFORMED, "The ZIP archive has a directory larger than itself.")
    return end - size, size


def _directory_64(file: IO[bytes], locator: int) -> tuple[int, int] | None:
    """Where the ZIP64 directory ends and how many bytes it has, if there is one."""
    file.seek(locator)
    if file.read(4) != b"PK\x06\x07" or locator < _END_64.size:
        return None
    end = locator - _END_64.size
    file.seek(end)
    fields = _END_64.unpack(file.read(_END_64.size))
    return (end, fields[8]) if fields[0] == b"PK\x06\x06" else None


def _is_document(infos: Sequence[zipfile.ZipInfo]) -> bool:
    """Office Open XML has a list of content types; OpenDocument and EPUB state their media type."""
    return any(info.filename in {"[Content_Types].xml", "META-INF/container.xml", "mimetype"} for info in infos)


def _check_overlap(infos: Sequence[zipfile.ZipInfo], directory: int) -> None:
    """No two members may share bytes: https://www.usenix.org/conference/woot19/presentation/fifield.

    Raises:
        Unreadable: TOO_LARGE.
    """
    spans = sorted((info.header_offset, info.header_offset + _LOCAL_BYTES + info.compress_size) for info in infos)
    if any(end > following for (_, end), (following, _) in pairwise([*spans, (directory, directory)])):
        raise Unreadable(RejectionCode.TOO_LARGE, "Members of the ZIP archive lie over one another, as in a bomb.")


def _wanted(infos: Sequence[zipfile.ZipInfo]) -> Iterator[zipfile.ZipInfo]:
    """The files that may be documents; in a WACZ these are the WARC files (https://specs.webrecorder.net/wacz/1.1.1)."""
    names = {info.filename for info in infos}
    pages = [info for info in infos if info.filename.startswith("archive/") and _is_warc_name(info.filename)]
    if pages and "datapackage.json" in names:
        return iter(pages)
    return (info for info in infos if not info.is_dir() and not is_hidden(info.filename))


def _is_warc_name(name: str) -> bool:
    return name.lower().endswith((".warc", ".warc.gz", ".warc.zst"))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> Item:
    name = file_label(info.filename)
    if info.flag_bits & _ENCRYPTED:
        return Refused(name=name, code=RejectionCode.ENCRYPTED, detail="It needs a password.")
    if info.external_attr >> 16 & 0o170000 == 0o120000:
        return Refused(name=name, code=RejectionCode.NOT_A_FILE, detail="It is a link in the archive.")
    if info.compress_type not in _READ:
        said = f"It is compressed by method {info.compress_type}, which is not read."
        return Refused(name=name, code=RejectionCode.UNSUPPORTED, detail=said)
    return Member(name=name, content=_Content(archive, info, budget))


class _Content:
    """The bytes of one member, opened when they are first read."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget) -> None:
        self._archive = archive
        self._info = info
        self._budget = budget
        self._file: Readable | None = None

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes.

        Raises:
            Unreadable: MALFORMED, or TOO_LARGE by ratio; Spent by the budget.
        """
        self._budget.check_ratio(self._info.compress_size, self._info.file_size)
        try:
            if self._file is None:
                self._file = self._archive.open(self._info)
            taken = self._file.read(size)
        except _BROKEN as error:
            raise Unreadable(RejectionCode.MALFORMED, f"It is damaged in the archive ({error}).") from error
        self._budget.spend(len(taken))
        return taken
