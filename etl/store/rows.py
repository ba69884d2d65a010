"""Records into rows: each function gives tuples in the order of its model's columns in `etl.store.schema`.

    prepare(Reading(article=..., provenance=...), software="0.1.0", model=None)  ->  Prepared

Keys are those of `etl.keys`; child rows are numbered in the order of the record. Nothing here talks to a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from uuid import UUID

from psycopg.types.range import Range

from etl import keys
from etl.records import (
    AgentKind,
    Article,
    Author,
    Chain,
    Fingerprint,
    MentionKind,
    Moment,
    Prepared,
    Provenance,
    Reading,
    Row,
)
from etl.signatures import bands
from etl.store.encode import encode, table_of
from etl.store.entity_keys import is_surname_alone, keys_of
from etl.store.schema import Model, names, news

_DAY = timedelta(days=1)


def spelling_id(name: str, publication_id: UUID | None) -> UUID:
    """The key of a name in bylines: folded, at one publication. Whose name it is, `etl.store.people` settles."""
    return keys.key("person", keys.fold(name), str(publication_id or ""))


def organization_key(name: str) -> UUID:
    """The key of an organization that writes: its folded name."""
    return keys.key("organization", keys.fold(name))


def entity_id(chain: Chain) -> UUID | None:
    """The entity that a chain names without any doubt, by the chain alone; None where the archive must tell.

    A place is its GeoNames feature. A person needs more than a surname; an acronym alone can be anything.
    """
    if chain.kind is MentionKind.PLACE:
        return _entity_key("entity-place", str(chain.place.geoname_id)) if chain.place else None
    folded = keys.fold(chain.name)
    is_acronym = chain.name.isupper() and len(folded) <= 6 and " " not in folded
    if not folded or is_acronym or (chain.kind is MentionKind.PERSON and is_surname_alone(chain.name)):
        return None
    return _entity_key("entity", chain.kind, folded)


# Asked for the row of an entity and for that of its chain, and in most articles of a batch again.
_entity_key = lru_cache(maxsize=8192)(keys.key)


def _publications(article: Article) -> Iterator[Row]:
    if found := keys.publication_id(article.domain, article.publisher):
        yield (found, article.publisher or article.domain, article.domain, article.country)


def _identity(article: Article, first_seen_at: datetime) -> Row:
    return (article.article_id, keys.publication_id(article.domain, article.publisher), article.url, first_seen_at)


def _authors(article: Article) -> tuple[tuple[Author, bool], ...]:
    if article.byline is None:
        return ()
    writers = tuple((author, False) for author in article.byline.authors)
    return writers + tuple((author, True) for author in article.byline.contributors)


def _spellings(article: Article) -> Iterator[Row]:
    publication = keys.publication_id(article.domain, article.publisher)
    for author, _ in _authors(article):
        if author.kind is AgentKind.PERSON:
            name = (spelling_id(author.name, publication), author.name, keys.fold(author.name), publication)
            parts = (author.given, author.middle, author.family, author.suffix)
            given = keys.fold(f"{author.given or ''} {author.middle or ''}") or None
            yield (*name, *parts, given, keys.fold(author.family or "") or None, None)


def _organizations(article: Article) -> Iterator[Row]:
    for author, _ in _authors(article):
        if author.kind is AgentKind.ORGANIZATION:
            yield (organization_key(author.name), author.name, keys.fold(author.name))


def _places(article: Article) -> Iterator[Row]:
    for found in dict.fromkeys(chain.place for chain in article.chains if chain.place):
        position = (found.latitude, found.longitude, found.population)
        yield (found.geoname_id, found.name, found.kind, found.country, found.subdivision, *position)


def _entities(article: Article) -> Iterator[Row]:
    for chain in article.chains:
        if (found := entity_id(chain)) is not None:
            name = chain.place.name if chain.place else chain.name
            geoname_id = chain.place.geoname_id if chain.place else None
            yield (found, chain.kind, name, keys.fold(name), geoname_id)


def _entity_keys(article: Article) -> Iterator[Row]:
    for chain in article.chains:
        if (found := entity_id(chain)) is not None:
            name = chain.place.name if chain.place else chain.name
            for one in keys_of(chain.kind, name):
                yield (found, one.use, one.key, chain.kind, one.rule)


def _published(moment: Moment | None) -> Row:
    if moment is None:
        return (None,) * 9 + ([],)
    days = (moment.surface, moment.earliest, moment.latest, moment.instant, moment.precision)
    source = (moment.zone, moment.zone_source, moment.origin, moment.rule, list(moment.flags))
    return (*days, *source)


def _modified(moment: Moment | None) -> Row:
    return (moment.surface, moment.earliest, moment.instant) if moment else (None, None, None)


def _stated_at(article: Article, first_seen_at: datetime) -> datetime:
    """Since when an article says what it says: when it was modified or published (a day from its midnight in UTC)."""
    for moment in (article.modified, article.published):
        if moment is not None:
            return moment.instant or datetime.combine(moment.earliest, time.min, UTC)
    return first_seen_at


def _version(article: Article, provenance: Provenance, *, software: str, model: str | None) -> Row:
    """`news.article_version`; `valid_from` is that of an only version and settled again where there are others."""
    byline = article.byline.text if article.byline else None
    return (
        article.version_id,
        article.article_id,
        article.content_hash,
        provenance.sha256,
        article.title,
        byline,
        article.language,
        *_published(article.published),
        *_modified(article.modified),
        article.text,
        article.word_count,
        _stated_at(article, provenance.fetched_at),
        None,
        provenance.fetched_at,
        software,
        model,
        article.signature,
        list(bands(article.signature)),
    )


def _blocks(article: Article) -> Iterator[Row]:
    for i, block in enumerate(article.blocks):
        yield (article.version_id, i, block.kind, block.start, block.end)


def _edits(article: Article) -> Iterator[Row]:
    for i, edit in enumerate(article.edits):
        yield (article.version_id, i, edit.rule, edit.start, edit.end, edit.removed, edit.inserted)


def _emphasis(article: Article) -> Iterator[Row]:
    for i, span in enumerate(article.emphasis):
        yield (article.version_id, i, span.start, span.end)


def _claims(article: Article) -> Iterator[Row]:
    for i, claim in enumerate(article.claims):
        said = (claim.field, claim.text, claim.origin, claim.detail, claim.judgement)
        yield (article.version_id, i, *said, claim.start, claim.end)


def _byline(article: Article) -> Iterator[Row]:
    publication = keys.publication_id(article.domain, article.publisher)
    for i, (author, is_contributor) in enumerate(_authors(article)):
        is_person = author.kind is AgentKind.PERSON
        spelling = spelling_id(author.name, publication) if is_person else None
        agent = (spelling, None, None if is_person else organization_key(author.name))
        said = (author.name, author.surface, author.honorific, author.role, author.function, author.affiliation)
        reach = (author.place, author.email, author.handle, author.origin, author.rule)
        yield (article.version_id, i, author.kind, *agent, is_contributor, *said, *reach)


def _chains(article: Article) -> Iterator[Row]:
    for chain in article.chains:
        entity = entity_id(chain)
        method = None if entity is None else "geoname" if chain.place else "name"
        geoname_id = chain.place.geoname_id if chain.place else None
        linked = (entity, entity, method, geoname_id, chain.place_confidence, chain.method)
        yield (article.version_id, chain.ordinal, chain.kind, chain.name, keys.fold(chain.name), *linked)


def _mentions(article: Article) -> Iterator[Row]:
    for i, mention in enumerate(article.mentions):
        where = (mention.chain, mention.start, mention.end, mention.surface, mention.kind, mention.form)
        trust = (mention.title, mention.confidence, mention.link_confidence, mention.method)
        yield (article.version_id, i, *where, *trust)


def _times(article: Article) -> Iterator[Row]:
    for i, one in enumerate(article.times):
        days = Range(one.earliest, one.latest + _DAY) if one.earliest and one.latest else None
        said = (one.start, one.end, one.surface, one.type, one.value, one.mod)
        yield (article.version_id, i, *said, days, one.granularity, one.anchor, one.rule)


def _quotations(article: Article) -> Iterator[Row]:
    for i, quotation in enumerate(article.quotations):
        speaker = (quotation.speaker, quotation.speaker_chain, quotation.speaker_start, quotation.speaker_end)
        trust = (quotation.cue_start, quotation.cue_end, quotation.confidence, quotation.rule)
        yield (article.version_id, i, quotation.surface, quotation.direct, *speaker, *trust)


def _quotation_spans(article: Article) -> Iterator[Row]:
    for i, quotation in enumerate(article.quotations):
        for j, (start, end) in enumerate(quotation.spans):
            yield (article.version_id, i, j, start, end)


# Rows that several articles bring.
_SHARED: Mapping[type[Model], Callable[[Article], Iterator[Row]]] = {
    names.Publication: _publications,
    names.Spelling: _spellings,
    names.Organization: _organizations,
    names.Place: _places,
    names.Entity: _entities,
    names.EntityKey: _entity_keys,
}

# What stands in a version, parents before children.
_CHILDREN: Mapping[type[Model], Callable[[Article], Iterator[Row]]] = {
    news.Block: _blocks,
    news.TextEdit: _edits,
    news.Emphasis: _emphasis,
    news.Claim: _claims,
    news.Byline: _byline,
    news.Chain: _chains,
    news.Mention: _mentions,
    news.TimeExpression: _times,
    news.Quotation: _quotations,
    news.QuotationSpan: _quotation_spans,
}

# The tables of a version's own rows, in the order in which they can be filled.
OWN: tuple[type[Model], ...] = (news.ArticleVersion, *_CHILDREN)


def prepare(reading: Reading, *, software: str, model: str | None) -> Prepared:
    """An article as rows: encoded where they are its own, plain where they must be merged with those of others."""
    article, provenance = reading.article, reading.provenance
    shared = {_name(of): tuple(rows(article)) for of, rows in _SHARED.items()}
    own = {_name(of): encode(of, rows(article)) for of, rows in _CHILDREN.items()}
    version = _version(article, provenance, software=software, model=model)
    return Prepared(
        provenance=provenance,
        fingerprint=Fingerprint(
            article_id=article.article_id,
            version_id=article.version_id,
            content_hash=article.content_hash,
            word_count=article.word_count,
            signature=article.signature,
            bands=bands(article.signature),
        ),
        published=article.published,
        shared=shared | {_name(news.Article): (_identity(article, provenance.fetched_at),)},
        own=own | {_name(news.ArticleVersion): encode(news.ArticleVersion, [version])},
    )


def _name(model: type[Model]) -> str:
    return table_of(model).fullname
