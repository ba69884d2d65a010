"""Forget an article, a publication, a person or a source: everything that is stored of it, and for good.

    reach = find(connection, Target(kind="article", name="https://paper.example/a"))     what would go
    erase(connection, reach, reason="...")                                               in the caller's transaction

Rows go, with what only they named and what people decided about it (`etl.store.undecide`); of documents the places are
masked and their count stays, so that the sums of runs still hold. What is left is a row of `ops.erasure`, without
content, and the hashes of `ops.erasure_key` by which a load knows what must not come back (`etl.store.forgotten`).
Files are deleted and tables rewritten by `etl.store.wipe`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from etl.errors import Misconfigured
from etl.keys import fold, key
from etl.store import renewal, undecide
from etl.store.entity_keys import keys_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is to be forgotten, as the operator names it."""

    kind: str  # article, publication, person or source
    name: str  # an id, an address or a place of an article; a name or domain; a name; a name
    with_copies: bool = False  # articles that are near duplicates, too


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What there is of a target."""

    kind: str
    keys: tuple[tuple[str, str], ...]  # (kind, key) of `ops.erasure_key`
    articles: tuple[UUID, ...] = ()
    versions: tuple[UUID, ...] = ()
    documents: tuple[UUID, ...] = ()
    fetches: tuple[UUID, ...] = ()
    decisions: tuple[UUID, ...] = ()
    files: tuple[str, ...] = ()  # sha256; those that other articles need stay
    copies: tuple[UUID, ...] = ()  # near duplicates that stay


# By kind of target: the articles of it that are stored.
ARTICLES: Mapping[str, str] = {
    "article": """
        SELECT article_id FROM news.article WHERE article_id::text = :name OR url = :name
        UNION
        SELECT v.article_id FROM ops.document AS d JOIN news.article_version AS v USING (version_id)
        WHERE d.locator = :name
    """,
    "publication": """
        SELECT a.article_id FROM news.article AS a JOIN news.publication AS p USING (publication_id)
        WHERE p.publication_id::text = :name OR lower(p.name) = lower(:name) OR lower(p.domain) = lower(:name)
    """,
    "person": """
        SELECT v.article_id FROM news.article_version AS v
        WHERE strpos(lower(concat_ws(' ', v.headline, v.byline, v.article_body)), lower(:name)) > 0
            OR EXISTS (SELECT FROM news.chain AS c
                WHERE c.version_id = v.version_id AND c.kind = 'person' AND c.folded_name = :folded)
            OR EXISTS (SELECT FROM news.chain AS c JOIN news.settled_entity AS d USING (entity_id)
                WHERE c.version_id = v.version_id AND strpos(lower(d.name), lower(:name)) > 0)
            OR EXISTS (SELECT FROM news.byline AS b
                LEFT JOIN news.spelling AS s USING (spelling_id)
                LEFT JOIN news.person AS p ON p.person_id = b.person_id
                WHERE b.version_id = v.version_id AND :folded IN (s.folded_name, p.folded_name))
            OR EXISTS (SELECT FROM news.correction AS k
                LEFT JOIN news.corrected_author AS a USING (article_id)
                LEFT JOIN news.spelling AS s USING (spelling_id)
                LEFT JOIN news.person AS p ON p.person_id = a.person_id
                WHERE k.article_id = v.article_id AND (:folded IN (s.folded_name, p.folded_name)
                    OR strpos(lower(concat_ws(' ', k.headline, a.name)), lower(:name)) > 0))
            OR EXISTS (SELECT FROM news.claim AS c
                WHERE c.version_id = v.version_id AND strpos(lower(c.value), lower(:name)) > 0)
            OR EXISTS (SELECT FROM news.text_edit AS e
                WHERE e.version_id = v.version_id AND strpos(lower(e.removed), lower(:name)) > 0)
    """,
    "source": """
        SELECT v.article_id
        FROM ops.document AS d
        JOIN ops.source AS s USING (source_id)
        JOIN news.article_version AS v USING (version_id)
        GROUP BY v.article_id
        HAVING bool_and(s.name = :name OR s.source_id::text = :name)
    """,
}

# The target itself, where it is a row of its own: its key, by which new articles of it are refused.
_THINGS: Mapping[str, str] = {
    "publication": "SELECT publication_id FROM news.publication WHERE publication_id::text = :name"
    " OR lower(name) = lower(:name) OR lower(domain) = lower(:name)",
    "source": "SELECT source_id FROM ops.source WHERE name = :name OR source_id::text = :name",
}

_COPIES = """
SELECT m.article_id FROM news.duplicate_member AS m
WHERE NOT m.article_id = ANY(:articles) AND m.cluster_id IN (
    SELECT cluster_id FROM news.duplicate_member WHERE article_id = ANY(:articles)
)
"""

# A listing of the source may hold the whole text, so what it brought goes too; it is asked again by the next run.
_FETCHES = """
SELECT f.fetch_id, f.sha256 FROM ops.fetch AS f
WHERE f.fetch_id = ANY(:documents) OR (
    f.source_id IN (SELECT source_id FROM ops.document WHERE document_id = ANY(:documents))
    AND NOT EXISTS (SELECT FROM ops.document AS d WHERE d.document_id = f.fetch_id AND d.version_id IS NOT NULL)
)
"""


def person_key(folded_name: str) -> str:
    """The key of a person's name, whoever writes or is named."""
    return str(key("person-name", folded_name))


