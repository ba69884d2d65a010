"""What can go wrong, by what the caller should do about it.

    DatelineError
    ├── Unavailable    try again later      (the database is away, a server answers 503)
    ├── Unreadable     set this document aside and go on   (a rejection: stage, code, detail)
    └── Misconfigured  stop and tell the operator what to change

Only the pipeline, the command line and the flows catch them. This module holds no messages of its own and decides
nothing: each message is one plain sentence by whoever raises it.
"""

from __future__ import annotations

from enum import StrEnum


class RejectionCode(StrEnum):
    """The closed list of reasons for which a document is set aside."""

    EMPTY = "empty"  # no bytes, or no text once decoded
    TOO_LARGE = "too_large"  # over a named limit of `Settings`
    TIMEOUT = "timeout"  # a parser took longer than `Settings.parse_seconds`
    PARSER_CRASHED = "parser_crashed"  # the process that parsed it died
    UNSUPPORTED = "unsupported"  # the content is of no format that is read
    MALFORMED = "malformed"  # it claims a format and breaks its rules
    ENCRYPTED = "encrypted"  # it needs a password
    NEEDS_OCR = "needs_ocr"  # pages without a text layer
    NO_ARTICLE = "no_article"  # it was read, and there is no article text in it
    VANISHED = "vanished"  # it was found and could not be opened any more
    NOT_A_FILE = "not_a_file"  # a socket, a device, a broken link
    REFUSED_ADDRESS = "refused_address"  # neither http nor https, or a machine that is not of the public internet
    ROBOTS = "robots"  # the site's robots.txt does not allow it
    HTTP_ERROR = "http_error"  # the server's final answer holds no document: 403, a bad certificate, endless redirects
    FORGOTTEN = "forgotten"  # it was erased on purpose and must not come back
    INTERNAL = "internal"  # a defect of ours; the detail holds the traceback


class DatelineError(Exception):
    """Any error that this project raises on purpose; `locator` says which document, where there is one."""

    def __init__(self, message: str, *, locator: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.locator = locator


class Unavailable(DatelineError):
    """Something outside is away for the moment; the same call may succeed later."""


class Unreadable(DatelineError):
    """This document cannot be used; the run goes on without it."""

    def __init__(self, code: RejectionCode, message: str, *, locator: str | None = None) -> None:
        super().__init__(message, locator=locator)
        self.code = code

    def __reduce__(self) -> tuple[type[Unreadable], tuple[RejectionCode, str], dict[str, str | None]]:
        """It crosses from process to process as what it says; what else a subclass means ends there."""
        return Unreadable, (self.code, self.message), {"locator": self.locator}


class Misconfigured(DatelineError):
    """The run cannot go on before a person changes something; the message says what."""
