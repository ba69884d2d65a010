"""The body of a stored HTTP answer as a browser would have it: transfer and content coding undone, within limits.

    body_of(Message(status=200, media_type="text/html", fields={"content-encoding": "gzip"}), body, budget)

Crawlers often undo codings and leave the headers as they came: a body that does not look coded is taken as it is.
RFC 9112 (chunks), RFC 9110 (codings). At most two codings are undone. It sends and receives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from etl.errors import RejectionCode, Unreadable
from etl.sources.codings import Truncated, decoded
from etl.sources.containers.compressed import Codec, UnpackedZstandard
from etl.sources.containers.streams import Budget, Readable, Stream

_CODINGS: Final = 2
_CHUNK = re.compile(rb"[ \t]{0,8}([0-9A-Fa-f]{1,8})[ \t]{0,8}(?:;[^\r\n]{0,1000})?\r\n")
_MARKUP: Final = (b"<", b"%PDF-", b"\xef\xbb\xbf<")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The head of an answer."""

    status: int | None
    media_type: str | None
    fields: Mapping[str, str]  # by name in lower case


def body_of(message: Message, body: bytes, budget: Budget) -> bytes:
    """The decoded body.

    Raises:
        Unreadable: MALFORMED, it is damaged or cut short; UNSUPPORTED coding; TOO_LARGE; Spent by the budget.
    """
    codings = [name for part in message.fields.get("content-encoding", "").split(",") if (name := part.strip().lower())]
    if len(codings) > _CODINGS:
        raise Unreadable(RejectionCode.UNSUPPORTED, f"It has {len(codings)} content codings, more than {_CODINGS}.")
    if "chunked" in message.fields.get("transfer-encoding", "").lower():
        body = _unchunked(body)
    elif not codings:
        _check_length(message, body)
    for coding in reversed(codings):
        body = _decoded(coding, body, budget)
    return body


def _check_length(message: Message, body: bytes) -> None:
    stated = message.fields.get("content-length", "").strip()
    if stated.isascii() and stated.isdigit() and len(stated) < 12 and len(body) < int(stated):
        said = f"The server stated {int(stated):,} bytes, and {len(body):,} are stored."
        raise Unreadable(RejectionCode.MALFORMED, said)


def _unchunked(body: bytes) -> bytes:
    """The chunks of a body, joined; a body that begins with no chunk is one already."""
    parts: list[bytes] = []
    position = 0
    while head := _CHUNK.match(body, position):
        position = head.end() + int(head[1], 16)
        if position == head.end():
            return b"".join(parts)
        parts.append(body[head.end() : position])
        if body[position : position + 2] != b"\r\n":
            break
        position += 2
    if not parts:
        return body
    raise Unreadable(RejectionCode.MALFORMED, "It is cut short: its last chunk is missing.")


def _decoded(coding: str, body: bytes, budget: Budget) -> bytes:
    if coding == "identity":
        return body
    if coding == "zstd":
        is_coded = body.startswith(Codec.ZSTANDARD.value[1])
        return _all(UnpackedZstandard(Stream(BytesIO(body)), budget), budget) if is_coded else body
    if coding == "br":
        return body if body.startswith(_MARKUP) else _unbrotlied(body, budget)
    if coding in {"gzip", "x-gzip"}:
        return _inflated(body, budget) if body.startswith(Codec.GZIP.value[1]) else body
    if coding == "deflate":
        return body if body.startswith(_MARKUP) else _inflated(body, budget)
    raise Unreadable(RejectionCode.UNSUPPORTED, f"Its content coding {coding[:40]!r} is not read.")


def _all(reader: Readable, budget: Budget) -> bytes:
    """Everything of a reader that counts for itself."""
    body = Stream(reader).read(budget.limits.member_bytes + 1)
    if len(body) > budget.limits.member_bytes:
        raise budget.too_large()
    return body


def _unbrotlied(body: bytes, budget: Budget) -> bytes:
    from fastwarc.stream_io import BrotliReader

    try:
        out = bytes(BrotliReader(BytesIO(body)).read(budget.limits.member_bytes + 1))
    except (OSError, ValueError, EOFError) as error:
        raise Unreadable(RejectionCode.MALFORMED, f"Its Brotli coding is damaged or cut short ({error}).") from error
    return _paid(out, len(body), budget)


def _inflated(body: bytes, budget: Budget) -> bytes:
    try:
        out = decoded(body, ("gzip",), limit=budget.limits.member_bytes)
    except Truncated as error:
        raise Unreadable(RejectionCode.MALFORMED, "It is cut short: its content coding has no end.") from error
    except Unreadable as error:
        raise (budget.too_large() if error.code is RejectionCode.TOO_LARGE else error) from error
    return _paid(out, len(body), budget)


def _paid(out: bytes, packed: int, budget: Budget) -> bytes:
    budget.spend(len(out))
    if len(out) > budget.limits.member_bytes:
        raise budget.too_large()
    budget.check_ratio(packed, len(out))
    return out
