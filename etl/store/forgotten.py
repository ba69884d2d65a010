"""Refuse what was forgotten: no document of it is read again, and no article of it is loaded again.

    kept, rejected = refuse_places(engine, batch)              before anything is fetched
    kept, rejected = refuse_articles(connection, articles)     before anything is loaded

Each asks `ops.erasure_key`, which holds hashes and no content. `write_without_traces` stores their rejections without
the hash of the bytes and deletes bytes that came to be kept before it was known what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from etl.errors import RejectionCode
from etl.keys import document_id, key
from etl.records import Found, Prepared, Provenance, Rejected
from etl.store import load, raw
from etl.store.erase import person_key
from etl.store.postgres import reaching_postgres

_Asked = tuple[UUID, str, str]  # a document, and a kind and key that it must not have


def refuse_places(engine: Engine, batch: Sequence[Found]) -> tuple[tuple[Found, ...], tuple[Rejected, ...]]:
    """What may be fetched of a batch, and rejections of documents and sources that were forgotten."""
    with reaching_postgres(), engine.connect() as connection:
        gone = _gone(connection, (asked for one in batch for asked in _of_found(one)))
    kept = tuple(one for one in batch if document_id(one.source.name, one.locator) not in gone)
    refused = (one for one in batch if document_id(one.source.name, one.locator) in gone)
    return kept, tuple(_rejected(_provenance(one), "find") for one in refused)


def refuse_articles(
    connection: Connection, articles: Sequence[Prepared]
) -> tuple[tuple[Prepared, ...], tuple[Rejected, ...]]:
    """What may be loaded of some articles, and rejections of those that were forgotten under whatever key."""
    gone = _gone(connection, (asked for one in articles for asked in _of_article(one)))
    kept = tuple(one for one in articles if _document(one.provenance) not in gone)
    return kept, tuple(_rejected(one.provenance, "load") for one in articles if _document(one.provenance) in gone)


def write_without_traces(connection: Connection, batch: load.Batch, folder: Path) -> None:
    """Write a batch, of forgotten documents only that they were refused; `folder` keeps raw files."""
    refused = [one.provenance for one in batch.rejected if one.code is RejectionCode.FORGOTTEN]
    places = {_document(one) for one in refused}
    bare = replace(
        batch,
        rejected=tuple(_bare(one) if _document(one.provenance) in places else one for one in batch.rejected),
        fetches=tuple(one for one in batch.fetches if document_id(one.source, one.url) not in places),
    )
    load.write(connection, bare)
    _discard(connection, folder, {one.sha256 for one in refused if one.sha256})


def _bare(one: Rejected) -> Rejected:
    where = one.provenance
    bare = Provenance(
        source=where.source, locator=where.locator, sha256=None, byte_count=None, fetched_at=where.fetched_at
    )
    return replace(one, provenance=bare)


def _discard(connection: Connection, folder: Path, hashes: set[str]) -> None:
    """Delete kept bytes that no row speaks of."""
    rows = connection.execute(text("SELECT sha256 FROM ops.raw_file WHERE sha256 = ANY(:all)"), {"all": list(hashes)})
    for sha256 in hashes - set(rows.scalars()):
        raw.delete(folder, sha256)


def _gone(connection: Connection, asked: Iterable[_Asked]) -> frozenset[UUID]:
    """The documents that have a key which must not come back; most databases never forgot anything."""
    if not connection.execute(text("SELECT EXISTS (SELECT FROM ops.erasure_key)")).scalar_one():
        return frozenset()
    listed = list(asked)
    found = connection.execute(
        text(
            "SELECT now.document_id"
            " FROM unnest(CAST(:ids AS uuid[]), CAST(:kinds AS text[]), CAST(:keys AS text[]))"
            " AS now (document_id, kind, key) JOIN ops.erasure_key USING (kind, key)"
        ),
        {"ids": [one[0] for one in listed], "kinds": [one[1] for one in listed], "keys": [one[2] for one in listed]},
    )
    return frozenset(found.scalars())


def _of_found(one: Found) -> Iterator[_Asked]:
    document = document_id(one.source.name, one.locator)
    yield document, "document", str(document)
    yield document, "source", str(key("source", one.source.name))
    yield document, "bytes", one.sha256 or ""


def _of_article(one: Prepared) -> Iterator[_Asked]:
    """Everything by which an article could have been forgotten; rows are in the order of `etl.store.rows`."""
    document = _document(one.provenance)
    yield document, "bytes", one.provenance.sha256 or ""
    yield document, "article", str(one.fingerprint.article_id)
    yield document, "content", one.fingerprint.content_hash
    for publication_id, *_ in one.shared["news.publication"]:
        yield document, "publication", str(publication_id)
    for _, _, folded_name, *_ in one.shared["news.spelling"]:
        yield document, "person", person_key(folded_name)
    for _, kind, _, folded_name, *_ in one.shared["news.entity"]:
        if kind == "person":
            yield document, "person", person_key(folded_name)


def _document(provenance: Provenance) -> UUID:
    return document_id(provenance.source, provenance.locator)


def _provenance(found: Found) -> Provenance:
    return Provenance(
        source=found.source.name,
        locator=found.locator,
        sha256=found.sha256,
        byte_count=None,
        fetched_at=datetime.now(UTC),
    )


def _rejected(provenance: Provenance, stage: str) -> Rejected:
    said = "It was forgotten on purpose (`dateline forget`) and is not loaded again."
    return Rejected(provenance=provenance, stage=stage, code=RejectionCode.FORGOTTEN, detail=said)
