"""Fetching from a real server on loopback: what is brought, what is refused, what is tried again."""

from __future__ import annotations

import gzip
import ssl
import struct
import threading
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from etl.errors import RejectionCode, Unavailable, Unreadable
from etl.sources.connection import ConnectionLimits
from etl.sources.politeness import Turns
from etl.sources.web import Response, Validators, Visits, WebOptions, fetch_url
from tests.webserver import WebServer, listening, serve

LOOPBACK = frozenset({"127.0.0.1"})
LIMITS = ConnectionLimits(allowed_hosts=LOOPBACK, wire_bytes=100_000, body_bytes=200_000, first_byte_seconds=5)
OPTIONS = WebOptions(connection=LIMITS, pause_seconds=0, backoff_seconds=0, total_seconds=10)


def fetch(url: str, options: WebOptions = OPTIONS, *, validators: Validators | None = None) -> Response:
    return fetch_url(url, options=options, visits=Visits(), validators=validators)


def refusal(url: str, options: WebOptions = OPTIONS) -> RejectionCode:
    with pytest.raises(Unreadable) as raised:
        fetch(url, options)
    return raised.value.code


def chunked(request: BaseHTTPRequestHandler, *chunks: bytes, end: bytes = b"0\r\n\r\n") -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
    for chunk in chunks:
        request.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
    request.wfile.write(end)


def test_a_page_comes_with_its_address_and_validators(web_server: WebServer) -> None:
    headers = {"ETag": '"7"', "Last-Modified": "Tue, 01 Sep 2026 10:00:00 GMT", "Content-Type": "text/html"}
    url = web_server.say("/a", b"<p>hello</p>", headers=headers)
    response = fetch(url, replace(OPTIONS, user_agent="dateline/0 (+https://reader.example)"))
    assert (response.status, response.body, response.redirects) == (200, b"<p>hello</p>", ())
    assert (response.asked_url, response.final_url) == (url, url)
    assert (response.etag, response.last_modified) == ('"7"', headers["Last-Modified"])
    assert response.content_type == "text/html"
    said = dict(web_server.asked[-1][1])
    assert said["User-Agent"] == "dateline/0 (+https://reader.example)"
    assert "Cookie" not in said


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_kept(web_server: WebServer, status: int) -> None:
    web_server.say("/c", b"here")
    web_server.redirect("/b", "c", status=status)
    url = web_server.redirect("/a", web_server.url("/b"), status=status)
    response = fetch(url)
    assert (response.final_url, response.body) == (web_server.url("/c"), b"here")
    assert response.redirects == (web_server.url("/b"),)


def test_redirects_end(web_server: WebServer) -> None:
    url = web_server.redirect("/a", "/a")
    assert refusal(url) is RejectionCode.HTTP_ERROR
    assert len(web_server.paths) == OPTIONS.redirects + 1


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://127.0.0.2/",
        "http://127.1/",
        "http://2130706434/",
        "http://0x7f000002/",
        "http://0177.0.0.2/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://192.168.1.1:8080/",
        "http://100.64.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.2]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::7f00:2]/",
        "http://[2002:7f00:2::]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://news.example@127.0.0.2/",
        "//127.0.0.2/",
        "https://127.0.0.2/",
        "file:///etc/hostname",
        "gopher://127.0.0.2:70/_x",
        "ftp://news.example/a",
        "data:text/html,hello",
        "javascript:alert(1)",
    ],
)
def test_a_redirect_leads_nowhere_inside(web_server: WebServer, location: str) -> None:
    assert refusal(web_server.redirect("/a", location)) is RejectionCode.REFUSED_ADDRESS


@pytest.mark.parametrize("location", ["http://[", "http://a b/", "http://x:99999/"])
def test_a_redirect_to_what_is_no_address_is_told(web_server: WebServer, location: str) -> None:
    assert refusal(web_server.redirect("/a", location)) is RejectionCode.MALFORMED


def test_loopback_is_refused_unless_it_is_named(web_server: WebServer) -> None:
    strict = replace(OPTIONS, connection=replace(LIMITS, allowed_hosts=frozenset()))
    assert refusal(web_server.say("/a", b"secret"), strict) is RejectionCode.REFUSED_ADDRESS
    assert web_server.asked == []


