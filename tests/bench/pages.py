"""Web pages as heavy as those of newspapers, around made-up articles, and the WARC files that hold them.

    page = heavy_page(7)            Page(address="https://www.northernherald.example/...", markup="<!DOCTYPE html>...")
    write_warc(path, range(1000))   1,000 responses, gzip member by member, as crawlers write them

A page has 60 to 100 kB: menus of two levels, styles, scripts with data, linked data, share bars, offers and related
links inside the text, comments, teasers with pictures, a foot in columns. Four layouts name their elements after
content systems that papers use. About 8,000 characters of it are the article.
"""

from __future__ import annotations

import html
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.bench.generate import Story, Words, linked_data, make_story, printed, vocabulary

CHARACTERS = (6000, 10000)  # of an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and where it is published."""

    address: str
    markup: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """What a content system calls the parts of a page."""

    main: str
    body: str
    byline: str
    day: str
    offer: str
    teaser: str
    end: str


_LAYOUTS = (
    _Layout(
        main='<main id="main-content" class="site-main"><article class="post type-post status-publish">',
        body='<div class="entry-content wp-block-post-content">',
        byline='<div class="entry-meta"><span class="author">By <a rel="author" href="{by}">{author}</a></span></div>',
        day='<time class="entry-date published" datetime="{iso}">{day}</time>',
        offer='<div class="newsletter-signup widget"><h4>Our letter</h4><p>News every morning.</p>'
        '<form><input type="email"><button>Send</button></form></div>',
        teaser="post-card",
        end="</div></article></main>",
    ),
    _Layout(
        main='<main><article class="article article--news" itemscope itemtype="https://schema.org/NewsArticle">',
        body='<div class="article__body" itemprop="articleBody">',
        byline='<p class="article__byline">By <span itemprop="author">{author}</span></p>',
        day='<p class="article__date">Published <time datetime="{iso}" itemprop="datePublished">{day}</time></p>',
        offer='<aside class="article__related"><h3>Read more</h3><ul><li><a href="/a">The {noun}</a></li></ul></aside>',
        teaser="teaser",
        end="</div></article></main>",
    ),
    _Layout(
        main='<div class="layout-grid"><div class="layout-main"><article data-component="article">',
        body='<section class="story-body" data-testid="story-body">',
        byline='<div data-testid="byline" class="css-1baulvz">By <a href="{by}">{author}</a></div>',
        day='<div class="css-7g4gl5"><time datetime="{iso}">{day}</time></div>',
        offer='<div class="ad-slot" aria-hidden="true"><span>Advertisement</span><div id="ad-{number}"></div></div>',
        teaser="css-9mylee",
        end="</section></article></div></div>",
    ),
    _Layout(
        main='<div id="content"><div class="col-md-8"><div class="article-detail">',
        body='<div class="article-text">',
        byline='<div class="author-name">{author}</div>',
        day='<span class="date-published">{day}</span>',
        offer='<div class="social-embed"><blockquote><p>Follow us for the {noun}</p></blockquote>'
        '<script async src="/w.js"></script></div>',
        teaser="news-item",
        end="</div></div></div></div>",
    ),
)


def heavy_page(number: int) -> Page:
    """The page of a number, always the same."""
    story = make_story(number, characters=CHARACTERS)
    words, dice = vocabulary(), random.Random(f"heavy page {number}")
    site = f"https://www.{story.paper.replace(' ', '').lower()}.example"
    address = f"{site}/{story.day:%Y/%m/%d}/{'-'.join(story.headline.lower().split()[:6])}-{number}"
    parts = [
        "<!DOCTYPE html>\n<html lang='en'>",
        *_head(story, address, dice),
        "<body class='single'>",
        *_top(story, words, dice),
        *_article(story, words, dice),
        *_rail(words, dice),
        *_foot(story, words, dice),
        "</body></html>",
    ]
    return Page(address=address, markup="\n".join(parts))


