"""What pages do to a text, and what cleaning makes of it again."""

from __future__ import annotations

import pytest

from etl.clean import clean, cut, raw_span
from etl.records import Block, BlockKind, ClaimField, Cleaned, Layout, Origin, Parsed


def paged(text: str) -> Cleaned:
    return clean(Parsed(media_type="text/plain", text=text, layout=Layout.PAGED))


def prose(text: str, *kinds: BlockKind) -> Cleaned:
    blocks = []
    position = 0
    for kind, piece in zip(kinds, text.split("\n\n"), strict=False):
        blocks.append(Block(kind=kind, start=position, end=position + len(piece)))
        position += len(piece) + 2
    return clean(Parsed(media_type="text/html", text=text, layout=Layout.PROSE, blocks=tuple(blocks)))


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize(
    ("raw", "expected", "reason"),
    [
        ("\ufeffso it is", "so it is", "byte order mark"),
        ("so\x00 it\x07 is", "so it is", "NUL and other controls"),
        ("so\u200b it \u2060is", "so it is", "zero-width characters"),
        ("so\u00ad it is", "so it is", "soft hyphen inside a line"),
        ("\u202eso\u202c it is", "so it is", "overrides of direction"),
        ("so\u00a0it\u2009is", "so it is", "spaces of other kinds"),
        ("so   it\tis", "so it is", "several spaces, a tab"),
        ("cafe\u0301", "café", "decomposed letters"),
        ("\ufb01rst", "first", "a ligature of type"),
        ("it\x92s", "it’s", "C1 controls were windows-1252"),
        ("a\ud800b", "a\ufffdb", "half of a pair cannot be stored"),
        ("le cafÃ© de lâ€™Ã©tÃ©", "le café de l’été", "UTF-8 read as windows-1252, word by word"),
        ("Ã la carte und À la carte", "Ã la carte und À la carte", "a letter that may be meant is left alone"),
        ("می\u200cخواهم", "می\u200cخواهم", "a joiner that shapes Persian letters stays"),
        ("wo\u200crd", "word", "a joiner between Latin letters shapes nothing"),
    ],
)
def test_characters(layout: Layout, raw: str, expected: str, reason: str) -> None:
    cleaned = clean(Parsed(media_type="text/plain", text=raw, layout=layout))
    assert cleaned.text == expected, reason


LINES = "The council of the town met on Monday evening to speak of\nthe bridge, which was closed in March, "


@pytest.mark.parametrize(
    ("raw", "expected", "reason"),
    [
        ("and its gov-\nernment waits for the rest.", "government", "a cut word"),
        ("and its gov\u00ad\nernment waits for the rest.", "government", "a soft hyphen says so"),
        ("and its gov\u2010\nernment waits for the rest.", "government", "typesetters' added hyphen"),
        ("and a well-\nknown writer had come too.", "well-known", "a first part that English hyphenates"),
        ("as Jean-\nClaude Petit had asked for.", "Jean-Claude", "a capital after the hyphen"),
        ("after the COVID-\n19 years had gone by.", "COVID-19", "a digit after the hyphen"),
        (
            "a long-running matter, and long-\nrunning it will be.",
            "and long-running",
            "the document writes it so elsewhere",
        ),
        ("a closing of Land-\nund Wasserwegen in sight.", "Land- und", "a hyphen for a left-out part"),
        ("a closing of roads—\nand of the river too.", "roads—and", "a dash without spaces"),
        ("on the road and/\nor the river this year.", "and/or", "a slash"),
    ],
)
def test_ends_of_lines(raw: str, expected: str, reason: str) -> None:
    assert expected in paged(LINES + raw).text, reason


@pytest.mark.parametrize(
    ("raw", "expected", "reason"),
    [
        ("on *The Herald* today", "on The Herald today", "stars"),
        ("**so** and _so_", "so and so", "two stars, underscores"),
        ("the *Herald*'s man", "the Herald's man", "a genitive after it"),
        ("2*3*4 and 5 * 6", "2*3*4 and 5 * 6", "products"),
        ("the snake_case_name", "the snake_case_name", "underscores inside a word"),
        ("a price* of ten", "a price* of ten", "a star for a note"),
    ],
)
def test_emphasis(raw: str, expected: str, reason: str) -> None:
    assert paged(raw).text == expected, reason


def test_emphasis_spans_point_into_the_clean_text() -> None:
    cleaned = paged("Title\n\nIt stood in *The Herald* and in the\n_Courier_ on Monday.")
    assert [cleaned.text[m.start : m.end] for m in cleaned.emphasis] == ["The Herald", "Courier"]


