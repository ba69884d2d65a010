"""Who wrote an article: a printed byline to people, agencies and desks, and many claims to the byline that holds.

    read_byline("By JANE DOE and John Roe, Staff Writers").authors
    # Jane Doe (given "Jane", family "Doe", function "Staff Writers"), John Roe (the same function)

A function, an affiliation, a place, an address stay with the person they are printed with; photo credits, translators
and additional reporting are contributors. It does not know who a person is: that is resolved after loading.
"""

from __future__ import annotations

from collections.abc import Sequence

from etl.normalize.bylines.assemble import assemble
from etl.normalize.bylines.choose import Chosen, choose
from etl.normalize.bylines.kinds import PartKind
from etl.normalize.bylines.parse import Parse, parse
from etl.normalize.bylines.words import is_agency, is_desk
from etl.normalize.names import is_family_first, is_given_name
from etl.records import AgentKind, Author, Byline, Claim


def read_byline(text: str, *, language: str | None = None) -> Byline:
    """Everything one byline says. Never raises; a text that names nobody gives a byline without authors.

    `language` is BCP 47; it tells where the family name comes first (Hungarian). The words of all
    languages are read at once.
    """
    return assemble(text, parse(text), family_first=is_family_first(language))


def is_byline(line: str) -> bool:
    """Whether a short line above or below an article is a byline (`byline_confidence` of 0.5 or more)."""
    return byline_confidence(line) >= 0.5


def byline_confidence(line: str) -> float:
    """0..1: how surely a short line is a byline. A bare two-word name is only just one (0.5); a headline is none."""
    if not line.strip() or len(line) > 250:
        return 0.0
    parsed = parse(line)
    kinds = [part.kind for part in parsed.parts]
    byline = assemble(line, parsed)
    generic = any(part.generic for part in parsed.parts)  # "From staff reports"
    unnamed = generic or (parsed.has_by and PartKind.JOB in kinds)  # "By our Beirut correspondent"
    unread = any(part.kind is PartKind.UNKNOWN and not part.bracketed for part in parsed.parts)
    if unread or not (unnamed or byline.authors or byline.contributors):
        return 0.0
    return _confidence(parsed, byline)


def _confidence(parsed: Parse, byline: Byline) -> float:
    kinds = {part.kind for part in parsed.parts}
    agents = (*byline.authors, *byline.contributors)
    if parsed.by_leads:
        return 0.95 if agents else 0.6
    if not agents:
        return 0.6
    if byline.authors and all(author.role == "photographer" for author in byline.authors):
        return 0.2  # the credit of a picture
    if not any(agent.family or agent.kind is AgentKind.ORGANIZATION for agent in agents):
        return 0.1  # one word
    if byline.date_text:
        return 0.9
    people = [a for a in byline.authors if a.kind is AgentKind.PERSON]
    if people and any(part.kind is PartKind.ORGANIZATION and is_agency(part.text) for part in parsed.parts):
        return 0.85
    if people and kinds & {PartKind.JOB, PartKind.HANDLE, PartKind.MAIL}:
        return 0.85
    return _confidence_in_names(people) if people else _confidence_in_organizations(parsed)


def _confidence_in_organizations(parsed: Parse) -> float:
    if all(is_agency(part.text) or part.kind is PartKind.LABEL for part in parsed.parts):
        return 0.8
    return 0.55 if any(is_desk(part.text) for part in parsed.parts) else 0.3


def _confidence_in_names(people: Sequence[Author]) -> float:
    known = [is_given_name(person.given or "") for person in people]
    if len(people) > 1:
        return 0.75 if all(known) else 0.6 if any(known) else 0.4
    if known[0]:
        return 0.55
    return 0.3 if len(people[0].name.split()) < 4 else 0.1


def weigh_authors(claims: Sequence[Claim], *, publisher: str | None, language: str | None) -> Chosen:
    """The byline that the claims of authors amount to, by origin and by how well they agree, with a judgement of each.

    `publisher` is the publication's name: it is nobody's author. `language` is BCP 47, see `read_byline`.
    """
    return choose(claims, publisher=publisher, family_first=is_family_first(language))


def choose_byline(claims: Sequence[Claim], *, publisher: str | None, language: str | None) -> Byline | None:
    """The byline alone; None when nobody is named."""
    return weigh_authors(claims, publisher=publisher, language=language).byline