@pytest.mark.parametrize("answers", [("127.0.0.1",), ("93.184.215.14", "10.0.0.1"), ("::1",), ("169.254.169.254",)])
def test_a_name_is_judged_by_all_its_addresses(answers: tuple[str, ...]) -> None:
    limits = replace(LIMITS, resolver=lambda _host, _port: answers)
    assert refusal("http://news.example/", replace(OPTIONS, connection=limits)) is RejectionCode.REFUSED_ADDRESS


def test_an_answer_that_turns_inward_between_two_connections_is_refused(web_server: WebServer) -> None:
    """DNS rebinding: each connection is judged by the very answer it is made to."""
    asked: list[str] = []

    def resolver(host: str, _port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",)

    web_server.say("/a", b"secret")
    limits = replace(LIMITS, allowed_hosts=frozenset({"first.example"}), resolver=resolver)
    options = replace(OPTIONS, connection=limits)
    here = f"http://first.example:{web_server.port}"
    web_server.redirect("/b", f"http://second.example:{web_server.port}/a")
    assert fetch(f"{here}/a", options).body == b"secret"
    assert refusal(f"{here}/b", options) is RejectionCode.REFUSED_ADDRESS
    assert asked.count("first.example") == 4, "robots and page, each resolved for its own connection"
    assert web_server.paths == ["/a", "/b"]


def test_credentials_in_an_address_are_never_sent(web_server: WebServer) -> None:
    web_server.say("/a", b"x")
    response = fetch(f"http://user:secret@127.0.0.1:{web_server.port}/a")
    assert "secret" not in response.final_url
    assert all("Authorization" not in headers for _, headers in web_server.asked)


def drip_headers(request: BaseHTTPRequestHandler, server: WebServer) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not server.done.wait(0.02):
        request.wfile.write(b"x")


def drip_body(request: BaseHTTPRequestHandler, server: WebServer) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not server.done.wait(0.02):
        request.wfile.write(b"x")


@pytest.mark.parametrize("drip", [drip_headers, drip_body])
def test_a_server_that_drips_is_left_in_time(web_server: WebServer, drip: object) -> None:
    url = web_server.act("/a", lambda request: drip(request, web_server))  # type: ignore[operator]
    options = replace(OPTIONS, total_seconds=0.3, tries=1)
    with pytest.raises(Unavailable, match=r"longer than 0\.3 s in all"):
        fetch(url, options)


def test_a_server_that_says_nothing_is_left_in_time(web_server: WebServer) -> None:
    url = web_server.act("/a", lambda _request: web_server.done.wait(30) and None)  # type: ignore[arg-type, return-value]
    options = replace(OPTIONS, connection=replace(LIMITS, first_byte_seconds=0.2), tries=1)
    with pytest.raises(Unavailable, match="timed out"):
        fetch(url, options)


def test_a_resolver_that_hangs_is_left_in_time() -> None:
    released = threading.Event()

    def hang(_host: str, _port: int) -> tuple[str, ...]:
        released.wait(30)
        return ()

    limits = replace(LIMITS, resolver=hang, connect_seconds=0.1)
    with pytest.raises(Unavailable, match="not resolved in time"):
        fetch("http://news.example/", replace(OPTIONS, connection=limits, tries=1))
    released.set()


@pytest.mark.parametrize(
    ("body", "coding", "code"),
    [
        (gzip.compress(bytes(50_000_000)), "gzip", RejectionCode.TOO_LARGE),
        (gzip.compress(gzip.compress(bytes(50_000_000))), "gzip, gzip", RejectionCode.TOO_LARGE),
        (gzip.compress(b"x"), ", ".join(["gzip"] * 3), RejectionCode.UNSUPPORTED),
        (b"x", "br", RejectionCode.UNSUPPORTED),
        (b"not compressed", "gzip", RejectionCode.MALFORMED),
        (bytes(300_000), "", RejectionCode.TOO_LARGE),
        (b"x" * 100_001, "gzip", RejectionCode.TOO_LARGE),
    ],
)
def test_a_body_over_a_limit_or_in_a_strange_coding_is_rejected(
    web_server: WebServer, body: bytes, coding: str, code: RejectionCode
) -> None:
    assert refusal(web_server.say("/a", body, headers={"Content-Encoding": coding})) is code


RAW = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"hello " * 1000), "gzip"),
        (gzip.compress(b"hello " * 500) + gzip.compress(b"hello " * 500), "x-gzip"),
        (gzip.compress(gzip.compress(b"hello " * 1000)), "gzip, gzip"),
        (zlib.compress(b"hello " * 1000), "deflate"),
        (RAW.compress(b"hello " * 1000) + RAW.flush(), "deflate"),
        (b"hello " * 1000, "identity"),
        (gzip.compress(b"hello " * 1000) + bytes(12), "gzip"),
    ],
)
def test_content_codings_are_undone(web_server: WebServer, body: bytes, coding: str) -> None:
    assert fetch(web_server.say("/a", body, headers={"Content-Encoding": coding})).body == b"hello " * 1000


