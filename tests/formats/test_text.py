"""Bytes to characters: by marks, zero bytes, UTF-8, labels and statistics, in this order."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime

import pytest
import webencodings
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import RejectionCode, Unreadable
from etl.formats import Limits, parse, sniff
from etl.formats.text import decode, parse_text
from etl.records import Fetched, Found, Layout, Source

SPANISH = "El señor Núñez llegó a la estación de Málaga a las ocho de la mañana, según dijo su hermano."
POLISH = "Zażółć gęślą jaźń, powiedział wójt gminy Łódź, gdy wręczał nagrodę mieszkańcom swojej dzielnicy w środę."
RUSSIAN = "Вчера в городе прошёл сильный дождь, и несколько улиц в центре оказались под водой, сообщили власти."
JAPANESE = "昨日の午後、市内の中心部で大きな火災が発生し、消防車二十台が出動した。けが人はいなかったという。"


def fetched(body: bytes) -> Fetched:
    source = Source(name="test", kind="files", location=".")
    found = Found(source=source, locator="a.txt", path="a.txt")
    return Fetched(found=found, body=body, sha256="", fetched_at=datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("body", "text", "charset", "reason"),
    [
        (b"", "", "utf-8", "nothing"),
        (b"plain", "plain", "utf-8", "ASCII is UTF-8"),
        (SPANISH.encode(), SPANISH, "utf-8", "strict UTF-8"),
        (codecs.BOM_UTF8 + SPANISH.encode(), SPANISH, "utf-8", "its mark is no text"),
        (codecs.BOM_UTF16_LE + SPANISH.encode("utf-16-le"), SPANISH, "utf-16le", "byte order mark"),
        (codecs.BOM_UTF32_LE + SPANISH.encode("utf-32-le"), SPANISH, "utf-32-le", "begins as UTF-16's mark does"),
        (SPANISH.encode("utf-16-le"), SPANISH, "utf-16le", "zero bytes in odd places"),
        (SPANISH.encode("utf-16-be"), SPANISH, "utf-16be", "zero bytes in even places"),
        (SPANISH.encode("utf-32-be"), SPANISH, "utf-32-be", "three zero bytes of four"),
        (SPANISH.encode("cp1252"), SPANISH, "windows-1252", "Western letters"),
        ("“Señor”".encode("cp1252"), "“Señor”", "windows-1252", "too short for statistics"),
        ("café".encode("latin-1"), "café", "windows-1252", "Latin-1 is windows-1252 on the web"),
        (POLISH.encode("cp1250"), POLISH, "windows-1250", "Polish letters"),
        (RUSSIAN.encode("cp1251"), RUSSIAN, "windows-1251", "Russian letters"),
        (JAPANESE.encode("shift_jis"), JAPANESE, "shift_jis", "Japanese"),
    ],
)
def test_decode(body: bytes, text: str, charset: str, reason: str) -> None:
    assert decode(body) == (text, charset), reason


def test_a_few_broken_bytes_do_not_make_utf8_something_else() -> None:
    text, charset = decode((SPANISH * 20).encode() + b"\xff and on")
    assert charset == "utf-8"
    assert text.count("\ufffd") == 1


@pytest.mark.parametrize(
    ("body", "label", "expected", "reason"),
    [
        (RUSSIAN.encode("koi8-r"), "KOI8-R", (RUSSIAN, "koi8-r"), "the label is followed"),
        (b"\x93x\x94", "iso-8859-1", ("“x”", "windows-1252"), "WHATWG: the label Latin-1 means windows-1252"),
        (SPANISH.encode(), "windows-1252", (SPANISH, "utf-8"), "right UTF-8 beats a wrong label"),
        (b"abc", "nonsense", ("abc", "utf-8"), "an unknown label is no label"),
        (SPANISH.encode("cp1252"), "utf-8", (SPANISH, "windows-1252"), "a label that does not hold is no label"),
        (b"abc", "utf-16", ("abc", "utf-8"), "a label read as ASCII cannot say UTF-16"),
    ],
)
def test_labels(body: bytes, label: str, expected: tuple[str, str], reason: str) -> None:
    assert decode(body, label) == expected, reason


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=12)))
def test_decoding_never_fails(body: bytes, label: str | None) -> None:
    text, charset = decode(body, label)
    assert isinstance(text, str)
    assert webencodings.lookup(charset) or charset.startswith("utf-32"), "the standard does not know UTF-32"


@given(st.text(max_size=200))
def test_what_was_written_as_utf8_is_read_as_written(text: str) -> None:
    body = codecs.BOM_UTF8 + text.encode("utf-8", "replace")
    assert decode(body)[0] == text.encode("utf-8", "replace").decode("utf-8")


def test_parse_text_keeps_the_lines_of_pages() -> None:
    parsed = parse_text(b"Eins\nzwei\n\x0cDrei")
    assert (parsed.text, parsed.layout, parsed.media_type) == ("Eins\nzwei\n\x0cDrei", Layout.PAGED, "text/plain")


@pytest.mark.parametrize(
    ("body", "code"),
    [(b" \n\t", RejectionCode.EMPTY), (bytes(range(1, 9)) * 50, RejectionCode.UNSUPPORTED)],
)
def test_what_is_no_text_is_refused(body: bytes, code: RejectionCode) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_text(body)
    assert refused.value.code is code


@pytest.mark.parametrize(
    ("body", "media_type", "reason"),
    [
        (b"Hello", "text/plain", "nothing else"),
        (b"%PDF-1.7\n", "application/pdf", "its mark"),
        (b"\xef\xbb\xbf\n%PDF-1.4\n", "application/pdf", "the mark may stand further in"),
        (b"<!DOCTYPE html><title>x", "text/html", "doctype"),
        (b"\n <!-- made by hand --> <HTML>", "text/html", "comment before the root"),
        ("<html><p>ñ".encode("utf-16"), "text/html", "markup in UTF-16"),
        (b"<p>One.</p><p>Two.</p>", "text/html", "a fragment"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "text/html", "XHTML"),
        (b"A < B and C > D", "text/plain", "less and greater are no tags"),
    ],
)
def test_sniff(body: bytes, media_type: str, reason: str) -> None:
    assert sniff(body) == media_type, reason


@pytest.mark.parametrize(
    ("body", "word"),
    [
        (b"PK\x03\x04....", "ZIP"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"GIF89a", "GIF"),
        (b'<?xml version="1.0"?><rss>', "XML"),
        (bytes(range(1, 9)) * 50, "binary"),
    ],
)
def test_sniff_says_what_it_does_not_read(body: bytes, word: str) -> None:
    with pytest.raises(Unreadable, match=word) as refused:
        sniff(body)
    assert refused.value.code is RejectionCode.UNSUPPORTED


@pytest.mark.parametrize("body", [b"", b" \r\n", b"\x00\x00", codecs.BOM_UTF8])
def test_sniff_refuses_what_is_empty(body: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        sniff(body)
    assert refused.value.code is RejectionCode.EMPTY


def test_parse_reads_by_content_and_keeps_to_its_limits() -> None:
    assert parse(fetched(b"Some words.")).media_type == "text/plain"
    with pytest.raises(Unreadable, match="DATELINE_TEXT_CHARACTERS") as refused:
        parse(fetched(b"Some words."), Limits(text_characters=5))
    assert refused.value.code is RejectionCode.TOO_LARGE
