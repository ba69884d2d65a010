"""The versions of one article, for people: which article a word means, what it said when, and where that stands.

    find_article(connection, "https://news.example/dam")     by id or the beginning of one, address, or locator
    history(connection, article_id)                          its versions, the oldest first

It writes nothing and compares nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, text

from etl.changes import Told
from etl.errors import Misconfigured
from etl.urls import canonical_url


@dataclass(frozen=True, slots=True, kw_only=True)
class PastVersion:
    """What an article said for a while; the same version comes twice if the article came back to it."""

    version_id: UUID
    valid_from: datetime
    valid_to: datetime | None  # None: it still says so
    first_seen_at: datetime
    places: tuple[str, ...]  # documents that hold it now, as "source: locator"
    told: Told


_FIND = text("""
WITH meant AS (
    SELECT article_id FROM news.article
    WHERE length(:word) > 3 AND starts_with(article_id::text, lower(:word)) OR url IN (:word, :url)
    UNION
    SELECT v.article_id
    FROM ops.document AS d
    JOIN ops.source AS s USING (source_id)
    LEFT JOIN ops.former_version AS f USING (document_id)
    JOIN news.article_version AS v ON v.version_id IN (d.version_id, f.version_id)
    WHERE d.locator IN (:word, :url) OR :word = s.name || ': ' || d.locator
        OR :path IN (s.location, s.location || '/' || d.locator)
)
SELECT article_id, headline FROM meant JOIN news.article_version USING (article_id) WHERE valid_to IS NULL
ORDER BY article_id
""")

_HISTORY = text("""
SELECT v.version_id, r.valid_from, r.valid_to, v.first_seen_at, v.headline, v.byline,
    v.date_published_text AS published,
    ARRAY(
        SELECT s.name || ': ' || d.locator FROM ops.document AS d JOIN ops.source AS s USING (source_id)
        WHERE d.version_id = v.version_id ORDER BY 1
    ) AS places,
    ARRAY(
        SELECT substr(v.article_body, b.start_offset + 1, b.end_offset - b.start_offset)
        FROM news.block AS b WHERE b.version_id = v.version_id ORDER BY b.ordinal
    ) AS paragraphs
FROM news.article_version AS v
JOIN (
    SELECT version_id, valid_from, valid_to FROM news.article_version
    UNION ALL
    SELECT version_id, valid_from, valid_to FROM news.former_validity
) AS r USING (version_id)
WHERE v.article_id = :article_id
ORDER BY r.valid_from
""")


def find_article(connection: Connection, wanted: str) -> UUID:
    """The article whose id begins so, or whose address, or the place of whose document now or once, this is.

    Raises:
        Misconfigured: there is none, or more than one.
    """
    asked = {"word": wanted, "url": canonical_url(wanted) or wanted, "path": str(Path(wanted).absolute())}
    found = connection.execute(_FIND, asked).all()
    if len(found) == 1:
        return UUID(str(found[0].article_id))
    if not found:
        raise Misconfigured(f"No article has an id that begins with {wanted!r}, or that address or place.")
    listed = "; ".join(f"{str(row.article_id)[:8]} {row.headline or ''}".strip() for row in found[:5])
    raise Misconfigured(f"{wanted!r} can be {len(found)} articles: {listed}. Give the beginning of an id.")


def history(connection: Connection, article_id: UUID) -> tuple[PastVersion, ...]:
    """All that an article said, the oldest first."""
    return tuple(
        PastVersion(
            version_id=row.version_id,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            first_seen_at=row.first_seen_at,
            places=tuple(row.places),
            told=Told(
                headline=row.headline,
                byline=row.byline,
                published=row.published,
                paragraphs=tuple(row.paragraphs),
            ),
        )
        for row in connection.execute(_HISTORY, {"article_id": article_id})
    )