@pytest.mark.parametrize(
    ("above", "below", "joined", "reason"),
    [
        ("people who were familiar with", "the talks said so.", True, "lower case goes on"),
        (
            "They spoke of the one thing nobody in all of Lindvik had seen in the",
            "Northern Times of Monday.",
            True,
            "an article ends no paragraph",
        ),
        (
            "The mayor of the town, who had come by ship, said to those at the quay,",
            '"We will not go."',
            True,
            "a quotation after a comma",
        ),
        ("The mayor had come by ship.", "The ship was late.", False, "a sentence ends, another begins"),
        ("A long way to the island", "The mayor had come by ship.", False, "a heading has no full stop"),
        (
            "The mayor came by sea. The ship, which runs late in most",
            "November storms, was on time.",
            True,
            "a clause with which has only begun",
        ),
        (
            "The ferry is back. Now it needs a harbour",
            "The mayor had come by ship.",
            False,
            "a heading of two sentences",
        ),
        ("He said:", '"We will not go."', False, "a colon may end a paragraph"),
    ],
)
def test_paragraphs_cut_by_a_blank_line(above: str, below: str, joined: bool, reason: str) -> None:
    first = (
        "This paragraph stands above, so that neither half is taken for a part of the head of the text by mistake. " * 2
    )
    cleaned = paged(f"{first}\n\n{above}\n\n{below}")
    assert (f"{above} {below}" in cleaned.text) is joined, reason


def test_running_heads_feet_and_numbers_go_and_are_claimed() -> None:
    page = (
        "THE COURIER                    3 May 2021\n\n{}\n\nhttps://courier.example.org/ferry          Page {} of 2\n"
    )
    cleaned = paged(
        page.format("The council met on Monday evening and spoke of the", 1)
        + "\f"
        + page.format("bridge that was closed. Nobody knew why.", 2)
    )
    assert cleaned.text == "The council met on Monday evening and spoke of the bridge that was closed. Nobody knew why."
    assert {(c.field, c.text) for c in cleaned.claims} == {
        (ClaimField.PUBLISHER, "THE COURIER"),
        (ClaimField.PUBLISHED, "3 May 2021"),
        (ClaimField.DOMAIN, "courier.example.org"),
        (ClaimField.URL, "https://courier.example.org/ferry"),
    }
    assert {c.origin for c in cleaned.claims} == {Origin.RUNNING_HEAD}
    assert all(c.text in cleaned.raw[c.start : c.end] for c in cleaned.claims if c.field is not ClaimField.DOMAIN)


@pytest.mark.parametrize(
    "line",
    [
        "Page 1 of 2",
        "Seite 3 von 12",
        "Página 2 de 2",
        "Strona 1 z 4",
        "© 2024 Herald. All rights reserved.",
        "© 2025 Bote. Alle Rechte vorbehalten.",
        "Copyright 2020 The Courier",
        "Photo: Agency/Archive",
        "File picture. Photo: Agency/Archive",
        "Archivbild. Foto: Agentur/Archiv",
        "Imagen de archivo. Foto: Agencia/Archivo",
        "Photo by Tom Poe / Courier",
        "ADVERTISEMENT",
        "https://courier.example.org/a/b",
        "(Foto: Agentur)",
    ],
)
def test_furniture_by_its_form(line: str) -> None:
    above, below = "The council met on Monday evening.", "It spoke of the bridge that was closed."
    assert paged(f"{above}\n\n{line}\n\n{below}").text == f"{above}\n\n{below}"


@pytest.mark.parametrize(
    "line",
    [
        "Page one of the Herald was empty on Monday.",
        "The photo: a bridge, a river and two men who do not look at each other.",
        "In 2024 the council met 12 times.",
        "Copyrighted songs were played at the quay.",
        "1984",
    ],
)
def test_what_only_looks_like_furniture_stays(line: str) -> None:
    text = f"The council met on Monday evening.\n\n{line}\n\nIt spoke of the bridge that was closed."
    assert line in paged(text).text


@pytest.mark.parametrize(
    "tail",
    [
        "To contact the Courier and its readers visit:\n\ncourier.example.org/contact",
        "Follow us on Mastodon",
        "Read more: The old quay",
        "Abonnieren Sie unseren Newsletter",
        "Lire aussi : Le vieux quai",
        "jane.roe@courier.example.org",
        "ENDS",
        "- 30 -",
        "Lindvik Courier, Letters: letters@courier.example.org",
        "Lindvik Courier | Subscriptions: +47 000 55 | desk@courier.example.org",
        "Lindvik Courier, 4 Quay Street, Lindvik. Tel. 000 55 77 10",
        "Lindvik Courier · © 2023 · Reproduction only with permission",
        "© 2023 Lindvik Courier. All rights reserved. This text may not be\nprinted or sent on without permission.",
        "LCA-4471",
    ],
)
def test_what_stands_below_an_article_goes(tail: str) -> None:
    body = "The council met on Monday evening.\n\nIt spoke of the bridge that was closed."
    assert paged(f"{body}\n\n\n{tail}").text == body


