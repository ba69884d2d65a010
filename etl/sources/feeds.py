"""Feeds: RSS, Atom and JSON Feed bytes as items, with what the feed says about each.

    for item in read_feed(body, url="https://news.example/feed.xml"): item.url, item.claims

It gets bytes and opens nothing: feedparser would take an address, or the name of a file, for something to open.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urldefrag, urljoin

from etl.errors import RejectionCode, Unreadable
from etl.records import Claim, ClaimField, Origin

FEED_BYTES: Final = 10_000_000  # feedparser reads some 4 MB a second (measured, short items)
_TAG_ATTRIBUTES = 1_000
_FEED_FIELDS = (("title", ClaimField.TITLE), ("published", ClaimField.PUBLISHED), ("updated", ClaimField.MODIFIED))
_JSON_FIELDS = (
    ("title", ClaimField.TITLE),
    ("date_published", ClaimField.PUBLISHED),
    ("date_modified", ClaimField.MODIFIED),
    ("language", ClaimField.LANGUAGE),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An address and what its listing says about it."""

    url: str
    claims: tuple[Claim, ...] = ()
    modified_at: datetime | None = None  # UTC
    published_at: datetime | None = None  # UTC


def claimed(field: ClaimField, text: Any, detail: str) -> Iterator[Claim]:
    """A claim of a listing, when it says anything."""
    said = " ".join(text.split()) if isinstance(text, str) else ""
    if said:
        yield Claim(field=field, text=said, origin=Origin.FEED, detail=detail)


def absolute(link: Any, base: str) -> str | None:
    """An address as a listing gives it, made whole; None when there is none."""
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        return urldefrag(urljoin(base, link.strip())).url
    except ValueError:
        return None


def read_feed(body: bytes, *, url: str, byte_limit: int = FEED_BYTES) -> tuple[Item, ...]:
    """The items of a feed in its order; those without an address are left out.

    Raises:
        Unreadable: MALFORMED when it is no feed, TOO_LARGE over `byte_limit`.
    """
    if len(body) > byte_limit:
        raise Unreadable(RejectionCode.TOO_LARGE, f"It has more bytes than DATELINE_FEED_BYTES ({byte_limit:,}).")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return tuple(_json_items(body, url))
    _require_harmless(body)
    import feedparser

    read = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url}, sanitize_html=False)
    if not read.get("version"):
        raise Unreadable(RejectionCode.MALFORMED, "It is no feed that can be read.")
    # A plain dict: an entry of feedparser answers for "updated" with what it says of "published".
    items = (_item(dict(entry), url) for entry in read.entries)
    return tuple(item for item in items if item)


def _require_harmless(body: bytes) -> None:
    """Refuse what costs feedparser more than seconds: a tag with attributes by the thousand."""
    tags = (part.partition(b">")[0] for part in body.split(b"<") if not part.startswith(b"!"))
    if any(tag.count(b"=") > _TAG_ATTRIBUTES for tag in tags if tag[:1].isalpha()):
        raise Unreadable(RejectionCode.MALFORMED, f"A tag has more than {_TAG_ATTRIBUTES:,} attributes.")


def _item(entry: Mapping[str, Any], base: str) -> Item | None:
    url = absolute(entry.get("link"), base)
    if url is None:
        return None
    author = entry.get("author_detail", {}).get("name")
    claims = [claim for name, field in _FEED_FIELDS for claim in claimed(field, entry.get(name), name)]
    claims += claimed(ClaimField.AUTHOR, author, "author")
    published = [entry["published_parsed"]] if entry.get("published_parsed") else []
    updated = [entry["updated_parsed"]] if entry.get("updated_parsed") else []
    moment = _moment([*updated, *published])
    return Item(url=url, claims=tuple(claims), modified_at=moment, published_at=_moment(published))


def _moment(parsed: Sequence[Any]) -> datetime | None:
    """The first of some moments as feedparser gives them, which are in UTC."""
    for moment in parsed:
        try:
            year, month, day, hour, minute, second = moment[:6]
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _json_items(body: bytes, base: str) -> Iterator[Item]:
    """The items of a JSON Feed, which feedparser does not read (https://www.jsonfeed.org/version/1.1/)."""
    try:
        feed = json.loads(body)
        listed = feed["items"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unreadable(RejectionCode.MALFORMED, "It is no JSON Feed that can be read.") from error
    for entry in listed if isinstance(listed, list) else ():
        if not isinstance(entry, dict) or (url := absolute(entry.get("url"), base)) is None:
            continue
        claims = [claim for name, field in _JSON_FIELDS for claim in claimed(field, entry.get(name), name)]
        authors = entry.get("authors")
        for author in authors if isinstance(authors, list) else ():
            claims += claimed(ClaimField.AUTHOR, author.get("name") if isinstance(author, dict) else None, "authors")
        yield Item(
            url=url,
            claims=tuple(claims),
            modified_at=read_instant(entry.get("date_modified") or entry.get("date_published")),
            published_at=read_instant(entry.get("date_published")),
        )


def read_instant(text: Any) -> datetime | None:
    """A moment in ISO 8601 in UTC; a day alone is its end, because something may have changed until then.

    >>> read_instant("2026-03-02T10:00:00+01:00")
    datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.timezone.utc)
    """
    try:
        said = str(text).strip()
        moment = datetime.fromisoformat(f"{said}T23:59:59" if len(said) == 10 else said)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
