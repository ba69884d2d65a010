"""News items in XML: NewsML-G2 (IPTC), NewsML 1 and NITF, one item to a document.

    parse_newsml(b"<nitf><body><body.head><hedline><hl1>Rain</hl1></hedline></body.head>...").claims[0].text    # "Rain"

Elements are told by their names, whatever their namespace. Pictures, packages and planning items hold no text and are
no articles. Feeds are not the business of this module.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from etl.errors import RejectionCode, Unreadable
from etl.formats.markup import markup_passages, text_passages
from etl.formats.prose import Passage, claim, make_prose
from etl.formats.xml_tree import attribute, local, named, xml_tree
from etl.records import Claim, ClaimField, Origin, Parsed, Part

if TYPE_CHECKING:
    from lxml.etree import _Element

MEDIA_TYPES: Final = {
    "nitf": "application/nitf+xml",
    "newsItem": "application/vnd.iptc.g2.newsitem+xml",
    "newsMessage": "application/vnd.iptc.g2.newsmessage+xml",
    "NewsML": "application/newsml+xml",
}
ITEMS: Final = ("newsItem", "NewsItem")
# Names of the elements that say it, best first; "@norm" is an attribute. (NITF 3.6, NewsML 1.2, NewsML-G2 2.34)
_SAID: Final = (
    (ClaimField.TITLE, ("hl1", "headline", "HeadLine")),
    (ClaimField.AUTHOR, ("byline", "by", "ByLine")),
    (ClaimField.PUBLISHED, ("date.issue", "firstCreated", "contentCreated", "FirstCreated", "versionCreated")),
    (ClaimField.MODIFIED, ("contentModified", "ThisRevisionCreated")),
    (ClaimField.DATELINE, ("dateline", "DateLine")),
    (ClaimField.SECTION, ("SlugLine",)),
)
_BODIES: Final = ("body.content", "body", "DataContent", "inlineData", "inlineXML")


def parse_newsml(body: bytes) -> Parsed:
    """The text and claims of a news item (origin META: newsrooms' systems write them).

    Raises:
        Unreadable: MALFORMED when it is no XML, UNSUPPORTED when it holds several items, NO_ARTICLE without a text.
    """
    root = xml_tree(body)
    items = [item for item in named(root, *ITEMS) if _passages(item)]
    if len(items) > 1:
        raise Unreadable(RejectionCode.UNSUPPORTED, f"The XML holds {len(items)} articles in one document.")
    item = items[0] if items else root
    passages = _passages(item)
    if not any(one.text for one in passages):
        raise Unreadable(RejectionCode.NO_ARTICLE, "The news item holds no text.")
    media_type = MEDIA_TYPES.get(local(root), "application/xml")
    return make_prose(passages, media_type=media_type, claims=list(_claims(item)))


def split_items(body: bytes) -> Iterator[Part]:
    """Each news item with a text, as a document of its own, by its guid; nothing when there is only one.

    Raises:
        Unreadable: MALFORMED when it is no XML.
    """
    from lxml import etree

    items = [item for item in named(xml_tree(body), *ITEMS) if _passages(item)]
    if len(items) > 1:
        for item in items:
            written = etree.tostring(item, encoding="utf-8", with_tail=False)
            yield Part(name=attribute(item, "guid"), body=written)


def _claims(item: _Element) -> Iterator[Claim]:
    for field, names in _SAID:
        yield from next((found for name in names if (found := list(_said(item, field, name)))), [])
    language = attribute(next(named(item, "language", "Language"), None), "tag") or attribute(item, "lang")
    yield from claim(ClaimField.LANGUAGE, language, Origin.META, "language")


def _said(item: _Element, field: ClaimField, name: str) -> Iterator[Claim]:
    """What the elements of a name say; several authors have an element each, of all else the first counts."""
    elements = list(named(item, name))
    for element in elements if field is ClaimField.AUTHOR else elements[:1]:
        text = attribute(element, "norm") or " ".join(" ".join(element.itertext()).split())
        yield from claim(field, text, Origin.META, name)


def _passages(item: _Element) -> list[Passage]:
    """The text of an item: of NITF without its head, of other markup whole, of plain text by its lines."""
    for name in _BODIES:
        for element in named(item, name):
            passages = text_passages(element.text or "") if len(element) == 0 else markup_passages(element)
            if any(one.text for one in passages):
                return passages
    return []
