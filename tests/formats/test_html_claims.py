"""What is read off a page's markup, by where it stands."""

from __future__ import annotations

import pytest

from etl.formats.html_claims import page_claims, page_titles
from etl.formats.html_tree import page_tree
from etl.formats.html_visible import find_headline
from etl.records import ClaimField, Origin


def _claims(page: str, field: ClaimField, url: str | None = None) -> list[str]:
    tree = page_tree(page)
    claims = page_claims(tree, find_headline(tree, page_titles(tree)), url=url)
    return list(dict.fromkeys(claim.text for claim in claims if claim.field is field))


H1 = "<h1>Rain all day</h1>"
LONG = "<p>" + "The rain fell on the roofs and on the road and on the river. " * 5 + "</p>"

BYLINES = [
    (
        "<p class='byline'>By <a href='/jd'>Jane Doe</a> and <a href='/jr'>John Roe</a></p>",
        ["Jane Doe", "John Roe"],
        "one claim a name where links part them",
    ),
    (
        "<p class='byline'>By <a href='/jd'>Jane Doe</a> and John Roe</p>",
        ["By Jane Doe and John Roe"],
        "the whole line where a name stands outside the links",
    ),
    ("<div class='article__author-name'>Jane Doe</div>", ["Jane Doe"], "called an author"),
    ("<div class='Autor'>Von Jane Doe</div>", ["Von Jane Doe"], "in German"),
    ("<a rel='author' href='/jd'>Jane Doe</a>", ["Jane Doe"], "rel=author"),
    ("<div>By Jane Doe</div>", ["By Jane Doe"], "no markup at all"),
    ("<div><span>By</span> <b>Jane Doe</b></div>", ["By Jane Doe"], "the first word in an element of its own"),
    ("<p>By noon the river had risen by a hand and the lower town was wet.</p>", [], "a sentence that begins alike"),
    ("<figure class='byline'><span class='author'>Ida Holm</span></figure>", [], "the credit of a picture"),
    ("<div class='byline'>Photo: Ida Holm</div>", [], "and in words"),
    (
        "<div class='author-bio'><p class='author'>Jane Doe writes about weather.</p></div>",
        [],
        "a box about the author",
    ),
    ("<aside><h3>More</h3><p class='byline'>John Roe</p></aside>", [], "another text beside the article"),
    ("<div class='related'><p class='byline'>John Roe</p></div>", [], "a region called so"),
    (
        "<aside><p class='byline'>By Jane Doe</p></aside>",
        ["By Jane Doe"],
        "an aside without a heading is the article's own",
    ),
    (
        "<div class='byline'><span>J</span><span>ane Doe</span></div>",
        ["J ane Doe"],
        "spans part words unless both sides are small",
    ),
    ("<div class='byline'>Jan<span>e</span> Doe</div>", ["Jane Doe"], "a script's letter in a span"),
    (
        "<div class='byline'><a href='mailto:jd@x.example'>jd@x.example</a> <a href='/jd'>Jane Doe</a></div>",
        ["Jane Doe"],
        "an address is no name of its own",
    ),
]


@pytest.mark.parametrize(("markup", "expected", "why"), BYLINES)
def test_bylines(markup: str, expected: list[str], why: str) -> None:
    found = _claims(f"<main>{H1}{markup}{LONG}</main>", ClaimField.AUTHOR)
    assert found == expected, why


METAS = [
    ('<meta name="author" content="Jane Doe">', ClaimField.AUTHOR, ["Jane Doe"], "the plain one"),
    ('<meta name="author" value="Jane Doe">', ClaimField.AUTHOR, ["Jane Doe"], "value for content"),
    ('<meta name="articleAuthor" content="Jane Doe">', ClaimField.AUTHOR, ["Jane Doe"], "the two words together"),
    ('<meta name="bc:authors" content="Jane Doe">', ClaimField.AUTHOR, ["Jane Doe"], "a video service's own name"),
    ('<meta name="smartbanner:author" content="The Post">', ClaimField.AUTHOR, [], "who made the application"),
    ('<meta name="DC.creator" content="Jane Doe">', ClaimField.AUTHOR, ["Jane Doe"], "names have no case"),
    (
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">',
        ClaimField.AUTHOR,
        ["Jane Doe"],
        "a labelled pair",
    ),
    (
        '<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="3 minutes">',
        ClaimField.AUTHOR,
        [],
        "a pair with another label",
    ),
    (
        '<meta property="article:published_time" content="2021-03-14">',
        ClaimField.PUBLISHED,
        ["2021-03-14"],
        "published",
    ),
    (
        '<meta property="article:modified_time" content="2021-03-15">',
        ClaimField.PUBLISHED,
        [],
        "a change is no publication",
    ),
    (
        '<meta property="article:modified_time" content="2021-03-15">',
        ClaimField.MODIFIED,
        ["2021-03-15"],
        "but a change",
    ),
    ('<meta property="og:site_name" content="The Post">', ClaimField.PUBLISHER, ["The Post"], "the site's name"),
    (
        '<meta property="og:title" content="Rain &amp;amp; snow">',
        ClaimField.TITLE,
        ["Rain & snow"],
        "entities escaped twice",
    ),
    ('<meta name="author" content="">', ClaimField.AUTHOR, [], "an empty one says nothing"),
    (
        '<link rel="canonical" href="https://post.example/rain">',
        ClaimField.URL,
        ["https://post.example/rain"],
        "its address",
    ),
]


