"""Sentences: whether a line ends one and whether the next may begin one; what is needed to tell a cut from an end.

    ends_sentence('he said."')    # True
    goes_on("one of the")         # True

It splits no text into sentences.
"""

from __future__ import annotations

import re

from etl.clean.vocabulary import words

_CLOSERS = "\"'”’»«“„›‹)]}*_ "
_ENDS = ".!?…。！？؟।:"
_OPENERS = "\"'“‘„«»‹›([¿¡—–-*_ "
_PARAGRAPH_CHARACTERS = 120
_LAST_WORD = re.compile(r"(\w+)[\"'”’»)]*$")
_WORD = re.compile(r"[^\W\d_]+")
_BULLET = re.compile(r"[•‣◦▪●■*]\s")
_OPEN_CLAUSE = re.compile(r", (?:which|who|whose|where) [^,.;:!?\"“”—–]{1,80}$")
_INNER_END = re.compile(r"[^\W\d_]{2}[.!?…][\"'”’»)]*\s+[\"'“‘„«(]*[^\W\d_]")


def ends_sentence(text: str) -> bool:
    """Whether the last visible character, quotation marks aside, ends a sentence or opens what follows (':')."""
    bare = text[-12:].rstrip(_CLOSERS)
    return bare.endswith(tuple(_ENDS))


def begins_anew(text: str) -> bool:
    """Whether a line may begin a sentence: a capital, a letter without case or a digit, after opening marks."""
    bare = text[:12].lstrip(_OPENERS)
    return not bare or not bare[0].islower() or not bare[0].isalpha()


def is_bulleted(text: str) -> bool:
    """Whether a line begins with the sign of a list item."""
    return _BULLET.match(text) is not None


def goes_on(text: str) -> bool:
    """Whether a line cannot end a paragraph: a comma, a cut word, a word that ends no sentence."""
    if text.endswith((",", ";", "-", "\u00ad", "\u2010", "/", "&", "(", "„")) and not text.endswith(" -"):
        return True
    if text.endswith("“") and "„" not in text:
        return True  # in German it closes
    last = _LAST_WORD.search(text[-40:])
    if last is None:
        return False
    word = last.group(1).lower() if text.isupper() else last.group(1)  # nothing is a name by its capital there
    return word in words("open_end")


def is_titled(text: str) -> bool:
    """Whether all longer words begin with capitals, as English headings have it."""
    longer = [word for word in _WORD.findall(text) if len(word) > 3]
    return len(longer) >= 2 and len(text) <= 120 and all(word[0].isupper() for word in longer)


def inner_ends(text: str) -> int:
    """How many sentences end inside a line."""
    return sum(1 for found in _INNER_END.finditer(text) if found.group()[-1].isupper())


def breaks_off(text: str) -> bool:
    """Whether a block holds whole sentences and then one without an end; a heading of two sentences is shorter.

    A shorter block does when its last clause has only begun: "Rain came early. The town, which lives off".
    """
    if ends_sentence(text) or _INNER_END.search(text[-2000:]) is None:
        return False
    return len(text) >= _PARAGRAPH_CHARACTERS or _OPEN_CLAUSE.search(text[-_PARAGRAPH_CHARACTERS:]) is not None
