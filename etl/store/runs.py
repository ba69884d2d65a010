"""The ledger of runs: open one, close it with its counts, and tell what stands rejected or waits.

    open_run(engine, run_id, sources, software="0.1.0")
    ...
    report = close_run(engine, run_id)

Counts are read back from what is stored, so that what is printed is what is there. It loads no content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from etl.keys import key
from etl.records import Report, Source, Verdict
from etl.store.copy import merge_rows
from etl.store.schema import ops

_LOADED = tuple(verdict.value for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.DUPLICATE))
_FACTS = ("kind", "location", "publisher", "domain", "country", "timezone", "language")


def open_run(engine: Engine, run_id: UUID, sources: Sequence[Source], *, software: str) -> None:
    """Begin a run over these sources; the operator's word about a source replaces the former one."""
    with engine.begin() as connection:
        merge_rows(connection, ops.Source, [_source_row(source) for source in sources], replaced=_FACTS)
        connection.execute(
            text(
                "INSERT INTO ops.run (run_id, state, started_at, software, source_names, found_count, new_count,"
                " changed_count, same_count, duplicate_count, rejected_count, waiting_count, unread_count)"
                " VALUES (:run_id, 'running', now(), :software, :names, 0, 0, 0, 0, 0, 0, 0, 0)"
            ),
            {"run_id": run_id, "software": software, "names": [source.name for source in sources]},
        )


def _source_row(source: Source) -> tuple[object, ...]:
    return (key("source", source.name), source.name, *(getattr(source, fact) for fact in _FACTS))


def note_visits(engine: Engine, run_id: UUID, sources: Sequence[Source]) -> None:
    """A run went over these sources as a whole, not over some documents of them only."""
    with engine.begin() as connection:
        merge_rows(connection, ops.RunSource, [(run_id, key("source", source.name)) for source in sources])


