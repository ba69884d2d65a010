"""Compound files ([MS-CFB], version 3) and Outlook messages ([MS-OXMSG]) in them, written for tests.

Streams are laid out one after the other, those under 4,096 bytes in the small-stream area, as Outlook does.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

Tree = Mapping[str, "bytes | Tree"]
_SECTOR, _SMALL, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT, _NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass(slots=True)
class _Entry:
    name: str
    kind: int  # 1 a storage, 2 a stream, 5 the root
    body: bytes = b""
    left: int = _NONE
    right: int = _NONE
    child: int = _NONE
    start: int = _END
    size: int = 0


@dataclass(slots=True)
class _Area:
    """Chains of sectors."""

    size: int
    body: bytearray = field(default_factory=bytearray)
    table: list[int] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        if not body:
            return _END
        start, count = len(self.table), -(-len(body) // self.size)
        self.body += body.ljust(count * self.size, b"\0")
        self.table += [*range(start + 1, start + count), _END]
        return start


def compound(tree: Tree) -> bytes:
    """A compound file of storages (mappings) and streams (bytes)."""
    entries = [_Entry("Root Entry", 5)]
    entries[0].child = _add(entries, tree)
    large, small = _Area(_SECTOR), _Area(_SMALL)
    for entry in entries:
        if entry.kind == 2:
            entry.start, entry.size = (small if len(entry.body) < _CUTOFF else large).add(entry.body), len(entry.body)
    entries[0].start, entries[0].size = large.add(bytes(small.body)), len(small.body)
    small_table = large.add(_table(small.table))
    directory = large.add(b"".join(map(_written, entries)).ljust(_SECTOR, b"\0"))
    return _file(large, small, small_table, directory)


def _add(entries: list[_Entry], tree: Tree) -> int:
    """Put what is in a storage into the directory; siblings hang on one another to the right, sorted."""
    numbers = []
    for name in sorted(tree, key=lambda name: (len(name), name.upper())):
        body = tree[name]
        numbers.append(len(entries))
        entries.append(_Entry(name, 2, body) if isinstance(body, bytes) else _Entry(name, 1))
        if not isinstance(body, bytes):
            entries[numbers[-1]].child = _add(entries, body)
    for number, following in pairwise(numbers):
        entries[number].right = following
    return numbers[0] if numbers else _NONE


def _written(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    head = name.ljust(64, b"\0") + struct.pack("<HBB3L", len(name) + 2, entry.kind, 1, *_links(entry))
    return head + bytes(16 + 4 + 16) + struct.pack("<LQ", entry.start, entry.size)


def _links(entry: _Entry) -> tuple[int, int, int]:
    return entry.left, entry.right, entry.child


def _table(numbers: list[int]) -> bytes:
    count = -(-len(numbers) * 4 // _SECTOR) * _SECTOR // 4
    return struct.pack(f"<{count}L", *numbers, *[_FREE] * (count - len(numbers)))


def _file(large: _Area, small: _Area, small_table: int, directory: int) -> bytes:
    count = 1
    while (len(large.table) + count) * 4 > count * _SECTOR:
        count += 1
    first = len(large.table)
    table = _table([*large.table, *[_FAT] * count])
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<4L", 0, count, directory, 0) + struct.pack("<L", _CUTOFF)
    head += struct.pack("<4L", small_table, len(_table(small.table)) // _SECTOR, _END, 0)
    places = [*range(first, first + count)]
    return head + struct.pack("<109L", *places, *[_FREE] * (109 - count)) + bytes(large.body) + table


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """An attachment to be written: bytes, or a message."""

    name: str
    body: bytes | Tree
    mime: str = ""
    cid: str = ""
    hidden: bool = False


def message(
    *,
    subject: str = "",
    sender: str = "",
    address: str = "",
    sent: datetime | None = None,
    text: str = "",
    html: bytes = b"",
    rich: bytes = b"",
    attached: tuple[Attached, ...] = (),
    kind: str = "IPM.Note",
    inside: bool = False,
) -> Tree:
    """The storages and streams of a message; `inside` of another it has a shorter head of properties."""
    fixed = [(0x3FDE, 0x0003, struct.pack("<L4x", 65001))]
    if sent:
        ticks = int((sent - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
        fixed.append((0x0039, 0x0040, struct.pack("<Q", ticks)))
    said = {0x001A: kind, 0x0037: subject, 0x0C1A: sender, 0x0C1F: address, 0x1000: text}
    tree: dict[str, bytes | Tree] = {**_texts(said), "__substg1.0_10130102": html}
    tree |= {"__substg1.0_10090102": rich} if rich else {}
    fixed += [*_sizes(said), (0x1013, 0x0102, struct.pack("<L4x", len(html)))]
    tree["__properties_version1.0"] = _properties(fixed, head=24 if inside else 32)
    for number, one in enumerate(attached):
        tree[f"__attach_version1.0_#{number:08X}"] = _attachment(one)
    return tree


def _attachment(one: Attached) -> Tree:
    fixed = [(0x3705, 0x0003, struct.pack("<L4x", 1 if isinstance(one.body, bytes) else 5))]
    fixed += [(0x7FFE, 0x000B, struct.pack("<L4x", 1))] if one.hidden else []
    body = "__substg1.0_37010102" if isinstance(one.body, bytes) else "__substg1.0_3701000D"
    said = {0x3707: one.name, 0x370E: one.mime, 0x3712: one.cid}
    size = len(one.body) if isinstance(one.body, bytes) else 0xFFFFFFFF
    fixed += [*_sizes(said), (0x3701, 0x0102 if isinstance(one.body, bytes) else 0x000D, struct.pack("<L4x", size))]
    return {**_texts(said), body: one.body, "__properties_version1.0": _properties(fixed, head=8)}


def _texts(said: dict[int, str]) -> dict[str, bytes]:
    return {f"__substg1.0_{number:04X}001F": text.encode("utf-16-le") for number, text in said.items() if text}


def _sizes(said: dict[int, str]) -> list[tuple[int, int, bytes]]:
    return [(number, 0x001F, struct.pack("<L4x", 2 * len(text) + 2)) for number, text in said.items() if text]


def _properties(fixed: list[tuple[int, int, bytes]], *, head: int) -> bytes:
    return bytes(head) + b"".join(struct.pack("<HHI", kind, number, 6) + value for number, kind, value in fixed)


def compressed(rich: bytes) -> bytes:
    """RTF as Outlook stores it ([MS-OXRTFCP]), without looking for anything that repeats."""
    body = b"".join(b"\0" + rich[at : at + 8] for at in range(0, len(rich) - 7, 8))
    last = rich[len(rich) - len(rich) % 8 :]
    end = (207 + len(rich)) % 4096 << 4
    body += bytes([1 << len(last)]) + last + end.to_bytes(2, "big")
    checksum = zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF
    return struct.pack("<IIII", len(body) + 12, len(rich), 0x75465A4C, checksum) + body
