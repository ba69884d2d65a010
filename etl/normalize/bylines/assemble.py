"""The parts of a byline put together: who wrote it, who helped, and what is said of each.

    assemble(text, parse("By JANE DOE and John Roe, Staff Writers")).authors
    # Jane Doe and John Roe, each with function "Staff Writers"

A function, an affiliation, a place, an address go to the person they are printed with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.normalize.bylines.cut import credit_role
from etl.normalize.bylines.kinds import PartKind
from etl.normalize.bylines.parse import Parse, Part
from etl.normalize.bylines.words import is_account, is_agency, words
from etl.normalize.names import PersonName, display_case, is_given_name, is_initial, is_particle, is_suffix, split_name
from etl.records import AgentKind, Author, Byline


def assemble(text: str, parsed: Parse, *, family_first: bool = False) -> Byline:
    """The byline that the parts of a parse amount to; `family_first` as in `split_name`."""
    parts = _named_source(_settled(_joined_names(parsed.parts)))
    agents: list[Author] = []
    pending: str | None = None
    for part in parts:
        if part.kind is PartKind.JOB and not _holders(agents, part.text):
            pending = part.text
        elif part.kind in {PartKind.PERSON, PartKind.ORGANIZATION}:
            pending = _add_agent(agents, part, pending, family_first=family_first)
        elif part.bracketed and part.kind is PartKind.UNKNOWN and agents:
            agents[-1] = replace(agents[-1], role=credit_role(part.text) or agents[-1].role)  # "Jane Doe (photos)"
        else:
            _attach(agents, part)
    authors = tuple(a for a in agents if a.role == "author")
    contributors = tuple(a for a in agents if a.role != "author")
    if not authors and all(a.role == "photographer" for a in contributors):
        return Byline(text=text, authors=contributors, date_text=parsed.date_text)  # the line is the credit itself
    return Byline(text=text, authors=authors, contributors=contributors, date_text=parsed.date_text)


def _named_source(parts: list[Part]) -> list[Part]:
    """A kind of source that nobody stands beside is what signs the article: "Agencies"."""
    agents = [part for part in parts if part.kind in {PartKind.PERSON, PartKind.ORGANIZATION}]
    alone = len(agents) == 1 and agents[0].generic and is_agency(agents[0].text)
    return [replace(part, generic=False) if alone and part is agents[0] else part for part in parts]


def _add_agent(agents: list[Author], part: Part, pending: str | None, *, family_first: bool) -> str | None:
    """Adds a person or an organization; an organization after a person's comma is where that person works."""
    if part.kind is PartKind.PERSON:
        agents.append(_person(part, function=pending, family_first=family_first))
        return None
    if part.generic or is_account(part.text):
        return pending
    previous = agents[-1] if agents else None
    if previous and previous.kind is AgentKind.PERSON and previous.role == part.credit and not part.joined:
        _affiliate(agents, display_organization(part.text))
        return pending
    agents.append(
        Author(kind=AgentKind.ORGANIZATION, name=display_organization(part.text), surface=part.text, role=part.credit)
    )
    return pending


def _affiliate(agents: list[Author], name: str) -> None:
    """Gives an affiliation to the last person and to those before who have none."""
    for index in range(len(agents) - 1, -1, -1):
        agent = agents[index]
        if agent.kind is not AgentKind.PERSON or agent.affiliation or agent.role != agents[-1].role:
            if index == len(agents) - 1:
                agents[index] = replace(agent, affiliation=f"{agent.affiliation}; {name}")
            return
        agents[index] = replace(agent, affiliation=name)


def _person(part: Part, *, function: str | None, family_first: bool) -> Author:
    part = _turned(part)
    name = split_name(part.text, family_first=family_first)
    shown = {
        f: display_case(v) if (v := getattr(name, f)) else None
        for f in ("given", "middle", "family", "suffix", "particle", "title")
    }
    whole = display_case(part.text)
    return Author(
        kind=AgentKind.PERSON,
        name=whole if family_first and "," not in part.text else written_order(name, whole),
        surface=part.text,
        given=_cased_like(whole, name.given),
        middle=_cased_like(whole, name.middle),
        particle=_cased_like(whole, name.particle),
        family=_cased_like(whole, name.family),
        suffix=_cased_like(whole, name.suffix),
        honorific=shown["title"],
        role=part.credit,
        function=function,
    )


def _turned(part: Part) -> Part:
    """The name with a comma after a first word in capitals that is no given name, as French lists print "ROE Jane"."""
    first, _, rest = part.text.partition(" ")
    shouted = len(first) > 2 and first.isupper() and first.isalpha() and rest != rest.upper()
    if shouted and "," not in part.text and is_given_name(rest.split()[0]) and not is_given_name(first):
        return replace(part, text=f"{first}, {rest}")
    return part


def _cased_like(whole: str, part: str | None) -> str | None:
    """The part of a name in the letters the whole display name has for it."""
    if part is None:
        return None
    at = whole.lower().find(part.lower())
    return whole[at : at + len(part)] if at >= 0 else display_case(part)


def written_order(name: PersonName, whole: str) -> str:
    """The name as spoken, "Doe, Jane" turned round; without title and nickname, with the suffix."""
    if " " not in whole:
        return whole  # one word, or family name first in Han and Hangul
    parts = (name.given, name.middle, name.family, name.suffix)
    return " ".join(_cased_like(whole, part) or "" for part in parts if part) or whole


def display_organization(text: str) -> str:
    """An organization's name; capitals throughout are undone for words of more than five letters' names only."""
    words = text.split()
    if len(words) > 1 and words[0] == "THE" and text.isupper():
        return " ".join(word.capitalize() for word in words)
    return text


