"""One byline out of what a document says in several places about its author.

    choose([Claim(text="Example Times", origin=JSON_LD ...), Claim(text="By Jane Doe", origin=VISIBLE ...)],
           publisher="Example Times").byline.authors      # Jane Doe

Places that speak with one voice (all JSON-LD, all visible markup) are heard together; the voices are ranked, and names
that only one chatty voice has give way to names that several have. It never joins different spellings of a name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from etl.normalize.bylines.assemble import assemble
from etl.normalize.bylines.kinds import PartKind
from etl.normalize.bylines.parse import Parse, parse
from etl.normalize.bylines.words import is_account, is_agency, is_desk, is_organization, is_owner, is_person
from etl.normalize.names import is_given_name
from etl.records import AgentKind, Author, Byline, Claim, ClaimField, Origin
from etl.urls import registered_domain

# Who is believed first about names. Markup made for machines names each author apart; printed lines come next; a file's
# own metadata often names whoever installed the word processor.
_VOICES: tuple[frozenset[Origin], ...] = (
    frozenset({Origin.JSON_LD}),
    frozenset({Origin.HEAD}),
    frozenset({Origin.META, Origin.OPENGRAPH}),
    frozenset({Origin.VISIBLE}),
    frozenset({Origin.MICRODATA}),
    frozenset({Origin.FEED}),
    frozenset({Origin.TAIL}),
    frozenset({Origin.RUNNING_HEAD, Origin.BODY}),
    frozenset({Origin.SOURCE, Origin.FILE, Origin.HTTP, Origin.URL}),
)
# Voices that tend to hold names of other articles' authors too: teasers, commentators, photographers.
_CHATTY = frozenset({Origin.VISIBLE, Origin.MICRODATA})
_PRINTED = frozenset({Origin.VISIBLE, Origin.HEAD, Origin.TAIL})

_ADDRESS = re.compile(r"\s*(?:https?://|www\.|@|mailto:)\S*\s*", re.IGNORECASE)
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What one claim says, without outlets, accounts and credits of pictures."""

    claim: Claim
    byline: Byline
    has_by: bool

    @property
    def fullness(self) -> int:
        """2 when it has a name of several words, 1 when it has one of a single word, 0 when it has organizations."""
        people = [author.name for author in self.byline.authors if author.kind is AgentKind.PERSON]
        return 2 if any(" " in name for name in people) else min(1, len(people))


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The byline that holds, and what became of each claim of an author, by its place among the claims."""

    byline: Byline | None
    judgements: Mapping[int, str]


def choose(claims: Sequence[Claim], *, publisher: str | None, family_first: bool = False) -> Chosen:
    """The byline that the AUTHOR claims amount to; None when nobody is named.

    The publication's own name, read off `publisher` and the claims about publisher and address, is nobody's author.
    """
    outlets = _outlets(claims, publisher)
    read = {
        i: _read(claim, outlets, family_first=family_first)
        for i, claim in enumerate(claims)
        if claim.field is ClaimField.AUTHOR
    }
    said = {i: found for i, found in read.items() if found is not None}
    silent = dict.fromkeys(read.keys() - said.keys(), "names no writer")
    heard = _heard(list(said.values()))
    if not heard:
        return Chosen(byline=None, judgements=silent)
    byline = _merged(_believed(heard, _support(said.values())), heard[0].claim.origin)
    return Chosen(byline=byline, judgements=silent | {i: _judgement(one, heard, byline) for i, one in said.items()})


def _heard(said: Sequence[_Said]) -> list[_Said]:
    """What is believed first: a full name before a single word, whoever says it, and then by voice."""
    for fullness in (2, 1, 0):
        for voice in _VOICES:
            heard = [s for s in said if s.claim.origin in voice and s.fullness == fullness]
            if heard:
                return heard
    return []


def _judgement(one: _Said, heard: Sequence[_Said], byline: Byline) -> str:
    names, chosen = ({_folded(author.name) for author in said.authors} for said in (one.byline, byline))
    if any(one is other for other in heard):
        return f"chosen: {heard[0].claim.origin}" if names & chosen else "passed over: names that no other place has"
    if names == chosen:
        return "agrees"
    if one.fullness < heard[0].fullness:
        return "passed over: not a full name, and another place has one"
    return f"passed over: {heard[0].claim.origin} is believed before {one.claim.origin}"


def _read(claim: Claim, outlets: frozenset[str], *, family_first: bool) -> _Said | None:
    if _ADDRESS.fullmatch(claim.text):
        return None
    parsed = parse(claim.text)
    if claim.origin in _PRINTED:
        parsed = _up_to_prose(parsed)
        if not parsed.has_by and _is_picture_credit(claim.text, parsed):
            return None
    byline = assemble(claim.text, parsed, family_first=family_first)
    authors = tuple(author for author in byline.authors if _is_author(author, claim, outlets))
    if not authors:
        return None
    return _Said(claim=claim, byline=replace(byline, authors=authors), has_by=parsed.has_by)


def _up_to_prose(parsed: Parse) -> Parse:
    """The parts before running text begins; all that is said after it is about something else."""
    for index, part in enumerate(parsed.parts):
        if part.kind is PartKind.UNKNOWN and not part.bracketed:
            return replace(parsed, parts=parsed.parts[:index])
    return parsed


def _is_picture_credit(text: str, parsed: Parse) -> bool:
    """Whether a name and an agency or outlet stand about a slash: "Jane Doe/AFP", "(Jane Doe / Example Times)"."""
    kinds = {part.kind for part in parsed.parts}
    slashed = any(part.joined for part in parsed.parts) and "/" in text
    return slashed and PartKind.PERSON in kinds and bool(kinds & {PartKind.ORGANIZATION, PartKind.UNKNOWN})


def _is_author(author: Author, claim: Claim, outlets: frozenset[str]) -> bool:
    """Whether a name is one of a writer: not the outlet, not a login, not a photographer, no stray organization."""
    if author.role == "photographer" or is_account(author.name) or is_owner(author.name):
        return False
    # An agency prints its own name over what it sends out; other papers' names there are furniture.
    signs = claim.origin in {Origin.HEAD, Origin.TAIL} and is_agency(author.name, outlets=False)
    if _folded(author.name) in outlets and not signs:
        return False
    if author.kind is AgentKind.PERSON:
        return bool(author.family) or claim.origin in _PRINTED or is_given_name(author.name)
    return is_agency(author.name) or is_desk(author.name)


def _outlets(claims: Iterable[Claim], publisher: str | None) -> frozenset[str]:
    """Folded names of the publication, its domain's first part among them ("example-times.com")."""
    names = {publisher or ""}
    for claim in claims:
        if claim.field is ClaimField.PUBLISHER and not _is_somebody(claim.text):
            names |= {claim.text, *re.split(r"\s[|–-]\s|[()]", claim.text)}
        elif claim.field in {ClaimField.URL, ClaimField.DOMAIN}:
            domain = registered_domain(claim.text) or ""
            names |= {domain, domain.partition(".")[0]}
    folded = {_folded(name) for name in names}
    return frozenset(name for name in folded if len(name) > 1)


