"""Documents that hold others, taken apart by whoever knows their format: exports of articles, mails with attachments.

    for item in members(stream, budget, cut): ...

Lines of an export are read one by one; all else is read whole, within the limit of a member, and what is over it is no
container. What is in a document, and what its parts are called, is told by `cut`; formats are not known here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final

from etl.records import Cut, Part
from etl.sources.containers.members import Item, Member, Refused, Whole, file_label, label
from etl.sources.containers.streams import CHUNK, Budget, Stream

# A line that is whole, and the beginning of another; an array or object over several lines is none. A line may be cut
# behind a comma: where no list is open, a name comes behind it and no bracket.
_TWO_LINES: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*\{(?:[^\n]*[^\s\[{:,][ \t\r]*|(?:[^\n\[\]]|\[[^\n\[\]]*+\])*+(?:(?<=,)|(?<=,\r)))\n\s*\{"
)
_LINE_ENDED: Final = re.compile(rb"\s*\S[^\n]*\n\s*\S")


def members(stream: Stream, budget: Budget, cut: Cut) -> Iterator[Item]:
    """The parts of a document; itself where it is one, before its parts or instead of them.

    Raises:
        Unreadable: TOO_LARGE for a member of a container, and as `cut.parts` behind its first part.
    """
    limit = budget.limits.member_bytes
    if cut.line is not None and _has_lines(stream, limit):
        yield from _of_lines(stream, cut.line, budget)
        return
    body = stream.read(limit + 1)
    if len(body) > limit:
        if stream.file is None:
            raise budget.too_large()
        yield Whole(content=BytesIO(), is_file=True)  # whoever fetches it says what may be done with it
        return
    yield from _of_whole(body, cut, is_file=stream.file is not None)


def _of_whole(body: bytes, cut: Cut, *, is_file: bool) -> Iterator[Item]:
    whole = Whole(content=BytesIO(body), is_file=is_file)
    number = 0
    if cut.stays:
        yield whole
    for number, part in enumerate(cut.parts(body), start=1):
        yield _item(part, number, file_label if cut.stays else label, is_document=not cut.stays)
    if not number and not cut.stays:
        yield whole


def _item(part: Part, number: int, shown: Callable[[str], str], *, is_document: bool) -> Item:
    name = shown(part.name or str(number))
    if part.failure is not None:
        return Refused(name=name, code=part.failure.code, detail=part.failure.message)
    return Member(name=name, content=BytesIO(part.body), is_document=is_document)


def _has_lines(stream: Stream, limit: int) -> bool:
    """Whether a second object begins on the line behind the first."""
    size = CHUNK
    while len(head := stream.peek(size)) == size <= limit and not _LINE_ENDED.match(head):
        size *= 2
    return _TWO_LINES.match(head) is not None


def _of_lines(stream: Stream, document: Callable[[bytes], Part], budget: Budget) -> Iterator[Item]:
    limit = budget.limits.member_bytes
    for number, line in enumerate(_lines(stream, limit), start=1):
        if len(line) > limit:
            error = budget.too_large()
            yield Refused(name=str(number), code=error.code, detail=error.message)
        elif line.strip():
            yield _item(document(line.strip()), number, label, is_document=True)


def _lines(stream: Stream, limit: int) -> Iterator[bytes]:
    """The lines of a stream; of one that is too long, its beginning over the limit."""
    line = bytearray()
    while taken := stream.read(CHUNK):
        first, *others = taken.split(b"\n")
        line += first[: max(0, limit + 1 - len(line))]
        for other in others:
            yield bytes(line)
            line = bytearray(other)
    yield bytes(line)
