"""Pages of the web: one address in, one whole and checked answer out.

    response = fetch_url("https://news.example/a", options=WebOptions(), visits=Visits(), validators=None)
    response.final_url, response.status, response.body

Robots rules, redirects, politeness, tries and conditional requests are settled here; how one request is made safely
is in `etl.sources.connection`. Nothing is stored, no content interpreted, no credential, cookie or proxy used.
"""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.sources.addresses import URL_CHARACTERS, Target, read_url
from etl.sources.codings import ACCEPTED
from etl.sources.connection import Answer, ConnectionLimits, ask
from etl.sources.politeness import Turns
from etl.sources.robots import Rules, read_rules

_WHOLE = frozenset({200, 203})
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_TRY_AGAIN = frozenset({408, 425, 429})
_ASKED_FOR: Final = "text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,text/*;q=0.8,*/*;q=0.5"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebOptions:
    """How the web is asked."""

    user_agent: str = "dateline"
    connection: ConnectionLimits = field(default_factory=ConnectionLimits)
    total_seconds: float = 120  # of one try with its redirects; waiting for a turn is not counted
    redirects: int = 5
    tries: int = 4
    backoff_seconds: float = 1  # a random wait up to this after the first try, 4 times it after the second, then 16
    retry_after_seconds: float = 120  # a server that wants a longer wait is left for another run
    pause_seconds: float = 1  # between two requests to a host
    url_characters: int = URL_CHARACTERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What makes a request conditional: what the server said about the bytes we have."""

    url: str  # the address that gave them, after redirects
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What came back for an address."""

    asked_url: str
    final_url: str
    redirects: tuple[str, ...]  # every address on the way from the asked to the final one, these two left out
    status: int
    etag: str | None
    last_modified: str | None
    content_type: str | None
    body: bytes  # b"" when not modified
    fetched_at: datetime
    not_modified: bool


@dataclass(slots=True)
class Visits:
    """What the threads of a run share: turns at hosts, and the rules of sites."""

    turns: Turns = field(default_factory=Turns)
    rules: dict[str, Rules] = field(default_factory=dict)
    locks: dict[str, threading.Lock] = field(default_factory=dict)

    def lock(self, origin: str) -> threading.Lock:
        """One lock a site, so that its rules are fetched once."""
        return self.locks.setdefault(origin, threading.Lock())


class _Passing(Exception):
    """A failure that the next try may not meet."""

    def __init__(self, said: str, *, pause: float | None = None) -> None:
        super().__init__(said)
        self.pause = pause  # seconds, as the server says


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hop:
    """An answer and the way to it."""

    target: Target
    answer: Answer
    passed: tuple[str, ...] = ()


