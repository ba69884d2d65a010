"""What is cut off a page's text, and what is not."""

from __future__ import annotations

import pytest

from etl.formats.html_furniture import Piece, without_furniture
from etl.formats.html_regions import cut_regions, cut_unseen, join_parts, unfold_layout_tables
from etl.formats.html_standfirst import find_standfirst
from etl.formats.html_tree import page_tree
from etl.records import BlockKind

P = BlockKind.PARAGRAPH

FURNITURE = [
    ("Read more: How the storm was forecast", "link label"),
    ("Lesen Sie auch: Der Sturm in Bildern", "link label, German"),
    ("À lire aussi : la tempête en images", "link label, French"),
    ("ALSO READ: Snow in May", "link label, shouted"),
    ("Sign up for our newsletter", "offer"),
    ("Want more weather? Sign up for our weekly newsletter.", "offer inside"),
    ("Advertisement", "advertisement"),
    ("Photo: Ida Holm", "credit"),
    ("Foto: Ida Holm/dpa", "credit, German"),
    ("Ida Holm/Getty Images", "credit by its agency"),
    ("© 2021 The Post", "copyright"),
    ("* * *", "a mark without words"),
    ("Snow in May", "said elsewhere: the headline again"),
]


@pytest.mark.parametrize(("text", "why"), FURNITURE)
def test_furniture_goes(text: str, why: str) -> None:
    kept = without_furniture([Piece(P, text), Piece(P, "It rained.")], said=["Snow in May"])
    assert [piece.text for piece in kept] == ["It rained."], why


TEXT = [
    (
        "Read the letter aloud, he told her, and then burn it. She did neither of these things.",
        "a sentence that begins like a label",
    ),
    ("A spokeswoman declined to comment to Reuters.", "a sentence that ends with an agency"),
    ("The photo shows the wall at dawn.", "a sentence about a photo"),
    ("More than forty people came.", "more than a label"),
    ("See the river rise and run.", "see as a verb"),
    ("Zum Thema wollte sich niemand mehr äußern.", "a label as the beginning of a sentence"),
    ("Newsletter subscriptions rose by a tenth.", "news about newsletters"),
    ("Copyright law was changed in May.", "news about copyright"),
    ("This story was first published by the Saltmarsh Post.", "where a text comes from is said in it"),
    ("“Follow me,” she said.", "a quotation"),
    ("Teilen der Stadt fehlte der Strom.", "a word of offers in another sense"),
]


@pytest.mark.parametrize(("text", "why"), TEXT)
def test_sentences_stay(text: str, why: str) -> None:
    assert without_furniture([Piece(P, text), Piece(P, "It rained.")]) == [Piece(P, text), Piece(P, "It rained.")], why


def test_a_block_that_is_one_link_goes_unless_it_is_a_sentence() -> None:
    pieces = [
        Piece(P, "How the storm was forecast", 1.0),
        Piece(P, "The river rose by a hand.", 1.0),
        Piece(P, "It rained."),
    ]
    assert [piece.text for piece in without_furniture(pieces)] == ["The river rose by a hand.", "It rained."]


def test_headings_without_text_under_them_go_from_the_end() -> None:
    pieces = [Piece(P, "It rained."), Piece(BlockKind.HEADING, "What else happened")]
    assert without_furniture(pieces) == pieces[:1]


def test_a_note_that_comes_back_stays_once() -> None:
    note = Piece(
        P, "This content is not shown because you have not agreed to the cookies of its maker, whoever that is."
    )
    rain = [Piece(P, f"It rained on day {day}.") for day in range(3)]
    assert without_furniture([note, rain[0], note, rain[1], note, rain[2]]) == [note, *rain]


def test_a_text_is_never_nothing() -> None:
    assert without_furniture([Piece(P, "Advertisement")]) == [Piece(P, "Advertisement")]


LONG = "The rain fell on the roofs and on the road and on the river, and nobody in the valley was surprised by it. " * 2

REGIONS = [
    ("<div class='newsletter-box'>Get our letter</div>", "called an offer"),
    ("<div class='c-related-links'><ul><li>Snow</li></ul></div>", "called related"),
    ("<div style='display: none'>Snow</div>", "not shown"),
    ("<div><p>Read more</p><a href='/s'>Snow</a></div>", "a box under a label"),
    ("<a href='/s'><h3>Snow in May</h3><p>It snowed.</p></a>", "a teaser in one link"),
    ("<figcaption class='caption'>The wall at dawn</figcaption>", "a caption"),
]


