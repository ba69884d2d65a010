"""What a reader sees around the headline of a page: the headline itself, the byline, the date.

    >>> from etl.formats.html_tree import page_tree
    >>> page = page_tree('<title>Rain | The Paper</title><h1>Rain</h1><div>By Jane Doe</div><p>It rained.</p>')
    >>> [claim.text for claim in visible_claims(page, find_headline(page, ["Rain | The Paper"]))]
    ['Rain', 'By Jane Doe']

Found by what elements are called and, where they are called nothing telling, by where they stand and how their line
begins. It does not parse names or dates: those are read in `etl.normalize`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from etl.formats.html_words import ElementName, PageWords, is_called, page_words
from etl.records import Claim, ClaimField, Origin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Bylines and dates of the article stand within this many elements of its headline; teasers come later.
BEFORE: Final = 60
AFTER: Final = 140
# A byline further down than that is taken when there is none near: at the end of the text, of a few names.
LATE_NAMES: Final = 3
# The copyright line stands among the last elements of a page.
FOOT: Final = 150
# Class lists of generated markup run on; what an element is comes first.
NAME_CHARACTERS: Final = 300
# A byline of four authors with their functions; longer lines are sentences.
BYLINE_CHARACTERS: Final = 240
DATE_CHARACTERS: Final = 120

_NAMING = frozenset({"class", "id", "rel", "itemprop", "property", "data-testid", "data-component"})
_HEADINGS = ("h1", "h2", "h3")
_TITLES = ("h1", "h2", "h3", "h4", "h5")
_INLINE = frozenset(
    {"a", "em", "i", "b", "strong", "u", "q", "font", "abbr", "sup", "sub", "mark", "wbr", "cite", "bdi"}
)
_UNSEEN = frozenset({"script", "style", "svg", "noscript", "template", "select", "button", "iframe", "form", "input"})
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"(?<!\d)(?:19[89]\d|20[0-4]\d)(?!\d)|(?<!\d)\d{1,2}[./-]\d{1,2}[./-]\d\d(?!\d)")
_OWNED = re.compile(r"©|\(c\)|\bcopyright\b", re.IGNORECASE)
_CAPITAL_WORDS = re.compile(r"[^\W\d_a-z][\w’'-]+\s+(?:[^\W\d_a-z][\w’'.-]*\s+)?[^\W\d_a-z][\w’'-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """The heading over the article, and where it stands among the elements of the page."""

    element: HtmlElement
    texts: tuple[str, ...]  # without the kicker; then whole, when that differs
    tag: str


def find_headline(tree: HtmlElement, titles: Sequence[str]) -> Headline | None:
    """The heading that reads most like `titles` (of the page's meta data); the first h1 when none is given."""
    wanted = [words for words in (_words(title) for title in titles) if words]
    best, best_score = None, 0.0
    for level, tag in enumerate(_HEADINGS):
        for element in tree.iter(tag):
            score = _likeness(_words(seen_text(element)[:400]), wanted) - level * 0.15
            if score > best_score:
                best, best_score = element, score
    if best is None or best_score < 0.3:
        best = next((h1 for h1 in tree.iter("h1") if seen_text(h1)), best)
    return _headline(best) if best is not None else None


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _likeness(words: frozenset[str], wanted: list[frozenset[str]]) -> float:
    """Share of common words (Dice), the best over all titles."""
    return max((2 * len(words & title) / (len(words) + len(title)) for title in wanted if words), default=0.0)


def _headline(element: HtmlElement) -> Headline:
    whole = seen_text(element)
    plain = seen_text(element, leave="kicker")
    return Headline(
        element=element, texts=tuple(dict.fromkeys(text for text in (plain, whole) if text)), tag=element.tag
    )


def named(element: HtmlElement) -> str:
    """What an element is called: class, id, rel, properties and test id in one text, in small letters."""
    return " ".join([value[:NAME_CHARACTERS] for key, value in element.items() if key in _NAMING and value]).lower()


def seen_text(element: HtmlElement, leave: ElementName | None = None) -> str:
    """The text a reader sees, white space folded; children called like `leave` are left out."""
    parts: list[str] = []
    _collect(element, leave, parts, 0)
    return " ".join("".join(parts).split())


def _collect(element: HtmlElement, leave: ElementName | None, parts: list[str], depth: int) -> None:
    parts.append(element.text or "")
    for child in element:
        skipped = child.tag in _UNSEEN or depth > 100 or (leave and is_called(leave, named(child)))
        if not skipped:
            start = len(parts) + 1
            parts.append("")
            _collect(child, leave, parts, depth + 1)
            if child.tag not in _INLINE and not (child.tag == "span" and _continues_word(parts, start)):
                parts[start - 1] = " "
                parts.append(" ")
        parts.append(child.tail or "")


def _continues_word(parts: list[str], start: int) -> bool:
    """Whether the text from `start` on goes on with the word before it: scripts put single letters into spans."""
    before = next((text for text in reversed(parts[:start]) if text), "")[-1:]
    after = next((text for text in itertools.islice(parts, start, None) if text), "")[:1]
    return before.islower() and after.islower()


def visible_claims(tree: HtmlElement, headline: Headline | None) -> Iterator[Claim]:
    """Headline, bylines, dates, and the copyright line at the foot; what follows the headline before what precedes it.

    Above the headline a page may print today's date; on a page without headline all is read from the top of its body.
    """
    body = next(tree.iter("body"), tree)
    elements = list(body.iter("*"))
    place = next((place for place, element in enumerate(elements) if headline and element is headline.element), 0)
    around = frozenset(headline.element.iterancestors()) if headline else frozenset()
    for text in headline.texts if headline else ():
        yield _claim(ClaimField.TITLE, text, headline.tag if headline else "")
    after, before = elements[place : place + AFTER], elements[max(0, place - BEFORE) : place]
    yield from _people(after, before, elements[place + AFTER :], around)
    yield from _dates([*after, *before], around)
    yield from _copyright(elements[-FOOT:])


def _people(
    after: list[HtmlElement], before: list[HtmlElement], late: list[HtmlElement], around: frozenset[HtmlElement]
) -> Iterator[Claim]:
    """Bylines near the headline, else the first ones further down; and the line that begins like one."""
    bylines = list(_bylines([*after, *before], around)) or list(_bylines(late, around))[:LATE_NAMES]
    yield from bylines
    known = [claim.text for claim in bylines]
    yield from (line for line in _byline_lines(after, around) if not any(name in line.text for name in known))


def _claim(field: ClaimField, text: str, detail: str) -> Claim:
    return Claim(field=field, text=text, origin=Origin.VISIBLE, detail=detail)


def is_aside(element: HtmlElement, around: frozenset[HtmlElement]) -> bool:
    """Whether an element lies in a region beside the article: a region that does not hold the headline."""
    for above in (element, *element.iterancestors()):
        if above in around:
            return False
        if above.tag in {"footer", "nav", "form", "figure", "figcaption"} or (
            above.tag in {"article", "aside"} and _is_other(above)
        ):
            return True
        if above is not element and is_called("aside", named(above)):
            return True
    return False


def _is_other(region: HtmlElement) -> bool:
    """Whether an <article> or <aside> without the headline is another text: it has a heading and few paragraphs."""
    return any(next(region.iter(tag), None) is not None for tag in _TITLES) and sum(1 for _ in region.iter("p")) < 4


def _bylines(elements: list[HtmlElement], around: frozenset[HtmlElement]) -> Iterator[Claim]:
    """Elements that are called a byline, the outermost that is short enough; one claim a name where links part them."""
    words = page_words()
    done: set[HtmlElement] = set()
    for element in elements:
        called = named(element)
        if not called or not is_called("byline", called) or element.tag in _UNSEEN or element.tag in {"body", "html"}:
            continue
        if is_called("not_byline", called) or element in done or is_aside(element, around):
            continue
        text = seen_text(element, leave="not_byline")
        if 2 < len(text) <= BYLINE_CHARACTERS and not words.lines["credit"].match(text):
            done.update(element.iter("*"))
            yield from _byline(element, text)


def _byline(element: HtmlElement, text: str) -> Iterator[Claim]:
    """Its linked names one by one, or the whole line when there are names outside of links."""
    names = [name for link in element.iter("a") if _is_name(name := seen_text(link))]
    rest = text
    for name in names:
        rest = rest.replace(name, " ", 1)
    if names and not _CAPITAL_WORDS.search(page_words().byline_line.sub(" ", f" {rest} ")):
        for name in names:
            yield _claim(ClaimField.AUTHOR, name, "byline a")
    else:
        yield _claim(ClaimField.AUTHOR, text, "byline")


def _is_name(text: str) -> bool:
    """Whether a link's text may name somebody; addresses, handles and single signs do not."""
    return 2 < len(text) <= 80 and "@" not in text and "://" not in text


def _byline_lines(elements: list[HtmlElement], around: frozenset[HtmlElement]) -> Iterator[Claim]:
    """Short lines under the headline that begin like a byline, whatever their element is called."""
    words = page_words()
    for element in elements:
        text = _line(element)
        is_byline = 5 < len(text) <= BYLINE_CHARACTERS and words.byline_line.match(text) and _names_somebody(text)
        if is_byline and not is_aside(element, around):
            yield _claim(ClaimField.AUTHOR, text, "line")
            return


def _names_somebody(text: str) -> bool:
    """Whether a line holds two capitalized words side by side, and is no sentence: most of its words are names."""
    words = [word for word in text.split() if word[0].isalpha()]
    capitals = sum(not word[0].islower() for word in words)
    return bool(_CAPITAL_WORDS.search(text)) and capitals * 2 >= len(words)


def _line(element: HtmlElement) -> str:
    """The line an element begins: its own text, or that of its parent when it holds the first word only ("By")."""
    if not _starts_line(element):
        return ""
    text, above = seen_text(element), element.getparent()
    return seen_text(above) if len(text) < 6 and above is not None and above[0] is element else text


def _starts_line(element: HtmlElement) -> bool:
    """Whether text of its own stands in the element, so that it may be a line; not for headings and unseen elements."""
    return element.tag not in _UNSEEN and element.tag not in {"h1", "title", "a"} and bool((element.text or "").strip())


def _dates(elements: list[HtmlElement], around: frozenset[HtmlElement]) -> Iterator[Claim]:
    """<time> and short lines with a year near the headline; the machine-readable moment before the printed one."""
    words = page_words()
    for element in elements:
        called = named(element)
        is_time = element.tag == "time"
        if not is_time and not is_called("date", called) and not _starts_line(element):
            continue
        texts = _date_texts(element, is_time=is_time)
        if texts and not is_aside(element, around):
            field = ClaimField.MODIFIED if _is_change(element, called, texts, words) else ClaimField.PUBLISHED
            for text in texts:
                yield _claim(field, text, "time" if is_time else "line")


def _date_texts(element: HtmlElement, *, is_time: bool) -> list[str]:
    texts = (
        [element.get("datetime") or "", seen_text(element)]
        if is_time
        else [seen_text(element) if len(element) < 8 else ""]
    )
    return [text for text in texts if _is_date_text(text, is_time=is_time)]


def _is_date_text(text: str, *, is_time: bool) -> bool:
    if not 4 < len(text) <= DATE_CHARACTERS or _OWNED.search(text):
        return False
    return is_time or (bool(_YEAR.search(text)) and not _is_sentence(text))


def _is_sentence(text: str) -> bool:
    """Whether a line with a year in it goes on to a full stop; "Nov. 12, 2018 at 3 p.m." is shorter."""
    return text[-1] in "。！？" or (text[-1] in '.!?:;,”"' and len(text.split()) > 8)


def _copyright(elements: list[HtmlElement]) -> Iterator[Claim]:
    """The first copyright line among elements at the foot of a page, which names the publication."""
    for element in elements:
        text = seen_text(element) if _OWNED.search(element.text or "") else ""
        if 5 < len(text) <= DATE_CHARACTERS and not _is_of_picture(element):
            yield _claim(ClaimField.PUBLISHER, text, "copyright")
            return


def _is_of_picture(element: HtmlElement) -> bool:
    """Whether a copyright line is that of a photograph."""
    return any(above.tag in {"figure", "figcaption"} for above in (element, *element.iterancestors()))


def _is_change(element: HtmlElement, called: str, texts: list[str], words: PageWords) -> bool:
    """Whether the words of the element, of its line or before it say that this is the date of a change."""
    above = element.getparent()
    before = (above.text or "") if above is not None else ""
    previous = element.getprevious()
    if previous is not None:
        before = seen_text(previous)[-40:] + (previous.tail or "")
    around = f"{named(above) if above is not None and len(above) < 3 else ''} {called}"
    return bool(words.modified.search(around) or any(words.modified_line.search(text) for text in (before, texts[-1])))
