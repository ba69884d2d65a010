"""Files of many articles: taken apart where a sign says so, and nowhere else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.clean import clean
from etl.errors import RejectionCode, Unreadable
from etl.formats import parse
from etl.formats.many import cut_of
from etl.formats.press_database import read_labels, split_text
from etl.normalize.head import read_head
from etl.records import ClaimField
from tests.formats.made import LEAD, SECOND, TITLE, fetched

ONE = {"title": TITLE, "maintext": LEAD}
TWO = {"title": "Snow closes the pass", "maintext": SECOND}


def members(body: bytes) -> list[tuple[str | None, bytes]]:
    cut = cut_of(body)
    return [(part.name, part.body) for part in cut.parts(body)] if cut else []


def titles(body: bytes) -> list[str]:
    parsed = [parse(fetched(member)) for _, member in members(body)]
    return [next(claim.text for claim in one.claims if claim.field is ClaimField.TITLE) for one in parsed]


def g2(*titles: str) -> bytes:
    items = "".join(
        f"<newsItem><contentMeta><headline>{title}</headline></contentMeta><contentSet><inlineXML><html><body>"
        f"<p>{LEAD}</p></body></html></inlineXML></contentSet></newsItem>"
        for title in titles
    )
    return f'<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>{items}</itemSet></newsMessage>'.encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (json.dumps([ONE, TWO]).encode(), "an array"),
        (json.dumps([ONE, TWO], indent=2).encode("utf-8-sig"), "an array on many lines, with a mark"),
        (json.dumps({"status": "ok", "articles": [ONE, TWO]}).encode(), "a list in an object"),
        (json.dumps({"response": {"total": 2, "docs": [ONE, TWO]}}).encode(), "a list two levels down"),
        (g2(TITLE, TWO["title"]), "items of a message"),
    ],
)
def test_members_are_articles(body: bytes, reason: str) -> None:
    assert titles(body) == [TITLE, TWO["title"]], reason


@pytest.mark.parametrize(
    "body",
    [json.dumps(ONE).encode(), json.dumps([ONE]).encode(), g2(TITLE), b"# Rain\n\nIt rained.", LEAD.encode()],
)
def test_one_article_is_not_taken_apart(body: bytes) -> None:
    assert members(body) == []


def test_authors_in_a_list_are_no_articles() -> None:
    assert members(json.dumps({"title": TITLE, "text": LEAD, "authors": [{"name": "A"}, {"name": "B"}]}).encode()) == []


@pytest.mark.parametrize(
    ("article", "name"),
    [
        ({"url": "https://example.org/rain", "id": 7}, "https://example.org/rain"),
        ({"uri": "tag:example.org,2026:7"}, "tag:example.org,2026:7"),
        ({"@id": "https://example.org/#a"}, "https://example.org/#a"),
        ({"id": 7}, "7"),
        ({"id": "", "url": None}, None),
    ],
)
def test_a_member_is_known_by_what_it_is_called(article: dict[str, object], name: str | None) -> None:
    assert [found for found, _ in members(json.dumps([{**ONE, **article}, TWO]).encode())] == [name, None]


def test_a_news_item_is_known_by_its_guid() -> None:
    body = g2(TITLE, TWO["title"]).replace(b"<newsItem>", b'<newsItem guid="urn:newsml:example.org:7">', 1)
    assert [found for found, _ in members(body)] == ["urn:newsml:example.org:7", None]


def test_a_member_keeps_the_bytes_it_was_written_with() -> None:
    written = '{"title":  "R\\u00edo", "maintext": ' + json.dumps(LEAD) + "}"
    assert members(f"[{written}, {json.dumps(TWO)}]".encode())[0] == (None, written.encode())


def test_an_array_that_breaks_off_says_so() -> None:
    body = json.dumps([ONE, TWO, ONE]).encode()[:-5]
    cut = cut_of(body)
    assert cut
    found = cut.parts(body)
    assert [json.loads(next(found).body)["title"] for _ in range(2)] == [TITLE, TWO["title"]]
    with pytest.raises(Unreadable) as refused:
        next(found)
    assert refused.value.code is RejectionCode.MALFORMED


def test_an_array_that_breaks_before_its_second_member_is_one_broken_document() -> None:
    assert members(json.dumps([ONE, TWO]).encode()[:-5]) == []


def export(number: int, title: str) -> str:
    return (
        f"HEADLINE: {title}\nBYLINE: Jane Roe\nDATE: {number} March 2026\nLENGTH: 300 words\n\n{LEAD}\n\n{SECOND}\n\n"
    )


COUNTED = "".join(f"{i} of 3 DOCUMENTS\n\nThe Daily Elm\n\n{export(i, f'Rain {i}')}" for i in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "count", "reason"),
    [
        (COUNTED, 3, "documents are counted"),
        (f"Search: rain\nResults: 3\n\n{COUNTED}", 3, "what stands above them is the list of hits"),
        (COUNTED.replace("2 of 3", "3 of 3"), 3, "a count with a gap is no count; the labels repeat"),
        ("".join(f"Dokument {i} von 2\n\n{LEAD}\n\n" for i in (1, 2)), 2, "German"),
        ("".join(export(i, f"Rain {i}") for i in (1, 2, 3)), 3, "the block of labels begins again"),
        (f"{LEAD}\n\nEnd of Document\n\n{SECOND}\n\nEnd of Document\n", 2, "ends are marked"),
        (f"{LEAD}\nDocument ELM0000020260302em320001a\n\n" * 2, 2, "ends are marked by a number"),
        (export(1, "Rain"), 1, "one block"),
        (f"Page 1 of 2\n\n{LEAD}\n\nPage 2 of 2\n\n{SECOND}", 1, "pages are no documents"),
        ("Q: Did it rain?\nA: It did.\nQ: All day?\nA: All day.\n" * 9, 1, "an interview"),
        (f"Roe: It rained.\nDoe: It did.\nPoe: All day.\n{LEAD}\n" * 2, 1, "speakers"),
        (f"{LEAD}\n\n{SECOND}", 1, "nothing"),
    ],
)
def test_exports_of_press_databases(text: str, count: int, reason: str) -> None:
    articles = split_text(text)
    assert len(articles) == count, reason
    assert len(members(text.encode())) == (count if count > 1 else 0)


def test_the_labels_of_a_member_are_claims_and_no_text() -> None:
    for _, member in members(COUNTED.encode()):
        head = read_head(clean(parse(fetched(member))))
        said = {claim.field: claim.text for claim in head.claims}
        assert said[ClaimField.TITLE].startswith("Rain ")
        assert said[ClaimField.AUTHOR] == "Jane Roe"
        assert said[ClaimField.PUBLISHED].endswith("March 2026")
        assert head.text == f"{LEAD}\n\n{SECOND}"


def test_labels_below_the_text_go_too() -> None:
    below = "Subject: Floods\nPages: 3\nISSN: 1234-5678\n____________________\n"
    text = (
        f"Title: {TITLE}\nAuthor: Jane Roe\nPublication title: The Daily Elm\nFull text: {LEAD}\n\n{SECOND}\n\n{below}"
    )
    labelled = read_labels(text)
    assert labelled is not None
    assert clean(parse(fetched(text.encode()))).text == f"{LEAD}\n\n{SECOND}"
    assert [claim.text for claim in labelled.claims] == [TITLE, "Jane Roe", "The Daily Elm"]


@pytest.mark.parametrize(
    "text",
    [
        f"Correction: yes\nNote: no\nUpdate: maybe\n\n{LEAD}",
        f"{TITLE}\n\nBy: Jane Roe\n\n{LEAD}",
        f"{LEAD}\n\n" * 15 + export(1, "Rain"),
    ],
)
def test_no_block_of_labels_is_seen_where_none_is(text: str) -> None:
    assert read_labels(text) is None


@given(st.text(alphabet="ab1: \n\r/_-of3", max_size=200))
def test_nothing_but_the_cover_is_lost(text: str) -> None:
    assert "".join(split_text(text)) in text or len(split_text(text)) > 1
    read_labels(text)


SOUND, OTHER = json.dumps(ONE), json.dumps(TWO)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (SOUND.replace(json.dumps(TITLE), "undefined"), "a word that is no JSON"),
        (SOUND.replace("}", ",}"), "a comma too much"),
        (SOUND.replace(TITLE, 'Rain "at last'), "a quotation mark in a text"),
        (SOUND.replace(TITLE, 'Rain "at last", said "Roe"'), "several"),
        (SOUND.replace(TITLE, r"Rain \x41"), "an escape that does not exist"),
        (SOUND[:40], "cut short within a text"),
        (SOUND[:-1], "its bracket is missing"),
        ('{"title": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deep to be read"),
        ('{"title": x, "authors": [{"name": "Roe"}, {"name": "Doe"}], "tags": []}', "objects inside of it"),
    ],
)
@pytest.mark.parametrize("form", ["[{},\n{}, {}]", '{{"total": 3, "articles": [{}, {}, {}]}}'])
def test_a_broken_element_of_a_list_costs_itself(broken: str, reason: str, form: str) -> None:
    for at, elements in enumerate([(broken, SOUND, OTHER), (SOUND, broken, OTHER), (SOUND, OTHER, broken)]):
        body = form.format(*elements).encode()
        cut = cut_of(body)
        assert cut is not None
        parts = list(cut.parts(body))
        failed = [part.failure for part in parts if part.failure is not None]
        assert [part.body.decode() for part in parts if part.failure is None] == [SOUND, OTHER], (reason, at)
        assert {error.code for error in failed} == {RejectionCode.MALFORMED}, (reason, at)
        assert [error.message[:8] for error in failed] == [f"Element {at + 1}"[:8]], (reason, at)


@pytest.mark.parametrize("stray", ["}", "undefined", "'a'", "{", "\\u00e4"])
def test_what_is_no_element_of_a_list_costs_itself(stray: str) -> None:
    body = f"[{SOUND}, {stray}, {OTHER}, {SOUND}]".encode()
    cut = cut_of(body)
    assert cut is not None
    parts = list(cut.parts(body))
    assert [part.failure is None for part in parts] == [True, False, True, True]


def test_each_broken_element_is_told() -> None:
    body = f"[{SOUND}, {{'a': 1}}, {{'b': 2}}, {OTHER}, {{'c': 3}}]".encode()
    cut = cut_of(body)
    assert cut is not None
    said = [part.failure and part.failure.message for part in cut.parts(body)]
    assert [one and one.partition(" is broken")[0] for one in said] == [
        None,
        "Element 2 of the JSON array",
        "Element 3 of the JSON array",
        None,
        "Element 5 of the JSON array",
    ]


@given(st.lists(st.sampled_from([SOUND, OTHER, "{", "}", "[", "]", ",", '"', "\\", "x", ":", "1"]), max_size=30))
def test_whatever_a_list_is_made_of_it_is_read_to_an_end(pieces: list[str]) -> None:
    body = f"[{SOUND},{''.join(pieces)}".encode()
    cut = cut_of(body)
    assert cut is not None
    try:
        parts = list(cut.parts(body))
    except Unreadable as error:
        assert error.code is RejectionCode.MALFORMED
    else:
        assert all(part.body or part.failure for part in parts)
