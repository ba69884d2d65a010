"""Person names taken apart, and put into display case."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.names import PersonName, display_case, is_initial, split_name

SPLITS = [
    # (text, parts, reason)
    ("Nora Feldt", {"given": "Nora", "family": "Feldt"}, "two words"),
    ("Nora Ruth Feldt", {"given": "Nora", "middle": "Ruth", "family": "Feldt"}, "a word between is a middle name"),
    ("Nora R. Feldt", {"given": "Nora", "middle": "R.", "family": "Feldt"}, "an initial is a middle name"),
    ("N. R. Feldt", {"given": "N.", "middle": "R.", "family": "Feldt"}, "initials apart"),
    ("N.R. Feldt", {"given": "N.R.", "family": "Feldt"}, "initials in one are one given name"),
    ("Feldt, Nora", {"given": "Nora", "family": "Feldt"}, "a comma turns the order round"),
    (
        "Feldt Jr., Nils A.",
        {"given": "Nils", "middle": "A.", "family": "Feldt", "suffix": "Jr."},
        "suffix before comma",
    ),
    ("Nils Feldt, Jr.", {"given": "Nils", "family": "Feldt", "suffix": "Jr."}, "a comma before a suffix turns nothing"),
    ("Nils Feldt III", {"given": "Nils", "family": "Feldt", "suffix": "III"}, "a generation in Roman numerals"),
    ("Nils Feldt, MD, PhD", {"given": "Nils", "family": "Feldt", "suffix": "MD, PhD"}, "degrees are no people"),
    ("Dr. Nora Feldt", {"title": "Dr.", "given": "Nora", "family": "Feldt"}, "a title"),
    ("Prof. Dr. Nora Feldt", {"title": "Prof. Dr.", "given": "Nora", "family": "Feldt"}, "two titles"),
    (
        "Secretary of State Nora Feldt",
        {"title": "Secretary of State", "given": "Nora", "family": "Feldt"},
        "a title of several words",
    ),
    ("Sister Agnes", {"title": "Sister", "given": "Agnes"}, "after some titles a lone name is the given one"),
    ("Dr. Feldt", {"title": "Dr.", "family": "Feldt"}, "after others it is the family name"),
    ("Piet van der Zee", {"given": "Piet", "particle": "van der", "family": "van der Zee"}, "Dutch particles"),
    ("Ute von Ahlen", {"given": "Ute", "particle": "von", "family": "von Ahlen"}, "a German particle"),
    ("Van Morales", {"given": "Van", "family": "Morales"}, "a particle that begins the name is a given name"),
    ("Omar bin Yusuf", {"given": "Omar", "particle": "bin", "family": "bin Yusuf"}, "an Arabic particle"),
    ("Rui dos Anjos", {"given": "Rui", "particle": "dos", "family": "dos Anjos"}, "a Portuguese particle"),
    ("Seán Ó Briain", {"given": "Seán", "particle": "Ó", "family": "Ó Briain"}, "an Irish particle"),
    ("Ben Adler", {"given": "Ben", "family": "Adler"}, "Ben with a capital is no particle"),
    ("Pablo Ruiz Soto", {"given": "Pablo", "family": "Ruiz Soto"}, "two Iberian surnames"),
    ("Pablo Andrés Ruiz", {"given": "Pablo", "middle": "Andrés", "family": "Ruiz"}, "an Iberian second given name"),
    (
        "Linda Soto Marsh",
        {"given": "Linda", "middle": "Soto", "family": "Marsh"},
        "one such surname in an English name",
    ),
    ("Lope Ortega y Vega", {"given": "Lope", "family": "Ortega y Vega"}, "surnames joined by y"),
    ('Nora "Nell" Feldt', {"given": "Nora", "family": "Feldt", "nickname": "Nell"}, "a nickname in quotation marks"),
    ("Nora (Nell) Feldt", {"given": "Nora", "family": "Feldt", "nickname": "Nell"}, "a nickname in brackets"),
    ("J.R. Feldt", {"given": "J.R.", "family": "Feldt"}, "J.R. is no Junior"),
    ("Anna Schmidt M.A.", {"given": "Anna", "family": "Schmidt", "suffix": "M.A."}, "a degree with its stops"),
    ("Jack Ma", {"given": "Jack", "family": "Ma"}, "Ma without stops is a family name"),
    ("王小明", {"given": "小明", "family": "王"}, "family name first in Han"),
    ("欧阳明", {"given": "明", "family": "欧阳"}, "a compound family name"),
    ("김민수", {"given": "민수", "family": "김"}, "family name first in Hangul"),
    ("", {}, "nothing"),
    (" , . ", {}, "marks alone"),
]


@pytest.mark.parametrize(("text", "parts", "reason"), SPLITS, ids=[row[2] for row in SPLITS])
def test_names_are_split(text: str, parts: dict[str, str], reason: str) -> None:
    assert split_name(text) == PersonName(**parts), reason


CASES = [
    ("NORA FELDT", "Nora Feldt", "capitals throughout"),
    ("nora feldt", "Nora Feldt", "lower case throughout"),
    ("NORA MCBRIDE", "Nora McBride", "Mc keeps its second capital"),
    ("NORA O'SHEA-FELDT", "Nora O'Shea-Feldt", "apostrophe and hyphen begin anew"),
    ("PIET VAN DER ZEE", "Piet van der Zee", "particles go down"),
    ("IAN MACDONALD", "Ian MacDonald", "a listed Mac name"),
    ("ANA MACHADO", "Ana Machado", "an unlisted one stays plain"),
    ("JD FELDT", "JD Feldt", "initials without stops"),
    ("NILS FELDT III", "Nils Feldt III", "a numeral stays"),
    ("Nora FELDT", "Nora Feldt", "the family name alone in capitals"),
    ("Nora DiMarco", "Nora DiMarco", "mixed case is kept"),
    ("ÉLODIE ÇELIK", "Élodie Çelik", "accents"),
]


@pytest.mark.parametrize(("text", "shown", "reason"), CASES, ids=[row[2] for row in CASES])
def test_display_case(text: str, shown: str, reason: str) -> None:
    assert display_case(text) == shown, reason


def test_initials_are_told_from_short_names() -> None:
    assert is_initial("J.")
    assert is_initial("J.K.")
    assert not is_initial("Jo")


@given(st.text(max_size=300))
def test_any_text_is_split_without_error(text: str) -> None:
    name = split_name(text)
    assert name.particle is None or (name.family or "").startswith(name.particle)


@given(st.text(alphabet="abcdefghij ABCDEFGHIJ-'", max_size=60))
def test_display_case_changes_letters_only_in_case(text: str) -> None:
    assert display_case(text).casefold().split() == text.casefold().split()
