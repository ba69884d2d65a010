"""Read documents: fetch, keep, parse, clean, normalize; one batch in, readings and rejections out.

    read_batch((found, ...), options)     ->  BatchRead(articles, rejected, waiting)
    prepare_batch((found, ...), options)  ->  the same, each article as rows that only need to be loaded

This is what a worker process runs. It talks to no database: what it needs comes in `ReadOptions`, what it makes goes
out as records. An error of one document is that document's rejection; a parser that hangs in foreign code ends the
process, which `etl.workers` turns into a rejection too.
"""

from __future__ import annotations

import gc
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import FrameType
from typing import Generic, TypeVar

from etl.clean import clean
from etl.errors import Misconfigured, RejectionCode, Unavailable, Unreadable
from etl.formats import Limits, ocr, parse
from etl.normalize import Facts, make_article, read_facts
from etl.normalize.lengths import Longest
from etl.normalize.model import ModelEntity, recognize
from etl.records import (
    Article,
    Claim,
    ClaimField,
    Fetched,
    Found,
    Origin,
    Parsed,
    Prepared,
    Provenance,
    Reading,
    Rejected,
    Waiting,
)
from etl.sources import files
from etl.store import raw, rows

# The shortest news briefs are longer; a login form or an error page is not.
_FEW_WORDS = 20
# How much processor time after the polite limit ends a process that does not come back from foreign code, in seconds.
_GRACE = 5
# After how many seconds a limit that could not be kept is tried again.
_MOMENT = 0.1
# A busy machine may take this many times as long as one that is idle; what takes longer hangs without computing.
_PATIENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What reading depends on; plain values, because they cross to another process."""

    byte_limit: int
    limits: Limits
    seconds: int  # processor time of one document
    today: date  # no publication date lies after it
    software: str  # the version of Dateline
    model: str | None  # the language model and its version; None where no names are looked for
    longest: Longest = field(default_factory=Longest)
    ocr: ocr.Ocr = field(default_factory=ocr.Ocr)
    raw_dir: Path | None = None  # where bytes are kept; None keeps none


Brought = TypeVar("Brought", Reading, Prepared)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRead(Generic[Brought]):
    """What became of a batch so far."""

    articles: tuple[Brought, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    waiting: tuple[Waiting, ...] = ()


@dataclass(slots=True)
class _Document:
    """A document on its way; filled stage by stage, so that a failure knows how far it came."""

    found: Found
    stage: str = "fetch"
    fetched: Fetched | None = None
    media_type: str | None = None
    facts: Facts | None = None
    entities: tuple[ModelEntity, ...] = ()
    reading: Reading | None = None
    prepared: Prepared | None = None
    failure: Rejected | Waiting | None = None


Step = Callable[[_Document, ReadOptions], None]


def read_article(fetched: Fetched, options: ReadOptions) -> Article:
    """One document, read in this process.

    Raises:
        Unreadable: there is no article in it, and why.
    """
    document = _Document(found=fetched.found, fetched=fetched)
    _read_facts(document, options)
    _name(_english([document], options))
    _normalize(document, options)
    assert document.reading is not None  # noqa: S101 - _normalize raises or sets it
    return document.reading.article


def read_batch(batch: Sequence[Found], options: ReadOptions) -> BatchRead[Reading]:
    """Every document of a batch, each ending as a reading, a rejection, or waiting."""
    documents = _read(batch, options, _normalize)
    return _ended(documents, tuple(one.reading for one in documents if one.reading))


def prepare_batch(batch: Sequence[Found], options: ReadOptions) -> BatchRead[Prepared]:
    """Every document of a batch, each ending as rows to be loaded, a rejection, or waiting."""
    documents = _read(batch, options, _normalize, _prepare)
    return _ended(documents, tuple(one.prepared for one in documents if one.prepared))


def _read(batch: Sequence[Found], options: ReadOptions, *last: Step) -> list[_Document]:
    documents = [_Document(found=found) for found in batch]
    for document in documents:
        _guarded(document, options, _fetch, _read_facts)
    alive = [document for document in documents if document.failure is None]
    _recognize(alive, options)
    for document in alive:
        if document.failure is None:
            _guarded(document, options, *last)
    return documents


def _ended(documents: Sequence[_Document], articles: tuple[Brought, ...]) -> BatchRead[Brought]:
    failures = [document.failure for document in documents if document.failure]
    return BatchRead(
        articles=articles,
        rejected=tuple(failure for failure in failures if isinstance(failure, Rejected)),
        waiting=tuple(failure for failure in failures if isinstance(failure, Waiting)),
    )


def _fetch(document: _Document, options: ReadOptions) -> None:
    document.stage = "fetch"
    document.fetched = files.fetch(document.found, byte_limit=options.byte_limit)
    if options.raw_dir is not None:
        document.stage = "keep"
        raw.keep(options.raw_dir, document.fetched.sha256, document.fetched.body)


def _read_facts(document: _Document, options: ReadOptions) -> None:
    assert document.fetched is not None  # noqa: S101 - _fetch raises or sets it
    document.stage = "parse"
    parsed = _parsed(document.fetched, options)
    document.media_type = parsed.media_type
    document.stage = "clean"
    cleaned = clean(replace(parsed, claims=(*parsed.claims, *_told(document.fetched, parsed))))
    document.stage = "normalize"
    document.facts = read_facts(cleaned, source=document.found.source, today=options.today, longest=options.longest)
    _require_article(document.facts)


def _parsed(fetched: Fetched, options: ReadOptions) -> Parsed:
    """The text of a document; that of pictures is recognized where the means are there, in a time of its own.

    Raises:
        Unreadable: as `parse` and `read_letters` say.
    """
    try:
        return parse(fetched, options.limits)
    except Unreadable as error:
        if error.code is not RejectionCode.NEEDS_OCR:
            raise
        if lacking := ocr.missing(options.ocr):
            raise Unreadable(RejectionCode.NEEDS_OCR, f"{error.message} {lacking}") from error
    with _time_limit(options.ocr.seconds, setting="DATELINE_OCR_SECONDS"):
        return ocr.read_letters(fetched.body, options.ocr)


def _told(fetched: Fetched, parsed: Parsed) -> Iterator[Claim]:
    """What is said about a document from outside: its address, and what a feed or sitemap claims."""
    if fetched.url and not any(claim.origin is Origin.URL for claim in parsed.claims):
        yield Claim(field=ClaimField.URL, text=fetched.url, origin=Origin.URL, detail="fetched")
    yield from fetched.found.claims


def _require_article(facts: Facts) -> None:
    """A few words that nobody signed or dated are a login form, an error page or a note, and no article.

    Raises:
        Unreadable: NO_ARTICLE.
    """
    words = len(facts.body.text.split())
    if words == 0:
        raise Unreadable(RejectionCode.NO_ARTICLE, "There is no text in it besides a headline or furniture.")
    if words < _FEW_WORDS and facts.byline is None and facts.published is None:
        said = f"There are only {words} words in it, without byline or date."
        raise Unreadable(RejectionCode.NO_ARTICLE, said)


def _recognize(documents: Sequence[_Document], options: ReadOptions) -> None:
    """Names by the model, over all texts of the batch at once.

    Where that fails, for want of memory as a rule, each text is read alone, and what fails again is its failure.
    """
    english = _english(documents, options)
    try:
        _name(english)
    except Misconfigured:
        raise
    except Exception:  # of one of them, and it is not said which
        for document in english:
            _guarded(document, options, lambda one, _options: _name([one]))


def _english(documents: Sequence[_Document], options: ReadOptions) -> list[_Document]:
    """Those in which the model knows anything; none where no names are looked for."""
    return [d for d in documents if options.model and d.facts and d.facts.language in {None, "en"}]


def _name(documents: Sequence[_Document]) -> None:
    texts = [document.facts.body.text for document in documents if document.facts]
    for document, entities in zip(documents, recognize(texts) if texts else [], strict=True):
        document.entities = entities


def _normalize(document: _Document, options: ReadOptions) -> None:
    assert document.facts is not None  # noqa: S101 - _read_facts raises or sets it
    document.stage = "normalize"
    article = make_article(document.facts, document.entities if options.model else None)
    document.reading = Reading(article=article, provenance=_provenance(document))


def _prepare(document: _Document, options: ReadOptions) -> None:
    assert document.reading is not None  # noqa: S101 - _normalize raises or sets it
    document.stage = "load"
    document.prepared = rows.prepare(document.reading, software=options.software, model=options.model)


def _guarded(document: _Document, options: ReadOptions, *steps: Step) -> None:
    """Run steps on one document; whatever goes wrong becomes that document's failure."""
    try:
        with _time_limit(options.seconds, setting="DATELINE_PARSE_SECONDS"):
            for step in steps:
                step(document, options)
    except Unreadable as error:
        document.failure = _rejected(document, error.code, error.message)
    except Unavailable as error:
        document.failure = Waiting(provenance=_provenance(document), stage=document.stage, detail=error.message)
    except Misconfigured:
        raise
    except TimeoutError as error:
        document.failure = _rejected(document, RejectionCode.TIMEOUT, str(error))
    except (MemoryError, RecursionError) as error:
        said = f"Reading it took more memory or depth than is allowed ({type(error).__name__})."
        document.failure = _rejected(document, RejectionCode.TOO_LARGE, said)
    except Exception:  # the one place where a defect of ours becomes a rejection with its traceback
        document.failure = _rejected(document, RejectionCode.INTERNAL, traceback.format_exc(limit=-6))


