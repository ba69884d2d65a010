"""A byline cut into what it says: names, organizations, functions, places, addresses, a date, and what is left over.

    parse("By Jane Doe in Beirut and the Example Times, 10 May 2018").parts
    # person "Jane Doe", place "Beirut", organization "Example Times"; .date_text == "10 May 2018"

The line is cut at its separators, each piece is read by the words it holds, and everything gets one kind. It does not
decide who the author is, split names or fix their case: see `etl.normalize.authors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from etl.normalize.byline_words import (
    bare,
    follows_place_word,
    is_account,
    is_agency,
    is_label,
    is_name_token,
    is_organization,
    is_person,
    is_place,
    job_span,
    words,
)
from etl.normalize.names import (
    fold,
    either_names,
    given_names,
    iberian_surnames,
    is_given_name,
    is_honorific,
    is_initial,
    is_particle,
    is_suffix,
)
from etl.normalize.printed_dates import find_printed, vocabulary

MAX_CHARACTERS = 1_200  # a byline of twenty names fits; the rest of a longer text is not read

_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}")
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_.]{2,40}(?<!\.)")
_URL = re.compile(r"(?:https?://|www\.)[^\s,;|)]{1,300}", re.IGNORECASE)
_MARKUP = re.compile(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|[\u200b-\u200f\u2060\ufeff\u00ad]")
_HARD = re.compile(r"\s*(?:[|•·●∙‧■◆►▪;\n\r\t\f…–—―]|\.\.\.|\s-\s|--|\s-(?=[A-Z])|\)\s*\(|/{1,2})\s*")
_SENTENCE_STOP = re.compile(r"(?<=[^\W\d_]{4})\.(?=\s|$)|(?<=[A-Z]{3})\.(?=\s|$)|(?<=\))\.")
_BARE_NUMBER = re.compile(r"(?<!\S)\(?\d{1,4}\)?(?!\S)")
_SPACES = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u3000]+")
_NEWSROOM = frozenset(
    {"redacción", "redaccion", "redazione", "redação", "rédaction", "redactie"}
)  # before an agency's name: of it
_GAP = "\x1f"  # stands where something was taken out: a boundary no byline prints


class PartKind(StrEnum):
    """What a part of a byline is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    JOB = "job"
    PLACE = "place"
    MAIL = "mail"
    HANDLE = "handle"
    LABEL = "label"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part as printed, with the kind of work that a credit before it announced."""

    kind: PartKind
    text: str
    credit: str = "author"  # author, contributor, photographer, translator, editor
    joined: bool = False  # "and", "with", "/" stood before it
    bracketed: bool = False
    generic: bool = False  # "agencies": says a kind of source and names none


@dataclass(frozen=True, slots=True, kw_only=True)
class Parse:
    """A whole byline in parts; `has_by` says that a word for "by" led it."""

    parts: tuple[Part, ...]
    date_text: str | None = None
    has_by: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    text: str
    credit: str
    by: bool
    joined: bool
    bracketed: bool


def parse(text: str) -> Parse:
    """The parts of one byline in printed order. Only its first 1,200 characters are read; any text is allowed."""
    line = _MARKUP.sub("", text[:MAX_CHARACTERS])
    line = _SPACES.sub(" ", line).strip()
    addresses = [(m.start(), PartKind.MAIL, m[0]) for m in _MAIL.finditer(line)]
    line = _blank(_MAIL, line)
    line = _blank(_URL, line)
    line = _blank(_HANDLE, line, keep=True)
    date_text, line = _take_dates(line)
    line = _take_ago(line)
    mixed = any(token != token.upper() and not _is_small_word(token) for token in line.split())
    pieces = list(_pieces(line))
    parts = [part for piece in pieces for part in _read(piece, mixed_case=mixed)]
    parts.extend(Part(kind=kind, text=found) for _, kind, found in addresses)
    return Parse(parts=tuple(parts), date_text=date_text, has_by=any(piece.by for piece in pieces))


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
        if any(before.endswith(word) for word in vocabulary("date_words")["modified"]):
            changed = changed or printed
        else:
            chosen = chosen or printed
        line = f"{line[: found.start]} {_GAP} {line[found.end :]}"
    return chosen or changed, line


@cache
def _ago() -> re.Pattern[str]:
    return re.compile(
        r"(?<!\w)(?:"
        + "|".join(vocabulary("bylines")["ago"])
        + r")(?!\w)|(?<!\S)\d{1,2}[:.]\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?!\S)",
        re.IGNORECASE,
    )


def _take_ago(line: str) -> str:
    return _ago().sub(f" {_GAP} ", line)


# ---- cutting


@cache
def _lead() -> re.Pattern[str]:
    """Words for "by" and credits, longest first; each stands alone between spaces, marks or the ends of the line."""
    table = vocabulary("bylines")
    phrases = {*table["by"], *(word for row in table["credit"] for word in row["words"])}
    ordered = sorted(phrases, key=len, reverse=True)
    alternatives = "|".join(re.escape(p) + ("" if p[-1] in ":/：=" else r"(?!\w)") for p in ordered)
    return re.compile(rf"(?<![\w'’@-])(?:{alternatives})(?:\s?[:：=](?=\s|\w))?", re.IGNORECASE)


@cache
def _credit_roles() -> dict[str, str]:
    return {word: row["role"] for row in vocabulary("bylines")["credit"] for word in row["words"]}


def credit_role(text: str) -> str | None:
    """The role that a credit word names ("Fotos": photographer), or None."""
    word = text.lower().strip(" :/()")
    return _credit_roles().get(word) or _credit_roles().get(f"{word}:")


def _pieces(line: str) -> Iterator[_Piece]:
    """The line cut at gaps, marks, brackets and credits; commas and "and" are cut later, with the words in view."""
    credit = "author"
    for chunk in _chunks(line):
        bracketed = chunk.startswith("(")
        body = chunk.strip(" ()[]")
        for lead, text in _led(body):
            role = credit_role(lead) if lead else None
            if lead:
                credit = role or "author"
            if text:
                yield _Piece(
                    text=text, credit=credit, by=bool(lead and role is None), joined=False, bracketed=bracketed
                )
        if chunk.endswith(_GAP + ";"):
            credit = "author"


def _chunks(line: str) -> Iterator[str]:
    marked = _HARD.sub(lambda m: f" {_GAP}/ " if "/" in m[0] else f" {_GAP} ", line)
    marked = _SENTENCE_STOP.sub(f" {_GAP} ", marked)
    marked = re.sub(r"\s*([(\[])", rf" {_GAP} \1", marked)
    marked = re.sub(r"([)\]])", rf"\1 {_GAP} ", marked)
    for chunk in marked.split(_GAP):
        slash = chunk.startswith("/")
        stripped = chunk.strip(' /,:.!?"“”„»«-') if not chunk.strip().startswith(("(", "[")) else chunk.strip()
        if stripped.strip("()[] "):
            yield ("/" + stripped) if slash else stripped


def _led(body: str) -> Iterator[tuple[str, str]]:
    """(lead word, text after it) runs of a piece; text before the first lead comes with an empty lead."""
    leads = [m for m in _lead().finditer(body) if _is_lead(body, m)]
    first = leads[0].start() if leads else len(body)
    yield from _led_by_particle(body[:first].strip(" ,:"))
    for index, match in enumerate(leads):
        end = leads[index + 1].start() if index + 1 < len(leads) else len(body)
        yield match[0].lower().strip(), body[match.end() : end].strip(" ,:")


def _is_lead(body: str, match: re.Match[str]) -> bool:
    """Whether a lead word does lead: "by" anywhere; a noun ("author", "photo") where the piece begins, or with a colon."""
    word = match[0].lower().rstrip()
    begins = not body[: match.start()].strip(" /,")
    follows = bool(body[match.end() :].strip(" ,:"))
    if word[-1] in ":：=/" or " " in word or word == "by":
        return follows or begins
    return begins and follows and not _job_like(body)


def _job_like(body: str) -> bool:
    """ "Author and historian", "Reporter Jane Doe": the noun is a function, not a label."""
    return job_span(body.split()) is not None and body.split()[0].islower()


def _led_by_particle(text: str) -> Iterator[tuple[str, str]]:
    if not text:
        return
    plain = text.lstrip("/")
    label, colon, named = plain.partition(":")
    if colon and len(label.split()) <= 3 and is_person(named.split()[:2]):
        yield label.lower(), named.strip()  # "Opracował: Jane Doe": whatever the word, it leads a name
        return
    first, _, rest = plain.partition(" ")
    second = rest.split(" ", 1)[0]
    capitalized = first[:1].isupper() or not is_particle(second)
    if rest and fold(first) in words("by_particle") and capitalized and not second[:1].islower():
        yield first.lower(), rest
    else:
        yield "", text


# ---- reading a piece


def _read(piece: _Piece, *, mixed_case: bool) -> Iterator[Part]:
    joined = piece.joined or piece.text.startswith("/")
    for text, linked in _units(piece.text.lstrip("/ "), mixed_case=mixed_case):
        tokens = text.split()
        for kind, run, generic in _classified(tokens, mixed_case=mixed_case, by=piece.by, bracketed=piece.bracketed):
            yield Part(
                kind=kind,
                text=" ".join(run),
                credit=piece.credit,
                joined=joined or linked,
                bracketed=piece.bracketed,
                generic=generic,
            )
        joined = False


def _units(text: str, *, mixed_case: bool) -> Iterator[tuple[str, bool]]:
    """Units between commas and joining words, with whether a joining word stood before."""
    linked = False
    for chunk in re.split(r"\s*[,，、]\s*", text):
        current: list[str] = []
        tokens = chunk.split()
        for index, token in enumerate(tokens):
            if _joins(tokens, index, current, mixed_case=mixed_case):
                if current:
                    yield " ".join(current), linked
                current, linked = [], token.lower() not in words("for")
            else:
                current.append(token)
        if current:
            yield " ".join(current), linked
            linked = False


def _joins(tokens: Sequence[str], index: int, before: Sequence[str], *, mixed_case: bool) -> bool:
    """Whether the token at `index` is an "and" or a "with" that joins names, and not one inside a name or a function."""
    token = tokens[index]
    word = token.lower()
    if word not in words("and") and word not in words("with") and word not in words("for"):
        return False
    if mixed_case and word.isalpha() and not token.islower() and (len(word) <= 2 or is_given_name(token)):
        return False
    after = tokens[index + 1 :]
    if not after:
        return not before
    if not before:
        return True
    if word in {"y", "e", "i"} and (len(before) < 2 or (len(after) == 1)):
        return False  # "Ortega y Gasset"
    if len(before) == len(after) == 1 and word in {"and", "und", "et", "&", "y", "e"}:
        return before[0][:1].isupper() and after[0][:1].isupper()  # "Doe, Jane and Roe, John"
    return _starts_name(after, mixed_case=mixed_case) and not is_agency(" ".join([*before, token, *after]))


def _starts_name(tokens: Sequence[str], *, mixed_case: bool) -> bool:
    """Whether a person or an organization begins here, and not the rest of a function ("... and Environment Reporter")."""
    if tokens[0] in {"the", "a", "an"}:
        return True
    span = job_span(tokens)
    if span and span[0] == 0:
        return is_given_name(tokens[0]) or any(is_given_name(t) for t in tokens[span[1] : span[1] + 1])
    upto = span[0] if span else len(tokens)
    stop = next((i for i, t in enumerate(tokens) if t.lower() in words("and") or t in words("place_words")), upto)
    head = tokens[: max(1, min(upto, stop, 5))]
    return (
        is_person(head)
        or is_organization(head, mixed_case=mixed_case)
        or is_agency(" ".join(head))
        or is_given_name(head[0])
        or fold(head[0]) in {"agencies", "agenturen", "agencias", "agences", "agenzie", "wires"}
    )


_Run = tuple[PartKind, Sequence[str], bool]


def _classified(tokens: Sequence[str], *, mixed_case: bool, by: bool, bracketed: bool) -> Iterator[_Run]:
    """Kinds of the runs of tokens in one unit."""
    tokens = _strip_articles(tokens)
    text = " ".join(tokens)
    if not tokens:
        return
    if text.startswith("@"):
        yield PartKind.HANDLE, tokens, False
    elif bracketed and credit_role(text):
        yield PartKind.UNKNOWN, tokens, False
    elif is_account(text) and not is_agency(text):
        yield PartKind.LABEL, tokens, False
    elif is_label(text) and not (by and is_agency(text)):
        yield PartKind.LABEL, tokens, False
    elif all(is_suffix(token, 3) and not is_agency(token) for token in tokens):
        yield PartKind.PERSON, tokens, False
    elif len(tokens) == 1 and text.islower() and 2 <= len(text) <= 4 and text.isalpha() and not is_agency(text):
        yield PartKind.LABEL, tokens, False  # an author's initials, as newsrooms print them: "(hm)"
    elif bare(text) in {"agencies", "agenturen", "agencias", "agences", "agenzie", "wires", "agências", "material"}:
        yield PartKind.ORGANIZATION, tokens, True
    elif is_agency(text):
        yield PartKind.ORGANIZATION, tokens, False
    elif is_place(tokens) or follows_place_word(tokens):
        yield PartKind.PLACE, tokens, False
    else:
        yield from _by_job(tokens, mixed_case=mixed_case, by=by)


def _strip_articles(tokens: Sequence[str]) -> Sequence[str]:
    """Without numbers, marks and a small article in front ("a team" is "team"; "The Times" stays whole)."""
    kept = [t for t in tokens if any(c.isalpha() for c in t)]
    while (
        kept
        and kept[0] in {"a", "an", "the", "by", "der", "die", "das", "la", "le", "el", "l'"}
        and len(kept) > 1
        and not (kept[0] in {"la", "le", "el"} and kept[1][:1].isupper())
    ):
        kept = kept[1:]
    return kept


def _by_job(tokens: Sequence[str], *, mixed_case: bool, by: bool) -> Iterator[_Run]:
    """A unit with a function in it: name before it, or after it, or none."""
    if is_organization(tokens, mixed_case=mixed_case) and not (job_span(tokens) and is_given_name(tokens[0])):
        yield from _organization_run(tokens, mixed_case=mixed_case)
        return
    span = job_span(tokens)
    if span is None:
        yield from _by_organization(tokens, mixed_case=mixed_case, by=by)
        return
    start, end = span
    start = _name_end(tokens, start, end)
    if start:
        yield from _by_organization(tokens[:start], mixed_case=mixed_case, by=by)
    known = _is_known_person(tokens[end:]) if start else is_person(tokens[end:])
    end = end if known else len(tokens)
    yield PartKind.JOB, tokens[start:end], False
    if end < len(tokens):
        yield from _by_organization(tokens[end:], mixed_case=mixed_case, by=True)


def _name_end(tokens: Sequence[str], start: int, end: int) -> int:
    """Where the function begins, when what stands before it is a name: one token is one only in a script without case."""
    if start != 1 or _is_uncased(tokens[0]):
        return start
    if not is_given_name(tokens[0]):
        return 0
    return 2 if end > 2 and not job_span(tokens[:2]) else 1


def _is_known_person(tokens: Sequence[str]) -> bool:
    return len(tokens) > 1 and is_given_name(tokens[0]) and is_person(tokens)


def _is_uncased(token: str) -> bool:
    """Whether it is of a script without capitals (Han, Hangul, Arabic, Hebrew, Devanagari)."""
    return token[:1].isalpha() and token[:1].lower() == token[:1].upper()


def _organization_run(tokens: Sequence[str], *, mixed_case: bool) -> Iterator[_Run]:
    """An organization, or a name with one after it: "Jane Doe The Example Times", "Jane Doe Gear Team"."""
    if len(tokens) > 2 and tokens[0] not in {"The", "THE"}:
        split = _name_then_organization(tokens, mixed_case=mixed_case)
        if split:
            yield from _people(tokens[:split], by=True)
            yield PartKind.ORGANIZATION, tokens[split:], False
            return
    if fold(tokens[0]) in _NEWSROOM and any(is_agency(" ".join(tokens[1:end])) for end in range(2, len(tokens) + 1)):
        tokens = tokens[1:]
    cut = next(
        (i for i in range(1, len(tokens)) if is_agency(" ".join(tokens[:i])) and is_place(tokens[i:])), len(tokens)
    )
    yield PartKind.ORGANIZATION, tokens[:cut], False
    if cut < len(tokens):
        yield PartKind.PLACE, tokens[cut:], False


def _by_organization(tokens: Sequence[str], *, mixed_case: bool, by: bool) -> Iterator[_Run]:
    """A unit without a function: a name, an organization, or one after the other, with a place at the end."""
    tokens = _strip_articles(tokens)
    if not tokens:
        return
    if is_organization(tokens, mixed_case=mixed_case):
        yield from _organization_run(tokens, mixed_case=mixed_case)
        return
    split = _name_then_organization(tokens, mixed_case=mixed_case)
    if split:
        yield from _people(tokens[:split], by=True)
        yield PartKind.ORGANIZATION, tokens[split:], False
        return
    lead = _organization_then_name(tokens, mixed_case=mixed_case)
    if lead:
        yield PartKind.ORGANIZATION, tokens[:lead], False
        yield from _people(tokens[lead:], by=True)
        return
    cut = _place_cut(tokens)
    yield from _people(tokens[:cut], by=by)
    if cut < len(tokens):
        yield PartKind.PLACE, tokens[cut:], False


def _name_then_organization(tokens: Sequence[str], *, mixed_case: bool) -> int:
    """Index where an organization begins after a name of two tokens or more; 0 when there is none."""
    for index in range(2, len(tokens)):
        rest = tokens[index:]
        strong = is_agency(" ".join(rest)) or rest[0] in {"The", "THE"} or len(rest) > 1
        if strong and is_organization(rest, mixed_case=mixed_case) and is_person(tokens[:index]):
            known = (
                is_agency(" ".join(rest))
                or rest[0] in {"The", "THE"}
                or is_given_name(tokens[0])
                or is_honorific(tokens[0])
            )
            if known:
                return index
    return 0


def _organization_then_name(tokens: Sequence[str], *, mixed_case: bool) -> int:
    for index in range(min(4, len(tokens) - 2), 0, -1):
        if is_agency(" ".join(tokens[:index])) and is_person(tokens[index:]) and is_given_name(tokens[index]):
            return index
    return 0


def _place_cut(tokens: Sequence[str]) -> int:
    """Index where a place begins after a name: "Jane Doe in Example City", "Jane Doe Washington"."""
    for index in range(2, len(tokens)):
        if follows_place_word(tokens[index:]) or (is_place(tokens[index:]) and not is_particle(tokens[index - 1])):
            return index
    return len(tokens)


def _people(tokens: Sequence[str], *, by: bool) -> Iterator[_Run]:
    """One person, or several printed without a separator; what is no name comes back as unknown."""
    tokens = [token.strip(",;:") for token in tokens]
    label = 0 if is_person(tokens) else _label_start(tokens)
    if label:
        yield from _people(tokens[:label], by=by)
        yield PartKind.LABEL, tokens[label:], False
    elif is_person(tokens) or (len(tokens) == 1 and _is_single_name(tokens[0])) or _is_lower_case_name(tokens):
        for run in _run_together(tokens):
            yield PartKind.PERSON, run, False
    else:
        shorter = _name_prefix(tokens) if by else 0
        if shorter:
            yield PartKind.PERSON, tokens[:shorter], False
        yield PartKind.UNKNOWN, tokens[shorter:], False


def _label_start(tokens: Sequence[str]) -> int:
    """Where a label begins after a name: "Jane Doe Link Copied"; 0 when there is none."""
    for index in range(2, len(tokens)):
        if is_label(" ".join(tokens[index:])) and is_person(tokens[:index]):
            return index
    return 0


def _is_single_name(token: str) -> bool:
    """A name of one word: capitalized and no everyday word; two to four characters in Han or Hangul."""
    if "\u3040" <= token[:1] <= "\ud7ff":
        return 2 <= len(token) <= 5
    return (
        token[:1].isupper()
        and token.replace("-", "").isalpha()
        and is_name_token(token)
        and fold(token) not in words("not_names")
    )


def _is_lower_case_name(tokens: Sequence[str]) -> bool:
    """ "jane doe", as content systems store names: a known given name and a word or two, all in lower case."""
    return (
        2 <= len(tokens) <= 3
        and all(token.islower() and token.replace("-", "").isalpha() for token in tokens)
        and fold(tokens[0]) in given_names()
        and is_person([token.capitalize() for token in tokens])
    )


def _name_prefix(tokens: Sequence[str]) -> int:
    """How many leading tokens after "by" are a name when the rest is not: "By Jane Doe special to readers"."""
    for count in range(min(4, len(tokens) - 1), 1, -1):
        if is_person(tokens[:count]) and not is_particle(tokens[count - 1]):
            return count
    return 0


def _run_together(tokens: Sequence[str]) -> Iterator[Sequence[str]]:
    """ "Jane Doe John Roe" as two: cut before a given name that follows a complete name and has a surname after it."""
    start = 0
    for index in range(2, len(tokens) - 1):
        if index - start >= 2 and _begins_person(tokens, index) and _is_complete(tokens[start:index]):
            yield tokens[start:index]
            start = index
    yield tokens[start:]


def _begins_person(tokens: Sequence[str], index: int) -> bool:
    """Whether a given name opens another person here; one that is a surname too counts only after no Iberian surname."""
    word, following = fold(tokens[index]).split("-")[0], fold(tokens[index + 1])
    opens = word in given_names() or (word in either_names() and fold(tokens[index - 1]) not in iberian_surnames())
    return opens and not is_suffix(tokens[index + 1], 3) and (following not in given_names() or index + 2 < len(tokens))


def _is_complete(tokens: Sequence[str]) -> bool:
    """Whether a name may end here: a given name first, a surname last, no particle or initial hanging."""
    last = tokens[-1]
    if is_particle(last) or is_initial(last) or not is_given_name(tokens[0]):
        return False
    return fold(last) not in given_names()
