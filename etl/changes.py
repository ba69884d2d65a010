"""What changed from one version of an article to the next, as a reader would tell it. Pure: no I/O of any kind.

    changes(told_before, told_after)  ->  (Change(what="headline", before="Gate open", after="Gate left open"), ...)

Paragraphs are compared as wholes; of two in one place that share most of their words, one is a change of
the other. Whether a change matters is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_ALIKE = 0.5  # share of words in common from which one paragraph is a change of another


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a version tells its reader."""

    headline: str | None
    byline: str | None
    published: str | None  # as printed
    paragraphs: tuple[str, ...]  # headings and captions too, in reading order


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that is not as before: None where it was not there, or is gone."""

    what: str  # headline, byline, published or paragraph
    before: str | None
    after: str | None


def changes(before: Told, after: Told) -> tuple[Change, ...]:
    """Everything that differs, in reading order."""
    head = (
        Change(what=what, before=getattr(before, what), after=getattr(after, what))
        for what in ("headline", "byline", "published")
        if getattr(before, what) != getattr(after, what)
    )
    return (*head, *_paragraphs(before.paragraphs, after.paragraphs))


def _paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    for tag, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from _replaced(before[i:i_end], list(after[j:j_end]))


def _replaced(gone: Sequence[str], come: list[str]) -> Iterator[Change]:
    """Some paragraphs in the place of others: each one gone with the first one come that is like it, or alone."""
    for old in gone:
        like = next((k for k, new in enumerate(come) if _are_alike(old, new)), None)
        if like is None:
            yield Change(what="paragraph", before=old, after=None)
            continue
        yield from (Change(what="paragraph", before=None, after=new) for new in come[:like])
        yield Change(what="paragraph", before=old, after=come[like])
        del come[: like + 1]
    yield from (Change(what="paragraph", before=None, after=new) for new in come)


def _are_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one.split(), other.split(), autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
