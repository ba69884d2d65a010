"""Cleaning: what a page did to a text is undone, and every change is recorded.

    cleaned = clean(parsed)
    apply_edits(cleaned.raw, cleaned.edits) == cleaned.text

Text from markup (PROSE) gets characters repaired; text of pages (PAGED) also loses running heads, page numbers and
the like, and gets its paragraphs put together. Nothing is judged: a title is still a block like any other.
"""

from __future__ import annotations

from etl.clean.blocks import block_spans, paged_blocks, prose_blocks, space_edits
from etl.clean.characters import break_edits, character_edits, composition_edits
from etl.clean.columns import column_edits
from etl.clean.draft import Draft
from etl.clean.edits import apply_edits, change, compose, cut, cut_each, raw_span, raw_spans, shift_spans
from etl.clean.furniture import find_furniture, find_tail
from etl.clean.mojibake import mojibake_edits
from etl.clean.paragraphs import paragraph_edits
from etl.clean.spacing import spacing_edits
from etl.records import Block, Cleaned, Layout, Parsed

__all__ = ["apply_edits", "change", "clean", "compose", "cut", "cut_each", "raw_span", "raw_spans", "shift_spans"]

_ROUNDS = 6  # each round only takes away; the second finds nothing in all but contrived texts


def clean(parsed: Parsed) -> Cleaned:
    """`parsed` in clean blocks, with the edits that lead there and the claims of what was taken off.

    Cleaning what is clean changes nothing. Never fails; linear in the length of the text.
    """
    draft = Draft(parsed.text)
    draft.emphasis = list(parsed.emphasis)
    for _ in range(_ROUNDS):
        before = draft.text
        _repair(draft, parsed.layout)
        if draft.text == before:
            break
    return Cleaned(
        raw=parsed.text,
        text=draft.text,
        blocks=_blocks(parsed, draft),
        edits=draft.edits,
        emphasis=tuple(draft.emphasis),
        claims=parsed.claims + tuple(draft.claims),
        layout=parsed.layout,
    )


def _repair(draft: Draft, layout: Layout) -> None:
    """One round of all repairs that the layout allows."""
    draft.change(mojibake_edits(draft.text))
    draft.change(character_edits(draft.text, layout))
    draft.change(composition_edits(draft.text))
    if layout is Layout.PROSE:
        draft.change(break_edits(draft.text))
        draft.change(space_edits(draft.text))
    else:
        _mend_pages(draft)


def _mend_pages(draft: Draft) -> None:
    """What only pages do to a text: furniture, columns side by side, lines, marks set by hand."""
    draft.take(find_furniture(draft.text))
    if draft.change(column_edits(draft.text)):
        draft.take(find_furniture(draft.text))
    draft.change(spacing_edits(draft.text))
    draft.change(paragraph_edits(draft.text))
    draft.change(space_edits(draft.text))
    draft.take(find_tail(draft.text, block_spans(draft.text)))
    draft.change(space_edits(draft.text))
    draft.mark_emphasis()


def _blocks(parsed: Parsed, draft: Draft) -> tuple[Block, ...]:
    if parsed.layout is Layout.PAGED:
        return paged_blocks(draft.text)
    moved = shift_spans(draft.edits, [(block.start, block.end) for block in parsed.blocks])
    known = [Block(kind=b.kind, start=s, end=e) for b, (s, e) in zip(parsed.blocks, moved, strict=True)]
    return prose_blocks(draft.text, known)
