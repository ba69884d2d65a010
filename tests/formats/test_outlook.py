"""Outlook messages: text and claims as of a mail, what is attached, and what cannot be read."""

from __future__ import annotations

import random
import struct
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import RejectionCode, Unreadable
from etl.formats import parse, sniff
from etl.formats.many import cut_of
from etl.formats.rtf_compressed import decompress
from etl.records import ClaimField, Part
from tests.formats.compound import Attached, compound, compressed, message
from tests.formats.made import LEAD, SECOND, TITLE, fetched

SENT = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
PAGE = f"<html><body><p>{LEAD}</p><p>{SECOND}</p></body></html>".encode()
RICH = rf"{{\rtf1\ansi\ansicpg1252\fromtext {LEAD}\par {SECOND}\par}}".replace("ü", r"\'fc").encode()
WRAPPED = (
    (  # a page in RTF, as Outlook writes it
        rf"{{\rtf1\ansi\ansicpg1252\fromhtml1 {{\*\htmltag64 <p>}}\htmlrtf \par\htmlrtf0 {LEAD}{{\*\htmltag72 </p>}}"
        rf"{{\*\htmltag64 <p>}}\htmlrtf \par\htmlrtf0 {SECOND}{{\*\htmltag72 </p>}}}}"
    )
    .replace("ü", r"\'fc")
    .encode()
)
PDF = b"%PDF-1.7 " + b"x" * 5000


def written(**said: object) -> bytes:
    heads = {"subject": f"FW: {TITLE}", "sender": "Jane Röe", "address": "jane@example.com", "sent": SENT}
    return compound(message(**{**heads, "text": f"{LEAD}\r\n\r\n{SECOND}\r\n", **said}))  # type: ignore[arg-type]


def parts(body: bytes) -> list[Part]:
    cut = cut_of(body)
    assert cut
    assert cut.stays
    return list(cut.parts(body))


@pytest.mark.parametrize(
    "body",
    [
        written(),
        written(html=PAGE),
        written(html=PAGE, text=""),
        written(html=PAGE, text="See the HTML."),
        written(text="", rich=compressed(RICH)),
        written(text="", rich=compressed(WRAPPED)),
        written(rich=compressed(RICH)),
    ],
    ids=["text", "both", "markup", "a stub", "rich text", "markup in rich text", "text and rich text"],
)
def test_a_message_reads_like_a_mail(body: bytes) -> None:
    parsed = parse(fetched(body))
    assert parsed.media_type == sniff(body) == "application/vnd.ms-outlook"
    assert parsed.text.split() == f"{LEAD} {SECOND}".split()
    said = {claim.field: claim.text for claim in parsed.claims}
    assert said[ClaimField.TITLE] == TITLE
    assert said[ClaimField.AUTHOR] == "Jane Röe"
    assert said[ClaimField.PUBLISHED] == "2026-03-02T08:30:00+00:00"


def test_files_and_messages_that_are_attached() -> None:
    inner = message(subject="Snow", text=SECOND, attached=(Attached(name="b.pdf", body=PDF),), inside=True)
    found = parts(
        written(
            attached=(
                Attached(name="a.pdf", body=PDF, mime="application/pdf"),
                Attached(name="logo.png", body=b"\x89PNG", mime="image/png", cid="logo@x"),
                Attached(name="hidden.png", body=b"\x89PNG", mime="image/png", hidden=True),
                Attached(name="Snow.msg", body=inner),
            )
        )
    )
    assert [part.name for part in found] == ["a.pdf", "Snow.msg"]
    assert found[0].body == PDF
    snow = found[1].body
    assert parse(fetched(snow)).text.strip() == SECOND
    assert [(part.name, part.body) for part in _of_mail(snow)] == [("b.pdf", PDF)]


def _of_mail(body: bytes) -> list[Part]:
    cut = cut_of(body)
    return list(cut.parts(body)) if cut else []


def test_a_message_within_has_the_same_bytes_each_time() -> None:
    inner = message(subject="Snow", text=SECOND, html=PAGE, attached=(Attached(name="b", body=PDF),), inside=True)
    body = written(attached=(Attached(name="Snow.msg", body=inner),))
    assert parts(body) == parts(body)


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (written()[:-512], RejectionCode.MALFORMED, "cut short"),
        (written(text=""), RejectionCode.EMPTY, "nothing is said"),
        (written(text="", rich=compressed(RICH)[:-30]), RejectionCode.MALFORMED, "its text is cut short"),
        (written(text="", rich=compressed(RICH[:-20])), RejectionCode.MALFORMED, "its RTF is cut short"),
        (written(text="", rich=compressed(b"{\\rtf1 }")), RejectionCode.EMPTY, "nothing is said in RTF"),
        (written(kind="IPM.Note.SMIME"), RejectionCode.ENCRYPTED, "S/MIME"),
        (compound({"WordDocument": b"__properties_version1.0".decode().encode("utf-16-le")}), "unsupported", "no MSG"),
        (compound({"WordDocument": b"x" * 5000}), RejectionCode.UNSUPPORTED, "Word before 2007"),
        (compound({"EncryptedPackage": b"x" * 5000}), RejectionCode.ENCRYPTED, "an office document with a password"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_rejected(body: bytes, code: RejectionCode, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(fetched(body))
    assert refused.value.code == code, reason


def test_messages_in_messages_end_somewhere() -> None:
    tree = message(subject="the last", text=LEAD, inside=True)
    for _ in range(12):
        tree = message(subject="one more", text=LEAD, attached=(Attached(name="m", body=tree),), inside=True)
    with pytest.raises(Unreadable) as refused:
        parse(fetched(written(attached=(Attached(name="m", body=tree),))))
    assert refused.value.code is RejectionCode.TOO_LARGE


def test_damage_anywhere_is_a_rejection_and_no_crash() -> None:
    whole, chance = written(html=PAGE, attached=(Attached(name="a.pdf", body=PDF),)), random.Random(7)
    for _ in range(300):
        body = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            body[chance.randrange(8, len(body))] = chance.randrange(256)
        try:
            parse(fetched(bytes(body)))
        except Unreadable as error:
            assert error.code is not RejectionCode.INTERNAL
        cut = cut_of(bytes(body))
        assert cut is None or list(cut.parts(bytes(body))) is not None


# The examples of the specification ([MS-OXRTFCP] 3.1): a text that takes words out of the window it begins with, and
# one that repeats what it has just said.
HELLO = (
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0",
    b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n",
)
AGAIN = ("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0", b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}")


@pytest.mark.parametrize(("packed", "rich"), [HELLO, AGAIN])
def test_compressed_rtf(packed: str, rich: bytes) -> None:
    body = bytes.fromhex(packed)
    assert decompress(body) == rich
    assert decompress(compressed(rich)) == rich
    assert decompress(b"\x20\0\0\0" + rich[:20].join((b"\x14\0\0\0MELA\0\0\0\0", b""))) == rich[:20]
    for length in range(len(body)):
        with pytest.raises(Unreadable) as refused:
            decompress(body[:length])
        assert refused.value.code is RejectionCode.MALFORMED


@given(st.binary(max_size=300))
def test_whatever_is_said_to_be_compressed_rtf(body: bytes) -> None:
    whole = struct.pack("<III", len(body) + 12, 200, 0x75465A4C)
    whole += struct.pack("<I", zlib.crc32(body, 0xFFFFFFFF) ^ 0xFFFFFFFF) + body
    try:
        assert len(decompress(whole)) <= 200
    except Unreadable as error:
        assert error.code is RejectionCode.MALFORMED
