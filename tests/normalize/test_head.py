"""Title, byline and date come off the text, and nothing but the article stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.clean import apply_edits, clean
from etl.formats.text import parse_text
from etl.normalize.head import read_head
from etl.records import Block, BlockKind, Claim, ClaimField, Cleaned, Layout, Origin, Parsed

CASES = Path(__file__).resolve().parents[1] / "cases" / "text"
BODY = (
    "The harbour of Lindvik stayed closed on Tuesday after a storm tore two cranes from their rails and pushed "
    "a ferry onto the northern pier, officials said. Nobody was hurt.\n\n"
    'Repairs will take until the end of the month, said Mona Tveit, who runs the port. "We have been lucky," she '
    "added, pointing at the wreck of the larger crane.\n\n"
    "Ships are sent to the neighbouring port for now."
)
TITLE = "Storm closes Lindvik harbour"


def head_of(text: str) -> Cleaned:
    return read_head(clean(parse_text(text.encode())))


def said(cleaned: Cleaned, field: ClaimField) -> list[str]:
    return [claim.text for claim in cleaned.claims if claim.field is field]


def paragraphs(cleaned: Cleaned) -> list[str]:
    return [cleaned.text[block.start : block.end] for block in cleaned.blocks]


@pytest.mark.parametrize("path", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_cases(path: Path) -> None:
    """Each case holds one article in one of the ways that pages damage it; the JSON beside it is what was printed."""
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    head = read_head(clean(parse_text(path.read_bytes())))
    assert paragraphs(head) == expected["paragraphs"]
    assert said(head, ClaimField.TITLE) == [expected["title"]]
    assert apply_edits(head.raw, head.edits) == head.text
    fields = {"author": ClaimField.AUTHOR, "published": ClaimField.PUBLISHED, "publisher": ClaimField.PUBLISHER}
    fields |= {"domain": ClaimField.DOMAIN, "section": ClaimField.SECTION}
    for key, field in fields.items():
        assert said(head, field)[:1] == ([expected[key]] if key in expected else []), key
    assert [head.text[m.start : m.end] for m in head.emphasis] == expected.get("emphasis", [])


def test_seed(shared_data: Path) -> None:
    gold = json.loads((shared_data / "seed" / "gold.json").read_text(encoding="utf-8"))
    head = read_head(clean(parse_text((shared_data / "seed" / "article.txt").read_bytes())))
    assert paragraphs(head) == gold["paragraphs"]
    assert head.text == gold["text"]
    assert said(head, ClaimField.TITLE) == [gold["title"]]
    assert gold["authors"][0] in said(head, ClaimField.AUTHOR)[0]
    assert said(head, ClaimField.DOMAIN) == [gold["publisher_domain"]]
    assert not any(words in head.text for words in gold["not_in_text"])


@pytest.mark.parametrize(
    ("above", "authors", "dates", "reason"),
    [
        (f"{TITLE}\n\nBy Jane Roe\n\n3 May 2021", ["By Jane Roe"], ["3 May 2021"], "three blocks"),
        (f"{TITLE}\nBy Jane Roe\n3 May 2021", ["By Jane Roe"], ["3 May 2021"], "three lines of one block"),
        (f"{TITLE}\n\nBY JANE ROE", ["BY JANE ROE"], [], "capitals"),
        (f"{TITLE}\n\nJane Roe 3 May 2021", ["Jane Roe 3 May 2021"], ["3 May 2021"], "name and date in one line"),
        (f"{TITLE}\nJane Roe | 3 May 2021, 10:30", ["Jane Roe | 3 May 2021, 10:30"], ["3 May 2021, 10:30"], "a bar"),
        (f"{TITLE}\n\nVon Jana Muster, Lindvik", ["Von Jana Muster, Lindvik"], [], "German, with a place"),
        (f"{TITLE}\n\n3 May 2021", [], ["3 May 2021"], "a date alone"),
        (f"{TITLE}\n\nJane Roe", ["Jane Roe"], [], "a name alone"),
        (f"{TITLE}\n\nReuters", ["Reuters"], [], "an agency"),
        (f"{TITLE}\n\nStaff Reporter", ["Staff Reporter"], [], "nobody in particular"),
        (
            f"{TITLE}\n\nBy Jane Roe\nPublished 3 May 2021",
            ["By Jane Roe"],
            ["Published 3 May 2021"],
            "a word before it",
        ),
        (f"3 May 2021\n\n{TITLE}\n\nBy Jane Roe", ["By Jane Roe"], ["3 May 2021"], "the date above"),
        (f"NEWS\n\n{TITLE}\n\nBy Jane Roe", ["By Jane Roe"], [], "a section above"),
        (f"The Lindvik Courier\n\n{TITLE}\n\nBy Jane Roe", ["By Jane Roe"], [], "the paper's name above"),
        (f"THE LINDVIK POST | World news\n\n{TITLE}\n\nBy Jane Roe", ["By Jane Roe"], [], "paper and section above"),
        (
            f"SPIEGEL ONLINE\nSeite 1\n\n{TITLE}\n\nBy Jane Roe",
            ["By Jane Roe"],
            [],
            "a listed paper that reads as a name",
        ),
        (TITLE, [], [], "nothing but a title"),
    ],
)
def test_heads(above: str, authors: list[str], dates: list[str], reason: str) -> None:
    head = head_of(f"{above}\n\n{BODY}")
    assert head.text == BODY, reason
    assert said(head, ClaimField.TITLE) == [TITLE], reason
    assert said(head, ClaimField.AUTHOR) == authors, reason
    assert said(head, ClaimField.PUBLISHED) == dates, reason


@pytest.mark.parametrize(
    ("below", "authors", "reason"),
    [
        ("Jane Roe", ["Jane Roe"], "a name alone"),
        ("By Jane Roe", ["By Jane Roe"], "with by"),
        ("— Jane Roe and Tom Poe", ["Jane Roe and Tom Poe"], "after a dash, which goes"),
        ("The port was rebuilt by Jane Roe in the year of the flood.", [], "a sentence with by in it"),
    ],
)
def test_bylines_below(below: str, authors: list[str], reason: str) -> None:
    head = head_of(f"{TITLE}\n\n{BODY}\n\n{below}")
    assert [c.text for c in head.claims if c.origin is Origin.TAIL] == authors, reason
    assert head.text == (BODY if authors else f"{BODY}\n\n{below}"), reason


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("Storm closes harbour and pushes\nferry onto northern pier", "two lines"),
        ("STORM CLOSES LINDVIK HARBOUR", "capitals"),
        ("OLD JUDGE TO LEAD INQUIRY INTO\nLINDVIK FLOOD", "capitals whose second line could be a name"),
        ("Who will repair the harbour of Lindvik?", "a question"),
        ("Mona Tveit", "a name, which could be a byline"),
        ("The best cranes of 2021, tested by engineers", "has by and a year, and is no byline"),
    ],
)
def test_titles(title: str, reason: str) -> None:
    head = head_of(f"{title}\n\nBy Jane Roe\n\n{BODY}")
    assert said(head, ClaimField.TITLE) == [title.replace("\n", " ")], reason
    assert head.text == BODY, reason


def test_a_standfirst_stays() -> None:
    standfirst = "Two cranes lost, one ferry stranded, and a month of repairs ahead"
    head = head_of(f"{TITLE}\n\n{standfirst}\n\nBy Jane Roe\n\n{BODY}")
    assert head.text == f"{standfirst}\n\n{BODY}"


def test_running_text_without_a_head_stays_whole() -> None:
    head = head_of(BODY)
    assert head.text == BODY
    assert head.claims == ()


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("LINDVIK (Reuters) - ", "LINDVIK"),
        ("LINDVIK, Norway — ", "LINDVIK"),
        ("Lindvik (ntb) – ", "Lindvik"),
        ("", None),
    ],
)
def test_a_dateline_is_claimed_and_stays(opening: str, place: str | None) -> None:
    head = head_of(f"{TITLE}\n\nBy Jane Roe\n\n{opening}{BODY}")
    assert head.text == opening + BODY
    assert said(head, ClaimField.DATELINE) == ([place] if place else [])


def test_claims_say_where_they_stand_in_the_raw_text() -> None:
    text = f"\ufeff{TITLE}\n\nBy  Jane Roe\n\n{BODY}"
    head = head_of(text)
    spans = {c.field: text[1:][c.start : c.end] for c in head.claims if c.start is not None}
    assert spans[ClaimField.TITLE] == TITLE
    assert spans[ClaimField.AUTHOR] == "By  Jane Roe"


def test_markup_loses_only_what_its_claims_repeat() -> None:
    text = f"{TITLE}\n\nBy Jane Roe\n\n{BODY}"
    blocks = []
    position = 0
    for piece in text.split("\n\n"):
        blocks.append(Block(kind=BlockKind.PARAGRAPH, start=position, end=position + len(piece)))
        position += len(piece) + 2
    claim = Claim(field=ClaimField.TITLE, text=TITLE, origin=Origin.OPENGRAPH)
    page = Parsed(media_type="text/html", text=text, layout=Layout.PROSE, blocks=tuple(blocks), claims=(claim,))
    assert read_head(clean(page)).text == BODY
    byline = [c for c in read_head(clean(page)).claims if c.field is ClaimField.AUTHOR]
    assert [(c.text, c.origin) for c in byline] == [("By Jane Roe", Origin.HEAD)]  # nothing else names her


@pytest.mark.parametrize("origin", [None, Origin.FILE])
def test_prose_without_a_title_claimed_by_who_knows_it_is_read_as_a_page(origin: Origin | None) -> None:
    text = f"{TITLE}\n\nBy Jane Roe\n\n{BODY}"
    claims = (Claim(field=ClaimField.TITLE, text="Press template 3", origin=origin),) if origin else ()
    head = read_head(clean(Parsed(media_type="application/rtf", text=text, layout=Layout.PROSE, claims=claims)))
    assert head.text == BODY
    said = {c.field: c.text for c in head.claims if c.origin is Origin.HEAD}
    assert said == {ClaimField.TITLE: TITLE, ClaimField.AUTHOR: "By Jane Roe"}


@pytest.mark.parametrize(("kind", "titles"), [(BlockKind.HEADING, ["By the River"]), (BlockKind.PARAGRAPH, [])])
def test_a_heading_on_top_of_prose_is_its_title_whatever_it_reads_as(kind: BlockKind, titles: list[str]) -> None:
    title = "By the River"
    block = Block(kind=kind, start=0, end=len(title))
    page = Parsed(media_type="application/rtf", text=f"{title}\n\n{BODY}", layout=Layout.PROSE, blocks=(block,))
    head = read_head(clean(page))
    assert [c.text for c in head.claims if c.field is ClaimField.TITLE] == titles