def last_visits(engine: Engine) -> dict[str, datetime]:
    """When the last finished run over a source as a whole began, by the source's name."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT s.name, max(r.started_at) AS started_at FROM ops.run_source"
                " JOIN ops.source AS s USING (source_id) JOIN ops.run AS r USING (run_id)"
                " WHERE r.state = 'finished' GROUP BY s.name"
            )
        )
        return {row.name: row.started_at for row in found}


# An archive, or a folder, has no outcome of its own beside those of what is in it: when this run found something in it
# and did not set it aside itself, it is whole again, and looked into by the next run as well.
_MENDED = """
WITH mended AS (
    UPDATE ops.rejection AS r SET is_open = false
    FROM ops.document AS d
    WHERE d.document_id = r.document_id AND r.is_open AND r.stage = 'find' AND d.last_run_id IS DISTINCT FROM :run_id
        AND NOT EXISTS (SELECT FROM ops.outcome AS o WHERE o.run_id = :run_id AND o.document_id = d.document_id)
        AND {}
    RETURNING d.document_id
)
UPDATE ops.document AS d SET sha256 = NULL FROM mended AS m WHERE m.document_id = d.document_id AND version_id IS NULL
"""
_SOMETHING_IN_IT = """EXISTS (
    SELECT FROM ops.document AS m
    WHERE m.last_run_id = :run_id AND m.source_id = d.source_id
        AND (starts_with(m.locator, d.locator || '!/') OR starts_with(m.locator, rtrim(d.locator, '/') || '/'))
)"""
_CLOSE_MENDED = text(_MENDED.format(_SOMETHING_IN_IT))
_CLOSE_RETRIED = text(_MENDED.format("d.document_id = ANY(:ids)"))


def close_run(engine: Engine, run_id: UUID) -> Report:
    """End a run: count what it found and store the sums, which a constraint checks."""
    with engine.begin() as connection:
        connection.execute(_CLOSE_MENDED, {"run_id": run_id})
        return end_run(connection, run_id, state="finished")


def close_retried(engine: Engine, run_id: UUID, ids: Sequence[UUID]) -> None:
    """Archives and listings that were tried again by this run, and of which it says nothing: they were read."""
    with engine.begin() as connection:
        connection.execute(_CLOSE_RETRIED, {"run_id": run_id, "ids": list(ids)})


def fail_run(engine: Engine, run_id: UUID, failure: str) -> None:
    """End a run that could not go on; what it loaded stays."""
    with engine.begin() as connection:
        end_run(connection, run_id, state="failed", failure=failure)


def end_run(connection: Connection, run_id: UUID, *, state: str, failure: str | None = None) -> Report:
    """Close a run with what became of its documents so far."""
    counts = _counts(connection, run_id)
    assigned = ", ".join(f"{verdict}_count = :{verdict}" for verdict in Verdict)
    seconds = connection.execute(
        text(
            "UPDATE ops.run SET state = :state, failure = :failure, finished_at = now(), found_count = :found,"
            f" {assigned} WHERE run_id = :run_id RETURNING extract(epoch FROM finished_at - started_at)"
        ),
        {"run_id": run_id, "state": state, "failure": failure, "found": sum(counts.values())}
        | {verdict.value: count for verdict, count in counts.items()},
    ).scalar_one()
    return Report(run_id=run_id, counts=MappingProxyType(counts), seconds=float(seconds))


# What was loaded after `bi` was last refreshed: by this run, or by one that is under way or ended otherwise and is
# followed by no run that finished. A refresh by other SQL counts as well: that of another version, or of a schema that
# was migrated since, which the ages of the two rows tell. So does what people decided since that run began.
_UNPUBLISHED = text(f"""
WITH last AS (
    SELECT software, started_at, xmin FROM ops.run WHERE state = 'finished' ORDER BY finished_at DESC LIMIT 1
)
SELECT NOT EXISTS (
    SELECT FROM last WHERE software = :software AND age(xmin) <= ALL (SELECT age(xmin) FROM alembic_version)
) OR EXISTS (
    SELECT FROM ops.decision AS d JOIN last ON greatest(d.decided_at, d.reverted_at) >= last.started_at
) OR EXISTS (
    SELECT FROM ops.unresolved
) OR EXISTS (
    SELECT FROM ops.run AS r
    WHERE (r.run_id = :run_id OR r.state <> 'finished' AND NOT EXISTS (
        SELECT FROM ops.run AS later WHERE later.state = 'finished' AND later.started_at > r.finished_at
    )) AND EXISTS (SELECT FROM ops.outcome AS o WHERE o.run_id = r.run_id AND o.verdict IN {_LOADED})
)
""")


def is_published(engine: Engine, run_id: UUID, *, software: str) -> bool:
    """Whether `bi` shows all that was loaded, so that a run that changed nothing need not refresh it."""
    with engine.connect() as connection:
        return not connection.execute(_UNPUBLISHED, {"run_id": run_id, "software": software}).scalar_one()


def _counts(connection: Connection, run_id: UUID) -> dict[Verdict, int]:
    found = connection.execute(
        text(
            "SELECT verdict, count(*) AS documents FROM ops.outcome WHERE run_id = :run_id GROUP BY verdict"
            f" UNION ALL SELECT '{Verdict.SAME}', unread_count FROM ops.run WHERE run_id = :run_id"
        ),
        {"run_id": run_id},
    )
    counts = dict.fromkeys(Verdict, 0)
    for row in found:
        counts[Verdict(row.verdict)] += row.documents
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """One run, as `dateline status` lists it."""

    run_id: UUID
    state: str
    started_at: datetime
    finished_at: datetime | None
    source_names: tuple[str, ...]
    found: int
    new: int
    changed: int
    same: int
    duplicate: int
    rejected: int
    waiting: int
    failure: str | None


_LINE = (
    "run_id, state, started_at, finished_at, source_names, found_count AS found, new_count AS new,"
    " changed_count AS changed, same_count AS same, duplicate_count AS duplicate, rejected_count AS rejected,"
    " waiting_count AS waiting, failure"
)


def list_runs(engine: Engine, *, most: int = 10) -> tuple[RunLine, ...]:
    """The latest runs, the latest first."""
    with engine.connect() as connection:
        found = connection.execute(
            text(f"SELECT {_LINE} FROM ops.run ORDER BY started_at DESC LIMIT :most"), {"most": most}
        )
        return tuple(RunLine(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names


def list_interrupted(engine: Engine) -> tuple[RunLine, ...]:
    """Runs that did not finish and were not followed by another over their sources, the oldest first."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                f"SELECT {_LINE} FROM ops.run AS r WHERE state = 'failed' AND NOT EXISTS (SELECT FROM ops.run AS later"
                " WHERE later.state <> 'running' AND later.started_at > r.started_at"
                " AND later.source_names @> r.source_names) ORDER BY started_at"
            )
        )
        return tuple(RunLine(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names


def list_sources(engine: Engine) -> dict[str, Source]:
    """What is known of each source, by its name."""
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT name, {', '.join(_FACTS)} FROM ops.source"))
        return {row.name: Source(**row._mapping) for row in found}  # noqa: SLF001 - the documented way to a row's names


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionLine:
    """A document that stands rejected."""

    document_id: UUID
    source: str
    location: str
    locator: str
    stage: str
    code: str
    detail: str
    sha256: str | None
    byte_count: int | None
    rejected_at: datetime


_REJECTIONS = """
SELECT d.document_id, s.name AS source, s.location, d.locator, r.stage, r.code, r.detail, r.sha256, f.byte_count,
    r.rejected_at
FROM ops.rejection AS r
JOIN ops.document AS d USING (document_id)
JOIN ops.source AS s USING (source_id)
LEFT JOIN ops.raw_file AS f ON f.sha256 = r.sha256
WHERE r.is_open
"""


def list_rejections(engine: Engine, *, like: str | None = None) -> tuple[RejectionLine, ...]:
    """The documents that stand rejected, by place; `like` is a part of the locator, a code, or a document id."""
    condition = " AND (strpos(d.locator, :like) > 0 OR r.code = :like OR d.document_id::text = :like)" if like else ""
    with engine.connect() as connection:
        found = connection.execute(text(f"{_REJECTIONS}{condition} ORDER BY s.name, d.locator"), {"like": like})
        return tuple(RejectionLine(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names
