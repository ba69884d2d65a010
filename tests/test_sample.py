"""The sample articles, their truth and the script of their PDFs agree with each other."""

from __future__ import annotations

import itertools
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.errors import RejectionCode
from tests.make_sample_pdfs import made_files

SAMPLE = Path(__file__).resolve().parents[1] / "raw" / "sample"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (SAMPLE / "truth.jsonl").read_text(encoding="utf-8").splitlines()
]
ARTICLES = [row for row in ROWS if row["verdict_kind"] == "article"]
BY_PATH = {row["path"]: row for row in ROWS}
KINDS = ("people", "organizations", "publications", "places")

each_article = pytest.mark.parametrize("row", ARTICLES, ids=[row["path"] for row in ARTICLES])


def text_of(row: dict[str, Any]) -> str:
    return "\n\n".join(row["paragraphs"])


def overlap(left: str, right: str) -> float:
    """Share of three-word runs that two texts have in common."""
    one, two = (set(zip(*(words[n:] for n in range(3)), strict=False)) for words in (left.split(), right.split()))
    return len(one & two) / len(one | two)


def test_truth_covers_all_files_and_only_those() -> None:
    files = {p.relative_to(SAMPLE).as_posix() for p in SAMPLE.rglob("*") if p.is_file()}
    assert [row["path"] for row in ROWS] == sorted(files - {".datelineignore", "README.md", "truth.jsonl"})


def test_enough_articles_of_every_format() -> None:
    suffixes = [Path(row["path"]).suffix for row in ARTICLES]
    assert (suffixes.count(".txt"), suffixes.count(".html"), suffixes.count(".pdf")) == (23, 13, 4)


def test_broken_files_have_a_reason_of_the_closed_list() -> None:
    codes = [RejectionCode(row["rejection_code"]) for row in ROWS if row["verdict_kind"] == "broken"]
    assert len(codes) == len(set(codes)) == 4


@each_article
def test_paragraphs_are_clean(row: dict[str, Any]) -> None:
    for paragraph in row["paragraphs"]:
        assert paragraph == " ".join(paragraph.split())
    assert not {"*", "_", "\f", "\u00ad", "\ufffd"} & set(text_of(row))
    assert 200 < len(text_of(row).split()) < 600


@each_article
def test_furniture_is_not_in_the_paragraphs(row: dict[str, Any]) -> None:
    assert [words for words in row["not_in_text"] if words in text_of(row)] == []


@each_article
def test_every_surface_form_occurs_and_means_one_thing(row: dict[str, Any]) -> None:
    forms = [form for kind in KINDS for group in row[kind].values() for form in group]
    assert [form for form in forms if form not in text_of(row)] == []
    assert len(forms) == len(set(forms))


@each_article
def test_dates_stand_where_they_are_said_to(row: dict[str, Any]) -> None:
    text = text_of(row)
    spans = [(d["start"], d["end"]) for d in row["dates"]]
    assert [text[start:end] for start, end in spans] == [d["text"] for d in row["dates"]]
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))
    assert len(spans) >= 3


@each_article
def test_ranges_of_dates_are_in_order_and_hold_their_value(row: dict[str, Any]) -> None:
    for found in row["dates"]:
        if found.get("range"):
            first, last = map(date.fromisoformat, found["range"])
            assert first <= last
            assert found["value"][:4] in {str(first.year), str(last.year)}


@each_article
def test_quotes_stand_between_quotation_marks(row: dict[str, Any]) -> None:
    text = text_of(row)
    names = {name for kind in KINDS for name in row[kind]}
    for quote in row["quotes"]:
        assert " ".join(text[start:end] for start, end in quote["spans"]) == quote["text"]
        assert all(text[start - 1] in '"“' for start, _ in quote["spans"])
        assert not set('"“”') & set(quote["text"])
        assert quote["speaker"] is None or quote["speaker"] in names


def test_the_exact_copy_is_exact() -> None:
    copies = [row for row in ARTICLES if "duplicate_of" in row]
    assert len(copies) == 1
    for row in copies:
        assert (SAMPLE / row["path"]).read_bytes() == (SAMPLE / row["duplicate_of"]).read_bytes()


def test_wire_copies_are_near_and_have_another_headline() -> None:
    copies = [(row, BY_PATH[row["near_duplicate_of"]]) for row in ARTICLES if "near_duplicate_of" in row]
    assert len(copies) == 2
    for copy, wire in copies:
        assert copy["title"] != wire["title"]
        assert 0.6 < overlap(text_of(copy), text_of(wire)) < 1


def test_the_later_version_has_the_same_identity_and_another_text() -> None:
    versions = [(row, BY_PATH[row["version_of"]]) for row in ARTICLES if "version_of" in row]
    assert len(versions) == 1
    for later, first in versions:
        assert all(later[key] == first[key] for key in ("title", "authors", "published", "url"))
        assert text_of(later) != text_of(first)


def test_no_other_two_articles_are_alike() -> None:
    own = [row for row in ARTICLES if not {"duplicate_of", "near_duplicate_of", "version_of"} & set(row)]
    alike = [(a["path"], b["path"]) for a in own for b in own if a is not b and overlap(text_of(a), text_of(b)) > 0.1]
    assert alike == []


def test_people_come_back_under_varying_names() -> None:
    forms: dict[str, set[str]] = {}
    for row in ARTICLES:
        for name, group in row["people"].items():
            forms.setdefault(name, set()).update(group)
    assert {"H.R. Lindqvist", "H. R. Lindqvist", "Lindqvist"} <= forms["H.R. Lindqvist"]
    assert sum(len(group) > 1 for group in forms.values()) > 25


@pytest.mark.parametrize(("path", "body"), made_files().items(), ids=list(made_files()))
def test_pdfs_are_what_the_script_makes(path: str, body: bytes) -> None:
    assert (SAMPLE / path).read_bytes() == body