def find(connection: Connection, target: Target) -> Reach:
    """Everything that is stored of a target.

    Raises:
        Misconfigured: nothing of that name is stored.
    """
    named = {"name": target.name, "folded": fold(target.name)}
    articles = set(connection.execute(text(ARTICLES[target.kind]), named).scalars())
    things = _things(connection, target)
    said = undecide.naming(connection, target.name) if target.kind == "person" else ()
    if not articles and not said and (not things or target.kind == "person"):
        raise Misconfigured(f"No {target.kind} is stored under {target.name!r}.")
    copies = set(connection.execute(text(_COPIES), {"articles": list(articles)}).scalars())
    if target.with_copies:
        articles, copies = articles | copies, set()
    sources = [thing for thing in things if target.kind == "source"]
    reach = _reach(
        connection, target.kind, sorted(articles), sorted(copies), [(target.kind, one) for one in things], sources
    )
    return replace(reach, decisions=tuple({*said, *undecide.about(connection, reach.articles)}))


def _things(connection: Connection, target: Target) -> list[str]:
    if target.kind == "person":
        return [person_key(fold(target.name))]
    query = _THINGS.get(target.kind)
    return list(map(str, connection.execute(text(query), {"name": target.name}).scalars())) if query else []


def _reach(
    connection: Connection,
    kind: str,
    articles: list[UUID],
    copies: list[UUID],
    things: list[tuple[str, str]],
    sources: list[str],
) -> Reach:
    versions = connection.execute(
        text("SELECT version_id, content_hash, sha256 FROM news.article_version WHERE article_id = ANY(:ids)"),
        {"ids": articles},
    ).all()
    documents = connection.execute(
        text(
            "SELECT d.document_id, d.sha256, r.sha256 AS rejected_sha256 FROM ops.document AS d"
            " LEFT JOIN ops.rejection AS r USING (document_id)"
            " WHERE d.version_id = ANY(:versions) OR d.source_id::text = ANY(:sources)"
        ),
        {"versions": [row.version_id for row in versions], "sources": sources},
    ).all()
    ids = [row.document_id for row in documents]
    readings = connection.execute(
        text("SELECT sha256 FROM ops.reading WHERE document_id = ANY(:documents) OR version_id = ANY(:versions)"),
        {"documents": ids, "versions": [row.version_id for row in versions]},
    ).all()
    fetches = connection.execute(text(_FETCHES), {"documents": ids}).all()
    files = {row.sha256 for row in (*versions, *documents, *readings, *fetches)} | {
        row.rejected_sha256 for row in documents
    }
    return Reach(
        kind=kind,
        keys=(
            *things,
            *(("article", str(one)) for one in articles),
            *(("content", row.content_hash) for row in versions),
            *(("document", str(one)) for one in ids),
        ),
        articles=tuple(articles),
        versions=tuple(row.version_id for row in versions),
        documents=tuple(ids),
        fetches=tuple(row.fetch_id for row in fetches),
        files=tuple(sorted(file for file in files if file)),
        copies=tuple(copies),
    )


