"""Take away what people decided about what is forgotten: a decision may hold a name or a headline that somebody typed.

    named = named(connection, articles)           before the articles go
    forget(connection, decisions, named)          after

A decision about an article goes with it; one about a name goes when nothing bears that name any more. What follows from
decisions that are left is made anew by `etl.store.resolve`. No other code deletes decisions: the table refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, text

_NAMED = """
WITH gone AS (SELECT version_id FROM news.article_version WHERE article_id = ANY(:articles))
SELECT spelling_id FROM gone JOIN news.byline USING (version_id) WHERE spelling_id IS NOT NULL
UNION
SELECT spelling_id FROM news.corrected_author WHERE article_id = ANY(:articles) AND spelling_id IS NOT NULL
UNION
SELECT entity_id FROM gone JOIN news.chain USING (version_id) WHERE entity_id IS NOT NULL
UNION
SELECT named_id FROM gone JOIN news.chain USING (version_id) WHERE named_id IS NOT NULL
"""
_FORGET = """
WITH nothing AS (
    SELECT id FROM unnest(CAST(:named AS uuid[])) AS id
    WHERE NOT EXISTS (SELECT FROM news.spelling WHERE spelling_id = id)
        AND NOT EXISTS (SELECT FROM news.entity WHERE entity_id = id)
)
DELETE FROM ops.decision
WHERE decision_id = ANY(:decisions) OR key_id IN (SELECT id FROM nothing) OR other_id IN (SELECT id FROM nothing)
"""


def about(connection: Connection, articles: Sequence[UUID]) -> list[UUID]:
    """Decisions about these articles, and about what they call somebody."""
    found = text("SELECT decision_id FROM ops.decision WHERE key_id = ANY(:articles)")
    return list(connection.execute(found, {"articles": list(articles)}).scalars())


def naming(connection: Connection, name: str) -> list[UUID]:
    """Decisions whose words hold a name."""
    found = text(
        "SELECT decision_id FROM ops.decision WHERE strpos(lower(concat_ws(' ', value, reason)), lower(:name)) > 0"
    )
    return list(connection.execute(found, {"name": name}).scalars())


def named(connection: Connection, articles: Sequence[UUID]) -> list[UUID]:
    """The spellings and entities that these articles name, or that somebody said they do."""
    return list(connection.execute(text(_NAMED), {"articles": list(articles)}).scalars())


def forget(connection: Connection, decisions: Sequence[UUID], names: Sequence[UUID]) -> None:
    """Delete these decisions, and those about the names among these that are there no more."""
    connection.execute(text("SELECT set_config('dateline.erasing', 'on', true)"))
    connection.execute(text(_FORGET), {"decisions": list(decisions), "named": list(names)})
    connection.execute(text("SELECT set_config('dateline.erasing', 'off', true)"))
