"""An article as one JSON object, for people and programs that have no database at hand.

    json_of(article, path="a.txt")  ->  {"path": "a.txt", "title": ..., "authors": [...], "dates": [...], ...}

Spans are character offsets [start, end) into `text`. Names of keys are part of the contract with users: they change
only with a line in the changelog. It reads nothing and decides nothing.
"""

from __future__ import annotations

from typing import Any

from etl.records import (
    AgentKind,
    Article,
    Author,
    Byline,
    Mention,
    MentionForm,
    MentionKind,
    Moment,
    Precision,
    Quotation,
    Rejected,
    TimeExpression,
    Waiting,
)

Json = dict[str, Any]

# How CoNLL and its followers name the kinds.
KINDS = {
    MentionKind.PERSON: "PER",
    MentionKind.ORGANIZATION: "ORG",
    MentionKind.PLACE: "LOC",
    MentionKind.PUBLICATION: "PUB",
    MentionKind.EVENT: "EVENT",
    MentionKind.WORK: "WORK",
    MentionKind.OTHER: "MISC",
}

_SPANS = frozenset({Precision.YEAR, Precision.MONTH})  # whose range is one stretch of days


def json_of(article: Article, *, path: str) -> Json:
    """Everything about one article that `extract` prints."""
    authors = article.byline.authors if article.byline else ()
    return {
        "path": path,
        "title": article.title,
        "authors": [author.name for author in authors],
        "byline": byline_json(article.byline) if article.byline else None,
        "published": printed_day(article.published),
        "published_precision": article.published.precision.value if article.published else None,
        "published_moment": _moment(article.published),
        "modified": printed_day(article.modified),
        "publisher": article.publisher,
        "publisher_domain": article.domain,
        "url": article.url,
        "language": article.language,
        "paragraphs": [article.text[block.start : block.end] for block in article.blocks],
        "text": article.text,
        "dates": [time_json(time) for time in article.times],
        "mentions": [mention_json(mention, article) for mention in article.mentions],
        "entities": _entities(article),
        "places": _places(article),
        "quotations": [quotation_json(quotation, article) for quotation in article.quotations],
    }


def rejection_json(failure: Rejected | Waiting, *, path: str) -> Json:
    """A document that brought no article, and why."""
    code = failure.code.value if isinstance(failure, Rejected) else "waiting"
    return {"path": path, "rejected": {"stage": failure.stage, "code": code, "detail": failure.detail}}


def printed_day(moment: Moment | None) -> str | None:
    """ISO 8601 as far as it is known: "2018-09-10", "2018-09", "2018", "2018-09-10T08:30:00+00:00".

    None for "04/11/2024" while it may be either of two days: no part of ISO 8601 says so, and `range` holds both.
    """
    if moment is None or (moment.earliest != moment.latest and moment.precision not in _SPANS):
        return None
    if moment.instant is not None:
        return moment.instant.isoformat()
    if moment.earliest == moment.latest:
        return moment.earliest.isoformat() + (f"T{moment.local_time}" if moment.local_time else "")
    if moment.precision is Precision.YEAR:
        return f"{moment.earliest.year:04d}"
    return f"{moment.earliest:%Y-%m}"


def _moment(moment: Moment | None) -> Json | None:
    if moment is None:
        return None
    return {
        "text": moment.surface,
        "range": [moment.earliest.isoformat(), moment.latest.isoformat()],
        "time": moment.local_time,
        "zone": moment.zone,
        "zone_source": moment.zone_source,
        "origin": moment.origin,
        "rule": moment.rule,
        "flags": list(moment.flags),
    }


def byline_json(byline: Byline) -> Json:
    """A byline: people as `authors`, agencies as `orgs`, those who only helped as `contributors`."""
    return {
        "raw": byline.text,
        "authors": [_author(one) for one in byline.authors if one.kind is AgentKind.PERSON],
        "orgs": [one.name for one in byline.authors if one.kind is AgentKind.ORGANIZATION],
        "contributors": [_author(one) for one in byline.contributors],
        "date_text": byline.date_text,
    }


def _author(author: Author) -> Json:
    fields = {
        "name": author.name,
        "honorific": author.honorific,
        "given": author.given,
        "middle": author.middle,
        "family": author.family,
        "suffix": author.suffix,
        "role": author.function or (author.role if author.role != "author" else None),
        "affiliation": author.affiliation,
        "location": author.place,
        "email": author.email,
        "handle": author.handle,
    }
    return {name: value for name, value in fields.items() if value is not None}


def time_json(time: TimeExpression) -> Json:
    """A time expression; `range` holds inclusive dates."""
    said: Json = {"start": time.start, "end": time.end, "text": time.surface, "type": time.type, "value": time.value}
    if time.mod:
        said["mod"] = time.mod
    if time.earliest and time.latest:
        said["range"] = [time.earliest.isoformat(), time.latest.isoformat()]
    return said | {"anchor": time.anchor, "rule": time.rule}


def mention_json(mention: Mention, article: Article) -> Json:
    """A mention; equal `entity` is one thing inside this article. Demonyms are of kind MISC, as CoNLL has it."""
    chain = article.chains[mention.chain]
    kind = "MISC" if mention.form is MentionForm.DEMONYM else KINDS[mention.kind]
    said: Json = {"start": mention.start, "end": mention.end, "text": mention.surface, "kind": kind}
    said |= {"form": mention.form, "entity": chain.ordinal, "canonical": chain.name, "title": mention.title}
    if chain.place:
        said |= {"geonameid": chain.place.geoname_id, "lat": chain.place.latitude, "lon": chain.place.longitude}
        said["country"] = chain.place.country
    return said


def _entities(article: Article) -> dict[str, dict[str, list[str]]]:
    """Kind, full name, and the names in the text, each once, in order."""
    grouped: dict[str, dict[str, list[str]]] = {}
    for mention in article.mentions:
        chain = article.chains[mention.chain]
        surfaces = grouped.setdefault(chain.kind.value, {}).setdefault(chain.name, [])
        if mention.surface not in surfaces:
            surfaces.append(mention.surface)
    return grouped


def _places(article: Article) -> list[Json]:
    found: dict[int, Json] = {}
    for chain in article.chains:
        if (place := chain.place) is not None:
            held = found.setdefault(place.geoname_id, {"geonameid": place.geoname_id, "name": place.name})
            held |= {"kind": place.kind, "country": place.country, "subdivision": place.subdivision}
            held |= {"lat": place.latitude, "lon": place.longitude, "confidence": chain.place_confidence}
            held["mentions"] = held.get("mentions", 0) + sum(m.chain == chain.ordinal for m in article.mentions)
    return list(found.values())


def quotation_json(quotation: Quotation, article: Article) -> Json:
    """A quotation; spans lie inside the marks."""
    said: Json = {"spans": [list(span) for span in quotation.spans], "text": quotation.surface}
    said |= {"direct": quotation.direct, "speaker": quotation.speaker, "confidence": quotation.confidence}
    if quotation.speaker_start is not None:
        said["speaker_spans"] = [[quotation.speaker_start, quotation.speaker_end]]
        said["speaker_text"] = article.text[quotation.speaker_start : quotation.speaker_end]
    if quotation.cue_start is not None:
        said["cue_spans"] = [[quotation.cue_start, quotation.cue_end]]
    return said
