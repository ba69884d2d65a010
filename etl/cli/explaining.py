"""An explanation for people: claims with what became of them, the date with its reasons, authors, times, decisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from etl.cli.decisions import print_decisions
from etl.cli.screen import print_table
from etl.records import ClaimField, ExplainedAuthor, ExplainedName, Explanation, Moment, TimeExpression, ZoneSource

# What the parts of a rule say: "date.numeric-.settled:json-ld".
_RULES: Mapping[str, str] = {
    "settled": "day and month stand in the order that another claim has",
    "local": "another claim prints the same moment in local time: its day, clock and zone are shown",
    "epoch": "it is a count of seconds since 1970",
}
_FLAGS: Mapping[str, str] = {
    "future": "it lies after the day on which it was read",
    "contradicted": "another claim names a day more than one day away",
    "day_month_ambiguous": "it is the first or the last day of the range: nothing says which number is the month",
    "modified_only": "only a modification is claimed, the earliest one",
}
_ZONES: Mapping[ZoneSource | None, str] = {
    ZoneSource.EXPLICIT: "the zone is printed with it",
    ZoneSource.PUBLICATION: "the zone is that of the publication",
    None: "no zone is known, so no instant",
}
_SHOWN = frozenset({ClaimField.AUTHOR, ClaimField.PUBLISHED, ClaimField.MODIFIED})


def print_explanation(told: Explanation) -> None:
    """One article, in tables."""
    print_table(("", ""), _facts(told), title=told.headline or "without headline")
    claims = [(c.field, c.text, c.origin, c.detail, _span(c.start, c.end), c.judgement) for c in told.claims]
    first = [claim for claim in claims if claim[0] in _SHOWN]
    rest = [claim for claim in claims if claim[0] not in _SHOWN]
    print_table(
        ("property", "says", "stands in", "as", "characters", "what became of it"), first + rest, title="Claims"
    )
    print_table(
        ("author", "as printed", "parts", "role", "function", "also printed", "origin", "rule", "is"),
        [_author(one) for one in told.authors],
        title=f"Byline: {told.byline or 'none'}",
    )
    columns = ("time", "characters", "value", "days", "anchor", "rule")
    print_table(columns, [_time(one) for one in told.times], title="Times")
    if told.names:
        heads = ("name", "kind", "is", "found by", "evidence", "may be")
        print_table(heads, [_name(one) for one in told.names], title="Names")
    if told.decisions:
        print_decisions(told.decisions)


def _name(one: ExplainedName) -> tuple[object, ...]:
    evidence = ", ".join(filter(None, (one.rule, one.evidence)))
    return (one.name, one.kind, one.entity, one.method, evidence or None, "; ".join(one.candidates) or None)


def _facts(told: Explanation) -> Iterator[tuple[str, object]]:
    yield "article", told.article_id
    for place in told.where:
        yield "document", place
    if told.published is None:
        yield "published", "unknown: no claim names a date"
    else:
        yield "published", _days(told.published)
        for why in reasons(told.published):
            yield "", why
    if told.modified:
        yield "modified", f"{told.modified} ({told.modified_text!r})"


def _days(moment: Moment) -> str:
    days = f"{moment.earliest}" if moment.earliest == moment.latest else f"{moment.earliest} to {moment.latest}"
    instant = f", {moment.instant:%Y-%m-%d %H:%M:%S} UTC" if moment.instant else ""
    return f"{days}{instant}, known to the {moment.precision}, out of {moment.surface!r}"


def reasons(moment: Moment) -> Iterator[str]:
    """Why it is what it is, in sentences."""
    yield f"rule {moment.rule}" + (f": {moment.origin} was believed first" if moment.origin else "")
    for part in moment.rule.partition(":")[0].split("."):
        if part in _RULES:
            yield _RULES[part]
    if moment.precision in {"minute", "second"}:
        yield _ZONES[moment.zone_source]
    for flag in moment.flags:
        yield f"flag {flag}: {_FLAGS.get(flag, '')}"


def _span(start: int | None, end: int | None) -> str | None:
    return None if start is None else f"{start}-{end}"


def _author(one: ExplainedAuthor) -> tuple[object, ...]:
    author = one.author
    role = f"{author.role}, contributor" if one.is_contributor else author.role
    known = f"{one.person} ({str(one.person_id)[:8]})" if one.person else author.kind
    parts = " | ".join(filter(None, (author.given, author.middle, author.family, author.suffix)))
    also = ", ".join(filter(None, (author.affiliation, author.place, author.email, author.handle)))
    return author.name, author.surface, parts, role, author.function, also, author.origin, author.rule, known


def _time(one: TimeExpression) -> tuple[object, ...]:
    days = None if one.earliest is None else f"{one.earliest}" if one.earliest == one.latest else None
    value = f"{one.type} {one.value}" + (f" {one.mod}" if one.mod else "")
    span = f"{one.earliest} to {one.latest}" if one.earliest and not days else days
    return one.surface, _span(one.start, one.end), value, span, one.anchor or "absolute", one.rule
