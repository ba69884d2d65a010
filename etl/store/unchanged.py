"""Tell which documents have the bytes that were dealt with before, and write in the ledger that they were found again.

    with engine.begin() as connection:
        unknown = settle(connection, {document_id: sha256, ...}, run_id=run_id, software="0.1.0")

A second run over an archive does little else, so one statement does it for thousands of documents: it looks each up by
its key, moves `last_seen_at`, and adds their number to the run's. No row is added for them: a schedule that looks at a
million files each hour would add a million an hour. It reads no bytes and compares no dates of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, Engine, text

# Found twice in a run, a document is counted once: as what it was the first time.
_SETTLE = """
WITH found AS (
    SELECT document_id, sha256 FROM unnest(%b::uuid[], %b::text[]) AS found (document_id, sha256)
), same AS (
    UPDATE ops.document AS d SET last_seen_at = now(), last_run_id = %b FROM found AS f
    WHERE d.document_id = f.document_id AND d.sha256 = f.sha256 AND d.software = %b
        AND d.last_run_id IS DISTINCT FROM %b
    RETURNING d.document_id
), told AS (
    UPDATE ops.run SET unread_count = unread_count + (SELECT count(*) FROM same) WHERE run_id = %b
), other AS (
    SELECT document_id, sha256 FROM found WHERE document_id NOT IN (SELECT document_id FROM same)
)
SELECT document_id FROM other AS f WHERE NOT EXISTS (
    SELECT FROM ops.document AS d
    WHERE d.document_id = f.document_id AND d.sha256 = f.sha256 AND d.software = %b AND d.last_run_id = %b
)
"""


def settle(connection: Connection, found: Mapping[UUID, str], *, run_id: UUID, software: str) -> frozenset[UUID]:
    """End as `same` in this run the documents whose bytes this software has loaded or set aside; gives all others."""
    values = ([*found], [*found.values()], run_id, software, run_id, run_id, software, run_id)
    return frozenset(connection.exec_driver_sql(_SETTLE, values).scalars())


def has_bytes(engine: Engine, document_id: UUID) -> bool:
    """Whether it is known which bytes a document had: of an archive only where it was set aside for good."""
    with engine.connect() as connection:
        known = text("SELECT EXISTS (SELECT FROM ops.document WHERE document_id = :id AND sha256 IS NOT NULL)")
        return bool(connection.execute(known, {"id": document_id}).scalar_one())


_SET_ASIDE = text("""
SELECT EXISTS (
    SELECT FROM ops.rejection AS r JOIN ops.document AS d USING (document_id, sha256)
    WHERE document_id = :id AND sha256 = :sha256 AND d.software = :software AND r.is_open AND r.stage = 'find'
)
""")


def is_set_aside(connection: Connection, document_id: UUID, *, sha256: str, software: str) -> bool:
    """Whether this software crashed or hung over these very bytes of an archive or a listing."""
    values = {"id": document_id, "sha256": sha256, "software": software}
    return bool(connection.execute(_SET_ASIDE, values).scalar_one())
