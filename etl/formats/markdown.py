r"""Markdown (CommonMark 0.31): front matter as claims, the rest as passages.

    parse_markdown(b"---\ntitle: Rain\n---\nIt *rained* all day.").text    # "It rained all day."

Code, comments and pictures are not read. Front matter is read as lines of "key: value"; it is no YAML to us, whose
types and references nobody needs for a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt

from etl.formats.markup import text_passages
from etl.formats.prose import claim, make_prose
from etl.formats.text import decode
from etl.records import Claim, ClaimField, Origin, Parsed

MEDIA_TYPE: Final = "text/markdown"
_FRONT = re.compile(r"\ufeff?\s*(-{3}|\+{3})[ \t]*\r?\n(.{0,20000}?)^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"^[\"']?([A-Za-z_-]{2,30})[\"']?[ \t]*[:=][ \t]*(.*)$", re.MULTILINE)
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
_CODE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
# The names that static site generators use (Jekyll, Hugo, Eleventy, Pelican).
_FIELDS: Final = {
    "title": ClaimField.TITLE,
    "headline": ClaimField.TITLE,
    "author": ClaimField.AUTHOR,
    "authors": ClaimField.AUTHOR,
    "byline": ClaimField.AUTHOR,
    "date": ClaimField.PUBLISHED,
    "published": ClaimField.PUBLISHED,
    "pubdate": ClaimField.PUBLISHED,
    "publishdate": ClaimField.PUBLISHED,
    "modified": ClaimField.MODIFIED,
    "updated": ClaimField.MODIFIED,
    "lastmod": ClaimField.MODIFIED,
    "publisher": ClaimField.PUBLISHER,
    "publication": ClaimField.PUBLISHER,
    "url": ClaimField.URL,
    "canonical": ClaimField.URL,
    "canonical_url": ClaimField.URL,
    "source_url": ClaimField.URL,
    "lang": ClaimField.LANGUAGE,
    "language": ClaimField.LANGUAGE,
    "section": ClaimField.SECTION,
    "category": ClaimField.SECTION,
}


def parse_markdown(body: bytes) -> Parsed:
    """The text of a Markdown document, and what its front matter claims (origin META).

    Raises:
        Unreadable: EMPTY without text.
    """
    text, charset = decode(body)
    front = _FRONT.match(text)
    claims = list(_claims(front[2])) if front else []
    # At most 20 levels of nesting are told apart; what is deeper is text. HTML is read as what it shows.
    markup = MarkdownIt("commonmark", {"maxNesting": 20}).render(text[front.end() :] if front else text)
    passages = text_passages(_CODE.sub("", markup)) if markup.strip() else []
    return make_prose(passages, media_type=MEDIA_TYPE, charset=charset, claims=claims)


def _claims(front: str) -> Iterator[Claim]:
    for pair in _PAIR.finditer(front):
        field = _FIELDS.get(pair[1].lower())
        if field is not None:
            for value in _values(pair[2], front, pair.end()):
                yield from claim(field, value, Origin.META, f"front.{pair[1]}")


def _values(value: str, front: str, end: int) -> Iterator[str]:
    """One value, those of a list in brackets, or those of the lines below that begin with a dash."""
    value = value.strip()
    if not value:
        for line in front[end + 1 :].splitlines():
            item = _ITEM.fullmatch(line.rstrip())
            if item is None:
                return
            yield _unquoted(item[1])
    elif value.startswith("[") and value.endswith("]"):
        yield from (_unquoted(item) for item in value[1:-1].split(","))
    else:
        yield _unquoted(value)


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].replace("''", "'").replace('\\"', '"')
    return re.sub(r"\s+#.*$", "", value)
