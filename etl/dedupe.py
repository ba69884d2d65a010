"""Judge what each document of a batch brings. Pure: no I/O of any kind.

    judge(readings, stored)  ->  one Judged a reading, and the pairs of texts that are nearly the same

It does not look anything up: `Stored` says what the database knows, and `etl.store.known` asks for it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from etl.keys import document_id
from etl.records import Article, Judged, Provenance, Verdict

PERMUTATIONS = 128
BANDS = 32  # of 4 values each: two texts of similarity 0.5 share a band with probability 0.87, of 0.7 with 0.9998
SHINGLE_WORDS = 3
NEAR = 0.5  # estimated Jaccard similarity from which two texts are nearly the same

_WORD = re.compile(r"\w+")
_MASK = (1 << 63) - 1


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
class Reading:
    """An article and which document it was read from."""

    article: Article
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """A stored version that shares a band with one of the batch."""

    version_id: UUID
    article_id: UUID
    signature: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the database knows about the articles of a batch."""

    versions: frozenset[tuple[UUID, UUID]] = frozenset()  # (article_id, version_id) of the batch's articles
    documents: frozenset[tuple[UUID, UUID]] = frozenset()  # (document_id, version_id) of the batch's documents
    look_alikes: tuple[LookAlike, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two versions of different articles with nearly the same text; the smaller id first."""

    version_id: UUID
    other_version_id: UUID
    similarity: float


@dataclass(slots=True)
class _Memory:
    """What is stored plus what went before in the same batch."""

    versions: dict[UUID, set[UUID]] = field(default_factory=dict)  # by article
    documents: set[tuple[UUID, UUID]] = field(default_factory=set)
    by_band: dict[int, list[LookAlike]] = field(default_factory=dict)

    def add(self, one: LookAlike) -> None:
        self.versions.setdefault(one.article_id, set()).add(one.version_id)
        for band in bands(one.signature):
            self.by_band.setdefault(band, []).append(one)

    def near(self, article: Article) -> Iterator[tuple[LookAlike, float]]:
        """The versions of other articles that say nearly the same, each once."""
        seen = {article.version_id}
        for band in bands(article.signature):
            for other in self.by_band.get(band, ()):
                if other.version_id in seen or other.article_id == article.article_id:
                    continue
                seen.add(other.version_id)
                if (measured := similarity(article.signature, other.signature)) >= NEAR:
                    yield other, measured


def judge(readings: Iterable[Reading], stored: Stored) -> tuple[tuple[Judged, ...], tuple[Pair, ...]]:
    """What each reading is beside what is stored and what goes before it in the batch.

    The same content from the same place is SAME, from another place DUPLICATE; other content under a known identity
    is CHANGED; a new identity whose text is nearly that of another article is DUPLICATE, and is loaded all the same.
    """
    memory = _Memory(documents=set(stored.documents))
    for article_id, version_id in stored.versions:
        memory.versions.setdefault(article_id, set()).add(version_id)
    for look_alike in stored.look_alikes:
        memory.add(look_alike)
    judged, pairs = [], []
    for reading in readings:
        article = reading.article
        known = memory.versions.get(article.article_id, set())
        is_stored = article.version_id in known
        near = [] if is_stored else list(memory.near(article))
        verdict = _verdict(reading, known=known, documents=memory.documents, is_near=bool(near))
        judged.append(Judged(verdict=verdict, article=article, provenance=reading.provenance))
        pairs.extend(_pair(article.version_id, other.version_id, measured) for other, measured in near)
        if not is_stored:
            memory.add(_as_look_alike(article))
    return tuple(judged), tuple(pairs)


def _verdict(reading: Reading, *, known: set[UUID], documents: set[tuple[UUID, UUID]], is_near: bool) -> Verdict:
    if reading.article.version_id in known:
        place = document_id(reading.provenance.source, reading.provenance.locator)
        return Verdict.SAME if (place, reading.article.version_id) in documents else Verdict.DUPLICATE
    if known:
        return Verdict.CHANGED
    return Verdict.DUPLICATE if is_near else Verdict.NEW


def _as_look_alike(article: Article) -> LookAlike:
    return LookAlike(version_id=article.version_id, article_id=article.article_id, signature=article.signature)


def _pair(one: UUID, other: UUID, measured: float) -> Pair:
    first, second = sorted((one, other))
    return Pair(version_id=first, other_version_id=second, similarity=measured)
