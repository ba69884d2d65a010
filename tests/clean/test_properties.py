"""What holds for any text whatever: edits lead there and back, cleaning is done once, nothing raises."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.clean import apply_edits, clean, compose, cut, raw_span
from etl.normalize.head import read_head
from etl.records import Cleaned, Edit, Layout, Parsed

PIECES = st.sampled_from(
    [
        "\n",
        "\n\n",
        "\f",
        "\v",
        "\t",
        " ",
        "   ",
        "      ",
        "\r\n",
        "\r",
        "\x00",
        "\ufeff",
        "\u00ad",
        "\u200b",
        "\u202e",
        "\ud800",
        "\u00a0",
        "e\u0301",
        "\ufb01",
        "\x85",
        "\x92",
        "-",
        "\u2010",
        "—",
        "*",
        "**",
        "_",
        "*so*",
        "_so_",
        ".",
        "!",
        "?",
        ",",
        ":",
        '"',
        "“",
        "”",
        "(",
        ")",
        "©",
        "1",
        "2",
        "12",
        "Page 1 of 2",
        "Seite 2 von 2",
        "© 2024 Herald. All rights reserved.",
        "Photo: Agency/Archive",
        "https://example.org/a",
        "example.org",
        "THE HERALD",
        "The Herald",
        "3 May 2021",
        "By Jane Roe",
        "To contact the Herald visit:",
        "A sentence that is long enough to be a line of text.",
        "and it went on",
        "well-",
        "known",
        "gov-",
        "ernment",
        "Jean-",
        "Claude",
        "B E R L I N",
        "cafÃ©",
        "â€™",
        "the",
        "of",
        "Ende",
        "日本語",
        "•",
        "a",
        "Z",
        "words in a row",
    ]
)
PAGES = st.one_of(
    st.text(max_size=120), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=60).map(" ".join)
)
LAYOUTS = st.sampled_from(Layout)


def parsed(text: str, layout: Layout = Layout.PAGED) -> Parsed:
    return Parsed(media_type="text/plain", text=text, layout=layout)


def check(cleaned: Cleaned) -> None:
    assert apply_edits(cleaned.raw, cleaned.edits) == cleaned.text
    assert all(cleaned.raw[e.start : e.end] == e.removed for e in cleaned.edits)
    assert all(a.end <= b.start for a, b in pairwise(cleaned.edits))
    assert "\n\n".join(cleaned.text[b.start : b.end] for b in cleaned.blocks) == cleaned.text
    assert all(0 <= m.start < m.end <= len(cleaned.text) for m in cleaned.emphasis)
    assert all(
        0 <= c.start <= c.end <= len(cleaned.raw) for c in cleaned.claims if c.start is not None and c.end is not None
    )


@given(PAGES, LAYOUTS)
@settings(max_examples=300, deadline=None)
def test_edits_make_the_clean_text_of_the_raw_one(text: str, layout: Layout) -> None:
    check(clean(parsed(text, layout)))


@given(PAGES, LAYOUTS)
@settings(max_examples=300, deadline=None)
@example("One\n\n1\n\n2\n\n3", Layout.PAGED)
def test_cleaning_twice_is_cleaning_once(text: str, layout: Layout) -> None:
    once = clean(parsed(text, layout))
    twice = clean(parsed(once.text, layout))
    assert twice.text == once.text
    assert twice.blocks == once.blocks


@given(PAGES)
@settings(max_examples=200, deadline=None)
def test_clean_text_can_be_stored(text: str) -> None:
    kept = clean(parsed(text)).text
    kept.encode("utf-8")
    assert not set(kept) & {"\x00", "\ufeff", "\r", "\f", "\v", "\u202e"}


@given(PAGES, st.data())
@settings(max_examples=200, deadline=None)
def test_every_clean_span_maps_to_a_raw_span(text: str, data: st.DataObject) -> None:
    cleaned = clean(parsed(text))
    end = data.draw(st.integers(0, len(cleaned.text)))
    start = data.draw(st.integers(0, end))
    first, last = raw_span(cleaned.edits, start, end)
    assert 0 <= first <= last <= len(text)
    inside = [e for e in cleaned.edits if first <= e.start and e.end <= last]
    moved = [replace(e, start=e.start - first, end=e.end - first) for e in inside]
    assert cleaned.text[start:end] in apply_edits(text[first:last], moved)


@given(PAGES)
@settings(max_examples=200, deadline=None)
def test_reading_the_head_keeps_the_record(text: str) -> None:
    check(read_head(clean(parsed(text))))


@given(PAGES, st.data())
@settings(max_examples=200, deadline=None)
def test_cutting_keeps_the_record(text: str, data: st.DataObject) -> None:
    cleaned = clean(parsed(text))
    doomed = data.draw(st.lists(st.sampled_from(cleaned.blocks), max_size=4)) if cleaned.blocks else []
    rest = cut(cleaned, [(b.start, b.end) for b in doomed], "test.cut")
    check(rest)
    assert len(rest.blocks) == len(cleaned.blocks) - len(set(doomed))


def rows_of_edits(text: str, data: st.DataObject, rule: str) -> tuple[Edit, ...]:
    """Any valid row of edits of a text."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    row = []
    for start, end in spans:
        inserted = data.draw(st.text(alphabet="xyz", max_size=3))
        if (not row or start > row[-1].start) and (start < end or inserted):
            row.append(Edit(rule=rule, start=start, end=end, removed=text[start:end], inserted=inserted))
    return tuple(row)


@given(st.text(alphabet="abcdef", max_size=30), st.data())
@settings(max_examples=500, deadline=None)
def test_composed_edits_do_what_both_rows_do(text: str, data: st.DataObject) -> None:
    first = rows_of_edits(text, data, "one")
    between = apply_edits(text, first)
    second = rows_of_edits(between, data, "two")
    both = compose(text, first, second)
    assert apply_edits(text, both) == apply_edits(between, second)
    assert all(text[e.start : e.end] == e.removed for e in both)
    assert all(a.end <= b.start for a, b in pairwise(both))
