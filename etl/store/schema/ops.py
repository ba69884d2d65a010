"""Lineage: what was found where, which bytes it had, which run did what, what was set aside."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index

from etl.errors import RejectionCode
from etl.records import Action, Subject, Verdict
from etl.store.schema.columns import Model, big, default, flag, instant, integer, one_of, text, texts, uuid

_COUNTS = " + ".join(f"{verdict}_count" for verdict in Verdict)


class Source(Model):
    """A place documents come from."""

    __tablename__ = "source"
    __table_args__ = (
        {"schema": "ops", "comment": "A place documents come from, with what is known about all of them"},
    )

    source_id = uuid("UUIDv5 of the name", key=True)
    name = text("unique name; for a path on a disk its absolute path")
    kind = text("files, web, feed, sitemap or opml")
    location = text("the path or address")
    publisher = text("publication of all its documents, as the operator says", optional=True)
    domain = text("registered domain of that publication", optional=True)
    country = text("ISO 3166-1 alpha-2 of that publication", optional=True)
    timezone = text("IANA time zone for times printed without one", optional=True)
    language = text("BCP 47 language of its documents, as the operator says", optional=True)


class Run(Model):
    """One run over one or more sources."""

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'finished', 'failed')", name="state"),
        CheckConstraint(f"state <> 'finished' OR found_count = {_COUNTS}", name="accounted"),
        Index(None, "finished_at"),
        {"schema": "ops", "comment": "One run of the pipeline; when finished, found is the sum of all verdicts"},
    )

    run_id = uuid("random", key=True)
    state = text("running, finished or failed")
    started_at = instant("when it began")
    finished_at = instant("when it ended", optional=True)
    software = text("version of dateline that ran")
    source_names = texts("names of the sources it was to go over")
    found_count = integer("documents found")
    new_count = integer("documents that brought an article not seen before")
    changed_count = integer("documents that brought a new version of a known article")
    same_count = integer("documents already known with these bytes or this content")
    duplicate_count = integer("documents that repeat, exactly or nearly, an article from elsewhere")
    rejected_count = integer("documents set aside, see ops.rejection")
    waiting_count = integer("documents that could not be dealt with for the moment")
    failure = text("why it failed, one sentence", optional=True)
    unread_count = integer("documents of same_count whose bytes were known, so that they were not read again")


class RunSource(Model):
    """A source that a run went over as a whole."""

    __tablename__ = "run_source"
    __table_args__ = (
        Index(None, "source_id"),
        {"schema": "ops", "comment": "A source that a run went over as a whole, which tells when it is due again"},
    )

    run_id = uuid("the run", ForeignKey("ops.run.run_id", ondelete="CASCADE"), key=True)
    source_id = uuid("the source", ForeignKey("ops.source.source_id"), key=True)


class RawFile(Model):
    """Bytes as fetched, kept once."""

    __tablename__ = "raw_file"
    __table_args__ = ({"schema": "ops", "comment": "Bytes as fetched, kept once under raw/ by their hash"},)

    sha256 = text("SHA-256 of the bytes, hexadecimal", key=True)
    byte_count = big("size in bytes")
    media_type = text("type as sniffed from the content; null when it is of no known format", optional=True)
    first_fetched_at = instant("when these bytes were first seen")


class Document(Model):
    """A document at its place."""

    __tablename__ = "document"
    __table_args__ = (
        Index(None, "source_id", "locator", unique=True),
        Index(None, "version_id"),
        {"schema": "ops", "comment": "A document at its place in a source, with the bytes last seen there"},
    )

    document_id = uuid("UUIDv5 of source and locator", key=True)
    source_id = uuid("where it was found", ForeignKey("ops.source.source_id"))
    locator = text("stable name within the source, such as a relative path")
    sha256 = text("bytes last seen; null when it could not be read", ForeignKey("ops.raw_file.sha256"), optional=True)
    version_id = uuid(
        "article version these bytes hold; null when rejected",
        ForeignKey("news.article_version.version_id"),
        optional=True,
    )
    software = text("version of dateline that last read it")
    first_seen_at = instant("when it was first found")
    last_seen_at = instant("when it was last found, in whatever state")
    last_run_id = uuid(
        "the run that last found it; null when that run was deleted",
        ForeignKey("ops.run.run_id", ondelete="SET NULL"),
        optional=True,
    )


class Derivation(Model):
    """Which code made what of a document."""

    __tablename__ = "derivation"
    __table_args__ = (
        {
            "schema": "ops",
            "comment": "A combination of stages of the software: fingerprints of their code and vocabulary, with the"
            " versions of the libraries and the model they use",
        },
    )

    derivation_id = uuid("UUIDv5 of all other columns", key=True)
    parse = text("formats into text", optional=True)
    clean = text("text without furniture and breaks", optional=True)
    head = text("headline, publication, language, address", optional=True)
    authors = text("bylines", optional=True)
    dates = text("days of publication and change", optional=True)
    times = text("time expressions", optional=True)
    mentions = text("names in chains, with the model; null when they were made without it", optional=True)
    places = text("places of chains", optional=True)
    quotes = text("quotations", optional=True)


class Reading(Model):
    """What some bytes of a document hold."""

    __tablename__ = "reading"
    __table_args__ = (
        Index(None, "version_id"),
        Index(None, "sha256"),
        Index(None, "derivation_id"),
        {
            "schema": "ops",
            "comment": "What certain bytes at a place hold, and which code said so: it tells how to read them again",
        },
    )

    document_id = uuid("the place", ForeignKey("ops.document.document_id", ondelete="CASCADE"), key=True)
    sha256 = text("bytes that stood there", ForeignKey("ops.raw_file.sha256"), key=True)
    version_id = uuid(
        "article version they hold; null when they were rejected",
        ForeignKey("news.article_version.version_id"),
        optional=True,
    )
    derivation_id = uuid(
        "the code that read them; null when that was before it was noted",
        ForeignKey("ops.derivation.derivation_id"),
        optional=True,
    )
    fetched_at = instant("when these bytes were first brought from there")
    url = text("where they are published, as the fetch or the archive says", optional=True)
    content_type = text("their type as the server said", optional=True)
    told = text("claims of the feed or sitemap that listed them, a JSON list", optional=True)


class FormerVersion(Model):
    """A version that a document held before."""

    __tablename__ = "former_version"
    __table_args__ = (
        Index(None, "version_id"),
        {
            "schema": "ops",
            "comment": "A version that a document held before its bytes changed; what it holds now is in ops.document",
        },
    )

    document_id = uuid("the document", ForeignKey("ops.document.document_id", ondelete="CASCADE"), key=True)
    ordinal = integer("0.. in the order in which it held them", key=True)
    version_id = uuid("the version", ForeignKey("news.article_version.version_id", ondelete="CASCADE"))
    left_at = instant("when the document was found to hold another one, or none")


class Fetch(Model):
    """What is known of an address of the web."""

    __tablename__ = "fetch"
    __table_args__ = (
        Index(None, "source_id"),
        Index(None, "sha256"),
        {
            "schema": "ops",
            "comment": "What an address of the web last brought, so that it is asked only for what is new",
        },
    )

    fetch_id = uuid("UUIDv5 of source and asked address; of a document its document_id", key=True)
    source_id = uuid("the source it was asked for", ForeignKey("ops.source.source_id"))
    url = text("address that was asked")
    final_url = text("address that answered, after redirects")
    redirects = text("addresses passed between these two, in order, one a line; null when none was", optional=True)
    status = integer("HTTP status of the last answer that brought or confirmed the bytes: 200, 203 or 304")
    etag = text("ETag of that answer, sent back with the next request", optional=True)
    last_modified = text("Last-Modified of that answer, likewise", optional=True)
    content_type = text("Content-Type as the server said", optional=True)
    sha256 = text("bytes last brought", ForeignKey("ops.raw_file.sha256"))
    fetched_at = instant("when it was last asked")


class Outcome(Model):
    """What became of a document that a run dealt with."""

    __tablename__ = "outcome"
    __table_args__ = (
        one_of("verdict", Verdict),
        Index(None, "document_id"),
        {
            "schema": "ops",
            "comment": "What became of each document that a run dealt with, one row each; a document whose bytes were"
            " known has none, and is counted in ops.run.unread_count",
        },
    )

    run_id = uuid("the run", ForeignKey("ops.run.run_id", ondelete="CASCADE"), key=True)
    document_id = uuid("the document", ForeignKey("ops.document.document_id"), key=True)
    verdict = text("new, changed, same, duplicate, rejected or waiting")
    detail = text("why it waits; which article it repeats", optional=True)


class Rejection(Model):
    """A document that was set aside."""

    __tablename__ = "rejection"
    __table_args__ = (
        one_of("code", RejectionCode),
        Index(None, "run_id"),
        Index(None, "sha256"),
        {
            "schema": "ops",
            "comment": "A document that was set aside: at which stage, why, and whether that still stands",
        },
    )

    document_id = uuid("the document", ForeignKey("ops.document.document_id"), key=True)
    run_id = uuid("the run that last rejected it", ForeignKey("ops.run.run_id"))
    sha256 = text("its bytes; null when it could not be read", ForeignKey("ops.raw_file.sha256"), optional=True)
    stage = text("find, fetch, keep, parse, clean, normalize, judge or load")
    code = text("reason out of the closed list in etl.errors.RejectionCode")
    detail = text("one plain sentence, or the traceback of a defect")
    rejected_at = instant("when it was last rejected")
    is_open = flag("false once a later run loaded the document")


class Withholding(Model):
    """An article that is kept and not shown."""

    __tablename__ = "withholding"
    __table_args__ = (
        {"schema": "ops", "comment": "An article that is kept and hidden from the roles of analysts and BI tools"},
    )

    article_id = uuid("the article", ForeignKey("news.article.article_id", ondelete="CASCADE"), key=True)
    reason = text("why, as the operator said")
    withheld_at = instant("since when")


class Erasure(Model):
    """The proof that something was forgotten."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("kind IN ('article', 'publication', 'person', 'source')", name="kind"),
        {"schema": "ops", "comment": "The proof that something was forgotten, without what it was"},
    )

    erasure_id = uuid("random", key=True)
    kind = text("article, publication, person or source")
    reason = text("why, as the operator said")
    erased_at = instant("when")
    article_count = integer("articles that went")
    version_count = integer("their versions")
    document_count = integer("documents that held them")
    file_count = integer("raw files deleted")


