"""Triggers that note what changed since names were last resolved."""

from __future__ import annotations

from dataclasses import dataclass

from alembic import op


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trigger:
    """When it fires, on which table, and what it notes."""

    when: str
    table: str
    rest: str
    notes: str


_DATED = "FOR EACH ROW WHEN (OLD.{0} IS DISTINCT FROM NEW.{0})"

_TRIGGERS = {
    "note_chains_written": _Trigger(
        when="AFTER INSERT",
        table="news.chain",
        rest="REFERENCING NEW TABLE AS written FOR EACH STATEMENT",
        notes="SELECT DISTINCT 'version', version_id::text FROM written",
    ),
    "note_chains_gone": _Trigger(
        when="AFTER DELETE",
        table="news.chain",
        rest="REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
        notes="SELECT DISTINCT 'entity', named_id::text FROM gone WHERE named_id IS NOT NULL",
    ),
    "note_definitions_gone": _Trigger(
        when="AFTER DELETE",
        table="news.mention",
        rest="REFERENCING OLD TABLE AS gone FOR EACH STATEMENT",
        notes="SELECT DISTINCT 'name', lower(surface) FROM gone"
        " WHERE form IN ('acronym', 'definition') AND kind = 'organization'",
    ),
    # Whoever shared a key with it or was another name of it; whoever was doubtful because of it.
    "note_entity_gone": _Trigger(
        when="BEFORE DELETE",
        table="news.entity",
        rest="FOR EACH ROW",
        notes="""
        SELECT 'entity', o.entity_id::text FROM news.entity_key AS k JOIN news.entity_key AS o USING (use, kind, key)
        WHERE k.entity_id = OLD.entity_id AND k.use = 'name'
        UNION SELECT 'entity', entity_id::text FROM news.settled_entity WHERE merged_into = OLD.entity_id
        UNION SELECT 'entity', merged_into::text FROM news.settled_entity
        WHERE entity_id = OLD.entity_id AND merged_into IS NOT NULL
        UNION SELECT 'name', key FROM news.entity_key WHERE entity_id = OLD.entity_id AND use = 'short'
        UNION SELECT 'name', OLD.folded_name
        """,
    ),
    "note_version_dated": _Trigger(
        when="AFTER UPDATE OF date_published",
        table="news.article_version",
        rest=_DATED.format("date_published"),
        notes="""
        SELECT 'entity', named_id::text FROM news.chain WHERE version_id = NEW.version_id AND named_id IS NOT NULL
        UNION SELECT 'version', NEW.version_id::text
        """,
    ),
    "note_article_published": _Trigger(
        when="AFTER UPDATE OF publication_id",
        table="news.article",
        rest=_DATED.format("publication_id"),
        notes="""
        SELECT 'entity', c.named_id::text FROM news.article_version AS v JOIN news.chain AS c USING (version_id)
        WHERE v.article_id = NEW.article_id AND c.named_id IS NOT NULL
        UNION SELECT 'version', version_id::text FROM news.article_version WHERE article_id = NEW.article_id
        """,
    ),
}

_FUNCTION = """
CREATE FUNCTION ops.{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ops.unresolved (subject, key) {notes} ON CONFLICT DO NOTHING;
    RETURN {answer};
END $$
"""


def create() -> None:
    for name, one in _TRIGGERS.items():
        answer = "OLD" if one.when == "BEFORE DELETE" else "NULL"
        op.execute(_FUNCTION.format(name=name, notes=one.notes, answer=answer))
        op.execute(f"CREATE TRIGGER {name} {one.when} ON {one.table} {one.rest} EXECUTE FUNCTION ops.{name}()")


def drop() -> None:
    for name, one in _TRIGGERS.items():
        op.execute(f"DROP TRIGGER {name} ON {one.table}")
        op.execute(f"DROP FUNCTION ops.{name}()")
