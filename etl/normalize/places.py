"""Which place on the map a name of an article means: GeoNames id, ISO codes, coordinates; None when it is not clear.

    link_places(chains, mentions, text, country="US")    # the chain "Portland" with Portland, Oregon or Maine, or none

A reading is chosen by what the document says first: the parent in the same sentence ("Portland, Maine"), then the other
places it names, then the country of the publication, then population. The rule that decided is the chain's `method`.
What it does not do: find names (see `etl.normalize.mentions`), link rivers, streets and regions without borders, or
read a demonym as anything but its country.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from etl.normalize.gazetteer import Candidate, places_named
from etl.normalize.publications import find_by_domain
from etl.records import Chain, Mention, MentionKind, Place

PARENT = re.compile(r",? (?:in )?\(?([^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,2})")
CLEAR = 0.5  # a reading less sure than this stays unlinked


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What a document says about where it is."""

    countries: Counter[str]  # named or implied, by ISO code
    subdivisions: Counter[int]  # GeoNames ids of states and provinces named or implied
    home: str | None  # country of the publication


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    place: Place
    confidence: float
    method: str


def link_places(
    chains: Sequence[Chain],
    mentions: Sequence[Mention],
    text: str,
    *,
    country: str | None = None,
    domain: str | None = None,
) -> tuple[Chain, ...]:
    """The chains, those of kind PLACE with a place where one reading is clear.

    Args:
        chains: of one article, as `find_mentions` gives them.
        mentions: of the same article.
        text: of the same article.
        country: ISO 3166-1 alpha-2 of the publication's home.
        domain: of the publication; tells its home when `country` does not.
    """
    candidates = {c.ordinal: places_named(c.name) for c in chains if c.kind is MentionKind.PLACE}
    parents = _parents(mentions, text, candidates)
    context = _context(candidates, parents, _home(country, domain))
    return tuple(_linked(chain, candidates.get(chain.ordinal, ()), parents, context) for chain in chains)


def _home(country: str | None, domain: str | None) -> str | None:
    if country:
        return country.upper()
    publication = find_by_domain(domain) if domain else None
    return publication.country if publication else None


def _linked(chain: Chain, candidates: Sequence[Candidate], parents: Mapping[int, Place], context: _Context) -> Chain:
    if not candidates:
        return chain
    reading = _read(candidates, parents.get(chain.ordinal), context)
    if reading is None or reading.confidence < CLEAR:
        return chain
    return replace(
        chain, place=reading.place, place_confidence=round(reading.confidence, 2), method=f"place.{reading.method}"
    )


def _parents(mentions: Sequence[Mention], text: str, candidates: Mapping[int, Sequence[Candidate]]) -> dict[int, Place]:
    """The place that follows a name as its parent, by chain: Maine for "Portland, Maine"."""
    found: dict[int, Place] = {}
    for mention in mentions:
        options = candidates.get(mention.chain)
        if not options or mention.chain in found:
            continue
        match = PARENT.match(text, mention.end)
        if match:
            parent = _parent_of(options, match.group(1))
            if parent is not None:
                found[mention.chain] = parent
    return found


def _parent_of(options: Sequence[Candidate], phrase: str) -> Place | None:
    """The first place called by the whole phrase or its beginning that one of the options lies in."""
    parts = phrase.split()
    for count in range(len(parts), 0, -1):
        for parent in places_named(" ".join(parts[:count]).rstrip(".,")):
            if any(_inside(option, parent.place) for option in options):
                return parent.place
    return None


def _inside(candidate: Candidate, parent: Place) -> bool:
    if candidate.place.geoname_id == parent.geoname_id:
        return False
    if parent.kind == "country":
        return candidate.place.country == parent.country
    return parent.geoname_id in candidate.parents


def _context(candidates: Mapping[int, Sequence[Candidate]], parents: Mapping[int, Place], home: str | None) -> _Context:
    """Countries and subdivisions that the document's clear places are in."""
    countries: Counter[str] = Counter()
    subdivisions: Counter[int] = Counter()
    for ordinal, options in candidates.items():
        parent = parents.get(ordinal)
        sure = [o for o in options if parent is not None and _inside(o, parent)] or list(options)
        if sure:
            countries.update(_clear_country(sure))
            subdivisions.update(_clear_subdivision(sure))
    return _Context(countries=countries, subdivisions=subdivisions, home=home)


def _clear_country(options: Sequence[Candidate]) -> list[str]:
    """The country that all readings share, or that the name itself is."""
    first = options[0].place
    shared = first.kind == "country" or len({o.place.country for o in options}) == 1
    return [first.country] if shared and first.country else []


def _clear_subdivision(options: Sequence[Candidate]) -> list[int]:
    """The state or province of the only reading, or that the name itself is."""
    if len(options) > 1 and options[0].level != 1:
        return []
    return [*options[0].parents[:1]] or [options[0].place.geoname_id]


def _read(candidates: Sequence[Candidate], parent: Place | None, context: _Context) -> _Reading | None:
    if parent is not None:
        inside = [c for c in candidates if _inside(c, parent)]
        if inside:
            return _Reading(place=_largest(inside).place, confidence=0.95, method="parent")
    top = candidates[0]
    if top.place.kind in {"country", "continent"}:
        return _Reading(place=top.place, confidence=0.95, method="listed")
    if len(candidates) == 1:
        return _Reading(place=top.place, confidence=0.9, method="only")
    return _scored(candidates, context)


def _largest(candidates: Sequence[Candidate]) -> Candidate:
    return max(candidates, key=lambda c: (c.level == 1, c.place.population or 0))


def _scored(candidates: Sequence[Candidate], context: _Context) -> _Reading:
    ranked = sorted(candidates, key=lambda c: _score(c, context), reverse=True)
    first, second = _score(ranked[0], context), _score(ranked[1], context)
    method = "context" if _support(ranked[0], context) else "population"
    return _Reading(place=ranked[0].place, confidence=min(0.9, 0.5 + (first - second) / 8), method=method)


def _score(candidate: Candidate, context: _Context) -> float:
    """Log of the population, plus what the document and the publication's home say for it."""
    population = candidate.place.population or {1: 2_000_000, 2: 30_000}.get(candidate.level or 0, 300)
    return math.log10(population + 1) + _support(candidate, context)


def _support(candidate: Candidate, context: _Context) -> float:
    place = candidate.place
    support = 0.0
    if place.country and context.countries[place.country]:
        support += 1.5
    if any(context.subdivisions[p] for p in (*candidate.parents, place.geoname_id)):
        support += 2.5
    if place.country and place.country == context.home:
        support += 1.5
    return support
