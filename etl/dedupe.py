"""Judge what a document brings: keys, hashes, near-duplicate signatures and the verdict. Pure: no I/O of any kind.

    article_id(url=..., publisher=..., title=..., day=...)  ->  the same UUID for every copy and version of an article
    judge(article, known)                                   ->  Verdict

It does not look anything up: `Known` says what is stored, and `etl.store.load` asks for it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from uuid import UUID, uuid5

from etl.records import Article, Verdict

# The namespace of all keys; itself UUIDv5 of the DNS name "dateline.example", so that anybody can recompute it.
NAMESPACE = uuid5(UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "dateline.example")

PERMUTATIONS = 128
BANDS = 32  # of 4 values each: two texts of similarity 0.5 share a band with probability 0.87, of 0.7 with 0.9998
SHINGLE_WORDS = 3
NEAR = 0.5  # estimated Jaccard similarity from which two texts are nearly the same

_NOT_WORD = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
_MASK = (1 << 63) - 1


def fold(name: str) -> str:
    """A name without case, accents, punctuation and extra blanks, for comparing only.

    >>> fold("H.R.  McMaster"), fold("Nicolás Maduro")
    ('h r mcmaster', 'nicolas maduro')
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in apart if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def key(kind: str, *parts: str | None) -> UUID:
    """The UUIDv5 of a natural key; `kind` keeps keys of different tables apart."""
    return uuid5(NAMESPACE, "\x1f".join((kind, *(part or "" for part in parts))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What makes two documents the same article."""

    url: str | None  # canonical
    publisher: str | None  # name or domain
    title: str | None
    day: str | None  # ISO day of publication, as printed


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


def signature(text: str) -> tuple[int, ...]:
    """The MinHash of a text's three-word shingles: 128 unsigned 32-bit integers; () for a text without words."""
    words = [word.casefold() for word in _WORD.findall(text)]
    if not words:
        return ()
    shingles = [" ".join(words[i : i + SHINGLE_WORDS]) for i in range(max(1, len(words) - SHINGLE_WORDS + 1))]
    from rensa import RMinHash

    made = RMinHash(num_perm=PERMUTATIONS, seed=1)
    made.update(shingles)
    return tuple(made.digest())


def bands(values: Sequence[int]) -> tuple[int, ...]:
    """63-bit hashes of the 32 bands of a signature; texts that share one are candidates."""
    rows = PERMUTATIONS // BANDS
    return tuple(_band(i, tuple(values[i * rows : (i + 1) * rows])) for i in range(BANDS if values else 0))


def _band(index: int, values: tuple[int, ...]) -> int:
    digest = hashlib.blake2b(repr((index, values)).encode(), digest_size=8).digest()
    return int.from_bytes(digest) & _MASK


def similarity(one: Sequence[int], other: Sequence[int]) -> float:
    """The share of equal values of two signatures: an estimate of the Jaccard similarity, 0 to 1."""
    if not one or len(one) != len(other):
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is stored, or goes before in the same batch, about one article and its look-alikes."""

    contents: frozenset[str] = frozenset()  # content hashes of this article's versions
    same_document: bool = False  # the stored version with this content came from this very document
    nearest: float = 0.0  # similarity of the most similar other article


def judge(article: Article, known: Known) -> Verdict:
    """What an article that was just read is, beside what is known.

    The same content from the same place is SAME, from another place DUPLICATE; other content under a known identity
    is CHANGED; a new identity whose text is nearly that of another article is DUPLICATE, and is loaded all the same.
    """
    if article.content_hash in known.contents:
        return Verdict.SAME if known.same_document else Verdict.DUPLICATE
    if known.contents:
        return Verdict.CHANGED
    return Verdict.DUPLICATE if known.nearest >= NEAR else Verdict.NEW


@cache
def publication_id(domain: str | None, name: str | None) -> UUID | None:
    """The key of a publication: its domain, else its folded name; None when neither is known."""
    if domain:
        return key("publication-domain", domain.casefold())
    return key("publication-name", fold(name)) if name else None
