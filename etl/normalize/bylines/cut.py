"""The first cut of a byline: addresses, dates and relative times taken out, then pieces between marks and credits.

    cut_line("By Jane Doe | 10 May 2018 | photos: John Roe")
    # pieces "Jane Doe" (by) and "John Roe" (photographer); date_text "10 May 2018"

A piece still holds several names: commas and "and" are cut in `units`, with the words in view.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from etl.normalize.bylines.words import is_agency, is_desk, is_job_line, is_person, words
from etl.normalize.names import fold, is_given_name, is_honorific, is_particle
from etl.normalize.printed_dates import find_printed
from etl.normalize.vocabulary import read_table

MAX_CHARACTERS = 1_200  # a byline of twenty names fits; the rest of a longer text is not read

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}")
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_.]{2,40}(?<!\.)")
_URL = re.compile(r"(?:https?://|www\.)[^\s,;|)]{1,300}", re.IGNORECASE)
_MARKUP = re.compile(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|[\u200b-\u200f\u2060\ufeff\u00ad]")
_HARD = re.compile(r"\s*(?:[|•·●∙‧■◆►▪;\n\r\t\f…–—―]|\.\.\.|\s-\s|--|\s-(?=[A-Z])|\)\s*\(|/{1,2})\s*")
_SENTENCE_STOP = re.compile(r"(?<=[^\W\d_]{4})\.(?=\s|$)|(?<=[A-Z]{3})\.(?=\s|$)|(?<=\))\.")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u3000]+")
_STRONG = "\x1e"  # stands after a gap that "|", ";" or a line end made: a credit before it is over
_GAP = "\x1f"  # stands where something was taken out: a boundary no byline prints


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What stands between two marks, with the credit that was announced before it."""

    text: str
    credit: str = "author"  # author, contributor, photographer, translator, editor
    by: bool = False  # a word for "by" led it
    joined: bool = False  # a slash stood before it
    bracketed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLine:
    """A byline after the first cut; `mixed_case` is false for one all in capitals but for small words."""

    pieces: tuple[Piece, ...]
    mails: tuple[str, ...]
    date_text: str | None
    mixed_case: bool


def cut_line(text: str) -> CutLine:
    """The pieces of one byline in printed order. Only its first 1,200 characters are read; any text is allowed."""
    line = _SPACES.sub(" ", _MARKUP.sub("", text[:MAX_CHARACTERS])).strip()
    mails = tuple(match[0] for match in _MAIL.finditer(line))
    line = _blank(_URL, _blank(_MAIL, line))
    date_text, line = _take_dates(_blank(_HANDLE, line, keep=True))
    line = _ago().sub(f" {_GAP} ", line)
    mixed = any(token != token.upper() and not _is_small_word(token) for token in line.split())
    return CutLine(pieces=tuple(_pieces(line)), mails=mails, date_text=date_text, mixed_case=mixed)


def _is_small_word(token: str) -> bool:
    """A word that stays in lower case beside names in capitals: "and", "by", "de"."""
    word = token.strip(",.:;()").lower()
    groups = ("and", "with", "for", "by", "by_particle", "place_words", "role_links")
    return word in {"a", "an", "the"} or is_particle(word) or any(word in words(group) for group in groups)


def _blank(pattern: re.Pattern[str], line: str, *, keep: bool = False) -> str:
    """The line with each match cut off by gaps from what stands beside it, and itself dropped unless kept."""
    return pattern.sub(lambda m: f" {_GAP} {m[0]} {_GAP} " if keep else f" {_GAP} ", line)


def _take_dates(line: str) -> tuple[str | None, str]:
    """The first date that is not one of a later change, and the line without any date."""
    chosen: str | None = None
    changed: str | None = None
    for _ in range(4):
        found = find_printed(line)
        if found is None:
            break
        printed, before = line[found.start : found.end].strip(), line[: found.start].lower().rstrip(" :,")
        if any(before.endswith(word) for word in read_table("date_words")["modified"]):
            changed = changed or printed
        else:
            chosen = chosen or printed
        kept = line[: found.start].rstrip()
        word = kept.rsplit(" ", 1)[-1]
        if word.lower() in words("before_date"):
            kept = kept.removesuffix(word)
        line = f"{kept} {_GAP} {line[found.end :]}"
    return chosen or changed, line


@cache
def _ago() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:"
        + "|".join(read_table("bylines")["ago"])
        + r")(?!\w)|(?<!\S)\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?!\S)",
        re.IGNORECASE,
    )


@cache
def _lead() -> re.Pattern[str]:
    """Words for "by" and credits, longest first; each stands alone between spaces, marks or the ends of the line."""
    table = read_table("bylines")
    phrases = {*table["by"], *(word for row in table["credit"] for word in row["words"])}
    ordered = sorted(phrases, key=len, reverse=True)
    alternatives = "|".join(re.escape(p) + ("" if p[-1] in ":/：=" else r"(?!\w)") for p in ordered)
    return re.compile(rf"(?<![\w'’@-])(?:{alternatives})(?:\s?[:：=](?=\s|\w))?", re.IGNORECASE)


@cache
def _credit_roles() -> dict[str, str]:
    return {word: row["role"] for row in read_table("bylines")["credit"] for word in row["words"]}


def credit_role(text: str) -> str | None:
    """The role that a credit word names ("Fotos": photographer), or None."""
    word = text.lower().strip(" :/()")
    return _credit_roles().get(word) or _credit_roles().get(f"{word}:")


