"""Times as reports print them: where a sentence ends, which way a clause looks, what a month of publication tells."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from etl.normalize import Facts, make_article
from etl.normalize.dates import read_moment
from etl.normalize.times import tag_times
from etl.records import Block, BlockKind, Cleaned

PUBLISHED = date(2024, 10, 28)  # a Monday

FOUND = [
    ("It rose on 16 July. The fifth report came.", ["2024-07-16"], "a sentence ends after a whole month"),
    ("It rose on Oct. 3rd.", ["2024-10-03"], "a short month has its full stop"),
    ("It opened at six o’clock.", ["2024-10-28T06:00"], "an hour in words"),
    ("She won the vote on Sunday, but her party will need help.", ["2024-10-27"], "the clause after but looks ahead"),
    ("By Saturday most of them were back.", ["2024-10-26"], "a deadline that has passed"),
    ("It must close by Saturday.", ["2024-11-02"], "a deadline to come"),
]


@pytest.mark.parametrize(("text", "values", "why"), FOUND, ids=[row[2] for row in FOUND])
def test_values(text: str, values: list[str], why: str) -> None:
    assert [time.value for time in tag_times(text, published=PUBLISHED)] == values, why


MONTHLY = [
    ("It is due this month.", "2024-07", "the month is known"),
    ("She came in February.", "2024-02", "and so are its neighbours"),
    ("She came last year.", "2023", "and its year"),
    ("She came on Monday.", "XXXX-WXX-1", "but no day of it"),
]


@pytest.mark.parametrize(("text", "value", "why"), MONTHLY, ids=[row[2] for row in MONTHLY])
def test_times_of_an_article_of_a_month(text: str, value: str, why: str) -> None:
    body = Cleaned(raw=text, text=text, blocks=(Block(kind=BlockKind.PARAGRAPH, start=0, end=len(text)),), edits=())
    facts = Facts(
        body=body,
        title="Rain",
        byline=None,
        published=read_moment("July 2024"),
        modified=None,
        url=None,
        publisher=None,
        domain=None,
        country=None,
        language="en",
    )
    article = make_article(facts, ())
    assert isinstance(article.article_id, UUID)
    assert [time.value for time in article.times] == [value], why
