"""Makes up press articles, as many as wanted, the same ones every time.

    paths = write(folder, 400)          400 files: 60 of 100 web pages with menus and teasers, the others plain text
    write_small(folder, 400)            400 plain texts of some 500 characters

Each has 2,000 to 4,000 characters of text: people with titles and surnames alone, organizations with acronyms, real
places, times, quotations. The words are drawn anew for each sentence, so that no two articles look alike to a search
for near duplicates. The sentences mean nothing.
"""

from __future__ import annotations

import html
import json
import random
import textwrap
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

HTML_SHARE = 0.6
WRAPPED_SHARE = 0.5  # of the plain texts: lines of 72 characters, as out of a print system
FOLDER_DOCUMENTS = 1000  # files in one folder

Words = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One made-up article before it is laid out."""

    number: int
    paper: str
    headline: str
    author: str
    day: date
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cast:
    """Who and what one article speaks of."""

    people: tuple[str, ...]
    bodies: tuple[tuple[str, str], ...]  # name and acronym
    places: tuple[str, ...]


def write(folder: Path, count: int, *, first: int = 0) -> list[Path]:
    """Write the articles `first` to `first + count` below a folder; returns their paths in order."""
    return [_written(folder, number) for number in range(first, first + count)]


def write_small(folder: Path, count: int) -> None:
    """Write so many small articles below a folder: headline, byline, day and one paragraph."""
    for number in range(count):
        path = folder / f"{number // FOLDER_DOCUMENTS:04}" / f"{number:07}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(make_story(number, characters=(300, 500)), wrapped=False), encoding="utf-8")


def make_story(number: int, *, characters: tuple[int, int] = (2000, 4000)) -> Story:
    """The article of a number, always the same; as long as the longer half of press articles, when not told."""
    words, dice = vocabulary(), random.Random(f"story {number}")
    cast = _Cast(
        people=tuple(f"{dice.choice(words['given'])} {family_name(words, dice)}" for _ in range(5)),
        bodies=tuple(_body(words, dice) for _ in range(3)),
        places=tuple(dice.sample(words["places"], 5)),
    )
    return Story(
        number=number,
        paper=f"{dice.choice(words['body_manners'])} {dice.choice(words['papers'])}",
        headline=_sentence(dice.choice(words["headlines"]), words, cast, dice),
        author=f"{dice.choice(words['given'])} {family_name(words, dice)}",
        day=date(2015, 1, 1) + timedelta(days=dice.randrange(3650)),
        paragraphs=_paragraphs(words, cast, dice, dice.randrange(*characters)),
    )


def as_page(story: Story) -> str:
    """The article as a web page: metadata, menus, teasers and scripts around it."""
    words, dice = vocabulary(), random.Random(f"page {story.number}")
    address = f"https://www.{story.paper.replace(' ', '').lower()}.example/{story.day:%Y/%m/%d}/{story.number}"
    paragraphs = "\n".join(f"      <p>{html.escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs)
    return _PAGE.format(
        **{name: html.escape(value) for name, value in _told(story).items()},
        address=address,
        json=json.dumps(linked_data(story, address)),
        menu="".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in words["sections"]),
        paragraphs=paragraphs,
        teasers="\n".join(_teaser(words, dice) for _ in range(12)),
        script="".join(f"window.slots.push({{id:{dice.randrange(10**6)},w:300,h:250}});" for _ in range(40)),
    )


def as_text(story: Story, *, wrapped: bool) -> str:
    """The article as plain text: headline, byline and day above it."""
    paragraphs = [textwrap.fill(one, 72) if wrapped else one for one in story.paragraphs]
    return "\n\n".join([story.headline, f"By {story.author}\n{printed(story.day)}", *paragraphs]) + "\n"


def _written(folder: Path, number: int) -> Path:
    story, dice = make_story(number), random.Random(f"layout {number}")
    is_page = dice.random() < HTML_SHARE
    said = as_page(story) if is_page else as_text(story, wrapped=dice.random() < WRAPPED_SHARE)
    path = folder / f"{number // FOLDER_DOCUMENTS:04}" / f"{number:07}.{'html' if is_page else 'txt'}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(said, encoding="utf-8")
    return path


@cache
def vocabulary() -> Words:
    """The words that articles are made of, by kind."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        return tomllib.load(file)


def family_name(words: Words, dice: random.Random) -> str:
    """A family name out of syllables."""
    return "".join(dice.choice(words[part]) for part in ("family_start", "family_middle", "family_end"))


def _body(words: Words, dice: random.Random) -> tuple[str, str]:
    parts = [dice.choice(words[part]) for part in ("body_manners", "body_fields", "body_heads")]
    return " ".join(parts), "".join(part[0] for part in parts)


