"""How a document that holds others is taken apart: an export of articles, a mail with what is attached to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from etl.errors import Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A document inside of another."""

    name: str | None = None  # by which it is known there; None: it is counted
    body: bytes = b""
    failure: Unreadable | None = None  # why it cannot be had


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The way to take a kind of document apart."""

    parts: Callable[[bytes], Iterator[Part]]  # of the whole; none where it is one document only
    line: Callable[[bytes], Part] | None = None  # of a line, for a kind that may be written a line each
    stays: bool = False  # it is a document itself, its parts of any kind; else it is its parts, articles all


CutOf = Callable[[bytes], Cut | None]  # by the first bytes of a document
