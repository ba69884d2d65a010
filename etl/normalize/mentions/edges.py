"""Where a name begins and ends: a model's span, cut in the CoNLL manner.

    pieces("said the Roe Times's", 5, 20, "ORG")    # [(9, 18)], "Roe Times"

No article, office, possessive, quotation mark, date, telephone number or trailing small word belongs to a name; a span
that holds two names is cut in two. What it does not do: find a name, or cut the titles of persons (see `titles`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.normalize.gazetteer import is_city
from etl.normalize.vocabulary import words

LEADING = re.compile(
    r"(?:[^\w.+]+|(?:the|The|THE|a|A|an|An|this|that|these|those|our|their|his|her|s|Mr\. and Mrs\.|former|then)\s)+"
)
MARKS_BEFORE = re.compile(r"[^\w.+]+")  # a work's title keeps its article
OFFICE = re.compile(
    r"(?:Members?|Leader|Secretary|Head|Chairman|Speaker|Director|Governor|Mayor|Editor|Bishop|Archbishop|Duke|Earl"
    r"|King|Queen) of (?:the )?"
)
POSSESSIVE = re.compile(r"['’][sS]?$")
ABBREVIATED = re.compile(r"(?:\b\w|Inc|Corp|Co|Ltd|Jr|Sr|Bros|St|Mt|No|Rep|Sen|Gov)\.$")
SCORE = re.compile(r"(?: \d{1,3}[-–:]\d{1,3})+$")  # "Roeland 3-0"
FIGURE = re.compile(r" \d{1,3}[.,]\d+$")  # behind another share: "Doe Party had 36.1 percent and Roe Union 35.7"
SHARE = re.compile(r"\d ?(?:%|per ?cent\b)[^.\n]*$")
GIVEN_TAIL = re.compile(r"-[a-z]{2,4}(?!\w)")
OWNER = re.compile(r"['’]s (?=[^\W\d_a-z])")
NUMBERED_TAIL = re.compile(r"[\s,/–—-]+(?:\+?\d[\d/.:-]*[\s,]*){1,6}$")  # a dateline's date, a telephone number
DASHED = re.compile(r" [-–—]+ ")
BRACKETED = re.compile(r" \((?=[^()]*\))")
AND_THE = re.compile(r",? and the (?=[^\W\d_a-z])")
STOP = re.compile(r"(?<=[^\W\d_]{4})\. (?=[^\W\d_a-z])")
SEATED = re.compile(r"(\w+) (in|of) (?=[^\W\d_a-z]\w+$)")
FIRMS = frozenset({"Partners", "Capital", "Holdings", "Industries", "Energy", "Materials", "Shipping"})
COMMA = re.compile(r", (?=[^\W\d_a-z])")
REACH = 80  # characters before a name in which another share is looked for
MARKS = ' \t,;:!?"“”*–—…-'
CUTTING = frozenset({"PERSON", "ORG", "NORP"})  # labels whose spans are cut at a comma: "Roe Group, Doe Union"
KEEPS_SMALL = frozenset({"EVENT", "WORK_OF_ART", "LAW"})  # labels whose names may end in small words


def pieces(text: str, start: int, end: int, label: str) -> list[tuple[int, int]]:
    """The spans of the names in a model's span; none when nothing is left of it."""
    line = text.find("\n", start, end)
    end = line if line >= 0 else end
    cut = [_mended(text, s, e, label) for s, e in _parted(text, start, end, label)]
    return [(s, e) for s, e in cut if e > s]


def _parted(text: str, start: int, end: int, label: str) -> Iterator[tuple[int, int]]:
    """A span cut at dashes between blanks, brackets, "and the", and commas that no legal form follows."""
    at = start
    for mark in _marks(text, start, end, label):
        yield at, mark[0]
        at = mark[1]
    yield at, end


