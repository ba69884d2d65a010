"""Containers that are broken, or made to do harm: nothing hangs, nothing grows, what was whole is had."""

from __future__ import annotations

import gzip
import io
import random
import shutil
import struct
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.unpacking import Page, unpack, warc

CHANCE = random.Random(7)
FILES = {f"{number}.txt": CHANCE.randbytes(700) for number in range(12)}
WHOLE = {f"!/{name}": body for name, body in FILES.items()}


def _zip(names: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in names:
            archive.writestr(zipfile.ZipInfo(name), body, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tar(names: list[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for info, body in names:
            info.size = len(body)
            archive.addfile(info, io.BytesIO(body))
    return out.getvalue()


def _plain_tar() -> bytes:
    return _tar([(tarfile.TarInfo(name), body) for name, body in FILES.items()])


def _mbox() -> bytes:
    mail = "From a@example.org Mon Nov 23 20:00:00 2026\nMessage-ID: <{0}@x>\n\nbody {0}\n\n"
    return "".join(mail.format(number) for number in range(12)).encode()


def _crawl(*, packed: bool) -> bytes:
    pages = [Page(url=f"https://example.org/{name}", body=body) for name, body in FILES.items()]
    return warc(pages, gzip=packed)


ARCHIVES = {
    "zip": _zip(list(FILES.items())),
    "tar": _plain_tar(),
    "tar.gz": gzip.compress(_plain_tar()),
    "warc": _crawl(packed=False),
    "warc.gz": _crawl(packed=True),
}


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_container_cut_anywhere_gives_what_was_whole_and_says_that_it_is_cut(tmp_path: Path, kind: str) -> None:
    body = ARCHIVES[kind]
    path = tmp_path / "cut"
    path.write_bytes(body)
    whole = unpack(path)
    assert set(whole.bodies.values()) == set(FILES.values())
    assert whole.codes == {}
    previous: set[str] = set()
    for end in range(1000, len(body) - 20, 1000):
        path.write_bytes(body[:end])
        cut = unpack(path)
        assert cut.codes.get("") == "malformed" or (kind.startswith("tar") and end > len(body) - 10240), end
        assert all(whole.bodies[place] == kept for place, kept in cut.bodies.items())
        assert previous <= set(cut.bodies)
        previous = set(cut.bodies)
    assert len(previous) >= (0 if kind == "zip" else 10)  # the directory of a ZIP stands at its end


@pytest.mark.parametrize("kind", ["tar", "zip", "warc", "warc.gz", "tar.gz"])
def test_bytes_turned_over_never_end_in_anything_but_members_and_rejections(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "turned"
    for seed in range(60):
        chance = random.Random(seed)
        body = bytearray(ARCHIVES[kind])
        for _ in range(chance.randint(1, 12)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        path.write_bytes(body)
        assert unpack(path).items


@settings(max_examples=150, deadline=None)
@given(
    head=st.sampled_from(
        [
            *(b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh91AY&SY", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"),
            *(b"WARC/1.0\r\n", b"WARC/1.0\r\nContent-Length: -7\r\n\r\n", _plain_tar()[:512], _mbox()[:80]),
        ]
    ),
    rest=st.binary(max_size=2000),
)
def test_any_bytes_behind_a_signature_are_accounted_for(head: bytes, rest: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "odd"
        path.write_bytes(head + rest)
        assert unpack(path).items


def test_names_that_lead_out_of_the_archive_are_only_names(tmp_path: Path) -> None:
    names = ["../up.txt", "/etc/abs.txt", "a/../../b.txt", "C:\\news\\c.txt", "line\nbreak.txt", "esc\x1b[31m.txt"]
    places = {"!/up.txt", "!/etc/abs.txt", "!/a/b.txt", "!/C:/news/c.txt", "!/line\\x0abreak.txt", "!/esc\\x1b[31m.txt"}
    for body in (_zip([(name, b"x") for name in names]), _tar([(tarfile.TarInfo(name), b"x") for name in names])):
        (tmp_path / "news").write_bytes(body)
        assert set(unpack(tmp_path / "news").bodies) == places


def test_members_of_one_name_are_told_apart(tmp_path: Path) -> None:
    names = [("a.txt", b"1"), ("a.txt#2", b"2"), ("a.txt", b"3"), ("./a.txt", b"4")]
    (tmp_path / "news").write_bytes(_tar([(tarfile.TarInfo(name), body) for name, body in names]))
    assert unpack(tmp_path / "news").bodies == {
        "!/a.txt": b"1",
        "!/a.txt#2": b"2",
        "!/a.txt#3": b"3",
        "!/a.txt#4": b"4",
    }


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    link, hard, pipe = tarfile.TarInfo("link"), tarfile.TarInfo("hard"), tarfile.TarInfo("pipe")
    link.type, hard.type, pipe.type = tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE
    link.linkname = hard.linkname = "/etc/passwd"
    (tmp_path / "a").write_bytes(_tar([(link, b""), (hard, b""), (pipe, b""), (tarfile.TarInfo("b"), b"b")]))
    tape = unpack(tmp_path / "a")
    assert (tape.bodies, set(tape.codes.values()), len(tape.codes)) == ({"!/b": b"b"}, {"not_a_file"}, 3)
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "z", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert unpack(tmp_path / "z").codes == {"!/link": "not_a_file"}


def test_a_bomb_costs_itself_and_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(_zip([("bomb.txt", b"\0" * 20_000_000), ("a.txt", b"a")]))
    bomb = unpack(tmp_path / "b.zip")
    assert (bomb.bodies, bomb.codes) == ({"!/a.txt": b"a"}, {"!/bomb.txt": "too_large"})
    assert "DATELINE_ARCHIVE_RATIO" in bomb.said["!/bomb.txt"]
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"\0" * 40_000_000))
    assert unpack(tmp_path / "b.gz").codes == {"": "too_large"}
    tape = _tar([(tarfile.TarInfo("a"), b"a"), (tarfile.TarInfo("b"), b"\0" * 40_000_000)])
    (tmp_path / "b.tgz").write_bytes(gzip.compress(tape))
    assert unpack(tmp_path / "b.tgz").bodies == {"!/a": b"a"}
    if shutil.which("zstd"):
        packed = subprocess.run(["zstd", "-c"], input=bytes(40_000_000), capture_output=True, check=True).stdout
        (tmp_path / "b.zst").write_bytes(packed)
        assert unpack(tmp_path / "b.zst").codes == {"": "too_large"}


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("total_bytes", 4000, "too_large"), ("members", 5, "too_large"), ("member_bytes", 600, "too_large")],
)
def test_each_limit_is_named_when_it_is_hit(tmp_path: Path, kind: str, limit: str, value: int, code: str) -> None:
    (tmp_path / "a").write_bytes(ARCHIVES[kind])
    hit = unpack(tmp_path / "a", **{limit: value})
    assert set(hit.codes.values()) == {code}
    assert all(f"DATELINE_ARCHIVE_{limit.upper()}" in said for said in hit.said.values())
    assert hit.bodies.items() <= WHOLE.items()


def test_seventy_thousand_members_are_read_and_no_more_than_the_limit(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(70_000):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"%d" % number)
    many = unpack(tmp_path / "many.zip")
    assert (len(many.bodies), many.codes) == (70_000, {})
    assert unpack(tmp_path / "many.zip", members=60_000).codes == {"": "too_large"}


def test_containers_are_opened_to_a_fixed_depth(tmp_path: Path) -> None:
    body = b"text"
    for depth in range(4):
        body = _zip([(f"in{depth}.zip" if depth else "story.txt", body), (f"beside{depth}.txt", b"x")])
    (tmp_path / "a.zip").write_bytes(body)
    nested = unpack(tmp_path / "a.zip")
    assert nested.codes == {"!/in3.zip!/in2.zip!/in1.zip": "too_large"}
    assert len(nested.bodies) == 3
    assert unpack(tmp_path / "a.zip", depth=4).bodies["!/in3.zip!/in2.zip!/in1.zip!/story.txt"] == b"text"
    for _ in range(20):
        body = gzip.compress(body)
    (tmp_path / "a.gz").write_bytes(body)
    assert set(unpack(tmp_path / "a.gz").codes.values()) == {"too_large"}


def test_members_that_lie_over_one_another_are_refused(tmp_path: Path) -> None:
    body = bytearray(_zip([("a.txt", b"a" * 1000), ("b.txt", b"b" * 1000)]))
    second = body.rindex(b"PK\x01\x02")
    struct.pack_into("<L", body, second + 42, 0)  # the second entry points to the first member
    (tmp_path / "a.zip").write_bytes(body)
    assert unpack(tmp_path / "a.zip").codes == {"": "too_large"}


def test_encrypted_members_are_refused_and_the_others_read(tmp_path: Path) -> None:
    body = bytearray(_zip([("secret.txt", b"s"), ("open.txt", b"o")]))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(body)
    archive = unpack(tmp_path / "a.zip")
    assert (archive.codes, archive.bodies) == ({"!/secret.txt": "encrypted"}, {"!/open.txt": b"o"})
    if shutil.which("zip"):
        (tmp_path / "s.txt").write_text("secret")
        subprocess.run(["zip", "-q", "-P", "word", "e.zip", "s.txt"], cwd=tmp_path, check=True)
        assert unpack(tmp_path / "e.zip").codes == {"!/s.txt": "encrypted"}


def test_a_member_whose_checksum_is_wrong_costs_itself(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"first text")
        archive.writestr("b.txt", b"second text")
    (tmp_path / "a.zip").write_bytes(out.getvalue().replace(b"first text", b"fErst text"))
    broken = unpack(tmp_path / "a.zip")
    assert (broken.codes, broken.bodies) == ({"!/a.txt": "malformed"}, {"!/b.txt": b"second text"})


@pytest.mark.parametrize("body", [_zip([]), _tar([]) + b"", gzip.compress(_zip([])), warc([]), _zip([(".a", b"x")])])
def test_a_container_without_a_document_is_said_to_be_empty(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "a").write_bytes(body)
    (item,) = unpack(tmp_path / "a").items
    assert item.failure is None or unpack(tmp_path / "a").codes == {"": "empty"}


def test_nothing_is_left_in_the_folder_for_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spare))
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("big.txt", CHANCE.randbytes(9_000_000))
    (tmp_path / "a.tar").write_bytes(_tar([(tarfile.TarInfo("in.zip"), inner.getvalue())]))
    assert list(unpack(tmp_path / "a.tar").bodies) == ["!/in.zip!/big.txt"]
    (tmp_path / "a.tar").write_bytes(_tar([(tarfile.TarInfo("in.zip"), inner.getvalue()[:-9])]))
    assert unpack(tmp_path / "a.tar").codes == {"!/in.zip": "malformed"}
    assert list(spare.iterdir()) == []
