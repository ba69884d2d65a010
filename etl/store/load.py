"""Load one batch: content and ledger in one transaction, so that a reader never sees an article without its authors.

    with engine.begin() as connection:
        take_turn(connection)
        judged, pairs = etl.dedupe.judge(articles, known(connection, articles))
        write(connection, Batch(run_id=..., judged=judged, pairs=pairs, ...))

Rows that other batches may write too (publications, people, places, entities, documents) are merged by key;
rows of a version that is new go straight in, because their keys cannot be there yet. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from etl.keys import key
from etl.records import (
    Derivation,
    Fetch,
    Fingerprint,
    Judged,
    LookAlike,
    Pair,
    Prepared,
    Provenance,
    Rejected,
    Row,
    Stored,
    Verdict,
    Waiting,
)
from etl.store import fetches, readings, renewal, rows
from etl.store.copy import copy_rows, merge_rows
from etl.store.encode import table_of
from etl.store.people import begin_people
from etl.store.readings import document_of
from etl.store.schema import Model, names, news, ops
from etl.store.validity import note_departures, rename_departed, settle

_TURN = 0x0DA7E11D  # any number, the same for every loader
_TAKE = text("""
SELECT pg_advisory_xact_lock(:key),
    set_config('enable_seqscan', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything one transaction writes."""

    run_id: UUID
    software: str
    derivation: Derivation
    stages: tuple[str, ...] = ()  # where a version is there already, only what these make is written again; none: all
    renews: bool = False  # what is stored of a version is written again even if the same code made it
    is_replay: bool = False  # of bytes that were found before and may stand nowhere any more
    judged: tuple[Judged, ...] = ()
    pairs: tuple[Pair, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    fetches: tuple[Fetch, ...] = ()


def take_turn(connection: Connection) -> None:
    """Wait until no other loader is in its transaction, of this run or another.

    Loading is a small part of a run, and with one loader at a time each judges against all that the others wrote: no
    deadlock, no lost update, no pair of near duplicates that slips between two transactions.

    All that a loader asks is asked by an index. The planner is told so, because it would compare the bands of a batch
    with those of every stored version up to some 40,000 of them: 30 ms instead of 3 at 250 versions, and growing. So a
    plan made for one batch is right for all, and none is made for each: a twentieth of the time of a load.
    """
    connection.execute(_TAKE, {"key": _TURN})


def known(connection: Connection, articles: Sequence[Prepared], *, is_replay: bool = False) -> Stored:
    """What is stored about the articles of a batch, and which stored versions look like them.

    Bytes of a replay may stand nowhere any more, so that what their document holds now tells nothing about them.
    """
    marks = [one.fingerprint for one in articles]
    versions = connection.execute(
        text("SELECT article_id, version_id FROM news.article_version WHERE article_id = ANY(:ids)"),
        {"ids": [mark.article_id for mark in marks]},
    )
    documents = connection.execute(
        text(
            "SELECT document_id, version_id FROM ops.document WHERE document_id = ANY(:ids) AND version_id IS NOT NULL"
        ),
        {"ids": [] if is_replay else [document_of(one.provenance) for one in articles]},
    )
    stored = frozenset((row.article_id, row.version_id) for row in versions)
    return Stored(
        versions=stored,
        documents=frozenset((row.document_id, row.version_id) for row in documents),
        former=readings.held(connection, [one.provenance for one in articles]),
        look_alikes=_look_alikes(connection, [one for one in marks if (one.article_id, one.version_id) not in stored]),
    )


# Each article looks into the index by itself: with the bands of a whole batch in one condition, each version found is
# held against all of them, and costs the more the more is found (with 12 an article 1.5 ms instead of 0.7).
_LOOK_ALIKES = """
SELECT asked.place, v.version_id, v.word_count, v.signature
FROM unnest(%b::uuid[], %b::text[]) WITH ORDINALITY AS asked (article_id, bands, place)
JOIN news.article_version AS v ON v.bands && asked.bands::bigint[] AND v.article_id <> asked.article_id
"""


def _look_alikes(connection: Connection, asked: Sequence[Fingerprint]) -> dict[UUID, list[LookAlike]]:
    """The stored versions of other articles that share a band with each of some versions.

    Bands go over as text, one array a version; what is found comes as binary, half the bytes and nothing to decode.
    """
    found: dict[UUID, list[LookAlike]] = {}
    bands = [f"{{{','.join(map(str, one.bands))}}}" for one in asked]
    driver: Any = connection.connection.driver_connection
    with driver.cursor(binary=True) as cursor:
        for place, *told in cursor.execute(_LOOK_ALIKES, ([one.article_id for one in asked], bands)):
            found.setdefault(asked[place - 1].version_id, []).append(LookAlike(*told))
    return found


def write(connection: Connection, batch: Batch) -> None:
    """Write content and ledger of one batch; the caller's transaction makes both appear at once."""
    _write_raw_files(connection, batch)
    articles = [judged.prepared for judged in batch.judged]
    former = readings.held(connection, _read(batch))
    for model, greatest in _MERGED.items():
        name = table_of(model).fullname
        merge_rows(connection, model, [row for one in articles for row in one.shared[name]], greatest=greatest)
    new = _new_versions(connection, articles)
    for model in rows.OWN:
        name = table_of(model).fullname
        copy_rows(connection, model, (one.own[name] for one in new))
    stored = {one.fingerprint.version_id for one in new}
    known = [one for one in articles if one.fingerprint.version_id not in stored]
    renewed = _renewed(connection, batch, known)
    begin_people(connection, [one.fingerprint.version_id for one in (*new, *renewed)])
    merge_rows(connection, news.NearDuplicate, [_pair_row(pair) for pair in batch.pairs])
    _write_ledger(connection, batch)
    readings.write(connection, articles, batch.rejected, batch.derivation, batch.stages)
    left = _replaced(connection, former, articles)
    moved = [one.prepared.fingerprint.article_id for one in batch.judged if one.verdict is not Verdict.SAME]
    settle(connection, [*moved, *(one.fingerprint.article_id for one in renewed), *left])
    fetches.write(connection, batch.fetches)


def _renewed(connection: Connection, batch: Batch, known: Sequence[Prepared]) -> list[Prepared]:
    """Versions that are there already and are written again, because other code made them."""
    made_by = readings.derivation_id(batch.derivation)
    return renewal.renew(connection, known, derivation_id=made_by, stages=batch.stages, always=batch.renews)


def _replaced(connection: Connection, former: Mapping[readings.Key, UUID], articles: Sequence[Prepared]) -> list[UUID]:
    """Where the same bytes are now read as something else, that takes the place of what they were read as before.

    Bytes that change add a version; a better reading of the same bytes adds none. Returns the articles concerned.
    """
    now = {readings.key_of(one.provenance): one.fingerprint for one in articles}
    changed = {where: old for where, old in former.items() if where in now and now[where].version_id != old}
    moved = [now[where] for where in changed]
    rename_departed(connection, [(where[0], old, now[where].version_id) for where, old in changed.items()])
    renewal.date_back(connection, [one.version_id for one in moved])
    return [*(one.article_id for one in moved), *renewal.drop(connection, former.values())]


_PARTS = ("name", "given_name", "middle_name", "family_name", "name_suffix", "folded_given", "folded_family")

# Tables that several articles write to, parents before children, and the columns that end as the greatest of all.
_MERGED: Mapping[type[Model], tuple[str, ...]] = {
    names.Publication: ("name", "country"),
    names.Spelling: _PARTS,
    names.Organization: ("name",),
    names.Place: (),
    names.Entity: ("name",),
    names.EntityKey: ("rule",),
    news.Article: ("publication_id",),
}


def _read(batch: Batch) -> list[Provenance]:
    return [one.prepared.provenance for one in batch.judged] + [one.provenance for one in batch.rejected]


def _write_raw_files(connection: Connection, batch: Batch) -> None:
    media_types = {one.sha256: one.media_type for one in _read(batch)}
    merge_rows(
        connection,
        ops.RawFile,
        [
            (one.sha256, one.byte_count, media_types.get(one.sha256), one.fetched_at)
            for one in _read(batch)
            if one.sha256 is not None
        ],
        greatest=("media_type",),
    )


def _new_versions(connection: Connection, articles: Sequence[Prepared]) -> list[Prepared]:
    """The articles whose version is not stored yet, each version once and by the document that makes it."""
    first = {one.fingerprint.version_id: one for one in sorted(articles, key=renewal.rank, reverse=True)}
    there = connection.execute(
        text("SELECT version_id FROM news.article_version WHERE version_id = ANY(:ids)"), {"ids": list(first)}
    )
    return [first[version_id] for version_id in first.keys() - frozenset(there.scalars())]


def _pair_row(pair: Pair) -> Row:
    return (pair.version_id, pair.other_version_id, pair.similarity, pair.containment, "minhash")


def _write_ledger(connection: Connection, batch: Batch) -> None:
    articles = [judged.prepared for judged in batch.judged]
    versions = {readings.key_of(one.provenance): one.fingerprint.version_id for one in articles}
    told = _told(connection, batch)
    past = readings.superseded(connection, _read(batch)) if batch.is_replay else frozenset()
    standing = [one for one in _read(batch) if readings.key_of(one) not in past]
    note_departures(
        connection, [(document_of(one), one.sha256, versions.get(readings.key_of(one))) for one in standing]
    )
    merge_rows(
        connection,
        ops.Document,
        [_document_row(batch, one, one.sha256, versions.get(readings.key_of(one))) for one in standing],
        replaced=("sha256", "version_id", "software", *_found_by(batch)),
        greatest=("last_seen_at",),
    )
    # Nothing is known of a document that waits, and what was known of it before still holds.
    waiting = [_document_row(batch, one.provenance, None, None) for one in batch.waiting]
    merge_rows(connection, ops.Document, waiting, replaced=_found_by(batch))
    _write_rejections(connection, batch, past)
    merge_rows(connection, ops.Outcome, [row for row in _outcomes(batch) if row[1] not in told])


def _found_by(batch: Batch) -> tuple[str, ...]:
    """A run that reads kept bytes again found no document."""
    return () if batch.is_replay else ("last_run_id",)


def _told(connection: Connection, batch: Batch) -> frozenset[UUID]:
    """Documents of a batch that this run has found before, at least once, and said what became of them."""
    provenances = [*_read(batch), *(one.provenance for one in batch.waiting)]
    found = connection.execute(
        text("SELECT document_id FROM ops.document WHERE document_id = ANY(:ids) AND last_run_id = :run_id"),
        {"ids": [document_of(one) for one in provenances], "run_id": batch.run_id},
    )
    return frozenset(found.scalars())


def _document_row(batch: Batch, provenance: Provenance, sha256: str | None, version_id: UUID | None) -> Row:
    where = (document_of(provenance), key("source", provenance.source), provenance.locator)
    found = (provenance.fetched_at, provenance.fetched_at, batch.run_id)
    return (*where, sha256, version_id, batch.software, *found)


def _write_rejections(connection: Connection, batch: Batch, past: frozenset[readings.Key]) -> None:
    """What stands rejected; nothing about bytes that a document had in the `past`."""
    now = [
        (
            *(document_of(one.provenance), batch.run_id, one.provenance.sha256),
            *(one.stage, one.code, one.detail, datetime.now(UTC), True),
        )
        for one in batch.rejected
        if readings.key_of(one.provenance) not in past
    ]
    columns = ("run_id", "sha256", "stage", "code", "detail", "rejected_at", "is_open")
    merge_rows(connection, ops.Rejection, now, replaced=columns)
    loaded = [one.prepared.provenance for one in batch.judged]
    connection.execute(
        text("UPDATE ops.rejection SET is_open = false WHERE is_open AND document_id = ANY(:ids)"),
        {"ids": [document for document, sha256 in map(readings.key_of, loaded) if (document, sha256) not in past]},
    )


def _outcomes(batch: Batch) -> list[Row]:
    told: list[tuple[Provenance, Verdict, str | None]]
    told = [(one.prepared.provenance, one.verdict, None) for one in batch.judged]
    told += [(one.provenance, Verdict.REJECTED, one.code.value) for one in batch.rejected]
    told += [(one.provenance, Verdict.WAITING, one.detail) for one in batch.waiting]
    return [(batch.run_id, document_of(provenance), verdict, detail) for provenance, verdict, detail in told]