def test_chunks_are_joined(web_server: WebServer) -> None:
    url = web_server.act("/a", lambda request: chunked(request, b"hello ", b"there"))
    assert fetch(url).body == b"hello there"


def reset(request: BaseHTTPRequestHandler) -> None:
    request.connection.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SOL_SOCKET, SO_LINGER: closing sends a reset
    request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\nhal")
    request.connection.close()


@pytest.mark.parametrize(
    "broken",
    [
        lambda request: chunked(request, b"half of it", end=b""),
        lambda request: chunked(request, b"half of it", end=b"ffff\r\nx"),
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it"),
        lambda request: request.wfile.write(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(bytes(range(256)) * 40)[:-20]
        ),
        lambda request: request.wfile.write(b"no HTTP at all"),
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X-Many: 1\r\n" * 200 + b"\r\nbody"),
        lambda request: request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\nbody"),
        lambda request: request.wfile.write(b""),
        reset,
    ],
    ids=["chunk", "short-chunk", "length", "gzip", "no-http", "many-headers", "long-header", "nothing", "reset"],
)
def test_what_is_cut_off_is_tried_again_and_never_taken_for_whole(web_server: WebServer, broken: object) -> None:
    url = web_server.act("/a", broken)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        fetch(url)
    assert len(web_server.paths) == OPTIONS.tries


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(web_server: WebServer, status: int) -> None:
    def recover(_request: BaseHTTPRequestHandler) -> None:
        web_server.say("/a", b"back")

    web_server.say("/failing", status=status, headers={"Retry-After": "0"})

    def fail_once(request: BaseHTTPRequestHandler) -> None:
        web_server.acts["/failing"](request)
        recover(request)

    assert fetch(web_server.act("/a", fail_once)).body == b"back"
    assert len(web_server.paths) == 2


@pytest.mark.parametrize("wait", ["3600", format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)])
def test_a_server_that_wants_a_long_wait_is_left_for_another_run(web_server: WebServer, wait: str) -> None:
    url = web_server.say("/a", status=429, headers={"Retry-After": wait})
    with pytest.raises(Unavailable, match="answered 429"):
        fetch(url)
    assert len(web_server.paths) == 1


def test_a_wait_the_server_asks_for_is_kept(web_server: WebServer) -> None:
    url = web_server.say("/a", status=503, headers={"Retry-After": "2"})
    visits = Visits(turns=Turns())
    ending = threading.Timer(0.2, visits.turns.stop)
    ending.start()
    with pytest.raises(Unavailable, match="run ended"):
        fetch_url(url, options=OPTIONS, visits=visits)
    assert len(web_server.paths) == 1, "it waits, and the end of the run ends the wait"


