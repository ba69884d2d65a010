"""Archives, mailboxes and crawls as other programs write them, and what is in them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import mailbox
import shutil
import subprocess
import tarfile
import zipfile
import zlib
from pathlib import Path

import brotli
import pytest

from tests.sources.unpacking import Page, unpack, warc

FILES = {"a/one.txt": b"first", "a/b/two.html": b"<p>second</p>", "caf\u00e9 \u6c34.txt": b"third"}
HTML = (("Content-Type", "text/html"),)


def _zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return out.getvalue()


def _tar(files: dict[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_zip_is_its_files(tmp_path: Path, method: int) -> None:
    (tmp_path / "news").write_bytes(_zip(FILES, method))
    assert unpack(tmp_path / "news").bodies == {f"!/{name}": body for name, body in FILES.items()}


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_is_its_files_with_names_of_any_length(tmp_path: Path, form: int) -> None:
    names = FILES if form == tarfile.USTAR_FORMAT else FILES | {f"{'long/' * 60}end.txt": b"fourth"}
    (tmp_path / "news").write_bytes(_tar(names, form))
    assert unpack(tmp_path / "news").bodies == {f"!/{name}": body for name, body in names.items()}


@pytest.mark.parametrize("program", ["zip", "tar"])
def test_archives_of_the_command_line_are_read(tmp_path: Path, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    for name, body in FILES.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(body)
    command = {"zip": ["zip", "-q", "-r", "../out.zip", "."], "tar": ["tar", "-czf", "../out.zip", "."]}[program]
    subprocess.run(command, cwd=tmp_path / "in", check=True)
    assert sorted(unpack(tmp_path / "out.zip").bodies.values()) == sorted(FILES.values())


@pytest.mark.parametrize(
    ("name", "packed", "place"),
    [
        ("story.html.gz", gzip.compress(b"text"), "!/story.html"),
        ("story.txt.bz2", bz2.compress(b"text"), "!/story.txt"),
        ("story.xz", lzma.compress(b"text"), "!/story"),
        ("story", gzip.compress(b"te") + gzip.compress(b"xt") + b"\0" * 20, "!/story"),  # members, and padding
        ("tape.tgz", gzip.compress(_tar({"story": b"text"})), "!/story"),  # a tar.gz is one container, not two
        ("double.gz.gz", gzip.compress(gzip.compress(b"text")), "!/double.gz!/double"),
    ],
)
def test_a_compressed_file_is_its_content(tmp_path: Path, name: str, packed: bytes, place: str) -> None:
    (tmp_path / name).write_bytes(packed)
    assert unpack(tmp_path / name).bodies == {place: b"text"}


@pytest.mark.parametrize("program", ["zstd", "xz", "bzip2", "gzip"])
def test_what_command_line_programs_compress_is_read(tmp_path: Path, program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    body = b"the same line again and again\n" * 20_000
    packed = subprocess.run([program, "-c"], input=body, capture_output=True, check=True).stdout
    (tmp_path / "story").write_bytes(packed)
    assert unpack(tmp_path / "story").bodies == {"!/story": body}


def test_containers_lie_in_containers(tmp_path: Path) -> None:
    inner = _zip({"deep.txt": b"deep"})
    (tmp_path / "all").write_bytes(_tar({"day/news.zip": inner, "plain.txt": b"plain", "z.gz": gzip.compress(b"gz")}))
    assert unpack(tmp_path / "all").bodies == {
        "!/day/news.zip!/deep.txt": b"deep",
        "!/plain.txt": b"plain",
        "!/z.gz!/z": b"gz",
    }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"From Paris Mon came word of rain.\nIt fell.\n",
        b"BZh is a strange beginning.",
        b"WARC is a word",
        _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),  # an office document is one document
        _zip({"mimetype": b"application/epub+zip", "a.xhtml": b"<p/>"}),
    ],
    ids=["empty", "from", "bzh", "warc", "docx", "epub"],
)
def test_what_is_no_container_comes_back_as_itself(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "plain").write_bytes(body)
    (found,) = unpack(tmp_path / "plain").items
    assert (found.locator, found.sha256, found.failure) == ("plain", None, None)


def test_an_office_document_within_an_archive_is_a_member(tmp_path: Path) -> None:
    docx = _zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    (tmp_path / "news.zip").write_bytes(_zip({"story.docx": docx}))
    assert unpack(tmp_path / "news.zip").bodies == {"!/story.docx": docx}


def test_hidden_files_and_folders_are_no_members(tmp_path: Path) -> None:
    names = {"__MACOSX/._a.txt": b"x", ".DS_Store": b"x", "a/.b/c.txt": b"x", "./a.txt": b"a"}
    for body in (_zip(names), _tar(names)):
        (tmp_path / "news").write_bytes(body)
        assert unpack(tmp_path / "news").bodies == {"!/a.txt": b"a"}


def test_a_mailbox_is_its_mails(tmp_path: Path) -> None:
    path = tmp_path / "box"
    box = mailbox.mbox(path)
    for number in range(3):
        named = f"Message-ID: <{number}@example.org>\n" if number else ""
        box.add(f"Subject: {number}\n{named}\nFrom here on it rained.\n\nThe end of {number}.\n".encode())
    box.close()
    bodies = unpack(path).bodies
    assert list(bodies) == ["!/1", "!/1@example.org", "!/2@example.org"]
    for number, body in enumerate(bodies.values()):
        assert body.startswith(f"Subject: {number}\n".encode())
        assert b"\nFrom here on it rained.\n" in body
        assert body.rstrip().endswith(f"The end of {number}.".encode())


@pytest.mark.parametrize("packed", [False, True])
def test_a_crawl_is_its_pages_with_their_addresses(tmp_path: Path, packed: bool) -> None:
    pages = [
        Page(url="https://example.org/a", body=b"<p>a</p>"),
        Page(url="https://example.org/a", body=b"<p>a again</p>"),
        Page(url="https://example.org/b.pdf", body=b"%PDF-", fields=(("Content-Type", "application/pdf"),)),
        Page(url="https://example.org/gone", body=b"<p>no</p>", status="404 Not Found"),
        Page(url="https://example.org/part", body=b"<p>no</p>", status="206 Partial Content"),
        Page(url="https://example.org/moved", body=b"", status="301 Moved"),
        Page(url="https://example.org/x.png", body=b"\x89PNG", fields=(("Content-Type", "image/png"),)),
        Page(url="https://example.org/robots.txt", body=b"User-agent: *", fields=(("Content-Type", "text/plain"),)),
        Page(url="https://example.org/q", body=b"<p>no</p>", record="resource"),
    ]
    (tmp_path / "crawl").write_bytes(warc(pages, gzip=packed))
    crawl = unpack(tmp_path / "crawl")
    assert crawl.codes == {}
    assert crawl.bodies == {
        "!/https://example.org/a": b"<p>a</p>",
        "!/https://example.org/a#2": b"<p>a again</p>",
        "!/https://example.org/b.pdf": b"%PDF-",
    }
    assert crawl.urls["!/https://example.org/a#2"] == "https://example.org/a"


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


TEXT = b"<p>It rained in the valley.</p>" * 100
CHUNKED = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (TEXT[:1000], TEXT[1000:])) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("fields", "stored"),
    [
        ((("Content-Encoding", "gzip"),), gzip.compress(TEXT)),
        ((("Content-Encoding", "GZIP"),), TEXT),  # undone by the crawler, which left the header
        ((("Content-Encoding", "deflate"),), zlib.compress(TEXT)),
        ((("Content-Encoding", "deflate"),), _raw_deflate(TEXT)),
        ((("Content-Encoding", "br"),), brotli.compress(TEXT)),
        ((("Content-Encoding", "gzip, br"),), brotli.compress(gzip.compress(TEXT))),
        ((("Content-Encoding", "identity"),), TEXT),
        ((("Transfer-Encoding", "chunked"),), CHUNKED),
        ((("Transfer-Encoding", "chunked"),), TEXT),
        ((("Content-Length", str(len(TEXT))),), TEXT),
    ],
    ids=["gzip", "undone", "zlib", "deflate", "brotli", "two", "identity", "chunks", "joined", "length"],
)
def test_codings_of_a_stored_answer_are_undone(
    tmp_path: Path, fields: tuple[tuple[str, str], ...], stored: bytes
) -> None:
    (tmp_path / "crawl").write_bytes(warc([Page(url="https://example.org/a", body=stored, fields=(*HTML, *fields))]))
    assert unpack(tmp_path / "crawl").bodies == {"!/https://example.org/a": TEXT}


@pytest.mark.parametrize(
    ("fields", "stored", "code"),
    [
        ((("Content-Encoding", "gzip"),), gzip.compress(TEXT)[:-9], "malformed"),
        ((("Content-Encoding", "br"),), brotli.compress(TEXT)[:-9], "malformed"),
        ((("Content-Encoding", "deflate"),), zlib.compress(TEXT)[:-9], "malformed"),
        ((("Content-Encoding", "rot13"),), TEXT, "unsupported"),
        ((("Content-Encoding", "gzip, gzip, gzip"),), TEXT, "unsupported"),
        ((("Transfer-Encoding", "chunked"),), CHUNKED[:-40], "malformed"),
        ((("Content-Length", str(len(TEXT) + 1)),), TEXT, "malformed"),
        ((("Content-Encoding", "gzip"),), gzip.compress(b" " * 9_000_000), "too_large"),
        ((("Content-Encoding", "br"),), brotli.compress(b" " * 9_000_000), "too_large"),
    ],
    ids=["gzip", "brotli", "zlib", "unknown", "three", "chunks", "length", "gzip bomb", "brotli bomb"],
)
def test_an_answer_that_is_not_whole_or_is_a_bomb_is_refused_alone(
    tmp_path: Path, fields: tuple[tuple[str, str], ...], stored: bytes, code: str
) -> None:
    pages = [
        Page(url="https://example.org/a", body=stored, fields=(*HTML, *fields)),
        Page(url="https://example.org/b", body=TEXT),
    ]
    (tmp_path / "crawl").write_bytes(warc(pages))
    crawl = unpack(tmp_path / "crawl")
    assert crawl.codes == {"!/https://example.org/a": code}
    assert crawl.bodies == {"!/https://example.org/b": TEXT}


def test_of_a_wacz_the_crawls_are_read(tmp_path: Path) -> None:
    crawl = warc([Page(url="https://example.org/a", body=b"<p>a</p>")], gzip=True)
    names = {
        "datapackage.json": b"{}",
        "pages/pages.jsonl": b"{}",
        "indexes/index.cdx": b"x",
        "archive/data.warc.gz": crawl,
    }
    (tmp_path / "site.wacz").write_bytes(_zip(names, zipfile.ZIP_STORED))
    site = unpack(tmp_path / "site.wacz")
    assert site.urls == {"!/archive/data.warc.gz!/https://example.org/a": "https://example.org/a"}
