"""Bytes that come by once: read forward, looked at ahead, counted, and stopped at a limit by its name.

    stream = Stream(file)
    stream.peek(512)      # the next bytes, which stay where they are
    stream.read(65536)    # as many bytes, fewer only at the end

`Budget` is what one container file may cost in all, whatever is inside what. Nothing here knows a format.
"""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Final, Protocol

from etl.errors import RejectionCode, Unreadable

CHUNK: Final = 1 << 16
# Below it no ratio is a bomb: a page of blanks compresses a thousandfold.
_RATIO_FROM: Final = 1_000_000
# A copy of a container inside a container stays in memory up to this size.
_IN_MEMORY: Final = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerLimits:
    """How much of a container is unpacked; each is a setting of its name with `archive_` before it."""

    total_bytes: int = 2 << 30  # unpacked out of one container file; what lies in it unpacked does not count
    member_bytes: int = 50_000_000
    ratio: int = 200  # unpacked to packed, above a million bytes
    members: int = 100_000
    depth: int = 3  # containers inside containers


class Spent(Unreadable):
    """A container file costs more than one may: nothing more of it is read."""

    def __init__(self, message: str) -> None:
        super().__init__(RejectionCode.TOO_LARGE, message)


class Readable(Protocol):
    """What can be read forward; fewer bytes than asked for are no end, none are."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""


@dataclass(slots=True)
class Budget:
    """What is left for one container file."""

    limits: ContainerLimits
    unpacked: int = 0
    members: int = 0

    def spend(self, byte_count: int) -> None:
        """Count unpacked bytes.

        Raises:
            Spent: they are too many.
        """
        self.unpacked += byte_count
        if self.unpacked > self.limits.total_bytes:
            raise Spent(f"It unpacks to more bytes than DATELINE_ARCHIVE_TOTAL_BYTES ({self.limits.total_bytes:,}).")

    def count_member(self) -> None:
        """Count one member.

        Raises:
            Spent: they are too many.
        """
        self.members += 1
        if self.members > self.limits.members:
            raise Spent(f"It has more members than DATELINE_ARCHIVE_MEMBERS ({self.limits.members:,}).")

    def check_ratio(self, packed: int, unpacked: int) -> None:
        """Refuse a bomb.

        Raises:
            Unreadable: TOO_LARGE.
        """
        if unpacked > _RATIO_FROM and unpacked > packed * self.limits.ratio:
            said = f"It unpacks to more than DATELINE_ARCHIVE_RATIO ({self.limits.ratio}) times its size."
            raise Unreadable(RejectionCode.TOO_LARGE, said)

    def too_large(self) -> Unreadable:
        """What is said of a member over the limit."""
        said = f"It has more bytes than DATELINE_ARCHIVE_MEMBER_BYTES ({self.limits.member_bytes:,})."
        return Unreadable(RejectionCode.TOO_LARGE, said)


class Stream:
    """Bytes read forward once, with a look ahead; `read` gives what was asked for unless the end comes."""

    def __init__(self, source: Readable, *, file: IO[bytes] | None = None) -> None:
        self._source = source
        self._ahead = b""
        self._position = 0
        self.file = file  # the same bytes from their beginning, where one may seek

    def peek(self, size: int) -> bytes:
        """The next bytes, at most `size`, which are read again later."""
        if len(self._ahead) < size:
            self._ahead += self._fill(size - len(self._ahead))
        return self._ahead[:size]

    def read(self, size: int = CHUNK, /) -> bytes:
        """The next `size` bytes; fewer only at the end."""
        taken, self._ahead = self._ahead[:size], self._ahead[size:]
        if len(taken) < size:
            taken += self._fill(size - len(taken))
        self._position += len(taken)
        return taken

    def read_some(self, size: int = CHUNK, /) -> bytes:
        """At most `size` bytes, as they come: none is lost where the stream breaks behind them."""
        taken, self._ahead = self._ahead[:size], self._ahead[size:]
        taken = taken or self._source.read(size)
        self._position += len(taken)
        return taken

    def tell(self) -> int:
        """How many bytes were read."""
        return self._position

    def skip(self, size: int) -> int:
        """Read past `size` bytes; returns how many there were."""
        left = size
        while left and (taken := self.read(min(left, CHUNK))):
            left -= len(taken)
        return size - left

    def drain(self) -> None:
        """Read to the end, so that a checksum or a cut behind the last member is seen."""
        while self.read(CHUNK):
            pass

    def _fill(self, size: int) -> bytes:
        first = self._source.read(size)
        if not first or len(first) == size:
            return first
        parts, left = [first], size - len(first)
        while left and (part := self._source.read(left)):
            parts.append(part)
            left -= len(part)
        return b"".join(parts)


class Part:
    """The next `size` bytes of a stream as a stream of their own."""

    def __init__(self, stream: Stream, size: int) -> None:
        self._stream = stream
        self.left = size

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes.

        Raises:
            Unreadable: MALFORMED, the stream ends before the part does.
        """
        wanted = min(size, self.left)
        taken = self._stream.read(wanted) if wanted else b""
        self.left -= len(taken)
        if len(taken) < wanted:
            raise Unreadable(RejectionCode.MALFORMED, "It is cut short: bytes are missing at its end.")
        return taken


def seekable(stream: Stream, budget: Budget) -> IO[bytes]:
    """The bytes of a stream where one may seek: the file itself, or a nameless copy that vanishes when it is closed.

    Raises:
        Unreadable: TOO_LARGE, the copy would be over the limit of a member.
    """
    if stream.file is not None:
        return stream.file
    copy: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by who asked for it
    try:
        _copy(stream, copy, budget)
    except BaseException:
        copy.close()
        raise
    return copy


def _copy(stream: Stream, copy: IO[bytes], budget: Budget) -> None:
    while taken := stream.read(CHUNK):
        copy.write(taken)
        if copy.tell() > budget.limits.member_bytes:
            raise budget.too_large()