_MASK = """
UPDATE ops.document SET version_id = NULL, sha256 = NULL, locator = 'forgotten/' || document_id
WHERE document_id = ANY(:documents)
"""
_REJECT = """
INSERT INTO ops.rejection (document_id, run_id, sha256, stage, code, detail, rejected_at, is_open)
SELECT DISTINCT ON (o.document_id)
    o.document_id, o.run_id, NULL, 'load', 'forgotten', 'It was forgotten on purpose.', now(), true
FROM ops.outcome AS o
JOIN ops.run AS r USING (run_id)
WHERE o.document_id = ANY(:documents)
ORDER BY o.document_id, r.started_at DESC
ON CONFLICT (document_id) DO UPDATE SET
    sha256 = NULL, stage = excluded.stage, code = excluded.code, detail = excluded.detail, is_open = true
"""
_RUNS = """
UPDATE ops.run AS r SET source_names = array_replace(r.source_names, s.name, 'forgotten/' || s.source_id)
FROM ops.source AS s
WHERE s.source_id::text = ANY(:sources) AND s.name = ANY(r.source_names)
"""
_SOURCE = """
UPDATE ops.source SET name = 'forgotten/' || source_id, location = 'forgotten', publisher = NULL, domain = NULL
WHERE source_id::text = ANY(:sources)
"""
_READINGS = """
DELETE FROM ops.reading WHERE document_id = ANY(:documents) OR version_id = ANY(:versions)
"""
# A name keeps the greatest spelling that was ever read: of those that are left.
_SPELLING = """
UPDATE news.entity AS e SET name = c.name
FROM (SELECT named_id, max(name COLLATE "C") AS name FROM news.chain WHERE geoname_id IS NULL GROUP BY 1) AS c
WHERE c.named_id = e.entity_id AND c.name <> e.name
"""
_SPELLED = """
SELECT DISTINCT named_id, kind, name FROM news.chain WHERE named_id = ANY(:ids) AND geoname_id IS NULL
"""
# What an entity is compared by is that of all its spellings: of those that are left. Who shared a key that goes, and
# what was called by a short form that goes, is resolved again.
_ENTITY_KEYS = (
    """
    CREATE TEMP TABLE given ON COMMIT DROP AS
    SELECT entity_id, use, key, max(rule COLLATE "C") AS rule
    FROM unnest(CAST(:ids AS uuid[]), CAST(:uses AS text[]), CAST(:keys AS text[]), CAST(:rules AS text[]))
        AS one (entity_id, use, key, rule)
    GROUP BY entity_id, use, key
    """,
    """
    WITH gone AS (
        DELETE FROM news.entity_key AS k
        WHERE entity_id IN (SELECT entity_id FROM given)
            AND NOT EXISTS (SELECT FROM given AS g WHERE (g.entity_id, g.use, g.key) = (k.entity_id, k.use, k.key))
        RETURNING use, kind, key
    )
    INSERT INTO ops.unresolved (subject, key)
    SELECT 'name', key FROM gone WHERE use = 'short'
    UNION
    SELECT 'entity', o.entity_id::text FROM gone JOIN news.entity_key AS o USING (use, kind, key) WHERE use = 'name'
    ON CONFLICT DO NOTHING
    """,
    """
    UPDATE news.entity_key AS k SET rule = g.rule
    FROM given AS g
    WHERE (g.entity_id, g.use, g.key) = (k.entity_id, k.use, k.key) AND g.rule <> k.rule
    """,
)
_FILES = """
DELETE FROM ops.raw_file AS f
WHERE f.sha256 = ANY(:files)
    AND NOT EXISTS (SELECT FROM news.article_version AS v WHERE v.sha256 = f.sha256)
    AND NOT EXISTS (SELECT FROM ops.document AS d WHERE d.sha256 = f.sha256)
    AND NOT EXISTS (SELECT FROM ops.rejection AS r WHERE r.sha256 = f.sha256)
    AND NOT EXISTS (SELECT FROM ops.fetch AS o WHERE o.sha256 = f.sha256)
    AND NOT EXISTS (SELECT FROM ops.reading AS r WHERE r.sha256 = f.sha256)
RETURNING f.sha256
"""
_PROOF = """
INSERT INTO ops.erasure
VALUES (:erasure_id, :kind, :reason, now(), :article_count, :version_count, :document_count, :file_count)
"""
_KEYS = """
INSERT INTO ops.erasure_key (kind, key, erasure_id)
SELECT kind, key, :erasure_id FROM unnest(CAST(:kinds AS text[]), CAST(:keys AS text[])) AS gone (kind, key)
ON CONFLICT DO NOTHING
"""


