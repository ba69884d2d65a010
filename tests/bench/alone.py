"""The least that anybody must do: take the text out of web pages, and find the names in it.

    extract_and_recognize([Path("page.html"), Path("note.txt")])  ->  number of names

trafilatura and spaCy as their manuals use them, in batches. Whatever Dateline does beyond this is measured against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from etl.normalize import model


def extract_and_recognize(paths: Sequence[Path]) -> int:
    """Names in the texts of some files."""
    texts = [_text(path) for path in paths]
    return sum(len(document.ents) for document in _language_model().pipe(texts, batch_size=len(texts)))


def _text(path: Path) -> str:
    import trafilatura

    body = path.read_bytes()
    return (trafilatura.extract(body) or "") if path.suffix == ".html" else body.decode()


@cache
def _language_model() -> Any:
    import spacy

    return spacy.load(model._model_path(), exclude=list(model.UNUSED))
