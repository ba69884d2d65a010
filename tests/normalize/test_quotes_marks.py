"""Pairing of quotation marks, whatever the printer chose."""

from __future__ import annotations

import pytest

from etl.normalize.quotes.marks import find_pieces

PAIRS = [
    ('A "b c" d', ["b c"], "straight"),
    ("A “b c” d", ["b c"], "English"),
    ("A ‘b c’ d", ["b c"], "English, single"),
    ("A 'b c' d", ["b c"], "straight, single"),
    ("A „b c“ d", ["b c"], "German"),
    ("A ‚b c‘ d", ["b c"], "German, single"),
    ("A »b c« d", ["b c"], "German books, Danish"),
    ("A « b c » d", [" b c "], "French, with spaces inside"),
    ("A ‹b c› d", ["b c"], "Swiss, single"),
    ("A ”b c” d", ["b c"], "Swedish"),
    ("A ''b c'' d", ["b c"], "two single marks"),
    ("A ``b c'' d", ["b c"], "TeX and old wires"),
    ("A—“b c”—d", ["b c"], "dashes beside the marks"),
    ("A “b ‘c’ d” e", ["b ‘c’ d"], "marks inside marks belong to the outer pair"),
    ("\"'b,' c said\" d", ["'b,' c said"], "straight marks inside straight marks"),
    ("'I don't like the boys' boats,' he said", ["I don't like the boys' boats,"], "apostrophes inside single marks"),
    ('It is 6\'2" or 5" long', [], "feet and inches"),
    ("rock 'n' roll in the '90s", [], "letters left out"),
    ("the boys' boats", [], "a plural's apostrophe"),
    ("A “b “c d” e", ["c d"], "a mark that is never closed inside a paragraph is passed over"),
]


@pytest.mark.parametrize(("text", "inner", "reason"), PAIRS, ids=[row[2] for row in PAIRS])
def test_marks_pair(text: str, inner: list[str], reason: str) -> None:
    assert [text[p.start : p.end] for p in find_pieces(text)] == inner, reason


def test_a_paragraph_that_opens_again_goes_on() -> None:
    pieces = find_pieces("“A b.\n\n“C d.” E.\n\n“F g.”")
    assert [(p.closed, p.continues) for p in pieces] == [(False, True), (True, False), (True, False)]


def test_a_paragraph_that_closes_without_opening_goes_on() -> None:
    text = "“A b.\n\nC d.” E."
    assert [(text[p.start : p.end], p.continues) for p in find_pieces(text)] == [("A b.", True), ("C d.", False)]


def test_an_unclosed_mark_reaches_to_the_end_of_its_paragraph() -> None:
    text = "“A b c.\n\nD e."
    (piece,) = find_pieces(text)
    assert text[piece.start : piece.end] == "A b c."
    assert not piece.closed


def test_a_line_break_inside_a_sentence_ends_no_paragraph() -> None:
    text = '"We sail\nat dawn," he said.'
    (piece,) = find_pieces(text)
    assert text[piece.start : piece.end] == "We sail\nat dawn,"
