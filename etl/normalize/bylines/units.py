"""The second cut of a byline: units between commas and between names that "and" or "with" joins.

    list(units("Jane Doe, Energy and Environment Reporter and John Roe", mixed_case=True))
    # "Jane Doe", "Energy and Environment Reporter", "John Roe" (joined)

Whether an "and" joins two names or stands inside a function or a family name shows in the words after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.normalize.bylines.words import is_agency, is_generic_source, is_organization, is_person, job_span, words
from etl.normalize.names import is_given_name

_COMMA = re.compile(r"\s{0,5}[,，、]\s{0,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Words between two separators; `joined` after "and" or "with", `employer` after "for"."""

    text: str
    joined: bool = False
    employer: bool = False


def units(text: str, *, mixed_case: bool) -> Iterator[Unit]:
    """The units of a piece in printed order."""
    link = ""
    for chunk in _COMMA.split(text):
        current: list[str] = []
        tokens = chunk.split()
        for index, token in enumerate(tokens):
            if _joins(tokens, index, current, mixed_case=mixed_case):
                if current:
                    yield _unit(current, link)
                current, link = [], token.lower()
            else:
                current.append(token)
        if current:
            yield _unit(current, link)
            link = ""


def _unit(tokens: Sequence[str], link: str) -> Unit:
    employer = link in words("for")
    return Unit(text=" ".join(tokens), joined=bool(link) and not employer, employer=employer)


def _joins(tokens: Sequence[str], index: int, before: Sequence[str], *, mixed_case: bool) -> bool:
    """Whether the token at `index` is an "and" or "with" that joins names, and none inside a name or a function."""
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
    if word in words("for") and after[0][:1].isupper() and is_person(before) and not job_span(before):
        return True
    if len(before) == len(after) == 1 and word in {"and", "und", "et", "&", "y", "e"}:
        return (is_given_name(before[0]) and after[0][:1].isupper()) or is_agency(after[0])  # "Doe, Jane and Roe, John"
    return _starts_name(after, mixed_case=mixed_case) and not is_agency(" ".join([*before, token, *after]))


def _starts_name(tokens: Sequence[str], *, mixed_case: bool) -> bool:
    """Whether a person or an organization begins here, and not the rest of a function ("Environment Reporter")."""
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
        or is_generic_source(head[0])
    )
