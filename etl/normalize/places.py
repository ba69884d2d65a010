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

from etl.normalize.gazetteer import (
    Candidate,
    country_by_code,
    is_state,
    places_named,
    state_by_abbreviation,
    subregions,
)
from etl.normalize.publications import find_by_domain
from etl.records import Chain, Mention, MentionKind, Place

PARENT = re.compile(r",? (?:in )?\(?([^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){0,2})")
CLEAR = 0.55  # a reading less sure than this stays unlinked when nothing but its size speaks for it
STATE_PEOPLE = 200_000.0  # weight of a state or province, whose population the gazetteer does not give
KNOWN_STATE_PEOPLE = 3_000_000.0  # of one that the press abbreviates: a US, Canadian or Australian state
GREAT_CITY = 600_000  # "Washington" is the capital before it is the state
COUNTY_PEOPLE = 30_000.0
COUNTRY_PEOPLE = 1e9  # a country's name means the country unless the document is all about its namesake's neighbours
HOME, COUNTRY, STATE = 1.5, 1.5, 1.5  # points; the tenfold population is one
NEIGHBOURS = 60  # names of a document that are weighed against each other


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What a document says about where it is."""

    countries: Counter[str]  # by ISO code: how much the names of the document speak for it
    subdivisions: Counter[int]  # the same for states and provinces, by GeoNames id
    home: str | None  # country of the publication
    domain: str  # of the publication, letters only


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    place: Place
    confidence: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """A name with the places it may mean, and the one that the text says it lies in."""

    text: str
    candidates: tuple[Candidate, ...]
    parent: Place | None


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
    names = {
        c.ordinal: _Name(text=c.name, candidates=candidates[c.ordinal], parent=parents.get(c.ordinal))
        for c in chains
        if candidates.get(c.ordinal)
    }
    context = _context(list(names.values()), _home(country, domain), domain)
    return tuple(_linked(chain, names.get(chain.ordinal), context) for chain in chains)


def _home(country: str | None, domain: str | None) -> str | None:
    """The publication's country: as given, by the list of publications, by a national top-level domain."""
    if country:
        return country.upper()
    publication = find_by_domain(domain) if domain else None
    if publication is not None:
        return publication.country
    suffix = domain.rsplit(".", 1)[-1].upper() if domain and "." in domain else ""
    code = {"UK": "GB", "EU": "", "TV": "", "CO": "", "ME": "", "IO": "", "AI": ""}.get(suffix, suffix)
    return code if country_by_code(code) else None


def _linked(chain: Chain, name: _Name | None, context: _Context) -> Chain:
    if name is None:
        return chain
    reading = _read(name, context)
    if reading.method == "population" and reading.confidence < CLEAR:
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
        name = " ".join(parts[:count])
        name = state_by_abbreviation(name) or name.rstrip(".,")
        for parent in places_named(name):
            if any(_inside(option, parent.place) for option in options):
                return parent.place
    return None


def _inside(candidate: Candidate, parent: Place) -> bool:
    if candidate.place.geoname_id == parent.geoname_id:
        return False
    if parent.kind == "country":
        return candidate.place.country == parent.country
    return parent.geoname_id in candidate.parents


def _context(names: Sequence[_Name], home: str | None, domain: str | None) -> _Context:
    """What all names of a document together say: each speaks for the states and countries it may lie in, the fewer
    the louder.
    """
    countries: Counter[str] = Counter()
    subdivisions: Counter[int] = Counter()
    for name in names[:NEIGHBOURS]:
        for country, voice in _countries_of(name).items():
            countries[country] += voice  # type: ignore[assignment]  # Counter is typed for int, and adds floats
        for state, voice in _states_of(name).items():
            subdivisions[state] += voice  # type: ignore[assignment]
    letters = re.sub(r"[^a-z]", "", domain.lower()) if domain else ""
    return _Context(countries=countries, subdivisions=subdivisions, home=home, domain=letters)


def _options(name: _Name) -> Sequence[Candidate]:
    inside = [c for c in name.candidates if name.parent is not None and _inside(c, name.parent)]
    if inside:
        return inside
    first = name.candidates[0]
    return name.candidates[:1] if first.listed else name.candidates


def _countries_of(name: _Name) -> dict[str, float]:
    found = {c.place.country for c in _options(name) if c.place.country}
    return {country: 1 / len(found) for country in found}


