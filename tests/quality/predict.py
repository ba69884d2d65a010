"""What the product says about each row of a gold set, in the layout that the scorers read.

    predict(Task.DATES, rows, folder)  ->  [{"id": ..., "dates": [{"start": ..., "value": ...}]}, ...]

It runs in worker processes: plain rows in, plain rows out. A row on which the product raises is predicted empty, with
the error under "failed".
"""

from __future__ import annotations

import gzip
import hashlib
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from etl.errors import Unreadable
from etl.formats import Limits
from etl.normalize.authors import read_byline
from etl.normalize.dates import read_moment
from etl.normalize.gazetteer import country_by_code
from etl.normalize.mentions import find_mentions
from etl.normalize.model import ModelEntity, model_version, recognize
from etl.normalize.names import split_name
from etl.normalize.places import link_places
from etl.normalize.quotes import find_quotations
from etl.normalize.times import tag_times
from etl.read import ReadOptions, read_article
from etl.records import (
    AgentKind,
    Article,
    Author,
    Chain,
    Fetched,
    Found,
    Mention,
    MentionForm,
    MentionKind,
    Place,
    Quotation,
    Source,
)
from tests.quality.gold import Row, Task

KINDS = {
    MentionKind.PERSON: "PER",
    MentionKind.ORGANIZATION: "ORG",
    MentionKind.PLACE: "LOC",
    MentionKind.PUBLICATION: "PUB",
}
BYTE_LIMIT = 100_000_000
SECONDS = 60


def predict(task: Task, rows: Sequence[Row], folder: Path) -> list[Row]:
    """The product's answers to some rows of a set whose files stand in `folder`."""
    if task in {Task.MENTIONS, Task.QUOTES}:
        answer = _mentions if task is Task.MENTIONS else _quotes
        entities = recognize([row["text"] for row in rows])
        return [_guarded(row, partial(answer, entities=found)) for row, found in zip(rows, entities, strict=True)]
    readers: dict[Task, Callable[[Row], Row]] = {
        Task.BYLINES: _byline,
        Task.NAMES: _name,
        Task.DATES: _dates,
        Task.PLACES: _places,
        Task.PAGES: lambda row: _page(row, folder),
        Task.PDF: lambda row: _file(row, folder / f"{row['id']}.pdf"),
        Task.TEXT: lambda row: _file(row, folder / f"{row['id']}.txt"),
    }
    return [_guarded(row, readers[task]) for row in rows]


def _guarded(row: Row, answer: Callable[[Row], Row]) -> Row:
    try:
        return {"id": row["id"], **answer(row)}
    except Unreadable as error:
        return {"id": row["id"], "rejected": error.code.value}
    except Exception:  # the measure goes on, and says how many rows failed
        return {"id": row["id"], "failed": traceback.format_exc(limit=-3)}


def _byline(row: Row) -> Row:
    byline = read_byline(row["raw"], language=row.get("lang"))
    persons = [a for a in byline.authors if a.kind is AgentKind.PERSON]
    orgs = [a.name for a in byline.authors if a.kind is AgentKind.ORGANIZATION]
    orgs += [a.affiliation for a in byline.authors if a.affiliation]
    moment = read_moment(byline.date_text, language=row.get("lang")) if byline.date_text else None
    return {
        "authors": [_author(author) for author in persons],
        "orgs": list(dict.fromkeys(orgs)),
        "contributors": [_author(author) for author in byline.contributors],
        "date": moment.earliest.isoformat() if moment else None,
    }


def _author(author: Author) -> Row:
    return {
        "name": author.name,
        "given": author.given,
        "middle": author.middle,
        "family": author.family,
        "suffix": author.suffix,
        "role": author.function or (None if author.role == "author" else author.role),
        "location": author.place,
    }


def _name(row: Row) -> Row:
    name = split_name(row["raw"])
    fields = ("title", "given", "middle", "family", "suffix", "nickname")
    return {"name": {field: getattr(name, field) or "" for field in fields}}


def _dates(row: Row) -> Row:
    found = tag_times(row["text"], published=_moment(row.get("published")))
    return {
        "dates": [{"start": t.start, "end": t.end, "type": t.type.value, "value": t.value, "mod": t.mod} for t in found]
    }


