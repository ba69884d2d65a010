"""What opens a report, "LINDVIK, Norway (LNA) — ", whatever the model takes it for: the place, and the agency.

    datelined("LINDVIK (LNA) — Rain fell.")                                        # the naming "LINDVIK"
    signed_by_agency("LINDVIK (LNA) — Rain fell.", [], ["Lindvik News Agency"])    # the naming "LNA" of that agency

What it does not do: find datelines without capitals, or below the first line; know agencies that do not sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from etl.normalize.mentions.definitions import initials, is_acronym
from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.vocabulary import KnownName
from etl.records import MentionForm, MentionKind

PLACE = re.compile(
    r"([^\W\d_a-z][^\W\d_a-z'’.-]{2,20}(?: [^\W\d_a-z'’.-]{2,20}){0,2})"
    r"(?:, [^\W\d_a-z]\w{2,20})? ?(?:\(([^()\n]{2,30})\) ?[—–-]+ |[—–] )"
)


def datelined(text: str) -> Iterator[Naming]:
    """The naming of the place in capitals before the dash that opens a text, if there is one."""
    match = PLACE.match(text)
    if match and match[1].isupper():
        yield Naming(start=0, end=match.end(1), surface=match[1], label="GPE", method="dateline")


def signed_by_agency(text: str, namings: Sequence[Naming], signers: Sequence[str]) -> list[Naming]:
    """The namings, with the acronym in a dateline's bracket as the one signer of these initials, whoever else is called
    so; and with all other places where the text names that agency so, unless it says itself what the letters mean.
    """
    match = PLACE.match(text)
    short = match[2] if match else None
    fitting = {name for name in signers if short and is_acronym(short) and short.upper() in initials(name)}
    if short is None or len(fitting) != 1 or any(n.surface == short and n.defines is not None for n in namings):
        return list(namings)
    agency = KnownName(text=short, name=fitting.pop(), kind=MentionKind.PUBLICATION, form=MentionForm.ACRONYM)
    full = replace(agency, text=agency.name, form=MentionForm.FULL)
    spans = [match.span() for match in re.finditer(rf"\b{re.escape(short)}\b", text)]
    own = [Naming(start=s, end=e, surface=short, known=agency, method="dateline") for s, e in spans]
    others = [n for n in namings if (n.start, n.end) not in spans]
    return [*own, *(replace(n, known=full) if n.surface == agency.name else n for n in others)]