@pytest.mark.parametrize(("markup", "field", "expected", "why"), METAS)
def test_meta(markup: str, field: ClaimField, expected: list[str], why: str) -> None:
    assert _claims(f"<html><head>{markup}</head><body>{LONG}</body></html>", field) == expected, why


DATES = [
    (
        '<time datetime="2021-03-14T07:00Z">Sunday</time>',
        ["2021-03-14T07:00Z", "Sunday"],
        [],
        "machine-readable, then printed",
    ),
    ("<div>March 14, 2021</div>", ["March 14, 2021"], [], "a line with a year"),
    ("<div class='date'>14.03.21</div>", ["14.03.21"], [], "a short date"),
    ("<div>Updated March 15, 2021</div>", [], ["Updated March 15, 2021"], "a change by its words"),
    (
        "<div>Aktualisiert: <time datetime='2021-03-15'>15. März</time></div>",
        [],
        ["2021-03-15", "15. März"],
        "by the words before",
    ),
    ("<div class='last-modified'><time datetime='2021-03-15'>x</time></div>", [], ["2021-03-15"], "by its name"),
    ("<p>In May 2018 the river rose by a hand and then fell again.</p>", [], [], "a sentence with a year is no date"),
    ("<div>© 2021 The Post</div>", [], [], "a copyright line is no date"),
    ("<aside><h3>More</h3><time datetime='2020-01-01'>x</time></aside>", [], [], "a date of another text"),
]


@pytest.mark.parametrize(("markup", "published", "modified", "why"), DATES)
def test_dates_near_the_headline(markup: str, published: list[str], modified: list[str], why: str) -> None:
    page = f"<main>{H1}{markup}{LONG}</main>"
    assert _claims(page, ClaimField.PUBLISHED) == published, why
    assert _claims(page, ClaimField.MODIFIED) == modified, why


def test_the_date_in_the_address_is_a_claim_of_its_own() -> None:
    tree = page_tree(f"<main>{H1}{LONG}</main>")
    claims = page_claims(tree, None, url="https://post.example/2021/03/14/rain")
    assert [(claim.text, claim.origin) for claim in claims if claim.field is ClaimField.PUBLISHED] == [
        ("2021-03-14", Origin.URL)
    ]


HEADLINES = [
    ("<h1><img alt='logo'></h1><h1>Rain all day</h1>", "Rain all day", "a logo is no headline"),
    (
        "<h1>The Post</h1><h2>Rain all day</h2>",
        "Rain all day",
        "the heading that reads like the title, whatever its rank",
    ),
    ("<h1><span class='kicker'>Weather</span> Rain all day</h1>", "Rain all day", "without its kicker"),
    ("<h1>Rain all day</h1><h1>Snow in May</h1>", "Rain all day", "of several, the one like the title"),
]


@pytest.mark.parametrize(("markup", "expected", "why"), HEADLINES)
def test_the_headline(markup: str, expected: str, why: str) -> None:
    headline = find_headline(page_tree(f"<main>{markup}{LONG}</main>"), ["Rain all day | The Post"])
    assert headline is not None
    assert headline.texts[0] == expected, why


MICRODATA = """
<article itemscope itemtype="https://schema.org/NewsArticle">{h1}<span itemprop="author">Jane Doe</span>
<div itemprop="publisher" itemscope itemtype="schema.org/Organization"><meta itemprop="name" content="The Post"></div>
<meta itemprop="datePublished" content="2021-03-14"><link itemprop="url" href="https://post.example/rain">
<div itemprop="comment" itemscope itemtype="schema.org/Comment"><b itemprop="author">Anna Nym</b></div></article>
<article itemscope itemtype="https://schema.org/NewsArticle"><h2>Snow</h2><b itemprop="author">John Roe</b></article>
"""


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (ClaimField.AUTHOR, ["Jane Doe"]),
        (ClaimField.PUBLISHER, ["The Post"]),
        (ClaimField.PUBLISHED, ["2021-03-14"]),
        (ClaimField.URL, ["https://post.example/rain"]),
    ],
)
def test_microdata_of_the_article_around_the_headline(field: ClaimField, expected: list[str]) -> None:
    assert _claims(MICRODATA.format(h1=H1), field) == expected
