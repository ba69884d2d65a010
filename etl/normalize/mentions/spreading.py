"""Further namings of what a document has named once: repeated names, family names alone, mastheads by their last word.

    spread("Jane Roe came. Roe left.", namings of "Jane Roe")    # a naming "Roe"

What it does not do: say whose name a family name is (see `clusters`), or find words that the text also writes small.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.scanning import first_word, scan, small_words
from etl.normalize.mentions.vocabulary import KnownName, is_given_name, known_by_text
from etl.normalize.vocabulary import words
from etl.records import MentionKind

FAMILY_FIRST = re.compile(r"[^\W\d_]{2,5}-[a-z]{2,5}")  # "Jae-in": the family name stands before it
HEADS = frozenset({"Board", "Authority", "Commission", "Ministry", "Council", "Institute", "Agency", "Union"})
SEAT_BEFORE = re.compile(r"\b(?:in|into|near|from|outside)\s$")
LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shouted:
    """A known name in capitals."""

    text: str
    meaning: KnownName


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A name to look for again."""

    text: str


def spread(text: str, namings: Sequence[Naming]) -> list[Naming]:
    """The places where a text names again what `namings` name, in order; some of `namings` among them."""
    small = small_words(text)
    names = {name for n in namings for name in _names_again(n) if _safe(name, small)}
    found = [_again(text, at, name.text) for at, name in scan(text, _index(names))]
    return found + list(_in_capitals(text, names)) + list(_by_head(text, namings)) + list(_seats(text, namings))


def _seats(text: str, namings: Sequence[Naming]) -> Iterator[Naming]:
    """Towns that bodies are called after: "in Lindvik" where the Lindvik Port Authority is named."""
    firsts = {first for n in namings if (first := _seat(n))}
    here = {n.surface for n in namings}
    for name in sorted(firsts - here):
        word = re.escape(name)
        found = [m.start() for m in re.finditer(rf"\b{word}\b(?! [^\W\d_a-z]|[-’'][^\W\d_]{{2}})", text)]
        if any(SEAT_BEFORE.search(text[max(0, start - 10) : start]) for start in found):
            for start in found:
                end = start + len(name)
                yield Naming(start=start, end=end, surface=name, label="GPE", method="repeat")


def _seat(naming: Naming) -> str | None:
    """The first word of a body's name of three words or more, which may be its town."""
    parts = naming.surface.split()
    if naming.known is not None or naming.label != "ORG" or len(parts) < 3 or not parts[0].istitle():
        return None
    usable = len(parts[0]) > 4 and parts[0].isalpha() and not is_given_name(parts[0]) and parts[1][0].isupper()
    return parts[0] if usable and parts[0] not in known_by_text() else None


def _by_head(text: str, namings: Sequence[Naming]) -> Iterator[Naming]:
    """The general word of an organization's name, with a capital and "the" before it: "the Ministry"."""
    heads = {head: n.start for n in reversed(namings) if (head := _head_word(n))}
    if not heads:
        return
    for match in re.finditer(rf"\b[tT]he ({'|'.join(sorted(heads))})\b(?! of\b| for\b| [^\W\d_a-z])", text):
        if match.start(1) > heads[match[1]]:
            yield Naming(start=match.start(1), end=match.end(1), surface=match[1], label="ORG", method="repeat")


def _head_word(naming: Naming) -> str | None:
    parts = naming.surface.split()
    if naming.label == "PERSON" or len(parts) < 2 or not parts[0].isalpha() or not parts[-1].isalpha():
        return None
    if len(parts) > 2 and parts[1] in {"of", "for"}:
        return parts[0] if parts[0] in words("organizations", "nouns", "first") else None
    return parts[-1] if parts[-1] in HEADS else None


def _again(text: str, at: int, name: str) -> Naming:
    return Naming(start=at, end=at + len(name), surface=text[at : at + len(name)], method="repeat")


def _names_again(naming: Naming) -> Iterator[str]:
    """What a naming may be called later in the text."""
    parts = naming.surface.split()
    known = naming.known
    if known is not None:
        if known.kind is MentionKind.PUBLICATION and parts[-1] in words("publications", "mastheads"):
            yield parts[-1]
        return
    if naming.method == "dateline":
        yield naming.surface.title()
    if len(naming.surface) > 2 or (naming.label == "PERSON" and naming.surface.istitle()):
        yield naming.surface
    if naming.label == "ORG" and len(parts) > 1 and parts[-1] in words("publications", "nouns", "last"):
        yield parts[-1]
    if naming.label == "PERSON" and len(parts) > 1:
        yield from _family(parts)


def _family(parts: Sequence[str]) -> Iterator[str]:
    """The family name of a full name, with its particles when it has any."""
    kept = [p for p in parts if p.rstrip(",") not in words("titles", "suffixes")]
    if len(kept) < 2 or len(kept[-1]) < 3:
        return
    yield kept[-1].rstrip(",")
    if is_given_name(kept[0]) or FAMILY_FIRST.fullmatch(kept[-1]):
        yield kept[0]
    if kept[-2].lower() in words("titles", "particles") and len(kept) > 2:
        yield f"{kept[-2]} {kept[-1]}"


def _safe(name: str, small: frozenset[str]) -> bool:
    """Whether a name is no everyday word: a single word must not stand in small letters anywhere in the text."""
    if " " in name:
        return True
    return name[0].isupper() and name.lower() not in small and name not in words("organizations", "calendar")


def _index(names: Iterable[str]) -> Mapping[str, Sequence[Repeated]]:
    index: dict[str, list[Repeated]] = {}
    for name in sorted(names, key=lambda n: (-len(n), n)):
        index.setdefault(first_word(name), []).append(Repeated(text=name))
    return index


def _in_capitals(text: str, names: Iterable[str]) -> Iterator[Naming]:
    """Names inside lines that are all in capitals, such as headlines of agencies."""
    lines = [m for m in LINE.finditer(text) if m.group().isupper() and " " in m.group()]
    if not lines:
        return
    index = _index({name.upper() for name in names if len(name) > 3 and not is_given_name(name)})
    for line in lines:
        for at, name in scan(line.group(), index):
            yield _again(text, line.start() + at, name.text)
        for at, known in scan(line.group(), _known_in_capitals()):
            start = line.start() + at
            yield Naming(
                start=start,
                end=start + len(known.text),
                surface=known.text,
                known=known.meaning,
                method="vocabulary",
            )


@functools.cache
def _known_in_capitals() -> Mapping[str, Sequence[Shouted]]:
    """Known names of more than three letters in capitals; shorter ones are everyday words there ("US", "WHO")."""
    index: dict[str, list[Shouted]] = {}
    for text, known in known_by_text().items():
        if len(text) > 3:
            index.setdefault(first_word(text.upper()), []).append(Shouted(text=text.upper(), meaning=known))
    return {word: sorted(names, key=lambda n: -len(n.text)) for word, names in index.items()}
