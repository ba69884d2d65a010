"""A person's name taken apart: title, given, middle and family name with its particle, suffix, nickname.

    split_name("Dr. Juan Q. de la Vega, Jr.")  ->  PersonName(title="Dr.", given="Juan", middle="Q.", particle="de la",
                                                              family="de la Vega", suffix="Jr.")

Written order is kept ("Doe, Jane" is turned round); letters are kept as they are (`display_case` is what turns JANE DOE
into Jane Doe). It does not know whether a text is a name at all, and does not look a person up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from etl.normalize.vocabulary import read_table

MAX_CHARACTERS = 600  # what an index holds, and twice what a name may have; the rest of a longer text is not read

_NICKNAME = re.compile(
    r"\(([^()]{1,40})\)|\"([^\"]{1,40})\"|“([^“”]{1,40})”|‘([^‘’]{1,40})’(?!\w)|(''[^']{1,40}'')|(?<!\w)'([^']{2,40})'(?!\w)"
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}|[\uac00-\ud7a3]{2,4}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){1,4}|[^\W\d_]")
_SPACE_AFTER_STOP = re.compile(r"(?<=[^\W\d_]{2}\.)(?=[^\W\d_]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonName:
    """The parts of a name as printed; `particle` is the beginning of `family` too."""

    title: str | None = None
    given: str | None = None
    middle: str | None = None
    particle: str | None = None
    family: str | None = None
    suffix: str | None = None
    nickname: str | None = None


@cache
def name_words(group: str) -> frozenset[str]:
    """One group of data/names.toml ("particles"), folded to lower case."""
    return frozenset(read_table("names")[group])


@cache
def given_names() -> frozenset[str]:
    """Given names that are seldom anything else."""
    table = read_table("given_names")
    return frozenset([*table["given"].split(), *table["given_in_other_scripts"].split()])


@cache
def either_names() -> frozenset[str]:
    """Given names that are as often a surname or a word."""
    return frozenset(read_table("given_names")["either"].split())


@cache
def iberian_surnames() -> frozenset[str]:
    """Surnames of people who bear two of them."""
    return frozenset(read_table("given_names")["iberian_surnames"].split())


@cache
def _iberian_given_names() -> frozenset[str]:
    return frozenset(read_table("given_names")["iberian_given"].split())


def fold(token: str) -> str:
    """A token as the vocabularies hold it: lower case, no full stops, no commas."""
    return token.lower().replace(".", "").strip(",;:")


def is_given_name(token: str) -> bool:
    """Whether a token (or the first half of a hyphenated one) is a known given name."""
    first = fold(token).split("-", maxsplit=1)[0]
    return first in given_names() or first in either_names()


def is_initial(token: str) -> bool:
    """Whether a token is an initial or several: "J", "J.", "J.K."."""
    return bool(_INITIALS.fullmatch(token))


def is_suffix(token: str, names_before: int = 2) -> bool:
    """Whether a token after `names_before` name tokens is a generation or a degree."""
    word = fold(token)
    if is_initial(token) and "." in token[:-1] and word in {"jr", "sr"}:
        return False  # "J.R. Smith"
    if word in name_words("rare_suffixes"):
        if token.count(".") > 1 or (token.endswith(".") and "." in token[:-1]):
            return names_before >= 2 and len(word) > 1  # "M.A." is a degree, "MA" may be a name
        return names_before >= 3 and token.replace(".", "").isupper() and not (len(word) == 1 and "." in token)
    return word in name_words("suffixes")


def is_honorific(token: str) -> bool:
    """Whether a token stands before names: "Dr.", "Senator"."""
    return fold(token) in name_words("honorifics")


def is_particle(token: str) -> bool:
    """Whether a token, in the case it has, begins a family name: "van", "De", "al"; not "Ben"."""
    word = fold(token)
    if word in name_words("lower_case_particles") and not token[:1].islower():
        return False
    return word in name_words("particles") or word == "st"


def is_family_first(language: str | None) -> bool:
    """Whether names in Latin letters are printed family name first in a language (BCP 47)."""
    return (language or "").partition("-")[0] in name_words("family_first_languages")


def split_name(text: str, *, family_first: bool = False) -> PersonName:
    """The parts of one person's name; a text without letters gives an empty record. Never raises.

    With `family_first` a name without a comma is read as "Kovács János" is.
    """
    if family_first and "," not in text:
        text = text.strip().replace(" ", ", ", 1)
    folded = " ".join(text[:MAX_CHARACTERS].split())
    if _HAN_NAME.fullmatch(folded):
        return _split_han(folded)
    name, nickname = _take_nickname(folded)
    parts = [part.strip() for part in name.split(",") if part.strip(" .")]
    if not parts:
        return PersonName(nickname=nickname)
    if len(parts) > 1 and not all(_all_suffixes(part) for part in parts[1:]):
        return replace(_split_inverted(parts), nickname=nickname)
    split = _split_direct(parts[0].split())
    suffix = ", ".join(filter(None, (split.suffix, *parts[1:])))
    return replace(split, suffix=suffix or None, nickname=nickname)


def _split_han(name: str) -> PersonName:
    """Family name first, of two characters for the known compounds and in names of four."""
    compound = name[:2] in name_words("han_compound_surnames") or (len(name) == 4 and name[0] < "\uac00")
    cut = 2 if compound and len(name) > 2 else 1
    return PersonName(family=name[:cut], given=name[cut:])


def _take_nickname(name: str) -> tuple[str, str | None]:
    match = _NICKNAME.search(name)
    if not match:
        return name, None
    nickname = next(group for group in match.groups() if group)
    rest = " ".join((name[: match.start()] + " " + name[match.end() :]).replace(" ,", ",").split())
    return (rest, None if nickname.lower() == "unknown" else nickname) if rest else (nickname, None)


def _all_suffixes(part: str) -> bool:
    return all(is_suffix(token, 3) for token in part.split())


def _split_inverted(parts: Sequence[str]) -> PersonName:
    """The parts of "Doe MD, Dr. John A., III", the family name first."""
    family, family_suffix = _take_suffixes(parts[0].split(), at_least=1)
    titles, rest = _take_titles(parts[1].split())
    given, given_suffix = _take_suffixes(rest, at_least=1)
    suffix = ", ".join(filter(None, (" ".join(family_suffix), " ".join(given_suffix), *parts[2:])))
    return PersonName(
        title=" ".join(titles) or None,
        given=given[0] if given else None,
        middle=" ".join(given[1:]) or None,
        particle=_leading_particles(family),
        family=" ".join(family) or None,
        suffix=suffix or None,
    )


def _split_direct(tokens: Sequence[str]) -> PersonName:
    titles, rest = _take_titles(tokens)
    rest, suffixes = _take_suffixes(rest, at_least=2)
    title, suffix = " ".join(titles) or None, " ".join(suffixes) or None
    if not rest:
        return PersonName(title=title, suffix=suffix)
    if len(rest) == 1:
        as_given = not titles or fold(titles[-1]) in name_words("given_name_titles")
        return PersonName(
            title=title, given=rest[0] if as_given else None, family=None if as_given else rest[0], suffix=suffix
        )
    start = _family_start(rest)
    return PersonName(
        title=title,
        given=rest[0],
        middle=" ".join(rest[1:start]) or None,
        particle=_leading_particles(rest[start:]),
        family=" ".join(rest[start:]),
        suffix=suffix,
    )


def _take_titles(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Titles before the name: honorifics, with "of State" and "US" among them; a lone honorific is all title."""
    end = 0
    for index, token in enumerate(tokens):
        linked = end > 0 and _title_link(tokens, index)
        opener = fold(token) in name_words("title_openers") and _title_follows(tokens, index)
        if not (linked or opener or is_honorific(token)):
            break
        end = index + 1
    if end == len(tokens) > 1:
        end = _title_core(tokens)
    return list(tokens[:end]), list(tokens[end:])


