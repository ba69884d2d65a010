"""Names of people in a run of words: one, several printed without a separator, or none.

    [run.tokens for run in people(["Jane", "Doe", "John", "Roe"], by=True)]
    # ["Jane", "Doe"], ["John", "Roe"]

Given names decide where one person ends; a name is not split into its parts here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.normalize.bylines.kinds import PartKind, Run
from etl.normalize.bylines.words import is_label, is_name_token, is_person, words
from etl.normalize.names import (
    either_names,
    fold,
    given_names,
    iberian_surnames,
    is_given_name,
    is_initial,
    is_particle,
    is_suffix,
)


def people(tokens: Sequence[str], *, by: bool) -> Iterator[Run]:
    """One person, or several printed without a separator; what is no name comes back as unknown."""
    tokens = _once(_from_slug([token.strip(",;:") for token in tokens]))
    label = _label_start(tokens)
    if label:
        yield from people(tokens[:label], by=by)
        yield Run(kind=PartKind.LABEL, tokens=tokens[label:])
    elif is_person(tokens) or (len(tokens) == 1 and _is_single_name(tokens[0])) or _is_lower_case_name(tokens):
        for run in _run_together(tokens):
            yield Run(kind=PartKind.PERSON, tokens=run)
    else:
        shorter = _name_prefix(tokens) if by else 0
        if shorter:
            yield Run(kind=PartKind.PERSON, tokens=tokens[:shorter])
        yield Run(kind=PartKind.UNKNOWN, tokens=tokens[shorter:])


def _from_slug(tokens: Sequence[str]) -> Sequence[str]:
    """The words of a name in "jane-doe", as the address of a profile ends."""
    if len(tokens) != 1 or not tokens[0].islower():
        return tokens
    words_of_slug = tokens[0].split("-")
    named = 2 <= len(words_of_slug) <= 4 and words_of_slug[0] in given_names()
    return words_of_slug if named and all(word.isalpha() for word in words_of_slug) else tokens


def _once(tokens: Sequence[str]) -> Sequence[str]:
    """A name printed twice in a row, once as link and once as text, counts once."""
    half = len(tokens) // 2
    return tokens[:half] if len(tokens) >= 4 and list(tokens[:half]) == list(tokens[half:]) else tokens


def _label_start(tokens: Sequence[str]) -> int:
    """Where a label begins after a name: "Jane Doe Link Copied"; 0 when there is none."""
    for index in range(2, len(tokens)):
        rest = tokens[index:]
        if is_person(tokens[:index]) and (is_label(" ".join(rest)) or all(map(_is_degree, rest))):
            return index
    return 0


def _is_degree(token: str) -> bool:
    """Capitals without a vowel ("CPP", "PSP"): a degree or grade that no list has."""
    return (
        not is_suffix(token, 3)
        and 2 <= len(token) <= 5
        and token.isupper()
        and token.isalpha()
        and token.isascii()
        and not set(token) & set("AEIOUY")
    )


def _is_single_name(token: str) -> bool:
    """A name of one word: capitalized and no everyday word; two to four characters in Han or Hangul."""
    if is_particle(token):
        return False
    if "\u3040" <= token[:1] <= "\ud7ff":
        return 2 <= len(token) <= 5
    return (
        token[:1].isupper()
        and token.replace("-", "").isalpha()
        and is_name_token(token)
        and fold(token) not in words("not_names")
    )


def _is_lower_case_name(tokens: Sequence[str]) -> bool:
    """Whether it is "jane doe", as content systems store names: a known given name and a word or two."""
    return (
        2 <= len(tokens) <= 4
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
    """The people in "Jane Doe John Roe": cut before a given name between a whole name and a surname."""
    start = 0
    for index in range(2, len(tokens) - 1):
        if index - start >= 2 and _begins_person(tokens, index) and _is_complete(tokens[start:index]):
            yield tokens[start:index]
            start = index
    yield tokens[start:]


def _begins_person(tokens: Sequence[str], index: int) -> bool:
    """Whether a given name opens another person here; one that is a surname too does not after an Iberian surname."""
    word, following = fold(tokens[index]).split("-")[0], fold(tokens[index + 1])
    opens = word in given_names() or (word in either_names() and fold(tokens[index - 1]) not in iberian_surnames())
    return opens and not is_suffix(tokens[index + 1], 3) and (following not in given_names() or index + 2 < len(tokens))


def _is_complete(tokens: Sequence[str]) -> bool:
    """Whether a name may end here: a given name first, a surname last, no particle or initial hanging."""
    last = tokens[-1]
    if is_particle(last) or is_initial(last) or not is_given_name(tokens[0]):
        return False
    return fold(last) not in given_names()
