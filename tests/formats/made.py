"""Documents made for tests: a short article in each format, written by another tool where there is one."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx

from etl.records import Fetched, Found, Source

TITLE = "River floods the lower market"
BYLINE = "By Jane Roe"
LEAD = "The river Elm rose by two metres on Monday and flooded the lower market, the mayor's office said."
SECOND = "Nobody was hurt, but forty traders lost their goods, among them the baker Hans Müller."
QUOTE = "“We will be back on Saturday,” said Mr Müller."


def fetched(body: bytes) -> Fetched:
    source = Source(name="test", kind="files", location=".")
    found = Found(source=source, locator="a", path="a")
    return Fetched(found=found, body=body, sha256="", fetched_at=datetime(2026, 1, 1, tzinfo=UTC))


MARKED_SECOND = "Nobody was hurt, but <i>forty traders</i> lost their goods, among them the baker Hans M&uuml;ller."


def zip_of(members: dict[str, str | bytes], *, stored: str | None = None) -> bytes:
    """A ZIP file; the member named `stored` is not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == stored else None)
    return buffer.getvalue()


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def docx_sample() -> bytes:
    document = docx.Document()
    document.core_properties.author = "typist"
    document.core_properties.title = ""
    document.add_heading(TITLE, 0)
    document.add_paragraph(BYLINE)
    document.add_paragraph(LEAD)
    second = document.add_paragraph("Nobody was hurt, but ")
    second.add_run("forty traders").italic = True
    second.add_run(" lost their goods, among them the baker Hans Müller.")
    document.add_paragraph(QUOTE, style="Quote")
    document.add_paragraph("Bread", style="List Bullet")
    return saved(document)


ODT_HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">'
    '<office:automatic-styles><style:style style:name="T1" style:family="text">'
    '<style:text-properties fo:font-style="italic"/></style:style></office:automatic-styles>'
    "<office:body><office:text>"
)
ODT_FOOT = "</office:text></office:body></office:document-content>"
ODT_META = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:meta><meta:initial-creator>typist</meta:initial-creator>"
    "<meta:creation-date>2026-03-02T10:00:00</meta:creation-date></office:meta></office:document-meta>"
)


def odt_of(text: str, **members: str) -> bytes:
    return zip_of(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": ODT_HEAD + text + ODT_FOOT,
            "meta.xml": ODT_META,
            **members,
        },
        stored="mimetype",
    )


def odt_sample() -> bytes:
    return odt_of(
        f'<text:h text:outline-level="1">{TITLE}</text:h><text:p>{BYLINE}</text:p><text:p>{LEAD}</text:p>'
        '<text:p>Nobody was hurt, but <text:span text:style-name="T1">forty<text:s/>traders</text:span> lost their '
        "goods, among them the baker Hans Müller.<text:note><text:note-body><text:p>A note.</text:p></text:note-body>"
        f'</text:note></text:p><text:p text:style-name="Quotations">{QUOTE}</text:p>'
        "<text:list><text:list-item><text:p>Bread</text:p></text:list-item></text:list>"
    )


def epub_sample(chapters: tuple[str, ...] = ()) -> bytes:
    pages = chapters or (
        f"<h1>{TITLE}</h1><p>{BYLINE}</p><p>{LEAD}</p>",
        f"<p>{MARKED_SECOND}</p><blockquote><p>{QUOTE}</p></blockquote><ul><li>Bread</li></ul>",
    )
    items = "".join(
        f'<item id="c{i}" href="text/c%20{i}.xhtml" media-type="application/xhtml+xml"/>' for i in range(len(pages))
    )
    order = "".join(f'<itemref idref="c{i}"/>' for i in range(len(pages)))
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
        "OEBPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>River floods the lower market</dc:title>'
        "<dc:creator>Jane Roe</dc:creator><dc:date>2026-03-02</dc:date><dc:language>en</dc:language></metadata>"
        f'<manifest>{items}<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f'</manifest><spine><itemref idref="n"/>{order}</spine></package>',
        "OEBPS/nav.xhtml": "<html><body><nav>Contents</nav></body></html>",
    }
    for i, page in enumerate(pages):
        members[f"OEBPS/text/c {i}.xhtml"] = (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
            f"<body>{page}</body></html>"
        )
    return zip_of(members, stored="mimetype")


def rtf_sample() -> bytes:
    text = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Times;}}{\info{\author typist}{\creatim\yr2026\mo3\dy2}}"
        r"{\*\generator Pen 1;}\pard\outlinelevel0\b "
        + TITLE
        + r"\b0\par\pard "
        + BYLINE
        + r"\par "
        + LEAD
        + r"\par Nobody was hurt, but {\i forty traders} lost their goods, among them the baker Hans M\'fcller.\par"
        + r"\u8220\'93We will be back on Saturday,\u8221? said Mr M\u252?ller.\par"
        + r"\pard\ls1{\listtext\bullet\tab}Bread\par}"
    )
    return text.encode("ascii")