def fetch_url(url: str, *, options: WebOptions, visits: Visits, validators: Validators | None = None) -> Response:
    """Fetch an address; with `validators` the answer may be "not modified".

    Raises:
        Unreadable: REFUSED_ADDRESS, ROBOTS, VANISHED (404, 410), HTTP_ERROR for any other final answer, TOO_LARGE,
            MALFORMED, UNSUPPORTED as `etl.sources.connection` says.
        Unavailable: no whole answer after all tries, or the server asks for a longer wait than is granted.
    """
    request = _Request(options=options, visits=visits, validators=validators, obeys_robots=True)
    hop = request.settled(read_url(url, most=options.url_characters))
    answer = hop.answer
    not_modified = answer.status == 304
    return Response(
        asked_url=url,
        final_url=hop.target.url,
        redirects=hop.passed,
        status=answer.status,
        etag=answer.header("etag") or (validators.etag if validators and not_modified else None),
        last_modified=answer.header("last-modified")
        or (validators.last_modified if validators and not_modified else None),
        content_type=answer.header("content-type"),
        body=answer.body,
        fetched_at=datetime.now(UTC),
        not_modified=not_modified,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    """A request with everything it depends on."""

    options: WebOptions
    visits: Visits
    validators: Validators | None = None
    obeys_robots: bool

    def settled(self, target: Target) -> _Hop:
        """The final answer, after as many tries as are granted.

        Raises:
            Unreadable, Unavailable: as `fetch_url`.
        """
        for number in range(self.options.tries):
            try:
                return self._followed(target)
            except _Passing as error:
                if number + 1 == self.options.tries or (error.pause or 0) > self.options.retry_after_seconds:
                    raise Unavailable(str(error)) from error
                ceiling = self.options.backoff_seconds * 4**number
                drawn = random.uniform(0, ceiling)  # noqa: S311 - full jitter, no secret
                self.visits.turns.wait(max(error.pause or 0, drawn))
        raise AssertionError("unreachable: the last try returns or raises")

    def _followed(self, target: Target) -> _Hop:
        """One try: the first answer that is no redirect."""
        passed: list[str] = []
        seconds = self.options.total_seconds
        for _ in range(self.options.redirects + 1):
            rules = self._rules(target)
            with self.visits.turns.take(target.host, pause=max(self.options.pause_seconds, rules.pause)):
                began = time.monotonic()
                answer = self._answer(target, seconds)
                seconds -= time.monotonic() - began
            location = answer.header("location") if answer.status in _MOVED else None
            if location is None:
                return _Hop(target=target, answer=self._judged(target, answer), passed=tuple(passed[1:]))
            passed.append(target.url)
            target = read_url(_as_sent(location), base=target.url, most=self.options.url_characters)
        raise Unreadable(
            RejectionCode.HTTP_ERROR,
            f"There are more redirects than DATELINE_FETCH_REDIRECTS ({self.options.redirects}).",
        )

    def _answer(self, target: Target, seconds: float) -> Answer:
        try:
            return ask(
                target,
                headers=self._headers(target),
                limits=self.options.connection,
                seconds=max(seconds, 0.001),
                ended_by=self.visits.turns.ended_by,
            )
        except Unavailable as error:
            raise _Passing(error.message) from error

    def _headers(self, target: Target) -> tuple[tuple[str, str], ...]:
        known = self.validators if self.validators and self.validators.url == target.url else None
        conditions = (
            ("If-None-Match", known.etag if known else None),
            ("If-Modified-Since", known.last_modified if known else None),
        )
        asked = (("User-Agent", self.options.user_agent), ("Accept", _ASKED_FOR), ("Accept-Encoding", ACCEPTED))
        return (*asked, *((name, value) for name, value in conditions if value))

    def _judged(self, target: Target, answer: Answer) -> Answer:
        """The answer, when it is one that can be used.

        Raises:
            Unreadable, _Passing: it is not, for good or for now.
        """
        status = answer.status
        conditional = self.validators is not None and self.validators.url == target.url
        if status in _WHOLE or (status == 304 and conditional):
            return answer
        if status in _TRY_AGAIN or status >= 500:
            raise _Passing(f"{target.host} answered {status}.", pause=_pause(answer.header("retry-after")))
        if not self.obeys_robots:
            return answer
        code = RejectionCode.VANISHED if status in _GONE else RejectionCode.HTTP_ERROR
        raise Unreadable(code, f"{target.host} answered {status}.")

    def _rules(self, target: Target) -> Rules:
        """The rules of the target's site, which let it pass.

        Raises:
            Unreadable: ROBOTS. Unavailable: the rules cannot be had, so nothing may be fetched yet.
        """
        if not self.obeys_robots:
            return Rules()
        with self.visits.lock(target.origin):
            rules = self.visits.rules.get(target.origin)
            if rules is None:
                rules = self.visits.rules[target.origin] = self._fetched_rules(target)
        if rules.unreachable:
            raise Unavailable(f"{target.origin}/robots.txt cannot be had: {rules.unreachable}")
        if not rules.allows(target.url):
            raise Unreadable(RejectionCode.ROBOTS, f"{target.origin}/robots.txt does not allow it.")
        return rules

    def _fetched_rules(self, target: Target) -> Rules:
        asking = _Request(options=self.options, visits=self.visits, obeys_robots=False)
        try:
            hop = asking.settled(read_url("/robots.txt", base=target.url))
        except Unreadable as error:
            if error.code is RejectionCode.REFUSED_ADDRESS:
                raise
            return Rules()  # a file that cannot be read, or is always somewhere else, is no file (RFC 9309, 2.3.1)
        except Unavailable as error:
            return Rules(unreachable=error.message)  # section 2.3.1.4: as if it disallowed everything
        return read_rules(hop.answer.status, hop.answer.body)


def _as_sent(location: str) -> str:
    """A header is read as Latin-1; servers that put letters into an address write UTF-8."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _pause(header: str | None) -> float | None:
    """Seconds in a Retry-After header, which holds them or a date (RFC 9110)."""
    if header is None:
        return None
    if header.strip().isdecimal() and len(header) < 10:
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return max(0.0, (at.astimezone(UTC) - datetime.now(UTC)).total_seconds())
