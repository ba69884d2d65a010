"""Compares one article with what raw/sample/truth.jsonl says of it: every difference as a line a reader understands.

    differences(row, article)  ->  {"dates": ("missing: next week 2024-W12", "extra: week 2024-W11"), ...}

A field without differences is not in the answer. raw/sample/README.md says what the keys of a row mean. What the truth
leaves open is not compared: vague words (PAST_REF), adjectives of places, and the name of a chain.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from etl.records import AgentKind, Article, BlockKind, Mention, MentionForm, MentionKind, TimeExpression

Row = Mapping[str, Any]
Lines = tuple[str, ...]

KINDS = {
    "people": MentionKind.PERSON,
    "organizations": MentionKind.ORGANIZATION,
    "publications": MentionKind.PUBLICATION,
    "places": MentionKind.PLACE,
}
_SHOWN = 60  # characters of a paragraph in a difference


def differences(row: Row, article: Article) -> dict[str, Lines]:
    """What is missing from each field of an article, and what is there without being true."""
    compared = {**_facts(row, article), **_contents(row, article)}
    for key, kind in KINDS.items():
        compared[key] = tuple(_chain_differences(row[key], article, kind))
    return {field: lines for field, lines in compared.items() if lines}


def fields(row: Row) -> list[str]:
    """The names of the fields that are compared for a document."""
    return [*_FACTS, "paragraphs", "not_in_text", "dates", "quotes", *KINDS]


def _authors(article: Article, kind: AgentKind) -> list[str]:
    return [a.name for a in article.byline.authors if a.kind is kind] if article.byline else []


def _contributors(article: Article) -> list[str]:
    return [a.name for a in article.byline.contributors] if article.byline else []


def _published(article: Article) -> str | None:
    moment = article.published
    return moment.earliest.isoformat()[: 7 if moment.precision == "month" else 10] if moment else None


def _modified(article: Article) -> str | None:
    """The day of the last change; data of pages repeats the publication where there was none."""
    if article.modified is None or (article.published and article.modified.instant == article.published.instant):
        return None
    return article.modified.earliest.isoformat()


def _instant(article: Article) -> str | None:
    instant = article.published.instant if article.published else None
    return instant.isoformat().replace("+00:00", "Z") if instant else None


_FACTS: dict[str, tuple[Callable[[Article], Any], Any]] = {
    "title": (lambda a: a.title, None),
    "authors": (lambda a: _authors(a, AgentKind.PERSON), []),
    "orgs": (lambda a: _authors(a, AgentKind.ORGANIZATION), []),
    "contributors": (_contributors, []),
    "published": (_published, None),
    "published_precision": (lambda a: a.published.precision.value if a.published else None, None),
    "published_instant": (_instant, None),
    "modified": (_modified, None),
    "language": (lambda a: a.language, None),
    "publisher": (lambda a: a.publisher, None),
    "url": (lambda a: a.url, None),
}


def _facts(row: Row, article: Article) -> dict[str, Lines]:
    return {
        field: tuple(_changes([row.get(field, absent)], [read(article)], str))
        for field, (read, absent) in _FACTS.items()
    }


def _contents(row: Row, article: Article) -> dict[str, Lines]:
    paragraphs = [article.text[b.start : b.end] for b in article.blocks if b.kind is not BlockKind.CAPTION]
    return {
        "paragraphs": tuple(_changes(row["paragraphs"], paragraphs, _shortened)),
        "not_in_text": tuple(f"kept: {words}" for words in row["not_in_text"] if words in "\n\n".join(paragraphs)),
        "dates": tuple(_changes(_true_dates(row), _found_dates(row, article), str)),
        "quotes": tuple(_changes([_true_quote(q) for q in row["quotes"]], _found_quotes(row, article), str)),
    }


def _changes(true: Sequence[Any], found: Sequence[Any], shown: Callable[[Any], str]) -> Iterator[str]:
    """Lines for what is only in one of two sequences, in order."""
    keys = [repr(item) for item in true], [repr(item) for item in found]
    for tag, i, j, k, m in difflib.SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (f"missing: {shown(item)}" for item in true[i:j])
            yield from (f"extra: {shown(item)}" for item in found[k:m])


def _shortened(text: str) -> str:
    return text if len(text) <= 2 * _SHOWN else f"{text[:_SHOWN]} [...] {text[-_SHOWN:]}"


def _date_line(surface: str, type_: str, value: str, mod: str | None, days: Sequence[str] | None) -> str:
    parts = (surface, type_, value, mod, "..".join(days) if days else None)
    return " | ".join(part for part in parts if part)


def _true_dates(row: Row) -> list[str]:
    """Times as lines, without the vague ones, of which the truth holds a few only."""
    return [
        _date_line(true["text"], true["type"], true["value"], true.get("mod"), true.get("range"))
        for true in row["dates"]
        if not true["value"].endswith("_REF")
    ]


def _found_dates(row: Row, article: Article) -> list[str]:
    """Times as lines, without the vague ones, and without the days of those whose days the truth leaves open."""
    rangeless = {(true["text"], true["value"]) for true in row["dates"] if not true.get("range")}
    return [
        _found_date(time, ranged=(time.surface, time.value) not in rangeless)
        for time in article.times
        if not time.value.endswith("_REF")
    ]


def _found_date(time: TimeExpression, *, ranged: bool) -> str:
    known = ranged and time.earliest and time.latest
    days = (str(time.earliest), str(time.latest)) if known else None
    return _date_line(time.surface, time.type.value, time.value, time.mod, days)


def _true_quote(true: Row) -> str:
    return f"{true['text']} | {true['speaker']}"


def _found_quotes(row: Row, article: Article) -> list[str]:
    """Quotations as lines; a speaker is named as in the truth when the chain holds one of the true name's forms."""
    names = {form: name for key in KINDS for name, forms in row[key].items() for form in forms}
    return [f"{q.surface} | {_speaker(q.speaker_chain, article, names)}" for q in article.quotations if q.direct]


