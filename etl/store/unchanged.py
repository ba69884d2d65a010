"""Tell which documents have the bytes that were dealt with before, and write in the ledger that they were found again.

    with engine.begin() as connection:
        unknown = settle(connection, {document_id: sha256, ...}, run_id=run_id, software="0.1.0")

A second run over an archive does little else, so one statement does it for thousands of documents: it looks each up by
its key, moves `last_seen_at` and adds the outcome. It reads no bytes and compares no dates of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from etl.records import Verdict

# Found twice in a run, a document keeps the outcome it got first.
_SETTLE = f"""
WITH found AS (
    SELECT document_id, sha256 FROM unnest(%b::uuid[], %b::text[]) AS found (document_id, sha256)
), same AS (
    UPDATE ops.document AS d SET last_seen_at = now() FROM found AS f
    WHERE d.document_id = f.document_id AND d.sha256 = f.sha256 AND d.software = %b
    RETURNING d.document_id
), told AS (
    INSERT INTO ops.outcome (run_id, document_id, verdict)
    SELECT %b, document_id, '{Verdict.SAME}' FROM same ORDER BY document_id -- neighbours in the index, a tenth faster
    ON CONFLICT DO NOTHING
)
SELECT document_id FROM found WHERE document_id NOT IN (SELECT document_id FROM same)
"""


def settle(connection: Connection, found: Mapping[UUID, str], *, run_id: UUID, software: str) -> frozenset[UUID]:
    """End as `same` in this run the documents whose bytes this software has loaded or set aside; gives all others."""
    values = ([*found], [*found.values()], software, run_id)
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
