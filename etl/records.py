"""The records that cross from one stage to the next: frozen, typed, one type per crossing.

    Source > Found > Fetched > Parsed > Cleaned > Article > Reading > Judged > Report

All spans are character offsets [start, end) into the text of the record they belong to; those of an `Article` obey
`article.text[x.start:x.end] == x.surface`. Moments are aware UTC datetimes. None means "not known"; "" never does.
This module holds no behaviour beyond what is derived from a record's own fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from etl.errors import RejectionCode

# ---------------------------------------------------------------------------------------------------- find and fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where documents come from, with what its operator knows about all of them."""

    name: str
    kind: str  # "files" today
    location: str  # a path
    publisher: str | None = None  # name of the publication, when all documents are of one
    domain: str | None = None  # registered domain of that publication
    country: str | None = None  # ISO 3166-1 alpha-2
    timezone: str | None = None  # IANA name, used for times printed without a zone
    language: str | None = None  # BCP 47


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document that is said to be there; nobody has read it yet."""

    source: Source
    locator: str  # stable name within the source: a relative POSIX path
    path: str  # where to open it on this machine
    byte_count: int | None = None  # as listed
    modified_at: datetime | None = None  # as listed, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes of a found document and where they came from."""

    found: Found
    body: bytes
    sha256: str  # hex, of `body`
    fetched_at: datetime  # UTC
    url: str | None = None  # where it is published, when the fetch knows it
    media_type: str | None = None  # as the server said, never trusted alone


# --------------------------------------------------------------------------------------------------- parse and clean


class ClaimField(StrEnum):
    """What a claim is about (schema.org NewsArticle property names, in snake case)."""

    TITLE = "headline"
    AUTHOR = "author"
    PUBLISHED = "date_published"
    MODIFIED = "date_modified"
    PUBLISHER = "publisher"
    DOMAIN = "domain"
    URL = "url"
    LANGUAGE = "in_language"
    SECTION = "article_section"
    DATELINE = "dateline"


class Origin(StrEnum):
    """Where in or around a document a claim stands."""

    JSON_LD = "json-ld"
    MICRODATA = "microdata"
    OPENGRAPH = "opengraph"
    META = "meta"
    VISIBLE = "visible"  # markup a reader sees: <h1>, an element of class "byline", <time>
    HEAD = "head"  # the lines above the body of a text: title, byline, date
    TAIL = "tail"  # the lines below the body: a byline or date at the end
    RUNNING_HEAD = "running-head"  # repeated at the top or foot of pages
    BODY = "body"  # inside the running text, such as a dateline
    URL = "url"
    FEED = "feed"
    HTTP = "http"
    FILE = "file"  # the file's own metadata, such as a PDF's information dictionary
    SOURCE = "source"  # what the operator said about the whole source


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a document says about itself, as found and not yet judged."""

    field: ClaimField
    text: str  # as found, white space folded at most
    origin: Origin
    detail: str | None = None  # the property, meta name or selector it was read from
    start: int | None = None  # span in the raw text (`Parsed.text`), when it stands there
    end: int | None = None


class Layout(StrEnum):
    """How the text of a `Parsed` is laid out, which tells what cleaning may repair."""

    PROSE = "prose"  # blocks apart by blank lines, one line each: made from markup
    PAGED = "paged"  # lines of a page: wrapped, hyphenated, cut by page breaks (form feeds)


class BlockKind(StrEnum):
    """What a block of an article's text is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, heading or the like: a span of the text it belongs to."""

    kind: BlockKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One format read into text; nothing judged, nothing repaired."""

    media_type: str  # as sniffed: "text/plain", "text/html", "application/pdf"
    text: str  # the raw text all raw spans point into; "\f" between pages
    layout: Layout
    charset: str | None = None  # of the bytes, when they are text
    blocks: tuple[Block, ...] = ()  # known for PROSE only
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One change made to a raw text: `raw[start:end] == removed`, and `inserted` stands there afterwards."""

    rule: str  # dotted name of the rule, such as "page.number"
    start: int
    end: int
    removed: str
    inserted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emphasis:
    """A stretch of clean text that was marked by hand or type: *so*, _so_, <em>so</em>."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A text in clean blocks, with the way back: the edits applied to `raw` give `text`."""

    raw: str  # Parsed.text
    text: str  # the blocks, joined by one blank line each
    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...]  # sorted, never overlapping, in offsets of `raw`
    emphasis: tuple[Emphasis, ...] = ()
    claims: tuple[Claim, ...] = ()  # Parsed.claims, and those read off removed lines (running heads)
    layout: Layout = Layout.PROSE


# ---------------------------------------------------------------------------------------------------------- normalize


class AgentKind(StrEnum):
    """Who can be an author."""

    PERSON = "person"
    ORGANIZATION = "organization"  # an agency, a desk, a newsroom


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """One author or contributor of a byline."""

    kind: AgentKind
    name: str  # in display case: "Jane Doe" for JANE DOE
    surface: str  # as printed
    given: str | None = None
    middle: str | None = None
    particle: str | None = None  # "van der", part of `family` too
    family: str | None = None
    suffix: str | None = None
    honorific: str | None = None
    role: str = "author"  # author, photographer, translator, editor, contributor
    function: str | None = None  # as printed: "Staff Writer"
    affiliation: str | None = None
    place: str | None = None
    email: str | None = None
    handle: str | None = None
    origin: Origin | None = None  # of the claim it was read from
    rule: str = "byline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """Everything one byline says: nothing dropped without a place."""

    text: str  # as found
    authors: tuple[Author, ...] = ()  # persons and organizations that wrote it, in printed order
    contributors: tuple[Author, ...] = ()  # "additional reporting by", photographers, translators
    date_text: str | None = None  # the date printed in the same line


class Precision(StrEnum):
    """The finest unit that is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    SECOND = "second"


