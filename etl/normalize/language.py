"""The language of a text: a statistical reading of its letters, with the document's own claim as evidence.

    detect_language("Die Regierung hat am Montag ...")  ->  "de"

The answer is a BCP 47 primary language ("de", "pt"), without region or script. A text too short to read gets the
claimed language, and without a claim None. It is the home of `py3langid`; it does not translate or guess a country.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

from etl.normalize.vocabulary import read_table
from etl.records import Claim, ClaimField

SAMPLE_CHARACTERS = 2_000  # more text changes no answer and costs time
OPENING_CHARACTERS = 500  # where these surely are what the document claims, the rest of the sample changes nothing
MIN_LETTERS = 40  # below that, names and loan words decide the outcome
SURE = 0.9  # at this probability the text is believed against the document's own claim

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,4}\s*")
_SPACE = re.compile(r"\s+")
_DENSE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def detect_language(text: str, claims: Sequence[Claim] = ()) -> str | None:
    """Primary language of a text as BCP 47, or None when it is too short and nothing is claimed.

    Claims of `ClaimField.LANGUAGE` decide short texts and near relatives ("da" against "no"); a template's wrong
    `<html lang="en">` does not stand against a clear text. The first 2,000 characters are read.
    """
    claimed = _claimed(claims)
    sample = _SPACE.sub(" ", text[:SAMPLE_CHARACTERS])
    if sum(map(str.isalpha, sample)) < (10 if _dense(sample) else MIN_LETTERS):
        return claimed
    if claimed is not None and len(sample) > OPENING_CHARACTERS:
        read, probability = _read(sample[:OPENING_CHARACTERS])
        if read == claimed and probability >= SURE:
            return claimed
    read, probability = _read(sample)
    if read == "und":
        return claimed
    if claimed is None or read == claimed:
        return read
    if probability < SURE or any({read, claimed} <= group for group in _near()):
        return claimed
    return read


def _read(sample: str) -> tuple[str, float]:
    """The most probable language of a sample by its letters, "und" for none, and its probability."""
    language, probability = _model().classify(sample)
    return _same().get(language, language), probability


def _claimed(claims: Sequence[Claim]) -> str | None:
    """The language most claims name, the first of them in a draw."""
    tags = [tag for claim in claims if claim.field is ClaimField.LANGUAGE and (tag := primary_language(claim.text))]
    return max(tags, key=tags.count, default=None)


def primary_language(tag: str) -> str | None:
    """The language of a tag ("pt_BR" is "pt"), or None for what is no tag of a language of the press."""
    match = _TAG.fullmatch(tag[:40])
    if not match:
        return None
    primary = match[1].lower()
    kept = _same().get(primary, primary)
    return kept if kept in _languages() else None


def _dense(sample: str) -> bool:
    """Whether it is in a script of which ten characters say a sentence (Han, kana, Hangul)."""
    return _DENSE.search(sample) is not None


@cache
def _languages() -> frozenset[str]:
    return frozenset(read_table("languages")["languages"].split())


@cache
def _same() -> Mapping[str, str]:
    return MappingProxyType(read_table("languages")["same"])


@cache
def _near() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(row.split()) for row in read_table("languages")["near"]["rows"])


@cache
def _model() -> Any:
    """The model, read from its package on first use (about 0.3 s) and kept for the process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(sorted(_languages() & set(model.labels)))
    return model
