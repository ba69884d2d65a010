"""What BI tools read: plain tables with keys and comments, refreshed as a whole by `etl.store.publish`.

Each table's rows are made by `etl/bi/<table>.sql`. Only the current version of each article is here. No arrays, ranges
or JSON: BI tools do not agree on them.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index

from etl.store.schema.columns import Model, big, day, flag, instant, integer, real, small, text, uuid

_ARTICLE = "bi.article.article_id"


class Publication(Model):
    """Publications for BI."""

    __tablename__ = "publication"
    __table_args__ = ({"schema": "bi", "comment": "Publications that articles come from"},)

    publication_id = uuid("key", key=True)
    name = text("name")
    domain = text("registered domain", optional=True)
    country = text("ISO 3166-1 alpha-2", optional=True)


class Article(Model):
    """Articles for BI."""

    __tablename__ = "article"
    __table_args__ = (
        Index(None, "published_on"),
        Index(None, "publication_id"),
        Index(None, "representative_id"),
        {"schema": "bi", "comment": "Articles in their current version"},
    )

    article_id = uuid("key", key=True)
    headline = text("title as printed, or as somebody set it", optional=True)
    publication_id = uuid("who published it", ForeignKey("bi.publication.publication_id"), optional=True)
    url = text("canonical URL", optional=True)
    language = text("BCP 47", optional=True)
    published_on = day("day of publication; null when only a month or year is known, or nothing", optional=True)
    published_at = instant("instant of publication, when time and zone are known", optional=True)
    published_month = day("first day of the month of publication; null when only a year is known", optional=True)
    published_precision = text("year, month, day, minute or second", optional=True)
    published_text = text("publication date as printed", optional=True)
    byline = text("byline as printed", optional=True)
    word_count = integer("words of the text")
    paragraph_count = integer("paragraphs of the text")
    author_count = integer("authors, contributors not counted")
    mention_count = integer("mentions")
    quotation_count = integer("quotations")
    version_count = integer("versions seen so far")
    is_corrected = flag("true when somebody set headline, date or authors by hand")
    representative_id = uuid("the earliest of its copies, itself if it has none: count these to count stories")
    copy_count = integer("other articles with nearly the same text")
    is_syndicated = flag(
        "true when it has copies and several publications print it or it names an agency as its source"
    )
    body = text("clean text")


class Author(Model):
    """Authors for BI."""

    __tablename__ = "author"
    __table_args__ = ({"schema": "bi", "comment": "People and organizations that stand in bylines"},)

    author_id = uuid("key: person_id or organization_id", key=True)
    kind = text("person or organization")
    name = text("display name")
    given_name = text("given name", optional=True)
    family_name = text("family name", optional=True)
    article_count = integer("articles with this author or contributor")


class ArticleAuthor(Model):
    """Who wrote what."""

    __tablename__ = "article_author"
    __table_args__ = (
        Index(None, "author_id"),
        {"schema": "bi", "comment": "Which authors and contributors stand in the byline of which article"},
    )

    article_id = uuid("article", ForeignKey(_ARTICLE), key=True)
    ordinal = small("place in the byline, 0 first", key=True)
    author_id = uuid("author", ForeignKey("bi.author.author_id"))
    is_contributor = flag("true for 'additional reporting by', photographers, translators")
    role = text("author, photographer, translator, editor or contributor")
    name_as_printed = text("as printed, or as somebody set it")


class Place(Model):
    """Places for BI."""

    __tablename__ = "place"
    __table_args__ = ({"schema": "bi", "comment": "Places that articles name, with their position"},)

    geoname_id = integer("GeoNames id", key=True)
    name = text("name")
    kind = text("continent, region, country, subdivision or city")
    country = text("ISO 3166-1 alpha-2", optional=True)
    subdivision = text("ISO 3166-2", optional=True)
    latitude = real("degrees, WGS 84", optional=True)
    longitude = real("degrees, WGS 84", optional=True)
    article_count = integer("articles that name it")
    mention_count = big("times it is named")


class Entity(Model):
    """Entities for BI."""

    __tablename__ = "entity"
    __table_args__ = ({"schema": "bi", "comment": "People, organizations, places, ... that articles name"},)

    entity_id = uuid("key", key=True)
    kind = text("person, organization, place, publication, event, work or other")
    name = text("full name")
    geoname_id = integer("the place it is", ForeignKey("bi.place.geoname_id"), optional=True)
    authority_id = text("its id in an authority file, such as Q42; of several the first by source", optional=True)
    authority_source = text("who keeps that file, such as wikidata", optional=True)
    article_count = integer("articles that name it")
    mention_count = big("times it is named")


class Mention(Model):
    """Mentions for BI."""

    __tablename__ = "mention"
    __table_args__ = (
        Index(None, "entity_id"),
        {"schema": "bi", "comment": "Each naming of a person, organization, place, publication, event or work"},
    )

    article_id = uuid("article", ForeignKey(_ARTICLE), key=True)
    ordinal = integer("place in the article, 0 first", key=True)
    entity_id = uuid("entity; null while in doubt", ForeignKey("bi.entity.entity_id"), optional=True)
    kind = text("person, organization, place, publication, event, work or other")
    name = text("fullest name in the article")
    surface = text("as printed")
    form = text("full, surname, given, acronym, short, definition, demonym or nominal")
    title = text("title printed before it", optional=True)


class TimeExpression(Model):
    """Time expressions for BI."""

    __tablename__ = "time_expression"
    __table_args__ = (
        Index(None, "earliest"),
        {"schema": "bi", "comment": "Each stretch of text that names a time, with the days it denotes"},
    )

    article_id = uuid("article", ForeignKey(_ARTICLE), key=True)
    ordinal = integer("place in the article, 0 first", key=True)
    surface = text("as printed")
    type = text("TIMEX3 type: DATE, TIME, DURATION or SET")
    value = text("TIMEX3 value")
    mod = text("TIMEX3 mod", optional=True)
    earliest = day("first day it denotes", optional=True)
    latest = day("last day it denotes", optional=True)
    granularity = text("day, week, month, season, year, ...", optional=True)


class Quotation(Model):
    """Quotations for BI."""

    __tablename__ = "quotation"
    __table_args__ = (
        Index(None, "speaker_entity_id"),
        {"schema": "bi", "comment": "Words that articles put into somebody's mouth"},
    )

    article_id = uuid("article", ForeignKey(_ARTICLE), key=True)
    ordinal = integer("place in the article, 0 first", key=True)
    surface = text("the words")
    speaker = text("name of the speaker, else as printed", optional=True)
    speaker_entity_id = uuid("the speaker; null while in doubt", ForeignKey("bi.entity.entity_id"), optional=True)
    confidence = real("of the attribution, 0 to 1")


class DailyCount(Model):
    """Counts per day for BI."""

    __tablename__ = "daily_count"
    __table_args__ = (
        ForeignKeyConstraint(["publication_id"], ["bi.publication.publication_id"]),
        {
            "schema": "bi",
            "comment": "Counts per day of publication and publication; articles without a day are not in it",
        },
    )

    published_on = day("day of publication", key=True)
    publication_id = uuid("publication; the nil UUID stands for unknown", key=True)
    article_count = integer("articles")
    mention_count = big("mentions in them")
    quotation_count = big("quotations in them")
    word_count = big("words of them")
