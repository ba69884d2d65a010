"""What is attached to a mail, each as a document of its own: files, and other mails.

    [part.name for part in mail_parts(body)]    # ["report.pdf", "Fwd.eml"]

Pictures that the text shows, signatures, visiting cards and reports of delivery are no documents. The text of the mail
is read by `etl.formats.mail`; what an attachment holds is not looked at.
"""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Final

from etl.errors import RejectionCode, Unreadable
from etl.formats.mail import BROKEN, MOST_PARTS, attached_name, read_mail
from etl.formats.outlook import read_outlook
from etl.records import Part

# Without one of them in it a mail has nothing attached, and need not be taken apart to know it.
_ATTACHED = re.compile(rb"name\*?(?:\d\*?)?\s?=|\battachment\b|message/rfc822", re.IGNORECASE)
# Signatures, keys and visiting cards, which programs add; RFC 1847, RFC 8551, RFC 3156, RFC 6350.
_NO_DOCUMENTS: Final = frozenset(
    {
        "application/pgp-signature",
        "application/pgp-keys",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/vcard",
        "text/x-vcard",
    }
)
# Their parts belong to the text, or tell machines about delivery, unless they are called attachments. RFC 2387, 6522.
_ONE_DOCUMENT: Final = frozenset({"multipart/related", "multipart/report"})
# A mail inside of a mail goes out with the lines it came with.
_AS_WRITTEN = email.policy.default.clone(refold_source="none", linesep="\r\n")


def mail_parts(body: bytes) -> Iterator[Part]:
    """The attachments of a mail, in their order.

    Raises:
        Unreadable: as `read_mail`.
    """
    if _ATTACHED.search(body):
        yield from _attached(read_mail(body))


def outlook_parts(body: bytes) -> Iterator[Part]:
    """The attachments of an Outlook message; none of any other document in such a file.

    Raises:
        Unreadable: as `read_outlook`.
    """
    message = read_outlook(body)
    if message is not None:
        yield from _attached(message)


def _attached(message: EmailMessage) -> Iterator[Part]:
    waiting = [(message, False)]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part, belongs = waiting.pop()
        try:
            inner = [one for one in _inside(part) if isinstance(one, EmailMessage)]
            if part.get_content_maintype() == "multipart":
                belongs |= part.get_content_type() in _ONE_DOCUMENT
                waiting += ((one, belongs) for one in reversed(inner))
            elif _is_document(part, belongs=belongs):
                yield _part(part, inner)
        except BROKEN as error:
            said = f"A part of the message cannot be decoded ({type(error).__name__})."
            yield Part(failure=Unreadable(RejectionCode.MALFORMED, said))


def _inside(part: EmailMessage) -> list[object]:
    payload = part.get_payload()
    return list(payload) if isinstance(payload, list) else []


def _is_document(part: EmailMessage, *, belongs: bool) -> bool:
    """A file or a mail that is attached; a picture only when the mail does not show it."""
    kind = part.get_content_type()
    name, is_attached = attached_name(part)
    if kind == "message/rfc822":
        return is_attached or not belongs
    if kind in _NO_DOCUMENTS or part.get_content_maintype() == "message":
        return False
    if part.get_content_maintype() == "image":
        return is_attached and "Content-ID" not in part
    return is_attached or (name is not None and not belongs)


def _part(part: EmailMessage, inner: list[EmailMessage]) -> Part:
    name, _ = attached_name(part)
    if part.get_content_type() == "message/rfc822":
        return Part(name=name, body=inner[0].as_bytes(policy=_AS_WRITTEN) if inner else b"")
    payload = part.get_payload(decode=True)
    return Part(name=name, body=payload if isinstance(payload, bytes) else b"")
