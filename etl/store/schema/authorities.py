"""What authority files say: records with an id, a name, aliases and a kind, and which entities they are."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index

from etl.records import MentionKind
from etl.store.schema.columns import Model, flag, one_of, real, text, uuid


class Authority(Model):
    """A record of an authority file."""

    __tablename__ = "authority"
    __table_args__ = (
        one_of("kind", MentionKind),
        Index(None, "source", "identifier", unique=True),
        {"schema": "news", "comment": "A record of an authority file, such as an item of Wikidata"},
    )

    authority_id = uuid("UUIDv5 of source and identifier", key=True)
    source = text("who keeps the file, as the operator says: wikidata, opensanctions, ...")
    identifier = text("id in that file")
    kind = text("person, organization, place, publication, event, work or other")
    name = text("name, as the file has it")
    file_version = text("version of the file that last brought something new of it", optional=True)


class AuthorityName(Model):
    """A name of a record."""

    __tablename__ = "authority_name"
    __table_args__ = (
        Index(None, "key"),
        {"schema": "news", "comment": "What a record of an authority file is called, by key to compare"},
    )

    authority_id = uuid("the record", ForeignKey("news.authority.authority_id", ondelete="CASCADE"), key=True)
    key = text("the name as names of entities are compared, see news.entity_key", key=True)
    name = text("the name as the file has it")
    is_alias = flag("false for the name of the record itself")


class EntityAuthority(Model):
    """Which record an entity is."""

    __tablename__ = "entity_authority"
    __table_args__ = (
        Index(None, "authority_id"),
        {"schema": "news", "comment": "The one record of an authority file that has a name of an entity, of its kind"},
    )

    entity_id = uuid("the entity", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), key=True)
    authority_id = uuid("the record", ForeignKey("news.authority.authority_id", ondelete="CASCADE"), key=True)
    rule = text("name or alias: what of the record the entity is called")


class AuthorityCandidate(Model):
    """Which records an entity may be."""

    __tablename__ = "authority_candidate"
    __table_args__ = (
        Index(None, "authority_id"),
        {"schema": "news", "comment": "Records of an authority file of which an entity may be one"},
    )

    entity_id = uuid("the entity", ForeignKey("news.entity.entity_id", ondelete="CASCADE"), key=True)
    authority_id = uuid("the record", ForeignKey("news.authority.authority_id", ondelete="CASCADE"), key=True)
    score = real("0 to 1: how likely, by a table of reasons and not measured")
    reasons = text("why")
