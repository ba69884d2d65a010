"""What people set of an article by hand: its headline, its day, its authors.

    read_day("2018-09")  ->  Day(earliest=2018-09-01, latest=2018-09-30, precision=month, instant=None)
    apply_corrections(connection)      news.correction and news.corrected_author out of the standing decisions

What was read stays in `news.article_version`; a correction is shown beside it, and in `bi` in its place. Values are
read here and nowhere in SQL, so that a value that cannot be read costs its own field alone.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Connection, text

from etl.errors import Misconfigured
from etl.keys import fold
from etl.records import Precision, Row, Subject
from etl.store.copy import merge_rows
from etl.store.decisions import all_decisions
from etl.store.encode import table_of
from etl.store.rows import organization_key, spelling_id
from etl.store.schema import corrections, names

_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A publication date as somebody typed it, ISO 8601 as far as it is known."""

    earliest: date
    latest: date
    precision: Precision
    instant: datetime | None = None


def read_day(value: str) -> Day:
    """A year, a month, a day, two days apart by a slash, or a day and a time with its zone.

    Raises:
        Misconfigured: it is none of these, or no such day.
    """
    try:
        if "T" in value:
            return _moment(value)
        first, _, last = value.partition("/")
        day = _day(first)
        return Day(earliest=day.earliest, latest=_day(last).latest, precision=day.precision) if last else day
    except ValueError as error:
        said = "2018, 2018-09, 2018-09-10, 2018-09-10/2018-10-09 or 2018-09-10T08:30+02:00"
        raise Misconfigured(f"{value!r} is no date as it is written here: {said}.") from error


def _moment(value: str) -> Day:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    precision = Precision.SECOND if moment.second else Precision.MINUTE
    day = moment.date()
    return Day(earliest=day, latest=day, precision=precision, instant=moment.astimezone(UTC))


def _day(value: str) -> Day:
    found = _DAY.fullmatch(value)
    if not found:
        raise ValueError
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None  # noqa: S101 - the pattern has it
    if month is None:
        return Day(earliest=date(year, 1, 1), latest=date(year, 12, 31), precision=Precision.YEAR)
    if day is None:
        last = calendar.monthrange(year, month)[1]
        return Day(earliest=date(year, month, 1), latest=date(year, month, last), precision=Precision.MONTH)
    return Day(earliest=date(year, month, day), latest=date(year, month, day), precision=Precision.DAY)


def author_names(value: str) -> tuple[str, ...]:
    """Names of authors as they are typed: apart by semicolons; an empty value says that nobody signed."""
    return tuple(name for part in value.split(";") if (name := " ".join(part.split())))


def apply_corrections(connection: Connection) -> None:
    """Make both tables what the standing decisions amount to; articles that are not loaded wait."""
    wanted: dict[UUID, dict[str, str]] = {}
    for one in all_decisions(connection, Subject.ARTICLE, only_standing=True):
        wanted.setdefault(one.key_id, {})[one.field or ""] = one.value or ""  # the later one holds
    homes = _homes(connection, wanted)
    rows = [_correction(article_id, wanted[article_id]) for article_id in homes]
    authors = list(_authors(connection, wanted, homes))
    others = [column.name for column in table_of(corrections.Correction).columns if not column.primary_key]
    merge_rows(connection, corrections.Correction, rows, replaced=others)
    replaced = ("name", "spelling_id", "organization_id")
    merge_rows(connection, corrections.CorrectedAuthor, authors, replaced=replaced)
    _drop_gone(connection, rows, authors)


def _homes(connection: Connection, wanted: Iterable[UUID]) -> dict[UUID, UUID | None]:
    found = connection.execute(
        text("SELECT article_id, publication_id FROM news.article WHERE article_id = ANY(:ids) ORDER BY article_id"),
        {"ids": list(wanted)},
    )
    return {row.article_id: row.publication_id for row in found}


def _correction(article_id: UUID, said: Mapping[str, str]) -> Row:
    try:
        day = read_day(said["date_published"]) if "date_published" in said else None
    except Misconfigured:  # put in by SQL: the date that was read stays
        day = None
    dates = (day.earliest, day.latest, day.instant, day.precision) if day else (None,) * 4
    count = len(author_names(said["authors"])) if "authors" in said else None
    return (article_id, said.get("headline"), said["date_published"] if day else None, *dates, count)


def _authors(
    connection: Connection, wanted: Mapping[UUID, Mapping[str, str]], homes: Mapping[UUID, UUID | None]
) -> Iterable[Row]:
    """Rows of `news.corrected_author`; names that no byline has become spellings."""
    named = [
        (article_id, i, name)
        for article_id in homes
        for i, name in enumerate(author_names(wanted[article_id].get("authors", "")))
    ]
    ids = {organization_key(name) for _, _, name in named}
    organizations = set(
        connection.execute(
            text("SELECT organization_id FROM news.organization WHERE organization_id = ANY(:ids)"), {"ids": list(ids)}
        ).scalars()
    )
    people = [one for one in named if organization_key(one[2]) not in organizations]
    spellings = [
        (spelling_id(name, homes[article_id]), name, fold(name), homes[article_id], *(None,) * 7)
        for article_id, _, name in people
    ]
    merge_rows(connection, names.Spelling, spellings)
    for article_id, i, name in named:
        key = organization_key(name)
        agent = (None, None, key) if key in organizations else (spelling_id(name, homes[article_id]), None, None)
        yield (article_id, i, name, *agent)


def _drop_gone(connection: Connection, rows: Sequence[Row], authors: Sequence[Row]) -> None:
    connection.execute(
        text(
            "DELETE FROM news.corrected_author WHERE (article_id, ordinal) NOT IN"
            " (SELECT * FROM unnest(CAST(:articles AS uuid[]), CAST(:ordinals AS smallint[])))"
        ),
        {"articles": [row[0] for row in authors], "ordinals": [row[1] for row in authors]},
    )
    connection.execute(
        text("DELETE FROM news.correction WHERE NOT article_id = ANY(:ids)"), {"ids": [row[0] for row in rows]}
    )
