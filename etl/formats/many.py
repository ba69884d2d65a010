r"""Files that hold many articles, taken apart: lines of JSON, arrays of JSON, news messages, press-database exports.

    list(split_many(b'{"a": 1}\n{"a": 2}\n', "application/x-ndjson"))    # [("1.json", b'{"a": 1}'), ("2.json", ...)]

Each member is a document that `etl.formats.parse` reads; a member that cannot be read harms no other. Archives are the
business of another stage.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from etl.errors import RejectionCode, Unreadable
from etl.formats.json_article import holds_article, load_json
from etl.formats.newsml import split_items
from etl.formats.press_database import split_text
from etl.formats.text import decode

_BETWEEN = re.compile(r"[\s,]*")


def split_many(body: bytes, media_type: str) -> Iterator[tuple[str, bytes]]:
    """Name ("1.json", "2.json", ...) and bytes of each document in `body`; nothing when it is a single one.

    `media_type` is what `sniff` says. Lines of JSON are cut one by one, without a copy of the whole.

    Raises:
        Unreadable: MALFORMED when an array or a message breaks off; what came before it was already given.
    """
    match media_type:
        case "application/x-ndjson":
            yield from _lines(body)
        case "application/json":
            yield from _numbered(_objects(decode(body)[0]), "json")
        case "application/newsml+xml":
            yield from _numbered(split_items(body), "xml")
        case "text/plain":
            articles = split_text(decode(body)[0])
            if len(articles) > 1:
                yield from _numbered((article.encode("utf-8", "replace") for article in articles), "txt")
        case _:
            return


def _numbered(members: Iterator[bytes], ending: str) -> Iterator[tuple[str, bytes]]:
    for number, member in enumerate(members, start=1):
        yield f"{number}.{ending}", member


def _lines(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The lines that hold anything, by their number in the file."""
    position, number = 0, 0
    while position < len(body):
        end = body.find(b"\n", position)
        end = len(body) if end < 0 else end
        number += 1
        line = body[position:end].strip()
        if line:
            yield f"{number}.json", line
        position = end + 1


def _objects(text: str) -> Iterator[bytes]:
    """The objects of an array, or of the one list in an object that holds articles; nothing for one article alone."""
    text = text.removeprefix("\ufeff")
    start = _BETWEEN.match(text)
    position = start.end() if start else 0
    values = _elements(text, position + 1) if text[position : position + 1] == "[" else _listed(load_json(text))
    waiting = list(_first_two(values))
    if len(waiting) < 2 or not any(isinstance(value, Mapping) and holds_article(value) for value in waiting):
        return
    for value in waiting:
        yield json.dumps(value).encode("ascii")
    for value in values:
        yield json.dumps(value).encode("ascii")


def _first_two(values: Iterator[Any]) -> Iterator[Any]:
    for _ in range(2):
        value = next(values, None)
        if value is not None:
            yield value


def _elements(text: str, position: int) -> Iterator[Any]:
    """The elements of an array that begins before `position`, read one by one."""
    decoder = json.JSONDecoder(strict=False)
    while True:
        gap = _BETWEEN.match(text, position)
        position = gap.end() if gap else position
        if text[position : position + 1] == "]":
            return
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError) as error:
            raise Unreadable(RejectionCode.MALFORMED, f"The JSON array breaks off: {str(error)[:200]}") from error
        yield value


def _listed(value: Any) -> Iterator[Any]:
    """The members of the longest list of articles under a name: {"articles": [...]}, {"response": {"docs": [...]}}."""
    if not isinstance(value, Mapping) or holds_article(value):
        return
    for inner in (value, *(one for one in value.values() if isinstance(one, Mapping))):
        lists = [one for one in inner.values() if isinstance(one, list) and len(one) > 1]
        articles = [one for one in lists if any(isinstance(x, Mapping) and holds_article(x) for x in one[:2])]
        if articles:
            yield from max(articles, key=len)
            return