@pytest.mark.parametrize(("region", "why"), REGIONS)
def test_regions_are_cut(region: str, why: str) -> None:
    tree = page_tree(f"<main><h1>Rain</h1><div><p>{LONG}</p>{region}<p>{LONG}</p></div></main>")
    cut_regions(tree, tree.find(".//h1"))
    assert " ".join(tree.text_content().split()) == " ".join(f"Rain{LONG}{LONG}".split()), why


KEPT = [
    (f"<div class='paywall'><p>{LONG}</p></div>", "the wrapper of a text behind a wall"),
    (f"<div class='related-article-wrapper'><p>{LONG}</p><p>{LONG}</p></div>", "a telling name around running text"),
    (f"<div style='display:none'><p>{LONG}</p><p>{LONG}</p></div>", "text that a script will show"),
    ("<p class='teaser'>Nobody was hurt.</p>", "a standfirst called teaser"),
]


@pytest.mark.parametrize(("region", "why"), KEPT)
def test_running_text_stays(region: str, why: str) -> None:
    tree = page_tree(f"<main><h1>Rain</h1>{region}</main>")
    before = tree.text_content()
    cut_regions(tree, tree.find(".//h1"))
    assert tree.text_content() == before, why


def test_what_is_never_text_is_taken_out_and_linked_data_stay() -> None:
    page = page_tree(
        '<script type="application/ld+json">{}</script><script>var a = 1;</script><style>p {}</style>'
        "<nav><a href='/'>Home</a></nav><p>It rained.</p><div></div><footer><p>The Post</p></footer>"
    )
    cut_unseen(page)
    assert [element.tag for element in page.find("body").iter()] == ["body", "p"]
    assert [script.get("type") for script in page.iter("script")] == ["application/ld+json"]


def test_an_aside_that_runs_on_stays() -> None:
    running = "".join(f"<p>{'The rain went on and the river rose. ' * 5}{number}</p>" for number in "12")
    page = page_tree(f"<aside>{running}</aside>")
    cut_unseen(page)
    assert len(list(page.iter("p"))) == 2


def test_parts_of_one_name_are_put_together() -> None:
    part = f"<div class='body'><p>{LONG}</p></div>"
    tree = page_tree(f"<article><section>{part}</section><hr><section>{part}</section></article>")
    join_parts(tree)
    assert len(tree.xpath("(//div[@class='body'])[1]/p")) == 2


def test_comments_of_one_name_stay_apart() -> None:
    tree = page_tree(f"<div class='comments'>{f'<div class=body><p>{LONG}</p></div>' * 3}</div>")
    join_parts(tree)
    assert len(tree.xpath("(//div[@class='body'])[1]/p")) == 1


def test_layout_tables_are_unfolded_and_tables_of_data_are_not() -> None:
    tree = page_tree("<table><tr><td><h1>Rain</h1><table><tr><td>1</td></tr></table></td></tr></table>")
    unfold_layout_tables(tree)
    assert [element.tag for element in tree.iter("table", "td")] == ["table", "td"]


STANDFIRST = "After weeks of drought the valley drinks, and nobody complains."

FOUND = [
    (f"<p class='standfirst'>{STANDFIRST}</p>", "", STANDFIRST, "by its name"),
    (f"<h2>{STANDFIRST}</h2>", STANDFIRST, STANDFIRST, "by the page's description"),
    (f"<h2>{STANDFIRST}</h2>", "", None, "nothing says that it is one"),
    ("", STANDFIRST, None, "a description that is not printed"),
    ("<p class='lead'>Short</p>", "", None, "too short for one"),
]


@pytest.mark.parametrize(("markup", "description", "expected", "why"), FOUND)
def test_find_standfirst(markup: str, description: str, expected: str | None, why: str) -> None:
    head = f"<head><meta name='description' content='{description}'></head>"
    tree = page_tree(f"<html>{head}<body><h1>Rain</h1>{markup}<div><p>It rained.</p></div></body></html>")
    assert find_standfirst(tree, tree.find(".//h1")) == expected, why
