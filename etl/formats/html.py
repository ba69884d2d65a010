"""A web page of a newspaper as text and claims.

    >>> page = b"<html><h1>Rain</h1><article><p>It rained all day in the valley, said the mayor.</p></article></html>"
    >>> parse_html(page).text
    'It rained all day in the valley, said the mayor.'

The text is the article's own; the claims are everything the page says about itself, each with where it stands. Nothing
is judged here: which claim is right is decided in `etl.normalize`. No script runs and nothing is fetched.
"""

from __future__ import annotations

import re
from typing import Final

from etl.errors import RejectionCode, Unreadable
from etl.formats.html_body import SHORTEST_TEXT, body_pieces
from etl.formats.html_claims import linked_data, page_claims, page_titles
from etl.formats.html_furniture import Piece, without_furniture
from etl.formats.html_purpose import page_signs, refusal
from etl.formats.html_tree import page_tree
from etl.formats.html_visible import find_headline
from etl.formats.structured import article_paragraphs
from etl.formats.text import decode
from etl.records import Block, BlockKind, Claim, ClaimField, Layout, Parsed

_CHARSET = re.compile(rb"<meta[^<>]{1,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)

# A text as short may be the beginning of one that a script would load.
SHORT_CHARACTERS: Final = 1500
# What is printed apart from the text, and is no part of it where it is repeated there.
_APART = frozenset({ClaimField.TITLE, ClaimField.AUTHOR, ClaimField.PUBLISHED, ClaimField.MODIFIED, ClaimField.SECTION})


def parse_html(body: bytes, *, url: str | None = None, charset: str | None = None) -> Parsed:
    """Read a page; `url` is where it was published and `charset` what the server said, when known.

    Raises Unreadable: EMPTY for no bytes, NO_ARTICLE when no text of an article is in it.
    """
    if not body.strip():
        raise Unreadable(RejectionCode.EMPTY, "The page has no content.")
    markup, charset = _decoded(body, charset)
    tree = page_tree(markup)
    headline = find_headline(tree, page_titles(tree))
    claims = page_claims(tree, headline, url=url)
    said = [claim.text for claim in claims if claim.field in _APART and claim.detail != "alternativeHeadline"]
    scripts = list(linked_data(tree))
    signs = page_signs(tree, scripts, claims)
    pieces = body_pieces(tree, headline.element if headline else None, said=said)
    if sum(len(piece.text) for piece in pieces) < SHORT_CHARACTERS:
        pieces = _fuller(pieces, scripts, claims)
    if said_why := refusal(signs, pieces):
        raise Unreadable(RejectionCode.NO_ARTICLE, said_why)
    if not pieces:
        raise Unreadable(RejectionCode.NO_ARTICLE, "The page holds no text of an article.")
    text, blocks = _joined(pieces)
    return Parsed(media_type="text/html", text=text, layout=Layout.PROSE, charset=charset, blocks=blocks, claims=claims)


def _decoded(body: bytes, said: str | None) -> tuple[str, str]:
    """The markup and its charset; what the server said, or the page in its first 4096 bytes, may be wrong.

    The server comes first, as in browsers (https://html.spec.whatwg.org/#determining-the-character-encoding).
    """
    declared = _CHARSET.search(body[:4096])
    return decode(body, label=said or (declared[1].decode("ascii") if declared else None))


def _fuller(pieces: list[Piece], scripts: list[str], claims: tuple[Claim, ...]) -> list[Piece]:
    """The text in the page's linked data where it is more than twice what the page itself shows without its scripts."""
    addresses = [claim.text for claim in claims if claim.field is ClaimField.URL]
    titles = [claim.text for claim in claims if claim.field is ClaimField.TITLE]
    described = article_paragraphs(scripts, addresses=addresses, titles=titles)
    if sum(map(len, described)) <= 2 * sum(len(piece.text) for piece in pieces) + SHORTEST_TEXT:
        return pieces
    return without_furniture([Piece(BlockKind.PARAGRAPH, text) for text in described], said=titles)


def _joined(pieces: list[Piece]) -> tuple[str, tuple[Block, ...]]:
    """The text of all pieces with a blank line between, and where each one lies in it."""
    blocks: list[Block] = []
    position = 0
    for kind, words, _ in pieces:
        blocks.append(Block(kind=kind, start=position, end=position + len(words)))
        position += len(words) + 2
    return "\n\n".join(piece.text for piece in pieces), tuple(blocks)
