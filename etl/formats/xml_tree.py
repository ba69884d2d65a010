"""XML as a tree: no entities, no network, no document types, no depth.

    xml_tree(b"<a><b/></a>").tag    # "a"

What elements mean is the business of the module that reads the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from etl.errors import RejectionCode, Unreadable

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENTITY = re.compile(rb"<!ENTITY\b")


def xml_tree(body: bytes) -> _Element:
    """The root element of an XML document.

    Raises:
        Unreadable: MALFORMED when it is no well-formed XML, is nested more than 256 deep, or declares entities of its
            own, which no press format needs and bombs are made of.
    """
    from lxml import etree

    if _ENTITY.search(body[:4096]):
        raise Unreadable(RejectionCode.MALFORMED, "The XML declares entities of its own, which are not expanded.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(RejectionCode.MALFORMED, f"The XML cannot be read: {str(error)[:200]}") from error
    if root is None:
        raise Unreadable(RejectionCode.MALFORMED, "The XML holds no element.")
    return root


def local(element: _Element) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element | None, name: str) -> str | None:
    """An attribute by its name without namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)


def named(element: _Element, *names: str) -> Iterator[_Element]:
    """All elements below `element` that have one of the names, in document order, whatever their namespace."""
    yield from element.iter(*(f"{{*}}{name}" for name in names))


def first_text(element: _Element, *names: str) -> str | None:
    """The text of the first element of the first name that holds any."""
    for name in names:
        for found in named(element, name):
            text = " ".join("".join(found.itertext()).split())
            if text:
                return text
    return None
