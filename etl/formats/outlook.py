"""Outlook messages (MSG, [MS-OXMSG]) as mails: the same heads, text, markup, attachments, and mails within.

    read_outlook(body)["Subject"]    # "Rain"

A message is read out of the compound file by olefile and given in the form of `email`, so that what is told of a mail
is told of it too. A body that is there in compressed RTF only becomes one in RTF.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from typing import Final

import olefile

from etl.errors import RejectionCode, Unreadable
from etl.formats.mail import parse_message
from etl.formats.rtf_compressed import decompress
from etl.formats.text import decode
from etl.records import Parsed

MEDIA_TYPE: Final = "application/vnd.ms-outlook"
_PROPERTIES: Final = "__properties_version1.0"
_ATTACHMENT: Final = "__attach_version1.0_"
_MESSAGE_INSIDE: Final = "__substg1.0_3701000D"
# Sizes of what stands before the properties of each, and of one: type, number, flags, value. [MS-OXMSG] 2.4
_HEADER, _INNER_HEADER, _ATTACHMENT_HEADER, _ENTRY = 32, 24, 8, struct.Struct("<HHI8s")
_DEEPEST: Final = 10  # messages in messages
_MOST_STREAMS: Final = 20_000
_BROKEN: Final = (OSError, ValueError, struct.error, LookupError, TypeError, AttributeError, OverflowError)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,255}", re.ASCII)  # Exchange has names of another kind
_MEDIA_TYPE = re.compile(r"(application|audio|image|text|video)/([a-z0-9.+-]{1,100})", re.IGNORECASE)
# Property ids of [MS-OXPROPS].
_CLASS, _SUBJECT, _BODY, _RTF, _HTML = 0x001A, 0x0037, 0x1000, 0x1009, 0x1013
_SENDER, _SENDER_SMTP, _SENDER_ADDRESS = 0x0C1A, 0x5D01, 0x0C1F
_SUBMITTED, _DELIVERED = 0x0039, 0x0E06
_DATA, _LONG_NAME, _SHORT_NAME, _MIME, _CONTENT_ID, _HIDDEN = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712, 0x7FFE
_MESSAGE_CODEPAGE, _INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
_CODEPAGES: Final = {65001: "utf-8", 28591: "iso-8859-1", 28592: "iso-8859-2", 20866: "koi8-r", 932: "shift_jis"}
_ENCRYPTED_CLASSES: Final = ("ipm.note.smime", "ipm.note.rpmsg.microsoft.irm")


def is_outlook(body: bytes) -> bool:
    """Whether a compound file may be a message: it names the list of a message's properties."""
    return _PROPERTIES.encode("utf-16-le") in body


def read_outlook(body: bytes) -> EmailMessage | None:
    """A message as a mail; None where the file is none.

    Raises:
        Unreadable: MALFORMED for a damaged file, ENCRYPTED, TOO_LARGE.
    """
    if not is_outlook(body):
        return None
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as file:
            if not file.exists(_PROPERTIES):
                return None
            return _message(_Storage(_File(file, left=len(body)), "", header=_HEADER), depth=1)
    except (*_BROKEN, RecursionError) as error:
        said = f"The Outlook message is damaged ({type(error).__name__})."
        raise Unreadable(RejectionCode.MALFORMED, said) from error


def parse_outlook(body: bytes) -> Parsed:
    """The text of a message with the claims of its head.

    Raises:
        Unreadable: as `read_outlook` and `parse_message`; UNSUPPORTED where the file is no message.
    """
    message = read_outlook(body)
    if message is None:
        raise Unreadable(RejectionCode.UNSUPPORTED, "The content looks like an old Office document, which is not read.")
    return parse_message(message, media_type=MEDIA_TYPE)


class _File:
    """The compound file; all that is read of it is no more than the file has bytes, for streams may share them."""

    def __init__(self, file: olefile.OleFileIO, *, left: int) -> None:
        self._file = file
        self._left = left
        self.streams = {"/".join(path): path for path in file.listdir(streams=True, storages=False)}
        if len(self.streams) > _MOST_STREAMS:
            said = f"The Outlook message has more than {_MOST_STREAMS:,} streams."
            raise Unreadable(RejectionCode.TOO_LARGE, said)

    def read(self, name: str) -> bytes:
        """A stream; empty when it is not there."""
        if name not in self.streams:
            return b""
        self._left -= self._file.get_size(self.streams[name])
        if self._left < 0:
            raise Unreadable(RejectionCode.MALFORMED, "Parts of the Outlook message lie over one another.")
        with self._file.openstream(self.streams[name]) as stream:
            return bytes(stream.read())


