"""Withhold an article: it is kept and loaded as before, and no analyst or BI tool sees it.

    withhold(engine, "https://paper.example/a", reason="...")
    release(engine, "https://paper.example/a")

Row security hides it in `news` (migration 0008); from `bi` it is taken at once. What withholding means is said there
and in `news.shown_version`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from etl.errors import Misconfigured
from etl.store.duplicates import settle
from etl.store.erase import ARTICLES
from etl.store.publish import refresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """An article that is not shown."""

    article_id: UUID
    headline: str | None
    reason: str
    withheld_at: datetime


def withhold(engine: Engine, name: str, *, reason: str) -> tuple[UUID, ...]:
    """Hide the article with this id, address or place; again, it only changes the reason.

    Raises:
        Misconfigured: there is none.
    """
    with engine.begin() as connection:
        articles = _find(connection, name)
        connection.execute(
            text(
                "INSERT INTO ops.withholding (article_id, reason, withheld_at)"
                " SELECT article_id, :reason, now() FROM unnest(CAST(:ids AS uuid[])) AS article_id"
                " ON CONFLICT (article_id) DO UPDATE SET reason = excluded.reason"
            ),
            {"ids": list(articles), "reason": reason},
        )
        settle(connection)
    refresh(engine)
    return articles


def release(engine: Engine, name: str) -> tuple[UUID, ...]:
    """Show the article again.

    Raises:
        Misconfigured: there is no such article, or it is not withheld.
    """
    with engine.begin() as connection:
        gone = text("DELETE FROM ops.withholding WHERE article_id = ANY(:ids) RETURNING article_id")
        released = tuple(connection.execute(gone, {"ids": list(_find(connection, name))}).scalars())
        if not released:
            raise Misconfigured(f"The article {name!r} is not withheld.")
        settle(connection)
    refresh(engine)
    return released


def list_withheld(engine: Engine) -> tuple[Withheld, ...]:
    """The articles that are not shown, the latest first."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT w.article_id, v.headline, w.reason, w.withheld_at FROM ops.withholding AS w"
                " JOIN news.article_version AS v ON v.article_id = w.article_id AND v.valid_to IS NULL"
                " ORDER BY w.withheld_at DESC, w.article_id"
            )
        )
        return tuple(Withheld(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names


def _find(connection: Connection, name: str) -> tuple[UUID, ...]:
    found = tuple(connection.execute(text(ARTICLES["article"]), {"name": name}).scalars())
    if not found:
        raise Misconfigured(f"No article is stored under {name!r}.")
    return found
