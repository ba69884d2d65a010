r"""Compressed RTF ([MS-OXRTFCP]), in which Outlook keeps the text of a message: the RTF that was compressed.

    decompress(stream)    # b"{\rtf1\ansi It rained.}"

It is LZ77 with a window that begins with the words most RTF begins with. What the RTF says is for `etl.formats.rtf`.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from etl.errors import RejectionCode, Unreadable

# Sizes of what follows the first number and of the RTF, the way it is stored, a checksum. [MS-OXRTFCP] 2.1.3.1
_HEADER: Final = struct.Struct("<IIII")
_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_WINDOW: Final = 4096
# What the window holds at the beginning. [MS-OXRTFCP] 2.1.2.1
_BEGINNING: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def decompress(stream: bytes) -> bytes:
    """The RTF in a stream; at most about eight times as long.

    Raises:
        Unreadable: MALFORMED, the stream is cut short or its checksum is wrong.
    """
    if len(stream) < _HEADER.size:
        raise _damaged("it is cut short")
    size, raw_size, kind, checksum = _HEADER.unpack_from(stream)
    body = stream[_HEADER.size : size + 4]
    if kind == _STORED:
        return body[:raw_size]
    if kind != _COMPRESSED:
        raise _damaged("it is stored in an unknown way")
    # The usual CRC-32 without its inversions. [MS-OXRTFCP] 2.1.3.2
    if zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF != checksum:
        raise _damaged("its checksum is wrong")
    return _unpacked(body)[:raw_size]


def _unpacked(body: bytes) -> bytes:
    """Runs of eight: a byte whose bits tell, the lowest first, what is a byte and what a place in the window."""
    out = bytearray(_BEGINNING)
    position = 0
    while position < len(body):
        marks = body[position]
        position += 1
        for bit in range(8):
            width = 2 if marks >> bit & 1 else 1
            taken = body[position : position + width]
            if len(taken) < width:
                raise _damaged("it has no end")
            position += width
            if width == 1:
                out += taken
            elif not _repeat(out, int.from_bytes(taken, "big")):
                return bytes(out[len(_BEGINNING) :])
    raise _damaged("it has no end")


def _repeat(out: bytearray, reference: int) -> bool:
    """Add 2 to 17 bytes out of the window, which may run into those being added; False at the end of it all."""
    back = (len(out) - (reference >> 4)) % _WINDOW
    count = (reference & 15) + 2
    if back == 0:
        return False
    if back > len(out):
        raise _damaged("it points to what is not there")
    again = out[-back:][:count]
    out += (again * (count // len(again) + 1))[:count]
    return True


def _damaged(why: str) -> Unreadable:
    return Unreadable(RejectionCode.MALFORMED, f"The text of the message, compressed RTF, is damaged: {why}.")
