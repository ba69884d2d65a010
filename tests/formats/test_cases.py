"""Whole documents: a file beside what an article is expected to say of itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from etl.clean import clean
from etl.formats import parse
from etl.normalize import read_facts
from tests.formats.made import fetched

CASES = Path(__file__).resolve().parents[1] / "cases" / "documents"
FILES = sorted(path for path in CASES.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.name))
def test_a_document_beside_what_it_says(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    facts = read_facts(clean(parse(fetched(path.read_bytes()))), source=None, today=date(2026, 11, 1))
    assert facts.title == expected["title"]
    assert [author.name for author in facts.byline.authors if facts.byline] == expected["authors"]
    assert facts.published
    assert facts.published.earliest.isoformat() == expected["published"]
    assert facts.body.text.startswith(expected["begins"])
    assert facts.body.text.endswith(expected["ends"])
