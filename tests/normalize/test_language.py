"""The language of a text, by its letters and by what the document claims."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.normalize.language import detect_language, primary_language
from etl.records import Claim, ClaimField, Origin

TEXTS = [
    ("The ferry to the outer islands will not sail before the storm has passed, the harbour office said.", "en"),
    ("Die Fähre zu den äußeren Inseln fährt nach Angaben des Hafenamts erst, wenn der Sturm vorüber ist.", "de"),
    ("Le ferry pour les îles ne partira pas avant la fin de la tempête, a indiqué le bureau du port.", "fr"),
    ("El transbordador a las islas no zarpará hasta que pase la tormenta, dijo la oficina del puerto.", "es"),
    ("A balsa para as ilhas não sairá antes de a tempestade passar, informou a capitania do porto ontem.", "pt"),
    ("Il traghetto per le isole non partirà prima che la tempesta sia passata, ha detto l'ufficio del porto.", "it"),
    ("Паром на острова не отправится, пока не утихнет шторм, сообщили в управлении порта.", "ru"),
    ("嵐が過ぎるまで島へのフェリーは出航しないと港湾局は発表した。", "ja"),
]


def claim(text: str) -> Claim:
    return Claim(field=ClaimField.LANGUAGE, text=text, origin=Origin.META)


@pytest.mark.parametrize(("text", "language"), TEXTS, ids=[row[1] for row in TEXTS])
def test_texts_are_read(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_wrong_claim_gives_way_to_a_clear_text() -> None:
    assert detect_language(TEXTS[1][0], [claim("en")]) == "de"


def test_a_short_text_has_the_claimed_language_or_none() -> None:
    assert detect_language("Oslo, Paris", [claim("no-NO")]) == "no"
    assert detect_language("Oslo, Paris") is None


def test_near_relatives_are_told_apart_by_the_claim() -> None:
    danish = "Færgen til øerne sejler ikke, før stormen er drevet over, oplyser havnekontoret tirsdag."
    assert detect_language(danish, [claim("da")]) == "da"


def test_most_claims_win() -> None:
    assert detect_language("", [claim("en"), claim("fr-FR"), claim("fr")]) == "fr"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("pt_BR", "pt"), ("zh-Hant-TW", "zh"), ("nb", "no"), ("EN", "en"), ("iw", "he"), ("x-none", None), ("", None)],
)
def test_tags(tag: str, language: str | None) -> None:
    assert primary_language(tag) == language


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=500))
def test_any_text_has_a_language_tag_or_none(text: str) -> None:
    found = detect_language(text)
    assert found is None or primary_language(found) == found
