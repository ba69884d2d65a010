"""Look people and entities up, for commands: by name or the beginning of an id, with their spellings and candidates.

    find_one(connection, Subject.PERSON, "Maria Holt")  ->  Agent(id=..., name="Maria Holt", ...)

It reads and writes nothing; what is shown is what the last resolve made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text

from etl.errors import Misconfigured
from etl.keys import fold
from etl.records import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """A person who writes, or an entity that articles name."""

    id: UUID
    name: str
    kind: str
    publication: str | None = None  # of a person who stands in the bylines of one alone
    article_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name of a person or an entity."""

    id: UUID
    name: str
    publication: str | None = None
    rule: str | None = None  # of an entity, why it is another name: spelling or decided
    evidence: str | None = None  # of spelling: what the two names leave out or write otherwise
    article_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two that may be one."""

    score: float
    id: UUID
    name: str
    kind: str
    publication: str | None = None
    other_id: UUID
    other_name: str
    other_kind: str
    other_publication: str | None = None
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenName:
    """A surname, an acronym or a part of a name that stands alone in an article, and one thing it may be."""

    score: float
    article_id: UUID
    headline: str | None
    surface: str  # the name in the article
    id: UUID
    name: str
    kind: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownRecord:
    """A record of an authority file."""

    source: str
    identifier: str
    name: str
    found_by: str  # name or alias; of a candidate why it may be it
    score: float | None  # of a candidate; None of the one it is


_PEOPLE = """
SELECT p.person_id AS id, p.name, 'person' AS kind, n.name AS publication, p.folded_name,
    count(DISTINCT a.article_id) AS article_count
FROM news.person AS p
LEFT JOIN news.publication AS n USING (publication_id)
LEFT JOIN news.authorship AS a USING (person_id)
GROUP BY p.person_id, n.name
"""
_ENTITIES = """
SELECT e.entity_id AS id, coalesce(d.name, e.name) AS name, e.kind, NULL AS publication, e.folded_name,
    count(DISTINCT v.article_id) AS article_count
FROM news.entity AS e
LEFT JOIN news.settled_entity AS d USING (entity_id)
LEFT JOIN news.chain AS c USING (entity_id)
LEFT JOIN news.article_version AS v ON v.version_id = c.version_id AND v.valid_to IS NULL
WHERE d.merged_into IS NULL AND d.is_rejected IS NOT TRUE
GROUP BY e.entity_id, d.name
"""
_AGENTS = {Subject.PERSON: _PEOPLE, Subject.ENTITY: _ENTITIES}

_NAMES = {
    Subject.PERSON: (
        "SELECT s.spelling_id AS id, s.name, n.name AS publication, count(DISTINCT v.article_id) AS article_count"
        " FROM news.spelling AS s LEFT JOIN news.publication AS n USING (publication_id)"
        " LEFT JOIN news.byline AS b USING (spelling_id)"
        " LEFT JOIN news.article_version AS v ON v.version_id = b.version_id AND v.valid_to IS NULL"
        " WHERE s.person_id = :id GROUP BY s.spelling_id, n.name ORDER BY s.name, n.name, s.spelling_id"
    ),
    Subject.ENTITY: (
        "SELECT e.entity_id AS id, e.name, NULL AS publication, d.rule, d.evidence,"
        " count(DISTINCT v.article_id) AS article_count"
        " FROM news.entity AS e LEFT JOIN news.settled_entity AS d USING (entity_id)"
        " LEFT JOIN news.chain AS c ON c.entity_id = :id AND c.named_id = e.entity_id"
        " LEFT JOIN news.article_version AS v ON v.version_id = c.version_id AND v.valid_to IS NULL"
        " WHERE e.entity_id = :id OR d.merged_into = :id GROUP BY e.entity_id, d.entity_id ORDER BY e.name, e.entity_id"
    ),
}

_CANDIDATES = {
    Subject.PERSON: (
        "SELECT c.score, a.person_id AS id, a.name, 'person' AS kind, n.name AS publication, b.person_id AS other_id,"
        " b.name AS other_name, 'person' AS other_kind, m.name AS other_publication, c.reasons"
        " FROM news.person_candidate AS c JOIN news.person AS a USING (person_id)"
        " JOIN news.person AS b ON b.person_id = c.other_person_id"
        " LEFT JOIN news.publication AS n ON n.publication_id = a.publication_id"
        " LEFT JOIN news.publication AS m ON m.publication_id = b.publication_id"
        " WHERE c.score >= :least ORDER BY c.score DESC, a.name, b.name, id, other_id"
    ),
    Subject.ENTITY: (
        "SELECT c.score, a.entity_id AS id, a.name, a.kind, NULL AS publication, b.entity_id AS other_id,"
        " b.name AS other_name, b.kind AS other_kind, NULL AS other_publication, c.reasons"
        " FROM news.entity_candidate AS c JOIN news.entity AS a USING (entity_id)"
        " JOIN news.entity AS b ON b.entity_id = c.other_entity_id"
        " WHERE c.score >= :least ORDER BY c.score DESC, a.name, b.name, id, other_id"
    ),
}


_OPEN_NAMES = """
SELECT m.score, v.article_id, v.headline, c.name AS surface, e.entity_id AS id, coalesce(s.name, e.name) AS name,
    e.kind, m.reasons
