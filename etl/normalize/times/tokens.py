"""Cuts a text into the words, figures and marks that the grammar of time expressions reads.

    cut("on 3 May").codes    one character for each token: its part of grammar, so that grammar rules are
                             ordinary regular expressions over parts instead of over letters

Years, clock times and the like are told apart by form only; whether a figure is a year is judged by the grammar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple

from etl.normalize.times.vocabulary import load

# Each alternative is bounded or a single run, so the scan is linear in the text. None begins with a blank: at blanks,
# of which there are as many as words, no alternative is tried.
_LEXEME = re.compile(
    r"""
    (?![ ])(?:
      (?P<word>(?:(?![AaPpQo½¼¾])|(?![AaPp]\.\s?[Mm]\b|(?<=[\d ])[AaPp][Mm]\b|Q[1-4]\b|o['’]clock\b|[½¼¾]))[^\W\d_]+)
    | (?P<iso_date>(?<![\w/-])\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?(?![\w-]))
    | (?P<slash_date>(?<![\w/])\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?![\w/]))
    | (?P<clock>(?<![\w:.])\d{1,2}:\d\d(?::\d\d)?(?![\w:]|\.\d)|(?<![\w:.])\d{1,2}[.:]\d\d(?=\s?[AaPp]\.?[Mm]\b))
    | (?P<decade>(?<!\w)\d{3}0['’]?s\b|['’]\d0['’]?s\b)
    | (?P<short_year>(?<!\w)['’]\d\d\b)
    | (?P<ordinal>(?<!\w)\d{1,2}(?:st|nd|rd|th)\b)
    | (?P<fraction>(?<![\w/])\d/\d(?![\w/])|[½¼¾])
    | (?P<other>[$£€¥#]\s?\d[\d,.]*|\d[\d,.]{0,20}[%°])
    | (?P<ampm>[AaPp]\.\s?[Mm]\b\.?|(?<=[\d ])[AaPp][Mm]\b)
    | (?P<quarter_code>\bQ[1-4]\b)
    | (?P<oclock>\bo['’]clock\b)
    | (?P<number>\d+(?:,\d{3})*(?:\.\d+)?)
    | (?P<possessive>['’][sS]\b)
    | (?P<other_tail>['’][a-z]+\b)
    | (?P<paragraph>\n[ \t\r]*\n\s*)
    | (?P<run>[^\w\s]{3,}|_+)
    | (?P<hyphen>[-‐‑–—])
    | (?P<comma>,)
    | (?P<dot>\.)
    | (?P<slash>/)
    | (?P<apostrophe>['’])
    | (?P<open>[(\[])
    | (?P<mark>[^\w\s])
    )
    """,
    re.VERBOSE,
)
_FORMS = [
    "iso_date",
    "slash_date",
    "clock",
    "decade",
    "short_year",
    "ordinal",
    "fraction",
    "ampm",
    "quarter_code",
    "oclock",
    "possessive",
    "hyphen",
    "comma",
    "dot",
    "slash",
    "apostrophe",
    "open",
    "paragraph",
    "day_number",
    "year",
    "old_year",
    "number",
    "number_word",
    "ordinal_word",
    "vague",
    "holiday",
    "other",
]
_MEANT = frozenset(_FORMS)
_CAPITAL = frozenset(("month_word", "month_short", "weekdays", "weekday_short"))


class Token(NamedTuple):
    """One lexeme: its part of grammar, its span in characters and its word in lower case."""

    kind: str
    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut into tokens; `codes[i]` is the one-character code of `tokens[i].kind`."""

    text: str
    tokens: list[Token]
    codes: str


@cache
def code_table() -> dict[str, str]:
    """Return the part-of-grammar -> character table, over the vocabulary's parts and the lexer's own forms."""
    kinds = dict.fromkeys([*_FORMS, *load().kinds.values()])
    return {kind: chr(0x4E00 + number) for number, kind in enumerate(kinds)}


def cut(text: str) -> Cut:
    """Cut `text` into tokens; set phrases ("these days", "Boxing Day") become one token."""
    tokens = _merge_phrases(_lexemes(text))
    table = code_table()
    return Cut(text, tokens, "".join([table[token[0]] for token in tokens]))


def _lexemes(text: str) -> list[Token]:
    """The tokens of a text, before set phrases are joined."""
    kind_of = load().kinds.get
    make: Callable[[tuple[str, int, int, str]], Token] = partial(
        tuple.__new__, Token
    )  # Token(...) takes thrice as long
    tokens: list[Token] = []
    add = tokens.append
    for match in _LEXEME.finditer(text):
        form, written = match.lastgroup, match[0]
        start = match.start()
        end = start + len(written)
        if form == "word":
            word = written.lower()
            kind = kind_of(word)
            if kind is None or (kind in _CAPITAL and written == word):
                kind = "other"
            add(make((kind, start, end, word)))
        elif form == "number":
            add(make((_number_kind(match, start, end), start, end, written)))
        else:
            add(make((form if form in _MEANT else "other", start, end, written)))
    return tokens


def _number_kind(match: re.Match[str], start: int, end: int) -> str:
    """day_number for 1 to 31, year for 1000 to 2199, else number; other when glued to letters ("3D", "B52")."""
    digits = match[0]
    text = match.string
    after = text[end : end + 1]
    if (start and (text[start - 1].isalpha() or text[start - 1] in "._")) or (
        after.isalpha() and not _glued(text, end)
    ):
        return "other"
    if not digits.isascii() or not digits.isdigit() or len(digits) > 4:
        return "number" if digits.isascii() and len(digits) < 12 else "other"
    if len(digits) == 3:
        return "old_year" if digits[0] != "0" else "number"
    if len(digits) == 4:
        return "year" if 1000 <= int(digits) < 2200 else "number"
    return "day_number" if 1 <= int(digits) <= 31 and len(digits) < 3 else "number"


def _glued(text: str, end: int) -> bool:
    """Whether "pm" or the like follows a figure without a space."""
    return text[end : end + 2].lower() in ("am", "pm", "a.", "p.") and not text[end + 2 : end + 3].isalpha()


@cache
def _phrase_heads() -> dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]:
    """First word -> second word ("" where there is none) -> set phrases that start so, the longest first."""
    heads: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    words = load()
    for phrase, kind in [*((p, "vague") for p in words.vague), *((p, "holiday") for p in words.holidays)]:
        heads.setdefault(phrase[0], {}).setdefault(phrase[1] if len(phrase) > 1 else "", []).append((phrase, kind))
    for seconds in heads.values():
        for phrases in seconds.values():
            phrases.sort(key=lambda item: -len(item[0]))
    return heads


def _merge_phrases(tokens: list[Token]) -> list[Token]:
    """Join the tokens of set phrases; a phrase that is a name counts with a capital letter only."""
    heads = _phrase_heads()
    merged: list[Token] = []
    done = 0
    for position in [place for place, token in enumerate(tokens) if token[3] in heads]:
        found = _phrase_at(tokens, position, heads[tokens[position].word]) if position >= done else None
        if found is not None:
            phrase, kind = found
            last = tokens[position + len(phrase) - 1]
            merged += tokens[done:position]
            merged.append(Token(kind, tokens[position].start, last.end, " ".join(phrase)))
            done = position + len(phrase)
    return merged + tokens[done:]


def _phrase_at(
    tokens: list[Token], position: int, seconds: dict[str, list[tuple[tuple[str, ...], str]]]
) -> tuple[tuple[str, ...], str] | None:
    second = tokens[position + 1].word.replace("’", "'") if position + 1 < len(tokens) else ""
    if second not in seconds and "" not in seconds:
        return None
    for phrase, kind in seconds.get(second, []) + (seconds.get("", []) if second else []):
        words = tuple([token.word.replace("’", "'") for token in tokens[position : position + len(phrase)]])
        if words == phrase:
            return phrase, kind
    return None
