"""The publication that printed an article, and the domain it registered.

    >>> from etl.records import Claim, ClaimField, Origin
    >>> claims = [Claim(field=ClaimField.URL, text="https://www.valleyherald.example.com/a", origin=Origin.URL),
    ...           Claim(field=ClaimField.PUBLISHER, text="Big Media Holding", origin=Origin.JSON_LD),
    ...           Claim(field=ClaimField.PUBLISHER, text="The Example", origin=Origin.OPENGRAPH)]
    >>> choose_publisher(claims, source=None)
    ('The Example', 'example.com')

The operator's word on the source wins, then the list of known publications, then the name that fits the domain: data of
pages often names the company that owns a paper. A name is never made from a domain.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from etl.normalize.publications import Publication, find_by_domain, find_publication
from etl.records import Claim, ClaimField, Origin, Source
from etl.urls import registered_domain

# Open Graph's site name is the publication; JSON-LD's publisher may be its company; the rest are hints.
RANKING: Final = (
    Origin.SOURCE,
    Origin.OPENGRAPH,
    Origin.JSON_LD,
    Origin.MICRODATA,
    Origin.HEAD,
    Origin.RUNNING_HEAD,
    Origin.TAIL,
    Origin.META,
    Origin.FEED,
    Origin.VISIBLE,
    Origin.FILE,
)
MAX_CHARACTERS: Final = 80  # what is longer is a slogan
MAX_LINE: Final = 300  # a copyright line with its address

_SEPARATOR = re.compile(r"\s+[|·•–—-]\s+|\s*\|\s*|:\s+")
_COPYRIGHT = re.compile(
    r"©|\(c\)|\bcopyright\b|\ball rights reserved\b\.?|\balle rechte vorbehalten\b|(?:19|20)\d\d", re.IGNORECASE
)
_ADDRESS = re.compile(r"https?://|^www\.|@")
_NOT_WORD = re.compile(r"[\W_]+")


def choose_publisher(claims: Sequence[Claim], *, source: Source | None) -> tuple[str | None, str | None]:
    """Name and registered domain of the publication, each None when nothing says it."""
    domain = (source.domain if source else None) or _domain(claims)
    if source and source.publisher:
        return source.publisher, domain or _domain_of(find_publication(source.publisher))
    names = [name for claim in _ranked(claims) for name in _names(claim.text)]
    known = find_by_domain(domain) if domain else None
    if known is not None:
        return known.name, domain
    name = next((name for name in names if domain and _fits(name, domain)), names[0] if names else None)
    return name, domain or (_domain_of(find_publication(name)) if name else None)


def _domain_of(publication: Publication | None) -> str | None:
    return publication.domain if publication else None


def _domain(claims: Iterable[Claim]) -> str | None:
    """The domain of the address it was fetched from, else of the one it gives as its own."""
    addresses = [claim for claim in claims if claim.field in {ClaimField.URL, ClaimField.DOMAIN}]
    addresses.sort(key=lambda claim: claim.origin is not Origin.URL)
    return next((domain for claim in addresses if (domain := registered_domain(claim.text))), None)


def _ranked(claims: Iterable[Claim]) -> list[Claim]:
    named = [claim for claim in claims if claim.field is ClaimField.PUBLISHER and claim.origin in RANKING]
    named = [claim for claim in named if len(claim.text) <= MAX_LINE]
    return sorted(named, key=lambda claim: RANKING.index(claim.origin))


def _names(text: str) -> list[str]:
    """The names in a claim: the whole, without the marks of a copyright line, then its parts around separators."""
    bare = _COPYRIGHT.sub(" ", text) if _COPYRIGHT.search(text) else text
    whole = " ".join(bare.split()).strip(" ,.-–|")
    found = [whole, *(part.strip() for part in _SEPARATOR.split(whole))]
    return [name for name in dict.fromkeys(found) if _is_name(name)]


def _is_name(name: str) -> bool:
    return 1 < len(name) <= MAX_CHARACTERS and any(sign.isalpha() for sign in name) and not _ADDRESS.search(name)


def _fits(name: str, domain: str) -> bool:
    """Whether a name and the first label of a domain are the same word: "The Example", "example.com"."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    folded = _NOT_WORD.sub("", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))
    label = _NOT_WORD.sub("", domain.partition(".")[0])
    initials = "".join(word[0] for word in name.casefold().split())
    return len(label) > 1 and (
        label in {folded, folded.removeprefix("the"), initials} or _NOT_WORD.sub("", domain) == folded
    )
