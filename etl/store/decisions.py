"""Decisions of people: kept, taken back, and read as what they amount to.

    record(connection, decisions)  ->  those that were not standing already, with their ids
    revert(connection, decision, by="me")
    standing(connection, Subject.PERSON)  ->  Standing(merged=..., apart=..., ...)

A row is never changed but to take it back, and none refers to a row of another table: what is decided about an article
that is not loaded yet, or not any more, waits for it. What follows from decisions is worked out by `etl.store.resolve`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from etl.errors import Misconfigured
from etl.records import Action, Decision, Subject

Pair = tuple[UUID, UUID]

_COLUMNS = (
    "decision_id, subject, action, key_id, other_id, field, value, reason, decided_by, decided_at, reverted_at,"
    " reverted_by"
)

_RECORD = text("""
INSERT INTO ops.decision (decision_id, subject, action, key_id, other_id, field, value, reason, decided_by, decided_at)
SELECT :decision_id, :subject, :action, :key_id, :other_id, :field, :value, :reason, :decided_by, clock_timestamp()
WHERE NOT EXISTS (
    SELECT FROM ops.decision
    WHERE subject = :subject AND action = :action AND key_id = :key_id AND reverted_at IS NULL
        AND (other_id, field, value) IS NOT DISTINCT FROM (CAST(:other_id AS uuid), :field, :value)
)
RETURNING decision_id
""")


def record(connection: Connection, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Keep decisions in this order; one that stands already is not kept twice, and not returned."""
    kept = []
    for decision in decisions:
        said = {name: getattr(decision, name) for name in ("key_id", "other_id", "field", "value", "reason")}
        named = replace(decision, decision_id=uuid4())
        said |= {"subject": decision.subject, "action": decision.action, "decided_by": decision.decided_by}
        if connection.execute(_RECORD, said | {"decision_id": named.decision_id}).rowcount:
            kept.append(named)
    return tuple(kept)


def revert(connection: Connection, decision: Decision, *, by: str) -> None:
    """Take a decision back; one that was taken back before stays as it is."""
    connection.execute(
        text(
            "UPDATE ops.decision SET reverted_at = now(), reverted_by = :by"
            " WHERE decision_id = :decision_id AND reverted_at IS NULL"
        ),
        {"decision_id": decision.decision_id, "by": by},
    )


def all_decisions(
    connection: Connection, subject: Subject | None = None, *, only_standing: bool = False
) -> tuple[Decision, ...]:
    """Decisions, the oldest first: of two that contradict each other the later one holds."""
    found = connection.execute(
        text(
            f"SELECT {_COLUMNS} FROM ops.decision WHERE subject = coalesce(:subject, subject)"
            " AND (reverted_at IS NULL OR NOT :only_standing) ORDER BY decided_at, decision_id"
        ),
        {"subject": subject, "only_standing": only_standing},
    )
    return tuple(
        Decision(**{**row._mapping, "subject": Subject(row.subject), "action": Action(row.action)})  # noqa: SLF001 - the documented way to a row's names
        for row in found
    )


def one_decision(connection: Connection, prefix: str) -> Decision:
    """The decision whose id begins so.

    Raises:
        Misconfigured: there is none, or more than one.
    """
    found = [one for one in all_decisions(connection) if str(one.decision_id).startswith(prefix.lower())]
    if len(found) != 1:
        count = "No decision has" if not found else f"{len(found)} decisions have"
        raise Misconfigured(f"{count} an id that begins with {prefix!r}: `dateline decisions list` shows them.")
    return found[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the decisions about people or entities amount to."""

    merged: tuple[Pair, ...] = ()  # the first is another name of the second
    apart: frozenset[Pair] = frozenset()  # these are two, in either order
    alone: frozenset[UUID] = frozenset()  # no rule joins these to anything
    renamed: Mapping[UUID, str]  # the latest last
    rejected: frozenset[UUID] = frozenset()


def standing(connection: Connection, subject: Subject) -> Standing:
    """What decisions that were not taken back amount to: a merge and a split of the same undo each other in turn."""
    return settle(all_decisions(connection, subject, only_standing=True))


def settle(decisions: Sequence[Decision]) -> Standing:
    """The same of these decisions, the oldest first."""
    merged: dict[Pair, None] = {}
    apart: set[Pair] = set()
    alone: set[UUID] = set()
    renamed: dict[UUID, str] = {}
    for one in decisions:
        if one.action is Action.MERGE and one.other_id is not None:
            merged[one.key_id, one.other_id] = None
            apart -= _both_ways(one.key_id, one.other_id)
        elif one.action is Action.SPLIT and one.other_id is None:
            alone.add(one.key_id)
            merged = {pair: None for pair in merged if one.key_id not in pair}
        elif one.action is Action.SPLIT and one.other_id is not None:
            both = _both_ways(one.key_id, one.other_id)
            apart |= both
            merged = {pair: None for pair in merged if pair not in both}
        elif one.action is Action.RENAME and one.value is not None:
            renamed.pop(one.key_id, None)  # the latest comes last, whatever it names
            renamed[one.key_id] = one.value
    return Standing(
        merged=tuple(merged),
        apart=frozenset(apart),
        alone=frozenset(alone),
        renamed=renamed,
        rejected=frozenset(one.key_id for one in decisions if one.action is Action.REJECT),
    )


def _both_ways(one: UUID, other: UUID) -> set[Pair]:
    return {(one, other), (other, one)}


def stays(standing: Standing) -> frozenset[UUID]:
    """Those into which others were merged and that were not merged into anything themselves."""
    return frozenset(other for _, other in standing.merged) - {key for key, _ in standing.merged}