def _paragraphs(words: Words, cast: _Cast, dice: random.Random, wanted: int) -> tuple[str, ...]:
    """Paragraphs of one to three sentences, until there are as many characters as wanted."""
    made: list[str] = []
    while sum(len(one) for one in made) < wanted:
        kinds = ["quoting" if dice.random() < 0.25 else "plain" for _ in range(dice.randrange(1, 4))]
        made.append(" ".join(_sentence(dice.choice(words[kind]), words, cast, dice) for kind in kinds))
    name, acronym = cast.bodies[0]
    return (f"{made[0]} The {name} ({acronym}) {dice.choice(words['verbs'])} it.", *made[1:])


def _sentence(pattern: str, words: Words, cast: _Cast, dice: random.Random) -> str:
    """A pattern with every slot drawn anew."""
    return pattern.format_map(_Slots(words, cast, dice))


class _Slots(dict[str, str]):
    """Draws a value for any slot that a pattern names; a trailing digit asks for another value of the same kind."""

    def __init__(self, words: Words, cast: _Cast, dice: random.Random) -> None:
        super().__init__()
        self.words, self.cast, self.dice = words, cast, dice

    def __missing__(self, slot: str) -> str:
        name = slot.rstrip("2345")
        drawn = self._draw(name.lower())
        return drawn[0].upper() + drawn[1:] if name[0].isupper() else drawn

    def _draw(self, name: str) -> str:
        if name in {"full", "person", "family"}:
            full = self.dice.choice(self.cast.people)
            return full if name == "full" else full.rpartition(" ")[2]
        if name in {"body", "short"}:
            full, acronym = self.dice.choice(self.cast.bodies)
            return acronym if name == "short" else f"the {full}"
        if name == "place":
            return self.dice.choice(self.cast.places)
        if name == "number":
            return str(self.dice.randrange(3, 900))
        if name == "a":
            return self.dice.choice(["one", "every", "this", "another", "their", "some"])
        if name == "when":
            return self._when()
        if name == "saying":
            return f"{self.dice.choice(self.words['pronouns'])} {self.dice.choice(self.words['modals'])}"
        return self.dice.choice(self.words[_LISTS[name]])

    def _when(self) -> str:
        year = self.dice.randrange(1990, 2025)
        return self.dice.choice(self.words["times"]).format(
            weekday=self.dice.choice(self.words["weekdays"]),
            month=self.dice.choice(self.words["months"]),
            small=self.dice.choice(self.words["small"]),
            day=self.dice.randrange(1, 29),
            year=year,
            year_tens=year // 10 * 10,
        )


_LISTS = {
    "adj": "adjectives",
    "noun": "nouns",
    "verb": "verbs",
    "link": "links",
    "adverb": "adverbs",
    "opener": "openers",
    "demonym": "demonyms",
    "cue": "cues",
    "role": "roles",
    "title": "titles",
}


def printed(day: date) -> str:
    """A day as papers print it: 3 May 2018."""
    return f"{day.day} {day:%B} {day.year}"


def _told(story: Story) -> dict[str, str]:
    return {"headline": story.headline, "paper": story.paper, "author": story.author, "day": printed(story.day)}


def linked_data(story: Story, address: str) -> dict[str, object]:
    """What a page says of its article to machines, in the words of schema.org."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.headline,
        "url": address,
        "datePublished": f"{story.day.isoformat()}T{story.number % 24:02}:30:00+00:00",
        "author": [{"@type": "Person", "name": story.author}],
        "publisher": {"@type": "Organization", "name": story.paper},
    }


def _teaser(words: Words, dice: random.Random) -> str:
    said = f"{dice.choice(words['adjectives'])} {dice.choice(words['nouns'])} in {dice.choice(words['places'])}"
    number = dice.randrange(10**6)
    return f'    <li class="teaser"><a href="/story/{number}"><img src="/img/{number}.jpg" alt="">The {said}</a></li>'


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{headline} | {paper}</title>
<link rel="canonical" href="{address}">
<meta property="og:type" content="article">
<meta property="og:title" content="{headline}">
<meta property="og:site_name" content="{paper}">
<script type="application/ld+json">{json}</script>
<script>window.slots=[];{script}</script>
</head>
<body>
<div class="cookie-bar"><p>We use cookies for a better service.</p><button>Accept</button></div>
<header><a class="logo" href="/">{paper}</a><nav><ul>{menu}</ul></nav></header>
<main>
  <article>
    <h1>{headline}</h1>
    <p class="byline">By <a rel="author" href="/by">{author}</a></p>
    <time>{day}</time>
    <ul class="share"><li><a href="#">Facebook</a></li><li><a href="#">Mail</a></li><li><a href="#">Print</a></li></ul>
    <div class="article-body">
{paragraphs}
    </div>
  </article>
  <aside class="related"><h2>More from us</h2>
  <ul>
{teasers}
  </ul></aside>
</main>
<footer><ul>{menu}</ul><p>© {paper}. All rights reserved.</p></footer>
</body>
</html>
"""
