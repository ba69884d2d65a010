"""One byline out of what a document says in several places about its author.

choose([json_ld_claim, visible_claim], publisher="Example Times")

"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.normalize.bylines.assemble import assemble
from etl.normalize.bylines.parse import parse
from etl.records import AgentKind, Author, Byline, Claim, ClaimField, Origin

# Whose word counts first. What readers see names people; data written for machines often names the outlet or an account.
_RANKING = (
    Origin.JSON_LD,
    Origin.VISIBLE,
    Origin.HEAD,
    Origin.MICRODATA,
    Origin.META,
    Origin.OPENGRAPH,
    Origin.FEED,
    Origin.TAIL,
    Origin.RUNNING_HEAD,
    Origin.BODY,
    Origin.SOURCE,
    Origin.FILE,
    Origin.HTTP,
    Origin.URL,
)


def choose(claims: Sequence[Claim], *, publisher: str | None) -> Byline | None:
    """The byline that the claims of authors amount to; None when nobody is named."""
    read = [(claim, assemble(claim.text, parse(claim.text))) for claim in claims if claim.field is ClaimField.AUTHOR]
    named = [(claim, byline) for claim, byline in read if byline.authors]
    if not named:
        return None
    people = [pair for pair in named if any(a.kind is AgentKind.PERSON for a in pair[1].authors)]
    claim, _ = min(people or named, key=lambda pair: _RANKING.index(pair[0].origin))
    chosen = [byline for other, byline in people or named if other.origin is claim.origin]
    return _merged(chosen, claim.origin)


def _merged(bylines: Sequence[Byline], origin: Origin) -> Byline:
    """Bylines of one origin as one: each name once, in the order they came."""
    authors: dict[str, Author] = {}
    contributors: dict[str, Author] = {}
    for byline in bylines:
        for author in byline.authors:
            authors.setdefault(author.name.casefold(), replace(author, origin=origin))
        for author in byline.contributors:
            contributors.setdefault(author.name.casefold(), replace(author, origin=origin))
    dates = [byline.date_text for byline in bylines if byline.date_text]
    return Byline(
        text="; ".join(dict.fromkeys(byline.text for byline in bylines)),
        authors=tuple(authors.values()),
        contributors=tuple(contributors.values()),
        date_text=dates[0] if dates else None,
    )