FROM news.chain_candidate AS m
JOIN news.chain AS c USING (version_id, ordinal)
JOIN news.article_version AS v ON v.version_id = m.version_id AND v.valid_to IS NULL
JOIN news.entity AS e ON e.entity_id = m.entity_id
LEFT JOIN news.settled_entity AS s ON s.entity_id = m.entity_id
WHERE m.score >= :least
ORDER BY m.score DESC, surface, name, article_id, id
"""


def agents(connection: Connection, subject: Subject, *, like: str | None = None) -> tuple[Agent, ...]:
    """All of them, or those whose name has a part, by number of articles."""
    found = connection.execute(
        text(
            f"SELECT id, name, kind, publication, article_count FROM ({_AGENTS[subject]}) AS agent"
            " WHERE strpos(folded_name, :part) > 0 ORDER BY article_count DESC, name, id"
        ),
        {"part": fold(like or "")},
    )
    return tuple(Agent(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names


def find_one(connection: Connection, subject: Subject, wanted: str) -> Agent:
    """The one whose name this is (case, accents and punctuation do not count) or whose id begins so.

    Raises:
        Misconfigured: there is none, or more than one.
    """
    found = connection.execute(
        text(
            f"SELECT id, name, kind, publication, article_count FROM ({_AGENTS[subject]}) AS agent"
            " WHERE folded_name = :name OR lower(name) = lower(:wanted)"
            " OR length(:wanted) > 3 AND starts_with(id::text, lower(:wanted)) ORDER BY name, id"
        ),
        {"name": fold(wanted), "wanted": wanted},
    )
    matching = [Agent(**row._mapping) for row in found]  # noqa: SLF001 - the documented way to a row's names
    if len(matching) != 1:
        raise Misconfigured(_unclear(subject, wanted, matching))
    return matching[0]


def _unclear(subject: Subject, wanted: str, matching: list[Agent]) -> str:
    what = "person" if subject is Subject.PERSON else "entity"
    if not matching:
        return f"No {what} is called {wanted!r} or has an id that begins so."
    listed = "; ".join(f"{str(one.id)[:8]} {one.name} ({one.publication or one.kind})" for one in matching[:5])
    return f"{wanted!r} can be {len(matching)}: {listed}. Give the beginning of an id, four characters or more."


def names_of(connection: Connection, subject: Subject, agent_id: UUID) -> tuple[Name, ...]:
    """Every name under which it stands."""
    found = connection.execute(text(_NAMES[subject]), {"id": agent_id})
    return tuple(Name(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names


def candidates(connection: Connection, subject: Subject, *, least: float = 0.0) -> tuple[Candidate, ...]:
    """Pairs that may be one, the likeliest first."""
    found = connection.execute(text(_CANDIDATES[subject]), {"least": least})
    return tuple(Candidate(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names


def open_names(connection: Connection, *, least: float = 0.0) -> tuple[OpenName, ...]:
    """Names that stand alone in an article, with what they may be, the likeliest first."""
    found = connection.execute(text(_OPEN_NAMES), {"least": least})
    return tuple(OpenName(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names


_RECORDS = """
SELECT a.source, a.identifier, a.name, l.rule AS found_by, NULL::double precision AS score
FROM news.entity_authority AS l JOIN news.authority AS a USING (authority_id) WHERE l.entity_id = :id
UNION ALL
SELECT a.source, a.identifier, a.name, c.reasons, c.score
FROM news.authority_candidate AS c JOIN news.authority AS a USING (authority_id) WHERE c.entity_id = :id
ORDER BY source, score DESC NULLS FIRST, identifier
"""


def records_of(connection: Connection, entity_id: UUID) -> tuple[KnownRecord, ...]:
    """The records of authority files that an entity is, or may be."""
    found = connection.execute(text(_RECORDS), {"id": entity_id})
    return tuple(KnownRecord(**row._mapping) for row in found)  # noqa: SLF001 - the documented way to a row's names
