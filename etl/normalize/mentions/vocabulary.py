"""The names that mention rules know letter by letter: countries, demonyms, publications, organizations.

    known_names()["United"]    # every known name that begins with that word, longest first

What it does not do: read any text (see `scanning`), or hold the list of publications and places themselves (they are
data of `etl.normalize.publications` and `etl/normalize/data/places.toml`).
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from etl.normalize.mentions.scanning import first_word
from etl.normalize.names import given_names
from etl.normalize.publications import Publication, all_publications
from etl.normalize.vocabulary import read_table, words
from etl.records import MentionForm, MentionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownName:
    """A name the vocabulary knows, and what it means."""

    text: str  # as written, to be found letter by letter
    name: str  # the chain's name: "United States" for "U.S."
    kind: MentionKind
    form: MentionForm


@functools.cache
def known_names() -> Mapping[str, tuple[KnownName, ...]]:
    """Known names by their first word, longest first."""
    index: dict[str, list[KnownName]] = {}
    for known in _all_known():
        index.setdefault(first_word(known.text), []).append(known)
    return {word: tuple(sorted(names, key=lambda k: -len(k.text))) for word, names in index.items()}


@functools.cache
def known_by_text() -> Mapping[str, KnownName]:
    """Known names by their text; an earlier vocabulary wins: places, demonyms, publications, organizations."""
    index: dict[str, KnownName] = {}
    for known in _all_known():
        index.setdefault(known.text, known)
    return index


@functools.cache
def publications_by_text() -> Mapping[str, Publication]:
    """Every name of every publication, without a leading "The", the ambiguous ones too."""
    index: dict[str, Publication] = {}
    for publication in all_publications():
        for text in _names(publication):
            index.setdefault(text, publication)
    return index


def is_given_name(word: str) -> bool:
    """Whether a word is a given name and seldom anything else: "Hugo", "José"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
    return plain in given_names()


def _all_known() -> Iterator[KnownName]:
    yield from _places()
    yield from _demonyms()
    yield from _publications()
    for name, *others in read_table("organizations")["known"]["rows"]:
        yield from _entries(name, others, MentionKind.ORGANIZATION)
    for name, *others in read_table("organizations")["known_events"]["rows"]:
        yield from _entries(name, others, MentionKind.EVENT)


def _places() -> Iterator[KnownName]:
    tables = read_table("places")
    for name, _, *others in tables["countries"]["rows"]:
        yield from _entries(name, others, MentionKind.PLACE)
    for table in ("nations", "continents"):
        yield from (entry for row in tables[table]["rows"] for entry in _entries(row[0], (), MentionKind.PLACE))
    for table in ("regions", "areas"):
        yield from (entry for row in tables[table]["rows"] for entry in _entries(row[0], row[1:], MentionKind.PLACE))
    yield from _states()


def _states() -> Iterator[KnownName]:
    """States and provinces, but for names that mean a city or a person as often."""
    ambiguous = words("places", "doubtful")
    for name, _, short, _ in read_table("places")["states"]["rows"]:
        if short.endswith("."):
            yield KnownName(text=short, name=name, kind=MentionKind.PLACE, form=MentionForm.SHORT)
        if name not in ambiguous:
            yield KnownName(text=name, name=name, kind=MentionKind.PLACE, form=MentionForm.FULL)


def _demonyms() -> Iterator[KnownName]:
    for name, *forms in read_table("demonyms")["rows"]:
        for text in forms:
            yield KnownName(text=text, name=name, kind=MentionKind.PLACE, form=MentionForm.DEMONYM)


def _publications() -> Iterator[KnownName]:
    for publication in all_publications():
        if publication.distinctive:
            for text in _names(publication):
                yield KnownName(
                    text=text,
                    name=publication.name,
                    kind=MentionKind.PUBLICATION,
                    form=_form(text, publication.name),
                )


def _names(publication: Publication) -> Iterable[str]:
    return dict.fromkeys(name.removeprefix("The ") for name in (publication.name, *publication.aliases))


def _entries(name: str, others: Iterable[str], kind: MentionKind) -> Iterator[KnownName]:
    for text in (name, *others):
        yield KnownName(text=text, name=name, kind=kind, form=_form(text, name))


def _form(text: str, name: str) -> MentionForm:
    if text.replace(".", "").isupper() and len(text) <= 6 and text != name:
        return MentionForm.ACRONYM
    return MentionForm.FULL
