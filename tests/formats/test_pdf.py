"""PDF pages in reading order: files are made here, with text put where a test needs it."""

from __future__ import annotations

import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.clean import clean
from etl.errors import RejectionCode, Unreadable
from etl.formats.pdf import parse_pdf
from etl.formats.pdf_layout import Segment, pages_text
from etl.records import ClaimField, Layout, Origin

LEFT = """
The council met on Monday
to hear the engineer, who
said the bridge was safe.
Nobody asked why it had
been closed in March, and
the mayor did not say it.
""".strip().splitlines()
RIGHT = """
Work goes on until June.
Then the road opens again
for carts and for bicycles
but not for lorries, which
take the road by the mill
as they have done so far.
""".strip().splitlines()


def new_pdf() -> FPDF:
    pdf = FPDF(format=(148, 210))
    pdf.set_auto_page_break(False)
    pdf.add_page()
    pdf.set_font("times", size=10)
    return pdf


def put(pdf: FPDF, lines: list[str], *, x: float, y: float, pitch: float = 5) -> float:
    """Lines from (x, y) down, in millimetres from the upper left corner; where the next one would stand."""
    for line in lines:
        pdf.text(x, y, line)
        y += pitch
    return y


def text_of(pdf: FPDF) -> str:
    return parse_pdf(bytes(pdf.output()), page_limit=10).text


def test_columns_are_read_one_after_the_other_below_a_headline() -> None:
    pdf = new_pdf()
    pdf.set_font("times", size=18)
    put(pdf, ["Council hears the engineer of the bridge"], x=12, y=20)
    pdf.set_font("times", size=10)
    put(pdf, RIGHT, x=78, y=32)  # drawn first: the order in the file must not count
    put(pdf, LEFT, x=12, y=32)
    expected = "Council hears the engineer of the bridge\n\n" + "\n".join(LEFT) + "\x0b" + "\n".join(RIGHT)
    assert text_of(pdf) == expected


def test_a_paragraph_is_marked_by_a_gap_or_an_indent() -> None:
    pdf = new_pdf()
    y = put(pdf, LEFT[:3], x=12, y=20)
    y = put(pdf, LEFT[3:], x=12, y=y + 3)
    put(pdf, RIGHT[:1], x=16, y=y)
    put(pdf, RIGHT[1:], x=12, y=y + 5)
    lines = text_of(pdf).split("\n")
    assert lines[3] == ""
    assert lines[7].startswith("   ")


def test_running_heads_and_feet_stay_on_their_page() -> None:
    pdf = new_pdf()
    for number in (1, 2):
        pdf.text(12, 10, "The Courier")
        pdf.text(110, 10, "3 May 2021")
        put(pdf, LEFT if number == 1 else RIGHT, x=12, y=30)
        pdf.text(110, 200, f"Page {number} of 2")
        if number == 1:
            pdf.add_page()
    first, second = text_of(pdf).split("\x0c")
    assert first.startswith("The Courier   3 May 2021\n\n")
    assert second.endswith("\n\nPage 2 of 2")
    cleaned = clean(parse_pdf(bytes(pdf.output()), page_limit=2))
    assert "Courier" not in cleaned.text
    assert "Page" not in cleaned.text
    assert {(c.field, c.text) for c in cleaned.claims if c.origin is Origin.RUNNING_HEAD} == {
        (ClaimField.PUBLISHER, "The Courier"),
        (ClaimField.PUBLISHED, "3 May 2021"),
    }


def test_words_justified_far_apart_stay_on_their_line() -> None:
    pdf = new_pdf()
    put(pdf, LEFT, x=12, y=20)
    pdf.text(12, 50, "words")
    pdf.text(28, 50, "set")
    pdf.text(44, 50, "apart")
    assert text_of(pdf).endswith("words set apart")


def test_the_information_dictionary_is_claimed() -> None:
    pdf = new_pdf()
    pdf.text(12, 20, "Words.")
    pdf.set_title("A  title")
    pdf.set_author("Jane Roe")
    parsed = parse_pdf(bytes(pdf.output()), page_limit=1)
    claims = {c.field: c for c in parsed.claims}
    assert claims[ClaimField.TITLE].text == "A title"
    assert claims[ClaimField.AUTHOR].text == "Jane Roe"
    assert claims[ClaimField.PUBLISHED].text.startswith("D:")
    assert {c.origin for c in parsed.claims} == {Origin.FILE}
    assert (parsed.layout, parsed.media_type) == (Layout.PAGED, "application/pdf")


def locked() -> bytes:
    pdf = new_pdf()
    pdf.text(12, 20, "Secret.")
    pdf.set_encryption(owner_password="o", user_password="u")
    return bytes(pdf.output())


def blank(pages: int) -> bytes:
    pdf = new_pdf()
    for _ in range(pages - 1):
        pdf.add_page()
    return bytes(pdf.output())


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (locked(), RejectionCode.ENCRYPTED, "it needs a password"),
        (blank(1)[:300], RejectionCode.MALFORMED, "the end is missing"),
        (b"%PDF-1.7\n", RejectionCode.MALFORMED, "nothing but the mark"),
        (blank(1), RejectionCode.NEEDS_OCR, "no text layer"),
        (blank(3), RejectionCode.TOO_LARGE, "more pages than allowed"),
    ],
)
def test_what_cannot_be_read(body: bytes, code: RejectionCode, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_pdf(body, page_limit=2)
    assert refused.value.code is code, reason


@given(st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_broken_files_are_refused_not_crashed_on(junk: bytes) -> None:
    body = blank(1)
    middle = len(body) // 2
    try:
        parse_pdf(body[:middle] + junk + body[middle:], page_limit=2)
    except Unreadable as refused:
        assert refused.code in {RejectionCode.MALFORMED, RejectionCode.NEEDS_OCR, RejectionCode.ENCRYPTED}


NUMBERS = st.floats(-1e4, 1e4, allow_nan=False)
SEGMENTS = st.builds(
    lambda text, left, width, baseline, size: Segment(
        text=text, left=left, right=left + width, baseline=baseline, size=size
    ),
    st.sampled_from(["one", "two words", "III"]), NUMBERS, st.floats(0, 500), NUMBERS, st.floats(0, 80),
)  # fmt: skip


@given(st.lists(st.lists(SEGMENTS, max_size=25), max_size=3))
@settings(deadline=None)
def test_no_piece_of_text_is_lost(pages: list[list[Segment]]) -> None:
    texts = pages_text(pages)
    for segments, text in zip(pages, texts, strict=True):
        assert "".join(sorted("".join(s.text for s in segments).replace(" ", ""))) == "".join(
            sorted("".join(text.split()))
        )
