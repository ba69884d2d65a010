"""Hyphens at the ends of lines: whether the word keeps its hyphen when the line ends go.

    evidence = read_evidence(text)
    joint("well-", "known", evidence)    # ("", "") keeps it; ("-", "") would drop it

The document is its own dictionary: how it writes the word elsewhere decides, then digits, capitals and the first part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from etl.clean.vocabulary import words

_WORD = re.compile(r"\w+(?:[-‐]\w+)*")
_FIRST = re.compile(r"\w+(?:[-‐]\w+)*")
_LAST = re.compile(r"([\w-]*\w)[-‐\u00ad]$")
SOFT = "\u00ad"
PRINTED = "\u2010"  # what typesetters that tell them apart print for a hyphen they added


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How a document writes its words and what its hyphens mean."""

    written: frozenset[str]  # every word inside a line, folded, hyphens kept
    printed_is_added: bool  # U+2010 stands at ends of lines only
    added_differs: bool  # added hyphens have a character of their own, so "-" at a line's end belongs to the word


def read_evidence(lines: Iterable[str]) -> Evidence:
    """What the lines of a document say about its hyphens."""
    written: set[str] = set()
    at_end = inside = False
    for line in lines:
        words_here = _WORD.findall(line.casefold())
        written.update(words_here[:-1] if line.endswith(("-", PRINTED, SOFT)) else words_here)
        at_end = at_end or line.endswith((PRINTED, SOFT))
        inside = inside or PRINTED in line[:-1]
    return Evidence(written=frozenset(written), printed_is_added=not inside, added_differs=at_end and not inside)


def hyphen_joint(before: str, after: str, evidence: Evidence) -> tuple[str, str] | None:
    """(what to drop of the line's end, what to put between), or None when `before` ends in no hyphen of a word."""
    last = _LAST.search(before[-80:])
    first = _FIRST.match(after[:80])
    if last is None or first is None:
        return None
    hyphen, left, right = before[-1], last.group(1), first.group()
    if right.casefold() in words("suspended"):
        return "", " "  # "Ein- und Ausgang"
    if hyphen == SOFT or (hyphen == PRINTED and evidence.printed_is_added):
        return hyphen, ""
    return ("", "") if _belongs(left, right, evidence) else (hyphen, "")


def _belongs(left: str, right: str, evidence: Evidence) -> bool:
    """Whether the hyphen is part of the word."""
    if left[-1].isdigit() or right[0].isdigit() or evidence.added_differs:
        return True
    joined, hyphened = (left + right).casefold(), f"{left}-{right}".casefold()
    if joined in evidence.written or hyphened in evidence.written:
        return joined not in evidence.written
    if right[0].isupper():
        return not (left.isupper() and right.isupper())
    if left.casefold() in words("compound_first"):
        return True
    parts = {left.casefold(), right.casefold()}
    return parts <= evidence.written and min(len(left), len(right)) >= 4
