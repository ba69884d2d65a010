"""Judge what each document of a batch brings. Pure: no I/O of any kind.

    judge(readings, stored)  ->  one Judged a reading, and the pairs of texts that are nearly the same

It does not look anything up: `Stored` says what the database knows, and `etl.store.known` asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from etl.keys import document_id
from etl.records import Article, Judged, LookAlike, Pair, Reading, Stored, Verdict
from etl.signatures import bands, similarity

NEAR = 0.5  # estimated Jaccard similarity from which two texts are nearly the same


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
    judged: list[Judged] = []
    pairs: list[Pair] = []
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
