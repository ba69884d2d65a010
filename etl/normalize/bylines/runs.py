"""The words of one unit of a byline told apart: names, organizations, functions, places, labels.

    list(classify("Jane Doe Health Reporter".split(), Manner()))
    # person "Jane Doe", job "Health Reporter"

Each rule hands what it does not know to the next; words that no rule knows come back as UNKNOWN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.normalize.bylines.cut import credit_role
from etl.normalize.bylines.kinds import Manner, PartKind, Run
from etl.normalize.bylines.people import people
from etl.normalize.bylines.words import (
    follows_place_word,
    is_account,
    is_agency,
    is_desk,
    is_generic_source,
    is_label,
    is_newsroom_word,
    is_organization,
    is_person,
    is_place,
    job_span,
    words,
)
from etl.normalize.names import fold, is_given_name, is_honorific, is_particle, is_suffix


def classify(tokens: Sequence[str], manner: Manner) -> Iterator[Run]:
    """The runs of one unit in printed order, each with its kind."""
    tokens = _strip_articles(tokens)
    if not tokens:
        return
    kind = _whole(tokens, manner)
    if kind is None:
        yield from _by_job(tokens, manner)
    else:
        yield Run(kind=kind, tokens=tokens, generic=is_generic_source(" ".join(tokens)))


def _whole(tokens: Sequence[str], manner: Manner) -> PartKind | None:
    """The kind of a unit that is one thing by its words alone; None when it must be taken apart."""
    text = " ".join(tokens)
    if text.startswith("@"):
        return PartKind.HANDLE
    if manner.bracketed and credit_role(text):
        return PartKind.UNKNOWN
    if (is_account(text) and not is_agency(text)) or (is_label(text) and not (manner.by and is_agency(text))):
        return PartKind.LABEL
    if all(is_suffix(token, 3) and not is_agency(token) for token in tokens):
        return PartKind.PERSON  # "MD" after a comma: put to the name before it when parts are assembled
    if _is_signature(text) and not is_agency(text):
        return PartKind.LABEL
    if is_generic_source(text) or is_agency(text) or (len(tokens) == 1 and is_desk(text)):
        return PartKind.ORGANIZATION
    if is_place(tokens) or follows_place_word(tokens):
        return PartKind.PLACE
    return PartKind.ORGANIZATION if manner.employer and not job_span(tokens) else None


def _is_signature(text: str) -> bool:
    """An author's initials, as newsrooms print them: "(hm)"; or a politician's party: "(D-Ohio)"."""
    if re.fullmatch(r"[DRI]-[A-Z][A-Za-z. ]{1,20}", text):
        return True
    return text.islower() and 2 <= len(text) <= 4 and text.isalpha()


def _strip_articles(tokens: Sequence[str]) -> Sequence[str]:
    """Without numbers, marks and a small article about it: "a team" is "team", "The Times" and "El País" stay."""
    kept = list(tokens)
    while kept and _is_mark(kept[-1]):
        kept.pop()
    while kept and (_is_mark(kept[0]) or (kept[0] == "The" and len(kept) > 2 and is_honorific(kept[1]))):
        kept.pop(0)  # "The Rev. Jane Doe"
    while (
        len(kept) > 1 and kept[0] in words("articles") and not (kept[0] in {"la", "le", "el"} and kept[1][:1].isupper())
    ):
        kept = kept[1:]
    return kept


def _is_mark(token: str) -> bool:
    """Punctuation, or a number of one or two digits as footnotes and counters have; "2024" says something."""
    return not any(c.isalnum() for c in token) or (token.isdigit() and len(token) <= 2)


def _by_job(tokens: Sequence[str], manner: Manner) -> Iterator[Run]:
    """A unit that may hold a function: after a name, before one, or alone."""
    span = job_span(tokens)
    is_outlet = is_organization(tokens, mixed_case=manner.mixed_case)
    if span is None or (is_outlet and span[0] > 0 and not is_given_name(tokens[0])):
        yield from _by_organization(tokens, manner)
        return
    start, end = _name_end(tokens, *span), span[1]
    if start:
        yield from _by_organization(tokens[:start], manner)
    names_follow = is_person(tokens[end:]) and (not start or is_given_name(tokens[end]))
    end = end if names_follow else len(tokens)
    yield Run(kind=PartKind.JOB, tokens=tokens[start:end])
    if end < len(tokens):
        yield from _by_organization(tokens[end:], replace(manner, by=True))


def _name_end(tokens: Sequence[str], start: int, end: int) -> int:
    """Where the function begins, seen from the name: one word before it is a name only in a script without case."""
    if fold(tokens[0]) in words("role_modifiers") and not is_given_name(tokens[0]):
        return 0  # "National Biotech Reporter", whatever stands between
    if start != 1 or _is_uncased(tokens[0]):
        return start
    if not is_given_name(tokens[0]):
        return 0
    return 2 if end > 2 and not job_span(tokens[:2]) else 1


def _is_uncased(token: str) -> bool:
    """Whether it is of a script without capitals (Han, Hangul, Arabic, Hebrew, Devanagari)."""
    return token[:1].isalpha() and token[:1].lower() == token[:1].upper()


def _by_organization(tokens: Sequence[str], manner: Manner) -> Iterator[Run]:
    """A unit without a function: a name, an organization, or one after the other, with a place at the end."""
    tokens = _strip_articles(tokens)
    split = _name_then_organization(tokens, manner)
    lead = 0 if split else _organization_then_name(tokens)
    if split:
        yield from people(tokens[:split], by=True)
        rest = tokens[split:]
        yield from _organization(rest[1:] if is_particle(rest[0]) and len(rest) > 1 else rest)
    elif tokens and is_organization(tokens, mixed_case=manner.mixed_case):
        yield from _organization(tokens)
    elif lead:
        name = " ".join(tokens[:lead]).removesuffix("'s").removesuffix("’s")
        yield Run(kind=PartKind.ORGANIZATION, tokens=name.split())
        yield from people(tokens[lead:], by=True)
    elif tokens:
        yield from _placed(tokens, manner)


def _organization(tokens: Sequence[str]) -> Iterator[Run]:
    """An organization, without "newsroom" before its name, and with a place after it told apart."""
    if is_newsroom_word(tokens[0]) and any(is_agency(" ".join(tokens[1:end])) for end in range(2, len(tokens) + 1)):
        tokens = tokens[1:]
    cut = next(
        (i for i in range(1, len(tokens)) if is_agency(" ".join(tokens[:i]), outlets=False) and is_place(tokens[i:])),
        len(tokens),
    )
    yield Run(kind=PartKind.ORGANIZATION, tokens=tokens[:cut])
    if cut < len(tokens):
        yield Run(kind=PartKind.PLACE, tokens=tokens[cut:])


def _name_then_organization(tokens: Sequence[str], manner: Manner) -> int:
    """Index where an organization begins after a name of two tokens or more; 0 when there is none.

    "Jane Doe The Example Times", "Jane Doe Garden Team": without an agency or a "The", a given name must lead.
    """
    if tokens and tokens[0] in {"The", "THE"}:
        return 0
    for index in range(2, len(tokens)):
        rest = tokens[index:]
        known = is_agency(" ".join(rest)) or rest[0] in {"The", "THE"}
        surname = fold(tokens[1]) not in words("not_names")
        likely = len(rest) > 1 and surname and (is_given_name(tokens[0]) or is_honorific(tokens[0]))
        if not (known or likely) or not is_organization(rest, mixed_case=manner.mixed_case):
            continue
        if is_person(tokens[:index]):
            return index
        if index > 2 and is_particle(tokens[index - 1]) and is_person(tokens[: index - 1]):
            return index - 1  # "Jane Doe Da BBC": the small word goes with the organization
    return 0


def _organization_then_name(tokens: Sequence[str]) -> int:
    """How many leading tokens are a known agency before a person's name: "AFP Jane Doe"; 0 when there is none."""
    for index in range(min(4, len(tokens) - 2), 0, -1):
        head = " ".join(tokens[:index]).removesuffix("'s").removesuffix("’s")  # "CNN's Jane Doe"
        if is_agency(head) and is_given_name(tokens[index]) and is_person(tokens[index:]):
            return index
    return 0


