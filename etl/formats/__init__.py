"""Formats: what the bytes of a document are, and which module reads them.

    sniff(b"%PDF-1.7 ...")     # "application/pdf"
    parse(fetched)             # Parsed

The content decides, never a file's name or what a server said. Each format has one module; nothing is judged here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.errors import RejectionCode, Unreadable
from etl.records import Fetched, Parsed

_MAGIC = (  # https://mimesniff.spec.whatwg.org/ and the formats' own signatures
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"%!PS", "a PostScript document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"WARC/", "a WARC archive"),
)
_HTML = re.compile(
    r"\s*(?:<!--[^>]{0,2000}>\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body|meta|title|script|style|div|"
    r"article|section|main|header|table|h[1-6]|p|a|span|b|br|link|iframe|nav|ul|ol)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<(?:html|head|body|article|p|div|h1|title)\b[^>]{0,500}>", re.IGNORECASE)
_MAIL = (
    re.compile(  # a line of the head that only mail programs write, after others at most; or the three that people see
        r"(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}?"
        r"(?:(?:Return-Path|Received|MIME-Version|Delivered-To|Message-ID|DKIM-Signature): |"
        r"From: [^\n]{0,200}@[^\n]*\n(?:[!-9;-~]{1,60}:[^\n]*\n){0,9}?(?:Date|Subject): )",
        re.IGNORECASE,
    )
)
_FRONT_MATTER = r"(?:-{3}|\+{3})[ \t]*\r?\n(?:[^\n]{0,500}\n){0,40}?[\"']?(?:title|author|date)[\"']?[ \t]*[:=]"
_TEXT_TYPES = (
    (_MAIL, "message/rfc822"),
    (
        re.compile(r"\s*(?:<\?xml[^>]{0,200}>\s*|<!--[^>]{0,2000}>\s*|<!DOCTYPE[^>]{0,500}>\s*)*<(?:\w+:)?nitf\b"),
        "application/nitf+xml",
    ),
    (
        re.compile(
            r"\s*(?:<\?xml[^>]{0,200}>\s*|<!--[^>]{0,2000}>\s*|<!DOCTYPE[^>]{0,500}>\s*)*"
            r"<(?:\w+:)?(?:newsItem|newsMessage|NewsML|NewsItem)\b"
        ),
        "application/newsml+xml",
    ),
    (re.compile(r'\s*(?:\{\s*"[^"\n]{1,200}"\s*:|\[\s*\{\s*")'), "application/json"),
    (
        re.compile(rf"\s*(?:{_FRONT_MATTER}|\#{{1,3}}[ \t]+\S[^\n]{{3,300}}\n[ \t]*\r?\n)", re.IGNORECASE),
        "text/markdown",
    ),
)
_LINES_OF_JSON = re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
_OTHER_TEXT = ((re.compile(r"\s*<\?xml|\s*<(?:rss|feed|urlset|sitemapindex|svg)\b", re.IGNORECASE), "an XML document"),)


_CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read of one document; over a limit it is rejected as TOO_LARGE."""

    text_characters: int = 10_000_000
    pdf_pages: int = 2_000
    markup_bytes: int = 16_000_000  # what the parts of an office document or book unpack to; trees take 10 times that


def _binary(body: bytes) -> str | None:
    """What a body looks like by its first bytes, when that is nothing we read."""
    return next((name for magic, name in _MAGIC if body.startswith(magic)), None)


def _unsupported(looks_like: str) -> Unreadable:
    return Unreadable(RejectionCode.UNSUPPORTED, f"The content looks like {looks_like}, which is not read.")


def sniff(body: bytes) -> str:
    """The media type of `body` by its content.

    Raises:
        Unreadable: EMPTY for no bytes or white space only, ENCRYPTED for an office document with a password,
            UNSUPPORTED naming what the content looks like.
    """
    if not body.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise Unreadable(RejectionCode.EMPTY, "The file is empty.")
    if b"%PDF-" in body[:1024]:  # ISO 32000-1, annex H: readers accept the mark in the first 1024 bytes
        return "application/pdf"
    return _office_type(body) or _text_type(body)


