"""An S3 on loopback for tests that want one: a pytest plug-in, registered in `conftest.py`.

    bucket.put("2024/a.html", b"...")        by another client than the one under test
    bucket.url("2024")                       s3://press-1/2024

It is moto's server: it speaks S3 over HTTP. What was asked of it is in `bucket.asked()`.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

_NUMBERS = itertools.count(1)
ACCESS = {"AWS_ACCESS_KEY_ID": "reader", "AWS_SECRET_ACCESS_KEY": "secret-of-the-reader", "AWS_REGION": "us-east-1"}


class _Asked(logging.Handler):
    """The request lines that the server logs."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage().partition('"')[2].partition(" HTTP/")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A bucket of the test's own, and the environment in which the driver finds it."""

    name: str
    client: Any
    environment: dict[str, str]
    log: _Asked

    def url(self, key: str = "") -> str:
        return f"s3://{self.name}/{key}"

    def put(self, key: str, body: bytes) -> str:
        self.client.put_object(Bucket=self.name, Key=key, Body=body)
        return self.url(key)

    def remove(self, key: str) -> None:
        self.client.delete_object(Bucket=self.name, Key=key)

    def asked(self) -> list[str]:
        """The keys that were asked for since the last time this was called."""
        start = f"GET /{self.name}/"
        keys = [line.removeprefix(start) for line in self.log.lines if line.startswith(start)]
        self.log.lines.clear()
        return keys


@pytest.fixture(scope="session")
def s3_server() -> Iterator[tuple[str, _Asked]]:
    """The address of a running server, and what is asked of it."""
    log = _Asked()
    logger = logging.getLogger("werkzeug")
    logger.addHandler(log)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}", log
    server.stop()


@pytest.fixture
def bucket(s3_server: tuple[str, _Asked], monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A new bucket; the environment of this process leads to it."""
    address, log = s3_server
    environment = ACCESS | {"AWS_ENDPOINT_URL": address}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=address, region_name="us-east-1")
    name = f"press-{next(_NUMBERS)}"
    client.create_bucket(Bucket=name)
    return Bucket(name=name, client=client, environment=environment, log=log)
