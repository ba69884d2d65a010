"""Documents on their way in: where they come from, their bytes, their text before and after cleaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from etl.errors import Unavailable, Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where documents come from, with what its operator knows about all of them."""

    name: str
    kind: str  # "files", "objects", "stdin", or of the web: "web" (told by its content), "feed", "sitemap", "opml"
    location: str  # a path, a pattern of paths, or an address
    publisher: str | None = None  # name of the publication, when all documents are of one
    domain: str | None = None  # registered domain of that publication
    country: str | None = None  # ISO 3166-1 alpha-2
    timezone: str | None = None  # IANA name, used for times printed without a zone
    language: str | None = None  # BCP 47
    include: tuple[str, ...] = ()  # shell patterns; when there are any, a locator must match one
    exclude: tuple[str, ...] = ()  # and none of these
    pause_seconds: float | None = None  # between two requests to a host; None: as the settings say
    allowed_hosts: tuple[str, ...] = ()  # reached although their addresses are not public
    schedule: str | None = None  # cron expression, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document that is said to be there; nobody has read it yet."""

    source: Source
    locator: str  # stable name within the source: a relative POSIX path, an address
    path: str  # where to open it on this machine; its address while it is not here yet
    byte_count: int | None = None  # as listed
    modified_at: datetime | None = None  # as listed, UTC
    etag: str | None = None  # as listed
    published_at: datetime | None = None  # likewise
    sha256: str | None = None  # hex, when its bytes are kept under raw/ already
    fetched_at: datetime | None = None  # when its bytes were brought, if that was before this run; UTC
    url: str | None = None  # where it is published, when that is known
    media_type: str | None = None  # as the server said
    claims: tuple[Claim, ...] = ()  # what a feed or sitemap says about it
    failure: Unavailable | Unreadable | None = None  # why a listing is not here or not whole; it stands for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The bytes of a found document and where they came from."""

    found: Found
    body: bytes
    sha256: str  # hex, of `body`
    fetched_at: datetime  # UTC
    url: str | None = None  # where it is published, when the fetch knows it
    media_type: str | None = None  # as the server said, never trusted alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """What an address of the web last brought."""

    source: str  # Source.name
    url: str  # as asked
    final_url: str  # that answered, after redirects
    redirects: tuple[str, ...] = ()  # passed between these two
    status: int
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None  # as the server said
    sha256: str  # of the bytes last brought
    byte_count: int
    fetched_at: datetime  # UTC


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
    TEXT = "text"  # of the text itself: how sure it is, where it was recognized in a picture


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
    OCR = "ocr"  # the program that recognized the text
    FILE = "file"  # the file's own metadata, such as a PDF's information dictionary
    SOURCE = "source"  # what the operator said about the whole source


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a document says about itself, as found and not yet judged."""

    field: ClaimField
    text: str  # as found, white space folded at most
    origin: Origin
    detail: str | None = None  # the property, meta name or selector it was read from
    judgement: str | None = None  # what became of it, once it was weighed
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

    media_type: str  # as sniffed: "text/plain", "text/html", "application/pdf" and so on
    text: str  # the raw text all raw spans point into; "\f" between pages
    layout: Layout
    charset: str | None = None  # of the bytes, when they are text
    blocks: tuple[Block, ...] = ()  # known for PROSE only
    claims: tuple[Claim, ...] = ()
    emphasis: tuple[Emphasis, ...] = ()  # known for PROSE only


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
    """A stretch of text that was marked by hand or type: *so*, _so_, <em>so</em>."""

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
