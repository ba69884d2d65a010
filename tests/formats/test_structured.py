"""JSON-LD: mended where it is broken in a common way, and only the page's own article read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.formats.structured import article_claims, json_values
from etl.records import ClaimField

BROKEN = [
    ('{"a": 1}', {"a": 1}, "nothing to mend"),
    ('{"a": 1,}', {"a": 1}, "comma before a brace"),
    ('{"a": [1, 2, ],}', {"a": [1, 2]}, "comma before a bracket"),
    ('/* ours */ {"a": 1}', {"a": 1}, "block comment"),
    ('// ours\n{"a": 1}', {"a": 1}, "line comment"),
    ('{"a": "http://x/*y*/"}', {"a": "http://x/*y*/"}, "what looks like a comment inside a text is text"),
    ('<!-- {"a": 1} -->', {"a": 1}, "HTML comment around it"),
    ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}, "CDATA around it"),
    ("{&quot;a&quot;: 1}", {"a": 1}, "entities for the quotation marks"),
    ('{"a": "one\ntwo"}', {"a": "one\ntwo"}, "a bare line break in a text"),
    ('{"a": 1};', {"a": 1}, "a semicolon behind"),
]


@pytest.mark.parametrize(("script", "expected", "why"), BROKEN)
def test_broken_json_is_mended(script: str, expected: object, why: str) -> None:
    assert list(json_values(script)) == [expected], why


def test_several_values_one_after_the_other() -> None:
    assert list(json_values('{"a": 1}\n{"b": 2}')) == [{"a": 1}, {"b": 2}]


@given(st.text(alphabet='{}[]",:/*\\ &quot;ab1\n<!->', max_size=200))
def test_no_script_raises(script: str) -> None:
    assert isinstance(list(json_values(script)), list)
    assert isinstance(article_claims([script]), list)


def _authors(node: object, **others: object) -> list[tuple[str, str | None]]:
    claims = article_claims([json.dumps(node)], **others)  # type: ignore[arg-type]
    return [(claim.text, claim.detail) for claim in claims if claim.field is ClaimField.AUTHOR]


JANE = {"@type": "Person", "name": "Jane Doe"}

AUTHORS = [
    ("Jane Doe", [("Jane Doe", "author")], "a bare text"),
    (JANE, [("Jane Doe", "author:Person")], "a person"),
    ([JANE, "John Roe"], [("Jane Doe", "author:Person"), ("John Roe", "author")], "a list of both kinds"),
    ({"@type": "Organization", "name": "The Desk"}, [("The Desk", "author:Organization")], "an organization"),
    (
        {"@type": "Person", "name": ["Jane Doe", "John Roe"]},
        [("Jane Doe", "author:Person"), ("John Roe", "author:Person")],
        "two names in one person",
    ),
    ({"@type": "Person", "givenName": "Jane", "familyName": "Doe"}, [("Jane Doe", "author:Person")], "a name in parts"),
    ({"@id": "#jane"}, [("Jane Doe", "author:Person")], "a reference to a node"),
    ({"@list": [JANE]}, [("Jane Doe", "author:Person")], "the list form of JSON-LD"),
    ({"@type": "Person", "name": "D&#39;Arcy &amp; Sons"}, [("D'Arcy & Sons", "author:Person")], "entities in a name"),
    (None, [], "nobody"),
]


@pytest.mark.parametrize(("author", "expected", "why"), AUTHORS)
def test_authors(author: object, expected: list[tuple[str, str | None]], why: str) -> None:
    graph = {"@graph": [{"@type": "NewsArticle", "author": author}, {"@id": "#jane", **JANE}]}
    assert _authors(graph) == expected, why


TYPES = [
    "NewsArticle",
    "Article",
    "ReportageNewsArticle",
    "schema:NewsArticle",
    "http://schema.org/NewsArticle",
    ["WebPage", "OpinionNewsArticle"],
    "BlogPosting",
    "LiveBlogPosting",
]


@pytest.mark.parametrize("kind", TYPES)
def test_kinds_of_article(kind: object) -> None:
    assert _authors({"@type": kind, "author": "Jane Doe"}) == [("Jane Doe", "author")]


@pytest.mark.parametrize("kind", ["VideoObject", "Product", "Comment", None, 7])
def test_other_kinds_are_passed_over(kind: object) -> None:
    assert _authors({"@type": kind, "author": "Jane Doe"}) == []


OWN = {"@type": "NewsArticle", "headline": "Rain", "url": "https://post.example/rain/", "author": "Jane Doe"}
OTHER = {"@type": "NewsArticle", "headline": "Snow", "url": "https://post.example/snow", "author": "John Roe"}


def test_the_pages_own_article_by_its_address() -> None:
    assert _authors([OTHER, OWN], addresses=["https://post.example/rain#top"]) == [("Jane Doe", "author")]


def test_the_pages_own_article_by_its_headline() -> None:
    assert _authors([OTHER, OWN], titles=["Rain"]) == [("Jane Doe", "author")]


def test_the_first_article_when_nothing_tells() -> None:
    assert _authors([OTHER, OWN]) == [("John Roe", "author")]


@pytest.mark.parametrize("key", ["hasPart", "itemListElement", "isPartOf", "mentions", "comment"])
def test_articles_inside_others_are_not_the_pages(key: str) -> None:
    assert _authors({"@type": "NewsArticle", key: [OTHER]}) == []


def test_dates_are_kept_apart() -> None:
    node = {"@type": "NewsArticle", "datePublished": "2021-03-14", "dateModified": "2021-03-15"}
    said = {claim.field: claim.text for claim in article_claims([json.dumps(node)])}
    assert said == {ClaimField.PUBLISHED: "2021-03-14", ClaimField.MODIFIED: "2021-03-15"}
