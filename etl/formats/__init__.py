"""Formats: what the bytes of a document are, and which module reads them.

    sniff(b"%PDF-1.7 ...")     # "application/pdf"
    parse(fetched)             # Parsed

The content decides, never a file's name or what a server said. Each format has one module; nothing is judged here.
"""

from __future__ import annotations

from dataclasses import dataclass

from etl.errors import RejectionCode, Unreadable
from etl.formats.signs import CHARSET, HTML, IMAGES, LINES_OF_JSON, MAGIC, MARKUP, OLE, OTHER_TEXT, TEXT_TYPES
from etl.records import Fetched, Parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is read of one document; over a limit it is rejected as TOO_LARGE."""

    text_characters: int = 10_000_000
    pdf_pages: int = 2_000
    markup_bytes: int = 16_000_000  # what the parts of an office document or book unpack to; trees take 10 times that


def _binary(body: bytes) -> str | None:
    """What a body looks like by its first bytes, when that is nothing we read."""
    return next((name for magic, name in MAGIC if body.startswith(magic)), None)


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
    image = next((kind for magic, kind in IMAGES if body.startswith(magic)), None)
    return image or _office_type(body) or _text_type(body)


def _office_type(body: bytes) -> str | None:
    """The type of an office document or book."""
    if body.startswith(b"PK\x03\x04"):
        from etl.formats.zipped import zipped_type

        found = zipped_type(body)
        if found is not None:
            return found
    if body.startswith(b"{\\rtf"):
        return "application/rtf"
    if body.startswith(OLE):
        return _ole_type(body)
    binary = _binary(body)
    if binary is not None:
        raise _unsupported(binary)
    return None


def _ole_type(body: bytes) -> str:
    """The type of a compound file: a message, or one of the office documents that are not read."""
    from etl.formats.outlook import MEDIA_TYPE, is_outlook

    if is_outlook(body):
        return MEDIA_TYPE
    if "EncryptedPackage".encode("utf-16-le") in body:  # [MS-OFFCRYPTO] 2.3.4
        raise Unreadable(RejectionCode.ENCRYPTED, "The office document needs a password.")
    raise _unsupported("an old Microsoft Office document")


def _text_type(body: bytes) -> str:
    from etl.formats.text import JUNK_SHARE, count_junk, decode

    head = decode(body[:8192])[0]
    if HTML.match(head):
        return "text/html"
    found = next((kind for pattern, kind in TEXT_TYPES if pattern.match(head)), None)
    if found == "application/json" and LINES_OF_JSON.match(body):
        return "application/x-ndjson"
    if found is not None:
        return found
    if len(MARKUP.findall(head)) >= 2:
        return "text/html"
    if count_junk(head) > len(head) * JUNK_SHARE:
        raise _unsupported("binary data")
    for pattern, name in OTHER_TEXT:
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
        message = f"It has more characters of text than DATELINE_TEXT_CHARACTERS ({limits.text_characters:,})."
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
    if media_type.startswith("image/"):
        raise Unreadable(RejectionCode.NEEDS_OCR, "It is a picture.")
    return _read_document(media_type, fetched, limits)


def _charset(fetched: Fetched) -> str | None:
    """The charset that the server named, as in "text/html; charset=windows-1250"."""
    named = CHARSET.search(fetched.media_type or "")
    return named[1] if named else None


def _read_document(media_type: str, fetched: Fetched, limits: Limits) -> Parsed:
    """Office documents, books, messages and exports."""
    match media_type:
        case "message/rfc822":
            from etl.formats.mail import parse_mail

            return parse_mail(fetched.body)
        case "application/vnd.ms-outlook":
            from etl.formats.outlook import parse_outlook

            return parse_outlook(fetched.body)
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