def _states_of(name: _Name) -> dict[int, float]:
    """States a name may lie in or be, with its voice for each; a name that is a state's own speaks loudly."""
    options = _options(name)
    own = [c.place.geoname_id for c in options if c.level == 1]
    if own and len(options) <= 3 * len(own):
        return dict.fromkeys(own, 1.5 / len(own))
    found = {c.parents[0] for c in options if c.parents}
    loud = 1.5 if name.parent is not None else 1.0
    return {state: loud / len(found) for state in found}


def _read(name: _Name, context: _Context) -> _Reading:
    options = _options(name)
    if name.parent is not None and not options[0].listed:
        return _Reading(place=_largest(options).place, confidence=0.95, method="parent")
    top = name.candidates[0]
    rivals = [c for c in name.candidates if c.level == 1 and c.place.country != top.place.country]
    if top.listed and (not rivals or top.place.kind != "country"):
        return _Reading(place=top.place, confidence=0.95, method="listed")
    if top.listed:
        return _scored(name, [top, *rivals], context)
    if len(name.candidates) == 1:
        return _Reading(place=top.place, confidence=0.9, method="only")
    return _scored(name, name.candidates, context)


def _largest(candidates: Sequence[Candidate]) -> Candidate:
    return max(candidates, key=lambda c: (c.level == 1, c.place.population or 0))


def _scored(name: _Name, candidates: Sequence[Candidate], context: _Context) -> _Reading:
    scores = [(_prior(name, c, context) + _support(name, c, context), c) for c in candidates]
    scores.sort(key=lambda pair: -pair[0])
    (first, best), (second, _) = scores[0], scores[1]
    method = "context" if _support(name, best, context) > 0.5 else "population"
    return _Reading(place=best.place, confidence=min(0.9, 0.5 + (first - second) / 8), method=method)


def _prior(name: _Name, candidate: Candidate, context: _Context) -> float:
    """What size alone says: the tenfold population is one point, less in the paper of a town of that name."""
    place = candidate.place
    people = {"country": COUNTRY_PEOPLE}.get(place.kind) or place.population or _unknown_people(name, candidate)
    local = len(name.text) > 3 and re.sub(r"[^a-z]", "", name.text.lower()) in context.domain
    return math.log10(people + 10) * (0.3 if local else 1.0)


def _unknown_people(name: _Name, candidate: Candidate) -> float:
    """A stand-in for the population of what has none: a county is meant only when it is called one."""
    if candidate.level == 1:
        return _people_of_state(name, candidate)
    if candidate.level == 2:
        return COUNTY_PEOPLE if " " in name.text else 100.0
    return 200.0


def _people_of_state(name: _Name, candidate: Candidate) -> float:
    """Little for a state around a great city of its name ("New York" is the city), much for one everybody knows."""
    inside = [c.place.population or 0 for c in name.candidates if candidate.place.geoname_id in c.parents]
    if is_state(name.text, candidate.place.country) and max(inside, default=0) < GREAT_CITY:
        capital = any((c.place.population or 0) >= GREAT_CITY and c.place.country == "US" for c in name.candidates)
        return STATE_PEOPLE if capital else KNOWN_STATE_PEOPLE
    return STATE_PEOPLE / 10 if inside else STATE_PEOPLE


def _support(name: _Name, candidate: Candidate, context: _Context) -> float:
    """What the other names and the publication say for a reading."""
    place = candidate.place
    support = HOME if place.country and place.country == context.home else 0.0
    if place.country:
        voices = context.countries[place.country] - _countries_of(name).get(place.country, 0.0)
        support += COUNTRY * min(1.0, voices)
    state = candidate.parents[0] if candidate.parents else place.geoname_id
    voices = context.subdivisions[state] - _states_of(name).get(state, 0.0)
    return support + STATE * min(2.0, voices) + _neighbours(candidate, context)


def _neighbours(candidate: Candidate, context: _Context) -> float:
    """A point for a country whose part of the world the document speaks of: Georgia beside Armenia."""
    code, parts = candidate.place.country, subregions()
    if not candidate.listed or code is None:
        return 0.0
    others = (c for c, voices in context.countries.items() if c != code and voices >= 0.9)
    return 1.0 if any(parts.get(c) == parts.get(code) for c in others) else 0.0
