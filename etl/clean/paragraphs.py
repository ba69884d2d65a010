r"""Paragraphs: the lines of pages put together again, across line ends, columns and pages.

    paragraph_edits("A line that\nwent on.\n\nNext.")    # joins "that" and "went"

How the document marks its paragraphs is read off the document: by blank lines, by indented first lines, or by nothing
but a last line that is not full. It takes no line away; that is the business of `etl.clean.furniture`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from etl.clean.hyphens import Evidence, hyphen_joint, read_evidence
from etl.clean.pages import Line, read_lines
from etl.clean.sentences import begins_anew, breaks_off, ends_sentence, goes_on, inner_ends, is_bulleted, is_titled
from etl.clean.style import Style, read_style
from etl.records import Edit

_EAST_ASIAN = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_TIGHT = ("—", "/")  # a line may end after them without a space
_STRETCHED_WORDS = 8  # no line of a column holds more
_LOOK = 12  # lines of a paragraph that are looked at
_HEAD_LINES = 8
_HEAD_CHARACTERS = 200  # a group that is longer and ends a sentence is the article's first paragraph
_DASHED = re.compile(r"[—–] [^\W\d_a-z]")  # a signature, or speech in many languages
_OPENING_QUOTES = ('"', "“", "„", "«", "‘", "'")
_NO_HEADING = 160  # characters; no heading and hardly a standfirst without a full stop is so long
_LONG_BLOCK = 60  # characters; a shorter one that ends in a comma may be a salutation or a heading


class _Reader:
    """Decides line by line where paragraphs begin."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self.style: Style = read_style(lines)
        self.head = _head_length(lines, self.style)
        self.parts_at_full_lines = _parts_at_full_lines(lines, self.style)
        self.first = 0  # index of the first line of the paragraph at hand
        self.length = 0  # its characters so far

    def joins(self) -> Iterator[tuple[Line, Line, bool | None]]:
        """Neighbouring lines, with whether they belong to one paragraph (None: lines of the head, left as they are)."""
        for i in range(1, len(self.lines)):
            a, b = self.lines[i - 1], self.lines[i]
            if i < self.head and b.blanks == 0 and a.frame == b.frame:
                yield a, b, None
                continue
            new = i <= self.head or self._begins(i)
            yield a, b, not new
            if new:
                self.first = i

    def _begins(self, i: int) -> bool:
        a, b = self.lines[i - 1], self.lines[i]
        if not self.style.wrapped:
            return not is_cut(a.text, b.text)
        if self.style.stretched and self._is_stretched(i):
            return False
        if is_bulleted(b.text):
            return self._begins_item(i)
        ended, anew = ends_sentence(a.text), begins_anew(b.text)
        if a.frame != b.frame:
            return self._begins_frame(i, ended=ended, anew=anew)
        if not anew and not ended:
            return False
        if ended and _DASHED.match(b.text):
            return True
        if self.style.is_indented(b):
            return True
        if b.blanks and self.style.blanks:
            return not self._is_cut(i)
        if not anew:
            return ended and b.blanks > 0
        return self._begins_unmarked(i, ended=ended)

    def _begins_item(self, i: int) -> bool:
        """Whether a line with a bullet is an item of a list; bullets also part things inside a paragraph."""
        a, b = self.lines[i - 1], self.lines[i]
        listed = is_bulleted(self.lines[self.first].text)
        return listed or b.blanks > 0 or ends_sentence(a.text) or self.style.slack(a, b) > 0.05

    def _begins_frame(self, i: int, *, ended: bool, anew: bool) -> bool:
        """At the top of a page or column only the text tells, and an indent."""
        b = self.lines[i]
        if not ended:
            return anew and self._is_lone_heading(i)
        if self.style.indent is not None:
            return self.style.is_indented(b)
        return anew and (self._slack(i) > 0.0 or self.parts_at_full_lines)

    def _begins_unmarked(self, i: int, *, ended: bool) -> bool:
        """Inside a frame without indent or trusted blank line: by how full the line above is."""
        a, b = self.lines[i - 1], self.lines[i]
        slack = self._slack(i)
        marked = self.style.indent is not None or (self.style.blanks and not b.blanks)
        if ended:
            if marked:
                return slack > 0.3
            return slack > 0.0 or b.blanks > 0 or self.parts_at_full_lines or self._is_heading(i)
        if goes_on(a.text):
            return False
        return slack > 0.5 if marked else slack > self.style.certain or self._is_lone_heading(i)

    def _slack(self, i: int) -> float:
        """The room that was left above line `i`; words of one stretched line count as one line."""
        a, b = self.lines[i - 1], self.lines[i]
        first = i - 1
        while self.style.stretched and 0 < first > i - _STRETCHED_WORDS and self._is_word_above(first):
            first -= 1
        whole = " ".join(line.text for line in self.lines[first:i])
        return self.style.slack(replace(a, text=whole), b)

    def _is_word_above(self, i: int) -> bool:
        """Whether a line and the one above it are single words of one sentence."""
        above, line = self.lines[i - 1], self.lines[i]
        single = " " not in above.text and " " not in line.text
        return single and not line.blanks and above.frame == line.frame and not ends_sentence(above.text)

    def _is_lone_heading(self, i: int) -> bool:
        """Whether the line above is a paragraph of its own so far, and too short to go on."""
        a, b = self.lines[i - 1], self.lines[i]
        alone = self.first == i - 1 and not goes_on(a.text) and not inner_ends(a.text)
        return alone and (self.style.slack(a, b) > 0.12 or (is_titled(a.text) and not is_titled(b.text)))

    def _is_heading(self, i: int) -> bool:
        """Whether a line reads as a heading above the next one."""
        if i + 1 >= len(self.lines) or self.lines[i + 1].frame != self.lines[i].frame:
            return False
        a, b = self.lines[i], self.lines[i + 1]
        short = self.style.slack(a, b) > 0.2 or (is_titled(a.text) and not is_titled(b.text))
        return short and not ends_sentence(a.text) and begins_anew(b.text) and not goes_on(a.text)

    def _is_stretched(self, i: int) -> bool:
        """Whether two lines are words of one line that was justified over its whole width."""
        a, b = self.lines[i - 1], self.lines[i]
        if b.blanks or a.frame != b.frame or " " in a.text or ends_sentence(a.text):
            return False
        above = self.lines[i - 2].text if i > 1 else " "
        return " " not in b.text or " " not in above

    def _is_cut(self, i: int) -> bool:
        """Whether a blank line stands inside a sentence."""
        above = self.lines[max(self.first, i - _LOOK) : i]
        below = [self.lines[i]]
        for line in self.lines[i + 1 : i + _LOOK]:
            if line.blanks or line.frame != below[0].frame:
                break
            below.append(line)
        return is_cut(" ".join(line.text for line in above), " ".join(line.text for line in below))