@pytest.mark.parametrize(
    "last",
    [
        "Nobody was there. The mayor asked people to write to her. Her address is mayor@lindvik.example.org",
        "The bridge will be closed until 4471",
    ],
)
def test_a_last_sentence_stays(last: str) -> None:
    assert paged(f"The council met on Monday evening.\n\n{last}").text.endswith(last)


def test_a_line_between_the_halves_of_a_sentence_is_the_head_of_the_page() -> None:
    first = "The council met on Monday evening and spoke for a long time of the bridge and the\nferry"
    cleaned = paged(f"{first}\n\n1\n\fLindvik Courier · Town\n\nthat was closed. Nobody knew why it had been.\n\n2")
    assert "ferry that was closed" in cleaned.text
    assert (ClaimField.PUBLISHER, "Lindvik Courier") in {(c.field, c.text) for c in cleaned.claims}


@pytest.mark.parametrize(
    ("text", "kept", "reason"),
    [
        ("The council spoke of the\n\n3\n\nbridge for an hour. It was late.\n\n4", [], "they count lost pages"),
        ("The council spoke of it.\n\n1\n\nIt was late.\n\n2\n\nNobody spoke.", ["1", "2"], "chapters"),
        ("The council spoke of the\n\n17\n\nbridge for an hour.", ["17"], "one number counts nothing"),
    ],
)
def test_numbers_alone(text: str, kept: list[str], reason: str) -> None:
    assert [word for word in paged(text).text.split() if word.isdigit()] == kept, reason


def test_a_running_head_names_paper_and_day() -> None:
    page = "Lindvik Courier · Tuesday 4 May 2021\n\n{}\n"
    cleaned = paged(page.format("The council met and spoke of the") + "\f" + page.format("bridge that was closed."))
    assert {(c.field, c.text) for c in cleaned.claims} == {
        (ClaimField.PUBLISHER, "Lindvik Courier"),
        (ClaimField.PUBLISHED, "Tuesday 4 May 2021"),
    }


def test_the_address_of_a_contact_page_names_the_domain_only() -> None:
    cleaned = paged("The council met on Monday.\n\nTo contact the Courier visit:\n\ncourier.example.org/contact")
    assert [(c.field, c.text, c.origin) for c in cleaned.claims] == [
        (ClaimField.DOMAIN, "courier.example.org", Origin.TAIL)
    ]


def test_columns_side_by_side_are_read_one_after_the_other() -> None:
    left = [
        "The council of the town met",
        "on Monday evening to speak",
        "of the bridge, which was",
        "closed in March when ice",
        "had come down.",
    ]
    right = [
        "Nobody had looked at it for",
        "twenty years, the engineer",
        "said. The mayor thanked him",
        "and went home, and so did",
        "the others, one by one.",
    ]
    rows = "\n".join(a.ljust(34) + b for a, b in zip(left, right, strict=True))
    assert paged(rows).text == " ".join(left) + "\n\n" + " ".join(right)


def test_letter_spaced_words_are_closed_up() -> None:
    assert paged("L I N D V I K  The council met.").text == "LINDVIK The council met."


def test_markup_keeps_its_blocks_and_lines() -> None:
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.QUOTE)
    cleaned = prose("A  heading\n\nA line\u00a0that\u00ad ends\n\nand goes on", *kinds)
    assert cleaned.text == "A heading\n\nA line that ends\n\nand goes on"
    assert tuple(b.kind for b in cleaned.blocks) == kinds
    assert cleaned.layout is Layout.PROSE


def test_kinds_of_blocks_on_pages() -> None:
    above = "The council met on Monday evening, and spoke of the bridge.\n\nA closed road"
    text = f"{above}\n\nNobody had looked at it for twenty years.\n\n• ice\n\n• rust"
    assert [b.kind for b in paged(text).blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.LIST_ITEM,
    ]


def test_cut_takes_blocks_off_and_moves_the_rest_up() -> None:
    cleaned = paged("A title\n\nThe council met at the *Old Quay* on Monday evening.\n\nIt spoke of the bridge.")
    title = cleaned.blocks[0]
    rest = cut(cleaned, [(title.start, title.end)], "head.title")
    assert rest.text == "The council met at the Old Quay on Monday evening.\n\nIt spoke of the bridge."
    assert [rest.text[m.start : m.end] for m in rest.emphasis] == ["Old Quay"]
    assert rest.edits[0].rule == "head.title"
    start = rest.text.index("Quay")
    assert rest.raw[slice(*raw_span(rest.edits, start, start + 4))] == "Quay"


def test_a_span_of_joined_lines_maps_to_what_it_was_made_of() -> None:
    cleaned = paged(LINES + "and its gov-\nernment waits for the rest.")
    start = cleaned.text.index("government")
    assert cleaned.raw[slice(*raw_span(cleaned.edits, start, start + 10))] == "gov-\nernment"
