"""Compressed files: gzip, bzip2, xz and Zstandard, one stream each, unpacked as it is read.

    for item in members(stream, budget, codec=Codec.GZIP): ...    one member, the content

Streams one after the other in one file are read on. A file that ends within a stream, or goes on with something
else, is MALFORMED when that is reached; what came before is read. It does not look at what is inside.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final, Protocol

from etl.errors import RejectionCode, Unreadable
from etl.sources.containers.members import Item, Member, file_label
from etl.sources.containers.streams import CHUNK, Budget, Readable, Stream

# What `xz -9` needs is 65 MB; a stream that asks for more memory is not read.
_XZ_MEMORY: Final = 128_000_000


class Codec(Enum):
    """How a file is compressed: its name, and the first bytes of each stream."""

    GZIP = ("gzip", b"\x1f\x8b\x08")
    BZIP2 = ("bzip2", b"BZh")
    XZ = ("xz", b"\xfd7zXZ\x00")
    ZSTANDARD = ("Zstandard", b"\x28\xb5\x2f\xfd")


SUFFIXES: Final = (".gz", ".bz2", ".xz", ".zst")


class _Unpacker(Protocol):
    """One stream, as `bz2` and `lzma` read it."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Inflate:
    """`zlib` in the form of its siblings."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self.needs_input = True

    @property
    def eof(self) -> bool:
        """Whether the end of the stream was reached."""
        return self._stream.eof

    @property
    def unused_data(self) -> bytes:
        """What follows the end of the stream."""
        return self._stream.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """At most `max_length` bytes, of `data` and what is left of former ones."""
        out = self._stream.decompress(self._stream.unconsumed_tail + data, max_length)
        self.needs_input = not self._stream.unconsumed_tail and len(out) < max_length
        return out


_UNPACKERS: Final[dict[Codec, Callable[[], _Unpacker]]] = {
    Codec.GZIP: Inflate,
    Codec.BZIP2: bz2.BZ2Decompressor,
    Codec.XZ: lambda: lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY),
}


class Unpacked:
    """The content of a compressed stream, counted, and refused where it is a bomb."""

    def __init__(self, stream: Stream, budget: Budget, *, codec: Codec) -> None:
        self._stream = stream
        self._budget = budget
        self._codec = codec
        self._unpacker = _UNPACKERS[codec]()
        self._rest = b""  # read and not given to the unpacker yet
        self._done = False
        self._failure: Unreadable | None = None
        self._packed = self._unpacked = 0

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end.

        Raises:
            Unreadable: MALFORMED, or TOO_LARGE by ratio; Spent by the budget. The same at each further call.
        """
        if self._failure is not None:
            raise self._failure
        try:
            return self._read(size)
        except (zlib.error, OSError, EOFError, lzma.LZMAError) as error:
            said = f"The {self._codec.value[0]} stream is damaged ({error})."
            self._failure = Unreadable(RejectionCode.MALFORMED, said)
            raise self._failure from error
        except Unreadable as error:
            self._failure = error
            raise

    def _read(self, size: int) -> bytes:
        while not self._done:
            data = self._input() if self._unpacker.needs_input else b""
            out = self._unpacker.decompress(data, size)
            if self._unpacker.eof:
                self._go_on()
            if out:
                self._unpacked += len(out)
                self._budget.check_ratio(self._packed, self._unpacked)
                self._budget.spend(len(out))
                return out
        return b""

    def _input(self) -> bytes:
        data, self._rest = self._rest or self._more(), b""
        if not data:
            said = f"It is cut short: the {self._codec.value[0]} stream has no end."
            raise Unreadable(RejectionCode.MALFORMED, said)
        return data

    def _more(self) -> bytes:
        data = self._stream.read_some()
        self._packed += len(data)
        return data

    def _go_on(self) -> None:
        """Begin the next stream, if there is one; zeros behind the last are padding."""
        magic = self._codec.value[1]
        rest = self._unpacker.unused_data.lstrip(b"\x00")
        while len(rest) < len(magic) and (more := self._more()):
            rest = (rest + more).lstrip(b"\x00")
        if not rest:
            self._done = True
        elif rest.startswith(magic):
            self._unpacker, self._rest = _UNPACKERS[self._codec](), rest
        else:
            said = f"Behind the {self._codec.value[0]} stream stand bytes that are none of it."
            raise Unreadable(RejectionCode.MALFORMED, said)


class _Counted:
    """Counts what is read of the packed bytes."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.count = 0

    def read(self, size: int = CHUNK, /) -> bytes:
        taken = self._stream.read_some(CHUNK if size < 0 else size)
        self.count += len(taken)
        return taken

    def tell(self) -> int:
        return self.count


class UnpackedZstandard:
    """The same for Zstandard, which Python reads by itself from 3.14 on only."""

    def __init__(self, stream: Stream, budget: Budget) -> None:
        from fastwarc.stream_io import ZstdReader

        self._packed = _Counted(stream)
        self._reader: Readable = ZstdReader(self._packed)  # type: ignore[arg-type]
        self._budget = budget
        self._unpacked = 0

    def read(self, size: int, /) -> bytes:
        """As `Unpacked.read`."""
        try:
            out = self._reader.read(size)
        except (OSError, EOFError) as error:
            said = f"The Zstandard stream is damaged or cut short ({error})."
            raise Unreadable(RejectionCode.MALFORMED, said) from error
        self._unpacked += len(out)
        self._budget.check_ratio(self._packed.count, self._unpacked)
        self._budget.spend(len(out))
        return out


def members(stream: Stream, budget: Budget, *, codec: Codec, name: str) -> Iterator[Item]:
    """The content of the compressed file `name`."""
    zstandard = codec is Codec.ZSTANDARD
    unpacked = UnpackedZstandard(stream, budget) if zstandard else Unpacked(stream, budget, codec=codec)
    yield Member(name=file_label(_content_name(name)), content=unpacked, wraps=True)


def _content_name(name: str) -> str:
    last = name.rsplit("/", 1)[-1]
    return next((last[: -len(end)] for end in SUFFIXES if last.lower().endswith(end) and len(last) > len(end)), last)
