"""What a reader of containers gives: members, and what of a container cannot be had.

    Member(name="a/b.html", content=stream)
    Refused(name="secret.txt", code=RejectionCode.ENCRYPTED, detail="It needs a password.")

Names are labels and nothing else: no path is ever made of one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from etl.errors import RejectionCode
from etl.sources.containers.streams import Readable

# As many characters as a web address may have that is stored.
LONGEST_LABEL: Final = 2048
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One member, whose content is to be read before the next one is asked for."""

    name: str  # a label
    content: Readable
    url: str | None = None
    is_document: bool = False  # and no container, whatever it begins with
    wraps: bool = False  # it is all there is: the content of a compressed file


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A member that is set aside without reading it."""

    name: str
    code: RejectionCode
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The thing itself is a document: an office document that is packed like a container, a mail with attachments."""

    content: Readable
    is_file: bool  # the found file itself, and nothing within another


Item = Member | Refused | Whole


def file_label(name: str) -> str:
    r"""The label of a member that has a file name: no root, no step upwards, one kind of slash.

    >>> file_label("../../etc/passwd"), file_label("C:\\news\\a.txt"), file_label("/")
    ('etc/passwd', 'C:/news/a.txt', '_')
    """
    steps = [step for step in name.replace("\\", "/").split("/") if step not in {"", ".", ".."}]
    return label("/".join(steps))


def label(name: str) -> str:
    r"""A name that can be printed and stored: control characters as `\xNN`, and not too long.

    >>> label("a\nb")
    'a\\x0ab'
    """
    shown = _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]):02x}", name)
    if len(shown) > LONGEST_LABEL:
        digest = hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()[:16]
        shown = f"{shown[: LONGEST_LABEL - 17]}~{digest}"
    return shown or "_"


def is_hidden(name: str) -> bool:
    """Whether a file name is one that no person put there: hidden files, and what macOS adds to archives."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in {"", ".", ".."}]
    return any(step.startswith(".") or step == "__MACOSX" for step in steps)
