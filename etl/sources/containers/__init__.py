"""Containers as sources: archives, mailboxes and web crawls become their members, each a document of its own.

    for item in expand(found, keep=keep, limits=ContainerLimits(), cut_of=cut_of): ...

    news.zip             ->  news.zip!/2023/a.html, news.zip!/2023/b.pdf, ...
    crawl.warc.gz        ->  crawl.warc.gz!/https://example.org/a  (`Found.url` is set)
    box.mbox             ->  box.mbox!/<Message-ID>
    all.tar!/news.zip    ->  all.tar!/news.zip!/2023/a.html
    export.jsonl         ->  export.jsonl!/https://example.org/a, export.jsonl!/2, ...
    mail.eml             ->  mail.eml, mail.eml!/report.pdf

The content decides what is a container, never a name; what is none comes back as it is. A container is read once,
forward, in constant memory; the bytes of each member are kept before they are read as a document, and names of members
never become paths. What is damaged, encrypted or over a limit ends as a rejection; what was whole before the damage
is given. Exports and mails are taken apart by `cut_of`, for formats are not known here. It does not tell what a member
is about, and does not read office documents, which are packed as ZIP too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from etl.errors import RejectionCode, Unreadable
from etl.records import CutOf, Found, Source
from etl.sources import files
from etl.sources.containers import compressed, mboxes, parts, tars, zips
from etl.sources.containers.compressed import Codec
from etl.sources.containers.members import Item, Member, Refused
from etl.sources.containers.streams import Budget, ContainerLimits, Readable, Spent, Stream

__all__ = [
    "SEPARATOR",
    "ContainerLimits",
    "Keep",
    "begins_container",
    "expand",
    "file_of",
    "may_hold_documents",
    "places_around",
]

# Between the place of a container and the label of a member.
SEPARATOR = "!/"
_BEHIND = re.compile(f"(?<!#){SEPARATOR}")  # the fragment of an address may begin with the same characters
# Enough for a tar header and for the first lines of a mailbox.
_HEAD_BYTES = 1024
# Enough for the first article of an export. A member is read so far only where it is read whole.
_CUT_BYTES = 65_536
_COMPRESSED = tuple(codec.value[1] for codec in Codec)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WARC = (b"WARC/1.", b"WARC/0.")

# A text may begin with BZh; what follows it in bzip2 is the mark of a block, or of the end.
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")

Keep = Callable[[bytes], tuple[str, Path]]  # stores bytes; returns their SHA-256 and where they are
_Reader = Callable[[Stream, Budget, str], Iterator[Item]]


def begins_container(head: bytes) -> bool:
    """Whether these first bytes are the beginning of a container."""
    return _reader_of(head[:_HEAD_BYTES]) is not None


def may_hold_documents(found: Found, cut_of: CutOf) -> bool:
    """Whether a found file is a container, or a document that may hold others; False where it cannot be read."""
    head = files.read_head(found, _CUT_BYTES)
    return begins_container(head) or cut_of(head) is not None


def expand(found: Found, *, keep: Keep, limits: ContainerLimits, cut_of: CutOf) -> Iterator[Found]:
    """The members of a container, or the file itself where it is none; `cut_of` knows exports and mails.

    A `Found` of a member has `path`, `sha256` and `byte_count` of the kept bytes, and `url` where the container knows
    it. One with `failure` stands for a member, or the container, that is set aside. What `keep` raises is passed on.
    """
    if not may_hold_documents(found, cut_of):  # where it cannot be read, whoever fetches it says why
        yield found
        return
    try:
        file = files.open_file(found)
    except Unreadable:
        yield found
        return
    with file:
        yield from _Walk(found, keep, Budget(limits), cut_of).all_of(Stream(file, file=file))


def file_of(source: Source, place: str) -> str:
    """The locator of the file that a place is in: itself, or the container around it that is a file."""
    if source.kind != "files" or not files.root_of(source).is_dir():
        return place if place == source.location else _BEHIND.split(place, maxsplit=1)[0]
    at = place.find(SEPARATOR)
    while at > 0 and not os.path.lexists(files.found_at(source, place).path):
        if Path(files.found_at(source, place[:at]).path).is_file():
            return place[:at]
        at = place.find(SEPARATOR, at + 1)
    return place


def places_around(place: str) -> Iterator[str]:
    """The place itself, and those of the containers around it.

    >>> list(places_around("a.tar!/b.zip!/c.txt"))
    ['a.tar', 'a.tar!/b.zip', 'a.tar!/b.zip!/c.txt']
    """
    at = place.find(SEPARATOR)
    while at > 0:
        yield place[:at]
        at = place.find(SEPARATOR, at + 1)
    yield place


def _reader_of(head: bytes) -> _Reader | None:
    """Who reads what begins with these bytes."""
    if (codec := _codec_of(head)) is not None:
        return partial(_compressed, codec)
    if head.startswith(_ZIP):
        return lambda stream, budget, _name: zips.members(stream, budget)
    if head.startswith(_WARC):
        return _warc
    if mboxes.is_mbox(head):
        return lambda stream, budget, _name: mboxes.members(stream)
    if tars.is_tar(head):
        return lambda stream, budget, _name: tars.members(stream)
    return None


def _codec_of(head: bytes) -> Codec | None:
    if not head.startswith(_COMPRESSED):
        return None
    codec = next((codec for codec in Codec if head.startswith(codec.value[1])), None)
    return None if codec is Codec.BZIP2 and head[4:10] not in _BZIP2_BLOCKS else codec


def _compressed(codec: Codec, stream: Stream, budget: Budget, name: str) -> Iterator[Item]:
    return compressed.members(stream, budget, codec=codec, name=name)


def _warc(stream: Stream, budget: Budget, _name: str) -> Iterator[Item]:
    from etl.sources.containers import warcs

    return warcs.members(stream, budget)


@dataclass(slots=True)
class _Walk:
    """The way through one container file and the containers in it."""

    found: Found
    keep: Keep
    budget: Budget
    cut_of: CutOf
    given: dict[bytes, int] = field(default_factory=dict)  # digests of places: how many members wanted each

    def all_of(self, stream: Stream) -> Iterator[Found]:
        """Everything in the file, and its rejection where it holds nothing or costs too much."""
        counted = 0
        place = self.found.locator
        try:
            reader = _reader_of(stream.peek(_HEAD_BYTES)) or self._cutter(stream)
            for one in self._inside(reader, stream, place, depth=1) if reader else (self.found,):
                counted += 1
                yield one
        except Spent as error:
            yield self._rejected(place, error)
            return
        if not counted:
            yield self._rejected(place, Unreadable(RejectionCode.EMPTY, "There is no document in it."))

    def _cutter(self, stream: Stream) -> _Reader | None:
        """Who takes apart a document that may hold others."""
        cut = self.cut_of(stream.peek(_CUT_BYTES))
        return None if cut is None else lambda stream, budget, _name: parts.members(stream, budget, cut)

    def _inside(
        self, reader: _Reader, stream: Stream, place: str, *, depth: int, url: str | None = None
    ) -> Iterator[Found]:
        """The members of a container; one that breaks is rejected behind the members that were whole."""
        try:
            for item in reader(stream, self.budget, place):
                if isinstance(item, Member):
                    yield from self._member(item, place, depth)
                elif isinstance(item, Refused):
                    self.budget.count_member()
                    yield self._rejected(self._place(place, item.name), Unreadable(item.code, item.detail))
                else:
                    yield self.found if item.is_file else self._kept(item.content, place, url)
        except Spent:
            raise
        except Unreadable as error:
            yield self._rejected(place, error)

    def _member(self, member: Member, place: str, depth: int) -> Iterator[Found]:
        if member.wraps:
            yield from self._wrapped(member, place, depth)
            return
        self.budget.count_member()
        own = self._place(place, member.name)
        try:
            self._check_depth(depth)
            content = Stream(member.content)
            reader = None if member.is_document else _reader_of(content.peek(_HEAD_BYTES))
            if reader is not None:
                self._check_depth(depth + 1)
            elif member.is_document or (reader := self._cutter(content)) is None:
                yield self._kept(content, own, member.url)
                return
        except Spent:
            raise
        except Unreadable as error:
            yield self._rejected(own, error)
            return
        yield from self._inside(reader, content, own, depth=depth + 1, url=member.url)

    def _wrapped(self, member: Member, place: str, depth: int) -> Iterator[Found]:
        """The content of a compressed file: a container in it has the file's own place, because people say tar.gz."""
        content = Stream(member.content)
        head = content.peek(_HEAD_BYTES)
        reader = _reader_of(head)
        if reader is None:
            self.budget.count_member()
            own = self._place(place, member.name)
            if (cutter := self._cutter(content)) is None:
                yield self._kept(content, own, None)
            else:
                yield from self._inside(cutter, content, own, depth=depth)
        elif _codec_of(head) is None:
            yield from self._inside(reader, content, place, depth=depth)
        else:
            self._check_depth(depth + 1)
            yield from self._inside(reader, content, self._place(place, member.name), depth=depth + 1)

    def _check_depth(self, depth: int) -> None:
        if depth > self.budget.limits.depth:
            said = f"It lies deeper in containers than DATELINE_ARCHIVE_DEPTH ({self.budget.limits.depth})."
            raise Unreadable(RejectionCode.TOO_LARGE, said)

    def _kept(self, content: Readable, place: str, url: str | None) -> Found:
        """A member with its bytes kept.

        Raises:
            Unreadable: TOO_LARGE, or what reading it raises.
        """
        limit = self.budget.limits.member_bytes
        body = content.read(limit + 1)
        if len(body) > limit:
            raise self.budget.too_large()
        digest, path = self.keep(body)
        return Found(
            source=self.found.source,
            locator=place,
            path=str(path),
            byte_count=len(body),
            modified_at=self.found.modified_at,
            sha256=digest,
            url=url,
        )

    def _place(self, container: str, name: str) -> str:
        """The place of a member; the second of one name is called `name#2`, the third `name#3`."""
        own = f"{container}{SEPARATOR}{name}"
        digest = _digest(own)
        number = self.given.get(digest, 0)
        place = own
        while number and _digest(place) in self.given:
            number += 1
            place = f"{own}#{number}"
        self.given[digest] = max(number, 1)
        self.given.setdefault(_digest(place), 1)
        return place

    def _rejected(self, place: str, error: Unreadable) -> Found:
        """A member, or the container, that stands for its failure only."""
        return Found(source=self.found.source, locator=place, path=self.found.path, failure=error)


def _digest(place: str) -> bytes:
    return sha256(place.encode()).digest()[:16]
