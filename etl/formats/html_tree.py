"""Web page markup as a tree that other code can walk without harm.

    >>> page_tree("<p>One<p>Two").xpath("string(//p[2])")
    'Two'

It removes what no reader sees and what makes parsers fail (control characters, nesting thousands deep). It judges
nothing: which part of the page is the article is decided in `etl.formats.html_body`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from etl.errors import RejectionCode, Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# libxml2 gives up at 2048 levels even when told that trees may be huge, and walking code recurses; no page that a
# person wrote comes near this.
MAX_DEPTH: Final = 200

_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9A-Fa-f]{1,8})|0*([0-9]{1,10}));?")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_NESTING_TAG = re.compile(
    r"<(/?)(div|span|section|article|main|ul|ol|li|dl|blockquote|table|tbody|tr|td|font|b|i|em|strong|a|p|center)\b[^<>]*>",
    re.IGNORECASE,
)


def page_tree(markup: str) -> HtmlElement:
    """The root element of a page. Raises Unreadable(NO_ARTICLE) when there is no element at all in it."""
    markup = _without_controls(markup)
    root, too_deep = _parsed(markup)
    if too_deep:
        root, _ = _parsed(_flattened(markup))
    if root is None:
        raise Unreadable(RejectionCode.NO_ARTICLE, "The page holds no element.")
    return root


def _parsed(markup: str) -> tuple[HtmlElement | None, bool]:
    """The tree, and whether the parser gave up on its depth."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        root = document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, False
    return root, any("depth" in entry.message for entry in parser.error_log) or _is_deep(root)


def _is_deep(root: HtmlElement) -> bool:
    """Whether some element lies deeper than MAX_DEPTH; stops at the first."""
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            return True
    return False


def _flattened(markup: str) -> str:
    """The markup without the tags that open below MAX_DEPTH, and without the tags that close them."""
    depth = 0

    def keep_or_drop(match: re.Match[str]) -> str:
        nonlocal depth
        limit = MAX_DEPTH // 2  # room for the elements that are not counted here
        if match[1]:
            depth = max(depth - 1, 0)
            return match[0] if depth < limit else " "
        depth += 1
        return match[0] if depth <= limit else " "

    return _NESTING_TAG.sub(keep_or_drop, markup)


def _without_controls(markup: str) -> str:
    """The markup without control characters, bare or as references, which parsers refuse or cut the page at."""
    return _CONTROLS.sub("", _REFERENCE.sub(_reference, markup))


def _reference(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else int(match[2])
    if 0x80 <= code <= 0x9F:
        # HTML's rule (WHATWG, "numeric character reference end state"): these mean windows-1252.
        return bytes([code]).decode("windows-1252", "ignore")
    if code > 0x10FFFF or _CONTROLS.match(chr(code)):
        return ""
    return match[0]
