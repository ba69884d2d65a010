"""By what a format is told: first bytes, and the beginnings of texts. What follows from them is decided elsewhere."""

from __future__ import annotations

import re
from typing import Final

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # compound files, [MS-CFB] 2.2
MAGIC: Final = (  # https://mimesniff.spec.whatwg.org/ and the formats' own signatures
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"%!PS", "a PostScript document"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"ID3", "an MP3 recording"),
    (b"OggS", "an Ogg recording"),
    (b"WARC/", "a WARC archive"),
)
IMAGES: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
HTML: Final = re.compile(
    r"\s*(?:<!--[^>]{0,2000}>\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body|meta|title|script|style|div|"
    r"article|section|main|header|table|h[1-6]|p|a|span|b|br|link|iframe|nav|ul|ol)\b",
    re.IGNORECASE,
)
MARKUP: Final = re.compile(r"<(?:html|head|body|article|p|div|h1|title)\b[^>]{0,500}>", re.IGNORECASE)
MAIL: Final = (
    re.compile(  # a line of the head that only mail programs write, after others at most; or the three that people see
        r"(?:[!-9;-~]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,60}?"
        r"(?:(?:Return-Path|Received|MIME-Version|Delivered-To|Message-ID|DKIM-Signature): |"
        r"From: [^\n]{0,200}@[^\n]*\n(?:[!-9;-~]{1,60}:[^\n]*\n){0,9}?(?:Date|Subject): )",
        re.IGNORECASE,
    )
)
_PROLOGUE = r"\s*(?:<\?xml[^>]{0,200}>\s*|<!--[^>]{0,2000}>\s*|<!DOCTYPE[^>]{0,500}>\s*)*"
NEWS_XML: Final = re.compile(rf"{_PROLOGUE}<(?:\w+:)?(?:newsItem|newsMessage|NewsML|NewsItem)\b")
JSON: Final = re.compile(r'\s*(?:\{\s*"[^"\n]{1,200}"\s*:|\[\s*\{\s*")')
_FRONT_MATTER = r"(?:-{3}|\+{3})[ \t]*\r?\n(?:[^\n]{0,500}\n){0,40}?[\"']?(?:title|author|date)[\"']?[ \t]*[:=]"
_MARKDOWN = re.compile(rf"\s*(?:{_FRONT_MATTER}|\#{{1,3}}[ \t]+\S[^\n]{{3,300}}\n[ \t]*\r?\n)", re.IGNORECASE)
TEXT_TYPES: Final = (
    (MAIL, "message/rfc822"),
    (re.compile(rf"{_PROLOGUE}<(?:\w+:)?nitf\b"), "application/nitf+xml"),
    (NEWS_XML, "application/newsml+xml"),
    (JSON, "application/json"),
    (_MARKDOWN, "text/markdown"),
)
LINES_OF_JSON: Final = re.compile(rb"\s*\{[^\n]*\}[ \t\r]*\n\s*\{")
OTHER_TEXT: Final = (
    (re.compile(r"\s*<\?xml|\s*<(?:rss|feed|urlset|sitemapindex|svg)\b", re.IGNORECASE), "an XML document"),
)
CHARSET: Final = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
