"""Tables of `news`, `ops` and `bi`.

The models of `etl.store.schema` as they were when this migration was written; `alembic check` keeps the two equal.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "author",
        sa.Column(
            "author_id", sa.Uuid(), autoincrement=False, nullable=False, comment="key: person_id or organization_id"
        ),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False, comment="person or organization"),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="display name"),
        sa.Column("given_name", sa.Text(), autoincrement=False, nullable=True, comment="given name"),
        sa.Column("family_name", sa.Text(), autoincrement=False, nullable=True, comment="family name"),
        sa.Column(
            "article_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="articles with this author or contributor",
        ),
        sa.PrimaryKeyConstraint("author_id", name=op.f("author_pkey")),
        schema="bi",
        comment="People and organizations that stand in bylines",
    )
    op.create_table(
        "place",
        sa.Column("geoname_id", sa.Integer(), autoincrement=False, nullable=False, comment="GeoNames id"),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="name"),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="continent, region, country, subdivision or city",
        ),
        sa.Column("country", sa.Text(), autoincrement=False, nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("subdivision", sa.Text(), autoincrement=False, nullable=True, comment="ISO 3166-2"),
        sa.Column("latitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column("longitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column("article_count", sa.Integer(), autoincrement=False, nullable=False, comment="articles that name it"),
        sa.Column("mention_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="times it is named"),
        sa.PrimaryKeyConstraint("geoname_id", name=op.f("place_pkey")),
        schema="bi",
        comment="Places that articles name, with their position",
    )
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.Uuid(), autoincrement=False, nullable=False, comment="key"),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="name"),
        sa.Column("domain", sa.Text(), autoincrement=False, nullable=True, comment="registered domain"),
        sa.Column("country", sa.Text(), autoincrement=False, nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("publication_pkey")),
        schema="bi",
        comment="Publications that articles come from",
    )
    op.create_table(
        "organization",
        sa.Column(
            "organization_id", sa.Uuid(), autoincrement=False, nullable=False, comment="UUIDv5 of the folded name"
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="display name"),
        sa.Column(
            "folded_name",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="name without case, accents and punctuation",
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("organization_pkey")),
        schema="news",
        comment="An agency, desk or newsroom that stands in a byline",
    )
    op.create_table(
        "place",
        sa.Column("geoname_id", sa.Integer(), autoincrement=False, nullable=False, comment="GeoNames id"),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="GeoNames name"),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="continent, region, country, subdivision or city",
        ),
        sa.Column("country", sa.Text(), autoincrement=False, nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("subdivision", sa.Text(), autoincrement=False, nullable=True, comment="ISO 3166-2"),
        sa.Column("latitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column("longitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column(
            "population", sa.BigInteger(), autoincrement=False, nullable=True, comment="inhabitants, as GeoNames has it"
        ),
        sa.PrimaryKeyConstraint("geoname_id", name=op.f("place_pkey")),
        schema="news",
        comment="A GeoNames feature that articles name",
    )
    op.create_table(
        "publication",
        sa.Column(
            "publication_id",
            sa.Uuid(),
            autoincrement=False,
            nullable=False,
            comment="UUIDv5 of its domain, else of its folded name",
        ),
        sa.Column(
            "name", sa.Text(), autoincrement=False, nullable=False, comment="its name; its domain when no name is known"
        ),
        sa.Column("domain", sa.Text(), autoincrement=False, nullable=True, comment="registered domain"),
        sa.Column("country", sa.Text(), autoincrement=False, nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("publication_pkey")),
        schema="news",
        comment="A newspaper, site, agency or broadcaster that publishes articles",
    )
    op.create_table(
        "raw_file",
        sa.Column(
            "sha256", sa.Text(), autoincrement=False, nullable=False, comment="SHA-256 of the bytes, hexadecimal"
        ),
        sa.Column("byte_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="size in bytes"),
        sa.Column(
            "media_type",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="type as sniffed from the content; null when it is of no known format",
        ),
        sa.Column(
            "first_fetched_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when these bytes were first seen",
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("raw_file_pkey")),
        schema="ops",
        comment="Bytes as fetched, kept once under raw/ by their hash",
    )
    op.create_table(
        "run",
        sa.Column("run_id", sa.Uuid(), autoincrement=False, nullable=False, comment="random"),
        sa.Column("state", sa.Text(), autoincrement=False, nullable=False, comment="running, finished or failed"),
        sa.Column(
            "started_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False, comment="when it began"
        ),
        sa.Column(
            "finished_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True, comment="when it ended"
        ),
        sa.Column("software", sa.Text(), autoincrement=False, nullable=False, comment="version of dateline that ran"),
        sa.Column("found_count", sa.Integer(), autoincrement=False, nullable=False, comment="documents found"),
        sa.Column(
            "new_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that brought an article not seen before",
        ),
        sa.Column(
            "changed_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that brought a new version of a known article",
        ),
        sa.Column(
            "same_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents already known with these bytes or this content",
        ),
        sa.Column(
            "duplicate_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that repeat, exactly or nearly, an article from elsewhere",
        ),
        sa.Column(
            "rejected_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents set aside, see ops.rejection",
        ),
        sa.Column(
            "waiting_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="documents that could not be dealt with for the moment",
        ),
        sa.Column("failure", sa.Text(), autoincrement=False, nullable=True, comment="why it failed, one sentence"),
        sa.CheckConstraint(
            "state <> 'finished' OR found_count = new_count + changed_count + same_count + duplicate_count + rejected_count + waiting_count",
            name=op.f("run_accounted_check"),
        ),
        sa.CheckConstraint("state IN ('running', 'finished', 'failed')", name=op.f("run_state_check")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("run_pkey")),
        schema="ops",
        comment="One run of the pipeline; when finished, found is the sum of all verdicts",
    )
    op.create_table(
        "source",
        sa.Column("source_id", sa.Uuid(), autoincrement=False, nullable=False, comment="UUIDv5 of the name"),
        sa.Column(
            "name",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="unique name; for a path on a disk its absolute path",
        ),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False, comment="files"),
        sa.Column("location", sa.Text(), autoincrement=False, nullable=False, comment="the path"),
        sa.Column(
            "publisher",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="publication of all its documents, as the operator says",
        ),
        sa.Column(
            "domain", sa.Text(), autoincrement=False, nullable=True, comment="registered domain of that publication"
        ),
        sa.Column(
            "country", sa.Text(), autoincrement=False, nullable=True, comment="ISO 3166-1 alpha-2 of that publication"
        ),
        sa.Column(
            "timezone",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="IANA time zone for times printed without one",
        ),
        sa.Column(
            "language",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="BCP 47 language of its documents, as the operator says",
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("source_pkey")),
        schema="ops",
        comment="A place documents come from, with what is known about all of them",
    )
    op.create_table(
        "article",
        sa.Column("article_id", sa.Uuid(), autoincrement=False, nullable=False, comment="key"),
        sa.Column("headline", sa.Text(), autoincrement=False, nullable=True, comment="title as printed"),
        sa.Column("publication_id", sa.Uuid(), autoincrement=False, nullable=True, comment="who published it"),
        sa.Column("url", sa.Text(), autoincrement=False, nullable=True, comment="canonical URL"),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=True, comment="BCP 47"),
        sa.Column(
            "published_on",
            sa.Date(),
            autoincrement=False,
            nullable=True,
            comment="day of publication; null when only a month or year is known, or nothing",
        ),
        sa.Column(
            "published_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="instant of publication, when time and zone are known",
        ),
        sa.Column(
            "published_month",
            sa.Date(),
            autoincrement=False,
            nullable=True,
            comment="first day of the month of publication; null when only a year is known",
        ),
        sa.Column(
            "published_precision",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="year, month, day, minute or second",
        ),
        sa.Column(
            "published_text", sa.Text(), autoincrement=False, nullable=True, comment="publication date as printed"
        ),
        sa.Column("byline", sa.Text(), autoincrement=False, nullable=True, comment="byline as printed"),
        sa.Column("word_count", sa.Integer(), autoincrement=False, nullable=False, comment="words of the text"),
        sa.Column(
            "paragraph_count", sa.Integer(), autoincrement=False, nullable=False, comment="paragraphs of the text"
        ),
        sa.Column(
            "author_count",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="authors, contributors not counted",
        ),
        sa.Column("mention_count", sa.Integer(), autoincrement=False, nullable=False, comment="mentions"),
        sa.Column("quotation_count", sa.Integer(), autoincrement=False, nullable=False, comment="quotations"),
        sa.Column("version_count", sa.Integer(), autoincrement=False, nullable=False, comment="versions seen so far"),
        sa.Column(
            "is_near_duplicate",
            sa.Boolean(),
            autoincrement=False,
            nullable=False,
            comment="true when an article of an earlier day, else of a smaller id, says nearly the same",
        ),
        sa.Column("body", sa.Text(), autoincrement=False, nullable=False, comment="clean text"),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["bi.publication.publication_id"], name=op.f("article_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("article_pkey")),
        schema="bi",
        comment="Articles in their current version",
    )
    op.create_index(op.f("article_publication_id_idx"), "article", ["publication_id"], unique=False, schema="bi")
    op.create_index(op.f("article_published_on_idx"), "article", ["published_on"], unique=False, schema="bi")
    op.create_table(
        "daily_count",
        sa.Column("published_on", sa.Date(), autoincrement=False, nullable=False, comment="day of publication"),
        sa.Column(
            "publication_id",
            sa.Uuid(),
            autoincrement=False,
            nullable=False,
            comment="publication; the nil UUID stands for unknown",
        ),
        sa.Column("article_count", sa.Integer(), autoincrement=False, nullable=False, comment="articles"),
        sa.Column("mention_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="mentions in them"),
        sa.Column(
            "quotation_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="quotations in them"
        ),
        sa.Column("word_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="words of them"),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["bi.publication.publication_id"], name=op.f("daily_count_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("published_on", "publication_id", name=op.f("daily_count_pkey")),
        schema="bi",
        comment="Counts per day of publication and publication; articles without a day are not in it",
    )
    op.create_table(
        "entity",
        sa.Column("entity_id", sa.Uuid(), autoincrement=False, nullable=False, comment="key"),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="person, organization, place, publication, event, work or other",
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="full name"),
        sa.Column("geoname_id", sa.Integer(), autoincrement=False, nullable=True, comment="the place it is"),
        sa.Column("article_count", sa.Integer(), autoincrement=False, nullable=False, comment="articles that name it"),
        sa.Column("mention_count", sa.BigInteger(), autoincrement=False, nullable=False, comment="times it is named"),
        sa.ForeignKeyConstraint(["geoname_id"], ["bi.place.geoname_id"], name=op.f("entity_geoname_id_fkey")),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("entity_pkey")),
        schema="bi",
        comment="People, organizations, places, ... that articles name",
    )
    op.create_table(
        "article",
        sa.Column(
            "article_id",
            sa.Uuid(),
            autoincrement=False,
            nullable=False,
            comment="UUIDv5 of the canonical URL, else of publication, headline and day",
        ),
        sa.Column("publication_id", sa.Uuid(), autoincrement=False, nullable=True, comment="who published it"),
        sa.Column("url", sa.Text(), autoincrement=False, nullable=True, comment="canonical URL"),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was first loaded",
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["news.publication.publication_id"], name=op.f("article_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("article_pkey")),
        schema="news",
        comment="The identity of an article; its states are in article_version",
    )
    op.create_index(op.f("article_publication_id_idx"), "article", ["publication_id"], unique=False, schema="news")
    op.create_table(
        "entity",
        sa.Column(
            "entity_id",
            sa.Uuid(),
            autoincrement=False,
            nullable=False,
            comment="UUIDv5 of kind and folded name, or of the GeoNames id",
        ),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="person, organization, place, publication, event, work or other",
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="full name"),
        sa.Column(
            "folded_name",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="name without case, accents and punctuation",
        ),
        sa.Column("geoname_id", sa.Integer(), autoincrement=False, nullable=True, comment="the place it is"),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'place', 'publication', 'event', 'work', 'other')",
            name=op.f("entity_kind_check"),
        ),
        sa.ForeignKeyConstraint(["geoname_id"], ["news.place.geoname_id"], name=op.f("entity_geoname_id_fkey")),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("entity_pkey")),
        schema="news",
        comment="A person, organization, place, publication, event or work, the same across articles",
    )
    op.create_index(op.f("entity_folded_name_idx"), "entity", ["folded_name"], unique=False, schema="news")
    op.create_index(op.f("entity_geoname_id_idx"), "entity", ["geoname_id"], unique=False, schema="news")
    op.create_table(
        "person",
        sa.Column(
            "person_id", sa.Uuid(), autoincrement=False, nullable=False, comment="UUIDv5 of folded name and publication"
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="display name"),
        sa.Column(
            "folded_name",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="name without case, accents and punctuation",
        ),
        sa.Column("publication_id", sa.Uuid(), autoincrement=False, nullable=True, comment="where the byline stood"),
        sa.Column("given_name", sa.Text(), autoincrement=False, nullable=True, comment="given name"),
        sa.Column("middle_name", sa.Text(), autoincrement=False, nullable=True, comment="middle names or initials"),
        sa.Column(
            "family_name", sa.Text(), autoincrement=False, nullable=True, comment="family name with its particles"
        ),
        sa.Column("name_suffix", sa.Text(), autoincrement=False, nullable=True, comment="Jr., III and the like"),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["news.publication.publication_id"], name=op.f("person_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("person_pkey")),
        schema="news",
        comment="A person who writes: one row for all spellings that fold to one name at one publication",
    )
    op.create_index(op.f("person_folded_name_idx"), "person", ["folded_name"], unique=False, schema="news")
    op.create_table(
        "quality_result",
        sa.Column("run_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the run"),
        sa.Column(
            "check_name",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="name of the check, as in etl/bi/checks.sql",
        ),
        sa.Column(
            "failing_count",
            sa.BigInteger(),
            autoincrement=False,
            nullable=False,
            comment="rows that break it; 0 is a pass",
        ),
        sa.Column(
            "checked_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False, comment="when it was made"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["ops.run.run_id"], name=op.f("quality_result_run_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "check_name", name=op.f("quality_result_pkey")),
        schema="ops",
        comment="Result of each quality check made before bi was refreshed",
    )
    op.create_table(
        "article_author",
        sa.Column("article_id", sa.Uuid(), autoincrement=False, nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.SmallInteger(), autoincrement=False, nullable=False, comment="place in the byline, 0 first"
        ),
        sa.Column("author_id", sa.Uuid(), autoincrement=False, nullable=False, comment="author"),
        sa.Column(
            "is_contributor",
            sa.Boolean(),
            autoincrement=False,
            nullable=False,
            comment="true for 'additional reporting by', photographers, translators",
        ),
        sa.Column(
            "role",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="author, photographer, translator, editor or contributor",
        ),
        sa.Column("name_as_printed", sa.Text(), autoincrement=False, nullable=False, comment="as printed"),
        sa.ForeignKeyConstraint(["article_id"], ["bi.article.article_id"], name=op.f("article_author_article_id_fkey")),
        sa.ForeignKeyConstraint(["author_id"], ["bi.author.author_id"], name=op.f("article_author_author_id_fkey")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("article_author_pkey")),
        schema="bi",
        comment="Which authors and contributors stand in the byline of which article",
    )
    op.create_index(op.f("article_author_author_id_idx"), "article_author", ["author_id"], unique=False, schema="bi")
    op.create_table(
        "mention",
        sa.Column("article_id", sa.Uuid(), autoincrement=False, nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="place in the article, 0 first"
        ),
        sa.Column("entity_id", sa.Uuid(), autoincrement=False, nullable=True, comment="entity; null while in doubt"),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="person, organization, place, publication, event, work or other",
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="fullest name in the article"),
        sa.Column("surface", sa.Text(), autoincrement=False, nullable=False, comment="as printed"),
        sa.Column(
            "form",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="full, surname, given, acronym, short, definition, demonym or nominal",
        ),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=True, comment="title printed before it"),
        sa.ForeignKeyConstraint(["article_id"], ["bi.article.article_id"], name=op.f("mention_article_id_fkey")),
        sa.ForeignKeyConstraint(["entity_id"], ["bi.entity.entity_id"], name=op.f("mention_entity_id_fkey")),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("mention_pkey")),
        schema="bi",
        comment="Each naming of a person, organization, place, publication, event or work",
    )
    op.create_index(op.f("mention_entity_id_idx"), "mention", ["entity_id"], unique=False, schema="bi")
    op.create_table(
        "quotation",
        sa.Column("article_id", sa.Uuid(), autoincrement=False, nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="place in the article, 0 first"
        ),
        sa.Column("surface", sa.Text(), autoincrement=False, nullable=False, comment="the words"),
        sa.Column(
            "speaker", sa.Text(), autoincrement=False, nullable=True, comment="name of the speaker, else as printed"
        ),
        sa.Column(
            "speaker_entity_id",
            sa.Uuid(),
            autoincrement=False,
            nullable=True,
            comment="the speaker; null while in doubt",
        ),
        sa.Column("confidence", sa.Double(), autoincrement=False, nullable=False, comment="of the attribution, 0 to 1"),
        sa.ForeignKeyConstraint(["article_id"], ["bi.article.article_id"], name=op.f("quotation_article_id_fkey")),
        sa.ForeignKeyConstraint(
            ["speaker_entity_id"], ["bi.entity.entity_id"], name=op.f("quotation_speaker_entity_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("quotation_pkey")),
        schema="bi",
        comment="Words that articles put into somebody's mouth",
    )
    op.create_index(
        op.f("quotation_speaker_entity_id_idx"), "quotation", ["speaker_entity_id"], unique=False, schema="bi"
    )
    op.create_table(
        "time_expression",
        sa.Column("article_id", sa.Uuid(), autoincrement=False, nullable=False, comment="article"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="place in the article, 0 first"
        ),
        sa.Column("surface", sa.Text(), autoincrement=False, nullable=False, comment="as printed"),
        sa.Column(
            "type", sa.Text(), autoincrement=False, nullable=False, comment="TIMEX3 type: DATE, TIME, DURATION or SET"
        ),
        sa.Column("value", sa.Text(), autoincrement=False, nullable=False, comment="TIMEX3 value"),
        sa.Column("mod", sa.Text(), autoincrement=False, nullable=True, comment="TIMEX3 mod"),
        sa.Column("earliest", sa.Date(), autoincrement=False, nullable=True, comment="first day it denotes"),
        sa.Column("latest", sa.Date(), autoincrement=False, nullable=True, comment="last day it denotes"),
        sa.Column(
            "granularity", sa.Text(), autoincrement=False, nullable=True, comment="day, week, month, season, year, ..."
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["bi.article.article_id"], name=op.f("time_expression_article_id_fkey")
        ),
        sa.PrimaryKeyConstraint("article_id", "ordinal", name=op.f("time_expression_pkey")),
        schema="bi",
        comment="Each stretch of text that names a time, with the days it denotes",
    )
    op.create_index(op.f("time_expression_earliest_idx"), "time_expression", ["earliest"], unique=False, schema="bi")
    op.create_table(
        "article_version",
        sa.Column(
            "version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="UUIDv5 of article and content hash"
        ),
        sa.Column("article_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the article"),
        sa.Column(
            "content_hash",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="SHA-256 of headline, byline, date and text, hexadecimal",
        ),
        sa.Column("sha256", sa.Text(), autoincrement=False, nullable=False, comment="bytes it was first read from"),
        sa.Column("headline", sa.Text(), autoincrement=False, nullable=True, comment="title as printed"),
        sa.Column("byline", sa.Text(), autoincrement=False, nullable=True, comment="byline as printed"),
        sa.Column("in_language", sa.Text(), autoincrement=False, nullable=True, comment="BCP 47"),
        sa.Column(
            "date_published_text", sa.Text(), autoincrement=False, nullable=True, comment="publication date as printed"
        ),
        sa.Column(
            "date_published",
            sa.Date(),
            autoincrement=False,
            nullable=True,
            comment="first day it can mean, in the zone of the print",
        ),
        sa.Column(
            "date_published_latest", sa.Date(), autoincrement=False, nullable=True, comment="last day it can mean"
        ),
        sa.Column(
            "date_published_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="the instant, when time and zone are known",
        ),
        sa.Column(
            "date_published_precision",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="year, month, day, minute or second",
        ),
        sa.Column("date_published_zone", sa.Text(), autoincrement=False, nullable=True, comment="offset or IANA zone"),
        sa.Column(
            "date_published_zone_source",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="explicit or publication",
        ),
        sa.Column(
            "date_published_origin",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="where in the document it stood",
        ),
        sa.Column(
            "date_published_rule", sa.Text(), autoincrement=False, nullable=True, comment="why this claim was chosen"
        ),
        sa.Column(
            "date_published_flags",
            postgresql.ARRAY(sa.Text()),
            autoincrement=False,
            nullable=False,
            comment="future, contradicted, day_month_ambiguous",
        ),
        sa.Column(
            "date_modified_text", sa.Text(), autoincrement=False, nullable=True, comment="modification date as printed"
        ),
        sa.Column("date_modified", sa.Date(), autoincrement=False, nullable=True, comment="day of modification"),
        sa.Column(
            "date_modified_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="instant of modification, when known",
        ),
        sa.Column(
            "article_body",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="clean text; all offsets of child rows point into it",
        ),
        sa.Column("word_count", sa.Integer(), autoincrement=False, nullable=False, comment="words of article_body"),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="since when this is what the article says",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=True,
            comment="until when; null for the current version",
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when this state was first loaded",
        ),
        sa.Column(
            "software", sa.Text(), autoincrement=False, nullable=False, comment="version of dateline that made it"
        ),
        sa.Column(
            "model", sa.Text(), autoincrement=False, nullable=True, comment="language model that found the mentions"
        ),
        sa.Column(
            "signature",
            postgresql.BYTEA(),
            autoincrement=False,
            nullable=False,
            comment="MinHash of the text: 128 unsigned 32-bit integers, big-endian",
        ),
        sa.Column(
            "bands",
            postgresql.ARRAY(sa.BigInteger()),
            autoincrement=False,
            nullable=False,
            comment="hashes of 32 bands of 4 of the signature, to find near duplicates",
        ),
        sa.CheckConstraint(
            "date_published_precision IN ('year', 'month', 'day', 'minute', 'second')",
            name=op.f("article_version_published_precision_check"),
        ),
        sa.CheckConstraint(
            "date_published_latest >= date_published", name=op.f("article_version_published_range_check")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["news.article.article_id"], name=op.f("article_version_article_id_fkey")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("article_version_sha256_fkey")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("article_version_pkey")),
        schema="news",
        comment="A state of an article; valid from valid_from until the next version's",
    )
    op.create_index(
        op.f("article_version_article_id_idx"), "article_version", ["article_id"], unique=False, schema="news"
    )
    op.create_index(
        op.f("article_version_bands_idx"),
        "article_version",
        ["bands"],
        unique=False,
        schema="news",
        postgresql_using="gin",
        postgresql_with={"fastupdate": "off"},
    )
    op.create_index(
        op.f("article_version_date_published_idx"), "article_version", ["date_published"], unique=False, schema="news"
    )
    op.create_table(
        "block",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="paragraph, heading, list_item, quote or caption",
        ),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.CheckConstraint(
            "kind IN ('paragraph', 'heading', 'list_item', 'quote', 'caption')", name=op.f("block_kind_check")
        ),
        sa.CheckConstraint("0 <= start_offset AND start_offset < end_offset", name=op.f("block_start_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("block_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("block_pkey")),
        schema="news",
        comment="A paragraph, heading, list item, quote or caption of a version",
    )
    op.create_table(
        "byline",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column(
            "ordinal",
            sa.SmallInteger(),
            autoincrement=False,
            nullable=False,
            comment="0.. in printed order, contributors last",
        ),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False, comment="person or organization"),
        sa.Column("person_id", sa.Uuid(), autoincrement=False, nullable=True, comment="the person"),
        sa.Column("organization_id", sa.Uuid(), autoincrement=False, nullable=True, comment="the organization"),
        sa.Column(
            "is_contributor",
            sa.Boolean(),
            autoincrement=False,
            nullable=False,
            comment="true for 'additional reporting by', photographers, translators",
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="in display case"),
        sa.Column("surface", sa.Text(), autoincrement=False, nullable=False, comment="as printed"),
        sa.Column("honorific", sa.Text(), autoincrement=False, nullable=True, comment="Dr., Sir"),
        sa.Column(
            "role",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="author, photographer, translator, editor or contributor",
        ),
        sa.Column(
            "function", sa.Text(), autoincrement=False, nullable=True, comment="as printed, such as 'Staff Writer'"
        ),
        sa.Column("affiliation", sa.Text(), autoincrement=False, nullable=True, comment="as printed"),
        sa.Column("place", sa.Text(), autoincrement=False, nullable=True, comment="as printed"),
        sa.Column("email", sa.Text(), autoincrement=False, nullable=True, comment="mail address"),
        sa.Column("handle", sa.Text(), autoincrement=False, nullable=True, comment="social media handle"),
        sa.Column("origin", sa.Text(), autoincrement=False, nullable=True, comment="where in the document it stood"),
        sa.Column("rule", sa.Text(), autoincrement=False, nullable=False, comment="the rule that read it"),
        sa.CheckConstraint("kind IN ('person', 'organization')", name=op.f("byline_kind_check")),
        sa.CheckConstraint("(person_id IS NULL) <> (organization_id IS NULL)", name=op.f("byline_one_agent_check")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["news.organization.organization_id"], name=op.f("byline_organization_id_fkey")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["news.person.person_id"], name=op.f("byline_person_id_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("byline_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("byline_pkey")),
        schema="news",
        comment="One author or contributor of a version, as printed and as understood",
    )
    op.create_index(op.f("byline_organization_id_idx"), "byline", ["organization_id"], unique=False, schema="news")
    op.create_index(op.f("byline_person_id_idx"), "byline", ["person_id"], unique=False, schema="news")
    op.create_table(
        "chain",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column(
            "ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in order of first mention"
        ),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="person, organization, place, publication, event, work or other",
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False, comment="fullest name in this article"),
        sa.Column(
            "folded_name",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="name without case, accents and punctuation",
        ),
        sa.Column(
            "entity_id",
            sa.Uuid(),
            autoincrement=False,
            nullable=True,
            comment="what it is across articles; null while in doubt",
        ),
        sa.Column(
            "entity_method",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="how the entity was found: name, geoname, only_bearer",
        ),
        sa.Column(
            "geoname_id",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="the place, when one reading is clear",
        ),
        sa.Column("place_confidence", sa.Double(), autoincrement=False, nullable=True, comment="0 to 1"),
        sa.Column(
            "place_method", sa.Text(), autoincrement=False, nullable=True, comment="the rule that chose the place"
        ),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'place', 'publication', 'event', 'work', 'other')",
            name=op.f("chain_kind_check"),
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["news.entity.entity_id"], name=op.f("chain_entity_id_fkey")),
        sa.ForeignKeyConstraint(["geoname_id"], ["news.place.geoname_id"], name=op.f("chain_geoname_id_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("chain_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("chain_pkey")),
        schema="news",
        comment="All mentions of one thing inside one version",
    )
    op.create_index(op.f("chain_entity_id_idx"), "chain", ["entity_id"], unique=False, schema="news")
    op.create_index(
        op.f("chain_kind_folded_name_idx"),
        "chain",
        ["kind", "folded_name"],
        unique=False,
        schema="news",
        postgresql_where="entity_id IS NULL",
    )
    op.create_table(
        "claim",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in the order found"),
        sa.Column(
            "property",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="schema.org property: headline, author, date_published, ...",
        ),
        sa.Column("value", sa.Text(), autoincrement=False, nullable=False, comment="as found"),
        sa.Column(
            "origin",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="json-ld, opengraph, meta, visible, head, running-head, ...",
        ),
        sa.Column(
            "detail",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="the property, meta name or selector it was read from",
        ),
        sa.Column(
            "raw_start",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="first character in the text as parsed, when it stands there",
        ),
        sa.Column("raw_end", sa.Integer(), autoincrement=False, nullable=True, comment="character after the last"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("claim_version_id_fkey"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("claim_pkey")),
        schema="news",
        comment="What a document says about itself, as found, chosen or not",
    )
    op.create_table(
        "emphasis",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.CheckConstraint("0 <= start_offset AND start_offset < end_offset", name=op.f("emphasis_start_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("emphasis_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("emphasis_pkey")),
        schema="news",
        comment="Words that the print sets off by *marks* or type",
    )
    op.create_table(
        "near_duplicate",
        sa.Column(
            "version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version with the smaller id"
        ),
        sa.Column("other_version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the other"),
        sa.Column(
            "similarity",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="estimated Jaccard similarity of their three-word shingles, 0 to 1",
        ),
        sa.Column("method", sa.Text(), autoincrement=False, nullable=False, comment="minhash"),
        sa.CheckConstraint("version_id < other_version_id", name=op.f("near_duplicate_order_check")),
        sa.ForeignKeyConstraint(
            ["other_version_id"],
            ["news.article_version.version_id"],
            name=op.f("near_duplicate_other_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("near_duplicate_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "other_version_id", name=op.f("near_duplicate_pkey")),
        schema="news",
        comment="Two versions of different articles with the same or nearly the same text",
    )
    op.create_index(
        op.f("near_duplicate_other_version_id_idx"), "near_duplicate", ["other_version_id"], unique=False, schema="news"
    )
    op.create_table(
        "text_edit",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in order of raw_start"),
        sa.Column("rule", sa.Text(), autoincrement=False, nullable=False, comment="name of the rule"),
        sa.Column(
            "raw_start",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="first character replaced, in the text as parsed",
        ),
        sa.Column(
            "raw_end",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="character after the last one replaced",
        ),
        sa.Column(
            "removed",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="what stood there; U+0000 and surrogates as \\uXXXX",
        ),
        sa.Column("inserted", sa.Text(), autoincrement=False, nullable=False, comment="what stands there now"),
        sa.CheckConstraint("0 <= raw_start AND raw_start <= raw_end", name=op.f("text_edit_raw_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("text_edit_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("text_edit_pkey")),
        schema="news",
        comment="A change that cleaning made: applied to the raw text they give article_body",
    )
    op.create_table(
        "time_expression",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.Column("surface", sa.Text(), autoincrement=False, nullable=False, comment="as printed"),
        sa.Column(
            "type", sa.Text(), autoincrement=False, nullable=False, comment="TIMEX3 type: DATE, TIME, DURATION or SET"
        ),
        sa.Column(
            "value", sa.Text(), autoincrement=False, nullable=False, comment="TIMEX3 value, such as 2018-W36 or P2D"
        ),
        sa.Column("mod", sa.Text(), autoincrement=False, nullable=True, comment="TIMEX3 mod, such as START or APPROX"),
        sa.Column(
            "date_range", postgresql.DATERANGE(), autoincrement=False, nullable=True, comment="the days it denotes"
        ),
        sa.Column(
            "granularity", sa.Text(), autoincrement=False, nullable=True, comment="day, week, month, season, year, ..."
        ),
        sa.Column(
            "anchor",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="publication or previous; null when absolute",
        ),
        sa.Column("rule", sa.Text(), autoincrement=False, nullable=False, comment="the rule that resolved it"),
        sa.CheckConstraint("type IN ('DATE', 'TIME', 'DURATION', 'SET')", name=op.f("time_expression_type_check")),
        sa.CheckConstraint(
            "0 <= start_offset AND start_offset < end_offset", name=op.f("time_expression_start_span_check")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("time_expression_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("time_expression_pkey")),
        schema="news",
        comment="A stretch of text that names a time, in the manner of TIMEX3",
    )
    op.create_table(
        "document",
        sa.Column(
            "document_id", sa.Uuid(), autoincrement=False, nullable=False, comment="UUIDv5 of source and locator"
        ),
        sa.Column("source_id", sa.Uuid(), autoincrement=False, nullable=False, comment="where it was found"),
        sa.Column(
            "locator",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="stable name within the source, such as a relative path",
        ),
        sa.Column(
            "sha256",
            sa.Text(),
            autoincrement=False,
            nullable=True,
            comment="bytes last seen; null when it could not be read",
        ),
        sa.Column(
            "version_id",
            sa.Uuid(),
            autoincrement=False,
            nullable=True,
            comment="article version these bytes hold; null when rejected",
        ),
        sa.Column(
            "software", sa.Text(), autoincrement=False, nullable=False, comment="version of dateline that last read it"
        ),
        sa.Column(
            "first_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was first found",
        ),
        sa.Column(
            "last_seen_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was last found, in whatever state",
        ),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("document_sha256_fkey")),
        sa.ForeignKeyConstraint(["source_id"], ["ops.source.source_id"], name=op.f("document_source_id_fkey")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["news.article_version.version_id"], name=op.f("document_version_id_fkey")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("document_pkey")),
        schema="ops",
        comment="A document at its place in a source, with the bytes last seen there",
    )
    op.create_index(
        op.f("document_source_id_locator_idx"), "document", ["source_id", "locator"], unique=True, schema="ops"
    )
    op.create_index(op.f("document_version_id_idx"), "document", ["version_id"], unique=False, schema="ops")
    op.create_table(
        "mention",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "chain_ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="its chain in this version"
        ),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.Column("surface", sa.Text(), autoincrement=False, nullable=False, comment="as printed"),
        sa.Column(
            "kind",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="person, organization, place, publication, event, work or other",
        ),
        sa.Column(
            "form",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="full, surname, given, acronym, short, definition, demonym or nominal",
        ),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=True, comment="title printed before it"),
        sa.Column("confidence", sa.Double(), autoincrement=False, nullable=False, comment="of the detection, 0 to 1"),
        sa.Column(
            "link_confidence",
            sa.Double(),
            autoincrement=False,
            nullable=False,
            comment="of belonging to the chain, 0 to 1",
        ),
        sa.Column(
            "method",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="model, vocabulary, or the rule that found it",
        ),
        sa.CheckConstraint(
            "form IN ('full', 'surname', 'given', 'acronym', 'short', 'definition', 'demonym', 'nominal')",
            name=op.f("mention_form_check"),
        ),
        sa.CheckConstraint(
            "kind IN ('person', 'organization', 'place', 'publication', 'event', 'work', 'other')",
            name=op.f("mention_kind_check"),
        ),
        sa.CheckConstraint("0 <= start_offset AND start_offset < end_offset", name=op.f("mention_start_span_check")),
        sa.ForeignKeyConstraint(
            ["version_id", "chain_ordinal"],
            ["news.chain.version_id", "news.chain.ordinal"],
            name=op.f("mention_version_id_chain_ordinal_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("mention_pkey")),
        schema="news",
        comment="One naming of a person, organization, place, publication, event or work",
    )
    op.create_table(
        "quotation",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "surface", sa.Text(), autoincrement=False, nullable=False, comment="the words, pieces joined by one blank"
        ),
        sa.Column(
            "is_direct", sa.Boolean(), autoincrement=False, nullable=False, comment="true between quotation marks"
        ),
        sa.Column(
            "speaker", sa.Text(), autoincrement=False, nullable=True, comment="name of the speaker, else as printed"
        ),
        sa.Column(
            "speaker_chain",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="chain of the speaker in this version",
        ),
        sa.Column(
            "speaker_start",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="where the speaker is named, in article_body",
        ),
        sa.Column("speaker_end", sa.Integer(), autoincrement=False, nullable=True, comment="character after the last"),
        sa.Column(
            "cue_start",
            sa.Integer(),
            autoincrement=False,
            nullable=True,
            comment="where 'said' stands, in article_body",
        ),
        sa.Column("cue_end", sa.Integer(), autoincrement=False, nullable=True, comment="character after the last"),
        sa.Column("confidence", sa.Double(), autoincrement=False, nullable=False, comment="of the attribution, 0 to 1"),
        sa.Column("rule", sa.Text(), autoincrement=False, nullable=False, comment="the rule that attributed it"),
        sa.ForeignKeyConstraint(
            ["version_id", "speaker_chain"],
            ["news.chain.version_id", "news.chain.ordinal"],
            name=op.f("quotation_version_id_speaker_chain_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["news.article_version.version_id"],
            name=op.f("quotation_version_id_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("quotation_pkey")),
        schema="news",
        comment="Words that an article puts into somebody's mouth",
    )
    op.create_table(
        "outcome",
        sa.Column("run_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the run"),
        sa.Column("document_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the document"),
        sa.Column(
            "verdict",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="new, changed, same, duplicate, rejected or waiting",
        ),
        sa.Column(
            "detail", sa.Text(), autoincrement=False, nullable=True, comment="why it waits; which article it repeats"
        ),
        sa.CheckConstraint(
            "verdict IN ('new', 'changed', 'same', 'duplicate', 'rejected', 'waiting')",
            name=op.f("outcome_verdict_check"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["ops.document.document_id"], name=op.f("outcome_document_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["ops.run.run_id"], name=op.f("outcome_run_id_fkey"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "document_id", name=op.f("outcome_pkey")),
        schema="ops",
        comment="What became of each found document in each run: exactly one row a document and run",
    )
    op.create_index(op.f("outcome_document_id_idx"), "outcome", ["document_id"], unique=False, schema="ops")
    op.create_table(
        "rejection",
        sa.Column("document_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the document"),
        sa.Column("run_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the run that last rejected it"),
        sa.Column(
            "sha256", sa.Text(), autoincrement=False, nullable=True, comment="its bytes; null when it could not be read"
        ),
        sa.Column(
            "stage",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="find, fetch, keep, parse, clean, normalize, judge or load",
        ),
        sa.Column(
            "code",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="reason out of the closed list in etl.errors.RejectionCode",
        ),
        sa.Column(
            "detail",
            sa.Text(),
            autoincrement=False,
            nullable=False,
            comment="one plain sentence, or the traceback of a defect",
        ),
        sa.Column(
            "rejected_at",
            sa.DateTime(timezone=True),
            autoincrement=False,
            nullable=False,
            comment="when it was last rejected",
        ),
        sa.Column(
            "is_open",
            sa.Boolean(),
            autoincrement=False,
            nullable=False,
            comment="false once a later run loaded the document",
        ),
        sa.CheckConstraint(
            "code IN ('empty', 'too_large', 'timeout', 'parser_crashed', 'unsupported', 'malformed', 'encrypted', 'needs_ocr', 'no_article', 'vanished', 'not_a_file', 'internal')",
            name=op.f("rejection_code_check"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["ops.document.document_id"], name=op.f("rejection_document_id_fkey")),
        sa.ForeignKeyConstraint(["run_id"], ["ops.run.run_id"], name=op.f("rejection_run_id_fkey")),
        sa.ForeignKeyConstraint(["sha256"], ["ops.raw_file.sha256"], name=op.f("rejection_sha256_fkey")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("rejection_pkey")),
        schema="ops",
        comment="A document that was set aside: at which stage, why, and whether that still stands",
    )
    op.create_index(op.f("rejection_run_id_idx"), "rejection", ["run_id"], unique=False, schema="ops")
    op.create_index(op.f("rejection_sha256_idx"), "rejection", ["sha256"], unique=False, schema="ops")
    op.create_table(
        "quotation_span",
        sa.Column("version_id", sa.Uuid(), autoincrement=False, nullable=False, comment="the version"),
        sa.Column("quotation_ordinal", sa.Integer(), autoincrement=False, nullable=False, comment="the quotation"),
        sa.Column("ordinal", sa.SmallInteger(), autoincrement=False, nullable=False, comment="0.. in reading order"),
        sa.Column(
            "start_offset", sa.Integer(), autoincrement=False, nullable=False, comment="first character in article_body"
        ),
        sa.Column("end_offset", sa.Integer(), autoincrement=False, nullable=False, comment="character after the last"),
        sa.CheckConstraint(
            "0 <= start_offset AND start_offset < end_offset", name=op.f("quotation_span_start_span_check")
        ),
        sa.ForeignKeyConstraint(
            ["version_id", "quotation_ordinal"],
            ["news.quotation.version_id", "news.quotation.ordinal"],
            name=op.f("quotation_span_version_id_quotation_ordinal_fkey"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("version_id", "quotation_ordinal", "ordinal", name=op.f("quotation_span_pkey")),
        schema="news",
        comment="One piece of a quotation, inside its marks",
    )


def downgrade() -> None:
    op.drop_table("quotation_span", schema="news")
    op.drop_index(op.f("rejection_sha256_idx"), table_name="rejection", schema="ops")
    op.drop_index(op.f("rejection_run_id_idx"), table_name="rejection", schema="ops")
    op.drop_table("rejection", schema="ops")
    op.drop_index(op.f("outcome_document_id_idx"), table_name="outcome", schema="ops")
    op.drop_table("outcome", schema="ops")
    op.drop_table("quotation", schema="news")
    op.drop_table("mention", schema="news")
    op.drop_index(op.f("document_version_id_idx"), table_name="document", schema="ops")
    op.drop_index(op.f("document_source_id_locator_idx"), table_name="document", schema="ops")
    op.drop_table("document", schema="ops")
    op.drop_table("time_expression", schema="news")
    op.drop_table("text_edit", schema="news")
    op.drop_index(op.f("near_duplicate_other_version_id_idx"), table_name="near_duplicate", schema="news")
    op.drop_table("near_duplicate", schema="news")
    op.drop_table("emphasis", schema="news")
    op.drop_table("claim", schema="news")
    op.drop_index(
        op.f("chain_kind_folded_name_idx"), table_name="chain", schema="news", postgresql_where="entity_id IS NULL"
    )
    op.drop_index(op.f("chain_entity_id_idx"), table_name="chain", schema="news")
    op.drop_table("chain", schema="news")
    op.drop_index(op.f("byline_person_id_idx"), table_name="byline", schema="news")
    op.drop_index(op.f("byline_organization_id_idx"), table_name="byline", schema="news")
    op.drop_table("byline", schema="news")
    op.drop_table("block", schema="news")
    op.drop_index(op.f("article_version_date_published_idx"), table_name="article_version", schema="news")
    op.drop_index(
        op.f("article_version_bands_idx"), table_name="article_version", schema="news", postgresql_using="gin"
    )
    op.drop_index(op.f("article_version_article_id_idx"), table_name="article_version", schema="news")
    op.drop_table("article_version", schema="news")
    op.drop_index(op.f("time_expression_earliest_idx"), table_name="time_expression", schema="bi")
    op.drop_table("time_expression", schema="bi")
    op.drop_index(op.f("quotation_speaker_entity_id_idx"), table_name="quotation", schema="bi")
    op.drop_table("quotation", schema="bi")
    op.drop_index(op.f("mention_entity_id_idx"), table_name="mention", schema="bi")
    op.drop_table("mention", schema="bi")
    op.drop_index(op.f("article_author_author_id_idx"), table_name="article_author", schema="bi")
    op.drop_table("article_author", schema="bi")
    op.drop_table("quality_result", schema="ops")
    op.drop_index(op.f("person_folded_name_idx"), table_name="person", schema="news")
    op.drop_table("person", schema="news")
    op.drop_index(op.f("entity_geoname_id_idx"), table_name="entity", schema="news")
    op.drop_index(op.f("entity_folded_name_idx"), table_name="entity", schema="news")
    op.drop_table("entity", schema="news")
    op.drop_index(op.f("article_publication_id_idx"), table_name="article", schema="news")
    op.drop_table("article", schema="news")
    op.drop_table("entity", schema="bi")
    op.drop_table("daily_count", schema="bi")
    op.drop_index(op.f("article_published_on_idx"), table_name="article", schema="bi")
    op.drop_index(op.f("article_publication_id_idx"), table_name="article", schema="bi")
    op.drop_table("article", schema="bi")
    op.drop_table("source", schema="ops")
    op.drop_table("run", schema="ops")
    op.drop_table("raw_file", schema="ops")
    op.drop_table("publication", schema="news")
    op.drop_table("place", schema="news")
    op.drop_table("organization", schema="news")
    op.drop_table("publication", schema="bi")
    op.drop_table("place", schema="bi")
    op.drop_table("author", schema="bi")
