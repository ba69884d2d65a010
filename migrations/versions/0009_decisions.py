"""Decisions of people, and people under all spellings.

What was a row of `news.person` is a spelling now, and people are made of spellings. Decisions are kept in `ops`, what
follows from them in `news`; `news.authorship` is who signs an article after all of it. What is withheld stays hidden: in
the new tables, in the view, and of names that decisions moved elsewhere.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from migrations.versions.tables_0009 import decided

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FOLDED = """nullif(trim(regexp_replace(regexp_replace(
    lower(normalize({name}, NFKD)), U&'[\\0300-\\036F]', '', 'g'), '[^[:alnum:]]+', ' ', 'g')), '')"""

TABLES = (
    "corrected_author",
    "spelling",
    "person_candidate",
    "entity_candidate",
    "decided_entity",
    "correction",
    "decision",
)

# Before and after.
_COMMENTS = {
    "COLUMN news.byline.person_id": ("the person", "the person across articles; null when somebody rejected the name"),
    "COLUMN news.chain.entity_method": (
        "how the entity was found: name, geoname, only_bearer",
        (
            "how the entity was found: name, geoname, only_bearer, only_acronym; decided, decided_name or"
            " decided_geoname where somebody decided"
        ),
    ),
    "TABLE news.person": (
        "A person who writes: one row for all spellings that fold to one name at one publication",
        "A person who writes, the same under all spellings; made anew by each resolve",
    ),
    "COLUMN news.person.person_id": (
        "UUIDv5 of folded name and publication",
        "spelling_id of the spelling that stands for the person",
    ),
    "COLUMN news.person.name": ("display name", "the name somebody gave by hand, else that of the fullest spelling"),
    "COLUMN news.person.publication_id": (
        "where the byline stood",
        "where the bylines stood; null when in several publications or unknown ones",
    ),
    "COLUMN bi.article.headline": ("title as printed", "title as printed, or as somebody set it"),
    "COLUMN bi.article_author.name_as_printed": ("as printed", "as printed, or as somebody set it"),
}

_KEEP = """
CREATE FUNCTION ops.keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('dateline.erasing', true) = 'on' THEN RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.reverted_at IS NULL
        AND to_jsonb(NEW) - '{reverted_at,reverted_by}'::text[] = to_jsonb(OLD) - '{reverted_at,reverted_by}'::text[]
    THEN RETURN NEW;
    END IF;
    RAISE EXCEPTION 'decisions are kept as they are: set reverted_at and reverted_by of one that stands';
END $$
"""

_AUTHORSHIP = """
CREATE VIEW news.authorship AS
SELECT v.article_id, b.ordinal + coalesce(k.author_count, 0) AS ordinal, b.person_id, b.organization_id,
    b.is_contributor, b.role, b.surface AS name_as_printed
FROM news.byline AS b
JOIN news.shown_version AS v ON v.version_id = b.version_id
LEFT JOIN news.correction AS k ON k.article_id = v.article_id
WHERE (b.person_id IS NOT NULL OR b.organization_id IS NOT NULL) AND (k.author_count IS NULL OR b.is_contributor)
UNION ALL
SELECT article_id, ordinal, person_id, organization_id, false, 'author', name
FROM news.corrected_author
JOIN news.shown_version USING (article_id)
WHERE person_id IS NOT NULL OR organization_id IS NOT NULL
"""

_AUTHORSHIP_COMMENTS = {
    "VIEW news.authorship": "Who signs the current version of each article that is not withheld, after decisions",
    "COLUMN news.authorship.article_id": "the article",
    "COLUMN news.authorship.ordinal": "0.. in printed order, contributors last",
    "COLUMN news.authorship.person_id": "the person",
    "COLUMN news.authorship.organization_id": "the organization",
    "COLUMN news.authorship.is_contributor": "true for ''additional reporting by'', photographers, translators",
    "COLUMN news.authorship.role": "author, photographer, translator, editor or contributor",
    "COLUMN news.authorship.name_as_printed": "as printed, or as somebody set it",
}

# Whom what is withheld must not tell of, as migration 0008 has it: with the rights of the owner.
_HEAD = (
    "CREATE OR REPLACE FUNCTION news.{name}() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER"
    " SET search_path = pg_catalog"
)
_NAMES_BEFORE = """
    WITH hidden AS MATERIALIZED (SELECT version_id FROM news.withheld_versions() AS version_id)
    SELECT c.entity_id FROM hidden JOIN news.chain AS c USING (version_id)
    WHERE NOT EXISTS (
        SELECT FROM news.chain AS o
        WHERE o.entity_id = c.entity_id AND o.version_id NOT IN (SELECT version_id FROM hidden)
    )
    UNION
    SELECT coalesce(b.person_id, b.organization_id) FROM hidden JOIN news.byline AS b USING (version_id)
    WHERE NOT EXISTS (
        SELECT FROM news.byline AS o
        WHERE (o.person_id = b.person_id OR o.organization_id = b.organization_id)
            AND o.version_id NOT IN (SELECT version_id FROM hidden)
    )
