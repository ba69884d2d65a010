"""The printed headline among everything that is said about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.title import choose_title
from etl.records import Claim, ClaimField, Origin

V, J, O, M, H, F = Origin.VISIBLE, Origin.JSON_LD, Origin.OPENGRAPH, Origin.META, Origin.HEAD, Origin.FILE  # noqa: E741


def _titles(*said: tuple[Origin, str]) -> list[Claim]:
    return [Claim(field=ClaimField.TITLE, text=text, origin=origin) for origin, text in said]


CHOSEN = [
    ([], None, "nothing is said"),
    ([(V, "Rain all day")], "Rain all day", "the heading alone"),
    ([(O, "Ten facts on rain"), (V, "Rain all day")], "Rain all day", "what is printed over what is made for search"),
    ([(O, "Rain all day | The Paper")], "Rain all day", "the site's name behind a bar"),
    ([(M, "Rain all day - Weather - The Paper")], "Rain all day", "section and site's name behind dashes"),
    ([(O, "THE PAPER | Rain all day")], "Rain all day", "the site's name in front, in capitals"),
    ([(O, "Rain – and then snow")], "Rain – and then snow", "a dash inside the headline is the headline's"),
    (
        [(O, "A look at The Paper")],
        "A look at The Paper",
        "without a separator the site's name is part of the sentence",
    ),
    ([(V, "Weather Rain all day"), (J, "Rain all day")], "Rain all day", "a kicker before what others confirm"),
    (
        [(V, ": Rain all day"), (V, "Storms : Rain all day"), (O, "Storms: Rain all day")],
        "Storms: Rain all day",
        "the kicker belongs to it where others say so, and is spaced as they print it",
    ),
    ([(V, ": Rain all day")], "Rain all day", "a mark left over from a kicker"),
    (
        [(V, "Most read"), (J, "Rain all day"), (O, "Rain all day | The Paper")],
        "Rain all day",
        "a heading without a common word is not the article's when the others agree",
    ),
    ([(V, "Rain"), (O, "Twenty ways to stay dry")], "Rain", "one other title alone proves nothing"),
    ([(H, "RAIN ALL DAY"), (F, "rain.doc")], "RAIN ALL DAY", "the head of a text, as printed"),
    ([(F, "Microsoft Word - rain.doc")], None, "what a program wrote into a file is no title"),
    ([(F, "Rain all day")], "Rain all day", "a file's own title when there is nothing else"),
    ([(Origin.URL, "rain-all-day")], None, "a slug is no headline"),
    ([(V, "  Rain \n all day ")], "Rain all day", "white space is folded"),
]


@pytest.mark.parametrize(("said", "expected", "why"), CHOSEN)
def test_choose_title(said: list[tuple[Origin, str]], expected: str | None, why: str) -> None:
    section = Claim(field=ClaimField.SECTION, text="Weather", origin=Origin.META)
    assert choose_title([*_titles(*said), section], publisher="The Paper") == expected, why


def test_the_domain_is_a_name_of_the_site() -> None:
    url = Claim(field=ClaimField.URL, text="https://www.saltmarshpost.co.uk/rain", origin=Origin.META)
    for title in ("Rain all day | Saltmarsh Post", "Rain all day - saltmarshpost.co.uk"):
        assert choose_title([*_titles((O, title)), url]) == "Rain all day"


@given(
    st.lists(st.tuples(st.sampled_from(list(Origin)), st.text(max_size=60)), max_size=6),
    st.none() | st.text(max_size=20),
)
def test_any_claims_give_a_folded_title_or_none(said: list[tuple[Origin, str]], publisher: str | None) -> None:
    title = choose_title(_titles(*said), publisher=publisher)
    assert title is None or (title != "" and title == " ".join(title.split()))
