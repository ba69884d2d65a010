r"""Edits: how a raw text became a clean one, and the way back from any clean span.

    edits = (Edit(rule="page.number", start=0, end=2, removed="7\n"),)
    apply_edits("7\nHello", edits)      # "Hello"
    raw_span(edits, 0, 5)               # (2, 7)

It does not decide what to edit; that is the work of the other modules of `etl.clean`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from etl.records import Block, Cleaned, Edit, Emphasis


class _Piece(NamedTuple):
    """An edit of one of two steps, with its span in the text between them."""

    start: int
    end: int
    step: int  # 0 or 1
    edit: Edit


def apply_edits(raw: str, edits: Sequence[Edit]) -> str:
    """The text that `edits` (sorted, never overlapping, in offsets of `raw`) make of `raw`."""
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (raw[position : edit.start], edit.inserted)
        position = edit.end
    parts.append(raw[position:])
    return "".join(parts)


def _clean_spans(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """The span of each edit's inserted text in the clean text."""
    spans = []
    shift = 0
    for edit in edits:
        start = edit.start + shift
        spans.append((start, start + len(edit.inserted)))
        shift += len(edit.inserted) - (edit.end - edit.start)
    return spans


class _Way:
    """The way from positions in an edited text back to the text before."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self.edits = edits
        self.spans = _clean_spans(edits)
        self.starts = [start for start, _ in self.spans]
        self.ends = [end for _, end in self.spans]

    def start(self, position: int) -> int:
        """Where a span that starts at clean `position` starts before: after all that was removed there."""
        index = bisect_right(self.ends, position)  # edits that lie wholly before
        if index < len(self.edits) and self.starts[index] <= position:
            return self.edits[index].start
        return position if index == 0 else self.edits[index - 1].end + position - self.ends[index - 1]

    def end(self, position: int) -> int:
        """Where a span that ends at clean `position` ends before: ahead of all that was removed there."""
        index = bisect_left(self.starts, position)  # edits that begin before
        if index == 0:
            return position
        edit = self.edits[index - 1]
        return edit.end + max(0, position - self.ends[index - 1])


def raw_span(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int]:
    """The span of the raw text that the clean span [start, end) was made of, in characters.

    Text that an edit put in maps to the whole of what the edit removed; the result always encloses.
    """
    way = _Way(edits)
    first = way.start(start)
    return (first, first) if end <= start else (first, max(first, way.end(end)))


def raw_spans(edits: Sequence[Edit], spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """`raw_span` of many spans at the price of one look at the edits."""
    way = _Way(edits)
    return [(way.start(s), way.start(s)) if e <= s else (way.start(s), max(way.start(s), way.end(e))) for s, e in spans]


def _pieces(first: Sequence[Edit], second: Sequence[Edit]) -> list[_Piece]:
    """Edits of both steps in order of the text between them."""
    pieces = [_Piece(start, end, 0, edit) for (start, end), edit in zip(_clean_spans(first), first, strict=True)]
    pieces += [_Piece(edit.start, edit.end, 1, edit) for edit in second]
    return sorted(pieces, key=lambda piece: (piece.start, piece.end, piece.step))


def _clusters(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Groups of edits that overlap, or touch and are of different steps: each group becomes one edit."""
    cluster: list[_Piece] = []
    reach, steps = -1, {0, 1}
    for piece in pieces:
        apart = piece.start > reach or (piece.start == reach and steps == {piece.step})
        if cluster and apart:
            yield cluster
            cluster, steps = [], set()
        elif not cluster:
            steps = set()
        cluster.append(piece)
        steps.add(piece.step)
        reach = max(reach, piece.end)
    if cluster:
        yield cluster


def _rules(cluster: Iterable[_Piece]) -> str:
    """The names of all rules that had a part in a cluster, first step first."""
    names: dict[str, None] = {}
    for piece in sorted(cluster, key=lambda piece: piece.step):
        names.update(dict.fromkeys(piece.edit.rule.split("+")))
    return "+".join(names)