def _office_type(body: bytes) -> str | None:
    """The type of an office document or book."""
    if body.startswith(b"PK\x03\x04"):
        from etl.formats.zipped import zipped_type

        found = zipped_type(body)
        if found is not None:
            return found
    if body.startswith(b"{\\rtf"):
        return "application/rtf"
    if body.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in body:
        raise Unreadable(RejectionCode.ENCRYPTED, "The office document needs a password.")  # [MS-OFFCRYPTO] 2.3.4
    binary = _binary(body)
    if binary is not None:
        raise _unsupported(binary)
    return None


def _text_type(body: bytes) -> str:
    from etl.formats.text import JUNK_SHARE, count_junk, decode

    head = decode(body[:8192])[0]
    if _HTML.match(head):
        return "text/html"
    found = next((kind for pattern, kind in _TEXT_TYPES if pattern.match(head)), None)
    if found == "application/json" and _LINES_OF_JSON.match(body):
        return "application/x-ndjson"
    if found is not None:
        return found
    if len(_MARKUP.findall(head)) >= 2:
        return "text/html"
    if count_junk(head) > len(head) * JUNK_SHARE:
        raise _unsupported("binary data")
    for pattern, name in _OTHER_TEXT:
        if pattern.match(head):
            raise _unsupported(name)
    return "text/plain"


def parse(fetched: Fetched, limits: Limits = Limits()) -> Parsed:
    """The text of a fetched document by the reader of its format.

    Raises:
        Unreadable: as `sniff` and the readers say; TOO_LARGE over one of `limits`.
    """
    parsed = _read(fetched, limits)
    if len(parsed.text) > limits.text_characters:
        message = f"The text has {len(parsed.text)} characters; text_characters allows {limits.text_characters}."
        raise Unreadable(RejectionCode.TOO_LARGE, message)
    return parsed


def _read(fetched: Fetched, limits: Limits) -> Parsed:
    media_type = sniff(fetched.body)
    if media_type == "application/pdf":
        from etl.formats.pdf import parse_pdf

        return parse_pdf(fetched.body, page_limit=limits.pdf_pages)
    if media_type == "text/html":
        from etl.formats.html import parse_html

        return parse_html(fetched.body, url=fetched.url, charset=_charset(fetched))
    if media_type == "text/plain":
        from etl.formats.text import parse_text

        return parse_text(fetched.body, charset=_charset(fetched))
    return _read_document(media_type, fetched, limits)


def _charset(fetched: Fetched) -> str | None:
    """The charset that the server named, as in "text/html; charset=windows-1250"."""
    named = _CHARSET.search(fetched.media_type or "")
    return named[1] if named else None


def _read_document(media_type: str, fetched: Fetched, limits: Limits) -> Parsed:
    """Office documents, books, messages and exports."""
    match media_type:
        case "message/rfc822":
            from etl.formats.mail import parse_mail

            return parse_mail(fetched.body)
        case "text/markdown":
            from etl.formats.markdown import parse_markdown

            return parse_markdown(fetched.body)
        case "application/json":
            from etl.formats.json_article import parse_json

            return parse_json(fetched.body)
        case "application/nitf+xml" | "application/newsml+xml":
            from etl.formats.newsml import parse_newsml

            return parse_newsml(fetched.body)
        case "application/x-ndjson":
            raise Unreadable(RejectionCode.UNSUPPORTED, "Each line is a document; they are read one by one.")
        case _:
            return _read_office(media_type, fetched, limits)


def _read_office(media_type: str, fetched: Fetched, limits: Limits) -> Parsed:
    """Office documents and books."""
    match media_type:
        case "application/rtf":
            from etl.formats.rtf import parse_rtf

            return parse_rtf(fetched.body)
        case "application/vnd.oasis.opendocument.text":
            from etl.formats.odt import parse_odt

            return parse_odt(fetched.body, byte_limit=limits.markup_bytes)
        case "application/epub+zip":
            from etl.formats.epub import parse_epub

            return parse_epub(fetched.body, byte_limit=limits.markup_bytes)
        case _:
            from etl.formats.docx import parse_docx

            return parse_docx(fetched.body, byte_limit=limits.markup_bytes)
