"""The data dictionary, made from the comments of the models: `python -m tests.dictionary > docs/database.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from etl.store.schema import metadata

HEAD = """# The database, column by column

Made from the comments that the database itself carries (`\\d+` in psql, the description of a column in BI tools). In
`bi` only current versions of articles are shown. Offsets are characters from 0, the end exclusive, into
`news.article_version.article_body`.
"""
SCHEMAS = ("bi", "news", "ops")


def lines() -> Iterator[str]:
    """The page, line by line."""
    yield HEAD
    for schema in SCHEMAS:
        yield f"## {schema}\n"
        for table in sorted(metadata.sorted_tables, key=lambda one: one.name):
            if table.schema == schema:
                yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.fullname}\n\n{table.comment}.\n\n| column | type | | meaning |\n| --- | --- | --- | --- |"
    for column in table.columns:
        kind = column.type.compile(postgresql.dialect()).lower()
        yield f"| {column.name} | {kind} | {_role(column)} | {column.comment} |"
    yield ""


def _role(column: Column[object]) -> str:
    """Key, where it points to, whether it may be unknown."""
    roles = ["key"] if column.primary_key else []
    roles += sorted(f"to {key.target_fullname.rsplit('.', 1)[0]}" for key in column.foreign_keys)
    roles += ["may be null"] if column.nullable else []
    return ", ".join(roles)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
