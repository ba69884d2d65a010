"""Web page markup as a tree that other code can walk without harm.

    >>> page_tree("<p>One<p>Two").xpath("string(//p[2])")
    'Two'

It removes what no reader sees and what makes parsers fail (control characters, nesting thousands deep). It judges
nothing: which part of the page is the article is decided in `etl.formats.html_body`.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING, Final

from etl.errors import RejectionCode, Unreadable

if TYPE_CHECKING:
    from lxml.etree import ElementDefaultClassLookup, XPath
    from lxml.html import HtmlElement

# libxml2 gives up at 2048 levels even when told that trees may be huge, and walking code recurses; no page that a
# person wrote comes near this.
MAX_DEPTH: Final = 200

_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9A-Fa-f]{1,8})|0*([0-9]{1,10}));?")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# The same in UTF-8, where surrogates cannot be: single bytes, and the sequences of the others.
_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - {*b"\t\n\r"})
_NO_CHARACTERS = re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")
_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]{0,40})[^<>]*>")
# Elements without content, or that end where the next of their kind begins: they do not nest.
_UNCOUNTED = {
    "p",
    "li",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "option",
    "area",
    "base",
    "br",
    "col",
    "embed",
} | {*("hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "script", "style", "title")}
# A tag with more characters than this holds thousands of attributes, which the parser compares pair by pair.
_LONG_TAG_CHARACTERS: Final = 20_000
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{_LONG_TAG_CHARACTERS},}}+>?")
_ATTRIBUTE = re.compile(r"""[\w:@.-]{1,80}(?:\s{0,5}=\s{0,5}(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?""")
MAX_ATTRIBUTES: Final = 200


def page_tree(markup: str) -> HtmlElement:
    """The root element of a page. Raises Unreadable(NO_ARTICLE) when there is no element at all in it."""
    body = _without_long_tags(_without_controls(markup))
    root, too_deep = _parsed(body)
    if too_deep:
        root, _ = _parsed(_flattened(body.decode()).encode())
    if root is None:
        raise Unreadable(RejectionCode.NO_ARTICLE, "The page holds no element.")
    return root


def _parsed(body: bytes) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether the parser gave up on its depth."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(_html_elements())
    try:
        root = document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, False
    return root, any("depth" in entry.message for entry in parser.error_log) or _is_deep(root)


@functools.cache
def _html_elements() -> ElementDefaultClassLookup:
    """Every element an HtmlElement; lxml.html's own table is asked in Python each time an element is touched."""
    from lxml import etree
    from lxml.html import HtmlElement

    return etree.ElementDefaultClassLookup(element=HtmlElement)


def _is_deep(root: HtmlElement) -> bool:
    """Whether some element lies deeper than MAX_DEPTH."""
    return bool(_deep_path()(root))


@functools.cache
def _deep_path() -> XPath:
    from lxml import etree

    return etree.XPath(f"boolean({'/*' * MAX_DEPTH})")


def _flattened(markup: str) -> str:
    """The markup without the tags that open below MAX_DEPTH, and without the tags that close them."""
    depth = 0

    def keep_or_drop(match: re.Match[str]) -> str:
        nonlocal depth
        if match[2].lower() in _UNCOUNTED:
            return match[0]
        limit = MAX_DEPTH // 2  # room for the elements that are not counted here
        if match[1]:
            depth = max(depth - 1, 0)
            return match[0] if depth < limit else " "
        depth += 1
        return match[0] if depth <= limit else " "

    return _TAG.sub(keep_or_drop, markup)


def _without_long_tags(body: bytes) -> bytes:
    """The page with what is needed of its long tags, of which hardly any page has one."""
    long = [part for part in body.split(b"<") if len(part) > _LONG_TAG_CHARACTERS]
    if all(b">" in part[:_LONG_TAG_CHARACTERS] for part in long):
        return body
    return _LONG_TAG.sub(_with_few_attributes, body.decode()).encode()


def _with_few_attributes(match: re.Match[str]) -> str:
    """A long tag with its name and first attributes."""
    pieces = itertools.islice(_ATTRIBUTE.finditer(match[0]), MAX_ATTRIBUTES)
    return f"<{' '.join(piece[0] for piece in pieces)}>"


def _without_controls(markup: str) -> bytes:
    """The markup in UTF-8 without controls, bare or as references, which parsers refuse or cut the page at."""
    body = _REFERENCE.sub(_reference, markup).encode("utf-8", "ignore")
    return _NO_CHARACTERS.sub(b"", body.translate(None, _CONTROL_BYTES))


def _reference(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    if 0x80 <= code <= 0x9F:
        # HTML's rule (WHATWG, "numeric character reference end state"): these mean windows-1252.
        return bytes([code]).decode("windows-1252", "ignore")
    if code > 0x10FFFF or _CONTROLS.match(chr(code)):
        return ""
    return match[0]
