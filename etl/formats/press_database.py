r"""Exports of press databases as text: many articles in one file, and the labelled lines about each of them.

    len(split_text("1 of 2 DOCUMENTS\n\nRain ...\n\n2 of 2 DOCUMENTS\n\nSnow ..."))    # 2
    [c.text for c in read_labels("TITLE: Rain\nBYLINE: Jane Roe\nDATE: 2 March 2026\n\nIt rained.").claims]

A file is taken apart where documents are counted, where the end of each is marked, or where the same block of labelled
lines begins again. What no such sign says is one article.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from etl.formats.prose import claim
from etl.records import Claim, ClaimField, Origin

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LABEL = re.compile(r"[ \t]{0,8}([^\W\d_][^\W_]*(?:[ /-]{1,3}[^\W\d_][^\W_]*){0,4})[ \t]?:(?=[ \t]|$)")
_LONGEST_LABEL: Final = 30
_FEWEST_LABELS: Final = 3  # two labelled lines in a row may be speakers
_COUNTER = re.compile(r"\W*(?:(\w+)\s+)?(\d{1,6})\s*(\w+|/)\s*(\d{1,6})(?:\s+(\w+))?\W*")
_END = re.compile(r"\s*(?:End of Document|Document [A-Z0-9]{20,40})\s*", re.IGNORECASE)  # LexisNexis; Factiva
_COUNTED = re.compile(r"\d\s{0,9}(?:/|[^\W\d]{2,4})\s{0,9}\d")
_ENDED = re.compile(r"of [Dd]ocument|OF DOCUMENT|D(?:ocument|OCUMENT) [A-Z0-9]{20}")
_RULE = re.compile(r"\s*([_=*-])\1{9,}\s*")
_TOP_LINES: Final = 12  # above the block there may be the name of the paper and the date
_FEWEST_WORDS: Final = 20  # behind the last mark: a copyright line or another article


class Labelled(NamedTuple):
    """A text without the labelled lines about it, and what they say."""

    text: str
    claims: tuple[Claim, ...]


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    label: str | None  # in lower case
    value: str


def split_text(text: str) -> list[str]:
    """The articles of an export, each with its labelled lines; one text when nothing says that there are several.

    What stands above the first counted document (the list of hits) is left out.
    """
    lines = list(_lines(text))
    cuts = _counted(lines) or _labelled(lines)
    if cuts:
        spans = list(zip(cuts, [*cuts[1:], len(text)], strict=True))
    else:
        ends = [line.end for line in lines if _END.fullmatch(line.text)]
        if len(ends) < 2:
            return [text]
        spans = list(zip([0, *ends], [*ends, len(text)], strict=True))
        spans = spans if len(text[ends[-1] :].split()) >= _FEWEST_WORDS else spans[:-1]
    return [text[start:end] for start, end in spans if text[start:end].strip()]


def may_be_export(text: str) -> bool:
    """Whether a text shows a sign of what `split_text` looks for, told at a fraction of its cost."""
    if _COUNTED.search(text) or _ENDED.search(text):
        return True
    fields, labels = _fields(), 0
    for line in text.splitlines():
        before, colon, _ = line[: 2 * _LONGEST_LABEL].partition(":")
        labels += bool(colon) and before.strip().casefold() in fields
    return labels >= _FEWEST_LABELS


def read_labels(text: str) -> Labelled | None:
    """The text below a block of labelled lines and what they claim (origin META); None where no such block is on top.

    The block names a title, and an author, day or publication. A block below the text goes too.
    """
    lines = list(_lines(text[:20_000]))
    top = next(iter(_blocks([line for line in lines if line.text.strip()][: 4 * _TOP_LINES])), None)
    if top is None or sum(1 for line in lines if line.end <= top[0].start and line.text.strip()) > _TOP_LINES:
        return None
    said = {_fields().get(line.label or "") for line in top}
    if "headline" not in said or not said & {"author", "date_published", "publisher"}:
        return None
    start = top[-1].end
    if _fields().get(top[-1].label or "") == "body":
        start = text.index(":", top[-1].start) + 1  # the text may begin on the same line
    claims = tuple(one for line in top for one in _claims(line))
    return Labelled(text=_without_end(text[start:]), claims=claims)


def _claims(line: _Line) -> Iterator[Claim]:
    name = _fields().get(line.label or "")
    if name not in {None, "other", "body"}:
        yield from claim(ClaimField(name), line.value, Origin.META, line.label)


def _without_end(text: str) -> str:
    """The text without the marks of its end, a block of labelled lines below it, and rules drawn with characters."""
    lines = [line for line in _lines(text) if line.text.strip()]
    end = len(lines)
    while end and (_END.fullmatch(lines[end - 1].text) or _RULE.fullmatch(lines[end - 1].text)):
        end -= 1
    labels = end
    while labels and lines[labels - 1].label in _fields():
        labels -= 1
    last = labels if end - labels >= _FEWEST_LABELS else end
    return text[: lines[last - 1].end] if last else text


def _lines(text: str) -> Iterator[_Line]:
    for found in _LINE.finditer(text):
        if found.start() == found.end():
            continue
        words = found[0].rstrip("\r\n")
        label = _LABEL.match(words)
        known = label is not None and len(label[1]) <= _LONGEST_LABEL
        yield _Line(
            start=found.start(),
            end=found.end(),
            text=words,
            label=label[1].casefold() if label is not None and known else None,
            value=words[label.end() :].strip() if label is not None and known else "",
        )


@cache
def _vocabulary() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """Label to field, the words of counters, and what stands between their numbers."""
    data = tomllib.loads(files("etl.formats").joinpath("data", "press_databases.toml").read_text(encoding="utf-8"))
    fields = {name: field for field, row in data["labels"].items() for name in row["names"]}
    return fields, frozenset(data["counters"]["words"]), frozenset(data["counters"]["between"])


def _fields() -> dict[str, str]:
    return _vocabulary()[0]


def _counted(lines: Sequence[_Line]) -> list[int]:
    """Where counted documents begin; empty unless they are counted from 1 to the number they name, without a gap."""
    found = [(line.start, pair) for line in lines if (pair := _counter(line.text))]
    numbers = [pair for _, pair in found]
    if len(found) < 2 or numbers != [(i + 1, len(found)) for i in range(len(found))]:
        return []
    return [start for start, _ in found]


def _counter(line: str) -> tuple[int, int] | None:
    counter = _COUNTER.fullmatch(line) if len(line) <= 100 else None
    if counter is None:
        return None
    _, words, between = _vocabulary()
    named = (counter[1] or "").casefold() in words or (counter[5] or "").casefold() in words
    return (int(counter[2]), int(counter[4])) if named and counter[3].casefold() in between else None


def _labelled(lines: Sequence[_Line]) -> list[int]:
    """Where a block of labelled lines begins again; empty unless it does, with text between."""
    blocks = list(_blocks([line for line in lines if line.text.strip()]))
    if not blocks:
        return []
    first = blocks[0][0].label
    labels = {line.label for line in blocks[0]}
    same = [
        block
        for block in blocks
        if block[0].label == first and len(labels & {line.label for line in block}) >= _FEWEST_LABELS
    ]
    return [block[0].start for block in same] if len(same) > 1 and same[0] is blocks[0] else []


def _blocks(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Runs of at least three lines with known labels, all different; lines without text are not among `lines`."""
    run: list[_Line] = []
    for line in lines:
        known = line.label in _fields()
        if known and line.label not in {each.label for each in run}:
            run.append(line)
            continue
        if len(run) >= _FEWEST_LABELS:
            yield run
        run = [line] if known else []
    if len(run) >= _FEWEST_LABELS:
        yield run
