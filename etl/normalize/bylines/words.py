"""What the words of a byline are: an organization, a job, a place, a label, or none of these.

    is_organization(["The", "Example", "Times"])  ->  True
    job_span(["Jane", "Doe", "Senior", "Political", "Correspondent"])  ->  (2, 5)

It answers about a short run of tokens, by the vocabularies in data/agencies.toml and data/bylines.toml and by the shape
of words. Where a byline is cut and what its parts amount to is the business of the modules beside this one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from etl.normalize.names import fold, is_given_name, is_honorific, is_initial, is_particle, is_suffix
from etl.normalize.printed_dates import weekday_names
from etl.normalize.vocabulary import read_table

_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’ʼ`.‑·][^\W\d_]+)*[.'’]?")
_CAMEL = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+){1,4}")
_DOMAIN = re.compile(r"(?:www\.)?[\w-]{2,40}(?:\.[a-z]{2,3})?\.[a-z]{2,6}", re.IGNORECASE)
# "el-Sisi", "deGrasse"
_LOW_PREFIX = re.compile(r"(?:(?:al|el|as|ash|ad|an|ar|at|az|ul|ben|bin|d|l)[-'’]|[a-z]{1,3})[^\W\d_a-zß-ÿ]")
_JOINED_CAPS = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Du|Van|Von|Fitz|O|D|L|Da|Del|Ver|Des)[A-Z][a-z]+")


@cache
def words(group: str) -> frozenset[str]:
    """One group of data/bylines.toml, folded to lower case."""
    return frozenset(read_table("bylines")[group])


@cache
def _agency_words(group: str) -> frozenset[str]:
    return frozenset(_key(name) for name in read_table("agencies")[group])


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(read_table("agencies")["acronyms"])


def bare(text: str) -> str:
    """A phrase as names of organizations are compared: lower case, no leading "the", no stops."""
    folded = " ".join(text.lower().replace(".", "").split())
    return folded.removeprefix("the ").strip(" ,;:")


def is_account(text: str) -> bool:
    """Whether it is the login of a content system ("admin"), which names nobody."""
    return _key(text) in _agency_words("accounts")


@lru_cache(maxsize=4096)
def is_agency(text: str, *, outlets: bool = True) -> bool:
    """Whether the whole text is a known agency, or an outlet unless these are left out; "NTB-AFP" is two."""
    name = _key(text)
    joined = all(part in _acronyms() for part in text.split("-"))
    known = joined or text.strip(" .,") in _acronyms() or name in _agency_words("agencies")
    known = known or name.endswith(_endings())
    return known or (
        outlets and (name in _agency_words("outlets") or _without_article(name) in _agency_words("outlets"))
    )


@cache
def _endings() -> tuple[str, ...]:
    return tuple(f" {ending}" for ending in _agency_words("agency_endings"))


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    """A name of an organization as the vocabulary is searched for it: without case, accents and a leading "the"."""
    decomposed = unicodedata.normalize("NFKD", bare(name))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if first in {"le", "la", "les", "el", "il", "der", "die", "das", "de", "het"} else name


def is_label(text: str) -> bool:
    """Whether it is a section, a label or a call to act: "Opinion", "Link Copied"."""
    return bare(text) in words("labels") or fold(text) in words("labels")


def is_place(tokens: Sequence[str]) -> bool:
    """Whether the tokens are a known place, with or without "in"."""
    if tokens and fold(tokens[0]) in words("place_words") and not tokens[0][:1].isupper():
        tokens = tokens[1:]
    return " ".join(tokens).replace("İ", "I").lower().strip(" .,") in words("places")


def follows_place_word(tokens: Sequence[str]) -> bool:
    """Whether it is "in Example City": a small place word and one to three capitalized tokens."""
    return (
        2 <= len(tokens) <= 4
        and tokens[0] in words("place_words")
        and all(token[:1].isupper() and _LETTERS.fullmatch(token.strip(",")) for token in tokens[1:])
    )


def is_organization(tokens: Sequence[str], *, mixed_case: bool = True) -> bool:
    """Whether a run of tokens is an outlet, agency or desk, by vocabulary or by its head word.

    `mixed_case` says that the line has lower-case letters, so that a word in capitals is an acronym and not a habit.
    """
    if not tokens or len(tokens) > 8:
        return False
    text = " ".join(tokens)
    if is_agency(text) or _DOMAIN.fullmatch(text):
        return True
    first, last = _key(tokens[0]), _key(tokens[-1])
    if _leads_with_outlet(tokens):
        return True
    if len(tokens) == 1:
        return _is_single_word_organization(tokens[0], mixed_case=mixed_case)
    if last in _agency_words("heads") and not _person_with_head(tokens):
        return True
    if len(tokens) <= 4 and tokens[0] in {"The", "THE"} and tokens[1][:1].isupper() and not is_honorific(tokens[1]):
        return True
    if first in _agency_words("heads") and tokens[1].lower() in {"of", "for", "de", "du", "del", "della", "für", "van"}:
        return True
    return first in _agency_words("openers") or _has_acronym(tokens, mixed_case=mixed_case)


def _leads_with_outlet(tokens: Sequence[str]) -> bool:
    """Whether it is an outlet's edition: "Example Times London"; not an outlet and a person."""
    if any(is_given_name(token) and not is_place([token]) for token in tokens[1:]):
        return False
    if not all(any(c.isupper() or c.isdigit() for c in token) for token in tokens):
        return False
    return any(_key(" ".join(tokens[:end])) in _agency_words("outlets") for end in range(1, min(4, len(tokens))))


