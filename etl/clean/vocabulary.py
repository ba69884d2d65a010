"""Vocabulary of cleaning: word lists and forms of lines, read once from `etl/clean/data`.

    "und" in words("suspended")    # True

It holds no words itself.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A line or block that is furniture by its form."""

    rule: str
    pattern: re.Pattern[str]
    needs: frozenset[str]  # one of these words is in any line of this form; none where there are none
    place: str  # "any", "edge" or "zone" of a page, "alone" between white lines, or "tail" of the document


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("etl.clean").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def words(group: str) -> frozenset[str]:
    """The words of a group of `words.toml`, in lower case."""
    rows: dict[str, str] = _read("words.toml")[group]["words"]
    return frozenset(word for row in rows.values() for word in row.split())


@cache
def forms() -> tuple[Form, ...]:
    """The forms of `furniture.toml`, with {name} in a pattern standing for the words of a group."""
    data = _read("furniture.toml")
    groups = {name: _alternatives(group["words"]) for name, group in data["groups"].items()}
    return tuple(
        Form(
            rule=row["rule"],
            pattern=_compiled(row["pattern"], groups),
            needs=_first_words(data["groups"][row["needs"]]["words"]) if "needs" in row else frozenset(),
            place=row["place"],
        )
        for row in data["form"]
    )


def letters_of(text: str) -> list[str]:
    """The words of a text in lower case, without figures: those of "Page A7" are page and a."""
    return _LETTERS.findall(text.casefold())


def _first_words(group: list[str]) -> frozenset[str]:
    return frozenset(letters_of(entry)[0] for entry in group)


def _alternatives(group: list[str]) -> str:
    return "|".join(map(re.escape, sorted(group, key=len, reverse=True)))


def _compiled(pattern: str, groups: dict[str, str]) -> re.Pattern[str]:
    for name, alternatives in groups.items():
        pattern = pattern.replace("{" + name + "}", f"(?:{alternatives})")
    return re.compile(pattern, re.IGNORECASE)
