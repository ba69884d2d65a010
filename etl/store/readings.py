"""What certain bytes at a place were read as, and by which code: `ops.reading`, written with each batch.

    held(connection, provenances)            {(document, bytes): the version they hold}
    for kept in select(engine, choice): ...  what a replay reads again, page by page

It reads no bytes, and changes nothing of what stands in a version: that is for `etl.store.renewal`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row, text

from etl.errors import RejectionCode
from etl.keys import document_id, key
from etl.records import Claim, ClaimField, Derivation, Origin, Prepared, Provenance, Rejected
from etl.stages import STAGES
from etl.store.copy import merge_rows
from etl.store.schema import ops

Key = tuple[UUID, str]  # a document and the SHA-256 of its bytes

# Reasons that say what the bytes are; any other says only that they could not be read this time.
_OF_CONTENT = frozenset(
    {
        RejectionCode.EMPTY,
        RejectionCode.UNSUPPORTED,
        RejectionCode.MALFORMED,
        RejectionCode.ENCRYPTED,
        RejectionCode.NEEDS_OCR,
        RejectionCode.NO_ARTICLE,
    }
)
# They are made by one step and refer to one another.
_TOGETHER = frozenset({"mentions", "places", "quotes"})
_PAGE = 500


def document_of(provenance: Provenance) -> UUID:
    """The key of the document that this is the provenance of."""
    return _document_id(provenance.source, provenance.locator)


_document_id = lru_cache(maxsize=4096)(document_id)  # a load asks a dozen times for each document of its batch


def key_of(provenance: Provenance) -> Key:
    """Which reading this is the provenance of."""
    return document_of(provenance), provenance.sha256 or ""


@lru_cache(maxsize=256)  # of a run there are a few, and each reading asks for its own
def derivation_id(derivation: Derivation) -> UUID:
    """The key of a combination of stages."""
    return key("derivation", *astuple(derivation))


def written_with(stages: Sequence[str]) -> frozenset[str]:
    """The stages whose rows are written when some are asked for."""
    return frozenset(stages) | (_TOGETHER if _TOGETHER & set(stages) else frozenset())


def held(connection: Connection, provenances: Sequence[Provenance]) -> dict[Key, UUID]:
    """The versions that these bytes were read as before."""
    found = _known(connection, provenances, "r.version_id IS NOT NULL")
    return {(row.document_id, row.sha256): row.version_id for row in found}


def superseded(connection: Connection, provenances: Sequence[Provenance]) -> frozenset[Key]:
    """Those among these whose document has other bytes by now."""
    found = _known(connection, provenances, "d.sha256 IS DISTINCT FROM r.sha256")
    return frozenset((row.document_id, row.sha256) for row in found)


def _known(connection: Connection, provenances: Sequence[Provenance], condition: str) -> Sequence[Row[Any]]:
    keys = [key_of(one) for one in provenances]
    return connection.execute(
        text(
            f"SELECT r.document_id, r.sha256, r.version_id, {', '.join(f'g.{stage}' for stage in STAGES)}"
            " FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS text[])) AS now (document_id, sha256)"
            " JOIN ops.reading AS r USING (document_id, sha256) JOIN ops.document AS d USING (document_id)"
            f" LEFT JOIN ops.derivation AS g USING (derivation_id) WHERE {condition}"
        ),
        {"ids": [one for one, _ in keys], "hashes": [sha256 for _, sha256 in keys]},
    ).all()


def write(
    connection: Connection,
    articles: Sequence[Prepared],
    rejected: Sequence[Rejected],
    derivation: Derivation,
    stages: Sequence[str] = (),
) -> None:
    """Note what the bytes of a batch hold; `stages` are those that were written again where that is what it was."""
    merge_rows(connection, ops.Derivation, [(derivation_id(derivation), *astuple(derivation))])
    partly = _partly(connection, articles, derivation, stages) if stages else {}
    made = {derivation_id(one): one for one in partly.values()}
    merge_rows(connection, ops.Derivation, [(made_id, *astuple(one)) for made_id, one in made.items()])
    settled = [
        _row(one.provenance, one.fingerprint.version_id, partly.get(key_of(one.provenance), derivation))
        for one in articles
    ]
    # What could not be opened or listed was not read, and may not be kept.
    failed = [one for one in rejected if one.provenance.sha256 is not None and one.stage != "find"]
    settled += [_row(one.provenance, None, derivation) for one in failed if one.code in _OF_CONTENT]
    merge_rows(connection, ops.Reading, settled, replaced=("version_id", "derivation_id"))
    # What could not be read this time is still what it was read as before.
    merge_rows(connection, ops.Reading, [_row(one.provenance, None, derivation) for one in failed])


def _partly(
    connection: Connection, articles: Sequence[Prepared], derivation: Derivation, stages: Sequence[str]
) -> dict[Key, Derivation]:
    """Of versions that stay what they are: who made them, now that some stages were made again."""
    now = {stage: getattr(derivation, stage) for stage in written_with(stages)}
    versions = {key_of(one.provenance): one.fingerprint.version_id for one in articles}
    known = _known(connection, [one.provenance for one in articles], "r.version_id IS NOT NULL")
    return {
        (row.document_id, row.sha256): replace(
            Derivation(**{stage: row._mapping[stage] for stage in STAGES}),  # noqa: SLF001 - the documented way
            **now,
        )
        for row in known
        if versions[row.document_id, row.sha256] == row.version_id
    }


def _row(provenance: Provenance, version_id: UUID | None, derivation: Derivation) -> tuple[Any, ...]:
    told = [[one.field, one.text, one.origin, one.detail] for one in provenance.claims]
    outside = (provenance.url, provenance.content_type, json.dumps(told) if told else None)
    return (*key_of(provenance), version_id, derivation_id(derivation), provenance.fetched_at, *outside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which bytes are to be read again: those for which all of it holds."""

    sources: tuple[str, ...] = ()  # by name; none means all
    since: date | None = None  # first day on which they were brought, in UTC
    until: date | None = None  # last day
    rejected: bool = False  # those whose document stands rejected
    code: str | None = None  # for this reason
    outdated: Derivation | None = None  # those of which other code made something than this
    stages: tuple[str, ...] = ()  # of these stages only; none means all
    missing: bool = False  # those which lack what these stages make


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Bytes under raw/ and what is known about them."""

    document_id: UUID
    source: str
    locator: str
    sha256: str
    byte_count: int
    fetched_at: datetime
    url: str | None
    content_type: str | None
    claims: tuple[Claim, ...]


_FROM = """
FROM ops.reading AS r
JOIN ops.document AS d USING (document_id)
JOIN ops.source AS s USING (source_id)
JOIN ops.raw_file AS f ON f.sha256 = r.sha256
LEFT JOIN ops.derivation AS g USING (derivation_id)
WHERE true"""
_STANDS_REJECTED = """EXISTS (
    SELECT FROM ops.rejection AS x
    WHERE x.document_id = r.document_id AND x.sha256 = r.sha256 AND x.is_open AND x.code = coalesce(:code, x.code)
)"""


def count(engine: Engine, choice: Choice) -> dict[str, int]:
    """How many are chosen, by the name of their source."""
    condition, values = _condition(choice)
    with engine.connect() as connection:
        found = connection.execute(
            text(f"SELECT s.name, count(*) AS readings {_FROM}{condition} GROUP BY s.name ORDER BY s.name"), values
        )
        return {row.name: row.readings for row in found}


def select(engine: Engine, choice: Choice) -> Iterator[Kept]:
    """What is chosen, page by page: what is written in between is neither missed nor met twice."""
    condition, values = _condition(choice)
    page = text(
        "SELECT r.document_id, s.name AS source, d.locator, r.sha256, f.byte_count, r.fetched_at, r.url,"
        f" r.content_type, r.told {_FROM}{condition} AND (r.document_id, r.sha256) > (:last_id, :last_hash)"
        f" ORDER BY r.document_id, r.sha256 LIMIT {_PAGE}"
    )
    last_id, last_hash = UUID(int=0), ""
    while True:
        with engine.connect() as connection:
            rows = connection.execute(page, values | {"last_id": last_id, "last_hash": last_hash}).mappings().all()
        for row in rows:
            said = {name: value for name, value in row.items() if name != "told"}
            yield Kept(claims=_claims(row["told"]), **said)
        if len(rows) < _PAGE:
            return
        last_id, last_hash = rows[-1]["document_id"], rows[-1]["sha256"]


def _claims(told: str | None) -> tuple[Claim, ...]:
    return tuple(
        Claim(field=ClaimField(field), text=said, origin=Origin(origin), detail=detail)
        for field, said, origin, detail in json.loads(told or "[]")
    )


def _condition(choice: Choice) -> tuple[str, dict[str, Any]]:
    """The rest of a WHERE, and its values."""
    stages = choice.stages or STAGES
    now = {stage: getattr(choice.outdated, stage) for stage in stages if getattr(choice.outdated, stage, None)}
    parts = {
        "s.name = ANY(:sources)": bool(choice.sources),
        "r.fetched_at >= :since": choice.since is not None,
        "r.fetched_at < :until": choice.until is not None,
        _STANDS_REJECTED: choice.rejected,
        f"({' OR '.join(f'g.{stage} IS DISTINCT FROM :{stage}' for stage in now)})": bool(now),
        "r.version_id IS NOT NULL": bool(choice.stages),
        f"({' OR '.join(f'g.{stage} IS NULL' for stage in stages)})": choice.missing,
    }
    values = {
        "sources": list(choice.sources),
        "since": datetime.combine(choice.since, time.min, UTC) if choice.since else None,
        "until": datetime.combine(choice.until + timedelta(days=1), time.min, UTC) if choice.until else None,
        "code": choice.code,
        **now,
    }
    return "".join(f" AND {part}" for part, wanted in parts.items() if wanted), values
