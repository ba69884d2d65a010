"""What becomes of documents: readings, verdicts, rejections, and the report of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from etl.errors import RejectionCode
from etl.records.article import Article, Moment
from etl.records.documents import Claim


class Verdict(StrEnum):
    """How a found document ends; each ends exactly once."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """Which code made what of a document: a fingerprint of each stage (`etl.stages`); None where it made nothing."""

    parse: str | None = None
    clean: str | None = None
    head: str | None = None  # headline, publication, language, address
    authors: str | None = None
    dates: str | None = None
    times: str | None = None
    mentions: str | None = None  # with the model; None where names were not looked for
    places: str | None = None
    quotes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which bytes of which document something came from, and what was known of them from outside."""

    source: str  # Source.name
    locator: str
    sha256: str | None  # None when the bytes could not be read
    byte_count: int | None
    fetched_at: datetime
    media_type: str | None = None  # as sniffed from the content
    url: str | None = None  # where it is published
    content_type: str | None = None  # as the server said
    claims: tuple[Claim, ...] = ()  # of the listing that named it


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article and which document it was read from."""

    article: Article
    provenance: Provenance


Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a version is told and compared by."""

    article_id: UUID
    version_id: UUID
    content_hash: str  # hex
    word_count: int
    signature: bytes  # MinHash of the text, see etl.signatures
    bands: tuple[int, ...]  # of the signature


class LookAlike(NamedTuple):
    """A stored version that may say nearly the same as a new one of another article; there are many of them."""

    version_id: UUID
    word_count: int
    signature: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article as it will be loaded, made where it was read."""

    provenance: Provenance
    fingerprint: Fingerprint
    published: Moment | None
    shared: Mapping[str, tuple[Row, ...]]  # by table: rows that other articles may bring too
    own: Mapping[str, bytes]  # by table: rows of this version alone, as binary COPY takes them


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What the database knows about the articles of a batch."""

    versions: frozenset[tuple[UUID, UUID]] = frozenset()  # (article_id, version_id) of the batch's articles
    documents: frozenset[tuple[UUID, UUID]] = frozenset()  # (document_id, version_id) of the batch's documents
    former: Mapping[tuple[UUID, str], UUID] = field(
        default_factory=dict
    )  # version by document and bytes, as read before
    # Of the batch's versions: those of other articles in the database that share a band with them.
    look_alikes: Mapping[UUID, Sequence[LookAlike]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two versions of different articles with nearly the same text; the smaller id first."""

    version_id: UUID
    other_version_id: UUID
    similarity: float
    containment: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An article and what is to become of it."""

    verdict: Verdict
    prepared: Prepared


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A document that was set aside, and why."""

    provenance: Provenance
    stage: str  # find, fetch, keep, parse, clean, normalize, judge, load
    code: RejectionCode
    detail: str  # one plain sentence; a traceback for INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A document that could not be dealt with for the moment."""

    provenance: Provenance
    stage: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of every document of a run: `found` is the sum of all verdicts."""

    run_id: UUID
    counts: Mapping[Verdict, int] = field(default_factory=lambda: MappingProxyType({}))
    seconds: float = 0.0

    @property
    def found(self) -> int:
        """Documents found, which is the sum of the verdicts."""
        return sum(self.counts.values())
