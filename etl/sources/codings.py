"""Undo the content codings of a body, within a limit and only when the body is whole.

    decoded(body, ("gzip",), limit=50_000_000)

A bomb costs at most `limit` bytes, because each step says how much it may give. It reads from no connection.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from etl.errors import RejectionCode, Unreadable

MOST_CODINGS: Final = 2  # servers behind a badly set cache compress twice; nobody has a reason for three
ACCEPTED: Final = "gzip, deflate"
_KNOWN = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP_OR_ZLIB = zlib.MAX_WBITS | 32
_STEP = 1 << 20


class Truncated(Exception):
    """The body ends before its coding does."""


def codings_of(header: str | None) -> tuple[str, ...]:
    """The codings that a Content-Encoding header names, in the order they were applied.

    Raises:
        Unreadable: UNSUPPORTED for one that was not asked for, or too many.
    """
    named = [coding.strip().lower() for coding in (header or "").split(",")]
    codings = tuple(coding for coding in named if coding not in {"", "identity"})
    unknown = [coding for coding in codings if coding not in _KNOWN]
    if unknown or len(codings) > MOST_CODINGS:
        said = f"{len(codings)} content codings, the first of them {codings[0][:40]!a}, are not undone."
        raise Unreadable(RejectionCode.UNSUPPORTED, said)
    return codings


def decoded(body: bytes, codings: Iterable[str], *, limit: int) -> bytes:
    """The body without its codings, at most `limit` bytes.

    Raises:
        Unreadable: TOO_LARGE, or MALFORMED for what is not in the coding named.
        Truncated: the body is not whole.
    """
    for _ in reversed(tuple(codings)):
        body = _inflated(body, limit=limit) if body else body
    return body


def _inflated(body: bytes, *, limit: int) -> bytes:
    """One coding undone; several gzip members one after the other are one body (RFC 1952)."""
    parts: list[bytes] = []
    size = 0
    rest = body
    while rest:
        part, rest = _member(rest, room=limit - size)
        parts.append(part)
        size += len(part)
        if not rest.startswith(b"\x1f\x8b"):  # padding behind the last member, which every reader ignores
            break
    return b"".join(parts)


def _member(body: bytes, *, room: int) -> tuple[bytes, bytes]:
    """One member, and what stands behind it."""
    # RFC 9110 means zlib by "deflate", and some servers send what the word says.
    plain = body[:2] != b"\x1f\x8b" and not (body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS if plain else _GZIP_OR_ZLIB)
    parts: list[bytes] = []
    size = 0
    try:
        while not inflater.eof:
            part = inflater.decompress(body, min(_STEP, room - size + 1))
            body = inflater.unconsumed_tail
            size += len(part)
            if size > room:
                raise Unreadable(RejectionCode.TOO_LARGE, "It unpacks to more than DATELINE_DOCUMENT_BYTES.")
            if not part and not body and not inflater.eof:
                raise Truncated
            parts.append(part)
    except zlib.error as error:
        raise Unreadable(RejectionCode.MALFORMED, "It is not in the content coding that the server names.") from error
    return b"".join(parts), inflater.unused_data
