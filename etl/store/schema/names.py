"""Who and what is named across articles: publications, people, organizations, entities, places."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index

from etl.records import MentionKind
from etl.store.schema.columns import Model, big, flag, integer, one_of, real, text, uuid


class Publication(Model):
    """A newspaper, site, agency or broadcaster that publishes articles."""

    __tablename__ = "publication"
    __table_args__ = (
        {"schema": "news", "comment": "A newspaper, site, agency or broadcaster that publishes articles"},
    )

    publication_id = uuid("UUIDv5 of its domain, else of its folded name", key=True)
    name = text("its name; its domain when no name is known")
    domain = text("registered domain", optional=True)
    country = text("ISO 3166-1 alpha-2", optional=True)


class Person(Model):
    """A person who writes."""

    __tablename__ = "person"
    __table_args__ = (
        Index(None, "folded_name"),
        {"schema": "news", "comment": "A person who writes, the same under all spellings; made anew by each resolve"},
    )

    person_id = uuid("spelling_id of the spelling that stands for the person", key=True)
    name = text("the name somebody gave by hand, else that of the fullest spelling")
    folded_name = text("name without case, accents and punctuation")
    publication_id = uuid(
        "where the bylines stood; null when in several publications or unknown ones",
        ForeignKey("news.publication.publication_id"),
        optional=True,
    )
    given_name = text("given name", optional=True)
    middle_name = text("middle names or initials", optional=True)
    family_name = text("family name with its particles", optional=True)
    name_suffix = text("Jr., III and the like", optional=True)


class Spelling(Model):
    """A name as the bylines of one publication print it."""

    __tablename__ = "spelling"
    __table_args__ = (
        Index(None, "folded_name"),
        Index(None, "person_id"),
        {"schema": "news", "comment": "A name as bylines of one publication print it; several can be one person"},
    )

    spelling_id = uuid("UUIDv5 of folded name and publication", key=True)
    name = text("display name")
    folded_name = text("name without case, accents and punctuation")
    publication_id = uuid("where the byline stood", ForeignKey("news.publication.publication_id"), optional=True)
    given_name = text("given name", optional=True)
    middle_name = text("middle names or initials", optional=True)
    family_name = text("family name with its particles", optional=True)
    name_suffix = text("Jr., III and the like", optional=True)
    folded_given = text("given and middle names without case, accents and punctuation, to compare", optional=True)
    folded_family = text("family name, likewise", optional=True)
    person_id = uuid(
        "the person; null when somebody rejected the name",
        ForeignKey("news.person.person_id"),
        optional=True,
    )


class PersonCandidate(Model):
    """Two people who may be one."""

    __tablename__ = "person_candidate"
    __table_args__ = (
        CheckConstraint("person_id < other_person_id", name="order"),
        Index(None, "other_person_id"),
        {"schema": "news", "comment": "Two people who may be one: for somebody to merge or to tell apart"},
    )

    person_id = uuid("the one", ForeignKey("news.person.person_id", ondelete="CASCADE"), key=True)
    other_person_id = uuid("the other", ForeignKey("news.person.person_id", ondelete="CASCADE"), key=True)
    score = real("0 to 1: how likely they are one, by a table of reasons and not measured")
    reasons = text("why, joined by semicolons")


class Organization(Model):
    """An organization that writes."""

    __tablename__ = "organization"
    __table_args__ = ({"schema": "news", "comment": "An agency, desk or newsroom that stands in a byline"},)

    organization_id = uuid("UUIDv5 of the folded name", key=True)
    name = text("display name")
    folded_name = text("name without case, accents and punctuation")


class Place(Model):
    """A GeoNames feature."""

    __tablename__ = "place"
    __table_args__ = ({"schema": "news", "comment": "A GeoNames feature that articles name"},)

    geoname_id = integer("GeoNames id", key=True)
    name = text("GeoNames name")
    kind = text("continent, region, country, subdivision or city")
    country = text("ISO 3166-1 alpha-2", optional=True)
    subdivision = text("ISO 3166-2", optional=True)
    latitude = real("degrees, WGS 84", optional=True)
    longitude = real("degrees, WGS 84", optional=True)
    population = big("inhabitants, as GeoNames has it", optional=True)


class Entity(Model):
    """Something that articles name."""

    __tablename__ = "entity"
    __table_args__ = (
        one_of("kind", MentionKind),
        Index(None, "folded_name"),
        Index(None, "geoname_id"),
        {
            "schema": "news",
            "comment": "A person, organization, place, publication, event or work, the same across articles",
        },
    )

    entity_id = uuid("UUIDv5 of kind and folded name, or of the GeoNames id", key=True)
    kind = text("person, organization, place, publication, event, work or other")
    name = text("full name")
    folded_name = text("name without case, accents and punctuation")
    geoname_id = integer("the place it is", ForeignKey("news.place.geoname_id"), optional=True)


class EntityKey(Model):
    """What a name is compared by."""

    __tablename__ = "entity_key"
    __table_args__ = (
        CheckConstraint("use IN ('name', 'short')", name="use"),
        Index(None, "use", "kind", "key"),
        {"schema": "news", "comment": "What names of entities are compared by: see etl/store/entity_keys.py"},
    )

    entity_id = uuid("the entity", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), key=True)
    use = text("name: spellings of one name share it; short: what an article may call it alone", key=True)
    key = text("folded name without what does not tell two names apart; surname, or part of the name", key=True)
    kind = text("kind of the entity")
    rule = text("name: what was left out or written otherwise, empty for nothing; short: surname or part")


class SettledEntity(Model):
    """What the archive and decisions make of an entity."""

    __tablename__ = "settled_entity"
    __table_args__ = (
        CheckConstraint("(merged_into IS NULL) = (rule IS NULL)", name="rule"),
        Index(None, "merged_into"),
        {
            "schema": "news",
            "comment": "What the archive and decisions of people make of an entity, where that is something; made anew"
            " by each resolve",
        },
    )

    entity_id = uuid("the entity", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), key=True)
    merged_into = uuid(
        "the entity it is another name of", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), optional=True
    )
    rule = text("why it is another name: spelling, or decided where somebody said so", optional=True)
    evidence = text("spelling: what its name and that of the other leave out or write otherwise", optional=True)
    name = text("the name that somebody gave it", optional=True)
    is_rejected = flag("true when somebody said that it names nothing")


class EntityCandidate(Model):
    """Two entities that may be one."""

    __tablename__ = "entity_candidate"
    __table_args__ = (
        CheckConstraint("entity_id < other_entity_id", name="order"),
        Index(None, "other_entity_id"),
        {"schema": "news", "comment": "Two entities that may be one: for somebody to merge or to tell apart"},
    )

    entity_id = uuid("the one", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), key=True)
    other_entity_id = uuid("the other", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), key=True)
    score = real("0 to 1: how likely they are one, by a table of reasons and not measured")
    reasons = text("why, joined by semicolons")


class ChainCandidate(Model):
    """What a chain in doubt may be."""

    __tablename__ = "chain_candidate"
    __table_args__ = (
        ForeignKeyConstraint(
            ["version_id", "ordinal"], ["news.chain.version_id", "news.chain.ordinal"], ondelete="CASCADE"
        ),
        Index(None, "entity_id"),
        {"schema": "news", "comment": "What a surname, an acronym or a short name that stands alone may be: to relink"},
    )

    version_id = uuid("version of the chain", key=True)
    ordinal = integer("the chain", key=True)
    entity_id = uuid("what it may be", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), key=True)
    score = real("0 to 1: how likely, by a table of reasons and not measured")
    reasons = text("why, joined by semicolons")