class _Storage:
    """A message or an attachment: a folder of the file, and its properties."""

    def __init__(self, file: _File, folder: str, *, header: int) -> None:
        self._file = file
        self._folder = folder
        entries = file.read(f"{folder}{_PROPERTIES}")[header:]
        whole = len(entries) // _ENTRY.size * _ENTRY.size
        self._fixed = {number: value for _, number, _, value in _ENTRY.iter_unpack(entries[:whole])}
        self.codepage = _CODEPAGES.get(code := self.number(_MESSAGE_CODEPAGE)) or f"windows-{code}"

    def number(self, number: int) -> int:
        """A property that is a number; 0 when it is not there."""
        return int.from_bytes(self._fixed.get(number, b"")[:4], "little")

    def moment(self, number: int) -> datetime | None:
        """A property that is a time, in hundreds of nanoseconds since 1601."""
        ticks = int.from_bytes(self._fixed.get(number, b""), "little")
        return datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=ticks // 10) if ticks else None

    def binary(self, number: int) -> bytes:
        """A property that is bytes."""
        return self._file.read(f"{self._folder}__substg1.0_{number:04X}0102")

    def text(self, number: int) -> str:
        """A property that is text, in UTF-16 or in the message's code page."""
        stream = f"{self._folder}__substg1.0_{number:04X}"
        if wide := self._file.read(f"{stream}001F"):
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        return decode(self._file.read(f"{stream}001E"), self.codepage)[0].rstrip("\0")

    def line(self, *numbers: int) -> str:
        """The first of some texts that says anything, as one line."""
        return next((said for number in numbers if (said := _CONTROLS.sub(" ", self.text(number)).strip())), "")

    def attachments(self) -> Iterator[_Storage]:
        """The attachments, in their order."""
        begins = f"{self._folder}{_ATTACHMENT}"
        found = {name[: name.find("/", len(begins)) + 1] for name in self._file.streams if name.startswith(begins)}
        for folder in sorted(found - {""}):
            yield _Storage(self._file, folder, header=_ATTACHMENT_HEADER)

    def message(self) -> _Storage | None:
        """The message that an attachment is."""
        inside = f"{self._folder}{_MESSAGE_INSIDE}/"
        is_message = f"{inside}{_PROPERTIES}" in self._file.streams
        return _Storage(self._file, inside, header=_INNER_HEADER) if is_message else None


def _message(stored: _Storage, *, depth: int) -> EmailMessage:
    if depth > _DEEPEST:
        raise Unreadable(
            RejectionCode.TOO_LARGE, f"The Outlook message holds messages in messages, more than {_DEEPEST} deep."
        )
    if stored.line(_CLASS).lower() in _ENCRYPTED_CLASSES:
        raise Unreadable(RejectionCode.ENCRYPTED, "The message is encrypted.")
    message = EmailMessage()
    _add_head(message, stored)
    _add_text(message, stored)
    for number, attachment in enumerate(stored.attachments(), start=1):
        if number == 1:
            message.make_mixed(boundary=f"=_parts_{depth}")
        _add_attachment(message, attachment, depth=depth)
    return message


def _add_head(message: EmailMessage, stored: _Storage) -> None:
    name, address = stored.line(_SENDER), stored.line(_SENDER_SMTP, _SENDER_ADDRESS)
    message["Subject"] = stored.line(_SUBJECT)
    if name or address:
        message["From"] = formataddr((name, address if _ADDRESS.fullmatch(address) else "unknown@invalid"))
    if sent := stored.moment(_SUBMITTED) or stored.moment(_DELIVERED):
        message["Date"] = format_datetime(sent)


def _add_text(message: EmailMessage, stored: _Storage) -> None:
    """The text, and the markup that says the same; boundaries are fixed, so that a message has one form in bytes."""
    message.set_content(stored.text(_BODY), cte="base64")
    code = stored.number(_INTERNET_CODEPAGE)
    label = _CODEPAGES.get(code) or f"windows-{code}"
    markup = decode(stored.binary(_HTML), label)[0] or stored.text(_HTML)
    rich = stored.binary(_RTF)
    if rich and not markup.strip() and not stored.text(_BODY).strip():
        message.set_content(decompress(rich), maintype="application", subtype="rtf")
    elif markup.strip():
        message.make_alternative(boundary="=_forms")
        message.add_alternative(markup, subtype="html", cte="base64")


def _add_attachment(message: EmailMessage, stored: _Storage, *, depth: int) -> None:
    name = stored.line(_LONG_NAME, _SHORT_NAME) or None
    inner = stored.message()
    if inner is not None:
        message.add_attachment(_message(inner, depth=depth + 1), filename=name)
        return
    kind = _MEDIA_TYPE.fullmatch(stored.line(_MIME))
    shown = stored.line(_CONTENT_ID) or None
    message.add_attachment(
        stored.binary(_DATA),
        maintype=kind[1] if kind else "application",
        subtype=kind[2] if kind else "octet-stream",
        disposition="inline" if stored.number(_HIDDEN) else "attachment",
        filename=name,
        cid=f"<{shown.strip('<>')}>" if shown else None,
    )