def _is_somebody(name: str) -> bool:
    """Whether a publisher's name is that of a person who publishes alone, and may well be the author."""
    tokens = name.split()
    return len(tokens) > 1 and is_given_name(tokens[0]) and is_person(tokens) and not is_organization(tokens)


def _folded(name: str) -> str:
    """A name without case, accents, spaces, marks and a leading "the"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _NOT_ALPHANUMERIC.sub("", plain.casefold().removeprefix("the "))


def _support(said: Iterable[_Said]) -> dict[str, int]:
    """How many voices have a name."""
    pairs = {(_folded(author.name), _voice(s.claim.origin)) for s in said for author in s.byline.authors}
    counts: dict[str, int] = {}
    for name, _ in pairs:
        counts[name] = counts.get(name, 0) + 1
    return counts


def _voice(origin: Origin) -> int:
    return next(index for index, voice in enumerate(_VOICES) if origin in voice)


def _believed(heard: Sequence[_Said], support: dict[str, int]) -> list[Byline]:
    """What of one voice counts: in a chatty one the names that others have too, or else its first line."""
    if len(heard) == 1:
        return [heard[0].byline]
    if heard[0].claim.origin not in _CHATTY:
        return [s.byline for s in _of_confirmed_kind(heard, support)]
    confirmed = [_confirmed(s.byline, support) for s in heard]
    if any(byline.authors for byline in confirmed):
        return [byline for byline in confirmed if byline.authors]
    led = [s for s in heard if s.has_by] or heard
    same = [s.byline for s in led if s.claim.detail == led[0].claim.detail and not s.has_by]
    return same if len(same) > 1 and len(same) <= 3 else [led[0].byline]


def _of_confirmed_kind(heard: Sequence[_Said], support: dict[str, int]) -> Sequence[_Said]:
    """Claims of those meta names (`Claim.detail`) of which one names somebody that another voice has too; else all."""
    kinds = {s.claim.detail for s in heard if _confirmed(s.byline, support).authors}
    return [s for s in heard if s.claim.detail in kinds] or heard


def _confirmed(byline: Byline, support: dict[str, int]) -> Byline:
    return replace(byline, authors=tuple(a for a in byline.authors if support[_folded(a.name)] > 1))


def _merged(bylines: Sequence[Byline], origin: Origin) -> Byline:
    """Bylines of one voice as one: each name once, in the order they came."""
    authors: dict[str, Author] = {}
    contributors: dict[str, Author] = {}
    for byline in bylines:
        for author in byline.authors:
            authors.setdefault(_folded(author.name), replace(author, origin=origin))
        for author in byline.contributors:
            contributors.setdefault(_folded(author.name), replace(author, origin=origin))
    dates = [byline.date_text for byline in bylines if byline.date_text]
    return Byline(
        text="; ".join(dict.fromkeys(byline.text for byline in bylines)),
        authors=tuple(authors.values()),
        contributors=tuple(author for name, author in contributors.items() if name not in authors),
        date_text=dates[0] if dates else None,
    )
