"""Known publications: newspapers, magazines, newsrooms and news agencies, by name or by domain.

    find_publication("New York Times").name    # "The New York Times"
    find_by_domain("www.nytimes.com")          # the same, with domain "nytimes.com" and country "US"

The list is `data/publications.toml`. What it does not do: tell whether some words in a text name a publication (see
`etl.normalize.mentions`), know local papers that nobody quotes, or guess a publication from a similar name.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from etl.normalize.vocabulary import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A publication of the list."""

    name: str  # as on the masthead: "The New York Times"
    domain: str | None  # registered domain
    country: str | None  # ISO 3166-1 alpha-2, of its newsroom
    aliases: tuple[str, ...] = ()
    distinctive: bool = True  # False: its name is an ordinary word or another thing's name as often


def find_publication(name: str) -> Publication | None:
    """The publication of that name or alias; case, a leading "the" and outer white space do not matter."""
    return _by_name().get(_key(name))


def find_by_domain(domain: str) -> Publication | None:
    """The publication that owns a domain, given with or without subdomains: "edition.cnn.com" is CNN's."""
    labels = domain.strip().lower().rstrip(".").split(".")[-6:]
    tails = (".".join(labels[i:]) for i in range(len(labels) - 1))
    return next((found for tail in tails if (found := _by_domain().get(tail))), None)


@functools.cache
def all_publications() -> tuple[Publication, ...]:
    """Every publication of the list, in its order; an earlier one wins a shared name."""
    data = read_table("publications")
    ambiguous = {_key(name) for name in data["ambiguous"]["names"]}
    return tuple(_publication(row, ambiguous) for group in data["group"] for row in group["rows"])


def _publication(row: list[str], ambiguous: set[str]) -> Publication:
    name, domain, country, *aliases = row
    return Publication(
        name=name.split(" (")[0],  # "(Peru)" tells rows apart, and is on no masthead
        domain=domain or None,
        country=country or None,
        aliases=tuple(aliases),
        distinctive=_key(name.split(" (")[0]) not in ambiguous and not name.endswith(")"),
    )


def _key(name: str) -> str:
    folded = " ".join(name.casefold().split())
    return folded.removeprefix("the ") or folded


@functools.cache
def _by_name() -> Mapping[str, Publication]:
    index: dict[str, Publication] = {}
    for publication in all_publications():
        for name in (publication.name, *publication.aliases):
            index.setdefault(_key(name), publication)
    return index


@functools.cache
def _by_domain() -> Mapping[str, Publication]:
    index: dict[str, Publication] = {}
    for publication in all_publications():
        if publication.domain:
            index.setdefault(publication.domain, publication)
    return index
