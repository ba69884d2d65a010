r"""Documents that hold others: which they are by their first bytes, and who takes one apart.

    cut = cut_of(b'[{"title": "Rain", ...')
    list(cut.parts(body))                    # [Part(name="https://example.org/rain", body=b"{...}"), ...]

Exports are JSON (lines, arrays, a list in an object), news messages, and texts of press databases; each part is an
article that `etl.formats.parse` reads. Mails are documents themselves, with others attached. Nothing is judged but
whether there are several, and archives are the business of another stage.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from itertools import chain
from typing import Any, Final

from etl.errors import RejectionCode, Unreadable
from etl.formats.attachments import mail_parts, outlook_parts
from etl.formats.json_article import holds_article, identity, load_json
from etl.formats.json_list import Element, begin_of_list, elements
from etl.formats.newsml import split_items
from etl.formats.press_database import may_be_export, split_text
from etl.formats.signs import JSON, MAIL, NEWS_XML, OLE
from etl.formats.text import decode
from etl.records import Cut, Part

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def cut_of(head: bytes) -> Cut | None:
    """How to take apart what begins with `head`; None where that says that it is one document."""
    if head.startswith(OLE):
        return _OUTLOOK
    encoding = "utf-16" if head.startswith(_WIDE) else "latin-1"
    start = head[:8192].decode(encoding, "replace").lstrip("\ufeff\xef\xbb\xbf \t\r\n")
    if start.startswith("<"):
        return _NEWS if NEWS_XML.match(start) else None
    if JSON.match(start):
        return _JSON
    if MAIL.match(start):
        return _MAIL
    is_text = "\0" not in start
    return _TEXT if is_text and may_be_export(head.decode(encoding, "replace")) else None


def may_have_attachments(head: bytes) -> bool:
    """Whether what begins with `head` is a mail, which is a document itself and may have others in it."""
    return head.startswith(OLE) or MAIL.match(head[:8192].decode("latin-1").lstrip("\xef\xbb\xbf \t\r\n")) is not None


def _json_line(line: bytes) -> Part:
    try:
        value = load_json(decode(line)[0])
    except Unreadable as error:
        return Part(failure=error)
    if not isinstance(value, Mapping):
        return Part(failure=Unreadable(RejectionCode.MALFORMED, "The line is no JSON object."))
    return Part(name=identity(value), body=line)


def _json_parts(body: bytes) -> Iterator[Part]:
    """The elements of an array, or of the one list in an object that holds articles; none for one article alone."""
    text = decode(body)[0].removeprefix("\ufeff")
    start = len(text) - len(text.lstrip())
    values = elements(text, start + 1, is_sound=holds_article) if text.startswith("[", start) else _under_name(text)
    first = list(_beginning(values))
    if len(first) < 2 or not any(isinstance(one.value, Mapping) and holds_article(one.value) for one in first):
        return
    yield from map(_json_part, chain(first, values))


def _json_part(element: Element) -> Part:
    value = element.value
    name = identity(value) if isinstance(value, Mapping) else None
    return Part(name=name, body=element.written.encode("utf-8", "replace"), failure=element.failure)


def _beginning(values: Iterator[Element]) -> Iterator[Element]:
    """The first elements, to the second that can be read."""
    readable = 0
    while readable < 2 and (one := next(values, None)) is not None:
        readable += one.failure is None
        yield one


def _under_name(text: str) -> Iterator[Element]:
    """The elements of a list under a name, also where some of them are broken and the whole cannot be read."""
    try:
        value = load_json(text)
    except Unreadable:
        if (position := begin_of_list(text, is_sound=holds_article)) < 0:
            raise
        return elements(text, position, is_sound=holds_article)
    return _listed(value)


def _listed(value: Any) -> Iterator[Element]:
    """The members of the longest list of articles under a name: {"articles": [...]}, {"response": {"docs": [...]}}."""
    if not isinstance(value, Mapping):
        return
    places = (value, *(one for one in value.values() if isinstance(one, Mapping)))
    lists = [one for place in places for one in place.values() if isinstance(one, list) and len(one) > 1]
    articles = [one for one in lists if any(isinstance(x, Mapping) and holds_article(x) for x in one[:2])]
    if articles and not holds_article(value):
        yield from (Element(value=one, written=json.dumps(one)) for one in max(articles, key=len))


def _text_parts(body: bytes) -> Iterator[Part]:
    articles = split_text(decode(body)[0])
    if len(articles) > 1:
        yield from (Part(body=article.encode("utf-8", "replace")) for article in articles)


def _all_or_none(parts: Callable[[bytes], Iterator[Part]], body: bytes) -> Iterator[Part]:
    """The parts; none of a document that breaks before the first of them, for whoever parses it says why.

    Raises:
        Unreadable: as `parts`, behind the first.
    """
    found = parts(body)
    try:
        first = next(found, None)
    except Unreadable:
        return
    if first is not None:
        yield first
        yield from found


def _attached(parts: Callable[[bytes], Iterator[Part]], body: bytes) -> Iterator[Part]:
    """What is attached; of a mail that is broken what comes before, for whoever parses the mail says that it is."""
    with suppress(Unreadable):
        yield from parts(body)


_JSON: Final = Cut(parts=partial(_all_or_none, _json_parts), line=_json_line)
_NEWS: Final = Cut(parts=partial(_all_or_none, split_items))
_TEXT: Final = Cut(parts=_text_parts)
_MAIL: Final = Cut(parts=partial(_attached, mail_parts), stays=True)
_OUTLOOK: Final = Cut(parts=partial(_attached, outlook_parts), stays=True)
