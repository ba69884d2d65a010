"""One article as JSON: schema.org NewsArticle, news-please, Fundus, ninjs 1 to 3, and exports with similar names.

    parse_json(b'{"title": "Rain", "maintext": "It rained all day."}').text

The names are rows of `data/articles.toml`. Files of many articles are taken apart before, as
`etl.formats.many` says.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from etl.errors import RejectionCode, Unreadable
from etl.formats.markup import text_passages
from etl.formats.prose import Passage, claim, make_prose, passage
from etl.formats.structured import article_claims, article_paragraphs
from etl.formats.text import decode
from etl.records import BlockKind, Claim, ClaimField, Origin, Parsed

MEDIA_TYPE: Final = "application/json"
# A node is a JSON object; JSON has no narrower type.
Node = Mapping[str, Any]

_INSIDE: Final = ("name", "value", "title", "literal", "uri", "url")
_MOST: Final = 100  # authors, headlines or bodies of one article
_SHORTEST_TEXT: Final = 20  # characters; "text" also names types and labels


class _Names(NamedTuple):
    """The names of one property in JSON, best first."""

    field: ClaimField | None  # None for the text
    names: tuple[str, ...]


def parse_json(body: bytes) -> Parsed:
    """The text and claims of an article in JSON (origin JSON_LD for schema.org, META for others).

    Raises:
        Unreadable: MALFORMED when it is no JSON, NO_ARTICLE when no text of an article is found in it, UNSUPPORTED when
            it holds several articles.
    """
    text, charset = decode(body)
    node = article_node(load_json(text))
    if node is None:
        raise Unreadable(RejectionCode.NO_ARTICLE, "The JSON data holds no text of an article.")
    if "@type" in node or "@graph" in node:
        return _linked(node, charset)
    claims = [one for names in _names() if names.field is not None for one in _claims(node, names)]
    return make_prose(_body(node), media_type=MEDIA_TYPE, charset=charset, claims=claims)


def load_json(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        Unreadable: MALFORMED when it is none, or nested too deep to be read.
    """
    try:
        return json.loads(text.removeprefix("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(RejectionCode.MALFORMED, f"The JSON cannot be read: {str(error)[:200]}") from error


def article_node(value: Any) -> Node | None:
    """The object that holds the article: the value itself, or what it wraps.

    Raises:
        Unreadable: UNSUPPORTED when there are several articles.
    """
    for _ in range(4):  # {"response": {"articles": [{...}]}}
        if isinstance(value, Mapping) and holds_article(value):
            return value
        inner = list(value.values()) if isinstance(value, Mapping) else value if isinstance(value, list) else []
        found = [one for one in inner if isinstance(one, Mapping) and holds_article(one)]
        if len(found) > 1:
            raise Unreadable(RejectionCode.UNSUPPORTED, f"The JSON data holds {len(found)} articles in one document.")
        nested = [one for one in inner if isinstance(one, Mapping | list)]
        value = found[0] if found else nested[0] if len(nested) == 1 else None
    return None


def holds_article(node: Node) -> bool:
    """Whether an object holds the text of an article."""
    if "@graph" in node or "articleBody" in node:
        return bool(article_paragraphs([json.dumps(node)])) or bool(_body(node))
    return bool(_body(node))


def _linked(node: Node, charset: str) -> Parsed:
    script = [json.dumps(node)]
    passages = [one for text in article_paragraphs(script) for one in text_passages(text)] or _body(node)
    claims = [one for said in article_claims(script) for one in claim(said.field, said.text, said.origin, said.detail)]
    return make_prose(passages, media_type=MEDIA_TYPE, charset=charset, claims=claims)


def _vocabulary() -> dict[str, Any]:
    return tomllib.loads(files("etl.formats").joinpath("data", "articles.toml").read_text(encoding="utf-8"))


@cache
def _names() -> tuple[_Names, ...]:
    return tuple(
        _Names(ClaimField(row["field"]) if row["field"] else None, tuple(row["names"]))
        for row in _vocabulary().values()
        if "field" in row
    )


@cache
def _identities() -> tuple[str, ...]:
    return tuple(_vocabulary()["identity"]["names"])


def identity(node: Node) -> str | None:
    """By what an article is known in its export: its address, or what its newsroom's system calls it."""
    properties = _folded(node)
    said = (properties.get(name) for name in _identities())
    return next((str(one).strip() for one in said if isinstance(one, str | int) and str(one).strip()), None)


def _folded(node: Node) -> dict[str, Any]:
    """The properties by their names in lower case without marks, those of Fundus' "html" included."""
    inner = node.get("html")
    everything = {**inner, **node} if isinstance(inner, Mapping) else node
    return {str(key).lower().replace("_", "").replace("-", "").replace(":", ""): everything[key] for key in everything}


def _claims(node: Node, names: _Names) -> Iterator[Claim]:
    properties = _folded(node)
    for name in names.names:
        texts = list(_texts(properties.get(name)))
        if texts and names.field is not None:
            only = texts if names.field is ClaimField.AUTHOR else texts[:1]
            for text in only:
                yield from claim(names.field, text, Origin.META, name)
            return


def _texts(value: Any) -> Iterator[str]:
    """The texts of a property: a text, that of an object, or those of a list; ninjs' main headline first."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (value[key] for key in _INSIDE if isinstance(value.get(key), str))
    elif isinstance(value, list):
        items = sorted(value[:_MOST], key=lambda item: isinstance(item, Mapping) and item.get("role") != "main")
        for item in items:
            yield from (text for text in [next(_texts(item), "")] if not isinstance(item, list) and text)


def _body(node: Node) -> list[Passage]:
    """The passages of the text, by the first name that holds any."""
    names = next(row.names for row in _names() if row.field is None)
    properties = _folded(node)
    for name in names:
        passages = _passages(properties.get(name))
        if sum(len(one.text) for one in passages) >= _SHORTEST_TEXT:
            return passages
    return []


def _passages(value: Any) -> list[Passage]:
    """The passages of a text, with or without markup, of a list of them, or of sections (Fundus)."""
    if isinstance(value, str):
        return text_passages(value)
    if isinstance(value, Mapping) and "sections" in value:
        return [one for part in _parts(value) for one in part]
    if isinstance(value, Mapping):
        return text_passages(next((t for key in ("value", "html", "text") if isinstance(t := value.get(key), str)), ""))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return [one for item in value for one in text_passages(item)]
    if isinstance(value, list):  # the same text in several types (ninjs): the fullest
        bodies = (_passages(item) for item in value[:_MOST] if isinstance(item, Mapping))
        return max(bodies, key=lambda body: sum(len(one.text) for one in body), default=[])
    return []


def _parts(body: Node) -> Iterator[list[Passage]]:
    """Summary and sections of a Fundus body."""
    yield _lines(body.get("summary"), BlockKind.PARAGRAPH)
    sections = body.get("sections")
    for section in sections if isinstance(sections, list) else []:
        if isinstance(section, Mapping):
            yield _lines(section.get("headline"), BlockKind.HEADING)
            yield _lines(section.get("paragraphs"), BlockKind.PARAGRAPH)


def _lines(value: Any, kind: BlockKind) -> list[Passage]:
    lines = value if isinstance(value, list) else [value]
    return [passage(kind, [(line, False)]) for line in lines if isinstance(line, str)]
