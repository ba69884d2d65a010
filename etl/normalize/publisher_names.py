"""Names of publications read off the lines in which a document prints its own: copyright, feet, titles, bylines.

    >>> names_in("© 2021 Saltmarsh Post Ltd, 4 Quay Street. All rights reserved.")[0]
    'Saltmarsh Post'
    >>> name_in_line("Jane Doe | Saltmarsh Post | 4 May 2021")
    'Saltmarsh Post'
    >>> name_spelling("To contact the Salt Marsh Post visit:", "saltmarshpost.com")
    'Salt Marsh Post'

It does not choose between them: see `etl.normalize.publisher`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Final

from etl.normalize.vocabulary import words

MAX_CHARACTERS: Final = 80  # what is longer is a slogan
MAX_WORDS: Final = 6  # of a name that is only told by its domain

_SEPARATOR = re.compile(r"\s+[|·•–—-]\s+|\s*\|\s*|:\s+")
_COPYRIGHT = re.compile(
    r"©|\(c\)|\bcopyright\b|\ball rights reserved\b\.?|\balle rechte vorbehalten\b|(?:19|20)\d\d", re.IGNORECASE
)
_AND_OTHERS = re.compile(
    r",? (?:and/or|or|and) (?:its|their) (?:\w+ )?(?:affiliate|subsidiar|licensor|compan|contributor).*"
)
_ADDRESS = re.compile(r"https?://|^www\.|@")
_PART = re.compile(r"\s*[|·•–—,;]\s*|\s{2,}|\s+-\s+")
_NOT_WORD = re.compile(r"[\W_]+")
_NEXT = re.compile(r" ([^\W\d_]+)\b")
_WORD = re.compile(r"[^\W_]+")


def names_in(text: str) -> list[str]:
    """The names in a claim: the whole, without the marks of a copyright line, then its parts around separators."""
    owned = _COPYRIGHT.search(text) is not None
    bare = _COPYRIGHT.sub(" ", text) if owned else text
    whole = _AND_OTHERS.sub("", " ".join(bare.split())).strip(" ,.-–|")
    found = [whole, *(part.strip() for part in _SEPARATOR.split(whole))]
    form = _legal_form().search(whole)
    if form and (owned or form.end() == len(whole)):
        found = [whole[: form.start()], *found]  # an address or a notice follows the company's name
    return [name for name in dict.fromkeys(found) if is_name(name)]


@functools.cache
def _legal_form() -> re.Pattern[str]:
    forms = words("organizations", "legal") | words("publishers", "forms")
    longest = sorted(forms - {"Company"}, key=lambda form: (-len(form), form))
    return re.compile(rf",?\s+(?:{'|'.join(map(re.escape, longest))})(?![^\s.,;|])")


def is_name(name: str) -> bool:
    """Whether a text can be a name: neither an address nor a slogan."""
    return 1 < len(name) <= MAX_CHARACTERS and any(sign.isalpha() for sign in name) and not _ADDRESS.search(name)


def name_in_line(line: str) -> str | None:
    """The part of a line that ends like a newspaper's name and has two to five words, all capitalized."""
    parts = [part.strip(" .") for part in _PART.split(line[:1000])]
    return next((part for part in parts if _is_masthead(part)), None)


def _is_masthead(part: str) -> bool:
    names = part.split()
    last = names[-1].capitalize() if names and names[-1].isupper() else "".join(names[-1:])
    capital = all(name[0].isupper() or name in {"of", "the", "and", "de", "di"} for name in names)
    return 2 <= len(names) <= 5 and capital and last in words("publishers", "lines", "last")


def name_in_title(title: str, headlines: frozenset[str]) -> str | None:
    """What stands behind a headline in the title of a page, when it is a name: "Rain - The Post"; else None.

    `headlines` are the document's other titles, `folded`.
    """
    for mark in re.finditer(r"\s+(?:[|·•»–—-]|::)\s+", title[:1000]):
        rest = title[mark.end() :].strip()
        if folded(title[: mark.start()]) in headlines:
            last = names_in(rest)[-1:] if is_name(rest) else []
            return next((name for name in last if len(name.split()) <= MAX_WORDS), None)
    return None


def name_spelling(text: str, domain: str) -> str | None:
    """The first capitalized words in a text that written together are the first label of a domain."""
    label = folded(domain.partition(".")[0]).removeprefix("the")
    found = list(_WORD.finditer(text)) if len(label) > 5 else []
    for i, first in enumerate(found):
        if first.group()[0].isupper() and label.startswith(folded(first.group())):
            spelled = ""
            for last in found[i : i + MAX_WORDS]:
                spelled += folded(last.group())
                name = text[first.start() : last.end()]
                if spelled == label and " " in name and "\n" not in name and is_name(name):
                    return _with_neighbours(text, first.start(), last.end())
    return None


def _with_neighbours(text: str, start: int, end: int) -> str:
    """A name with its article before and the kind of paper behind it, which addresses tend to leave out."""
    behind = _NEXT.match(text, end)
    if behind and behind[1] in words("publishers", "lines", "last"):
        end = behind.end()
    return text[start - 4 : end] if text[max(0, start - 4) : start] == "The " else text[start:end]


def folded(name: str) -> str:
    """Letters and digits alone, without case and accents."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return _NOT_WORD.sub("", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))


def fits(name: str, domain: str) -> bool:
    """Whether a name and the first label of a domain are the same word: "The Example", "example.com"."""
    label = _NOT_WORD.sub("", domain.partition(".")[0])
    initials = "".join(word[0] for word in name.casefold().split())
    return len(label) > 1 and (
        label in {folded(name), folded(name).removeprefix("the"), initials} or _NOT_WORD.sub("", domain) == folded(name)
    )
