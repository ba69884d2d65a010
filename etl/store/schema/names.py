"""Who and what is named across articles: publications, people, organizations, entities, places."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index

from etl.records import MentionKind
from etl.store.schema.columns import Model, big, integer, one_of, real, text, uuid


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
        {
            "schema": "news",
            "comment": "A person who writes: one row for all spellings that fold to one name at one publication",
        },
    )

    person_id = uuid("UUIDv5 of folded name and publication", key=True)
    name = text("display name")
    folded_name = text("name without case, accents and punctuation")
    publication_id = uuid("where the byline stood", ForeignKey("news.publication.publication_id"), optional=True)
    given_name = text("given name", optional=True)
    middle_name = text("middle names or initials", optional=True)
    family_name = text("family name with its particles", optional=True)
    name_suffix = text("Jr., III and the like", optional=True)


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
