"""What a name of an entity is compared by: keys that spellings of one name share, and the short forms it may have.

    keys_of("organization", "The Voltaryn Energy Ltd.")
        ->  name "voltaryn energy" (article, legal_form), short "voltaryn" (part), short "energy" (part)

A key of use `name` is the folded name (`etl.keys.fold`) without what does not tell two names apart: articles,
possessives, legal forms, the blanks between initials, letters that are written in several ways. A key of use `short`
is what an article may call it alone: a surname, the beginning or the end of an organization's name. Words and letters
are data, in `data/entity_keys.toml`. What is made of equal keys, `etl.store.entities` and `etl.store.chains` say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from etl.keys import fold
from etl.records import MentionKind

_SINGLE_LETTERS = re.compile(r"\b(\w) (?=\w\b)")
_INNER_POSSESSIVE = re.compile(r"(?<=\w\w) s\b(?=.)")
_OUTER_POSSESSIVE = re.compile(r"(?<=\w\w) s$")
_FIGURE = re.compile(r"\s+\d+[.,]\d+$")  # out of a list of results
_MOST_WORDS = 8  # of a name whose parts are short forms; longer ones are sentences taken for names
_NAMES_WITH_ARTICLE = {MentionKind.ORGANIZATION, MentionKind.PUBLICATION, MentionKind.EVENT}


@dataclass(frozen=True, slots=True)
class EntityKey:
    """One key of a name, and the rule that made it."""

    use: str  # name or short
    key: str
    rule: str  # name: what was left out or written otherwise, joined by commas, "" for nothing; short: surname or part


@lru_cache(maxsize=16384)
def keys_of(kind: str, name: str) -> tuple[EntityKey, ...]:
    """All keys of a name as printed; none of a name that folds to nothing."""
    named = _FIGURE.sub("", name) if kind == MentionKind.ORGANIZATION else name
    plain = _plain(kind, fold(named))
    if not plain.key:
        return ()
    if named != name:
        plain = replace(plain, rule=", ".join(filter(None, ("figure", plain.rule))))
    found = dict.fromkeys([plain, *_written_out(kind, named, plain), *_short(kind, named, plain.key)])
    return tuple(found)


def _plain(kind: str, folded: str) -> EntityKey:
    """The key of a folded name, with the steps that changed it."""
    rules = []
    for rule, step in _STEPS.items():
        changed = step(kind, folded).strip()
        if changed and changed != folded:
            folded = changed
            rules.append(rule)
    return EntityKey("name", folded, ", ".join(rules))


def _without_article(kind: str, folded: str) -> str:
    return folded.removeprefix("the ") if kind in _NAMES_WITH_ARTICLE else folded


def _without_possessive(_kind: str, folded: str) -> str:
    """What "Voltaryn's" names is Voltaryn; in "Lloyd's of London" the letter is part of the name."""
    return _INNER_POSSESSIVE.sub("s", _OUTER_POSSESSIVE.sub("", folded))


def _without_legal_form(kind: str, folded: str) -> str:
    if kind != MentionKind.ORGANIZATION:
        return folded
    while (shorter := _legal_forms().sub("", folded)) not in {folded, ""}:
        folded = shorter.removesuffix(" and")
    return folded


def _without_and(kind: str, folded: str) -> str:
    """An ampersand is no letter and is gone already."""
    return folded.replace(" and ", " ") if kind in {MentionKind.ORGANIZATION, MentionKind.PUBLICATION} else folded


def _with_initials_joined(_kind: str, folded: str) -> str:
    return _SINGLE_LETTERS.sub(r"\1", folded)


def _in_latin(_kind: str, folded: str) -> str:
    return folded if folded.isascii() else folded.translate(_letters())


def _with_one_ending(kind: str, folded: str) -> str:
    return _endings().sub(_table()["surname_endings"]["to"], folded) if kind == MentionKind.PERSON else folded


_STEPS = {
    "letters": _in_latin,
    "article": _without_article,
    "possessive": _without_possessive,
    "initials": _with_initials_joined,
    "legal_form": _without_legal_form,
    "and": _without_and,
    "ending": _with_one_ending,
}


def _written_out(kind: str, name: str, plain: EntityKey) -> Iterator[EntityKey]:
    """The key of a name whose letters are written as two, where it is another one."""
    rows = _table()["written_out"]["rows"]
    if name.isascii():
        return
    written = "".join(rows.get(letter.lower(), letter) for letter in name)
    other = _plain(kind, fold(written))
    if other.key != plain.key:
        yield EntityKey("name", other.key, ", ".join(filter(None, (other.rule, "written_out"))))


def _short(kind: str, name: str, key: str) -> Iterator[EntityKey]:
    if kind == MentionKind.PERSON:
        for surname in _surnames(name):
            yield EntityKey("short", surname, "surname")
            yield EntityKey("short", _plain(kind, surname).key, "surname")
    if kind == MentionKind.ORGANIZATION:
        words = key.split()
        if len(words) <= _MOST_WORDS and not any(map(str.isdecimal, words)):  # "Radio 5" is no radio
            head = _head(words)
            for cut in range(1, len(words)):
                yield from _part(words[:cut])
                yield from _part(words[cut:])
                yield from _part(head[cut:])


def _head(words: list[str]) -> list[str]:
    """What stands before "of" or "for": the end of it is a short form too."""
    ends = [place for place, word in enumerate(words) if word in _words("joints")]
    return words[: ends[0]] if ends else []


def _part(words: list[str]) -> Iterator[EntityKey]:
    if words and not {words[0], words[-1]} & _words("joints"):
        yield EntityKey("short", " ".join(words), "part")


def _surnames(name: str) -> Iterator[str]:
    """The last name with and without its particles; of a double one also the second half."""
    words = [word for word in name.split() if fold(word)]
    while len(words) > 1 and fold(words[-1]) in _words("generations"):
        words.pop()
    if len(words) < 2:
        return
    first = len(words) - 1
    while first > 1 and fold(words[first - 1]) in _words("particles"):
        first -= 1
    for surname in dict.fromkeys((fold(" ".join(words[first:])), fold(words[-1]), fold(words[-1]).rpartition(" ")[2])):
        if surname:
            yield surname


def is_surname_alone(name: str) -> bool:
    """Whether a person's name is a surname alone: one word as printed, or particles in small letters before it."""
    *before, _ = [word for word in name.split() if fold(word)] or [""]
    return all(word.islower() and word in _words("particles") for word in before)


def kind_called(word: str) -> MentionKind | None:
    """The kind that an authority file means by a word; None when nothing is known of it."""
    folded = word.strip().lower()
    folded = _table()["kinds"]["rows"].get(folded, folded)
    return MentionKind(folded) if folded in set(MentionKind) else None


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("data/entity_keys.toml").read_text(encoding="utf-8"))


@cache
def _words(group: str) -> frozenset[str]:
    return frozenset(_table()[group]["words"])


@cache
def _letters() -> dict[int, str]:
    groups = ("letters", "cyrillic", "greek")
    return str.maketrans({letter: plain for group in groups for letter, plain in _table()[group]["rows"].items()})


@cache
def _legal_forms() -> re.Pattern[str]:
    return re.compile(f" (?:{'|'.join(sorted(_words('legal_forms'), key=len, reverse=True))})$")


@cache
def _endings() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_table()['surname_endings']['from'])})\b")
