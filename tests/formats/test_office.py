"""Word, OpenDocument, RTF and EPUB: the same article, read the same way from each."""

from __future__ import annotations

import random
import struct

import docx
import pytest

from etl.clean import clean
from etl.errors import RejectionCode, Unreadable
from etl.formats import Limits, parse, sniff
from etl.formats.docx import parse_docx
from etl.formats.rtf import parse_rtf
from etl.records import BlockKind, ClaimField, Layout, Origin, Parsed
from tests.formats.made import (
    BYLINE,
    LEAD,
    QUOTE,
    SECOND,
    TITLE,
    docx_sample,
    epub_sample,
    fetched,
    odt_of,
    odt_sample,
    rtf_sample,
    saved,
    zip_of,
)

SAMPLES = {"docx": docx_sample, "odt": odt_sample, "epub": epub_sample, "rtf": rtf_sample}
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "epub": "application/epub+zip",
    "rtf": "application/rtf",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_text_and_its_blocks(name: str) -> None:
    body = SAMPLES[name]()
    parsed = parse(fetched(body))
    assert (sniff(body), parsed.media_type, parsed.layout) == (TYPES[name], TYPES[name], Layout.PROSE)
    assert parsed.text.split("\n\n") == [TITLE, BYLINE, LEAD, SECOND, QUOTE, "Bread"]
    assert "\n\n".join(parsed.text[block.start : block.end] for block in parsed.blocks) == parsed.text
    kinds = [block.kind for block in parsed.blocks]
    assert (kinds[0], kinds[5]) == (BlockKind.HEADING, BlockKind.LIST_ITEM)
    assert kinds[4] is BlockKind.QUOTE or name == "rtf"


@pytest.mark.parametrize("name", SAMPLES)
def test_emphasis_survives_cleaning(name: str) -> None:
    cleaned = clean(parse(fetched(SAMPLES[name]())))
    assert [cleaned.text[mark.start : mark.end] for mark in cleaned.emphasis] == ["forty traders"]


@pytest.mark.parametrize("name", ["docx", "odt", "rtf"])
def test_properties_are_claims_of_the_file(name: str) -> None:
    claims = parse(fetched(SAMPLES[name]())).claims
    assert {claim.origin for claim in claims} == {Origin.FILE}
    assert [claim.text for claim in claims if claim.field is ClaimField.AUTHOR] == ["typist"]
    assert [claim.text[:4] for claim in claims if claim.field is ClaimField.TITLE] == []


