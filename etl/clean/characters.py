r"""Characters: what no reader sees goes, what has two spellings gets one.

    [e.rule for e in character_edits("\ufeffso\u00a0so", Layout.PROSE)]    # ["char.bom", "char.space"]

It joins no lines and touches no words; words in the wrong encoding are the business of `etl.clean.mojibake`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from etl.records import Edit, Layout

_RULES = {  # name of the rule: characters, what stands there afterwards
    "char.newline": ("\r\n|[\r\u2028\u2029]", "\n"),
    "char.bom": ("\ufeff+", ""),
    "char.control": ("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]+", ""),  # Postgres takes no NUL, and nobody reads the others
    "char.c1": ("[\x80-\x9f]", None),
    "char.surrogate": ("[\ud800-\udfff]", "\ufffd"),  # no UTF-8 can hold it
    "char.bidi": ("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]+", ""),
    "char.zero-width": ("[\u200b\u2060-\u2064\u206a-\u206f\ufff9-\ufffb]+", ""),
    "char.joiner": ("[\u200c\u200d]+", None),
    "char.soft-hyphen": ("\u00ad+", None),
    "char.space": ("[\u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]", " "),
    "char.ligature": ("[\ufb00-\ufb06]", None),
}
_ANY = re.compile("|".join(f"(?P<r{i}>{pattern})" for i, (pattern, _) in enumerate(_RULES.values())))
# The characters that one of the rules begins with, out of their sets: a single set is looked for much faster.
_FIRST = re.compile("[" + "".join(re.sub(r"\n|[][|+]", "", pattern) for pattern, _ in _RULES.values()) + "]")
_BREAK = re.compile("[\x0b\x0c]")
_WORD = re.compile(r"\S+")
_LONG_WORD = 1024  # characters; the reordering of marks is quadratic in their number, so longer words must have none


def _joins_script(text: str, start: int, end: int) -> bool:
    """Whether joiners stand between characters that they shape: Arabic, Indic scripts, emoji."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return before >= "\u0600" and after >= "\u0600" and not before.isspace() and not after.isspace()


def _replacement(rule: str, found: re.Match[str], layout: Layout) -> str:
    """What takes the place of characters whose rule depends on where they stand."""
    text, piece = found.string, found.group()
    if rule == "char.c1":  # WHATWG: what came as Latin-1 was windows-1252
        return piece.encode("latin-1").decode("cp1252", "ignore")
    if rule == "char.joiner":
        return piece[0] if _joins_script(text, found.start(), found.end()) else ""
    if rule == "char.soft-hyphen":  # at the end of a line it says that the word goes on
        at_line_end = text[found.end() : found.end() + 1] in {"\n", "\r", "\x0b", "\x0c"}
        return "\u00ad" if layout is Layout.PAGED and at_line_end else ""
    return unicodedata.normalize("NFKC", piece)


def character_edits(text: str, layout: Layout) -> Iterator[Edit]:
    """Edits of single characters and runs of them, in order; the composed form is left to `composition_edits`."""
    names = list(_RULES)
    for found in _special(text):
        rule = names[int((found.lastgroup or "r0")[1:])]
        fixed = _RULES[rule][1]
        inserted = _replacement(rule, found, layout) if fixed is None else fixed
        if inserted != found.group():
            yield Edit(rule=rule, start=found.start(), end=found.end(), removed=found.group(), inserted=inserted)


def _special(text: str) -> Iterator[re.Match[str]]:
    """What `_ANY` matches in a text, tried only where a match can begin."""
    position = 0
    while (first := _FIRST.search(text, position)) and (found := _ANY.match(text, first.start())):
        yield found
        position = found.end()


def break_edits(text: str) -> Iterator[Edit]:
    """Page and column marks as line ends, for layouts that have neither."""
    for found in _BREAK.finditer(text):
        yield Edit(rule="char.newline", start=found.start(), end=found.end(), removed=found.group(), inserted="\n")


def _may_compose(word: str) -> bool:
    if word.isascii():
        return False
    return len(word) <= _LONG_WORD or not any(map(unicodedata.combining, word))


def composition_edits(text: str) -> Iterator[Edit]:
    """Words in Unicode's composed form (NFC), where they are not."""
    if unicodedata.is_normalized("NFC", text):
        return
    for found in _WORD.finditer(text):
        word = found.group()
        if _may_compose(word):
            composed = unicodedata.normalize("NFC", word)
            if composed != word:
                yield Edit(rule="char.nfc", start=found.start(), end=found.end(), removed=word, inserted=composed)