def _placed(tokens: Sequence[str], manner: Manner) -> Iterator[Run]:
    """A name or an agency, with a place after it: "Jane Doe in Example City", "Associated Press in Example City"."""
    cut = _place_cut(tokens)
    label = next((i for i in range(1, cut) if is_agency(" ".join(tokens[:i])) and is_label(" ".join(tokens[i:cut]))), 0)
    if label:
        yield Run(kind=PartKind.ORGANIZATION, tokens=tokens[:label])
        yield Run(kind=PartKind.LABEL, tokens=tokens[label:])
        return
    head = " ".join(tokens[:cut])
    if is_generic_source(head) or is_organization(tokens[:cut], mixed_case=manner.mixed_case):
        yield Run(kind=PartKind.ORGANIZATION, tokens=tokens[:cut], generic=is_generic_source(head))
    else:
        yield from people(tokens[:cut], by=manner.by)
    if cut < len(tokens):
        yield Run(kind=PartKind.PLACE, tokens=tokens[cut:])


def _place_cut(tokens: Sequence[str]) -> int:
    """Index where a place begins after a name of two tokens or an agency; the length when there is none."""
    for index in range(1, len(tokens)):
        named = index > 1 or is_agency(tokens[0]) or is_generic_source(tokens[0])
        known = is_place(tokens[index:]) and not is_particle(tokens[index - 1])
        led = follows_place_word(tokens[index:]) and not is_particle(tokens[index])  # "da Silva" is no place
        if named and (known or led):
            return index
    return len(tokens)
