"""Tar archives, read forward: ustar, GNU and pax names and sizes.

    for item in members(stream): ...

Only files are members; links and devices are refused, folders are passed over. The tape is read block by block here,
and not by `tarfile`, because that holds a long name's block in memory whatever its size; `tarfile` parses the headers.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from etl.errors import RejectionCode, Unreadable
from etl.sources.containers.members import Item, Member, Refused, file_label, is_hidden
from etl.sources.containers.streams import Part, Stream

_BLOCK: Final = 512
# A long name or a pax header that is longer is no name.
_LONGEST_HEADER: Final = 1_000_000
_PADDING: Final = b"\x00" * _BLOCK
_AHEAD: Final = frozenset(
    {tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK}
)


@dataclass(slots=True)
class _Ahead:
    """What headers say about the file behind them."""

    fields: dict[bytes, bytes] = field(default_factory=dict)
    long_name: bytes | None = None


def is_tar(head: bytes) -> bool:
    """Whether bytes begin with a header block whose checksum is right."""
    return len(head) >= _BLOCK and b"\x00" in head[:_BLOCK] and _header(head[:_BLOCK]) is not None


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "backslashreplace")
    except (tarfile.HeaderError, ValueError, OverflowError):
        return None


def members(stream: Stream) -> Iterator[Item]:
    """The files of an archive in their order.

    Raises:
        Unreadable: MALFORMED, a header is broken or the archive ends without its mark.
    """
    ahead = _Ahead()
    while (block := stream.read(_BLOCK)) != _PADDING:
        info = _header(block) if len(block) == _BLOCK else None
        if info is None:
            said = "is cut short" if len(block) < _BLOCK else "has a broken header"
            raise Unreadable(RejectionCode.MALFORMED, f"The tar archive {said} behind byte {stream.tell():,}.")
        if info.type in _AHEAD:
            _read_ahead(stream, info, ahead)
        else:
            yield from _member(stream, info, ahead)
            ahead = _Ahead()
    stream.drain()


def _read_ahead(stream: Stream, info: tarfile.TarInfo, ahead: _Ahead) -> None:
    """A header that says more about the next one."""
    if not 0 <= info.size <= _LONGEST_HEADER:
        raise Unreadable(RejectionCode.MALFORMED, f"The tar archive has a header of {info.size:,} bytes.")
    body = Part(stream, _padded(info.size)).read(_padded(info.size))[: info.size]
    if info.type == tarfile.GNUTYPE_LONGNAME:
        ahead.long_name = body.rstrip(b"\x00")
    elif info.type in {tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE}:
        ahead.fields.update(_pax_fields(body))


def _pax_fields(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The records of a pax header: length in decimal, blank, name, =, value, newline."""
    position = 0
    while (blank := body.find(b" ", position, position + 8)) > 0:
        digits = body[position:blank]
        end = position + (int(digits) if digits.isdigit() else 0)
        if not blank < end <= len(body):
            return
        name, _, value = body[blank + 1 : end - 1].partition(b"=")
        yield name, value
        position = end


def _member(stream: Stream, info: tarfile.TarInfo, ahead: _Ahead) -> Iterator[Item]:
    name = _name(info, ahead)
    size = _size(info, ahead)
    if info.type == tarfile.GNUTYPE_SPARSE or any(one.startswith(b"GNU.sparse.") for one in ahead.fields):
        raise Unreadable(RejectionCode.UNSUPPORTED, "The tar archive has a sparse file, which is not read.")
    content = Part(stream, size)
    if info.isreg() and not is_hidden(name):
        yield Member(name=file_label(name), content=content)
    elif not info.isreg() and not info.isdir() and not is_hidden(name):
        kind = "a link" if info.islnk() or info.issym() else "no regular file"
        yield Refused(name=file_label(name), code=RejectionCode.NOT_A_FILE, detail=f"It is {kind} in the archive.")
    if stream.skip(content.left) < content.left or stream.skip(padding := _padded(size) - size) < padding:
        raise Unreadable(RejectionCode.MALFORMED, "The tar archive is cut short within a file.")


def _name(info: tarfile.TarInfo, ahead: _Ahead) -> str:
    said = ahead.fields.get(b"path") or ahead.long_name
    return said.decode("utf-8", "backslashreplace") if said else info.name


def _size(info: tarfile.TarInfo, ahead: _Ahead) -> int:
    """Bytes of a file; links and folders have none, whatever they say."""
    said = ahead.fields.get(b"size", b"")
    size = int(said) if said.isdigit() and len(said) < 20 else info.size
    if size < 0:
        raise Unreadable(RejectionCode.MALFORMED, "The tar archive has a file of negative size.")
    return size if info.isreg() or info.type not in tarfile.SUPPORTED_TYPES else 0


def _padded(size: int) -> int:
    return -(-size // _BLOCK) * _BLOCK
