"""The head of an article: title, byline and date taken off the text and kept as claims.

    head = read_head(clean(parse_text(body)))
    head.text                        # the article's body and nothing else
    [c.field for c in head.claims]   # headline, author, date_published

What a byline or a date means is decided in `etl.normalize.authors` and `etl.normalize.dates`; which of several claims
holds is decided later. A standfirst belongs to the body and stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from etl.clean import change, cut_each, raw_span, shift_spans
from etl.clean.hyphens import hyphen_joint, read_evidence
from etl.clean.sentences import goes_on
from etl.normalize.authors import byline_confidence
from etl.normalize.dates import find_date
from etl.normalize.head_labels import head_words, read_label
from etl.records import Block, BlockKind, Claim, ClaimField, Cleaned, Edit, Layout, Origin

_HEAD_BLOCKS = 9  # no article has more above its text: section, date, title, second title, byline, date, place
_BODY_CHARACTERS = 200
_CERTAIN = 0.9  # a byline with "by" or a date
_SURE = 0.8  # or with a function, or an agency
_LIKELY = 0.5
_POSSIBLE = 0.25  # a name that could be a headline as well; the place decides
_SENTENCE = re.compile(r"[.!?…][\"'”’»)]*$")
_QUOTED = re.compile("[\"“”„«»‹›]|(?<!\\w)['‘’]|['’](?!\\w)")
_LETTERS = re.compile(r"[^\W\d_]+")
_DASHED = re.compile(r"[—–―-]+\s*(?=\S)")
_WORDS = re.compile(r"\w+")
_UNSURE = frozenset({Origin.FILE, Origin.RUNNING_HEAD})  # claims that the print is asked before
_REPEATED = (ClaimField.TITLE, ClaimField.AUTHOR, ClaimField.PUBLISHED, ClaimField.SECTION)
_DATELINE = re.compile(
    r"(?P<city>[^\W\d_][^\n—–():,]{1,40}?)(?P<more>,\s[^—–()\n]{2,40}?)?\s?(?:\((?P<agency>[^()\n]{2,40})\)\s?)?"
    r"(?:[—–]|--?(?=\s))\s?(?=\S)"
)


class Kind(Enum):
    """What a line of the head is."""

    TITLE = "title"
    BYLINE = "byline"
    DATE = "date"
    LABEL = "label"  # a section above the title
    OUTLET = "outlet"  # the name of the paper above the title
    BODY = "body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the head: its text, span, and the block it stands in."""

    text: str
    start: int
    end: int
    block: int
    kind: Kind
    confidence: float  # of being a byline


def read_head(cleaned: Cleaned) -> Cleaned:
    """`cleaned` without title, byline and date lines, which become claims of origin HEAD or TAIL.

    From markup (PROSE) that claims its title, only what is printed once more at the very top is taken.
    Never raises; a text that is nothing but a head keeps its last block.
    """
    if not cleaned.blocks:
        return cleaned
    if cleaned.layout is Layout.PROSE and _is_titled(cleaned):
        return _without_repeated_top(cleaned)
    rows = _rows(cleaned)
    taken = _take(rows, cleaned)
    without = _without(cleaned, rows, taken)
    return _claim_dateline(_take_tail(without, has_byline=any(kind is Kind.BYLINE for kind in taken.values())))


def _rows(cleaned: Cleaned) -> list[Row]:
    """The lines of the first blocks, each with what it may be."""
    rows = []
    for i, block in enumerate(cleaned.blocks[:_HEAD_BLOCKS]):
        position = block.start
        whole = cleaned.text[block.start : block.end]
        for line in whole.split("\n"):
            end = position + len(line)
            confidence = byline_confidence(line) if len(line) <= 120 else 0.0
            heading = i == 0 and cleaned.layout is Layout.PROSE and block.kind is BlockKind.HEADING
            kind = Kind.TITLE if heading else _kind(line, whole, confidence)
            rows.append(Row(text=line, start=position, end=end, block=i, kind=kind, confidence=confidence))
            position = end + 1
    return rows