class ZoneSource(StrEnum):
    """Where the time zone of a moment came from."""

    EXPLICIT = "explicit"
    PUBLICATION = "publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A publication or modification moment; nothing in it is invented.

    `earliest` and `latest` are inclusive dates as printed (in the zone of the print); a month has both ends of it.
    `instant` is known only from minute precision up and with a zone.
    """

    surface: str  # as printed
    earliest: date
    latest: date
    precision: Precision
    local_time: str | None = None  # "HH:MM" or "HH:MM:SS" as printed
    instant: datetime | None = None  # UTC
    zone: str | None = None  # "+02:00" or an IANA name
    zone_source: ZoneSource | None = None
    origin: Origin | None = None
    rule: str = "date"
    flags: tuple[str, ...] = ()  # "future", "contradicted", "day_month_ambiguous"


class MentionKind(StrEnum):
    """What a mention names."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    PUBLICATION = "publication"
    EVENT = "event"
    WORK = "work"
    OTHER = "other"


class MentionForm(StrEnum):
    """How a mention names it."""

    FULL = "full"
    SURNAME = "surname"
    GIVEN = "given"
    ACRONYM = "acronym"
    SHORT = "short"  # a head or part of the full name: "the Times"
    DEFINITION = "definition"  # the bracketed other name where it is introduced
    DEMONYM = "demonym"
    NOMINAL = "nominal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A GeoNames feature."""

    geoname_id: int
    name: str
    kind: str  # continent, region, country, subdivision, city
    country: str | None = None  # ISO 3166-1 alpha-2
    subdivision: str | None = None  # ISO 3166-2
    latitude: float | None = None
    longitude: float | None = None
    population: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """All mentions of one thing inside one article."""

    ordinal: int  # 0.. in order of first mention
    kind: MentionKind
    name: str  # its fullest name in this article, or the vocabulary's
    place: Place | None = None  # for kind PLACE, when one reading is clear
    place_confidence: float | None = None
    method: str | None = None  # the rule that chose the place


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One naming of something, where it stands."""

    start: int
    end: int
    surface: str
    kind: MentionKind
    form: MentionForm
    chain: int  # Chain.ordinal
    title: str | None = None  # as printed before it: "President", "Dr."
    confidence: float = 1.0  # of the detection
    link_confidence: float = 1.0  # of belonging to the chain
    method: str = "model"  # model, vocabulary, or the rule that found or re-read it


class TimexType(StrEnum):
    """TIMEX3 types."""

    DATE = "DATE"
    TIME = "TIME"
    DURATION = "DURATION"
    SET = "SET"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A stretch of text that names a time, in the manner of TIMEX3."""

    start: int
    end: int
    surface: str
    type: TimexType
    value: str  # TIMEX3 value: "2018-W36", "P2D", "PRESENT_REF"
    mod: str | None = None  # TIMEX3 mod: START, MID, END, LESS_THAN, APPROX...
    earliest: date | None = None  # inclusive range, when the value denotes one
    latest: date | None = None
    granularity: str | None = None  # second, minute, hour, day, week, month, season, quarter, year, decade, century
    anchor: str | None = None  # "publication", "previous" or None when absolute
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words that the article puts into somebody's mouth; several spans when "he said" stands between."""

    spans: tuple[tuple[int, int], ...]  # inside the quotation marks
    surface: str  # the pieces, joined by one space
    direct: bool = True
    speaker: str | None = None  # name of the speaker's chain, else as printed
    speaker_chain: int | None = None  # Chain.ordinal
    speaker_start: int | None = None
    speaker_end: int | None = None
    cue_start: int | None = None  # "said"
    cue_end: int | None = None
    confidence: float = 1.0
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One state of one article, normalized; everything the database holds about it derives from this."""

    article_id: UUID  # of its identity, see etl.keys
    version_id: UUID  # of this state of it
    content_hash: str  # hex, of title, authors, date and text
    title: str | None
    byline: Byline | None
    published: Moment | None
    modified: Moment | None
    url: str | None  # canonical
    publisher: str | None
    domain: str | None
    country: str | None  # of the publication, ISO 3166-1 alpha-2
    language: str | None  # BCP 47
    text: str
    blocks: tuple[Block, ...]
    edits: tuple[Edit, ...]  # from the raw text to `text`
    emphasis: tuple[Emphasis, ...] = ()
    claims: tuple[Claim, ...] = ()
    chains: tuple[Chain, ...] = ()
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    signature: tuple[int, ...] = ()  # MinHash of the text, see etl.signatures


# -------------------------------------------------------------------------------------------------- judge and report


class Verdict(StrEnum):
    """How a found document ends; each ends exactly once."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Which bytes of which document something came from."""

    source: str  # Source.name
    locator: str
    sha256: str | None  # None when the bytes could not be read
    byte_count: int | None
    fetched_at: datetime
    media_type: str | None = None  # as sniffed from the content


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An article and what is to become of it."""

    verdict: Verdict
    article: Article
    provenance: Provenance


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
