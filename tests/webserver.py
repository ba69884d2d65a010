"""A web server on loopback for tests that want one: a pytest plug-in, registered in `conftest.py`.

    web_server.say("/a", b"<html>...", headers={"ETag": '"1"'})      a canned answer
    web_server.act("/slow", lambda request: request.wfile.write(...))    anything else, byte by byte

What was asked is in `web_server.asked`, in order.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

Act = Callable[[BaseHTTPRequestHandler], None]


@dataclass(slots=True)
class WebServer:
    """A running server and what it answers; unknown paths are 404."""

    port: int = 0
    scheme: str = "http"
    acts: dict[str, Act] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    done: threading.Event = field(default_factory=threading.Event)  # set when the test ends: slow answers stop

    def url(self, path: str) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """The paths asked for, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def act(self, path: str, act: Act) -> str:
        self.acts[path] = act
        return self.url(path)

    def say(self, path: str, body: bytes = b"", *, status: int = 200, headers: Mapping[str, str] | None = None) -> str:
        """Answer with this body; `Content-Length` is told unless `headers` holds one."""

        def send(request: BaseHTTPRequestHandler) -> None:
            request.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | dict(headers or {})).items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(body)

        return self.act(path, send)

    def say_if_changed(self, path: str, body: bytes, *, etag: str, headers: Mapping[str, str] | None = None) -> str:
        """Answer 304 to who holds this state already."""
        self.say(f"{path}#whole", body, headers={"ETag": etag, **(headers or {})})
        self.say(f"{path}#known", status=304, headers={"ETag": etag})

        def send(request: BaseHTTPRequestHandler) -> None:
            known = request.headers.get("If-None-Match") == etag
            self.acts[f"{path}#{'known' if known else 'whole'}"](request)

        return self.act(path, send)

    def redirect(self, path: str, location: str, *, status: int = 302) -> str:
        return self.say(path, status=status, headers={"Location": location})


def serve(server: WebServer, listener: ThreadingHTTPServer) -> Iterator[WebServer]:
    """Run a listener in a thread until the test is over."""
    listener.daemon_threads = True
    server.port = listener.server_address[1]
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.done.set()
        listener.shutdown()
        thread.join()
        listener.server_close()


def listening(server: WebServer) -> ThreadingHTTPServer:
    """A socket that listens on a free port of 127.0.0.1 and answers what `server` says."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, dict(self.headers)))
            act = server.acts.get(self.path)
            try:
                act(self) if act else self.send_error(404)
            except OSError:
                self.close_connection = True

        def log_message(self, *_said: object) -> None:
            pass

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def web_server() -> Iterator[WebServer]:
    """A server of the test's own."""
    server = WebServer()
    yield from serve(server, listening(server))