def _kind(line: str, whole: str, confidence: float) -> Kind:
    """What a line is, looked at alone."""
    if len(line) <= 120 and _is_date_line(line):
        return Kind.DATE
    if confidence >= _LIKELY:
        return Kind.BYLINE
    long = len(whole) >= _BODY_CHARACTERS or (len(whole) >= _BODY_CHARACTERS // 3 and _SENTENCE.search(whole))
    return Kind.BODY if long and not ("\n" in whole and len(line) < len(whole)) else Kind.TITLE


def _is_date_line(line: str) -> bool:
    """Whether a line says when and nothing else: a date with at most a weekday, "Updated", "Uhr" or the like."""
    span = find_date(line)
    if span is None:
        return False
    rest = _LETTERS.findall(line[: span[0]] + " " + line[span[1] :])
    return len(rest) <= 3 and sum(map(len, rest)) <= 24 and byline_confidence(line) < _LIKELY


def _take(rows: Sequence[Row], cleaned: Cleaned) -> dict[int, Kind]:
    """Which rows are taken off the text, by index, and as what. Empty when the text has no head."""
    first = _first_title(rows)
    if first is None:
        return {}
    above = [i for i in range(first) if rows[i].kind in {Kind.DATE, Kind.BYLINE}]
    taken = {i: _printed_label(rows[i], cleaned) or rows[i].kind for i in above}
    while first + 1 < len(rows) and (label := _label(rows[first], rows[first + 1], cleaned)):
        taken[first] = label
        first += 1
    last = _last_title(rows, first)
    taken |= dict.fromkeys(range(first, last), Kind.TITLE)
    taken |= _below_title(rows, last)
    everything = len(taken) == len(rows) and len(cleaned.blocks) <= _HEAD_BLOCKS
    return {} if everything else taken


def _first_title(rows: Sequence[Row]) -> int | None:
    """Where the title begins: the first line that is neither date nor byline; None when running text comes first."""
    for i, row in enumerate(rows):
        if row.kind is Kind.TITLE and not (i and _is_weak_byline(rows, i)):
            return i
        if row.kind is Kind.BYLINE and row.confidence < _CERTAIN and _is_followed_by_title(rows, i):
            return i  # a headline that begins with a name: "Jane Roe's lawyers" / "call for a new trial"
        if row.kind is Kind.BODY or (row.kind is Kind.TITLE and i):
            break
    # Only bylines and dates above the text: a headline that reads as a byline, such as "Ten Phones, Tested by Editors".
    second = rows[1].kind if len(rows) > 1 else Kind.BODY
    bare = rows[0].kind is Kind.BYLINE and (rows[0].confidence < _SURE or second is not Kind.BODY)
    return 0 if bare else None


def _is_followed_by_title(rows: Sequence[Row], i: int) -> bool:
    below = rows[i + 1] if i + 1 < len(rows) else None
    return below is not None and below.block == rows[i].block and below.kind is Kind.TITLE


def _last_title(rows: Sequence[Row], first: int) -> int:
    """The end (exclusive) of the title's lines: they stand in one block, and no byline or date is among them."""
    end = first + 1
    while end < len(rows) and rows[end].kind is Kind.TITLE and rows[end].block == rows[first].block:
        if end > first and _is_weak_byline(rows, end):
            break
        end += 1
    return end


def _is_weak_byline(rows: Sequence[Row], i: int) -> bool:
    """Whether a possible name stands where bylines stand: last of its block or just above a date."""
    text = rows[i].text
    if rows[i].confidence < _POSSIBLE or len(text.split()) > 10 or _QUOTED.search(text):
        return False
    if i and rows[i - 1].block == rows[i].block and goes_on(rows[i - 1].text):
        return False
    following = rows[i + 1] if i + 1 < len(rows) else None
    return following is None or following.block != rows[i].block or following.kind in {Kind.DATE, Kind.BYLINE}


def _is_anonymous(text: str) -> bool:
    return " ".join(text.casefold().strip(" .").removeprefix("by ").split()) in head_words("anonymous")


def _label(row: Row, below: Row, cleaned: Cleaned) -> Kind | None:
    """What a line above the title is: a section's name, the outlet's, or nothing of the kind."""
    text = row.text
    if below.kind is not Kind.TITLE or _SENTENCE.search(text):
        return None
    if (label := _printed_label(row, cleaned)) is not None:
        return label
    contrast = text.isupper() and len(text.split()) <= 3 and not below.text.isupper() and len(below.text.split()) > 2
    return Kind.LABEL if contrast else None


def _printed_label(row: Row, cleaned: Cleaned) -> Kind | None:
    """What a line is that consists of names of outlets and sections."""
    label = read_label(row.text, publishers=_publishers(cleaned)) if row.kind is not Kind.DATE else None
    if label is None:
        return None
    return Kind.OUTLET if label.outlet else Kind.LABEL


def _publishers(cleaned: Cleaned) -> frozenset[str]:
    return frozenset(c.text.casefold() for c in cleaned.claims if c.field is ClaimField.PUBLISHER)


def _below_title(rows: Sequence[Row], start: int) -> dict[int, Kind]:
    """Bylines and dates below the title; a standfirst may stand between, and stays."""
    taken: dict[int, Kind] = {}
    skipped = 0
    for i in range(start, len(rows)):
        row = rows[i]
        near = not skipped or (i + 1 < len(rows) and rows[i + 1].kind is Kind.DATE)
        if row.kind is Kind.DATE or (row.kind is Kind.BYLINE and (near or row.confidence >= _SURE)):
            taken[i] = row.kind
        elif near and row.kind is Kind.TITLE and (_is_weak_byline(rows, i) or _is_anonymous(row.text)):
            taken[i] = Kind.BYLINE
        elif taken or skipped >= 2:
            break
        else:
            skipped += 1
    return taken


def _without(cleaned: Cleaned, rows: Sequence[Row], taken: dict[int, Kind]) -> Cleaned:
    """The text without the taken rows; what is left of a block of several lines is one paragraph."""
    edits, blocks = _parted(cleaned, rows, taken)
    parted = change(cleaned, edits, blocks)
    spans = shift_spans(edits, [(rows[i].start, rows[i].end) for i in taken])
    doomed = [(s, e, f"head.{kind.value}") for (s, e), kind in zip(spans, taken.values(), strict=True)]
    return replace(cut_each(parted, doomed), claims=cleaned.claims + _claims(cleaned, rows, taken))


def _parted(cleaned: Cleaned, rows: Sequence[Row], taken: dict[int, Kind]) -> tuple[list[Edit], list[Block]]:
    """Edits and blocks that make each taken row a block, and each run of other rows of one block another."""
    edits: list[Edit] = []
    blocks: list[Block] = []
    for i, row in enumerate(rows):
        below = i > 0 and rows[i - 1].block == row.block
        if below:
            together = i not in taken and i - 1 not in taken
            rule, gap = ("line.join", " ") if together else ("paragraph.part", "\n\n")
            edits.append(Edit(rule=rule, start=row.start - 1, end=row.start, removed="\n", inserted=gap))
            if together:
                blocks[-1] = replace(blocks[-1], end=row.end)
                continue
        blocks.append(Block(kind=cleaned.blocks[row.block].kind, start=row.start, end=row.end))
    return edits, [*blocks, *cleaned.blocks[_HEAD_BLOCKS:]]


_FIELDS = {
    Kind.BYLINE: ClaimField.AUTHOR,
    Kind.DATE: ClaimField.PUBLISHED,
    Kind.LABEL: ClaimField.SECTION,
    Kind.OUTLET: ClaimField.PUBLISHER,
}


def _claims(cleaned: Cleaned, rows: Sequence[Row], taken: dict[int, Kind]) -> tuple[Claim, ...]:
    """What the taken rows say; the lines of the title are one claim."""
    title = [rows[i] for i, kind in sorted(taken.items()) if kind is Kind.TITLE]
    claims = []
    if title:
        text = _joined([row.text for row in title])
        claims.append(_claim(cleaned, ClaimField.TITLE, text, (title[0].start, title[-1].end)))
    for i, kind in sorted(taken.items()):
        if kind in _FIELDS:
            label = read_label(rows[i].text, publishers=_publishers(cleaned)) if kind is Kind.OUTLET else None
            said = (label and label.outlet) or rows[i].text
            claims.append(_claim(cleaned, _FIELDS[kind], said, (rows[i].start, rows[i].end)))
        if kind is Kind.BYLINE:
            claims += _date_in(cleaned, rows[i].start, rows[i].text, Origin.HEAD)
    return tuple(claims)


def _joined(lines: Sequence[str]) -> str:
    """Lines of a title as one."""
    evidence = read_evidence(lines)
    text = lines[0]
    for line in lines[1:]:
        joint = hyphen_joint(text, line, evidence)
        text = text + " " + line if joint is None else text.removesuffix(joint[0] or "\0") + joint[1] + line
    return text


def _claim(
    cleaned: Cleaned, field: ClaimField, text: str, span: tuple[int, int], origin: Origin = Origin.HEAD
) -> Claim:
    start, end = raw_span(cleaned.edits, *span)
    return Claim(field=field, text=text, origin=origin, start=start, end=end)


def _date_in(cleaned: Cleaned, start: int, line: str, origin: Origin) -> list[Claim]:
    """The date that stands in a byline."""
    span = find_date(line)
    if span is None:
        return []
    return [_claim(cleaned, ClaimField.PUBLISHED, line[slice(*span)], (start + span[0], start + span[1]), origin)]


def _take_tail(cleaned: Cleaned, *, has_byline: bool) -> Cleaned:
    """Byline and date below the last paragraph, taken off."""
    doomed: list[tuple[int, int, str]] = []
    claims: list[Claim] = []
    for block in reversed(cleaned.blocks[1:][-2:]):
        line = cleaned.text[block.start : block.end]
        if len(line) > 120:
            break
        if _is_date_line(line):
            doomed.append((block.start, block.end, "tail.date"))
            claims.append(_claim(cleaned, ClaimField.PUBLISHED, line, (block.start, block.end), Origin.TAIL))
        elif _is_tail_byline(line, has_byline=has_byline):
            doomed.append((block.start, block.end, "tail.byline"))
            name = _DASHED.sub("", line, count=1) if _DASHED.match(line) else line
            claims.append(_claim(cleaned, ClaimField.AUTHOR, name, (block.start, block.end), Origin.TAIL))
            claims += _date_in(cleaned, block.start, line, Origin.TAIL)
        else:
            break
    return replace(cut_each(cleaned, doomed), claims=cleaned.claims + tuple(claims))


def _is_tail_byline(line: str, *, has_byline: bool) -> bool:
    """Whether the last line names who wrote the article; a dash before it says so, "by" does, else the name must."""
    confidence = byline_confidence(line)
    if _DASHED.match(line):
        return confidence >= _POSSIBLE and len(line.split()) <= 14
    if line.endswith(".") and len(line.split()) > 6:
        return False  # a sentence with "by" in it
    return confidence >= (_SURE if has_byline else _LIKELY)


def _claim_dateline(cleaned: Cleaned) -> Cleaned:
    """The place that opens the text ("BERLIN (dpa) - "), claimed and left where it is."""
    for block in cleaned.blocks[:2]:
        found = _DATELINE.match(cleaned.text, block.start, min(block.end, block.start + 120))
        if found and (found["city"].isupper() or found["agency"]) and len(found["city"].split()) <= 4:
            span = found.span("city")
            claim = _claim(cleaned, ClaimField.DATELINE, found["city"].strip(), span, Origin.BODY)
            return replace(cleaned, claims=(*cleaned.claims, claim))
    return cleaned


def _folded(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))


