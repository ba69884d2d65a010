"""JSON-LD blocks of a page, read for what they say about the page's own article (schema.org NewsArticle).

    >>> [claim.text for claim in article_claims(['{"@type": "NewsArticle", "headline": "Rain",}'])]
    ['Rain']

Broken JSON is repaired where the mistake is a common one. Teasers, comments, videos and products are passed over:
only one article is the page's own. Nothing is judged beyond that.
"""

from __future__ import annotations

import functools
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from etl.records import Claim, ClaimField, Origin
from etl.urls import canonical_url

# A node is a JSON object; JSON has no narrower type.
Node = Mapping[str, Any]

# Blocks of real pages stay under 300 kB; what is much longer is data for a script.
MAX_CHARACTERS: Final = 3_000_000
# Deeper than any vocabulary nests the article itself.
MAX_NODES: Final = 20_000

# schema.org types of a text of the press; all but the listed ones end in "Article".
_ARTICLE_TYPES = {
    "blogposting",
    "liveblogposting",
    "report",
    "socialmediaposting",
    "newsarticle",
    "opinion",
    "claimreview",
}
# What describes the page as a whole, when no article is described (Yoast writes dates and authors there).
_PAGE_TYPES = {"webpage", "itempage", "creativework", "aboutpage"}
# Properties that lead to the page's own article; any other leads to teasers, parts, comments or media.
_WAYS_IN = ("@graph", "mainEntity", "mainEntityOfPage", "@list", "itemReviewed")

_TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*+"?|/\*.*?\*/|<!--|-->|<!\[CDATA\[|\]\]>|(?m:^\s{0,20}//[^\n]*)|,\s*+(?=[}\]])', re.DOTALL
)
_BREAKS = re.compile(r"\n+|</?(?:p|div|br|h[1-6]|li)\b[^<>]{0,300}>", re.IGNORECASE)
_TAGS = re.compile(r"<[^<>]{1,300}>")


def article_claims(scripts: Iterable[str], *, addresses: Sequence[str] = (), titles: Sequence[str] = ()) -> list[Claim]:
    """The claims of the article described in the texts of `<script type="application/ld+json">`, best node first.

    `addresses` and `titles` (of the page, as far as known) tell the page's article from teasers, where several
    are described.
    """
    nodes = _described(tuple(scripts))
    named = {str(node["@id"]): node for node in nodes if "@id" in node and len(node) > 1}
    claims: dict[Claim, None] = {}
    for node in _own(nodes, addresses, titles):
        claims.update(dict.fromkeys(_node_claims(node, named)))
    return list(claims)


def article_paragraphs(
    scripts: Iterable[str], *, addresses: Sequence[str] = (), titles: Sequence[str] = ()
) -> list[str]:
    """The paragraphs of `articleBody`, for pages whose text a script would put in place; none when it is not given."""
    nodes = _described(tuple(scripts))
    bodies = [text for node in _own(nodes, addresses, titles) if isinstance(text := node.get("articleBody"), str)]
    lines = _BREAKS.split(html.unescape(max(bodies, key=len, default=""))[:MAX_CHARACTERS])
    return [text for line in lines if (text := " ".join(html.unescape(_TAGS.sub("", line)).split()))]


def described_types(scripts: Iterable[str]) -> list[frozenset[str]]:
    """The types, in lower case, of each thing that a page describes and that may be what it is about."""
    return [frozenset(types) for node in _described(tuple(scripts)) if (types := _types(node))]


@functools.lru_cache(maxsize=1)
def _described(scripts: tuple[str, ...]) -> Sequence[Node]:
    """The nodes of all scripts; kept for the page at hand, of which claims, types and text are asked one by one."""
    return [node for script in scripts for value in json_values(script) for node in _nodes(value)]


def is_article_type(name: str) -> bool:
    """Whether a schema.org type, in lower case, is that of a text of the press."""
    return name in _ARTICLE_TYPES or name.endswith("article")


def json_values(script: str) -> Iterator[Any]:
    """The JSON values of a script: one, as a rule; several when they are just put one after the other."""
    if len(script) > MAX_CHARACTERS:
        return
    decoder = json.JSONDecoder(strict=False)
    values = list(_values_of(script.strip(), decoder)) or list(_values_of(repaired(script), decoder))
    yield from values


def _values_of(text: str, decoder: json.JSONDecoder) -> Iterator[Any]:
    position = 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield value
        while position < len(text) and text[position] in " \t\r\n;,":
            position += 1


def repaired(script: str) -> str:
    """A script without comments, CDATA marks and trailing commas, and with its entities resolved.

    >>> repaired('/* by us */ {&quot;a&quot;: 1,}')
    '{"a": 1 }'
    """
    if '"' not in script and "&quot;" in script:
        script = html.unescape(script)
    return _TOKEN.sub(lambda match: match[0] if match[0].startswith('"') else " ", script).strip(" ;\n\r\t")


