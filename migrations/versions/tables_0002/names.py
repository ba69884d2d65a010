"""Tables of `news` that several articles share: publications, people, organizations, entities, places."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    _organization()
    _place()
    _publication()
    _entity()
    _person()


def _organization() -> None:
    op.create_table(
        "organization",
        sa.Column("organization_id", sa.Uuid(), nullable=False, comment="UUIDv5 of the folded name"),
        sa.Column("name", sa.Text(), nullable=False, comment="display name"),
        sa.Column("folded_name", sa.Text(), nullable=False, comment="name without case, accents and punctuation"),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("organization_pkey")),
        schema="news",
        comment="An agency, desk or newsroom that stands in a byline",
    )


def _place() -> None:
    op.create_table(
        "place",
        sa.Column("geoname_id", sa.Integer(), autoincrement=False, nullable=False, comment="GeoNames id"),
        sa.Column("name", sa.Text(), nullable=False, comment="GeoNames name"),
        sa.Column("kind", sa.Text(), nullable=False, comment="continent, region, country, subdivision or city"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.Column("subdivision", sa.Text(), nullable=True, comment="ISO 3166-2"),
        sa.Column("latitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column("longitude", sa.Double(), autoincrement=False, nullable=True, comment="degrees, WGS 84"),
        sa.Column(
            "population", sa.BigInteger(), autoincrement=False, nullable=True, comment="inhabitants, as GeoNames has it"
        ),
        sa.PrimaryKeyConstraint("geoname_id", name=op.f("place_pkey")),
        schema="news",
        comment="A GeoNames feature that articles name",
    )


def _publication() -> None:
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.Uuid(), nullable=False, comment="UUIDv5 of its domain, else of its folded name"),
        sa.Column("name", sa.Text(), nullable=False, comment="its name; its domain when no name is known"),
        sa.Column("domain", sa.Text(), nullable=True, comment="registered domain"),
        sa.Column("country", sa.Text(), nullable=True, comment="ISO 3166-1 alpha-2"),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("publication_pkey")),
        schema="news",
        comment="A newspaper, site, agency or broadcaster that publishes articles",
    )


def _entity() -> None:
    op.create_table(
        "entity",
        sa.Column(
            "entity_id", sa.Uuid(), nullable=False, comment="UUIDv5 of kind and folded name, or of the GeoNames id"
        ),
        sa.Column(
            "kind", sa.Text(), nullable=False, comment="person, organization, place, publication, event, work or other"
        ),
        sa.Column("name", sa.Text(), nullable=False, comment="full name"),
        sa.Column("folded_name", sa.Text(), nullable=False, comment="name without case, accents and punctuation"),
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


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("person_id", sa.Uuid(), nullable=False, comment="UUIDv5 of folded name and publication"),
        sa.Column("name", sa.Text(), nullable=False, comment="display name"),
        sa.Column("folded_name", sa.Text(), nullable=False, comment="name without case, accents and punctuation"),
        sa.Column("publication_id", sa.Uuid(), nullable=True, comment="where the byline stood"),
        sa.Column("given_name", sa.Text(), nullable=True, comment="given name"),
        sa.Column("middle_name", sa.Text(), nullable=True, comment="middle names or initials"),
        sa.Column("family_name", sa.Text(), nullable=True, comment="family name with its particles"),
        sa.Column("name_suffix", sa.Text(), nullable=True, comment="Jr., III and the like"),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["news.publication.publication_id"], name=op.f("person_publication_id_fkey")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("person_pkey")),
        schema="news",
        comment="A person who writes: one row for all spellings that fold to one name at one publication",
    )
    op.create_index(op.f("person_folded_name_idx"), "person", ["folded_name"], unique=False, schema="news")


def drop() -> None:
    op.drop_index(op.f("person_folded_name_idx"), table_name="person", schema="news")
    op.drop_table("person", schema="news")
    op.drop_index(op.f("entity_geoname_id_idx"), table_name="entity", schema="news")
    op.drop_index(op.f("entity_folded_name_idx"), table_name="entity", schema="news")
    op.drop_table("entity", schema="news")
    op.drop_table("publication", schema="news")
    op.drop_table("place", schema="news")
    op.drop_table("organization", schema="news")
