"""The vocabulary of time expressions, read once from `etl/normalize/data/times.toml`.

    load().kinds["saturday"]     -> "weekday"
    load().numbers["fourteen"]   -> 14

It holds words and their parts; what they mean together is said by the grammar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from etl.normalize.vocabulary import read_table

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Words by part of grammar, and the figures behind them."""

    kinds: Mapping[str, str]  # word -> part of grammar
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    unit_codes: Mapping[str, str]  # "weeks" -> "W"
    vague: Mapping[tuple[str, ...], str]  # ("these", "days") -> "PRESENT_REF"
    holidays: Mapping[tuple[str, ...], str]  # ("boxing", "day") -> "12-26"
    lists: Mapping[str, frozenset[str]]  # words that decide by standing beside an expression
    future: frozenset[str]
    past: frozenset[str]


@cache
def load() -> Vocabulary:
    """Read the vocabulary (on first use)."""
    table = read_table("times")
    kinds = {word: kind for kind, words in table["words"].items() for word in words}
    kinds = dict.fromkeys(table["number_words"], "number_word") | kinds
    kinds |= dict.fromkeys((word for word in table["ordinal_words"]), "ordinal_word")
    return Vocabulary(
        kinds=MappingProxyType(kinds),
        numbers=MappingProxyType(table["number_words"]),
        ordinals=MappingProxyType(table["ordinal_words"] | {"first": 1, "second": 2}),
        unit_codes=MappingProxyType(table["unit_codes"]),
        vague=MappingProxyType({_key(phrase): value for value, words in table["vague"].items() for phrase in words}),
        holidays=MappingProxyType({_key(name): rule for name, rule in table["holidays"].items()}),
        lists=MappingProxyType({name: frozenset(words) for name, words in table["lists"].items()}),
        future=frozenset(table["tense"]["future"]),
        past=frozenset(table["tense"]["past"]),
    )


def _key(phrase: str) -> tuple[str, ...]:
    """Words of a phrase as the lexer cuts them: "new year's eve" -> new, year, 's, eve."""
    return tuple(phrase.replace("'s", " 's").replace("s'", "s '").replace("st.", "st .").split())


def month_number(word: str) -> int:
    """Return 1 to 12 for a month's name or abbreviation."""
    return _MONTHS.index(word[:3].lower()) + 1


def weekday_number(word: str) -> int:
    """Return 0 (Monday) to 6 for a weekday's name, plural or abbreviation."""
    return _DAYS.index(word[:3].lower())
