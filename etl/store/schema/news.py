"""The facts: articles, their versions, and everything that stands in a version."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index

from etl.records import AgentKind, BlockKind, MentionForm, MentionKind, Precision, TimexType
from etl.store.schema.columns import (
    Model,
    bigs,
    data,
    day,
    days,
    flag,
    instant,
    integer,
    one_of,
    real,
    small,
    span_check,
    text,
    texts,
    uuid,
)

_ARTICLE = "news.article.article_id"
_ENTITY = "news.entity.entity_id"
_VERSION = "news.article_version.version_id"


class Article(Model):
    """The identity of an article."""

    __tablename__ = "article"
    __table_args__ = (
        Index(None, "publication_id"),
        {"schema": "news", "comment": "The identity of an article; its states are in article_version"},
    )

    article_id = uuid("UUIDv5 of the canonical URL, else of publication, headline and day", key=True)
    publication_id = uuid("who published it", ForeignKey("news.publication.publication_id"), optional=True)
    url = text("canonical URL", optional=True)
    first_seen_at = instant("when it was first loaded")


class ArticleVersion(Model):
    """A state of an article's text."""

    __tablename__ = "article_version"
    __table_args__ = (
        Index(None, "article_id"),
        Index(None, "date_published"),
        # Without a pending list: every batch looks up its bands, and each look-up would read the whole list.
        Index(None, "bands", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        CheckConstraint("date_published_latest >= date_published", name="published_range"),
        CheckConstraint(
            f"date_published_precision IN ({', '.join(repr(p.value) for p in Precision)})", name="published_precision"
        ),
        {"schema": "news", "comment": "A state of an article; valid from valid_from until the next version's"},
    )

    version_id = uuid("UUIDv5 of article and content hash", key=True)
    article_id = uuid("the article", ForeignKey(_ARTICLE))
    content_hash = text("SHA-256 of headline, byline, date and text, hexadecimal")
    sha256 = text(
        "bytes it was read from: of several that say the same, those of the least hash",
        ForeignKey("ops.raw_file.sha256"),
    )
    headline = text("title as printed", optional=True)
    byline = text("byline as printed", optional=True)
    in_language = text("BCP 47", optional=True)
    date_published_text = text("publication date as printed", optional=True)
    date_published = day("first day it can mean, in the zone of the print", optional=True)
    date_published_latest = day("last day it can mean", optional=True)
    date_published_at = instant("the instant, when time and zone are known", optional=True)
    date_published_precision = text("year, month, day, minute or second", optional=True)
    date_published_zone = text("offset or IANA zone", optional=True)
    date_published_zone_source = text("explicit or publication", optional=True)
    date_published_origin = text("where in the document it stood", optional=True)
    date_published_rule = text("why this claim was chosen", optional=True)
    date_published_flags = texts("future, contradicted, day_month_ambiguous")
    date_modified_text = text("modification date as printed", optional=True)
    date_modified = day("day of modification", optional=True)
    date_modified_at = instant("instant of modification, when known", optional=True)
    article_body = text("clean text; all offsets of child rows point into it")
    word_count = integer("words of article_body")
    valid_from = instant("since when this is what the article says; earlier times are in former_validity")
    valid_to = instant("until when; null for the current version", optional=True)
    first_seen_at = instant("when this state was first loaded")
    software = text("version of dateline that made it")
    model = text("language model that found the mentions", optional=True)
    signature = data("MinHash of the text's five-word shingles: 256 unsigned 16-bit integers, big-endian")
    bands = bigs("the 72 bands of the signature: versions that share one are compared")


class FormerValidity(Model):
    """An earlier time at which an article said what it came back to later."""

    __tablename__ = "former_validity"
    __table_args__ = (
        {
            "schema": "news",
            "comment": "An earlier time at which an article said what a version says, with something else between:"
            " of A, B and A again, the first A",
        },
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    place = integer("1.. in the order of all that the article ever said", key=True)
    valid_from = instant("since when")
    valid_to = instant("until when")


class Block(Model):
    """A paragraph, heading or the like."""

    __tablename__ = "block"
    __table_args__ = (
        one_of("kind", BlockKind),
        span_check(),
        {"schema": "news", "comment": "A paragraph, heading, list item, quote or caption of a version"},
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in reading order", key=True)
    kind = text("paragraph, heading, list_item, quote or caption")
    start_offset = integer("first character in article_body")
    end_offset = integer("character after the last")


class TextEdit(Model):
    """A change that cleaning made."""

    __tablename__ = "text_edit"
    __table_args__ = (
        CheckConstraint("0 <= raw_start AND raw_start <= raw_end", name="raw_span"),
        {"schema": "news", "comment": "A change that cleaning made: applied to the raw text they give article_body"},
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in order of raw_start", key=True)
    rule = text("name of the rule")
    raw_start = integer("first character replaced, in the text as parsed")
    raw_end = integer("character after the last one replaced")
    removed = text("what stood there; U+0000 and surrogates as \\uXXXX")
    inserted = text("what stands there now")


class Emphasis(Model):
    """Words that were marked."""

    __tablename__ = "emphasis"
    __table_args__ = (
        span_check(),
        {"schema": "news", "comment": "Words that the print sets off by *marks* or type"},
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in reading order", key=True)
    start_offset = integer("first character in article_body")
    end_offset = integer("character after the last")


class Claim(Model):
    """What a document says about itself."""

    __tablename__ = "claim"
    __table_args__ = ({"schema": "news", "comment": "What a document says about itself, as found, chosen or not"},)

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in the order found", key=True)
    property = text("schema.org property: headline, author, date_published, ...")
    value = text("as found")
    origin = text("json-ld, opengraph, meta, visible, head, running-head, ...")
    detail = text("the property, meta name or selector it was read from", optional=True)
    judgement = text("what became of it and why, of dates and authors: chosen, ...", optional=True)
    raw_start = integer("first character in the text as parsed, when it stands there", optional=True)
    raw_end = integer("character after the last", optional=True)


class Byline(Model):
    """One author or contributor of a version."""

    __tablename__ = "byline"
    __table_args__ = (
        one_of("kind", AgentKind),
        CheckConstraint("(spelling_id IS NULL) <> (organization_id IS NULL)", name="one_agent"),
        Index(None, "spelling_id"),
        Index(None, "person_id"),
        Index(None, "organization_id"),
        {"schema": "news", "comment": "One author or contributor of a version, as printed and as understood"},
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = small("0.. in printed order, contributors last", key=True)
    kind = text("person or organization")
    spelling_id = uuid("the name of a person here", ForeignKey("news.spelling.spelling_id"), optional=True)
    person_id = uuid(
        "the person across articles; null when somebody rejected the name",
        ForeignKey("news.person.person_id"),
        optional=True,
    )
    organization_id = uuid("the organization", ForeignKey("news.organization.organization_id"), optional=True)
    is_contributor = flag("true for 'additional reporting by', photographers, translators")
    name = text("in display case")
    surface = text("as printed")
    honorific = text("Dr., Sir", optional=True)
    role = text("author, photographer, translator, editor or contributor")
    function = text("as printed, such as 'Staff Writer'", optional=True)
    affiliation = text("as printed", optional=True)
    place = text("as printed", optional=True)
    email = text("mail address", optional=True)
    handle = text("social media handle", optional=True)
    origin = text("where in the document it stood", optional=True)
    rule = text("the rule that read it")


class Chain(Model):
    """All mentions of one thing in one version."""

    __tablename__ = "chain"
    __table_args__ = (
        one_of("kind", MentionKind),
        Index(None, "entity_id"),
        Index(None, "named_id"),
        Index(None, "folded_name", "kind", postgresql_where="named_id IS NULL"),
        Index(None, "entity_method", postgresql_where="entity_method = 'relinked'"),
        {"schema": "news", "comment": "All mentions of one thing inside one version"},
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in order of first mention", key=True)
    kind = text("person, organization, place, publication, event, work or other")
    name = text("fullest name in this article")
    folded_name = text("name without case, accents and punctuation")
    named_id = uuid("the entity of its own name; null where that tells nothing", ForeignKey(_ENTITY), optional=True)
    entity_id = uuid("what it is across articles; null while in doubt", ForeignKey(_ENTITY), optional=True)
    entity_method = text(
        "how it was found: name, geoname, joined (see settled_entity), only_bearer, only_acronym, only_part; decided"
        " where somebody merged or rejected it, relinked",
        optional=True,
    )
    geoname_id = integer("the place, when one reading is clear", ForeignKey("news.place.geoname_id"), optional=True)
    place_confidence = real("0 to 1", optional=True)
    place_method = text("the rule that chose the place", optional=True)


class Mention(Model):
    """One naming of something."""

    __tablename__ = "mention"
    __table_args__ = (
        one_of("kind", MentionKind),
        one_of("form", MentionForm),
        span_check(),
        ForeignKeyConstraint(
            ["version_id", "chain_ordinal"], ["news.chain.version_id", "news.chain.ordinal"], ondelete="CASCADE"
        ),
        Index(None, "surface", postgresql_where="form IN ('acronym', 'definition') AND kind = 'organization'"),
        {"schema": "news", "comment": "One naming of a person, organization, place, publication, event or work"},
    )

    version_id = uuid("the version", key=True)
    ordinal = integer("0.. in reading order", key=True)
    chain_ordinal = integer("its chain in this version")
    start_offset = integer("first character in article_body")
    end_offset = integer("character after the last")
    surface = text("as printed")
    kind = text("person, organization, place, publication, event, work or other")
    form = text("full, surname, given, acronym, short, definition, demonym or nominal")
    title = text("title printed before it", optional=True)
    confidence = real("of the detection, 0 to 1")
    link_confidence = real("of belonging to the chain, 0 to 1")
    method = text("model, vocabulary, or the rule that found it")


class TimeExpression(Model):
    """A stretch of text that names a time."""

    __tablename__ = "time_expression"
    __table_args__ = (
        one_of("type", TimexType),
        span_check(),
        {"schema": "news", "comment": "A stretch of text that names a time, in the manner of TIMEX3"},
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in reading order", key=True)
    start_offset = integer("first character in article_body")
    end_offset = integer("character after the last")
    surface = text("as printed")
    type = text("TIMEX3 type: DATE, TIME, DURATION or SET")
    value = text("TIMEX3 value, such as 2018-W36 or P2D")
    mod = text("TIMEX3 mod, such as START or APPROX", optional=True)
    date_range = days("the days it denotes", optional=True)
    granularity = text("day, week, month, season, year, ...", optional=True)
    anchor = text("publication or previous; null when absolute", optional=True)
    rule = text("the rule that resolved it")


class Quotation(Model):
    """Words put into somebody's mouth."""

    __tablename__ = "quotation"
    __table_args__ = (
        ForeignKeyConstraint(["version_id", "speaker_chain"], ["news.chain.version_id", "news.chain.ordinal"]),
        {"schema": "news", "comment": "Words that an article puts into somebody's mouth"},
    )

    version_id = uuid("the version", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in reading order", key=True)
    surface = text("the words, pieces joined by one blank")
    is_direct = flag("true between quotation marks")
    speaker = text("name of the speaker, else as printed", optional=True)
    speaker_chain = integer("chain of the speaker in this version", optional=True)
    speaker_start = integer("where the speaker is named, in article_body", optional=True)
    speaker_end = integer("character after the last", optional=True)
    cue_start = integer("where 'said' stands, in article_body", optional=True)
    cue_end = integer("character after the last", optional=True)
    confidence = real("of the attribution, 0 to 1")
    rule = text("the rule that attributed it")


class QuotationSpan(Model):
    """One piece of a quotation."""

    __tablename__ = "quotation_span"
    __table_args__ = (
        span_check(),
        ForeignKeyConstraint(
            ["version_id", "quotation_ordinal"],
            ["news.quotation.version_id", "news.quotation.ordinal"],
            ondelete="CASCADE",
        ),
        {"schema": "news", "comment": "One piece of a quotation, inside its marks"},
    )

    version_id = uuid("the version", key=True)
    quotation_ordinal = integer("the quotation", key=True)
    ordinal = small("0.. in reading order", key=True)
    start_offset = integer("first character in article_body")
    end_offset = integer("character after the last")


class NearDuplicate(Model):
    """Two versions with nearly the same text."""

    __tablename__ = "near_duplicate"
    __table_args__ = (
        CheckConstraint("version_id < other_version_id", name="order"),
        Index(None, "other_version_id"),
        {"schema": "news", "comment": "Two versions of different articles with the same or nearly the same text"},
    )

    version_id = uuid("the version with the smaller id", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    other_version_id = uuid("the other", ForeignKey(_VERSION, ondelete="CASCADE"), key=True)
    similarity = real("estimated Jaccard similarity of their five-word shingles, 0 to 1")
    containment = real("estimated share of the shorter text that stands in the longer one, 0 to 1")
    method = text("minhash")


class DuplicateCluster(Model):
    """Articles that are copies of one another."""

    __tablename__ = "duplicate_cluster"
    __table_args__ = (
        Index(None, "representative_id"),
        {
            "schema": "news",
            "comment": "Articles that are copies of one another, directly or by way of others; settled after each load",
        },
    )

    cluster_id = uuid("smallest article_id of its members", key=True)
    representative_id = uuid(
        "the earliest: by day and instant of publication, then the longest text, then the smallest article_id",
        ForeignKey(_ARTICLE, ondelete="CASCADE"),
    )
    article_count = integer("articles in it")
    publication_count = integer("publications that print it, as far as they are known")
    is_syndicated = flag("true when several publications print it, or a byline or opening line names an agency")


class DuplicateMember(Model):
    """An article in a cluster of copies."""

    __tablename__ = "duplicate_member"
    __table_args__ = (
        Index(None, "cluster_id"),
        {"schema": "news", "comment": "Which article is in which cluster of copies; an article without copies in none"},
    )

    article_id = uuid("the article", ForeignKey(_ARTICLE, ondelete="CASCADE"), key=True)
    cluster_id = uuid(
        "the cluster", ForeignKey("news.duplicate_cluster.cluster_id", deferrable=True, initially="DEFERRED")
    )
    method = text("content when another member has the same text to the letter, else minhash")
    similarity = real("greatest similarity to another member, 0 to 1")
    containment = real("greatest containment with another member, 0 to 1")