def _is_single_word_organization(token: str, *, mixed_case: bool) -> bool:
    if _CAMEL.fullmatch(token) and not _JOINED_CAPS.fullmatch(token):
        return True
    if any(c.isdigit() for c in token) and any(c.isalpha() for c in token):
        return token[0].isupper()
    if not mixed_case:
        return 2 <= len(token) <= 5 and token.isupper() and token.isalpha() and not is_given_name(token)
    return 2 <= len(token) <= 10 and token.isupper() and token.isalpha() and not is_given_name(token)


def _person_with_head(tokens: Sequence[str]) -> bool:
    """Whether it is a person after all, as in "Emily Post": a known given name before a word that is also a surname."""
    return len(tokens) == 2 and is_given_name(tokens[0]) and _key(tokens[1]) in _agency_words("heads_and_surnames")


def _has_acronym(tokens: Sequence[str], *, mixed_case: bool) -> bool:
    """Whether, as in "EXR NORD" or "EX24 Redaktion", an acronym is among words that are no given names."""
    if not mixed_case or any(is_given_name(token) for token in tokens):
        return False
    return any(any(c.isdigit() for c in t) and any(c.isupper() for c in t) for t in tokens) or (
        all(t.isupper() and len(t) > 1 and "." not in t for t in tokens) and not any(map(is_initial, tokens))
    )


def job_span(tokens: Sequence[str]) -> tuple[int, int] | None:
    """Indexes [start, end) of the words of a function: "Senior Political Correspondent in Beirut"; None without one."""
    heads = [i for i, token in enumerate(tokens) if _is_job(token)]
    if not heads:
        return None
    start = heads[0]
    while start > 0 and _qualifies(tokens, start - 1):
        start -= 1
    return start, _job_end(tokens, heads[-1] + 1)


def _is_job(token: str) -> bool:
    word = fold(token.strip("()"))
    return any(piece in words("roles") for piece in (word, word.rsplit("-", maxsplit=1)[-1], *word.split("/")))


def _qualifies(tokens: Sequence[str], index: int) -> bool:
    """Whether a token before a job noun belongs to the function: a beat, a rank, a place, a small word."""
    word = fold(tokens[index]).removesuffix("'s").removesuffix("’s")
    if word in words("role_modifiers") or (word in words("role_links") and index > 0):
        return True
    return word in words("places") or any(piece in words("role_modifiers") for piece in re.split(r"[-/]", word))


def _job_end(tokens: Sequence[str], end: int) -> int:
    """The end of "... of Law at Example University": all after a linking word; else the end of the qualifiers."""
    if end < len(tokens) and (fold(tokens[end]) in words("role_links") or tokens[end][:1].islower()):
        return len(tokens)
    while end < len(tokens) and fold(tokens[end]) in words("role_modifiers") and not is_given_name(tokens[end]):
        end += 1
    return end


def is_name_token(token: str) -> bool:
    """Whether a token may stand in a person's name, by its shape and by not being a word that nobody is called."""
    plain = token.strip(",;:\"“”()'‘’")
    if not plain or not (_LETTERS.fullmatch(plain) or is_initial(plain)):
        return False
    if is_initial(plain):
        return fold(plain) not in {"us", "uk", "eu", "un"}
    if is_particle(plain):
        return True
    uncased = plain[0].lower() == plain[0].upper()
    if not (plain[0].isupper() or uncased or _LOW_PREFIX.match(plain)):
        return False
    word = fold(plain)
    return word not in words("never_names") and (word not in weekday_names() or is_given_name(plain) or len(word) < 4)


def is_person(tokens: Sequence[str]) -> bool:
    """Whether two to six tokens have the shape of one person's name, titles and suffixes not counted."""
    if not tokens or tokens[0][:1] in "\"'“‘„«»‚":
        return False
    core = list(tokens)
    while len(core) > 1 and is_honorific(core[0]):
        core = core[1:]
    while len(core) > 2 and is_suffix(core[-1], 3):
        core = core[:-1]
    if not 2 <= len(core) <= 6 or not all(map(is_name_token, core)):
        return False
    if is_particle(core[-1]):
        return False
    if any(fold(token) in words("not_names") for token in core):
        korean = len(core) == 2 and re.fullmatch(r"[^\W\d_]+-[a-zà-ÿ]+", core[1])
        known = len(core) == 2 and is_given_name(core[0]) and fold(core[0]) not in words("not_names")
        return bool(korean or known)
    return any(len(fold(token)) > 1 for token in core)


def is_job_line(text: str) -> bool:
    """Whether a text has the name of a job in it."""
    return job_span(text.split()) is not None


def is_generic_source(text: str) -> bool:
    """Whether it says a kind of source and names none: "agencies"."""
    return bare(text) in words("generic_sources")


def is_newsroom_word(token: str) -> bool:
    """Whether it means newsroom before an outlet's name ("Redacción Example") and adds nothing to it."""
    return fold(token) in words("newsroom")


def is_desk(text: str) -> bool:
    """Whether it is a part of a newsroom that signs articles: "Example Times Editorial Board", "Redaktion"."""
    return bare(text).split(" ")[-1] in words("desks") or bare(text).split(" ")[0] in words("desks")


def is_owner(text: str) -> bool:
    """Whether it is a company that owns outlets and writes none of their articles."""
    return _key(text) in _agency_words("owners")
