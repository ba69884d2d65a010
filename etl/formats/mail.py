r"""A mail message (RFC 5322, MIME): one article, its subject the headline, its sender the author.

    parse_mail(b"Subject: Rain\nFrom: Jane Roe <jane@example.com>\n\nIt rained all day.").text

The best body part is read by the reader of its format: plain text where it is as long as the markup, else the markup;
RTF where it is all there is.
Attachments are the business of `etl.formats.attachments`.
"""

from __future__ import annotations

import email.errors
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from typing import Final

from etl.errors import RejectionCode, Unreadable
from etl.formats.html import parse_html
from etl.formats.markup import text_passages
from etl.formats.prose import claim, make_prose
from etl.formats.rtf import parse_rtf
from etl.formats.text import decode, parse_text
from etl.records import Claim, ClaimField, Origin, Parsed

MEDIA_TYPE: Final = "message/rfc822"
_LONGEST_HEADER: Final = 2_000  # characters; the parser takes a time that grows with their square
_LONG_HEADER = re.compile(rb"^Content-[a-z-]{2,30}:(?:[^\r\n]|\r?\n[ \t]){5000}", re.IGNORECASE | re.MULTILINE)
MOST_PARTS: Final = 1_000
_MOST_LINES: Final = 5_000  # that may begin a part
_DEEPEST: Final = 100
# What mail programs put before the subject of what is answered or sent on.
_ANSWER = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|rv|enc|antw|vs|sv)\s?(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_KINDS: Final = ("text/plain", "text/html", "application/rtf")  # of bodies
_CHAR_SET = re.compile(r"[\w.:-]{2,40}")


def parse_mail(body: bytes) -> Parsed:
    """The best body part of a message, with the claims of its head (origin META; the day it was sent is one of them).

    Raises:
        Unreadable: ENCRYPTED for an encrypted message, EMPTY without a body of text, MALFORMED when its parts cannot
            be told apart, and as the readers of text and HTML say.
    """
    return parse_message(read_mail(body), media_type=MEDIA_TYPE)


def parse_message(message: EmailMessage, *, media_type: str) -> Parsed:
    """The same of a message that was read, whatever it was written as.

    Raises:
        Unreadable: EMPTY, and as the readers of text, HTML and RTF say.
    """
    bodies = _bodies(message)
    claims = tuple(_claims(message))
    parsed = _best(*(bodies.get(kind, b"") for kind in _KINDS))
    return replace(parsed, media_type=media_type, claims=claims + parsed.claims)


def read_mail(body: bytes) -> EmailMessage:
    """A message as a tree of its parts.

    Raises:
        Unreadable: ENCRYPTED, or MALFORMED.
    """
    if body.count(b"boundary=") > _DEEPEST or body.count(b"\n--") > _MOST_LINES or _LONG_HEADER.search(body):
        raise Unreadable(
            RejectionCode.MALFORMED, "The message has more parts, or longer heads of parts, than any mail."
        )
    try:
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(body)
        kind = message.get_content_type()
    except BROKEN as error:
        raise Unreadable(RejectionCode.MALFORMED, f"The message cannot be read: {type(error).__name__}.") from error
    if kind == "multipart/encrypted" or b"smime-type=enveloped-data" in body[:20_000].lower():
        raise Unreadable(RejectionCode.ENCRYPTED, "The message is encrypted.")
    return message


# The standard library's parser of heads raises these, and more, on heads that no mail program writes.
BROKEN: Final = (email.errors.MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError)


def _header(message: EmailMessage, name: str) -> str:
    """A line of the head, its encoded words decoded; empty when it is not there or broken beyond reading."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if len(raw) > _LONGEST_HEADER:
        return ""
    try:
        return str(message.get(name, ""))
    except BROKEN:
        return ""


def _claims(message: EmailMessage) -> Iterator[Claim]:
    yield from claim(ClaimField.TITLE, _ANSWER.sub("", _header(message, "Subject"), count=1), Origin.META, "Subject")
    yield from claim(ClaimField.AUTHOR, _sender(message), Origin.META, "From")
    yield from claim(ClaimField.LANGUAGE, _header(message, "Content-Language"), Origin.META, "Content-Language")
    try:
        sent = parsedate_to_datetime(_header(message, "Date"))
    except (ValueError, TypeError, IndexError, OverflowError):
        return
    yield from claim(ClaimField.PUBLISHED, sent.isoformat(), Origin.META, "Date")


def _sender(message: EmailMessage) -> str:
    """The sender's name; an address alone names nobody."""
    if not _header(message, "From"):
        return ""
    try:
        return next((one.display_name for one in message["From"].addresses if one.display_name), "")
    except BROKEN:
        return ""


def _bodies(message: EmailMessage) -> dict[str, bytes]:
    """The first body of each kind that is no attachment; an alternative's parts say the same."""
    found: dict[str, bytes] = {}
    for number, part in enumerate(_parts(message)):
        if number > MOST_PARTS:
            raise Unreadable(RejectionCode.MALFORMED, f"The message has more than {MOST_PARTS} parts.")
        kind = part.get_content_type()
        if kind in _KINDS and kind not in found and not any(attached_name(part)):
            found[kind] = _content(part, kind)
    return found


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """All parts, but not those of messages that are attached."""
    waiting: list[EmailMessage] = [message]
    while waiting:
        part = waiting.pop()
        yield part
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting += (one for one in reversed(payload) if isinstance(one, EmailMessage))


def attached_name(part: EmailMessage) -> tuple[str | None, bool]:
    """The file name of a part, and whether it is called an attachment; what cannot be told is one."""
    try:
        return part.get_filename() or None, part.get_content_disposition() == "attachment"
    except BROKEN:
        return None, True


def _content(part: EmailMessage, kind: str) -> bytes:
    """The bytes of a part, a text as UTF-8; its charset is a hint that may be wrong."""
    try:
        payload = part.get_payload(decode=True)
        label = part.get_content_charset()
    except BROKEN as error:
        raise Unreadable(RejectionCode.MALFORMED, "A part of the message cannot be decoded.") from error
    if not isinstance(payload, bytes):
        return b""
    if kind == "application/rtf" or (kind == "text/html" and label is None):
        return payload  # which may say it
    text, _ = decode(payload, label if label and _CHAR_SET.fullmatch(label) else None)
    return b"\xef\xbb\xbf" + text.encode("utf-8", "replace")


def _best(plain: bytes, markup: bytes, rich: bytes) -> Parsed:
    """Plain text, unless it is a stub for the markup ("This message needs a program that shows HTML"); RTF at last."""
    text = parse_text(plain) if plain.strip(b"\xef\xbb\xbf \r\n\t") else None
    page = _page(markup) if markup.strip(b"\xef\xbb\xbf \r\n\t") else None
    if text is None and page is None and rich:
        return parse_rtf(rich)
    if text is None and page is None:
        raise Unreadable(RejectionCode.EMPTY, "The message has no body of text.")
    if page is None or (text is not None and len(text.text.split()) >= 0.8 * len(page.text.split())):
        return text or _page(markup)
    return page


def _page(markup: bytes) -> Parsed:
    """The article of a page; a message of a few lines is all text."""
    try:
        parsed = parse_html(markup)
    except Unreadable:
        return make_prose(text_passages(decode(markup)[0]), media_type="text/html")
    return replace(parsed, claims=tuple(one for one in parsed.claims if one.origin is not Origin.META))