def _title_core(tokens: Sequence[str]) -> int:
    """How many of tokens that are all titles are titles after all: none in "Dean Bishop", one in "Judge Dean"."""
    return 0 if is_given_name(tokens[0]) and not tokens[0].endswith(".") else len(tokens) - 1


def _title_link(tokens: Sequence[str], index: int) -> bool:
    word = fold(tokens[index])
    if word in name_words("title_links"):
        return True
    return word in name_words("title_tails") and fold(tokens[index - 1]) in name_words("title_links")


def _title_follows(tokens: Sequence[str], index: int) -> bool:
    return any(is_honorific(token) for token in tokens[index + 1 : index + 3])


def _take_suffixes(tokens: Sequence[str], *, at_least: int) -> tuple[list[str], list[str]]:
    """Suffixes off the end, leaving at least so many tokens of name."""
    end = len(tokens)
    while end > at_least and is_suffix(tokens[end - 1], end - 1):
        end -= 1
    return list(tokens[:end]), list(tokens[end:])


def _family_start(tokens: Sequence[str]) -> int:
    """Index of the first token of the family name: at a particle, at two Iberian surnames, else the last one."""
    last = len(tokens) - 1
    for index in range(last - 1, 0, -1):
        if tokens[index] in {"y", "e", "i"} and index > 1:
            return index - 1
        if is_particle(tokens[index]) and not (index > 1 and is_particle(tokens[index - 1])):
            return index
    if last >= 2 and _double_surname(tokens):
        return last - 1
    return last


