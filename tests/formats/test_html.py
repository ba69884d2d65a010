"""Whole pages: a page beside what is expected of it, and pages made to harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import RejectionCode, Unreadable
from etl.formats.html import parse_html
from etl.normalize.publisher import choose_publisher
from etl.normalize.title import choose_title
from etl.records import BlockKind, ClaimField, Layout, Parsed

CASES = Path(__file__).resolve().parents[1] / "cases" / "html"
NAMES = sorted(path.stem for path in CASES.glob("*.html"))


def _case(name: str) -> tuple[Parsed, dict[str, Any]]:
    expected = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    return parse_html((CASES / f"{name}.html").read_bytes(), url=expected["url"]), expected


def _said(parsed: Parsed, field: ClaimField) -> list[str]:
    return list(dict.fromkeys(claim.text for claim in parsed.claims if claim.field is field))


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_page(name: str) -> None:
    parsed, expected = _case(name)
    assert parsed.text.split("\n\n")[0] == expected["first"]
    assert [words for words in expected["holds"] if words not in parsed.text] == []
    assert [words for words in expected["lacks"] if words in parsed.text] == []
    assert (parsed.charset, parsed.layout, parsed.media_type) == (expected["charset"], Layout.PROSE, "text/html")


@pytest.mark.parametrize("name", NAMES)
def test_the_claims_of_a_page(name: str) -> None:
    parsed, expected = _case(name)
    title = choose_title(parsed.claims, publisher=expected["publisher"][0])
    assert title == expected["title"]
    assert _said(parsed, ClaimField.AUTHOR) == expected["authors"]
    assert _said(parsed, ClaimField.PUBLISHED) == expected["published"]
    assert _said(parsed, ClaimField.MODIFIED) == expected["modified"]


@pytest.mark.parametrize("name", NAMES)
def test_the_publisher_of_a_page(name: str) -> None:
    parsed, expected = _case(name)
    assert choose_publisher(parsed.claims, source=None)[0] == expected["publisher"][0]


@pytest.mark.parametrize("name", NAMES)
def test_blocks_lie_in_the_text(name: str) -> None:
    parsed, _ = _case(name)
    assert "\n\n".join(parsed.text[block.start : block.end] for block in parsed.blocks) == parsed.text


SENTENCES = [
    f"On day {n} the river rose by another hand and the people of the lower town moved upstairs." for n in range(8)
]
RUNNING = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def test_kinds_of_blocks() -> None:
    page = f"<h1>Flood</h1><article>{RUNNING}<h2>What comes next</h2>{RUNNING.replace('day', 'night')}"
    page += "<blockquote><p>We have never seen it so high, and we have seen a lot in sixty years here.</p></blockquote>"
    page += (
        "<ul><li>Boats are at the school from eight on.</li><li>Bread comes at nine, water at ten.</li></ul></article>"
    )
    parsed = parse_html(page.encode())
    kinds = {parsed.text[block.start : block.end]: block.kind for block in parsed.blocks}
    assert kinds["What comes next"] is BlockKind.HEADING
    assert kinds["Boats are at the school from eight on."] is BlockKind.LIST_ITEM
    assert kinds[SENTENCES[0]] is BlockKind.PARAGRAPH
    assert BlockKind.QUOTE in kinds.values()


def test_a_text_that_only_linked_data_holds() -> None:
    body = "\\n\\n".join(SENTENCES)
    data = f'{{"@type": "NewsArticle", "headline": "Flood", "articleBody": "{body}"}}'
    page = f'<script type="application/ld+json">{data}</script><h1>Flood</h1><div id="app"><p>{SENTENCES[0]}</p></div>'
    assert parse_html(page.encode()).text.split("\n\n") == SENTENCES


HOSTILE = [
    ("<div>" * 400 + RUNNING + "</div>" * 400, "nesting beyond what the parser takes by default"),
    ("<div>" * 50_000 + RUNNING, "nesting beyond what it takes at all"),
    ("<x-y>" * 5_000 + RUNNING, "nesting of unknown elements"),
    ("<div " + " ".join(f'a{n}="1"' for n in range(100_000)) + f">{RUNNING}</div>", "a hundred thousand attributes"),
    (f"<h1>Flood</h1>{RUNNING[:200]}&#1;&#xFFFE;&#0;&#xD800;&#99999999;\x00{RUNNING}", "control characters"),
    (f'<script type="application/ld+json">{"[" * 100_000}</script>{RUNNING}', "JSON nested too deep"),
    (f'<script type="application/ld+json">{{{chr(34) * 100_001}</script>{RUNNING}', "JSON of quotation marks"),
    (f"<p>{'&lt;' * 50_000}</p>{RUNNING}", "a paragraph of entities"),
    (f"<h1>{'x ' * 50_000}</h1>{RUNNING}", "a headline without end"),
]


@pytest.mark.parametrize(("page", "why"), HOSTILE, ids=[why for _, why in HOSTILE])
def test_hostile_pages_keep_their_text(page: str, why: str) -> None:
    text = parse_html(page.encode("utf-8", "replace")).text
    assert all(sentence in text for sentence in SENTENCES[1:]), why


NO_TEXT = [
    (b"", RejectionCode.EMPTY),
    (b" \n\t", RejectionCode.EMPTY),
    (b"<html><body></body></html>", RejectionCode.NO_ARTICLE),
    (b"<nav><a href='/'>Home</a></nav>", RejectionCode.NO_ARTICLE),
    (b"<" * 10_000, RejectionCode.NO_ARTICLE),
]


@pytest.mark.parametrize(("body", "code"), NO_TEXT)
def test_a_page_without_an_article_is_unreadable(body: bytes, code: RejectionCode) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_html(body)
    assert caught.value.code is code


MARKUP = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<h1>",
            "</h1>",
            "<div class=byline>",
            "<time datetime='",
            "'>",
            "<li>",
            "<b",
            ">",
            "&#1;",
            "By Jane Doe",
        ]
    )
    | st.text(max_size=20),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(MARKUP)
def test_any_markup_ends_in_text_or_unreadable(pieces: list[str]) -> None:
    try:
        parsed = parse_html("".join(pieces).encode("utf-8", "surrogatepass"), url="http://[")
    except Unreadable:
        return
    assert parsed.text.strip()
    assert all(claim.text.strip() for claim in parsed.claims)