def compose(raw: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """One row of edits that does what `first` and then `second` do.

    `first` is in offsets of `raw`, `second` in those of the text that `first` makes; the result is in offsets of
    `raw`, sorted, never overlapping, and without edits that change nothing.
    """
    if not second:
        return tuple(first)
    between = apply_edits(raw, first)
    result: list[Edit] = []
    shift = 0  # position in raw minus position in between, ahead of the cluster
    for cluster in _clusters(_pieces(first, second)):
        if len(cluster) == 1 and cluster[0].step == 0:
            edit = cluster[0].edit
            result.append(edit)
            shift += edit.end - edit.start - len(edit.inserted)
            continue
        merged, shift = _merged(raw, between, cluster, shift)
        if merged.removed != merged.inserted:
            result.append(merged)
    return tuple(result)


def _merged(raw: str, between: str, cluster: list[_Piece], shift: int) -> tuple[Edit, int]:
    """A cluster as one edit of the raw text, and the shift after it."""
    start, end = cluster[0].start, max(piece.end for piece in cluster)
    after = shift + sum(p.edit.end - p.edit.start - (p.end - p.start) for p in cluster if p.step == 0)
    parts: list[str] = []
    position = start
    for piece in cluster:
        if piece.step == 1:
            parts += (between[position : piece.start], piece.edit.inserted)
            position = piece.end
    parts.append(between[position:end])
    first, last = start + shift, end + after
    rule = cluster[0].edit.rule if len(cluster) == 1 else _rules(cluster)
    return Edit(rule=rule, start=first, end=last, removed=raw[first:last], inserted="".join(parts)), after


def shift_spans(edits: Sequence[Edit], spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where spans of the text before stand in the text after; a removed span comes out empty."""
    starts = [edit.start for edit in edits]
    after = _clean_spans(edits)

    def moved(position: int, *, opening: bool) -> int:
        index = bisect_right(starts, position) if opening else bisect_left(starts, position)
        if index == 0:
            return position
        edit, (start, end) = edits[index - 1], after[index - 1]
        if position >= edit.end:
            return end + position - edit.end
        return end if opening else start

    result = []
    for start, end in spans:
        first, last = moved(start, opening=True), moved(end, opening=False)
        result.append((first, max(first, last)))
    return result


def _removals(cleaned: Cleaned, rules: Sequence[str | None]) -> list[Edit]:
    """Edits of the clean text that take whole blocks out, with the blank line that parts them from the next."""
    blocks, text = cleaned.blocks, cleaned.text
    last_kept = max((i for i, rule in enumerate(rules) if rule is None), default=-1)
    result = []
    for i, rule in enumerate(rules):
        if rule is not None:
            start = blocks[i].start if i < last_kept or i == 0 else blocks[i - 1].end
            end = blocks[i + 1].start if i < last_kept else blocks[i].end
            result.append(Edit(rule=rule, start=start, end=end, removed=text[start:end]))
    return result


def change(cleaned: Cleaned, edits: Sequence[Edit], blocks: Sequence[Block]) -> Cleaned:
    """`cleaned` after further edits, in offsets of its text; `blocks`, in the same offsets, and emphasis move along."""
    moved = shift_spans(edits, [(block.start, block.end) for block in blocks])
    marks = shift_spans(edits, [(mark.start, mark.end) for mark in cleaned.emphasis])
    return replace(
        cleaned,
        text=apply_edits(cleaned.text, edits),
        blocks=tuple(Block(kind=b.kind, start=s, end=e) for b, (s, e) in zip(blocks, moved, strict=True)),
        edits=compose(cleaned.raw, cleaned.edits, edits),
        emphasis=tuple(Emphasis(start=s, end=e) for s, e in marks if s < e),
    )


def cut_each(cleaned: Cleaned, spans: Iterable[tuple[int, int, str]]) -> Cleaned:
    """`cut` for several rules at once: (start, end, rule) in offsets of the clean text."""
    wanted = sorted(spans)
    rules = [next((rule for s, e, rule in wanted if s < b.end and b.start < e), None) for b in cleaned.blocks]
    if not any(rules):
        return cleaned
    kept = [block for block, rule in zip(cleaned.blocks, rules, strict=True) if rule is None]
    return change(cleaned, _removals(cleaned, rules), kept)


def cut(cleaned: Cleaned, spans: Iterable[tuple[int, int]], rule: str) -> Cleaned:
    """`cleaned` without the blocks that overlap one of `spans` (offsets of its text), recorded as edits of `rule`.

    Blocks and emphasis after them move up; emphasis inside them goes with them.
    """
    return cut_each(cleaned, [(start, end, rule) for start, end in spans])