def _speaker(chain: int | None, article: Article, names: Mapping[str, str]) -> str | None:
    if chain is None:
        return None
    surfaces = [mention.surface for mention in article.mentions if mention.chain == chain]
    return next((names[surface] for surface in surfaces if surface in names), surfaces[0])


def _chain_differences(true: Mapping[str, Sequence[str]], article: Article, kind: MentionKind) -> Iterator[str]:
    """Every name's forms in one chain of the right kind, and no form in it or beside it that is not true."""
    named = [m for m in article.mentions if m.form not in {MentionForm.DEMONYM, MentionForm.NOMINAL}]
    owner = {form: name for name, forms in true.items() for form in forms}
    for name, forms in true.items():
        found = {form: _kinds_and_chains(form, named) for form in forms}
        for form, where in found.items():
            yield from _misplaced(form, where, kind)
        chains = {chain for where in found.values() for _, chain in where}
        if len(chains) > 1:
            yield f"split: {name}"
    ordinals = {chain.ordinal for chain in article.chains if chain.kind is kind}
    for ordinal in sorted(ordinals):
        yield from _strangers([m for m in named if m.chain == ordinal], owner)


def _kinds_and_chains(form: str, named: Sequence[Mention]) -> set[tuple[MentionKind, int]]:
    return {(mention.kind, mention.chain) for mention in named if mention.surface == form}


def _misplaced(form: str, where: set[tuple[MentionKind, int]], kind: MentionKind) -> Iterator[str]:
    if not where:
        yield f"missing: {form}"
    yield from sorted(f"{found.value}: {form}" for found, _ in where if found is not kind)


def _strangers(mentions: Sequence[Mention], owner: Mapping[str, str]) -> Iterator[str]:
    """Surfaces of a chain that are no form of the name it is about."""
    surfaces = list(dict.fromkeys(mention.surface for mention in mentions))
    owners = {owner[surface] for surface in surfaces if surface in owner}
    if len(owners) > 1:
        yield f"joined: {' and '.join(sorted(owners))}"
    yield from (f"extra: {surface}" for surface in surfaces if surface not in owner)
