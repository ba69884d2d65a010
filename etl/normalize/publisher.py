"""The publication that printed an article, and the domain it registered."""

from __future__ import annotations

from collections.abc import Sequence

from etl.records import Claim, ClaimField, Source
from etl.urls import registered_domain


def choose_publisher(claims: Sequence[Claim], *, source: Source | None) -> tuple[str | None, str | None]:
    """Name and registered domain of the publication; the operator's word on the source wins."""
    name = source.publisher if source else None
    domain = source.domain if source else None
    names = (claim.text for claim in claims if claim.field is ClaimField.PUBLISHER)
    addresses = (claim.text for claim in claims if claim.field in {ClaimField.DOMAIN, ClaimField.URL})
    domains = (registered_domain(address) for address in addresses)
    return name or next(names, None), domain or next((found for found in domains if found), None)
