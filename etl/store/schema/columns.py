"""How a column is declared here, so that none is without type, nullability and comment.

`text`, `integer`, ... build columns; a name ending in "?" does not exist: nullable columns say `optional=True`. This
module knows nothing of any table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    DefaultClause,
    Double,
    Integer,
    MetaData,
    SmallInteger,
    Text,
    Uuid,
)
from sqlalchemy import text as literal
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA, DATERANGE
from sqlalchemy.orm import DeclarativeBase, MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine


class Model(DeclarativeBase):
    """The one declarative base; constraint names follow a convention, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "pk": "%(table_name)s_pkey",
            "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
            "ix": "%(table_name)s_%(column_0_N_name)s_idx",
            "uq": "%(table_name)s_%(column_0_N_name)s_key",
            "ck": "%(table_name)s_%(constraint_name)s_check",
        }
    )


def _column(
    kind: TypeEngine[Any], comment: str, *constraints: Any, optional: bool = False, key: bool = False
) -> MappedColumn[Any]:
    return mapped_column(kind, *constraints, nullable=optional, primary_key=key, comment=comment, autoincrement=False)


def text(comment: str, *constraints: Any, optional: bool = False, key: bool = False) -> MappedColumn[Any]:
    """A `text` column; there is no `varchar` anywhere."""
    return _column(Text(), comment, *constraints, optional=optional, key=key)


def integer(comment: str, *constraints: Any, optional: bool = False, key: bool = False) -> MappedColumn[Any]:
    """A four-byte integer column."""
    return _column(Integer(), comment, *constraints, optional=optional, key=key)


def small(comment: str, *constraints: Any, optional: bool = False, key: bool = False) -> MappedColumn[Any]:
    """A two-byte integer column."""
    return _column(SmallInteger(), comment, *constraints, optional=optional, key=key)


def big(comment: str, *constraints: Any, optional: bool = False, key: bool = False) -> MappedColumn[Any]:
    """An eight-byte integer column."""
    return _column(BigInteger(), comment, *constraints, optional=optional, key=key)


def real(comment: str, *, optional: bool = False) -> MappedColumn[Any]:
    """A double precision column."""
    return _column(Double(), comment, optional=optional)


def flag(comment: str) -> MappedColumn[Any]:
    """A boolean column, never null."""
    return _column(Boolean(), comment)


def uuid(comment: str, *constraints: Any, optional: bool = False, key: bool = False) -> MappedColumn[Any]:
    """A `uuid` column, UUIDv5 of a natural key unless the comment says otherwise."""
    return _column(Uuid(), comment, *constraints, optional=optional, key=key)


def instant(comment: str, *constraints: Any, optional: bool = False) -> MappedColumn[Any]:
    """A `timestamptz` column."""
    return _column(DateTime(timezone=True), comment, *constraints, optional=optional)


def day(comment: str, *constraints: Any, optional: bool = False, key: bool = False) -> MappedColumn[Any]:
    """A `date` column."""
    return _column(Date(), comment, *constraints, optional=optional, key=key)


def days(comment: str, *, optional: bool = False) -> MappedColumn[Any]:
    """A `daterange` column."""
    return _column(DATERANGE(), comment, optional=optional)


def data(comment: str, *, optional: bool = False) -> MappedColumn[Any]:
    """A `bytea` column."""
    return _column(BYTEA(), comment, optional=optional)


def texts(comment: str) -> MappedColumn[Any]:
    """A `text[]` column, never null."""
    return _column(ARRAY(Text()), comment)


def bigs(comment: str) -> MappedColumn[Any]:
    """A `bigint[]` column, never null."""
    return _column(ARRAY(BigInteger()), comment)


def default(expression: str) -> DefaultClause:
    """What the database puts into a column that an INSERT by hand leaves out."""
    return DefaultClause(literal(expression))


def span_check(start: str = "start_offset", end: str = "end_offset") -> CheckConstraint:
    """A span is never negative and never empty."""
    return CheckConstraint(f"0 <= {start} AND {start} < {end}", name=start.removesuffix("_offset") + "_span")


def one_of(column: str, values: type) -> CheckConstraint:
    """A column holds one of the values of an enum of `etl.records`."""
    listed = ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]
    return CheckConstraint(f"{column} IN ({listed})", name=column)
