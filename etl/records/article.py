"""An article and what stands in it: byline, moments, mentions, times, quotations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from etl.records.documents import Block, Claim, Edit, Emphasis, Origin


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
    word_count: int = 0
    signature: bytes = b""  # MinHash of the text, see etl.signatures
