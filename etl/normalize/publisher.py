"""The publication that printed an article, and the domain it registered.

    >>> from etl.records import Claim, ClaimField, Origin
    >>> claims = [Claim(field=ClaimField.URL, text="https://www.valleyherald.example.com/a", origin=Origin.URL),
    ...           Claim(field=ClaimField.PUBLISHER, text="Big Media Holding", origin=Origin.JSON_LD),
    ...           Claim(field=ClaimField.PUBLISHER, text="The Example", origin=Origin.OPENGRAPH)]
    >>> choose_publisher(claims, source=None)
    ('The Example', 'example.com')

The operator's word on the source wins, then the list of known publications, then the name that fits the domain: data of
pages often names the company that owns a paper. A name is never made from a domain, but words in the text that spell
the document's own domain are the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from etl.normalize.publications import Publication, find_by_domain, find_publication
from etl.normalize.publisher_names import fits, folded, name_in_line, name_in_title, name_spelling, names_in
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
MAX_LINE: Final = 300  # a copyright line with its address
# Lines that a document prints about itself, in which a newspaper's name may stand beside an author or a date.
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}", re.IGNORECASE)
_SITE = re.compile(r"(?:https?://)?(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?=[/:?#]|$)", re.IGNORECASE)
PRINTED: Final = frozenset({Origin.RUNNING_HEAD, Origin.TAIL, Origin.HEAD})


def choose_publisher(
    claims: Sequence[Claim], *, source: Source | None, text: str = "", furniture: Sequence[str] = ()
) -> tuple[str | None, str | None]:
    """Name and registered domain of the publication, each None when nothing says it.

    `text` is all that is printed, `furniture` the lines of it around the article.
    """
    domain = (source.domain if source else None) or _domain(claims)
    if source and source.publisher:
        return source.publisher, domain or _domain_of(find_publication(source.publisher))
    known = find_by_domain(domain) if domain else None
    if known is not None:
        return known.name, domain
    names = [name for claim in _ranked(claims) for name in names_in(claim.text) if not _is_address(name, claim)]
    name = next((name for name in names if domain and fits(name, domain)), None)
    name = _display(name or next(iter(names), None) or _from_lines(claims, furniture), names)
    if name is None and (host := domain or _host(claims)):
        name = name_spelling(text, host)
    return name, domain or (_domain_of(find_publication(name)) if name else None)


def _is_address(name: str, claim: Claim) -> bool:
    """Whether a line of print is an address without its "www": a site that is called so says it in its data."""
    return claim.origin in PRINTED and _HOST.fullmatch(name) is not None


def _display(name: str | None, names: Sequence[str]) -> str | None:
    """A name printed in capitals as it is listed, or printed elsewhere in small letters."""
    if name is None or not name.isupper():
        return name
    if (listed := find_publication(name)) is not None and listed.name.casefold().endswith(name.casefold()):
        return listed.name
    others = (other[: len(name)] for other in names if not other[: len(name)].isupper())
    return next((other for other in others if other.casefold() == name.casefold()), name)


def _host(claims: Iterable[Claim]) -> str | None:
    """The site in an address that is under no public suffix, such as that of an archive or an intranet."""
    addresses = (claim.text for claim in claims if claim.field in {ClaimField.URL, ClaimField.DOMAIN})
    sites = (_SITE.match(address.strip()) for address in addresses)
    return next((site[1] for site in sites if site), None)


def _from_lines(claims: Sequence[Claim], furniture: Sequence[str]) -> str | None:
    """The name behind the headline in a page's title, beside a date or an author in print, or in a line of a foot."""
    titles = [claim for claim in claims if claim.field is ClaimField.TITLE]
    headlines = frozenset(folded(claim.text) for claim in titles)
    behind = (name_in_title(claim.text, headlines) for claim in titles if claim.origin is Origin.META)
    lines = [
        claim.text
        for claim in claims
        if claim.origin in PRINTED and claim.field in {ClaimField.PUBLISHED, ClaimField.AUTHOR}
    ]
    beside = (name_in_line(line) for line in (*lines, *furniture))
    return next((name for name in (*behind, *beside) if name), None)


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