def _double_surname(tokens: Sequence[str]) -> bool:
    """Whether the token before the last is the first of two surnames: "Juan Pérez López", not "Anna Maria López"."""
    before, last = fold(tokens[-2]), fold(tokens[-1])
    if is_initial(tokens[-2]) or before in given_names():
        return False
    if before not in iberian_surnames():
        return False
    return last in iberian_surnames() or fold(tokens[0]) in _iberian_given_names()


def _leading_particles(family: Sequence[str]) -> str | None:
    count = 0
    while count < len(family) - 1 and is_particle(family[count]):
        count += 1
    return " ".join(family[:count]) or None


def display_case(name: str) -> str:
    """A name as it is written in running text: capitals or lower case throughout are undone token by token."""
    family, comma, rest = name.partition(",")
    if comma and rest.strip() and family.isupper() and not rest.isupper():
        shown = " ".join(_cased(token, 1, shouted=True) for token in family.split())
        return f"{shown},{rest}"  # "VAN DER ZEE, Nora"
    tokens = name.split()
    letters = [c for t in tokens if not (is_suffix(t, 3) and len(tokens) > 1) for c in t if c.isalpha()]
    if not letters:
        return name
    shouted = all(not c.islower() for c in letters)
    if shouted or all(not c.isupper() for c in letters):
        return " ".join(_cased(token, index, shouted=shouted) for index, token in enumerate(tokens))
    return " ".join(_cased(t, i, shouted=True) if _shouted_surname(t, i) else t for i, t in enumerate(tokens))


def _shouted_surname(token: str, index: int) -> bool:
    """Whether, as in "Jane DOE-ROE", the family name alone is in capitals; initials and short forms ("AJ") stay."""
    return index > 0 and len(token) > 2 and token.isupper() and not is_suffix(token, 3) and "." not in token


def _cased(token: str, index: int, *, shouted: bool) -> str:
    word = fold(token)
    if is_initial(token) or (is_suffix(token, 3) and index > 1 and word not in {"jr", "sr", "junior", "senior", "esq"}):
        return token.upper() if is_initial(token) else token
    if shouted and index == 0 and len(word) <= 3 and not set(word) & set("aeiouyäöüàáéèíóúø") and word.isalpha():
        return token  # "AWR", "JD": initials without stops
    if index > 0 and word in name_words("particles") and word not in name_words("capital_particles"):
        return token.lower()
    return "".join(_cased_piece(piece) for piece in re.split(r"([-'’ʼ.])", token))


def _cased_piece(piece: str) -> str:
    if len(piece) < 2:
        return piece.upper()
    word = piece.lower()
    if word.startswith("mc") and len(word) > 3:
        return "Mc" + word[2:].capitalize()
    if word in name_words("mac_names"):
        return "Mac" + word[3:].capitalize()
    return word.capitalize()