"""
# Authors set by hand sign like those of bylines. A chain that somebody linked elsewhere, or to nothing, still names the
# entity of its own name.
_NAMES = """
    WITH hidden AS MATERIALIZED (SELECT version_id FROM news.withheld_versions() AS version_id
    ), moved AS MATERIALIZED (
        SELECT c.version_id, e.entity_id FROM news.chain AS c JOIN news.entity AS e USING (kind, folded_name)
        WHERE c.entity_method = 'decided_name'
        UNION ALL
        SELECT c.version_id, e.entity_id FROM news.chain AS c JOIN news.entity AS e USING (kind, geoname_id)
        WHERE c.entity_method = 'decided_geoname'
    ), named AS (
        SELECT c.entity_id FROM hidden JOIN news.chain AS c USING (version_id)
        UNION
        SELECT entity_id FROM hidden JOIN moved USING (version_id)
    ), signing AS (
        SELECT b.person_id, b.organization_id FROM hidden JOIN news.byline AS b USING (version_id)
        UNION
        SELECT person_id, organization_id FROM ops.withholding JOIN news.corrected_author USING (article_id)
    )
    SELECT entity_id FROM named AS n
    WHERE NOT EXISTS (
        SELECT FROM news.chain AS o
        WHERE o.entity_id = n.entity_id AND o.version_id NOT IN (SELECT version_id FROM hidden)
    ) AND NOT EXISTS (
        SELECT FROM moved AS o
        WHERE o.entity_id = n.entity_id AND o.version_id NOT IN (SELECT version_id FROM hidden)
    )
    UNION
    SELECT coalesce(s.person_id, s.organization_id) FROM signing AS s
    WHERE NOT EXISTS (
        SELECT FROM news.byline AS o
        WHERE (o.person_id = s.person_id OR o.organization_id = s.organization_id)
            AND o.version_id NOT IN (SELECT version_id FROM hidden)
    ) AND NOT EXISTS (
        SELECT FROM news.corrected_author AS o
        WHERE (o.person_id = s.person_id OR o.organization_id = s.organization_id)
            AND o.article_id NOT IN (SELECT article_id FROM ops.withholding)
    )
"""
# A person who is shown may bear a name that only what is withheld has.
_SPELLINGS = """
    WITH hidden AS MATERIALIZED (SELECT version_id FROM news.withheld_versions() AS version_id
    ), signing AS (
        SELECT b.spelling_id FROM hidden JOIN news.byline AS b USING (version_id)
        UNION
        SELECT spelling_id FROM ops.withholding JOIN news.corrected_author USING (article_id)
    )
    SELECT spelling_id FROM signing AS s
    WHERE NOT EXISTS (
        SELECT FROM news.byline AS o
        WHERE o.spelling_id = s.spelling_id AND o.version_id NOT IN (SELECT version_id FROM hidden)
    ) AND NOT EXISTS (
        SELECT FROM news.corrected_author AS o
        WHERE o.spelling_id = s.spelling_id AND o.article_id NOT IN (SELECT article_id FROM ops.withholding)
    )
