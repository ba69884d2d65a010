"""Compares one document, field by field, with what is expected of it.

    measure_document(Path("seed/gold.json"))  ->  {"title": 1.0, "paragraphs.exact": 1.0, "dates.f1": 1.0, ...}

Every figure is a share, and 1.0 is right; `not_in_text.gone` is the share of unwanted snippets that are gone.
"""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

from etl.records import Article, MentionForm, MentionKind
from tests.quality.predict import read_body

Figures = dict[str, float]
KINDS = (MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PUBLICATION, MentionKind.PLACE)


def measure_document(path: Path) -> Figures:
    """The figures of the document beside a `gold.json`."""
    gold = json.loads(path.read_text(encoding="utf-8"))
    body = (path.parent / "article.txt").read_bytes()
    article = read_body(body, name="article.txt", url=None, mentions=True)
    return {**_head(gold, article), **_text(gold, article), **_dates(gold, article), **_entities(gold, article)}


def _head(gold: dict[str, Any], article: Article) -> Figures:
    published = article.published
    expected = {
        "title": article.title,
        "authors": [author.name for author in article.byline.authors] if article.byline else [],
        "published": published.earliest.isoformat() if published else None,
        "published_precision": published.precision.value if published else None,
        "publisher": article.publisher,
        "publisher_domain": article.domain,
        "language": article.language,
    }
    return {field: float(gold[field] == value) for field, value in expected.items() if field in gold}


def _text(gold: dict[str, Any], article: Article) -> Figures:
    paragraphs = [article.text[block.start : block.end] for block in article.blocks]
    unwanted = gold.get("not_in_text", [])
    gone = [snippet not in article.text for snippet in unwanted]
    return {
        "paragraphs.exact": float(paragraphs == gold["paragraphs"]),
        **_shares("paragraphs", set(gold["paragraphs"]), set(paragraphs)),
        **({"not_in_text.gone": sum(gone) / len(gone)} if gone else {}),
    }


def _dates(gold: dict[str, Any], article: Article) -> Figures:
    """Expressions count by words and place in order, value, mod and range: offsets move with any letter before them."""
    expected = [
        (d["text"], d["type"], d["value"], d.get("mod"), tuple(d["range"]) if d.get("range") else None)
        for d in gold["dates"]
    ]
    found = [
        (t.surface, t.type.value, t.value, t.mod, (t.earliest.isoformat(), t.latest.isoformat()))
        if t.earliest and t.latest
        else (t.surface, t.type.value, t.value, t.mod, None)
        for t in article.times
    ]
    return {
        "dates.exact": float(expected == found),
        **_shares("dates", set(enumerate_repeats(expected)), set(enumerate_repeats(found))),
    }


def enumerate_repeats(items: list[Any]) -> list[tuple[Any, int]]:
    """Each item with how often it came before, so that a set keeps repeats apart."""
    seen: dict[Any, int] = {}
    numbered = []
    for item in items:
        seen[item] = seen.get(item, -1) + 1
        numbered.append((item, seen[item]))
    return numbered


def _entities(gold: dict[str, Any], article: Article) -> Figures:
    """Names by kind, and each name with the forms it takes; demonyms are other words for a place, and left aside."""
    forms = {
        (mention.kind.value, article.chains[mention.chain].name, mention.surface)
        for mention in article.mentions
        if mention.kind in KINDS and mention.form is not MentionForm.DEMONYM
    }
    expected = {
        (kind, name, surface)
        for kind, names in gold["entities"].items()
        for name, surfaces in names.items()
        for surface in surfaces
    }
    return {
        **_shares("entities", {(kind, name) for kind, name, _ in expected}, {(kind, name) for kind, name, _ in forms}),
        **_shares("entity_forms", expected, forms),
    }


def _shares(name: str, expected: AbstractSet[Any], found: AbstractSet[Any]) -> Figures:
    both = len(expected & found)
    precision = both / len(found) if found else 0.0
    recall = both / len(expected) if expected else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {f"{name}.p": precision, f"{name}.r": recall, f"{name}.f1": f1}
