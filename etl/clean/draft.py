r"""A text on its way through cleaning, with the edits made so far.

    draft = Draft.of("a\rb"); draft.change([Edit(rule="char.newline", start=1, end=2, removed="\r", inserted="\n")])
    draft.text    # "a\nb"

It knows no rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.clean.edits import apply_edits, compose, raw_span
from etl.clean.emphasis import find_emphasis, shift_emphasis
from etl.records import Claim, Edit, Emphasis


class Draft:
    """The one mutable thing in cleaning; it never leaves `clean`."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = raw
        self.edits: tuple[Edit, ...] = ()
        self.emphasis: list[Emphasis] = []
        self.claims: list[Claim] = []  # read off removed lines

    def change(self, edits: Iterable[Edit]) -> bool:
        """Apply edits in offsets of the present text; says whether there were any."""
        row = tuple(edits)
        if row:
            self.text = apply_edits(self.text, row)
            self.edits = compose(self.raw, self.edits, row)
            self.emphasis = shift_emphasis(row, self.emphasis)
        return bool(row)

    def mark_emphasis(self) -> None:
        """Take the marks of emphasis out and remember what they marked."""
        edits, spans = find_emphasis(self.text)
        if self.change(edits):
            self.emphasis = sorted([*self.emphasis, *spans], key=lambda mark: (mark.start, mark.end))

    def take(self, found: tuple[Sequence[Edit], Sequence[Claim]]) -> None:
        """Apply edits and keep the claims that came with them, their spans led back to the raw text."""
        edits, claims = found
        known = {(claim.field, claim.text.casefold()) for claim in self.claims}
        for claim in claims:
            if (claim.field, claim.text.casefold()) not in known and claim.start is not None and claim.end is not None:
                start, end = raw_span(self.edits, claim.start, claim.end)
                self.claims.append(replace(claim, start=start, end=end))
        self.change(edits)