def _is_titled(cleaned: Cleaned) -> bool:
    """Whether the title is claimed by who knows it; properties of a file name its template or its first words."""
    return any(claim.field is ClaimField.TITLE and claim.origin not in _UNSURE for claim in cleaned.claims)


def _without_repeated_top(cleaned: Cleaned) -> Cleaned:
    """Markup often prints title, byline and date once more above the text it calls the body.

    A byline or date there that nothing else claims is claimed.
    """
    # What JSON-LD calls the alternative headline is often the standfirst, which belongs to the body.
    said = {_folded(c.text) for c in cleaned.claims if c.field in _REPEATED and c.detail != "alternativeHeadline"}
    known = {c.field for c in cleaned.claims if c.origin not in _UNSURE}
    doomed: list[tuple[int, int, str]] = []
    claims: list[Claim] = []
    for block in cleaned.blocks[:4]:
        line = cleaned.text[block.start : block.end]
        stamp = _stamp(line)
        if len(line) > 300 or not (_folded(line) in said or stamp):
            break
        doomed.append((block.start, block.end, "head.repeated"))
        if stamp is not None and stamp not in known:
            claims.append(_claim(cleaned, stamp, line, (block.start, block.end)))
            if stamp is ClaimField.AUTHOR and ClaimField.PUBLISHED not in known:
                claims += _date_in(cleaned, block.start, line, Origin.HEAD)
    if len(doomed) == len(cleaned.blocks):
        return cleaned
    return replace(cut_each(cleaned, doomed), claims=cleaned.claims + tuple(claims))


def _stamp(line: str) -> ClaimField | None:
    """What a line of nothing but a byline or a date says."""
    if len(line) > 120:
        return None
    if byline_confidence(line) >= _SURE:
        return ClaimField.AUTHOR
    return ClaimField.PUBLISHED if _is_date_line(line) else None
