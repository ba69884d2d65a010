"""What stands behind the authors, dates, times and names of one stored article, read back as records.

    explain(connection, article_id)  ->  Explanation(claims=..., published=..., authors=..., times=..., decisions=...)

It tells what is stored and works nothing out anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, text

from etl.records import (
    AgentKind,
    Author,
    Claim,
    ClaimField,
    Decision,
    ExplainedAuthor,
    ExplainedName,
    Explanation,
    Moment,
    Origin,
    Precision,
    TimeExpression,
    TimexType,
    ZoneSource,
)
from etl.store.decisions import all_decisions


def explain(connection: Connection, article_id: UUID) -> Explanation:
    """The current version of an article that is stored."""
    version = connection.execute(
        text("SELECT * FROM news.article_version WHERE article_id = :id AND valid_to IS NULL"), {"id": article_id}
    ).one()
    of_version = {"id": version.version_id}
    claims = connection.execute(text("SELECT * FROM news.claim WHERE version_id = :id ORDER BY ordinal"), of_version)
    times = connection.execute(
        text("SELECT * FROM news.time_expression WHERE version_id = :id ORDER BY ordinal"), of_version
    )
    authors = _authors(connection, version.version_id)
    return Explanation(
        article_id=article_id,
        where=_places(connection, version.version_id),
        headline=version.headline,
        byline=version.byline,
        published=_published(version),
        modified_text=version.date_modified_text,
        modified=version.date_modified,
        modified_at=version.date_modified_at,
        claims=tuple(_claim(row) for row in claims),
        authors=authors,
        times=tuple(_time(row) for row in times),
        names=_names(connection, version.version_id),
        decisions=_decisions(connection, article_id, version.version_id),
    )


_NAMES = text("""
SELECT c.name, c.kind, c.entity_id, coalesce(t.name, e.name) AS entity, c.entity_method AS method, s.rule, s.evidence,
    ARRAY(
        SELECT concat(coalesce(o.name, n.name), ': ', m.reasons)
        FROM news.chain_candidate AS m
        JOIN news.entity AS n USING (entity_id)
        LEFT JOIN news.settled_entity AS o USING (entity_id)
        WHERE m.version_id = c.version_id AND m.ordinal = c.ordinal
        ORDER BY m.score DESC, 1
    ) AS candidates
FROM news.chain AS c
LEFT JOIN news.entity AS e USING (entity_id)
LEFT JOIN news.settled_entity AS t USING (entity_id)
LEFT JOIN news.settled_entity AS s ON s.entity_id = c.named_id AND c.entity_method IN ('joined', 'decided')
WHERE c.version_id = :id
ORDER BY c.ordinal
""")


def _names(connection: Connection, version_id: UUID) -> tuple[ExplainedName, ...]:
    found = connection.execute(_NAMES, {"id": version_id})
    return tuple(
        ExplainedName(**{**row._mapping, "candidates": tuple(row.candidates)})  # noqa: SLF001 - the documented way to a row's names
        for row in found
    )


def _places(connection: Connection, version_id: UUID) -> tuple[str, ...]:
    found = connection.execute(
        text("SELECT locator FROM ops.document WHERE version_id = :id ORDER BY locator"), {"id": version_id}
    )
    return tuple(found.scalars())


def _published(row: Row[Any]) -> Moment | None:
    if row.date_published is None:
        return None
    zone_source, origin = row.date_published_zone_source, row.date_published_origin
    return Moment(
        surface=row.date_published_text,
        earliest=row.date_published,
        latest=row.date_published_latest,
        precision=Precision(row.date_published_precision),
        instant=row.date_published_at,
        zone=row.date_published_zone,
        zone_source=ZoneSource(zone_source) if zone_source else None,
        origin=Origin(origin) if origin else None,
        rule=row.date_published_rule,
        flags=tuple(row.date_published_flags),
    )


def _claim(row: Row[Any]) -> Claim:
    return Claim(
        field=ClaimField(row.property),
        text=row.value,
        origin=Origin(row.origin),
        detail=row.detail,
        judgement=row.judgement,
        start=row.raw_start,
        end=row.raw_end,
    )


def _time(row: Row[Any]) -> TimeExpression:
    days = row.date_range
    return TimeExpression(
        start=row.start_offset,
        end=row.end_offset,
        surface=row.surface,
        type=TimexType(row.type),
        value=row.value,
        mod=row.mod,
        earliest=days.lower if days else None,
        latest=days.upper - timedelta(days=1) if days else None,
        granularity=row.granularity,
        anchor=row.anchor,
        rule=row.rule,
    )


def _authors(connection: Connection, version_id: UUID) -> tuple[ExplainedAuthor, ...]:
    found = connection.execute(
        text(
            "SELECT b.*, s.given_name, s.middle_name, s.family_name, s.name_suffix, p.name AS person_name"
            " FROM news.byline AS b LEFT JOIN news.spelling AS s USING (spelling_id)"
            " LEFT JOIN news.person AS p ON p.person_id = b.person_id WHERE version_id = :id ORDER BY ordinal"
        ),
        {"id": version_id},
    )
    return tuple(
        ExplainedAuthor(
            author=_author(row), is_contributor=row.is_contributor, person_id=row.person_id, person=row.person_name
        )
        for row in found
    )


def _author(row: Row[Any]) -> Author:
    return Author(
        kind=AgentKind(row.kind),
        name=row.name,
        surface=row.surface,
        given=row.given_name,
        middle=row.middle_name,
        family=row.family_name,
        suffix=row.name_suffix,
        honorific=row.honorific,
        role=row.role,
        function=row.function,
        affiliation=row.affiliation,
        place=row.place,
        email=row.email,
        handle=row.handle,
        origin=Origin(row.origin) if row.origin else None,
        rule=row.rule,
    )


def _decisions(connection: Connection, article_id: UUID, version_id: UUID) -> tuple[Decision, ...]:
    """Those about the article, about any spelling of the people who sign it, and about what it names."""
    about = connection.execute(
        text(
            "SELECT CAST(:article AS uuid) UNION SELECT s.spelling_id FROM news.spelling AS s WHERE s.person_id IN"
            " (SELECT person_id FROM news.byline WHERE version_id = :version) UNION"
            " SELECT spelling_id FROM news.byline WHERE version_id = :version UNION"
            " SELECT named_id FROM news.chain WHERE version_id = :version"
        ),
        {"article": article_id, "version": version_id},
    )
    ids = set(about.scalars())
    return tuple(one for one in all_decisions(connection) if ids & {one.key_id, one.other_id})