def is_cut(before: str, after: str) -> bool:
    """Whether two blocks are halves of one paragraph, told by the text alone."""
    if ends_sentence(before) or is_bulleted(after):
        return False
    if not begins_anew(after) or (before.endswith(",") and after.startswith(_OPENING_QUOTES)):
        return True
    if goes_on(before):
        least = _LONG_BLOCK if before.endswith(",") else _LONG_BLOCK // 3
        return len(before) >= 2 * _LONG_BLOCK or (len(before) >= least and ends_sentence(after))
    whole = len(before) >= _NO_HEADING or breaks_off(before)
    return whole and ends_sentence(after) and before[-1].isalnum()


def _parts_at_full_lines(lines: Sequence[Line], style: Style) -> bool:
    """Whether a full line that ends a sentence more often ends a paragraph than not, in this document.

    Where nothing marks paragraphs, those whose last line happens to be full cannot be seen. Whether a line is full is
    chance for ends of paragraphs and of other sentences alike, so their numbers elsewhere in the document tell.
    """
    if not style.wrapped:
        return False
    seen = sum(ends_sentence(a.text) and begins_anew(b.text) and style.slack(a, b) > 0.0 for a, b in pairwise(lines))
    return seen > sum(inner_ends(line.text) for line in lines)


def _head_length(lines: Sequence[Line], style: Style) -> int:
    """How many lines stand above the first paragraph of running text, in groups apart by blank lines."""
    start = 0
    for i in range(1, min(len(lines), _HEAD_LINES + 1) + 1):
        at_end = i == len(lines) or lines[i].blanks > 0 or lines[i].frame != lines[i - 1].frame
        if at_end:
            goes_below = i < len(lines) and not begins_anew(lines[i].text)
            if goes_below or _is_running_text(lines[start:i]):
                break
            if i == len(lines):
                return 0  # a text without a body is no head either
            start = i
    return start or _outsized(lines, style)


def _is_running_text(group: Sequence[Line]) -> bool:
    length = sum(len(line.text) for line in group)
    last = group[-1].text
    if goes_on(last) and len(last) >= _LONG_BLOCK:
        return True  # half a paragraph: a title's last line ends in no "the"
    ended = ends_sentence(last) and length >= _HEAD_CHARACTERS // 3
    return ended or length >= _HEAD_CHARACTERS


def _outsized(lines: Sequence[Line], style: Style) -> int:
    """How many first lines are wider than a column holds: a title over two columns, with no blank line below."""
    if not style.wrapped:
        return 0
    count = next((i for i, line in enumerate(lines[:5]) if not style.is_outsized(line)), 0)
    if count and count + 1 < len(lines) and not ends_sentence(lines[count - 1].text):
        last, below = lines[count], lines[count + 1]
        short = style.slack(last, below) > 0.15 and begins_anew(below.text)
        count += short or not begins_anew(last.text)  # a title's last line need not be wide
    return count


def _joint(a: Line, b: Line, evidence: Evidence) -> tuple[str, str, str]:
    """What to drop of the line's end, what to put between, and the rule that says so."""
    hyphen = hyphen_joint(a.text, b.text, evidence)
    if hyphen is not None:
        return (*hyphen, "hyphen.join" if hyphen[0] else "hyphen.keep")
    if a.text.endswith("\u00ad"):
        return "\u00ad", "", "hyphen.join"
    tight = (a.text.endswith(_TIGHT) and not a.text[:-1].endswith(" ")) or (
        _EAST_ASIAN.match(a.text[-1]) and _EAST_ASIAN.match(b.text)
    )
    return "", "" if tight else " ", "line.join"


def paragraph_edits(text: str) -> Iterator[Edit]:
    """Edits that join lines of one paragraph, and part paragraphs by one blank line."""
    lines = read_lines(text)
    evidence = read_evidence(line.text for line in lines)
    for a, b, together in _Reader(lines).joins():
        if together is None:
            continue
        dropped, inserted, rule = _joint(a, b, evidence) if together else ("", "\n\n", "paragraph.part")
        start = a.end - len(dropped)
        removed = text[start : b.start]
        if together and (a.frame != b.frame or b.blanks) and rule == "line.join":
            rule = "page.join" if a.page != b.page else "paragraph.join"
        if removed != inserted:
            yield Edit(rule=rule, start=start, end=b.start, removed=removed, inserted=inserted)
