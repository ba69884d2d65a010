"""The headline of an article among everything a document says about it."""

from __future__ import annotations

from collections.abc import Sequence

from etl.records import Claim, ClaimField, Origin

_TRUST = (Origin.VISIBLE, Origin.JSON_LD, Origin.MICRODATA, Origin.OPENGRAPH, Origin.META, Origin.HEAD, Origin.FILE)


def choose_title(claims: Sequence[Claim], *, publisher: str | None = None) -> str | None:
    """The headline as printed; None when no claim gives one. `publisher` is the site's name, when known."""
    titles = [claim for claim in claims if claim.field is ClaimField.TITLE and claim.text.strip()]
    ranked = sorted(titles, key=lambda claim: _TRUST.index(claim.origin) if claim.origin in _TRUST else len(_TRUST))
    return ranked[0].text if ranked else None