"""
# By table: columns and the function that must not give them.
HIDDEN = {
    "correction": (("article_id",), "withheld_articles"),
    "corrected_author": (("article_id",), "withheld_articles"),
    "spelling": (("spelling_id",), "withheld_spellings"),
    "person_candidate": (("person_id", "other_person_id"), "withheld_names"),
    "entity_candidate": (("entity_id", "other_entity_id"), "withheld_names"),
    "decided_entity": (("entity_id",), "withheld_names"),
}


def upgrade() -> None:
    decided.create()
    _add_columns()
    given = _FOLDED.format(name="concat_ws(' ', given_name, middle_name)")
    op.execute(
        "INSERT INTO news.spelling SELECT person_id, name, folded_name, publication_id, given_name, middle_name,"  # noqa: S608
        f" family_name, name_suffix, {given}, {_FOLDED.format(name='family_name')}, person_id FROM news.person"
    )
    op.execute("UPDATE news.byline SET spelling_id = person_id")
    _require_of_bylines("spelling_id")
    op.execute(_KEEP)
    op.execute(
        "CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON ops.decision FOR EACH ROW EXECUTE FUNCTION ops.keep_decision()"
    )
    op.execute(_AUTHORSHIP)
    for what, comment in _AUTHORSHIP_COMMENTS.items():
        op.execute(f"COMMENT ON {what} IS '{comment}'")
    for what, (_, comment) in _COMMENTS.items():
        op.execute(f"COMMENT ON {what} IS '{comment}'")
    _hide()


def _hide() -> None:
    for name, body in {"withheld_names": _NAMES, "withheld_spellings": _SPELLINGS}.items():
        op.execute(f"{_HEAD.format(name=name)} AS $$ {body} $$")
    for table, (columns, function) in HIDDEN.items():
        shown = " AND ".join(f"{column} NOT IN (SELECT news.{function}())" for column in columns)
        op.execute(f"ALTER TABLE news.{table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY not_withheld ON news.{table} FOR SELECT USING ({shown})")


def downgrade() -> None:
    op.execute(f"{_HEAD.format(name='withheld_names')} AS $$ {_NAMES_BEFORE} $$")
    op.execute("DROP VIEW news.authorship")
    for what, (comment, _) in _COMMENTS.items():
        op.execute(f"COMMENT ON {what} IS '{comment}'")
    _link_chains_as_read()
    parts = "name, folded_name, publication_id, given_name, middle_name, family_name, name_suffix"
    kept = ", ".join(f"excluded.{part}" for part in parts.split(", "))
    op.execute(
        f"INSERT INTO news.person (person_id, {parts}) SELECT spelling_id, {parts} FROM news.spelling"  # noqa: S608
        f" ON CONFLICT (person_id) DO UPDATE SET ({parts}) = ROW({kept})"
    )
    op.execute("UPDATE news.byline SET person_id = spelling_id")
    _require_of_bylines("person_id")
    for table in TABLES:
        op.drop_table(table, schema="ops" if table == "decision" else "news")
    op.execute("DROP FUNCTION ops.keep_decision()")
    op.execute("DROP FUNCTION news.withheld_spellings()")


def _require_of_bylines(person: str) -> None:
    """Each byline names a person, by this column, or an organization."""
    op.drop_constraint(op.f("byline_one_agent_check"), "byline", schema="news", type_="check")
    if person == "person_id":
        op.drop_column("byline", "spelling_id", schema="news")
        op.drop_column("claim", "judgement", schema="news")
        op.drop_column("article", "is_corrected", schema="bi")
    op.create_check_constraint(
        op.f("byline_one_agent_check"), "byline", f"({person} IS NULL) <> (organization_id IS NULL)", schema="news"
    )


def _link_chains_as_read() -> None:
    op.execute(
        "UPDATE news.chain AS c SET entity_id = e.entity_id, entity_method = replace(c.entity_method, 'decided_', '')"
        " FROM news.entity AS e WHERE c.entity_method IN ('decided_name', 'decided_geoname') AND e.kind = c.kind"
        " AND CASE c.entity_method WHEN 'decided_geoname' THEN e.geoname_id = c.geoname_id"
        " ELSE e.folded_name = c.folded_name END"
    )
    op.execute("UPDATE news.chain SET entity_id = NULL, entity_method = NULL WHERE entity_method = 'decided'")
    op.drop_index(op.f("chain_folded_name_idx"), table_name="chain", schema="news")


def _add_columns() -> None:
    op.add_column(
        "byline", sa.Column("spelling_id", sa.Uuid(), nullable=True, comment="the name of a person here"), schema="news"
    )
    op.create_index(op.f("byline_spelling_id_idx"), "byline", ["spelling_id"], schema="news")
    op.create_foreign_key(
        op.f("byline_spelling_id_fkey"),
        "byline",
        "spelling",
        ["spelling_id"],
        ["spelling_id"],
        source_schema="news",
        referent_schema="news",
    )
    op.add_column(
        "claim",
        sa.Column(
            "judgement",
            sa.Text(),
            nullable=True,
            comment="what became of it and why, of dates and authors: chosen, ...",
        ),
        schema="news",
    )
    op.add_column(
        "article",
        sa.Column(
            "is_corrected",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="true when somebody set headline, date or authors by hand",
        ),
        schema="bi",
    )
    op.alter_column("article", "is_corrected", server_default=None, schema="bi")