def _nodes(value: Any) -> Iterator[Node]:
    """The nodes of a value that may describe the page: not those inside lists of teasers, parts or comments."""
    waiting, seen = [value], 0
    while waiting and seen < MAX_NODES:
        item = waiting.pop()
        seen += 1
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, Mapping):
            yield item
            waiting.extend(item[key] for key in reversed(_WAYS_IN) if key in item)


def _types(node: Node) -> set[str]:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return {name.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for name in names if isinstance(name, str)}


def _is_article(node: Node) -> bool:
    return any(is_article_type(name) for name in _types(node))


def _own(nodes: Sequence[Node], addresses: Sequence[str], titles: Sequence[str]) -> list[Node]:
    """The nodes that describe this page's article: by its address, else by its headline, else the first."""
    articles = [node for node in nodes if _is_article(node)] or [node for node in nodes if _types(node) & _PAGE_TYPES]
    pages = {canonical_url(address) for address in addresses} - {None}
    by_address = [node for node in articles if pages & {canonical_url(text) for text in _addresses(node)}]
    by_headline = [node for node in articles if _said(node, "headline") in titles]
    return by_address or by_headline or articles[:1]


def _addresses(node: Node) -> list[str]:
    return [text for key in ("url", "mainEntityOfPage", "@id") for text in _texts(node.get(key), ("@id", "url"))]


def _said(node: Node, key: str) -> str | None:
    return next(iter(_texts(node.get(key), ("@value", "name"))), None)


def _texts(value: Any, inside: tuple[str, ...] = ("@value", "name", "@id")) -> list[str]:
    """The texts of a property: a text itself, or that of the first key in `inside`, or those of a list of such."""
    if isinstance(value, list):
        return [text for item in value[:100] for text in (_texts(item, inside) if not isinstance(item, list) else [])]
    if isinstance(value, Mapping):
        return next((found for key in inside if (found := _texts_flat(value.get(key)))), [])
    return _texts_flat(value)


def _texts_flat(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    cleaned = (
        plain(item) for item in items[:100] if isinstance(item, str | int | float) and not isinstance(item, bool)
    )
    return [text for text in cleaned if text]


def plain(text: object) -> str:
    """A text of structured data without the entities and tags that editors leave in it, white space folded."""
    once = html.unescape(str(text)[:5000])
    return " ".join(html.unescape(_TAGS.sub(" ", once) if "<" in once else once).split())


# Property, field: in the order of trust within a field.
_PROPERTIES = (
    ("headline", ClaimField.TITLE),
    ("name", ClaimField.TITLE),
    ("alternativeHeadline", ClaimField.TITLE),
    ("datePublished", ClaimField.PUBLISHED),
    ("dateCreated", ClaimField.PUBLISHED),
    ("uploadDate", ClaimField.PUBLISHED),
    ("dateModified", ClaimField.MODIFIED),
    ("inLanguage", ClaimField.LANGUAGE),
    ("articleSection", ClaimField.SECTION),
    ("dateline", ClaimField.DATELINE),
    ("url", ClaimField.URL),
)


def _node_claims(node: Node, named: Mapping[str, Node]) -> Iterator[Claim]:
    for key, field in _PROPERTIES:
        inside = ("@value", "alternateName", "name", "@id") if key == "inLanguage" else ("@value", "name", "@id")
        for text in _texts(node.get(key), inside):
            yield Claim(field=field, text=text, origin=Origin.JSON_LD, detail=key)
    for key in ("author", "creator"):
        yield from _people(node.get(key), named, key)
    for _, name in _agents(node.get("publisher"), named):
        yield Claim(field=ClaimField.PUBLISHER, text=name, origin=Origin.JSON_LD, detail="publisher")


def _people(value: Any, named: Mapping[str, Node], key: str) -> Iterator[Claim]:
    for kind, name in _agents(value, named):
        detail = f"{key}:{kind}" if kind else key
        yield Claim(field=ClaimField.AUTHOR, text=name, origin=Origin.JSON_LD, detail=detail)


def _agents(value: Any, named: Mapping[str, Node]) -> Iterator[tuple[str | None, str]]:
    """Type ("Person", "Organization", None when not said) and name of each agent of a property."""
    waiting = [value]
    for _ in range(200):
        if not waiting:
            return
        item = waiting.pop(0)
        if isinstance(item, list):
            waiting[:0] = item
        elif isinstance(item, Mapping) and "@list" in item:
            waiting.insert(0, item["@list"])
        elif isinstance(item, Mapping):
            yield from _agent(item if "name" in item else named.get(str(item.get("@id")), item), named)
        elif isinstance(item, str) and plain(item):
            yield None, plain(item)


def _agent(node: Node, named: Mapping[str, Node]) -> Iterator[tuple[str | None, str]]:
    types = _types(node)
    kind = "Person" if "person" in types else "Organization" if any("organization" in name for name in types) else None
    name = node.get("name")
    inner = name if isinstance(name, list) else [name]
    for item in inner[:50]:
        for text in _texts(item, ("@value", "name")):
            yield kind, text
    if name is None:
        parts = [part for key in ("givenName", "familyName") for part in _texts(node.get(key))]
        if parts:
            yield kind, " ".join(parts)