def _pieces(line: str) -> Iterator[Piece]:
    """The line cut at gaps, marks, brackets and credits; commas and "and" are cut later, with the words in view."""
    credit, named = "author", False
    for chunk in _chunks(line):
        if chunk.startswith(_STRONG) and named:
            credit, named = "author", False
        body = chunk.lstrip(_STRONG)
        bracketed = body.startswith(("(", "["))
        if not bracketed and (role := credit_role(body.strip(" /"))):
            credit, named = role, False  # "Photos | Jane Doe", "Foto/Jane Doe"
            continue
        body, helped = _without_helped(body.strip(" ()[]"))
        for lead, text in _led(body):
            named_role = credit_role(lead) if lead else None
            if lead:
                credit, named = named_role or "author", False
            if text:
                named = True
                by = bool(lead and named_role is None)
                yield Piece(
                    text=text,
                    credit="contributor" if helped else credit,
                    by=by,
                    joined=text.startswith("/"),
                    bracketed=bracketed,
                )


def _is_abbreviation(line: str, stop: int) -> bool:
    """Whether the full stop at `stop` ends a title ("Prof.") and no sentence."""
    return is_honorific(line[max(0, stop - 12) : stop].rsplit(" ", 1)[-1])


@cache
def _helped() -> re.Pattern[str]:
    phrases = sorted(read_table("bylines")["helped"], key=len, reverse=True)
    return re.compile(r"\s(?:" + "|".join(map(re.escape, phrases)) + r")(?!\w)", re.IGNORECASE)


def _without_helped(body: str) -> tuple[str, bool]:
    """The words without "contributed reporting" and the like, and whether these were there."""
    match = _helped().search(body)
    if not match:
        return body, False
    return f"{body[: match.start()]} {body[match.end() :].strip(' .')}".strip(), True


def _chunks(line: str) -> Iterator[str]:
    """The line cut at gaps, marks and brackets; after "|" or ";" a chunk begins with _STRONG, after "/" with "/"."""
    marked = _HARD.sub(lambda m: f" {_GAP}/ " if "/" in m[0] else f" {_GAP}{_STRONG} ", line)
    marked = _SENTENCE_STOP.sub(lambda m: m[0] if _is_abbreviation(marked, m.start()) else f" {_GAP} ", marked)
    marked = re.sub(r"\s*([(\[])", rf" {_GAP} \1", marked)
    marked = re.sub(r"([)\]])", rf"\1 {_GAP} ", marked)
    for chunk in marked.split(_GAP):
        mark = chunk[:1] if chunk[:1] in {"/", _STRONG} else ""
        body = chunk.strip(_STRONG + ' /,:!?"“”„»«-')
        if body.strip("()[] "):
            yield mark + body


def _led(body: str) -> Iterator[tuple[str, str]]:
    """(lead word, text after it) runs of a piece; text before the first lead comes with an empty lead."""
    leads = [m for m in _lead().finditer(body) if _is_lead(body, m)]
    first = leads[0].start() if leads else len(body)
    yield from _led_by_particle(body[:first].strip(" ,:"))
    for index, match in enumerate(leads):
        end = leads[index + 1].start() if index + 1 < len(leads) else len(body)
        yield match[0].lower().strip(), body[match.end() : end].strip(" ,:")


def _is_lead(body: str, match: re.Match[str]) -> bool:
    """Whether a lead word leads: "by" anywhere, a noun ("author", "photo") where a piece begins or with a colon."""
    word = match[0].lower().rstrip()
    begins = not body[: match.start()].strip(" /,")
    follows = bool(body[match.end() :].strip(" ,:"))
    if word[-1] in ":：=/" or " " in word or word == "by":
        return follows or begins
    return begins and follows and not (is_job_line(body) and body[:1].islower())


def _led_by_particle(text: str) -> Iterator[tuple[str, str]]:
    if not text:
        return
    plain = text.lstrip("/")
    label, colon, named = plain.partition(":")
    if colon and _is_label_of_name(label, named.split()):
        yield label.lower(), named.strip()  # "Opracował: Jane Doe": whatever the word, it leads a name
        return
    if colon and named.strip() and fold(label) in words("by_particle"):
        yield label.lower(), named.strip()
        return
    if colon and " " in named[:1] and named.strip():
        yield "", label.strip()
        yield "", named.strip()
        return
    first, _, rest = plain.partition(" ")
    second = rest.split(" ", 1)[0]
    capitalized = first[:1].isupper() or not is_particle(second)
    source_follows = is_agency(second.strip(",/")) or any(is_desk(word) for word in rest.split()[:2])
    name_follows = not second[:1].islower() or source_follows
    if (rest and fold(first) in words("by_source") and source_follows) or (
        rest and fold(first) in words("by_particle") and capitalized and name_follows
    ):
        yield first.lower(), rest
    else:
        yield "", text


def _is_label_of_name(label: str, named: Sequence[str]) -> bool:
    """Whether "Opracował: Jane Doe" says who wrote it, whatever the word: a known given name or an agency follows."""
    if not 3 <= len(label) <= 30 or len(label.split()) > 3 or not named:
        return False
    person = is_given_name(named[0]) and is_person(named[:2]) and not is_given_name(label.split(maxsplit=1)[0])
    return person or is_agency(" ".join(named))