def test_a_book_says_who_wrote_it() -> None:
    said = {claim.field: claim.text for claim in parse(fetched(epub_sample())).claims}
    assert said == {
        ClaimField.TITLE: TITLE,
        ClaimField.AUTHOR: "Jane Roe",
        ClaimField.PUBLISHED: "2026-03-02",
        ClaimField.LANGUAGE: "en",
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_broken_files_end_as_text_or_as_unreadable(name: str) -> None:
    sample = SAMPLES[name]()
    chance = random.Random(name)
    for _ in range(100):
        body = bytearray(sample)
        for _ in range(chance.randrange(1, 20)):
            body[chance.randrange(len(body))] = chance.randrange(256)
        cut = bytes(body[: chance.randrange(1, len(body))]) if chance.random() < 0.5 else bytes(body)
        try:
            assert isinstance(parse(fetched(cut)), Parsed)
        except Unreadable as error:
            assert error.message


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_cut_short_is_never_taken_for_whole(name: str) -> None:
    sample = SAMPLES[name]()
    for share in (0.5, 0.9, 0.99):
        with pytest.raises(Unreadable) as refused:
            parse(fetched(sample[: int(len(sample) * share)]))
        assert refused.value.code in {RejectionCode.MALFORMED, RejectionCode.UNSUPPORTED}, share


def _word(xml: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    document = f"<w:document {space}><w:body>{xml}</w:body></w:document>"
    return zip_of({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


@pytest.mark.parametrize(
    ("xml", "text", "reason"),
    [
        ("<w:p><w:del><w:r><w:t>old</w:t></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>", "new", "edits"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r><w:r><w:t>yes</w:t></w:r></w:p>", "yes", "hidden"),
        ("<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r></w:p>", "one\n\ntwo", "a line break begins a line"),
        ("<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>", "a b", "a tab is a space"),
        ("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", "x", "tables hold text"),
        ("<w:p><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>", "link", "links hold text"),
        ("<w:p><w:r><w:instrText>HYPERLINK x</w:instrText><w:t>y</w:t></w:r></w:p>", "y", "codes of fields are none"),
    ],
)
def test_what_of_word_is_text(xml: str, text: str, reason: str) -> None:
    assert parse_docx(_word(xml), byte_limit=10**6).text == text, reason


def test_a_text_box_stands_after_its_paragraph_and_once() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>in the box</w:t></w:r></w:p></w:txbxContent>"
    xml = f"<w:p><w:r><w:t>before</w:t><Choice>{box}</Choice><Fallback>{box}</Fallback></w:r></w:p>"
    assert parse_docx(_word(xml), byte_limit=10**6).text == "before\n\nin the box"


def test_a_heading_set_by_hand_is_one() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("What comes next").bold = True
    document.add_paragraph(LEAD)
    parsed = parse(fetched(saved(document)))
    assert [block.kind for block in parsed.blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert parsed.emphasis == ()


@pytest.mark.parametrize(
    ("body", "text", "reason"),
    [
        (rb"{\rtf1\ansi Caf\'e9}", "Café", "windows-1252 unless it says another"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8}", "При", "the code page it names"),
        (
            rb"{\rtf1{\fonttbl{\f3\fcharset128 Mincho;}}\f3\'93\'fa\'96\'7b}",
            "日本",
            "two bytes to a character, by font",
        ),
        (rb"{\rtf1\uc1\u8364?5}", "€5", "Unicode; the character for older programs is skipped"),
        (rb"{\rtf1\uc0\u-10179\u-8704}", "😀", "two units, one character"),
        (rb"{\rtf1 a\emdash b\~c}", "a—b c", "characters by their words"),
        (rb"{\rtf1 a{\v hidden}b{\deleted old}{\*\nobody knows}{\footnote n}{\pict 0102}}", "ab", "not for readers"),
        (rb"{\rtf1 a{\pict\bin3 }}}}b}", "ab", "raw bytes may look like braces"),
        (rb'{\rtf1 {\field{\*\fldinst HYPERLINK "x"}{\fldrslt link}}}', "link", "what a link shows"),
        (rb"{\rtf1 one\par two\line three}", "one\n\ntwo\n\nthree", "lines"),
        (rb"{\rtf1 \{braces\} \\}", "{braces} \\", "escaped"),
    ],
)
def test_what_of_rtf_is_text(body: bytes, text: str, reason: str) -> None:
    assert clean(parse_rtf(body)).text == text, reason


def _bomb() -> bytes:
    text = "<text:p>" + "a" * 60_000_000 + "</text:p>"
    return odt_of(text)


def _encrypted_member() -> bytes:
    body = bytearray(_word("<w:p/>"))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = body.find(mark)
        while at >= 0:
            struct.pack_into("<H", body, at + flags, 1)
            at = body.find(mark, at + 4)
    return bytes(body)


DEEP = "<text:span>" * 5000 + "x" + "</text:span>" * 5000
LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><office>&b;</office>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (_bomb(), RejectionCode.TOO_LARGE, "60 MB out of 60 kB"),
        (odt_of("<text:p>" + "ab" * 2_000_000 + "</text:p>"), RejectionCode.TOO_LARGE, "more than 200 times"),
        (odt_of(f"<text:p>{DEEP}</text:p>"), RejectionCode.MALFORMED, "5000 elements deep"),
        (zip_of({"mimetype": TYPES["odt"], "content.xml": LAUGHS}), RejectionCode.MALFORMED, "entities"),
        (zip_of({"mimetype": TYPES["odt"], "x": ""}), RejectionCode.MALFORMED, "no text in it"),
        (odt_of(""), RejectionCode.EMPTY, "no words"),
        (_word("<w:p/>"), RejectionCode.EMPTY, "no words"),
        (
            odt_of("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
            RejectionCode.ENCRYPTED,
            "OpenDocument with a password",
        ),
        (_encrypted_member(), RejectionCode.ENCRYPTED, "members with a password"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), RejectionCode.ENCRYPTED, "Word with a password"),
        (OLE + "WordDocument".encode("utf-16-le"), RejectionCode.UNSUPPORTED, "Word before 2007"),
        (zip_of({"[Content_Types].xml": "", "xl/workbook.xml": ""}), RejectionCode.UNSUPPORTED, "a workbook"),
        (rb"{\rtf1" + b"{" * 5000 + b"x" + b"}" * 5001, RejectionCode.MALFORMED, "5000 groups deep"),
        (rb"{\rtf1 never closed", RejectionCode.MALFORMED, "cut short"),
        (rb"{\rtf1}", RejectionCode.EMPTY, "no words"),
    ],
)
def test_what_is_rejected(body: bytes, code: RejectionCode, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(fetched(body))
    assert refused.value.code is code, reason


def test_the_limit_on_what_parts_unpack_to_can_be_set() -> None:
    with pytest.raises(Unreadable, match="DATELINE_MARKUP_BYTES"):
        parse(fetched(docx_sample()), Limits(markup_bytes=100))


def test_chapters_locked_by_a_seller_are_encrypted_and_locked_fonts_are_not() -> None:
    import io
    import zipfile

    def book(address: str) -> bytes:
        buffer = io.BytesIO(epub_sample())
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("META-INF/encryption.xml", f'<e><CipherReference URI="{address}"/></e>')
        return buffer.getvalue()

    assert parse(fetched(book("OEBPS/font.otf"))).text.startswith(TITLE)
    with pytest.raises(Unreadable) as refused:
        parse(fetched(book("OEBPS/text/c%200.xhtml")))
    assert refused.value.code is RejectionCode.ENCRYPTED
