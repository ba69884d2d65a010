"""One request and its answer, over a socket that was checked and that somebody watches.

    answer = ask(target, headers=(("Accept-Encoding", "gzip"),), limits=ConnectionLimits(), seconds=120)
    answer.status, answer.body

urllib3 speaks HTTP; two things are done here that no client offers. The socket is opened to an address that
`etl.sources.addresses` let pass, at the moment of connecting. And a timer of its own shuts the socket when the time
is over, because a server that sends a byte now and then, in headers or body, never meets a read timeout. No
redirect is followed, no proxy, cookie or credential used, and nothing tried twice.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cache, partial
from types import TracebackType
from typing import Any, Self

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, SSLError

from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.sources.addresses import Resolver, Target, reachable, resolve
from etl.sources.codings import Truncated, codings_of, decoded

_READ_BYTES = 1 << 16


# Given a way to end a request; holds it while the request runs.
EndedBy = Callable[[Callable[[], None]], AbstractContextManager[None]]


def _by_nobody(_shut: Callable[[], None]) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """What one request may cost, and whom it may reach."""

    connect_seconds: float = 10
    first_byte_seconds: float = 30  # and between any two bytes
    wire_bytes: int = 20_000_000
    body_bytes: int = 50_000_000
    allowed_hosts: frozenset[str] = frozenset()  # reached whatever their address
    resolver: Resolver = resolve


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said; the body is there, whole and decoded, for status 200 and 203 only."""

    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of a name in lower case."""
        return next((value for known, value in self.headers if known == name), None)


@dataclass(slots=True)
class _Watch:
    """Shuts what it is given when the time is over; a shut socket wakes whoever reads from it."""

    seconds: float
    over: bool = False
    _sockets: list[socket.socket] = field(default_factory=list)
    _timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        self._timer = threading.Timer(self.seconds, self.shut)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        for handle in self._sockets:
            handle.close()

    def guard(self, opened: socket.socket) -> None:
        """Watch a socket: a copy of it, because TLS takes the descriptor out of the original."""
        self._sockets.append(opened.dup())
        if self.over:
            self.shut()

    def shut(self) -> None:
        """End it now."""
        self.over = True
        for handle in self._sockets:
            with suppress(OSError):
                handle.shutdown(socket.SHUT_RDWR)


def ask(
    target: Target,
    *,
    headers: Sequence[tuple[str, str]],
    limits: ConnectionLimits,
    seconds: float,
    ended_by: EndedBy = _by_nobody,
) -> Answer:
    """Send a GET and read the answer; `ended_by` is told how to end it before its time.

    Raises:
        Unreadable: REFUSED_ADDRESS, TOO_LARGE, MALFORMED or UNSUPPORTED for its coding, HTTP_ERROR for a certificate
            that does not hold.
        Unavailable: no connection, no answer, a broken or truncated one, or one that took longer than `seconds`.
    """
    with _Watch(seconds) as watch, ended_by(watch.shut):
        try:
            answer = _asked(target, dict(headers), limits, watch)
        except (HTTPError, Truncated, OSError) as error:
            raise _failure(error, target, watch) from error
        if watch.over:  # a shut socket reads like a body that ends
            raise _failure(Truncated(), target, watch)
    return answer


def _failure(error: Exception, target: Target, watch: _Watch) -> Unavailable | Unreadable:
    if watch.over:
        return Unavailable(f"{target.host} took longer than {watch.seconds:.3g} s in all.")
    if isinstance(error, SSLError) and "CERTIFICATE_VERIFY_FAILED" in str(error):
        said = f"The certificate of {target.host} does not hold: {_reason(error)}."
        return Unreadable(RejectionCode.HTTP_ERROR, said)
    if isinstance(error, Truncated):
        return Unavailable(f"{target.host} sent only a part of the body.")
    return Unavailable(f"{target.host} did not answer in full: {_reason(error)}.")


def _reason(error: Exception) -> str:
    """What is wrong, without the names of our objects."""
    inner = error.args[-1] if error.args and isinstance(error.args[-1], Exception) else error
    return str(inner).rpartition(">: ")[2].rpartition("): ")[2].rstrip(".")[:200] or type(inner).__name__


def _asked(target: Target, headers: dict[str, str], limits: ConnectionLimits, watch: _Watch) -> Answer:
    with _pool(target, limits, watch) as pool:
        response = pool.urlopen(
            "GET",
            target.path,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        with closing(response):
            said = tuple((name.lower(), value) for name, value in response.headers.items())
            body = _body(response, limits) if response.status in {200, 203} else b""
    return Answer(status=response.status, headers=said, body=body)


def _body(response: BaseHTTPResponse, limits: ConnectionLimits) -> bytes:
    """The whole body; urllib3 raises when it is shorter than its Content-Length or its last chunk is missing."""
    codings = codings_of(response.headers.get("content-encoding"))
    most = limits.wire_bytes if codings else min(limits.wire_bytes, limits.body_bytes)
    parts: list[bytes] = []
    size = 0
    while part := response.read1(_READ_BYTES, decode_content=False):
        size += len(part)
        if size > most:
            said = f"It is larger than DATELINE_FETCH_WIRE_BYTES or DATELINE_DOCUMENT_BYTES ({most:,})."
            raise Unreadable(RejectionCode.TOO_LARGE, said)
        parts.append(part)
    return decoded(b"".join(parts), codings, limit=limits.body_bytes)


def _pool(target: Target, limits: ConnectionLimits, watch: _Watch) -> HTTPConnectionPool:
    """A pool for one request, whose connections go through `_open`."""
    timeout = Timeout(connect=limits.connect_seconds, read=limits.first_byte_seconds)
    opened = partial(_open, limits=limits, watch=watch)
    pool: HTTPConnectionPool
    if target.scheme == "https":
        pool = HTTPSConnectionPool(target.host, target.port, timeout=timeout, ssl_context=_tls())
        pool.ConnectionCls = partial(_SecureConnection, opened)  # type: ignore[assignment]
    else:
        pool = HTTPConnectionPool(target.host, target.port, timeout=timeout)
        pool.ConnectionCls = partial(_PlainConnection, opened)  # type: ignore[assignment]
    return pool


@cache
def _tls() -> ssl.SSLContext:
    """Certificates and names are verified, by the system's authorities and those of certifi."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class _PlainConnection(HTTPConnection):
    def __init__(self, opened: partial[socket.socket], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._opened = opened

    def _new_conn(self) -> socket.socket:
        return self._opened(self.host, self.port, self.timeout)


class _SecureConnection(HTTPSConnection):
    def __init__(self, opened: partial[socket.socket], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._opened = opened

    def _new_conn(self) -> socket.socket:
        return self._opened(self.host, self.port, self.timeout)


def _open(host: str, port: int, seconds: float, *, limits: ConnectionLimits, watch: _Watch) -> socket.socket:
    """A socket to the first address of a host that answers; none is tried unless all of them are let pass."""
    failure = OSError("it has no address")
    for address in _resolved(host, port, limits):
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(seconds)
            opened.connect((address, port))
            watch.guard(opened)
        except OSError as error:
            opened.close()
            failure = error
            if watch.over:
                break
        else:
            return opened
    raise failure


def _resolved(host: str, port: int, limits: ConnectionLimits) -> tuple[str, ...]:
    """The addresses, by a thread of its own: a resolver that hangs cannot be interrupted, only left behind."""
    answers: queue.SimpleQueue[tuple[str, ...] | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            answers.put(reachable(host, port, allowed=limits.allowed_hosts, resolver=limits.resolver))
        except Exception as error:  # told to the thread that waits
            answers.put(error)

    threading.Thread(target=work, daemon=True).start()
    try:
        answer = answers.get(timeout=limits.connect_seconds)
    except queue.Empty:
        raise TimeoutError("its name was not resolved in time") from None
    if isinstance(answer, Exception):
        raise answer
    return answer