def test_the_end_of_the_run_ends_a_request_under_way(web_server: WebServer) -> None:
    visits = Visits()

    def stop_and_drip(request: BaseHTTPRequestHandler) -> None:
        threading.Timer(0.1, visits.turns.stop).start()
        drip_headers(request, web_server)

    url = web_server.act("/a", stop_and_drip)
    with pytest.raises(Unavailable, match="run ended"):
        fetch_url(url, options=replace(OPTIONS, total_seconds=60), visits=visits)
    assert len(web_server.paths) == 1


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, RejectionCode.VANISHED),
        (410, RejectionCode.VANISHED),
        (403, RejectionCode.HTTP_ERROR),
        (451, RejectionCode.HTTP_ERROR),
        (206, RejectionCode.HTTP_ERROR),
        (304, RejectionCode.HTTP_ERROR),
    ],
)
def test_a_final_failure_is_not_tried_again(web_server: WebServer, status: int, code: RejectionCode) -> None:
    assert refusal(web_server.say("/a", status=status)) is code
    assert len(web_server.paths) == 1


def test_what_is_known_is_not_sent_again(web_server: WebServer) -> None:
    url = web_server.say_if_changed("/a", b"hello", etag='"7"')
    first = fetch(url)
    again = fetch(url, validators=Validators(url=first.final_url, etag=first.etag))
    assert (again.not_modified, again.status, again.body, again.etag) == (True, 304, b"", '"7"')
    elsewhere = fetch(url, validators=Validators(url=web_server.url("/other"), etag=first.etag))
    assert elsewhere.body == b"hello", "what another address gave says nothing about this one"


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        (b"User-agent: *\nDisallow: /private/", "/private/a", False),
        (b"User-agent: *\nDisallow: /private/", "/public/a", True),
        (b"User-agent: Dateline\nDisallow: /\n\nUser-agent: *\nAllow: /", "/a", False),
        (b"User-agent: other\nDisallow: /", "/a", True),
        (b"User-agent: *\nDisallow: /\nAllow: /news/*.html$", "/news/a.html", True),
        (b"\xff\xfe garbage \x00", "/a", True),
        (None, "/a", True),
    ],
)
def test_robots_rules_are_kept(web_server: WebServer, rules: bytes | None, path: str, allowed: bool) -> None:
    if rules is not None:
        web_server.say("/robots.txt", rules)
    url = web_server.say(path, b"hello")
    if allowed:
        assert fetch(url).body == b"hello"
    else:
        assert refusal(url) is RejectionCode.ROBOTS
        assert web_server.paths == []


def test_where_the_rules_cannot_be_had_nothing_is_fetched(web_server: WebServer) -> None:
    web_server.say("/robots.txt", status=503)
    url = web_server.say("/a", b"hello")
    visits = Visits()
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"robots\.txt"):
            fetch_url(url, options=OPTIONS, visits=visits)
    assert [path for path, _ in web_server.asked] == ["/robots.txt"] * OPTIONS.tries, "asked once a run"


def test_a_redirect_into_what_robots_forbid_is_not_followed(web_server: WebServer) -> None:
    web_server.say("/robots.txt", b"User-agent: *\nDisallow: /b")
    assert refusal(web_server.redirect("/a", "/b")) is RejectionCode.ROBOTS


def test_a_host_is_asked_by_one_at_a_time(web_server: WebServer) -> None:
    together: list[int] = []
    inside = threading.Semaphore(1)

    def look(request: BaseHTTPRequestHandler) -> None:
        is_alone = inside.acquire(blocking=False)
        together.append(1 if is_alone else 2)
        web_server.done.wait(0.02)
        if is_alone:  # before the answer, behind which the next one may ask
            inside.release()
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")

    url = web_server.act("/a", look)
    visits = Visits()
    threads = [
        threading.Thread(target=fetch_url, args=(url,), kwargs={"options": OPTIONS, "visits": visits}) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [1] * 6


@pytest.fixture
def untrusted_server(tmp_path: Path) -> Iterator[WebServer]:
    """A server whose certificate nobody but itself has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "own.pem").write_bytes(certificate + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem")
    server = WebServer(scheme="https")
    listener = listening(server)
    listener.socket = context.wrap_socket(listener.socket, server_side=True)
    yield from serve(server, listener)


def test_a_certificate_that_nobody_trusts_is_refused(untrusted_server: WebServer) -> None:
    assert refusal(untrusted_server.say("/a", b"secret")) is RejectionCode.HTTP_ERROR
    assert untrusted_server.asked == []
