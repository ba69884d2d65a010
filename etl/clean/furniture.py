r"""Furniture: running heads and feet, page numbers, notices, captions' credits; all that is not the article.

    find_furniture("Herald\n\nOne.\n\nPage 1 of 2\n\fHerald\n\nTwo.\n\nPage 2 of 2")

A line is furniture because it comes back on page after page, or because of its form (`etl/clean/data/furniture.toml`).
What a removed line says of publisher, address and date is kept as a claim. Titles and bylines are not its business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from etl.clean.pages import Line, cells, read_lines
from etl.clean.sentences import ends_sentence, goes_on
from etl.clean.vocabulary import Form, forms, letters_of, words
from etl.records import Claim, ClaimField, Edit, Origin

_ZONE = 3  # lines at the top and at the foot of a page among which running heads and feet are looked for
_NUMBER = re.compile(r"\d+")
_TIME_OF_DAY = re.compile(r"\d{1,2}[:.]\d\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24})(/\S*)?/?", re.IGNORECASE)
_HOLDER = re.compile(
    r"(?:copyright|©|\(c\))[\s©]*(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?)?[\s,]*(?:by )?([^.|\n]{2,60})",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,3}")
_PART = re.compile(r"\s+[·|•–—]\s+|\s*\|\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A removed cell of a line."""

    rule: str
    text: str
    start: int
    end: int


def looks_like_date(text: str) -> bool:
    """Whether a short text is a printed day, in any language: a year, a day of the month, few words."""
    if len(text) > 40 or not _YEAR.search(text) or len(_LETTERS.findall(text)) > 4:
        return False
    rest = _TIME_OF_DAY.sub(" ", _YEAR.sub(" ", text, count=1))
    return any(1 <= int(number) <= 31 for number in _NUMBER.findall(rest)[:4] if len(number) <= 2)


def _key(text: str) -> str:
    """What a running head is on every page: its words without numbers."""
    return " ".join(_NUMBER.sub("#", text.casefold()).split())


