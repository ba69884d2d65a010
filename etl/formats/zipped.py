"""Documents that are ZIP files: which kind one is, and its members, with what they unpack to bounded.

    zipped_type(body)                     # "application/epub+zip"; None for a plain archive
    with Zipped(body, byte_limit=16_000_000) as parts:
        parts.read("word/document.xml")

Nothing is written to disk. Archives whose members are documents of their own are not the business of this module.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from types import TracebackType
from typing import Final, Self

from etl.errors import RejectionCode, Unreadable

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"
EPUB: Final = "application/epub+zip"
MAX_MEMBERS: Final = 10_000  # no book has as many
MAX_RATIO: Final = 200  # deflate reaches 1032; XML of real documents stays under 60
_FREE_BYTES: Final = 1_000_000  # under it no ratio harms
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    struct.error,
    ValueError,
    OSError,
    IndexError,
    OverflowError,
)


def zipped_type(body: bytes) -> str | None:
    """The media type of the document that a ZIP file is; None when it is an archive of something else, or broken.

    Raises:
        Unreadable: UNSUPPORTED for other office documents, by their name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = archive.namelist()
            said = archive.read("mimetype")[:100] if _has_small(archive, "mimetype") else b""
    except (*_BROKEN, RuntimeError):
        return None
    known = {"word/document.xml": DOCX, "META-INF/container.xml": EPUB if said != ODT.encode() else ODT}
    if said.strip() in {ODT.encode(), EPUB.encode()}:
        return said.strip().decode("ascii")
    if "[Content_Types].xml" in names or "META-INF/container.xml" in names:
        found = next((kind for name, kind in known.items() if name in names), None)
        found = found or next((DOCX for name in names if name.startswith("word/document")), None)
        return found or _other_office(names)
    if said.startswith(b"application/vnd.oasis.opendocument."):
        raise _unsupported(f"an OpenDocument {said[35:].decode('ascii', 'replace').strip()}")
    return None


def _has_small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.NameToInfo and archive.getinfo(name).file_size <= 1000


def _other_office(names: list[str]) -> str | None:
    for folder, kind in (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation")):
        if any(name.startswith(folder) for name in names):
            raise _unsupported(kind)
    return None


def _unsupported(looks_like: str) -> Unreadable:
    return Unreadable(RejectionCode.UNSUPPORTED, f"The content looks like {looks_like}, which is not read.")


class Zipped:
    """The members of a ZIP file, read one by one; together they unpack to `byte_limit` bytes at most."""

    def __init__(self, body: bytes, *, byte_limit: int) -> None:
        self._left = self._limit = byte_limit
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(body))
        except _BROKEN as error:
            raise Unreadable(RejectionCode.MALFORMED, f"The file is no whole ZIP file: {error}") from error
        count = len(self._archive.namelist())
        if count > MAX_MEMBERS:
            message = f"The document holds {count} members; {MAX_MEMBERS} are allowed."
            raise Unreadable(RejectionCode.TOO_LARGE, message)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the archive."""
        self._archive.close()

    def __contains__(self, name: object) -> bool:
        """Whether there is a member of that name."""
        return name in self._archive.NameToInfo

    def names(self) -> list[str]:
        """The names of the members in the order of the file."""
        return self._archive.namelist()

    def read(self, name: str) -> bytes:
        """The bytes of a member.

        Raises:
            Unreadable: MALFORMED when it is not there or broken, ENCRYPTED when it needs a password, TOO_LARGE before
                anything is unpacked when it claims more than is left of the limit or more than `MAX_RATIO` times
                its size.
        """
        info = self._archive.NameToInfo.get(name)
        if info is None:
            raise Unreadable(RejectionCode.MALFORMED, f"The document has no member {name[:100]!r}.")
        if info.flag_bits & 1:
            raise Unreadable(RejectionCode.ENCRYPTED, "The document needs a password.")
        if info.file_size > self._left:
            message = f"It unpacks to more bytes than DATELINE_MARKUP_BYTES ({self._limit:,})."
            raise Unreadable(RejectionCode.TOO_LARGE, message)
        if info.file_size > max(_FREE_BYTES, MAX_RATIO * info.compress_size):
            message = f"A member unpacks to more than {MAX_RATIO} times its size."
            raise Unreadable(RejectionCode.TOO_LARGE, message)
        self._left -= info.file_size
        try:
            with self._archive.open(info) as member:
                return member.read(info.file_size + 1)
        except (*_BROKEN, RuntimeError) as error:
            raise Unreadable(RejectionCode.MALFORMED, f"A member of the document is broken: {error}") from error
