"""Judge what each document of a batch brings. Pure: no I/O of any kind.

    judge(articles, stored)  ->  one Judged an article, and the pairs of texts that are nearly the same

It does not look anything up: `Stored` says what the database knows, and `etl.store.known` asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from etl.keys import document_id
from etl.records import Fingerprint, Judged, LookAlike, Pair, Prepared, Stored, Verdict
from etl.signatures import containment, similarity

# Two texts are nearly the same when the shorter one stands in the longer one, but for what an editor changes. A report
# of the same series has a word in ten of its own, and half of its shingles or more; a story that repeats the background
# of another has most of its words for itself.
CONTAINED = 0.75
# Below this the longer text says much more than the shorter one: a digest that holds a short item is no copy of it.
SIMILAR = 0.35


@dataclass(slots=True)
class _Memory:
    """What is stored plus what went before in the same batch."""

    stored: Stored
    versions: dict[UUID, set[UUID]] = field(default_factory=dict)  # by article
    documents: set[tuple[UUID, UUID]] = field(default_factory=set)
    by_band: dict[int, list[Fingerprint]] = field(default_factory=dict)

    def add(self, one: Fingerprint) -> None:
        self.versions.setdefault(one.article_id, set()).add(one.version_id)
        for band in one.bands:
            self.by_band.setdefault(band, []).append(one)

    def near(self, article: Fingerprint) -> Iterator[Pair]:
        """The versions of other articles that say nearly the same, each once."""
        for other in self.stored.look_alikes.get(article.version_id, ()):
            if (pair := _pair(article, other)) is not None:
                yield pair
        here = {other.version_id: other for band in article.bands for other in self.by_band.get(band, ())}
        for beside in here.values():
            if beside.article_id != article.article_id and (pair := _pair(article, beside)) is not None:
                yield pair


def judge(articles: Iterable[Prepared], stored: Stored) -> tuple[tuple[Judged, ...], tuple[Pair, ...]]:
    """What each article is beside what is stored and what goes before it in the batch.

    The same content from the same place is SAME, from another place DUPLICATE; other content under a known identity
    is CHANGED, and so is known content at a place that held other content of this article; a new identity whose text is
    nearly that of another article is DUPLICATE, and is loaded all the same.
    Bytes that were read before and are now read as something else are CHANGED, whatever they are read as.
    """
    memory = _Memory(stored=stored, documents=set(stored.documents))
    for article_id, version_id in stored.versions:
        memory.versions.setdefault(article_id, set()).add(version_id)
    judged: list[Judged] = []
    pairs: list[Pair] = []
    for prepared in articles:
        article = prepared.fingerprint
        known = memory.versions.get(article.article_id, set())
        is_stored = article.version_id in known
        near = [] if is_stored else list(memory.near(article))
        verdict = _verdict(prepared, memory, known=known, is_near=bool(near))
        judged.append(Judged(verdict=verdict, prepared=prepared))
        pairs.extend(near)
        if not is_stored:
            memory.add(article)
    return tuple(judged), tuple(pairs)


def _verdict(prepared: Prepared, memory: _Memory, *, known: set[UUID], is_near: bool) -> Verdict:
    version_id = prepared.fingerprint.version_id
    place = document_id(prepared.provenance.source, prepared.provenance.locator)
    former = memory.stored.former.get((place, prepared.provenance.sha256 or ""))
    if former and former != version_id:
        return Verdict.CHANGED
    held = {stored for document, stored in memory.documents if document == place}
    if version_id in held or (former and not held):
        return Verdict.SAME
    if version_id in known:
        return Verdict.CHANGED if held & known else Verdict.DUPLICATE
    if known:
        return Verdict.CHANGED
    return Verdict.DUPLICATE if is_near else Verdict.NEW


def _pair(one: Fingerprint, other: Fingerprint | LookAlike) -> Pair | None:
    """The two texts, if they are nearly the same."""
    similar = similarity(one.signature, other.signature)
    contained = containment(similar, one.word_count, other.word_count)
    if similar < SIMILAR or contained < CONTAINED:
        return None
    first, second = sorted((one.version_id, other.version_id))
    return Pair(version_id=first, other_version_id=second, similarity=similar, containment=contained)
