"""Mailboxes in mbox form: mails one after the other, each behind a line that begins with "From ".

    for item in members(stream): ...     each mail as the bytes it came with

RFC 4155; "From " lines within a mail are quoted with ">", one of which is taken off (mboxrd). The mails are not read
here, and a mailbox that was cut off cannot be told from one that ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from etl.sources.containers.members import Item, Member, label
from etl.sources.containers.streams import CHUNK, Stream

# A line is looked at so far; what follows is of the same line.
_LINE: Final = CHUNK
_FROM = re.compile(
    rb"From \S{1,320} {1,3}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb"[ 0-3]?\d \d\d?:\d\d(?::\d\d)?(?: [A-Z+-][A-Z0-9]{1,5}){0,2} \d{4}[^\n]{0,80}\r?\n"
)
_FIELD = re.compile(rb"[!-9;-~]{1,80}:")
_QUOTED = re.compile(rb">+From ")
_MESSAGE_ID = re.compile(rb"^message-id:\s{0,200}<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)


def is_mbox(head: bytes) -> bool:
    """Whether bytes begin with a "From " line and a mail's header."""
    first = _FROM.match(head)
    return bool(first and _FIELD.match(head, first.end()))


def members(stream: Stream) -> Iterator[Item]:
    """The mails in their order, called by their Message-ID, or by their place where they have none."""
    lines = _Lines(stream)
    lines.next()
    number = 0
    while lines.line:
        number += 1
        mail = _Mail(lines)
        found = _MESSAGE_ID.search(mail.head())
        name = found[1].decode("utf-8", "backslashreplace") if found else str(number)
        yield Member(name=label(name), content=mail)
        mail.skip()


class _Lines:
    """The current line of a stream, with the knowledge of whether a mail begins with it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._buffer = b""
        self._at = 0
        self.line = b""
        self.begins_mail = False

    def next(self) -> None:
        """Go to the next line, or to the next piece of one that is very long."""
        is_blank, was_whole = self.line in {b"", b"\n", b"\r\n"}, self.line.endswith(b"\n") or not self.line
        end = self._buffer.find(b"\n", self._at) + 1
        if not end:
            self._buffer, self._at = self._buffer[self._at :] + self._stream.read(_LINE), 0
            end = self._buffer.find(b"\n") + 1 or min(len(self._buffer), _LINE)
        self.line, self._at = self._buffer[self._at : end], end
        self.begins_mail = is_blank and was_whole and bool(_FROM.match(self.line))


class _Mail:
    """One mail, read line by line."""

    def __init__(self, lines: _Lines) -> None:
        self._lines = lines
        self._lines.next()  # past the "From " line
        self._ready = b""

    def head(self) -> bytes:
        """The beginning of the mail, with its header; it is read again by `read`."""
        while len(self._ready) < CHUNK and (line := self._line()):
            self._ready += line
            if not line.strip():
                break
        return self._ready

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes."""
        parts, count = [self._ready], len(self._ready)
        while count < size and (line := self._line()):
            parts.append(line)
            count += len(line)
        taken = b"".join(parts)
        self._ready = taken[size:]
        return taken[:size]

    def _line(self) -> bytes:
        line = self._lines.line
        if not line or self._lines.begins_mail:
            return b""
        self._lines.next()
        return line[1:] if _QUOTED.match(line) else line

    def skip(self) -> None:
        """Go to the next mail."""
        while self._line():
            pass
