"""Signatures: likeness is estimated well enough to tell a wire copy from another story."""

from __future__ import annotations

import struct

from hypothesis import given
from hypothesis import strategies as st

from etl.signatures import BANDS, GROUP_BANDS, PERMUTATIONS, bands, containment, signature, similarity

STORY = " ".join(f"On day {n} the council of Dolni Brevna heard witness number {n * 7} on the dam." for n in range(40))
OTHER = " ".join(f"Striker {n} of the battery works spoke at gate {n * 3} about unpaid shifts." for n in range(40))


@given(st.text())
def test_any_text_has_a_signature_of_its_own_likeness(text: str) -> None:
    made = signature(text)
    assert len(made) in {0, 2 * PERMUTATIONS}
    assert similarity(made, made) == (1.0 if made else 0.0)
    assert len(bands(made)) == (BANDS if made else 0)


values = st.lists(st.sampled_from([0, 1, 2**15 - 1, 2**15, 2**16 - 1]), min_size=PERMUTATIONS, max_size=PERMUTATIONS)


@given(values, values)
def test_likeness_is_the_share_of_equal_values(one: list[int], other: list[int]) -> None:
    equal = sum(a == b for a, b in zip(one, other, strict=True))
    packed = [struct.pack(f">{PERMUTATIONS}H", *each) for each in (one, other)]
    assert similarity(*packed) == equal / PERMUTATIONS


def test_bands_of_a_group_stand_side_by_side_in_an_index() -> None:
    made = [bands(signature(" ".join(f"word{n * k}" for n in range(99)))) for k in range(1, 30)]
    every = sorted(band for one in made for band in one)
    assert len(set(every)) == len(made) * BANDS
    assert all(
        every.index(one[i + GROUP_BANDS - 1]) - every.index(one[i]) < 2 * GROUP_BANDS
        for one in made
        for i in range(0, BANDS, GROUP_BANDS)
    )


def test_half_of_a_text_is_nearly_always_a_candidate() -> None:
    """Similarity 0.5 shares a band with probability 0.98, reports of one template seldom do."""
    stories = [" ".join(f"Gate {n * k} of yard {k} opened at {n}." for n in range(60)) for k in range(300)]
    shared = [bool({*bands(signature(one))} & {*bands(signature(one[: len(one) // 2]))}) for one in stories]
    assert sum(shared) > 0.95 * len(shared)


def test_case_and_punctuation_do_not_count() -> None:
    assert signature(STORY) == signature(STORY.upper().replace(".", " !"))


def test_a_cut_copy_is_near_and_another_story_is_not() -> None:
    cut = STORY[: len(STORY) // 2]
    similar = similarity(signature(STORY), signature(cut))
    assert 0.4 < similar < 0.6
    assert containment(similar, len(STORY.split()), len(cut.split())) > 0.85
    assert set(bands(signature(STORY))) & set(bands(signature(cut)))
    assert similarity(signature(STORY), signature(OTHER)) < 0.2


def test_the_line_by_which_a_paper_opens_an_agencys_text_does_not_count() -> None:
    assert signature(f"PARIS, March 3 (Zyx) - {STORY}") == signature(f"Zyx City (ZYX) – {STORY}") == signature(STORY)
    assert signature(f"He (a man of 40) - {STORY}.") != signature("")


def test_two_reports_of_one_template_contain_little_of_each_other() -> None:
    report = (
        "The wind will turn {} near {} on {} and bring {} millimetres of rain to the hills by {} in the evening. " * 9
    )
    one, other = report.format(*range(45)), report.format(*range(100, 145))
    words = len(one.split())
    assert containment(similarity(signature(one), signature(other)), words, words) < 0.5
