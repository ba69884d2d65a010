"""WARC files: the pages that a crawler stored, each with the address it had.

    for item in members(stream, budget): ...     Member(name="https://example.org/a", url="https://example.org/a", ...)

Members are the response records with a 2xx status and HTML, PDF or text, as a browser would have seen them: transfer
and content coding undone. All else in a crawl (requests, images, redirects, revisits) is passed over. A record is
compared with the length it states: one that is cut short is refused, never taken for whole. ISO 28500:2017.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from etl.errors import RejectionCode, Unreadable
from etl.sources.containers.http_body import Message, body_of
from etl.sources.containers.members import LONGEST_LABEL, Item, Member, Refused, label
from etl.sources.containers.streams import Budget, Spent, Stream

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml", "application/pdf", "text/plain", "text/markdown"})
# Of 2xx, those that carry no page or a part of one (RFC 9110, section 15.3).
_PARTIAL: Final = frozenset({204, 205, 206})


class _Source:
    """A stream as fastwarc asks for it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return self._stream.read_some(size)

    def tell(self) -> int:
        return self._stream.tell()


@contextmanager
def _damage_told() -> Iterator[None]:
    """What fastwarc raises, as our own; a panic of Rust is no `Exception`, and is known by its name only."""
    try:
        yield
    except (OSError, ValueError, KeyError, OverflowError) as error:
        raise Unreadable(RejectionCode.MALFORMED, f"The WARC file is damaged ({error}).") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable(RejectionCode.MALFORMED, "The WARC file is damaged (its reader gave up).") from error


def members(stream: Stream, budget: Budget) -> Iterator[Item]:
    """The pages of a WARC file in their order.

    Raises:
        Unreadable: MALFORMED where a record is broken or cut short; Spent by the budget.
    """
    with _damage_told():
        records = iter(ArchiveIterator(_Source(stream), parse_http=False, stream_detect=False))  # type: ignore[arg-type]
    while True:
        with _damage_told():
            record = next(records, None)
        if record is None:
            return
        if (item := _item(record, budget)) is not None:
            yield item


def _item(record: WarcRecord, budget: Budget) -> Item | None:
    """The page of a record, if there is one.

    Raises:
        Unreadable: MALFORMED, the file ends within the record.
    """
    with _damage_told():
        length = int(record.headers["Content-Length"])
        if record.record_type != WarcRecordType.response or not record.is_http:
            _pass(record, length)
            return None
        record.parse_http(quirks_mode=True)
        message = _message(record)
        address = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
        if not _is_page(message, address):
            _pass(record, record.content_length)
            return None
        return _page(record, message, address, budget)


def _pass(record: WarcRecord, length: int) -> None:
    """Read past a record."""
    assert record.reader is not None  # noqa: S101 - it has one until the next record is asked for
    if length < 0 or record.reader.consume(length) < length:
        raise Unreadable(RejectionCode.MALFORMED, "The WARC file is cut short within a record.")


def _message(record: WarcRecord) -> Message:
    headers = record.http_headers
    status = headers.status_code if headers is not None else None
    return Message(
        status=status,
        media_type=record.http_content_type,
        fields={name.lower(): value for name, value in headers.items()} if headers is not None else {},
    )


def _is_page(message: Message, address: str) -> bool:
    if message.status is None or not 200 <= message.status < 300 or message.status in _PARTIAL:
        return False
    return message.media_type in _PAGES and not _is_robots(address)


def _is_robots(address: str) -> bool:
    """Crawlers store each site's rules for robots as a text."""
    try:
        return urlsplit(address).path == "/robots.txt"
    except ValueError:
        return False


def _page(record: WarcRecord, message: Message, address: str, budget: Budget) -> Item:
    name = label(address or record.record_id or "_")
    length, limit = record.content_length, budget.limits.member_bytes
    if length > limit:
        _pass(record, length)
        error = budget.too_large()
        return Refused(name=name, code=error.code, detail=error.message)
    assert record.reader is not None  # noqa: S101 - as above
    body = record.reader.read(length)
    if len(body) < length:
        raise Unreadable(RejectionCode.MALFORMED, "The WARC file is cut short within a record.")
    if record.headers.get("WARC-Truncated"):
        return Refused(name=name, code=RejectionCode.MALFORMED, detail="The crawler stored a part of it only.")
    try:
        page = body_of(message, body, budget)
    except Spent:
        raise
    except Unreadable as error:
        return Refused(name=name, code=error.code, detail=error.message)
    return Member(name=name, content=BytesIO(page), url=address if 0 < len(address) <= LONGEST_LABEL else None)
