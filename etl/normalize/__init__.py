"""Normalize a cleaned text into an article: what it says about itself, and what it speaks of.

    facts = read_facts(cleaned, source=source, today=today)      headline, byline, dates, language; the body alone
    article = make_article(facts, entities)                      mentions, places, times, quotations

Two steps, because the language model between them is fastest over many texts at once. Unknown stays None: nothing here
guesses a day, a zone, an author or a place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from etl import keys
from etl.normalize.authors import weigh_authors
from etl.normalize.dates import weigh_moments
from etl.normalize.head import read_head
from etl.normalize.language import detect_language
from etl.normalize.lengths import Longest, too_long
from etl.normalize.mentions import find_mentions
from etl.normalize.model import ModelEntity
from etl.normalize.places import link_places
from etl.normalize.publications import find_by_domain, find_publication
from etl.normalize.publisher import choose_publisher
from etl.normalize.quotes import find_quotations
from etl.normalize.times import tag_times
from etl.normalize.title import choose_title
from etl.records import (
    AgentKind,
    Article,
    Byline,
    Chain,
    Claim,
    ClaimField,
    Cleaned,
    Edit,
    Mention,
    Moment,
    Source,
    TimeExpression,
)
from etl.signatures import signature
from etl.urls import canonical_url

_TAKEN_OFF = re.compile(r"\b(?:page|tail)\.")  # in the rules of an edit, of which it may have several

_WORD = re.compile(r"\w+")
_LONGEST = Longest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a document says about itself, and its body."""

    body: Cleaned  # without headline, byline and date lines
    title: str | None
    byline: Byline | None
    published: Moment | None
    modified: Moment | None
    url: str | None
    publisher: str | None
    domain: str | None
    country: str | None
    language: str | None


def read_facts(cleaned: Cleaned, *, source: Source | None, today: date, longest: Longest = _LONGEST) -> Facts:
    """Headline, byline, dates, publication and language, out of the claims and the lines above and below the body."""
    language = (source.language if source else None) or detect_language(cleaned.text, cleaned.claims)
    body = read_head(cleaned)
    unlikely = too_long(body.claims, longest)
    # In their places, because judgements are by place; what is not read has nothing in it.
    claims = tuple(replace(claim, text="") if i in unlikely else claim for i, claim in enumerate(body.claims))
    publisher, domain = choose_publisher(claims, source=source, text=cleaned.raw, furniture=_furniture(cleaned.edits))
    country = _country(publisher, domain, source)
    timezone = source.timezone if source else None
    dates = weigh_moments(claims, language=language, timezone=timezone, country=country, today=today)
    authors = weigh_authors(claims, publisher=publisher, language=language)
    judgements = {**dates.judgements, **authors.judgements, **unlikely}
    judged = tuple(replace(claim, judgement=judgements.get(i)) for i, claim in enumerate(body.claims))
    return Facts(
        body=replace(body, claims=judged),
        title=choose_title(claims, publisher=publisher),
        byline=authors.byline,
        published=dates.published,
        modified=dates.modified,
        url=_url(claims),
        publisher=publisher,
        domain=domain,
        country=country,
        language=language,
    )


def _furniture(edits: Sequence[Edit]) -> list[str]:
    """The lines that cleaning took off around the article."""
    removed = [edit.removed for edit in edits if _TAKEN_OFF.search(edit.rule) and len(edit.removed) <= 300]
    return [line for text in removed for line in text.splitlines()]


def _country(publisher: str | None, domain: str | None, source: Source | None) -> str | None:
    if source and source.country:
        return source.country
    known = (find_by_domain(domain) if domain else None) or (find_publication(publisher) if publisher else None)
    return known.country if known else None


def _url(claims: Sequence[Claim]) -> str | None:
    """The canonical address of the article itself: one with a path, since a site's front page names no article."""
    for claim in claims:
        if claim.field is ClaimField.URL and (url := canonical_url(claim.text)) and url.count("/") > 2:
            return url
    return None


def make_article(facts: Facts, entities: Sequence[ModelEntity] | None) -> Article:
    """The article, with everything its text speaks of; `entities` are spans in `facts.body.text`.

    None means that no names are looked for: titles and vocabulary alone would find a part of them, and whoever counts
    mentions could not tell a part from the whole. Quotations then name speakers by pronoun or role only.
    """
    text = facts.body.text
    mentions, chains = ((), ()) if entities is None else _names(facts, entities)
    content = keys.content_hash(
        title=facts.title, byline=facts.byline.text if facts.byline else None, day=_day(facts.published), text=text
    )
    article_id = keys.article_id(_identity(facts), content=content)
    return Article(
        article_id=article_id,
        version_id=keys.key("version", str(article_id), content),
        content_hash=content,
        title=facts.title,
        byline=facts.byline,
        published=facts.published,
        modified=facts.modified,
        url=facts.url,
        publisher=facts.publisher,
        domain=facts.domain,
        country=facts.country,
        language=facts.language,
        text=text,
        blocks=facts.body.blocks,
        edits=facts.body.edits,
        emphasis=facts.body.emphasis,
        claims=facts.body.claims,
        chains=chains,
        mentions=mentions,
        times=_times(text, facts.published) if facts.language in {None, "en"} else (),
        quotations=find_quotations(text, mentions=mentions, chains=chains),
        word_count=len(_WORD.findall(text)),
        signature=signature(text),
    )


def _names(facts: Facts, entities: Sequence[ModelEntity]) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    text = facts.body.text
    mentions, chains = find_mentions(
        text,
        entities,
        title=facts.title,
        publisher=facts.publisher,
        signers=_signers(facts),
        language=facts.language,
    )
    return mentions, link_places(chains, mentions, text, country=facts.country, domain=facts.domain)


def _signers(facts: Facts) -> list[str]:
    """The organizations that publish or sign it, each once."""
    authors = facts.byline.authors if facts.byline else ()
    signing = (author.name for author in authors if author.kind is AgentKind.ORGANIZATION)
    named = (facts.publisher, *signing, *(author.affiliation for author in authors))
    return list(dict.fromkeys(name for name in named if name))


def _identity(facts: Facts) -> keys.Identity:
    return keys.Identity(
        url=facts.url, publisher=facts.domain or facts.publisher, title=facts.title, day=_day(facts.published)
    )


def _day(moment: Moment | None) -> str | None:
    return moment.earliest.isoformat() if moment else None


def _times(text: str, published: Moment | None) -> tuple[TimeExpression, ...]:
    """The times of a text; of those counted from a month or year of publication, the ones that hold for all its days.

    "This month" of an article of July 2024 is July 2024; "Monday" is some Monday.
    """
    if published is None:
        return tag_times(text, published=None)
    first = tag_times(text, published=published.earliest)
    if published.earliest == published.latest:
        return first
    last = set(tag_times(text, published=published.latest))
    unplaced = {(time.start, time.end): time for time in tag_times(text, published=None)}
    agreed = (time if time in last else unplaced.get((time.start, time.end)) for time in first)
    return tuple(time for time in agreed if time is not None)
