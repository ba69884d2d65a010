"""What an authority file says: who keeps it, and its records."""

from __future__ import annotations

from dataclasses import dataclass

from etl.records.article import MentionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityFile:
    """A file of records, such as an extract of Wikidata."""

    source: str  # who keeps it
    version: str | None = None  # as the operator says
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRecord:
    """One thing that the file knows."""

    identifier: str
    kind: MentionKind
    name: str
    aliases: tuple[str, ...] = ()