class ErasureKey(Model):
    """What must not come back."""

    __tablename__ = "erasure_key"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('bytes', 'content', 'article', 'document', 'publication', 'person', 'source')", name="kind"
        ),
        Index(None, "erasure_id"),
        {"schema": "ops", "comment": "Hashes by which a load knows what was forgotten and must not come back"},
    )

    kind = text("bytes, content, article, document, publication, person or source", key=True)
    key = text("SHA-256 of the bytes or the content, or the UUIDv5 of what it was", key=True)
    erasure_id = uuid("with what it was forgotten", ForeignKey("ops.erasure.erasure_id"))


class QualityResult(Model):
    """A check before publishing."""

    __tablename__ = "quality_result"
    __table_args__ = ({"schema": "ops", "comment": "Result of each quality check made before bi was refreshed"},)

    run_id = uuid("the run", ForeignKey("ops.run.run_id", ondelete="CASCADE"), key=True)
    check_name = text("name of the check, as in etl/bi/checks.sql", key=True)
    failing_count = big("rows that break it; 0 is a pass")
    checked_at = instant("when it was made")


class Decision(Model):
    """What a person decided."""

    __tablename__ = "decision"
    __table_args__ = (
        one_of("subject", Subject),
        one_of("action", Action),
        CheckConstraint(
            "CASE subject WHEN 'article' THEN action = 'set'"
            " WHEN 'person' THEN action IN ('merge', 'split', 'rename', 'reject') ELSE action <> 'set' END",
            name="allowed",
        ),
        CheckConstraint(
            "CASE action WHEN 'merge' THEN other_id IS NOT NULL AND other_id <> key_id"
            " WHEN 'rename' THEN value ~ '[^[:space:]]' WHEN 'relink' THEN value ~ '[^[:space:]]'"
            " WHEN 'set' THEN field IN ('headline', 'date_published', 'authors') AND value IS NOT NULL ELSE true END",
            name="complete",
        ),
        CheckConstraint("(reverted_at IS NULL) = (reverted_by IS NULL)", name="reverted"),
        Index(None, "key_id"),
        {
            "schema": "ops",
            "comment": "What people decided: rows are added and reverted, never changed, and deleted only with what is"
            " forgotten; every run applies those that stand",
        },
    )

    decision_id = uuid("random", default("gen_random_uuid()"), key=True)
    subject = text("what it is about: person, entity or article")
    action = text("merge, split, rename, reject, relink or set")
    key_id = uuid("spelling_id or person_id, entity_id, article_id; of relink the article_id")
    other_id = uuid("merge: what stays; split: what it is not; relink: the entity, null for none", optional=True)
    field = text("set: headline, date_published or authors", optional=True)
    value = text("rename: the name; relink: the name in the article; set: the value", optional=True)
    reason = text("why, in words", optional=True)
    decided_by = text("who decided", default("CURRENT_USER"))
    decided_at = instant("when; of two that contradict each other the later one holds", default("now()"))
    reverted_at = instant("when it was taken back; null while it stands", optional=True)
    reverted_by = text("who took it back", optional=True)


class Unresolved(Model):
    """What changed since names were last resolved."""

    __tablename__ = "unresolved"
    __table_args__ = (
        CheckConstraint("subject IN ('version', 'entity', 'name', 'authority')", name="subject"),
        {
            "schema": "ops",
            "comment": "What changed since names were last resolved across articles, noted by triggers; each resolve"
            " goes over it and empties it",
        },
    )

    subject = text(
        "version: names were written; entity: it lost a naming; name: a bearer; authority: new records", key=True
    )
    key = text("version_id, entity_id, a folded name, or the source of an authority file", key=True)


class AuthorityFile(Model):
    """An authority file that was imported."""

    __tablename__ = "authority_file"
    __table_args__ = ({"schema": "ops", "comment": "An authority file that was imported, in its latest state"},)

    source = text("who keeps the file, as the operator says: wikidata, opensanctions, ...", key=True)
    version = text("version of the file, as the operator says", optional=True)
    sha256 = text("SHA-256 of the file, hexadecimal")
    record_count = integer("records in it")
    imported_at = instant("when it was last imported")