def _moment(published: str | None) -> date | datetime | None:
    if not published:
        return None
    return datetime.fromisoformat(published) if "T" in published else date.fromisoformat(published)


def _linked(row: Row, entities: Sequence[ModelEntity]) -> tuple[tuple[Mention, ...], tuple[Chain, ...]]:
    mentions, chains = find_mentions(row["text"], entities, title=row.get("title"), language="en")
    return mentions, link_places(chains, mentions, row["text"], domain=row.get("domain"))


def _mentions(row: Row, entities: Sequence[ModelEntity]) -> Row:
    mentions, chains = _linked(row, entities)
    by_ordinal = {chain.ordinal: chain for chain in chains}
    return {"mentions": [_mention(mention, by_ordinal[mention.chain]) for mention in mentions]}


def _mention(mention: Mention, chain: Chain) -> Row:
    kind = "MISC" if mention.form is MentionForm.DEMONYM else KINDS.get(mention.kind, "MISC")
    described = {"entity": f"chain:{chain.ordinal}", "canonical": chain.name, **_place(chain.place)}
    return {"start": mention.start, "end": mention.end, "kind": kind, **described}


def _place(place: Place | None) -> Row:
    if place is None:
        return {}
    country = country_by_code(place.country) if place.country else None
    return {
        "geonameid": place.geoname_id,
        "lat": place.latitude,
        "lon": place.longitude,
        "country": country.name if country else place.country,
    }


def _places(row: Row) -> Row:
    """Links of the gold's own mentions: what the linker does, apart from what the recognizer misses."""
    chains: dict[str, Chain] = {}
    mentions = []
    for gold in sorted(row["mentions"], key=lambda m: m["start"]):
        surface = row["text"][gold["start"] : gold["end"]]
        chain = chains.setdefault(surface.casefold(), Chain(ordinal=len(chains), kind=MentionKind.PLACE, name=surface))
        span = {"start": gold["start"], "end": gold["end"], "surface": surface}
        mentions.append(Mention(**span, kind=MentionKind.PLACE, form=MentionForm.FULL, chain=chain.ordinal))
    linked = link_places(tuple(chains.values()), tuple(mentions), row["text"], domain=row.get("domain"))
    by_ordinal = {chain.ordinal: chain for chain in linked}
    return {"mentions": [_mention(mention, by_ordinal[mention.chain]) for mention in mentions]}


def _quotes(row: Row, entities: Sequence[ModelEntity]) -> Row:
    mentions, chains = _linked(row, entities)
    return {"quotes": [_quote(q) for q in find_quotations(row["text"], mentions=mentions, chains=chains)]}


def _quote(quotation: Quotation) -> Row:
    return {
        "spans": quotation.spans,
        "direct": quotation.direct,
        "speaker": quotation.speaker,
        "speaker_start": quotation.speaker_start,
        "speaker_end": quotation.speaker_end,
    }


def _page(row: Row, folder: Path) -> Row:
    packed = (folder / "html" / f"{row['id']}.html.gz").read_bytes()
    return _article(read_body(gzip.decompress(packed), name=f"{row['id']}.html", url=row.get("url"), mentions=False))


def _file(row: Row, path: Path) -> Row:
    return _article(read_body(path.read_bytes(), name=path.name, url=row.get("url"), mentions=False))


def read_body(body: bytes, *, name: str, url: str | None, mentions: bool) -> Article:
    """An article out of the bytes of one document; `mentions` runs the language model too.

    Raises:
        Unreadable: there is no article in it.
    """
    source = Source(name="quality", kind="files", location=".")
    fetched = Fetched(
        found=Found(source=source, locator=name, path=name),
        body=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=datetime.now(UTC),
        url=url,
    )
    options = ReadOptions(
        byte_limit=BYTE_LIMIT,
        limits=Limits(),
        seconds=SECONDS,
        today=datetime.now(UTC).date() + timedelta(days=1),
        software="",
        model=model_version() if mentions else None,
    )
    return read_article(fetched, options)


def _article(article: Article) -> Row:
    published = article.published
    day = published.earliest if published and published.earliest == published.latest else None
    return {
        "title": article.title,
        "authors": [author.name for author in article.byline.authors] if article.byline else [],
        "published": day.isoformat() if day else None,
        "body": [article.text[block.start : block.end] for block in article.blocks],
    }
