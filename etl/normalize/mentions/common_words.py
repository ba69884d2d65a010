"""Everyday words that a capital at the head of a sentence makes look like names.

    without_common_words("Sodium is cheap. A cell of sodium ...", namings)    # no naming "Sodium"

A single word is one when the text writes it small elsewhere and never with a capital inside a sentence. What it does
not do: look at words that the vocabulary knows, or that a title stands before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.scanning import small_words
from etl.normalize.mentions.vocabulary import is_given_name

SENTENCE_START = re.compile(r"(?:^|[.!?…:][\"'”’)]*\s+|\n)[\"'“‘(]*$")
BEFORE = 12  # characters in which the end of the sentence before is looked for


def without_common_words(text: str, namings: Sequence[Naming]) -> list[Naming]:
    """The namings that are names."""
    doubtful = {n.surface for n in namings if _is_doubtful(n)}
    inside = {n.surface for n in namings if n.surface in doubtful and not _begins_sentence(text, n.start)}
    small = small_words(text)
    common = {name for name in doubtful - inside if name.lower() in small}
    return [naming for naming in namings if naming.surface not in common]


def _is_doubtful(naming: Naming) -> bool:
    """Whether a naming is a single word that the model alone takes for a person's or an organization's."""
    single = naming.known is None and naming.title is None and naming.surface.isalpha()
    return single and naming.label in {"ORG", "PERSON"} and not is_given_name(naming.surface)


def _begins_sentence(text: str, start: int) -> bool:
    return SENTENCE_START.search(text[max(0, start - BEFORE) : start]) is not None
