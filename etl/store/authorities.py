"""Authority files: records with an id, a name, aliases and a kind, kept, and linked to the entities they are.

    import_records(connection, file, records)  ->  Imported(new=2, changed=0, same=40)
    link_authorities(connection)      after `etl.store.entities.settle_entities`, in its transaction

An entity is linked to a record of its kind that has one of its names, by the keys of `etl.store.entity_keys`, when no
other record of that file has any: two records of one name, or two names of an entity that two records have, are
candidates. A record says nothing about which entities are one; entities that one record names are candidates to merge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection, text

from etl.keys import key
from etl.records import AuthorityFile, AuthorityRecord, Row
from etl.store.copy import merge_rows
from etl.store.entities import make
from etl.store.entity_keys import keys_of
from etl.store.schema import authorities, ops


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did to the records."""

    new: int
    changed: int
    same: int


def import_records(connection: Connection, file: AuthorityFile, records: Sequence[AuthorityRecord]) -> Imported:
    """Keep the records of a file; those that are there already and say the same are not touched.

    Entities are linked by the next resolve: `etl.pipeline.apply_decisions` is one.
    """
    rows = [_row(file, one) for one in records]
    before = _stored(connection, [row[0] for row in rows])
    names = [row for one in records for row in _names(file.source, one)]
    changed = {row[0] for row in rows if before.get(row[0], row[2:5]) != row[2:5]}
    changed |= _renamed(connection, [row[0] for row in rows], names) & before.keys()
    written = [row for row in rows if row[0] in changed or row[0] not in before]
    replaced = ("identifier", "kind", "name", "file_version")
    merge_rows(connection, authorities.Authority, written, replaced=replaced)
    connection.execute(
        text("DELETE FROM news.authority_name WHERE authority_id = ANY(:ids)"), {"ids": [row[0] for row in written]}
    )
    ids = {row[0] for row in written}
    merge_rows(connection, authorities.AuthorityName, [row for row in names if row[0] in ids])
    _note(connection, file, len(rows), is_new=bool(written))
    return Imported(new=len(written) - len(changed), changed=len(changed), same=len(rows) - len(written))


def authority_key(source: str, identifier: str) -> UUID:
    """The key of a record: its file, and its id there."""
    return key("authority", source, identifier)


def _row(file: AuthorityFile, one: AuthorityRecord) -> Row:
    ids = (authority_key(file.source, one.identifier), file.source, one.identifier)
    return (*ids, one.kind, one.name, file.version)


def _names(source: str, one: AuthorityRecord) -> list[Row]:
    """Rows of `news.authority_name`, one a key: the name before its aliases."""
    rows: dict[str, Row] = {}
    for name in (one.name, *one.aliases):
        for found in keys_of(one.kind, name):
            if found.use == "name":
                row = (authority_key(source, one.identifier), found.key, name, name != one.name)
                rows.setdefault(found.key, row)
    return list(rows.values())


def _stored(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, Row]:
    found = connection.execute(
        text("SELECT authority_id, identifier, kind, name FROM news.authority WHERE authority_id = ANY(:ids)"),
        {"ids": list(ids)},
    )
    return {row.authority_id: (row.identifier, row.kind, row.name) for row in found}


def _renamed(connection: Connection, ids: Sequence[UUID], names: Sequence[Row]) -> set[UUID]:
    """The records whose names are not those that are stored."""
    found = connection.execute(
        text("SELECT authority_id, key, name, is_alias FROM news.authority_name WHERE authority_id = ANY(:ids)"),
        {"ids": list(ids)},
    )
    return {row[0] for row in set(names) ^ {tuple(row) for row in found}}


def _note(connection: Connection, file: AuthorityFile, count: int, *, is_new: bool) -> None:
    """The file itself; where it brought something, every entity may be one of its records."""
    row = (file.source, file.version, file.sha256, count, datetime.now(UTC))
    replaced = ("version", "sha256", "record_count", "imported_at")
    merge_rows(connection, ops.AuthorityFile, [row], replaced=replaced)
    if is_new:
        connection.execute(
            text("INSERT INTO ops.unresolved (subject, key) VALUES ('authority', :source) ON CONFLICT DO NOTHING"),
            {"source": file.source},
        )


# Entities to look up: all of them after an import, else those that were gone over.
_ASKED = """
CREATE TEMP TABLE identifiable ON COMMIT DROP AS
SELECT entity_id FROM scope
UNION
SELECT entity_id FROM news.entity WHERE EXISTS (SELECT FROM ops.unresolved WHERE subject = 'authority')
"""
_MATCHED = """
CREATE TEMP TABLE matched ON COMMIT DROP AS
WITH matched AS (
    SELECT coalesce(s.merged_into, i.entity_id) AS entity_id, a.authority_id, a.source,
        bool_and(n.is_alias) AS is_alias
    FROM identifiable AS i
    LEFT JOIN news.settled_entity AS s USING (entity_id)
    JOIN news.entity_key AS k ON k.entity_id = i.entity_id AND k.use = 'name'
    JOIN news.authority_name AS n ON n.key = k.key
    JOIN news.authority AS a ON a.authority_id = n.authority_id AND a.kind = k.kind
    WHERE s.is_rejected IS NOT TRUE
    GROUP BY 1, a.authority_id, a.source
)
SELECT *, count(*) OVER (PARTITION BY entity_id, source) AS record_count FROM matched
"""
_LINK = """
WITH gone AS (
    DELETE FROM news.entity_authority AS l
    USING identifiable AS s
    WHERE l.entity_id = s.entity_id AND NOT EXISTS (
        SELECT FROM matched AS m
        WHERE m.entity_id = l.entity_id AND m.authority_id = l.authority_id AND m.record_count = 1
    )
)
INSERT INTO news.entity_authority AS kept (entity_id, authority_id, rule)
SELECT entity_id, authority_id, CASE WHEN is_alias THEN 'alias' ELSE 'name' END FROM matched WHERE record_count = 1
ON CONFLICT (entity_id, authority_id) DO UPDATE SET rule = excluded.rule WHERE kept.rule <> excluded.rule
"""
_CANDIDATES = """
WITH gone AS (
    DELETE FROM news.authority_candidate AS l
    USING identifiable AS s
    WHERE l.entity_id = s.entity_id AND NOT EXISTS (
        SELECT FROM matched AS m
        WHERE m.entity_id = l.entity_id AND m.authority_id = l.authority_id AND m.record_count > 1
    )
)
INSERT INTO news.authority_candidate AS kept (entity_id, authority_id, score, reasons)
SELECT entity_id, authority_id, (CASE WHEN is_alias THEN 0.6 ELSE 0.9 END / record_count)::double precision,
    CASE WHEN is_alias THEN 'an alias of several records' ELSE 'the name of one of several records' END
FROM matched
WHERE record_count > 1
ON CONFLICT (entity_id, authority_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons
WHERE (kept.score, kept.reasons) IS DISTINCT FROM (excluded.score, excluded.reasons)
"""


def link_authorities(connection: Connection) -> None:
    """Link entities that were gone over, or all of them after an import, to the records they are."""
    if not connection.execute(text("SELECT EXISTS (SELECT FROM news.authority)")).scalar_one():
        return
    for name, statement in (("identifiable", _ASKED), ("matched", _MATCHED)):
        make(connection, name, statement)
    for statement in (_LINK, _CANDIDATES):
        connection.execute(text(statement))