def _holders(agents: Sequence[Author], function: str) -> list[int]:
    """Indexes of the agents a printed function belongs to: all of a row of names for a plural, else the last one."""
    holders: list[int] = []
    for index in range(len(agents) - 1, -1, -1):
        agent = agents[index]
        if agent.kind is not AgentKind.PERSON or (holders and agent.function):
            break
        holders.append(index)
        if not function.lower().split(" for ")[0].rstrip(".").endswith("s") or agent.role != agents[-1].role:
            break
    return holders


def _attach(agents: list[Author], part: Part) -> None:
    """Puts a function, place or address to the person it follows."""
    if not agents:
        return
    last = agents[-1]
    if part.kind is PartKind.JOB:
        for index in _holders(agents, part.text):
            function = agents[index].function
            agents[index] = replace(agents[index], function=f"{function}, {part.text}" if function else part.text)
    elif part.kind is PartKind.PLACE:
        place = part.text.split(" ", 1)[1] if part.text[:1].islower() and " " in part.text else part.text
        agents[-1] = replace(last, place=last.place or place)
    elif part.kind is PartKind.HANDLE:
        agents[-1] = replace(last, handle=last.handle or part.text)
    elif part.kind is PartKind.MAIL:
        agents[-1] = replace(last, email=last.email or part.text)


# ---- names that commas cut


def _joined_names(parts: Iterable[Part]) -> list[Part]:
    """Parts with "Doe, Jane", "Jane , Doe" and "John Roe, Jr." put together, and "Jane and John Doe" completed."""
    joined: list[Part] = []
    for part in parts:
        previous = joined[-1] if joined else None
        text = _one_name(previous, part) if previous else None
        if text and previous:
            joined[-1] = replace(previous, text=text, kind=PartKind.PERSON)
            continue
        if previous and _share_family(previous, part):
            joined[-1] = replace(previous, text=f"{previous.text} {split_name(part.text).family or ''}".strip())
        joined.append(part)
    return [part for part in joined if part.kind is not PartKind.PERSON or _stands_alone(part)]


def _is_shouted_surname(previous: Part, part: Part) -> bool:
    """Whether a word in capitals that was taken for an acronym is a family name: "DOE, Jane"."""
    word = previous.text
    shouted = previous.kind is PartKind.ORGANIZATION and word.isalpha() and word.isupper() and not is_agency(word)
    return shouted and all(is_given_name(token) or is_initial(token) for token in part.text.split())


def _share_family(previous: Part, part: Part) -> bool:
    """Whether it is "Jane and John Doe": a lone given name, and a whole name joined to it."""
    alone = previous.kind is PartKind.PERSON and " " not in previous.text and is_given_name(previous.text)
    return alone and part.joined and part.kind is PartKind.PERSON and " " in part.text


def _settled(parts: Sequence[Part]) -> list[Part]:
    """Parts with what the neighbours decide: a place after whole names, the rest of a function after a comma."""
    settled: list[Part] = []
    for part in parts:
        previous = settled[-1] if settled else None
        if previous and part.kind is PartKind.PERSON and not part.joined:
            lone = " " not in part.text and previous.kind is PartKind.PERSON and " " in previous.text
            if lone and part.text.isascii() | part.text[:1].isupper():
                part = replace(part, kind=PartKind.PLACE)  # noqa: PLW2901
            elif _is_open_job(previous) and not is_given_name(part.text.split()[0]):
                part = replace(part, kind=PartKind.JOB)  # noqa: PLW2901
        settled.append(part)
    if len(settled) > 1 and _is_lone_place(settled[0], settled[1]):
        settled[0] = replace(settled[0], kind=PartKind.PLACE)
    return settled


def _is_lone_place(first: Part, second: Part) -> bool:
    """Whether it is "Exampleville - Jane Doe": one word that is no given name, and a whole name after a mark."""
    if not first.kind is second.kind is PartKind.PERSON or second.joined:
        return False
    return " " not in first.text and " " in second.text and not is_given_name(first.text) and first.text.isalpha()


def _is_open_job(part: Part) -> bool:
    """Whether it is a function that names subjects, of which more may follow after a comma ("Expert for Windows")."""
    return part.kind is PartKind.JOB and any(
        token in words("for") or token in {"of", "de"} for token in part.text.split()
    )


def _one_name(previous: Part, part: Part) -> str | None:
    if part.kind is not PartKind.PERSON or part.joined or previous.credit != part.credit:
        return None
    if previous.kind is not PartKind.PERSON and not _is_shouted_surname(previous, part):
        return None
    before, after = previous.text.split(), part.text.split()
    if "," in previous.text:
        return None
    if all(is_suffix(token, 3) for token in after):
        return f"{previous.text} {part.text}"
    if len(before) == len(after) == 1 and is_given_name(before[0]) and not is_given_name(after[0]):
        return f"{previous.text} {part.text}"
    given = all(is_given_name(token) or is_initial(token) for token in after)
    if len(before) == 1 and len(after) <= 3 and (given or len(after) == 1) and not part.bracketed:
        return f"{previous.text}, {part.text}"
    return (
        f"{previous.text}, {part.text}"
        if len(after) == 1 and given and (is_particle(before[0]) or not is_given_name(before[0]))
        else None
    )


def _stands_alone(part: Part) -> bool:
    """Whether a person part is one: several tokens, or a single name that is no acronym."""
    tokens = part.text.split()
    if len(tokens) > 1:
        return not all(is_suffix(token, 3) for token in tokens)
    return (len(tokens[0]) > 2 or not tokens[0].isascii()) and not is_suffix(tokens[0], 3)
