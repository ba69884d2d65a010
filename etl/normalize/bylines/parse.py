"""A byline in parts: every word of it has one kind, or is said to be unknown.

    parse("By Jane Doe in Beirut and the Example Times, 10 May 2018").parts
    # person "Jane Doe", place "in Beirut", organization "Example Times"; .date_text == "10 May 2018"

It does not decide who the author is, split names or fix their case: see `assemble`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from etl.normalize.bylines.cut import Piece, cut_line
from etl.normalize.bylines.kinds import Manner, PartKind
from etl.normalize.bylines.runs import classify
from etl.normalize.bylines.units import units


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part as printed, with the kind of work that a credit before it announced."""

    kind: PartKind
    text: str
    credit: str = "author"  # author, contributor, photographer, translator, editor
    joined: bool = False  # "and", "with", "/" stood before it
    bracketed: bool = False
    generic: bool = False  # "agencies": says a kind of source and names none


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """A whole byline in parts; `has_by`: a word for "by" is in it; `by_leads`: with nothing but labels before it."""

    parts: tuple[Part, ...]
    date_text: str | None = None
    has_by: bool = False
    by_leads: bool = False


@lru_cache(maxsize=1024)
def parse(text: str) -> Parse:
    """The parts of one byline in printed order. Only its first 1,200 characters are read; any text is allowed.

    Kept for a while: the head of a text and the choice among claims read the same line, and authors write again.
    """
    line = cut_line(text)
    parts: list[Part] = []
    by_leads = False
    for piece in line.pieces:
        by_leads = by_leads or (piece.by and all(part.kind is PartKind.LABEL for part in parts))
        parts.extend(_read(piece, mixed_case=line.mixed_case))
    parts.extend(Part(kind=PartKind.MAIL, text=mail) for mail in line.mails)
    has_by = any(piece.by for piece in line.pieces)
    return Parse(parts=tuple(parts), date_text=line.date_text, has_by=has_by, by_leads=by_leads)


def _read(piece: Piece, *, mixed_case: bool) -> Iterator[Part]:
    joined = piece.joined
    for unit in units(piece.text.lstrip("/ "), mixed_case=mixed_case):
        manner = Manner(mixed_case=mixed_case, by=piece.by, bracketed=piece.bracketed, employer=unit.employer)
        joined = joined or unit.joined
        for run in classify(unit.text.split(), manner):
            yield Part(
                kind=run.kind,
                text=" ".join(run.tokens),
                credit=piece.credit,
                joined=joined,
                bracketed=piece.bracketed,
                generic=run.generic,
            )
            joined = False