def erase(connection: Connection, reach: Reach, *, reason: str) -> UUID:
    """Delete the rows of a reach and write the proof; returns its id, under which the files to delete are listed."""
    documents = {"documents": list(reach.documents), "versions": list(reach.versions)}
    for statement in (
        _MASK,
        "UPDATE ops.outcome SET detail = NULL WHERE document_id = ANY(:documents)",
        _REJECT,
        _READINGS,
    ):
        connection.execute(text(statement), documents)
    connection.execute(text("DELETE FROM ops.fetch WHERE fetch_id = ANY(:ids)"), {"ids": list(reach.fetches)})
    for statement in (_RUNS, _SOURCE):
        connection.execute(text(statement), {"sources": [one for kind, one in reach.keys if kind == "source"]})
    named = undecide.named(connection, reach.articles)
    renewal.drop(connection, reach.versions)
    undecide.forget(connection, reach.decisions, named)
    connection.execute(text(_SPELLING))
    _forget_keys(connection, named)
    return _prove(connection, reach, reason=reason)


def _forget_keys(connection: Connection, entities: Sequence[UUID]) -> None:
    """Take away what these entities were compared by if no spelling of their names that is left gives it."""
    spelled = connection.execute(text(_SPELLED), {"ids": list(entities)}).all()
    given = [(row.named_id, one) for row in spelled for one in keys_of(row.kind, row.name)]
    rows = {
        "ids": [entity for entity, _ in given],
        "uses": [one.use for _, one in given],
        "keys": [one.key for _, one in given],
        "rules": [one.rule for _, one in given],
    }
    for statement in _ENTITY_KEYS:
        connection.execute(text(statement), rows)


def _prove(connection: Connection, reach: Reach, *, reason: str) -> UUID:
    files = list(connection.execute(text(_FILES), {"files": list(reach.files)}).scalars())
    proof = {
        "erasure_id": uuid4(),
        "kind": reach.kind,
        "reason": reason,
        "article_count": len(reach.articles),
        "version_count": len(reach.versions),
        "document_count": len(reach.documents),
        "file_count": len(files),
    }
    connection.execute(text(_PROOF), proof)
    keys = [*reach.keys, *(("bytes", file) for file in files)]
    kept = {"kinds": [kind for kind, _ in keys], "keys": [one for _, one in keys]}
    connection.execute(text(_KEYS), kept | {"erasure_id": proof["erasure_id"]})
    return UUID(str(proof["erasure_id"]))