def write_warc(path: Path, numbers: Iterable[int]) -> None:
    """Write the pages of some numbers as responses of servers."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for number in numbers:
            page = heavy_page(number)
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            body = BytesIO(page.markup.encode())
            record = writer.create_warc_record(page.address, "response", payload=body, http_headers=headers)
            writer.write_record(record)
            record.raw_stream.close()


def _head(story: Story, address: str, dice: random.Random) -> Iterator[str]:
    title, paper = html.escape(story.headline), html.escape(story.paper)
    iso = f"{story.day.isoformat()}T{story.number % 24:02}:30:00+00:00"
    told = {
        "og:title": title,
        "og:type": "article",
        "og:url": address,
        "og:site_name": paper,
        "article:published_time": iso,
        "twitter:card": "summary_large_image",
        "twitter:title": title,
    }
    yield f'<head><meta charset="utf-8"><title>{title} - {paper}</title><link rel="canonical" href="{address}">'
    yield from (f'<meta property="{name}" content="{value}">' for name, value in told.items())
    yield from (f'<link rel="preload" href="/static/{dice.randrange(10**6)}.woff2" as="font">' for _ in range(12))
    yield f'<script type="application/ld+json">{json.dumps({"@graph": [linked_data(story, address)]})}</script>'
    yield f"<style>{_styles(dice)}</style>"
    yield from (f"<script>{_data(dice)}</script>" for _ in range(3))
    yield "</head>"


def _styles(dice: random.Random) -> str:
    rules = (
        f".c{dice.randrange(10**5)}{{margin:{dice.randrange(40)}px;padding:0 {dice.randrange(9)}px;display:flex;"
        f"color:#{dice.randrange(16**6):06x}}}@media(min-width:{dice.randrange(320, 1400)}px){{.w{dice.randrange(99)}"
        f"{{width:{dice.randrange(100)}%}}}}"
        for _ in range(90)
    )
    return "".join(rules)


def _data(dice: random.Random) -> str:
    slots = [{"id": dice.randrange(10**9), "sizes": [[300, 250], [728, 90]], "path": "/n/home"} for _ in range(60)]
    return f"window.__state=window.__state||[];window.__state.push({json.dumps(slots)});"


def _top(story: Story, words: Words, dice: random.Random) -> Iterator[str]:
    yield '<div id="cookie-banner" class="cookie-banner"><p>We use cookies.</p><button>Accept</button></div>'
    yield f'<header class="site-header"><a class="logo" href="/"><svg><path d="M0 0h9v9z"/></svg>{story.paper}</a>'
    yield '<nav class="main-nav" aria-label="Main"><ul class="menu">'
    for section in words["sections"]:
        below = "".join(
            f'<li class="menu-item"><a class="menu-link" href="/{section.lower()}/{place.lower()}">{place}</a></li>'
            for place in dice.sample(words["places"], 7)
        )
        yield f'<li class="menu-item"><a href="/{section.lower()}">{section}</a><ul class="sub-menu">{below}</ul></li>'
    yield '</ul></nav><form class="search"><input type="search" name="q"><button>Search</button></form></header>'


def _article(story: Story, words: Words, dice: random.Random) -> Iterator[str]:
    layout = _LAYOUTS[story.number % len(_LAYOUTS)]
    said = {
        "author": html.escape(story.author),
        "by": "/by/" + story.author.lower().replace(" ", "-"),
        "day": printed(story.day),
        "iso": story.day.isoformat(),
        "number": story.number,
        "noun": dice.choice(words["nouns"]),
    }
    yield layout.main
    yield f"<h1 class='headline'>{html.escape(story.headline)}</h1>"
    yield layout.byline.format(**said)
    yield layout.day.format(**said)
    yield _share(dice)
    yield '<figure class="lead"><picture><source srcset="/i/1.webp"><img src="/i/1.jpg" alt=""></picture>'
    yield "<figcaption>Photo: the archive</figcaption></figure>"
    yield layout.body
    for place, paragraph in enumerate(story.paragraphs):
        yield f"<p>{_linked(html.escape(paragraph, quote=False), words, dice)}</p>"
        if place % 7 == 3:
            yield layout.offer.format(**said)
    yield _share(dice)
    yield layout.end


def _linked(paragraph: str, words: Words, dice: random.Random) -> str:
    """A paragraph, one in three with a link in it."""
    place = next((place for place in words["places"] if place in paragraph), None)
    if place is None or dice.random() > 0.33:
        return paragraph
    return paragraph.replace(place, f'<a href="/topic/{place.lower()}">{place}</a>', 1)


def _share(dice: random.Random) -> str:
    icons = "".join(
        f'<li class="share-item"><a class="share-link" href="https://share.example/{name}?id={dice.randrange(10**6)}">'
        f'<svg viewBox="0 0 24 24"><path d="M{dice.randrange(24)} {dice.randrange(24)}h9v9z"/></svg>{name}</a></li>'
        for name in ("Facebook", "X", "WhatsApp", "Mail", "Print")
    )
    return f'<ul class="share-bar">{icons}</ul>'


def _rail(words: Words, dice: random.Random) -> Iterator[str]:
    teaser = dice.choice(_LAYOUTS).teaser
    for title, count in (("Most read", 10), ("More from us", dice.randrange(10, 50)), ("Latest", dice.randrange(40))):
        yield f'<aside class="rail rail--{title.lower().replace(" ", "-")}"><h2>{title}</h2><div class="rail-items">'
        yield from (_teaser(teaser, words, dice) for _ in range(count))
        yield "</div></aside>"
    yield '<section id="comments" class="comments-area"><h2>Comments</h2><ol class="comment-list">'
    for _ in range(6):
        said = f"The {dice.choice(words['adjectives'])} {dice.choice(words['nouns'])} again."
        yield f'<li class="comment"><div class="comment-author">{dice.choice(words["given"])}</div><p>{said}</p></li>'
    yield "</ol></section>"


def _teaser(called: str, words: Words, dice: random.Random) -> str:
    number = dice.randrange(10**6)
    said = f"The {dice.choice(words['adjectives'])} {dice.choice(words['nouns'])} in {dice.choice(words['places'])}"
    return (
        f'<div class="{called}"><a class="{called}__link" href="/story/{number}"><img loading="lazy" '
        f'src="/img/{number}.jpg" srcset="/img/{number}-320.jpg 320w, /img/{number}-640.jpg 640w" alt="">'
        f'<h3 class="{called}__title">{said}</h3></a><span class="kicker">{dice.choice(words["sections"])}</span></div>'
    )


def _foot(story: Story, words: Words, dice: random.Random) -> Iterator[str]:
    yield '<footer class="site-footer"><div class="footer-columns">'
    for section in words["sections"]:
        links = "".join(f'<li><a href="/{dice.randrange(10**6)}">{name}</a></li>' for name in words["places"][:8])
        yield f'<div class="footer-column"><h4>{section}</h4><ul>{links}</ul></div>'
    yield f'</div><p class="copyright">© {story.day.year} {story.paper}. All rights reserved.</p></footer>'
    yield from (f"<script>{_data(dice)}</script>" for _ in range(2))
