"""Pages that hold no article are told from those that do, and why."""

from __future__ import annotations

import json

import pytest

from etl.errors import RejectionCode, Unreadable
from etl.formats.html import parse_html
from tests.formats.made import LEAD, SECOND

HEADLINES = (
    "Ferry stays in port while the ice breaks up",
    "Council sells the old weigh house to a choir",
    "Bees return to the roof of the town hall",
    "Night trains stop at Elmton again from May",
    "School band wins a goat in the county lottery",
    "Bridge of Lipa closed for a third winter",
    "Baker asks for cheaper flour and gets a committee",
    "Lost key of the pump house found in a trout",
)
LONG = f"{LEAD} {SECOND}"
MORE = [
    f"In house {number} of Market Street {SECOND[0].lower()}{SECOND[1:]} {LEAD}" for number in ("two", "nine", "ten")
]
RUNS_ON = "".join(f"<p>{text}</p>" for text in MORE)


def page(body: str, *, title: str = "The Daily Elm", head: str = "") -> bytes:
    head = f"<title>{title}</title>{head}"
    menu = "<nav><ul><li><a href='/news'>News</a></li><li><a href='/sport'>Sport</a></li></ul></nav>"
    foot = "<footer><p>The Daily Elm, 1 Market Square. All rights reserved.</p></footer>"
    return f"<!doctype html><html><head>{head}</head><body>{menu}{body}{foot}</body></html>".encode()


def linked(**said: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@context": "https://schema.org", **said})}</script>'


def teasers(form: str) -> str:
    return "".join(form.format(at=i, title=title, text=LONG) for i, title in enumerate(HEADLINES))


CARDS = teasers("<article><h3><a href='/a/{at}'>{title}</a></h3><p>{text}</p><time>2 March 2026</time></article>")
FLAT = "<div>" + teasers("<h2><a href='/a/{at}'>{title}</a></h2><p>{text}</p>") + "</div>"
BLOCKS = teasers("<div class='c'><a href='/a/{at}'><h2>{title}</h2><p>{text}</p></a></div>")
LIST = "<ul>" + teasers("<li><a href='/a/{at}'>{title}</a></li>") + "</ul>"
FORM = "<form><label>Mail <input name='m'></label><input type='password'><button>Go on</button></form>"
WALL = (
    "<p>We and our 812 partners store cookies on your device and process personal data, such as your address, if you "
    "give your consent.</p><p>Some vendors process personal data on the basis of legitimate interest, to which you may "
    "object. Cookies are kept for thirteen months.</p><p>You may withdraw your consent at any time in the privacy "
    "settings. Your choices are shared with our vendors.</p><button>Accept all</button>"
)
SOLD = linked(
    **{"@type": "NewsArticle"},
    headline=HEADLINES[0],
    author={"@type": "Person", "name": "Jane Roe"},
    datePublished="2026-03-02",
    isAccessibleForFree=False,
)


@pytest.mark.parametrize(
    ("body", "says", "reason"),
    [
        (page(CARDS, title="News"), "an index", "teasers in boxes of their own"),
        (page(FLAT, title="News"), "an index", "teasers one after the other"),
        (page(BLOCKS), "an index", "teasers that are one link each"),
        (
            page(f"<h1>Culture</h1><p>{LONG}</p>{CARDS}", head=linked(**{"@type": "CollectionPage"})),
            "an index",
            "it says so",
        ),
        (
            page(f"<p>{LONG}</p>{CARDS}", head="<link rel='canonical' href='https://elm.example/'>"),
            "an index",
            "the start of a site",
        ),
        (
            page(f"<h1>Jane Roe</h1><p>{LONG}</p>{CARDS}", head=linked(**{"@type": "ProfilePage"})),
            "an index",
            "an author's",
        ),
        (page(LIST), "an index", "links and nothing else"),
        (page(f"<h1>Welcome back</h1>{FORM}"), "a login page", "a form for a password"),
        (
            page(f"<h1>Log in to continue</h1><p>{LEAD}</p>{FORM}{CARDS[:900]}"),
            "a login page",
            "a paragraph that advertises",
        ),
        (
            page("<h1>Anmelden</h1><p>Mit Ihrem Konto.</p><form><input name=u></form>"),
            "a login page",
            "German, two steps",
        ),
        (page("<h1>404</h1><p>Nothing is here.</p>", title="404 - The Daily Elm"), "an error page", "by number"),
        (
            page(f"<h1>Sidan kunde inte hittas</h1><p>Prova att söka.</p>{CARDS}"),
            "an error page",
            "Swedish, with teasers",
        ),
        (
            b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><hr>elm</body></html>",
            "error",
            "a proxy",
        ),
        (
            page("<p>Checking your browser before you reach elm.example.</p>", title="Just a moment..."),
            "an error page",
            "a guard",
        ),
        (page(f"<h1>Search results for “flour”</h1>{CARDS}"), "search results", "a reader's search"),
        (page(f"<h1>Suchergebnisse</h1><p>8 Treffer</p>{LIST}"), "search results", "German"),
        (page(f"<h1>We value your privacy</h1>{WALL}"), "consent", "a wall that is called so"),
        (page(WALL), "consent", "a wall without a name"),
        (
            page("<h1>{{ article.title }}</h1><p>{{ article.body }}</p>", title="{{ title }}"),
            "template",
            "placeholders",
        ),
        (
            page("<div id='root'></div><noscript><p>Please enable JavaScript.</p></noscript>"),
            "scripts",
            "nothing before they run",
        ),
        (
            page(
                f"<h1>{HEADLINES[0]}</h1><p class='by'>By Jane Roe</p><p>This text is for subscribers only.</p>",
                head=SOLD,
            ),
            "a wall",
            "a stub with byline and date",
        ),
        (
            page(f"<h1>{HEADLINES[0]}</h1><p>Read on with an account.</p>{FORM}", head=SOLD),
            "a wall",
            "a stub with a form",
        ),
    ],
)
def test_no_article(body: bytes, says: str, reason: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse_html(body)
    assert refused.value.code is RejectionCode.NO_ARTICLE, reason
    assert says in refused.value.message, reason


BRIEF = f"<article><h1>Search for lost hikers goes on</h1><p>{LEAD}</p></article>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (page(BRIEF + LIST), "a brief beside links"),
        (
            page(f"<article><h1>{HEADLINES[0]}</h1>{RUNS_ON[:300]}</article><aside>{CARDS}</aside>"),
            "a brief beside teasers",
        ),
        (page(f"<article><h1>{HEADLINES[0]}</h1><p>{LONG}</p></article>{FORM}"), "a form beside it"),
        (page(f"<h1>404 sheep rescued from the flood</h1><p>{LEAD}</p>"), "a number that is no status"),
        (
            page(f"<h1>Page not found, says library</h1>{RUNS_ON}"),
            "an article that is called like an error, and runs on",
        ),
        (
            page(f"<h1>What cookies know</h1><p>By Jane Roe, 2 March 2026</p>{WALL}{RUNS_ON}"),
            "about consent",
        ),
        (
            page(f"<h1>{HEADLINES[0]}</h1><p>{LEAD}</p><p>{SECOND}</p>{CARDS}", head=SOLD.replace("false", "true")),
            "it says that it is an article",
        ),
        (page(f"<h1>{HEADLINES[0]}</h1><p>{LONG}</p><p>Subscribe to read on.</p>", head=SOLD), "the beginning is free"),
    ],
)
def test_an_article(body: bytes, reason: str) -> None:
    assert LEAD in parse_html(body).text, reason
