"""Pages on which the text stands plainly are read directly; all others are searched."""

from __future__ import annotations

import pytest

from etl.formats.html_plain import plain_pieces
from etl.formats.html_tree import page_tree

SAID = (
    "It rained in the valley for the fourth week, and the river came up to the gardens of the old mill. "
    "Nobody was hurt, said the mayor, who had slept in the town hall since the bridge was closed on Monday night. "
)
BODY = "".join(f"<p>{SAID}{number}</p>" for number in range(5))


def read(markup: str, standfirst: str | None = None) -> list[str] | None:
    tree = page_tree(f"<html><body>{markup}</body></html>")
    pieces = plain_pieces(tree, tree.find(".//h1"), standfirst)
    return None if pieces is None else [piece.text for piece in pieces]


def test_the_text_of_one_element_is_read() -> None:
    texts = read(
        "<nav><p>All news of the valley</p></nav><h1>Rain</h1><article>"
        f"{BODY}<h2>The<br>mill</h2><p>It <b>stan</b>ds<time>10:30</time>.<p>Still.</p><ul><li>Two</ul></article>"
    )
    assert texts is not None
    assert [len(text) > 200 for text in texts] == [True] * 5 + [False] * 4
    assert texts[5:] == ["The mill", "It stands.", "Still.", "Two"]


def test_items_that_are_links_to_other_texts_are_left_out() -> None:
    texts = read(f"<h1>Rain</h1><div>{BODY}<ul><li><a href='/a'>Snow in May</a><li>Two bridges</ul></div>")
    assert texts is not None
    assert texts[5:] == ["Two bridges"]


@pytest.mark.parametrize(
    "markup",
    [
        f"<h1>Rain</h1><div><p>{SAID}</p></div><div>{BODY}</div>",
        f"<h1>Rain</h1><div>{BODY}</div><div>{BODY}</div>",
        f"<h1>Rain</h1><div>{3 * SAID}<br>{3 * SAID}</div><section>{BODY}</section>",
        f"<h1>Rain</h1><div>{BODY}<table><tr><td>{3 * SAID}</table></div>",
        f"<h1>Rain</h1><div>{BODY}</div><ol><li>{SAID}<li>{SAID}</ol>",
        f"<h1>Rain</h1><div><p>{SAID}</p></div>",
    ],
    ids=["an opening apart", "two texts", "line breaks", "a table", "a list", "a short text"],
)
def test_a_page_on_which_more_runs_on_is_searched(markup: str) -> None:
    assert read(markup) is None


def test_a_standfirst_that_is_known_may_stand_apart() -> None:
    standfirst = "After weeks of drought the valley has more water than it wants, and its mayor little sleep."
    markup = f"<h1>Rain</h1><header><p>{standfirst}</p></header><div>{2 * BODY}</div>"
    assert read(markup) is None
    texts = read(markup, standfirst)
    assert texts is not None
    assert len(texts) == 10
