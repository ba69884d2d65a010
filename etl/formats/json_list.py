r"""The elements of a list in JSON, read one by one: one that is broken costs itself, and the next one is found again.

    elements('[{"text": 1}, {"text": oops}, {"text": 3}]', 1, is_sound=holds_article)    # sound, broken, sound
    begin_of_list('{"articles": [{"text": 1}, {"text": oops}]}', is_sound=...)           # 14

A broken element ends where its brackets close, or before the next sound one, whichever comes first. What an element
holds is judged by `is_sound` alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from etl.errors import RejectionCode, Unreadable

_DECODER: Final = json.JSONDecoder(strict=False)
_BETWEEN: Final = re.compile(r"[\s,]*")
# Strings as wholes, also one that never ends; brackets.
_TOKENS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_BARE: Final = re.compile(r'[^,\[\]{}"]+')
_DEPTHS: Final = {"{": 1, "[": 1, "}": -1, "]": -1}
_FOLLOWED: Final = re.compile(r"\s*[,\]]")
_NEXT: Final = re.compile(r',\s*(?=\{\s*")')
_LIST: Final = re.compile(r":\s*\[\s*(?=\{)")
# Behind the last element there is nothing but the ends of what is around it.
_LAST: Final = re.compile(r"\](?=[\s}]*\Z)")
_SHOWN: Final = 20  # characters before an error
_LISTS: Final = 10  # of a broken file, that are looked into
_LONG: Final = 200_000  # characters of an element, from which on its end is left to the decoder
_EFFORT: Final = 400_000_000  # characters that are looked at twice behind broken elements; less than a minute
_ERROR: Final = 50  # times faster than anything else the decoder counts the lines before an error

IsSound = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element: its value and how it is written, or why it cannot be read."""

    value: Any = None
    written: str = ""
    failure: Unreadable | None = None


def elements(text: str, position: int, *, is_sound: IsSound) -> Iterator[Element]:
    """The elements of the list that begins before `position`.

    Raises:
        Unreadable: MALFORMED, the list breaks off behind the elements given.
    """
    reader = _Reader(text, is_sound)
    number = 0
    while not text.startswith("]", position := _past(_BETWEEN, text, position)):
        number += 1
        try:
            value, end = reader.read(position)
            yield Element(value=value, written=text[position:end])
        except (ValueError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else type(error).__name__
            end = reader.end_of_broken(position)
            if end < 0:
                raise _malformed(f"The JSON array breaks off in its element {number}: {said}.") from error
            at = f" behind {reader.read_so_far(position, error)!r}"
            yield Element(failure=_malformed(f"Element {number} of the JSON array is broken{at}: {said}."))
        position = end


def begin_of_list(text: str, *, is_sound: IsSound) -> int:
    """Where the elements begin of the first list of sound objects under a name in a broken object; -1 where none is."""
    for found in islice(_LIST.finditer(text), _LISTS):
        beginning = text[: found.end()]
        around = _open_brackets(beginning)
        if "[" in around[:-1]:
            continue
        try:
            holder = _DECODER.decode(beginning + "]" + "}" * (len(around) - 1))
            listed = elements(text, found.end(), is_sound=is_sound)
            first = next((one.value for one in listed if one.failure is None), None)
        except (ValueError, RecursionError, Unreadable):
            continue
        if isinstance(first, Mapping) and is_sound(first) and not is_sound(holder):
            return found.end()
    return -1


@dataclass(slots=True)
class _Reader:
    """Reads elements, and finds the ends of broken ones with an effort that is limited."""

    text: str
    is_sound: IsSound
    left: int = _EFFORT

    def read(self, start: int) -> tuple[Any, int]:
        """The value that begins here, and its end.

        Raises:
            ValueError, RecursionError: it is broken. Where it is short a JSONDecodeError counts from `start`.
        """
        end = self._closed(start)
        if end < 0 and len(self.text) > start + _LONG:
            self.left -= _LONG + len(self.text) // _ERROR
            return _DECODER.raw_decode(self.text, start)
        value, length = _DECODER.raw_decode(self.text[start : end if end >= 0 else None])
        return value, start + length

    def read_so_far(self, start: int, error: Exception) -> str:
        """The last characters before an error."""
        if not isinstance(error, json.JSONDecodeError):
            return self.text[start : start + _SHOWN]
        at = error.pos if error.doc is self.text else start + error.pos
        return self.text[max(start, at - _SHOWN) : at]

    def end_of_broken(self, start: int) -> int:
        """Where to go on behind an element that begins at `start` and cannot be read; -1: nowhere."""
        closed = self._closed(start)
        is_end = closed >= 0 and _FOLLOWED.match(self.text, closed)
        ends = [end for end in (closed if is_end else -1, self._next_sound(start + 1)) if end >= 0]
        if ends:
            return min(ends)
        last = _LAST.search(self.text, start)
        return last.start() if last and self.left > 0 else -1

    def _closed(self, start: int) -> int:
        """The end of an element by its brackets; -1 where they do not close, or it is long."""
        bare = _BARE.match(self.text, start)
        if bare:
            return bare.end()
        depth = 0
        for token in _TOKENS.finditer(self.text, start, start + _LONG):
            depth += _DEPTHS.get(token[0], 0)
            if depth <= 0:
                return token.end() if depth == 0 else -1
        return -1

    def _next_sound(self, position: int) -> int:
        """The next place where a sound object begins behind a comma."""
        for found in _NEXT.finditer(self.text, position):
            if self.left <= 0:
                break
            try:
                value, end = self.read(found.end())
                if self.is_sound(value):
                    return found.end()
            except (ValueError, RecursionError):
                end = found.end() + _LONG
            self.left -= end - found.start()
        return -1


def _past(pattern: re.Pattern[str], text: str, position: int) -> int:
    """The end of what a pattern matches here; -1 where it does not."""
    found = pattern.match(text, position)
    return found.end() if found else -1


def _open_brackets(text: str) -> list[str]:
    """The brackets that a text opens and does not close."""
    opened: list[str] = []
    for token in _TOKENS.findall(text):
        if token in {"{", "["}:
            opened.append(token)
        elif token in {"}", "]"} and opened:
            opened.pop()
    return opened


def _malformed(said: str) -> Unreadable:
    return Unreadable(RejectionCode.MALFORMED, said)
