"""The language of a text: a statistical reading of its letters, with the document's own claim as evidence.

    detect_language("Die Regierung hat am Montag ...")  ->  "de"

The answer is a BCP 47 primary language ("de", "pt"), without region or script. A text too short to read gets the
claimed language, and without a claim None. It is the home of `py3langid`; it does not translate or guess a country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from etl.records import Claim, ClaimField

# Languages of the press that the model tells apart well. Its others (Esperanto, Latin, Walloon, Volapük...) have next
# to no newspapers, and were answers only for lists of names and boilerplate.
LANGUAGES = frozenset(
    [
        "af",
        "am",
        "ar",
        "az",
        "be",
        "bg",
        "bn",
        "bs",
        "ca",
        "cs",
        "cy",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "eu",
        "fa",
        "fi",
        "fr",
        "ga",
        "gl",
        "gu",
        "he",
        "hi",
        "hr",
        "hu",
        "hy",
        "id",
        "is",
        "it",
        "ja",
        "ka",
        "kk",
        "km",
        "kn",
        "ko",
        "ky",
        "lo",
        "lt",
        "lv",
        "mg",
        "mk",
        "ml",
        "mn",
        "mr",
        "ms",
        "mt",
        "ne",
        "nl",
        "no",
        "pa",
        "pl",
        "ps",
        "pt",
        "ro",
        "ru",
        "rw",
        "si",
        "sk",
        "sl",
        "sq",
        "sr",
        "sv",
        "sw",
        "ta",
        "te",
        "th",
        "tl",
        "tr",
        "uk",
        "ur",
        "vi",
        "xh",
        "zh",
        "zu",
    ]
)

SAMPLE_CHARACTERS = 4_000  # more text changes no answer and costs time
MIN_LETTERS = 40  # below that, names and loan words decide the outcome
SURE = 0.9  # at this probability the text is believed against the document's own claim

_TAG = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,4}\s*")
_SPACE = re.compile(r"\s+")

# one language, several tags in use: the tag that is kept
# One language, several tags in use: the tag that is kept (Norwegian as one, ISO 639-2 codes, outdated codes).
_PAIRS = (
    "nb:no nn:no iw:he in:id fil:tl mo:ro sh:sr eng:en deu:de ger:de fra:fr fre:fr spa:es ita:it por:pt cmn:zh zho:zh"
)
_SAME = dict(pair.split(":") for pair in _PAIRS.split())
# Languages a statistical reader mixes up: a claim of one is believed over a reading of another.
_GROUPS = "bs hr sr sl;cs sk;da no sv;id ms;es gl ca pt;ru uk bg mk be;nl af"
_NEAR = tuple(frozenset(group.split()) for group in _GROUPS.split(";"))


def detect_language(text: str, claims: Sequence[Claim] = ()) -> str | None:
    """Primary language of a text as BCP 47, or None when it is too short and nothing is claimed.

    Claims of `ClaimField.LANGUAGE` decide short texts and near relatives ("da" against "no"); a template's wrong
    `<html lang="en">` does not stand against a clear text. The first 4,000 characters are read.
    """
    claimed = _claimed(claims)
    sample = _SPACE.sub(" ", text[:SAMPLE_CHARACTERS])
    if sum(c.isalpha() for c in sample) < (10 if _dense(sample) else MIN_LETTERS):
        return claimed
    read, probability = _model().classify(sample)
    read = _SAME.get(read, read)
    if read == "und":
        return claimed
    if claimed is None or read == claimed:
        return str(read)
    if probability < SURE or any({read, claimed} <= group for group in _NEAR):
        return claimed
    return str(read)


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
    return _SAME.get(primary, primary) if _SAME.get(primary, primary) in LANGUAGES else None


def _dense(sample: str) -> bool:
    """Whether it is in a script of which ten characters say a sentence (Han, kana, Hangul)."""
    return any("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in sample)


@cache
def _model() -> Any:
    """The model, read from its package on first use (about 0.3 s) and kept for the process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(sorted(LANGUAGES & {name for name, _ in model.rank("a")}))
    return model
