"""Versions that are read anew: what stands in them is written again, and one that no bytes hold any more goes.

    renew(connection, articles, ...)    rows of versions that are there already, where other code made them
    drop(connection, version_ids)       versions that were read out of bytes which are now read as something else

A version is made by one of the documents that hold it, always the same in whatever order they come: that of the least
hash of bytes, then of the least key. All happens in the transaction of the batch. Names of places stay, and a name
keeps the greatest spelling that was ever read. It decides no verdict and settles no validity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from etl.records import Prepared
from etl.store import readings, rows
from etl.store.copy import copy_rows
from etl.store.duplicates import dissolve
from etl.store.encode import table_of
from etl.store.schema import Model, news

_NAMES: tuple[type[Model], ...] = (news.Chain, news.Mention, news.Quotation, news.QuotationSpan)
# What some stages make without changing the text; any other stage makes all of it.
_MADE_BY: Mapping[str, tuple[type[Model], ...]] = {
    "authors": (news.Byline, news.Claim),
    "dates": (news.Claim,),
    "times": (news.TimeExpression,),
    "mentions": _NAMES,
    "places": _NAMES,
    "quotes": _NAMES,
}
_KEPT = ("version_id", "article_id", "valid_from", "valid_to", "first_seen_at")  # of a version that is renewed


def renew(
    connection: Connection,
    articles: Iterable[Prepared],
    *,
    derivation_id: UUID,
    stages: Sequence[str] = (),
    always: bool = False,
) -> list[Prepared]:
    """Write again what these documents made of versions that are stored; returns those that were written.

    What the same code made already is left alone, unless `always`.
    """
    known = list(articles)
    chosen = _to_renew(connection, known, derivation_id, always=always) if known else {}
    if not chosen:
        return []
    models = [model for model in rows.OWN[1:] if _is_made(model, stages)]
    named = _named(connection, list(chosen))
    _delete(connection, models, list(chosen))
    for model in models:
        copy_rows(connection, model, (one.own[table_of(model).fullname] for one in chosen.values()))
    _update_versions(connection, list(chosen.values()))
    _sweep(connection, named)
    return list(chosen.values())


def _to_renew(
    connection: Connection, articles: Sequence[Prepared], derivation_id: UUID, *, always: bool
) -> dict[UUID, Prepared]:
    found = connection.execute(
        text(
            "SELECT DISTINCT ON (version_id) version_id, sha256, document_id, derivation_id FROM ops.reading"
            " WHERE version_id = ANY(:ids) ORDER BY version_id, sha256, document_id"
        ),
        {"ids": [one.fingerprint.version_id for one in articles]},
    )
    makers = {row.version_id: row for row in found}
    chosen: dict[UUID, Prepared] = {}
    for one in sorted(articles, key=rank):
        maker = makers.get(one.fingerprint.version_id)
        if maker is not None:
            made_by = (maker.sha256, maker.document_id)
            if rank(one) > made_by or (rank(one) == made_by and maker.derivation_id == derivation_id and not always):
                continue
        chosen.setdefault(one.fingerprint.version_id, one)
    return chosen


def rank(one: Prepared) -> tuple[str, UUID]:
    """The place of a document among those that hold a version; the least makes it."""
    document, sha256 = readings.key_of(one.provenance)
    return sha256, document


def _is_made(model: type[Model], stages: Sequence[str]) -> bool:
    return not stages or any(model in _MADE_BY.get(stage, rows.OWN) for stage in stages)


def _update_versions(connection: Connection, articles: Sequence[Prepared]) -> None:
    """The columns of the versions themselves, by way of a table that ends with the transaction."""
    table = table_of(news.ArticleVersion)
    connection.exec_driver_sql(f"CREATE TEMP TABLE renewed (LIKE {table.fullname}) ON COMMIT DROP")
    copy_rows(connection, news.ArticleVersion, (one.own[table.fullname] for one in articles), into="renewed")
    columns = [name for name in table.columns.keys() if name not in _KEPT]  # noqa: SIM118 - it is no dict
    new = ", ".join(f"r.{name}" for name in columns)
    connection.exec_driver_sql(
        f"UPDATE {table.fullname} AS v SET ({', '.join(columns)}) = ROW({new})"
        " FROM renewed AS r WHERE r.version_id = v.version_id"
    )


def drop(connection: Connection, version_ids: Iterable[UUID]) -> list[UUID]:
    """Take away those among these that no bytes hold any more; returns the articles they were versions of."""
    gone = connection.execute(
        text(
            "SELECT version_id, article_id FROM news.article_version AS v WHERE version_id = ANY(:ids)"
            " AND NOT EXISTS (SELECT FROM ops.reading AS r WHERE r.version_id = v.version_id)"
            " AND NOT EXISTS (SELECT FROM ops.document AS d WHERE d.version_id = v.version_id)"
        ),
        {"ids": list(set(version_ids))},
    ).all()
    if not gone:
        return []
    ids, article_ids = [row.version_id for row in gone], list({row.article_id for row in gone})
    named = _named(connection, ids)
    dissolve(connection, article_ids)
    _delete(connection, rows.OWN, ids)
    connection.execute(
        text(
            "DELETE FROM news.article AS a WHERE article_id = ANY(:ids)"
            " AND NOT EXISTS (SELECT FROM news.article_version AS v WHERE v.article_id = a.article_id)"
        ),
        {"ids": article_ids},
    )
    _sweep(connection, named)
    return article_ids


_FIRST_SEEN = (
    """
    UPDATE news.article_version AS v SET first_seen_at = r.fetched_at
    FROM (
        SELECT version_id, min(fetched_at) AS fetched_at FROM ops.reading WHERE version_id = ANY(:ids) GROUP BY 1
    ) AS r
    WHERE r.version_id = v.version_id AND r.fetched_at < v.first_seen_at
    """,
    """
    UPDATE news.article AS a SET first_seen_at = v.first_seen_at
    FROM news.article_version AS v
    WHERE v.version_id = ANY(:ids) AND v.article_id = a.article_id AND v.first_seen_at < a.first_seen_at
    """,
)


def date_back(connection: Connection, version_ids: Sequence[UUID]) -> None:
    """A version was first seen when the first of the bytes that hold it came, however they were read at that time."""
    for statement in _FIRST_SEEN if version_ids else ():
        connection.execute(text(statement), {"ids": list(version_ids)})


def _delete(connection: Connection, models: Sequence[type[Model]], version_ids: Sequence[UUID]) -> None:
    for model in reversed(models):
        connection.execute(
            text(f"DELETE FROM {table_of(model).fullname} WHERE version_id = ANY(:ids)"), {"ids": list(version_ids)}
        )


# Who and what is named, where, and what it takes to stay when it is named there no more.
_NAMED = {
    "entity": "SELECT named_id FROM news.chain WHERE version_id = ANY(:ids)",
    **{
        agent: f"SELECT {agent}_id FROM news.byline WHERE version_id = ANY(:ids) UNION SELECT {agent}_id"
        " FROM news.corrected_author JOIN news.article_version USING (article_id) WHERE version_id = ANY(:ids)"
        for agent in ("spelling", "organization")
    },
    "publication": "SELECT publication_id FROM news.article JOIN news.article_version USING (article_id)"
    " WHERE version_id = ANY(:ids)",
}
# A chain that was linked because the archive leaves no doubt, or by a decision, does not keep its entity.
_UNNAMED = """entity_id = ANY(:ids)
    AND NOT EXISTS (SELECT FROM news.chain AS c WHERE c.named_id = e.entity_id)"""
_UNSIGNED = """NOT EXISTS (SELECT FROM news.byline AS b WHERE b.{key} = n.{key})
    AND NOT EXISTS (SELECT FROM news.corrected_author AS c WHERE c.{key} = n.{key})"""
_UNUSED = """NOT EXISTS (SELECT FROM news.article AS a WHERE a.publication_id = n.publication_id)
    AND NOT EXISTS (SELECT FROM news.spelling AS s WHERE s.publication_id = n.publication_id)"""
_SWEEP = {
    "entity": (
        f"""WITH left_alone AS (
            UPDATE news.chain SET entity_id = NULL, entity_method = NULL
            WHERE entity_id IN (SELECT entity_id FROM news.entity AS e WHERE {_UNNAMED})
            RETURNING version_id
        )
        INSERT INTO ops.unresolved (subject, key) SELECT DISTINCT 'version', version_id::text FROM left_alone
        ON CONFLICT DO NOTHING""",
        f"DELETE FROM news.entity AS e WHERE {_UNNAMED}",
    ),
    "spelling": (
        f"""WITH gone AS (
            SELECT spelling_id, person_id FROM news.spelling AS n
            WHERE spelling_id = ANY(:ids) AND {_UNSIGNED.format(key="spelling_id")}
        ), nobody AS (
            DELETE FROM news.person AS p
            WHERE person_id IN (SELECT person_id FROM gone) AND NOT EXISTS (
                SELECT FROM news.spelling AS s
                WHERE s.person_id = p.person_id AND s.spelling_id NOT IN (SELECT spelling_id FROM gone)
            )
        )
        DELETE FROM news.spelling WHERE spelling_id IN (SELECT spelling_id FROM gone)""",
    ),
    "organization": (
        f"""DELETE FROM news.organization AS n
        WHERE organization_id = ANY(:ids) AND {_UNSIGNED.format(key="organization_id")}""",
    ),
    "publication": (f"DELETE FROM news.publication AS n WHERE publication_id = ANY(:ids) AND {_UNUSED}",),
}


def _named(connection: Connection, version_ids: Sequence[UUID]) -> dict[str, list[Any]]:
    """What some versions name, by table."""
    return {
        table: [one for one in connection.execute(text(query), {"ids": list(version_ids)}).scalars() if one]
        for table, query in _NAMED.items()
    }


def _sweep(connection: Connection, named: Mapping[str, Sequence[Any]]) -> None:
    """Take away who and what was named and is named nowhere any more."""
    for table, statements in _SWEEP.items():
        for statement in statements if named[table] else ():
            connection.execute(text(statement), {"ids": list(set(named[table]))})