def _marks(text: str, start: int, end: int, label: str) -> list[tuple[int, int]]:
    surface = text[start:end]
    if label == "WORK_OF_ART":
        return []
    found = [m.span() for m in DASHED.finditer(surface)] + [m.span() for m in BRACKETED.finditer(surface)]
    found += [m.span() for m in OWNER.finditer(surface) if is_city(surface[: m.start()].removeprefix("the "))]
    if label == "ORG":
        found += [m.span() for m in STOP.finditer(surface) if not ABBREVIATED.search(surface[: m.start() + 1])]
        found += [(m.end(1), m.end()) for m in SEATED.finditer(surface) if _is_seat(surface, m)]
    if label in CUTTING:
        found += [m.span() for m in AND_THE.finditer(surface)]
        found += [m.span() for m in COMMA.finditer(surface) if not _legal_form(surface[m.end() :])]
    return [(start + s, start + e) for s, e in sorted(found)]


def _is_seat(surface: str, match: re.Match[str]) -> bool:
    """Whether a town behind "in" or "of" is where a body sits and no part of its name, as in "Bank of London"."""
    own = match[2] == "in" or match[1] in FIRMS or match[1] in words("organizations", "legal")
    return own and is_city(surface[match.end() :])


def _legal_form(rest: str) -> bool:
    """Whether the words after a comma belong to the name before it: "Roe, Inc.", "John Doe, Jr."."""
    word = rest.split(maxsplit=1)[0]
    return word in words("organizations", "legal") or word in words("titles", "suffixes") or "&" in rest


def _mended(text: str, start: int, end: int, label: str) -> tuple[int, int]:
    leading = (MARKS_BEFORE if label == "WORK_OF_ART" else LEADING).match(text, start, end)
    start = leading.end() if leading else start
    office = OFFICE.match(text, start, end) if label in {"ORG", "PERSON"} else None
    start = office.end() if office else start
    surface = _without_tail(text[start:end])
    if label in CUTTING and SHARE.search(text[max(0, start - REACH) : start]):
        surface = FIGURE.sub("", surface)
    if label not in KEEPS_SMALL:
        surface = _without_role(_without_small_tail(surface), label)
        head = _small_head(surface, label)
        start, surface = start + head, surface[head:]
        if label == "PERSON" and " " in surface:
            surface += _given_tail(text, start + len(surface))
    stripped = surface.strip()
    start += surface.find(stripped) if stripped else 0
    return start, start + len(stripped)


def _without_tail(surface: str) -> str:
    """A surface without trailing marks, numbers of datelines, possessives and the full stop of a sentence."""
    surface = surface.rstrip(MARKS)
    surface = SCORE.sub("", surface)
    numbered = NUMBERED_TAIL.search(surface)
    if numbered and sum(c.isdigit() for c in numbered.group()) > 4:
        surface = surface[: numbered.start()]
    surface = POSSESSIVE.sub("", surface)
    if surface.endswith(")") and "(" not in surface:
        surface = surface[:-1]
    if surface.count("(") > surface.count(")"):
        surface = surface[: surface.rindex("(")]
    if surface.endswith(".") and not ABBREVIATED.search(surface):
        surface = surface[:-1]
    return surface.rstrip(MARKS + "‘’'")


def _without_small_tail(surface: str) -> str:
    """A surface without the small words at its end: "Roe news agency" is "Roe"."""
    parts = surface.split(" ")
    while len(parts) > 1 and parts[-1][:1].islower() and parts[-1].islower():
        parts.pop()
    return " ".join(parts).rstrip(MARKS)


def _given_tail(text: str, end: int) -> str:
    """The second syllable of a Korean given name, cut off by the model: "Moon Jae" before "-in"."""
    tail = GIVEN_TAIL.match(text, end)
    return tail.group() if tail and tail.group() not in {"-led", "-era", "-run"} else ""


def _without_role(surface: str, label: str) -> str:
    """An organization without the role of somebody in it: "Roe Department Spokesperson"."""
    head, _, last = surface.rpartition(" ")
    return head if head and label in {"ORG", "GPE"} and last in words("titles", "roles") else surface


def _small_head(surface: str, label: str) -> int:
    """How many characters of small words stand before a name: "southern", "pro-Roe" is kept."""
    parts = surface.split(" ")
    head = 0
    for part in parts[:-1]:
        if not part.islower() or part in words("titles", "particles") or (label == "PERSON" and part.startswith("al")):
            break
        head += len(part) + 1
    return head
