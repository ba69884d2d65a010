"""Read documents again out of what is kept under raw/: no network, and no need of the places they were found at.

    run = begin(settings, engine, workers, sources.values(), choice)
    report = pipeline.ingest(run, documents(run, sources, choice), ...)

The pipeline does all the work. What it makes of the same bytes takes the place of what was made of them before: a
version is written again where it stands, or replaced by what a better reading says. `etl.store.load` says how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import Engine

from etl import pipeline
from etl.errors import Misconfigured, Unavailable
from etl.records import Found, Source
from etl.settings import Settings
from etl.stages import STAGES, derivation
from etl.store import raw
from etl.store.readings import Choice, select
from etl.workers import Workers


def outdated(choice: Choice, model: str | None) -> Choice:
    """The same choice, of those documents only of which other code than today's made something."""
    return replace(choice, outdated=derivation(model))


def require_sound(choice: Choice, model: str | None) -> None:
    """Whether a choice can be meant.

    Raises:
        Misconfigured: it cannot, and why.
    """
    unknown = sorted(set(choice.stages) - set(STAGES))
    if unknown:
        raise Misconfigured(f"There is no stage {unknown[0]}: they are {', '.join(STAGES)}.")
    if choice.missing and not choice.stages:
        raise Misconfigured("--missing wants --stage NAME: what is it that is missing?")
    if "mentions" in choice.stages and model is None:
        raise Misconfigured("DATELINE_MENTIONS is off: without the model no names are looked for.")


def begin(
    settings: Settings, engine: Engine, workers: Workers, sources: Iterable[Source], choice: Choice
) -> pipeline.Run:
    """Open a run over bytes of some sources that are kept."""
    run = pipeline.start(settings, engine, workers, list(sources), reread=True)
    return replace(run, stages=choice.stages, is_replay=True)


def documents(run: pipeline.Run, sources: Mapping[str, Source], choice: Choice) -> Iterator[Found]:
    """What is chosen, as if found where it is kept; bytes that are not there any more are told as waiting."""
    for kept in select(run.engine, choice):
        path = raw.path_of(run.web.raw_dir, kept.sha256)
        gone = None if path.is_file() else Unavailable(f"Its bytes are not under {run.web.raw_dir} any more.")
        yield Found(
            source=sources[kept.source],
            locator=kept.locator,
            path=str(path),
            byte_count=kept.byte_count,
            sha256=kept.sha256,
            fetched_at=kept.fetched_at,
            url=kept.url,
            media_type=kept.content_type,
            claims=kept.claims,
            failure=gone,
        )
