"""Reads quantities of time: "two and a half years" -> P2Y6M, "at least 30 days" -> P30D with mod EQUAL_OR_MORE.

It reads tokens that the grammar has already matched; it finds nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.normalize.times.tokens import Token
from etl.normalize.times.vocabulary import load

_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_HALVES = {"Y": "6M", "D": "T12H", "H": "30M", "M": "30S"}  # what half a unit is in the next smaller one
_YEARS = {"DE": 10, "CE": 100, "ML": 1000}


def count(tokens: Sequence[Token]) -> float | None:
    """Return the number the tokens say, None when it is vague ("a few") or none is said."""
    total = 0.0
    said = False
    for token in tokens:
        match token.kind:
            case "day_number" | "number" | "year" | "old_year":
                total += float(token.word.replace(",", ""))
                said = True
            case "fraction":
                total += _fraction(token.word)
                said = True
            case "number_word" | "multiplier":
                total = _add_word(total, token.word)
                said = True
            case "couple":
                return 2
            case "few" | "several":
                return None
    if not said:
        return 1 if any(token.kind == "a" for token in tokens) else None
    return total


def _fraction(word: str) -> float:
    if word in _FRACTIONS:
        return _FRACTIONS[word]
    above, below = word.split("/")
    return int(above) / int(below) if int(below) else 0.0


def _add_word(total: float, word: str) -> float:
    number = load().numbers[word]
    if number in (100, 1000) or word == "dozen":
        return max(total, 1) * number
    return total + number


def duration(amount: float | None, unit: str, half: bool = False) -> str:
    """Return the TIMEX3 value of so many units; None gives an X, `half` adds half a unit."""
    code = load().unit_codes[unit]
    if code in _YEARS and amount is not None:  # annotators of news write decades and centuries in years
        return duration((amount + half / 2) * _YEARS[code], "years")
    prefix = "PT" if code in "HS" or unit.startswith("min") else "P"
    if amount is None:
        return f"{prefix}X{code}"
    factor = 2 if unit.startswith("fortnight") else 1
    amount *= factor
    whole = int(amount)
    if (half or amount - whole == 0.5) and code in _HALVES and not (code == "M" and prefix == "P"):
        return (
            f"{prefix}{whole}{code}{_HALVES[code]}"
            if whole
            else f"{prefix}{_HALVES[code]}".replace("PTT", "PT").replace("PT12H", "PT12H")
        )
    return f"{prefix}{whole if amount == whole else amount}{code}"


def limit(tokens: Sequence[Token]) -> str | None:
    """Return the TIMEX3 mod of "almost", "more than", "at least" and their kin."""
    kinds = [token.kind for token in tokens]
    words = {token.word for token in tokens}
    if "no" in kinds:
        return "EQUAL_OR_LESS" if "more" in kinds else "EQUAL_OR_MORE"
    if "least" in kinds:
        return "EQUAL_OR_MORE"
    if "most" in kinds or "up" in kinds:
        return "EQUAL_OR_LESS"
    if "almost" in kinds or "under" in kinds or {"less", "than"} <= set(kinds):
        return "LESS_THAN"
    if "over" in kinds or {"more", "than"} <= set(kinds):
        return "MORE_THAN"
    return "APPROX" if "about" in kinds or "couple" in kinds or "some" in words else None
