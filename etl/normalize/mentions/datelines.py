"""The place that opens a report: "LINDVIK, Norway (LNA) — ", whoever the model takes it for.

    datelined("LINDVIK (LNA) — Rain fell.")    # the naming "LINDVIK"

What it does not do: find datelines without capitals, or below the first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.normalize.mentions.naming import Naming

PLACE = re.compile(
    r"([^\W\d_a-z][^\W\d_a-z'’.-]{2,20}(?: [^\W\d_a-z'’.-]{2,20}){0,2})"
    r"(?:, [^\W\d_a-z]\w{2,20})? ?(?:\([^()\n]{2,30}\) ?[—–-]+ |[—–] )"
)


def datelined(text: str) -> Iterator[Naming]:
    """The naming of the place in capitals before the dash that opens a text, if there is one."""
    match = PLACE.match(text)
    if match and match[1].isupper():
        yield Naming(start=0, end=match.end(1), surface=match[1], label="GPE", method="dateline")
