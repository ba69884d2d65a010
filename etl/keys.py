"""Deterministic keys: the same thing gets the same UUID in every process, order and run.

    fold("Nicolás  MADURO")                          ->  "nicolas maduro"
    article_id(url=..., ...)                         ->  the same UUID for every copy and version of an article

All keys are UUIDv5 of a natural key under one namespace. This module looks nothing up and knows no table.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID, uuid5

# UUIDv5 of the DNS name "dateline.example", so that anybody can recompute every key.
NAMESPACE = uuid5(UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "dateline.example")

_NAMESPACE_BYTES = NAMESPACE.bytes
_NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """A name without case, accents, punctuation and extra blanks, for comparing only.

    >>> fold("H.R.  McMaster"), fold("Nicolás Maduro")
    ('h r mcmaster', 'nicolas maduro')
    """
    plain = unicodedata.normalize("NFKD", name).casefold()  # a letter of some fancy alphabet has no case of its own
    apart = unicodedata.normalize("NFKD", plain)
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def key(kind: str, *parts: str | None) -> UUID:
    """The UUIDv5 of a natural key; `kind` keeps keys of different tables apart."""
    name = "\x1f".join((kind, *(part or "" for part in parts)))
    if not name.isascii():
        name = name.encode("utf-8", "backslashreplace").decode("ascii", "backslashreplace")
    # As uuid.uuid5, which takes twice as long: a run over known files spends much of its time here.
    return UUID(bytes=hashlib.sha1(_NAMESPACE_BYTES + name.encode(), usedforsecurity=False).digest()[:16], version=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What makes two documents the same article."""

    url: str | None  # canonical
    publisher: str | None  # domain or name
    title: str | None
    day: str | None  # ISO date of publication, as printed


def article_id(identity: Identity, *, content: str) -> UUID:
    """The key of an article: its canonical URL, else publication, headline and day, else its content.

    A text without URL, headline or day has no other name than what it says, so its content hash stands in.
    """
    if identity.url:
        return key("article-url", identity.url)
    if identity.title and identity.day:
        return key("article-print", fold(identity.publisher or ""), fold(identity.title), identity.day)
    return key("article-content", content)


def content_hash(*, title: str | None, byline: str | None, day: str | None, text: str) -> str:
    """SHA-256, hexadecimal, of what a reader would call the article: headline, byline, day and text."""
    said = "\x1f".join((title or "", byline or "", day or "", text))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()


def publication_id(domain: str | None, name: str | None) -> UUID | None:
    """The key of a publication: its domain, else its folded name; None when neither is known."""
    if domain:
        return key("publication-domain", domain.casefold())
    return key("publication-name", fold(name)) if name else None


def document_id(source: str, locator: str) -> UUID:
    """The key of a document: where it stands."""
    return key("document", source, locator)