def _zones(lines: Sequence[Line]) -> tuple[list[list[Line]], list[list[Line]]]:
    """The first and the last lines of each page."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    return [page[:_ZONE] for page in pages.values()], [page[-_ZONE:][::-1] for page in pages.values()]


def _alone(lines: Sequence[Line]) -> set[int]:
    """Where the lines start that have white above and below, or the edge of a page or column."""
    result = set()
    for i, line in enumerate(lines):
        above = i == 0 or line.blanks > 0 or lines[i - 1].frame != line.frame
        below = i + 1 == len(lines) or lines[i + 1].blanks > 0 or lines[i + 1].frame != line.frame
        if above and below:
            result.add(line.start)
    return result


def _repeated(zones: Sequence[Sequence[Line]]) -> set[str]:
    """Keys of cells that come back in a zone of at least half the pages, and of two."""
    count: Counter[str] = Counter()
    for zone in zones:
        count.update({_key(text) for line in zone for text, _, _ in cells(line)})
    needed = max(2, (len(zones) + 1) // 2)
    return {key for key, times in count.items() if times >= needed and len(key) <= 120}


class _Finder:
    """The furniture of one document, zone by zone."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.tops, self.feet = _zones(lines)
        self.pages = lines[-1].page + 1 if lines else 0
        self.zone = [form for form in forms() if form.place == "zone"]
        self.edge = [form for form in forms() if form.place in {"edge", "alone", "zone"}]
        self.alone = [form for form in forms() if form.place in {"any", "alone"}]
        self.anywhere = [form for form in forms() if form.place == "any"]
        self.lonely = _alone(lines)
        self.gone: dict[int, list[Piece]] = {}  # by where the line starts

    def find(self) -> dict[int, list[Piece]]:
        for line in self.lines:
            self._take(line, self._by_form(line, self.alone if line.start in self.lonely else self.anywhere))
        for above, line in pairwise(self.lines):
            self._take(line, self._rest_of_notice(above, line))
        self._take_repeated([line for line in self.lines if line.start in self.lonely])
        for zones, rule in ((self.tops, "page.head"), (self.feet, "page.foot")):
            repeated = _repeated(zones) if self.pages > 1 else set()
            for zone in zones:
                for line in zone:
                    self._take(line, self._by_form(line, self.zone))
                self._clear(zone, repeated, rule)
        self._take_interruptions()
        self._take_counted()
        return self.gone

    def _take_interruptions(self) -> None:
        """Take a line that stands alone at the top of a page between the two halves of a sentence."""
        kept = [line for line in self.lines if line.start not in self.gone]
        for above, line, below in zip(kept, kept[1:], kept[2:], strict=False):
            top = above.page < line.page == below.page and line.start in self.lonely and len(line.text) <= 80
            if top and not ends_sentence(line.text) and _parts_sentence(above, below):
                self._take(line, self._all_pieces(line, "page.head"))

    def _take_counted(self) -> None:
        """Take numbers that stand alone and count the pages of a text whose page breaks are lost.

        They go up by one, and one stands inside a sentence or at the very end; numbers of chapters do neither.
        """
        kept = [line for line in self.lines if line.start not in self.gone]
        counted = [i for i, line in enumerate(kept) if line.start in self.lonely and _BARE_NUMBER.fullmatch(line.text)]
        numbers = [int(kept[i].text) for i in counted]
        if len(numbers) < 2 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            return
        inside = any(_parts_sentence(kept[i - 1], kept[i + 1]) for i in counted if 0 < i < len(kept) - 1)
        if inside or counted[-1] == len(kept) - 1:
            for i in counted:
                self._take(kept[i], self._all_pieces(kept[i], "page.number"))

    def _take_repeated(self, lines: Sequence[Line]) -> None:
        """Take lines that stand alone on several pages: feet that a converter left between two columns."""
        pages: dict[str, set[int]] = {}
        for line in lines:
            pages.setdefault(_key(line.text), set()).add(line.page)
        needed = max(2, (self.pages + 1) // 2)
        for line in lines:
            if len(pages[_key(line.text)]) >= needed and len(line.text) <= 120 and not self._may_be_title(line):
                self._take(line, self._all_pieces(line, "page.foot"))

    def _may_be_title(self, line: Line) -> bool:
        return line.page == 0 and any(line is top for zone in self.tops[:1] for top in zone)

    def _clear(self, zone: Sequence[Line], repeated: set[str], rule: str) -> None:
        """Take lines off the edge of a page inwards, until one is no furniture."""
        for i, line in enumerate(zone):
            if line.start in self.gone:
                continue
            pieces = self._pieces(line, repeated, rule)
            if not pieces or (rule == "page.head" and line.page == 0 and self._is_title(line, zone[i + 1 :])):
                return
            self._take(line, pieces)

    def _pieces(self, line: Line, repeated: set[str], rule: str) -> list[Piece]:
        """The cells of a line, if each of them is furniture; else nothing."""
        found = []
        row = cells(line)
        apart = len(row) > 1 and line.start in self.lonely
        for text, start, end in row:
            form = _form_of(text, self.edge) or _form_of(text, self.anywhere)
            if form is not None or self._is_number(text, line.page):
                name = form.rule if form else "page.number"
                found.append(Piece(rule=name, text=text, start=start, end=end))
            elif _key(text) in repeated or (apart and looks_like_date(text)):
                found.append(Piece(rule=rule, text=text, start=start, end=end))
        if len(found) == len(row):
            return found
        # One cell left over beside a date or a page number on the edge of a page: the name of the paper.
        if apart and found and all(len(text) <= 40 for text, _, _ in row):
            return self._all_pieces(line, rule)
        return []

    def _all_pieces(self, line: Line, rule: str) -> list[Piece]:
        """All cells of a line, each under the rule of its form or else under `rule`."""
        pieces = []
        for text, start, end in cells(line):
            form = _form_of(text, self.edge) or _form_of(text, self.anywhere)
            pieces.append(Piece(rule=form.rule if form else rule, text=text, start=start, end=end))
        return pieces

    def _is_number(self, text: str, page: int) -> bool:
        """Whether a cell counts this page: its number, alone or with how many there are."""
        numbers = [int(number) for number in _NUMBER.findall(text) if len(number) <= 5]
        if self.pages < 2 or len(text) > 40:
            return False
        bare = not re.search(r"[^\W\d]", text)
        return numbers in ([page + 1, self.pages], [self.pages, page + 1]) or (numbers == [page + 1] and bare)

    def _is_title(self, line: Line, below: Sequence[Line]) -> bool:
        """Whether the first copy of a running head is the title itself: several words, and a byline or date below."""
        rest = [one.text for one in below if one.start not in self.gone]
        if len(_LETTERS.findall(line.text)) < 4 or _PART.search(line.text) or len(cells(line)) > 1:
            return False
        return not rest or looks_like_date(rest[0]) or _is_name(rest[0])

    def _by_form(self, line: Line, allowed: Iterable[Form]) -> list[Piece]:
        row = [(cell, _form_of(cell[0], allowed)) for cell in cells(line)]
        if any(form is None for _, form in row):
            return []
        return [Piece(rule=form.rule, text=c[0], start=c[1], end=c[2]) for c, form in row if form]

    def _rest_of_notice(self, above: Line, line: Line) -> list[Piece]:
        """The next line of a copyright notice that the line above leaves open."""
        notice = any(piece.rule == "page.copyright" for piece in self.gone.get(above.start, []))
        runs_on = line.blanks == 0 and line.frame == above.frame and line.text[:1].islower()
        if not notice or not runs_on or ends_sentence(above.text) or line.start in self.gone:
            return []
        return [Piece(rule="page.copyright", text=line.text, start=line.start, end=line.end)]

    def _take(self, line: Line, pieces: list[Piece]) -> None:
        if pieces:
            self.gone[line.start] = pieces


def _parts_sentence(above: Line, below: Line) -> bool:
    """Whether a sentence goes on from one line to the other."""
    return not ends_sentence(above.text) and (below.text[:1].islower() or goes_on(above.text))


def _is_name(text: str) -> bool:
    """Whether a line may be a byline: it begins with "by", or is two to four words in capitals."""
    found = text.split()
    first = found[0].casefold().rstrip(":") if found else ""
    return first in words("by") or (2 <= len(found) <= 4 and all(word[:1].isupper() for word in found))


def _form_of(text: str, allowed: Iterable[Form]) -> Form | None:
    if len(text) > 600:
        return None
    said = frozenset(letters_of(text))
    may_be = (form for form in allowed if not form.needs or not form.needs.isdisjoint(said))
    return next((form for form in may_be if form.pattern.fullmatch(text)), None)


def _claims_of(piece: Piece) -> list[Claim]:
    """What a removed cell says about the document."""
    made = []
    address = _ADDRESS.fullmatch(piece.text)
    holder = _HOLDER.match(piece.text) if piece.rule == "page.copyright" else None
    if address:
        made.append((ClaimField.DOMAIN, address.group(1).lower()))
        # Below an article stand addresses of other pages; at the foot of each page stands the article's own.
        if (address.group(2) or "/").strip("/") and not piece.rule.startswith("tail."):
            made.append((ClaimField.URL, piece.text))
    elif holder:
        made.append((ClaimField.PUBLISHER, holder.group(1).strip()))
    elif piece.rule in {"page.head", "page.foot"} and "://" not in piece.text:
        made += _head_claims(piece.text)
    origin = Origin.TAIL if piece.rule.startswith("tail.") else Origin.RUNNING_HEAD
    return [
        Claim(field=field, text=text, origin=origin, detail=piece.rule, start=piece.start, end=piece.end)
        for field, text in made
        if text
    ]


def _head_claims(text: str) -> list[tuple[ClaimField, str]]:
    """What the parts of a running head say: "The Post · 4 May 2021" names the paper and the day."""
    parts = [part.strip() for part in _PART.split(text)]
    dates = [part for part in parts if looks_like_date(part)]
    names = [part for part in parts if part not in dates and _LETTERS.search(part)]
    if not dates and looks_like_date(text):
        return [(ClaimField.PUBLISHED, text)]
    return [(ClaimField.PUBLISHER, name) for name in names[:1]] + [(ClaimField.PUBLISHED, date) for date in dates[:1]]


def find_tail(text: str, spans: Sequence[tuple[int, int]]) -> tuple[list[Edit], list[Claim]]:
    """Edits that take whole blocks of furniture off: by form anywhere, below the article by what stands there.

    `spans` are those of the blocks; the white space that parts them stays.
    """
    anywhere = [form for form in forms() if form.place == "any"]
    tail = True
    found: list[Piece] = []
    for start, end in reversed(spans):
        block = text[start:end]
        form = _form_of(block, forms() if tail else anywhere)
        tail = tail and form is not None
        if form is not None:
            found.append(Piece(rule=form.rule, text=block, start=start, end=end))
    if len(found) == len(spans):
        return [], []  # a text of nothing but furniture keeps it: there is nothing that it surrounds
    edits = [Edit(rule=piece.rule, start=piece.start, end=piece.end, removed=piece.text) for piece in reversed(found)]
    return edits, [claim for piece in reversed(found) for claim in _claims_of(piece)]


def find_furniture(text: str) -> tuple[list[Edit], list[Claim]]:
    """Edits that take furniture lines off a text of pages, and what they said; line ends stay.

    The claims' spans are in offsets of `text`; each thing said is claimed once.
    """
    lines = read_lines(text)
    gone = _Finder(lines).find()
    edits = []
    claims: dict[tuple[ClaimField, str], Claim] = {}
    for line in lines:
        for i, piece in enumerate(pieces := gone.get(line.start, [])):
            end = pieces[i + 1].start if i + 1 < len(pieces) else line.end
            start = line.start if i == 0 else piece.start
            edits.append(Edit(rule=piece.rule, start=start, end=end, removed=text[start:end]))
            for claim in _claims_of(piece):
                claims.setdefault((claim.field, claim.text.casefold()), replace(claim))
    return edits, list(claims.values())
