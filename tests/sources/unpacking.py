"""What tests of containers share: a WARC writer of another project, and what `expand` makes of a file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from etl.errors import Unreadable
from etl.formats.many import cut_of
from etl.records import Found
from etl.sources import files
from etl.sources.containers import ContainerLimits, expand


@dataclass(slots=True)
class Unpacked:
    """What became of one file; by the part of the locator behind the file's name."""

    items: list[Found] = field(default_factory=list)
    bodies: dict[str, bytes] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    urls: dict[str, str | None] = field(default_factory=dict)


def unpack(path: Path, **limits: int) -> Unpacked:
    """Expand one file; its members by their places without the file's own name."""
    kept: dict[str, bytes] = {}

    def keep(body: bytes) -> tuple[str, Path]:
        digest = hashlib.sha256(body).hexdigest()
        kept[digest] = body
        return digest, Path("kept") / digest

    (found,) = files.find(files.source_of(str(path)))
    result = Unpacked()
    for one in expand(found, keep=keep, limits=ContainerLimits(**limits), cut_of=cut_of):
        place = one.locator.removeprefix(found.locator)
        result.items.append(one)
        if isinstance(one.failure, Unreadable):
            result.codes[place], result.said[place] = one.failure.code.value, one.failure.message
        else:
            assert one is found or one.path == str(Path("kept") / str(one.sha256))
            result.bodies[place] = kept.get(str(one.sha256), b"")
            result.urls[place] = one.url
    assert len({one.locator for one in result.items}) == len(result.items), "each place once"
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An answer to be written."""

    url: str
    body: bytes
    status: str = "200 OK"
    fields: tuple[tuple[str, str], ...] = (("Content-Type", "text/html; charset=utf-8"),)
    record: str = "response"


def warc(pages: Sequence[Page], *, gzip: bool = False) -> bytes:
    """A WARC file as warcio writes it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    records = [writer.create_warcinfo_record("a.warc", {"software": "test"})]
    for page in pages:
        head = StatusAndHeaders(page.status, list(page.fields), protocol="HTTP/1.1")
        payload = io.BytesIO(page.body)
        records.append(writer.create_warc_record(page.url, page.record, payload=payload, http_headers=head))
    for record in records:
        writer.write_record(record)
        record.raw_stream.close()  # warcio leaves it open
    return out.getvalue()