@contextmanager
def _time_limit(seconds: int, *, setting: str) -> Iterator[None]:
    """End what computes too long: Python code by an exception, foreign code that does not come back with the process.

    The seconds are those of the processor, so that other processes cost no document its place. A limit around it
    stands still meanwhile.
    """
    began, computed, collecting = time.monotonic(), time.process_time(), gc.isenabled()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        left = seconds - (time.process_time() - computed)
        if left > 0 and time.monotonic() - began < seconds * _PATIENCE:
            signal.setitimer(signal.ITIMER_REAL, max(left, _MOMENT))
        else:
            raise TimeoutError(f"It took longer than {setting} ({seconds}).")

    def again(ignored: sys.UnraisableHookArgs) -> None:
        """What is raised while garbage is collected, Python ignores: it is raised again when none is collected."""
        if ignored.exc_type is TimeoutError:
            gc.disable()
            signal.setitimer(signal.ITIMER_REAL, _MOMENT)
        else:
            hook(ignored)

    hook, sys.unraisablehook = sys.unraisablehook, again
    former = signal.signal(signal.SIGALRM, stop)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    # Nobody handles SIGPROF: the kernel ends the process.
    left_of_process, _ = signal.setitimer(signal.ITIMER_PROF, seconds + _GRACE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, left_of_process)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
        signal.setitimer(signal.ITIMER_REAL, left)
        sys.unraisablehook = hook
        if collecting:
            gc.enable()


def _rejected(document: _Document, code: RejectionCode, detail: str) -> Rejected:
    return Rejected(provenance=_provenance(document), stage=document.stage, code=code, detail=detail)


def _provenance(document: _Document) -> Provenance:
    fetched = document.fetched
    return Provenance(
        source=document.found.source.name,
        locator=document.found.locator,
        sha256=fetched.sha256 if fetched else None,
        byte_count=len(fetched.body) if fetched else None,
        fetched_at=fetched.fetched_at if fetched else datetime.now(UTC),
        media_type=document.media_type,
        url=document.found.url,
        content_type=document.found.media_type,
        claims=document.found.claims,
    )
