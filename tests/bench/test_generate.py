"""The made-up articles: the same every time, as long as press articles, and no two alike."""

from __future__ import annotations

from itertools import combinations

from etl.signatures import signature, similarity
from tests.bench.generate import as_page, as_text, make_story

STORIES = [make_story(number) for number in range(40)]


def test_a_number_is_always_the_same_article() -> None:
    assert make_story(7) == STORIES[7]
    assert as_page(STORIES[7]) == as_page(make_story(7))


def test_an_article_is_as_long_as_press_articles_are() -> None:
    assert all(2000 <= sum(len(one) for one in story.paragraphs) < 5000 for story in STORIES)


def test_no_two_look_alike() -> None:
    signatures = [signature("\n".join(story.paragraphs)) for story in STORIES]
    assert max(similarity(one, other) for one, other in combinations(signatures, 2)) < 0.2


def test_a_page_and_a_text_hold_all_paragraphs_with_every_slot_filled() -> None:
    story = STORIES[3]
    said = as_text(story, wrapped=False)
    assert all(
        paragraph in said and paragraph.replace("&", "&amp;") in as_page(story) for paragraph in story.paragraphs
    )
    assert "{" not in said
