"""Publications called by a part of their name: "the Times" after "The New York Times".

    resolve_mastheads("The Roe Times ... the Times", namings, about="")

What it does not do: tell a masthead from an ordinary word; `spreading` looks only for the last words of publications
that the text names in full, and the model must have seen the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from etl.normalize.mentions.naming import Naming
from etl.normalize.mentions.scanning import scan
from etl.normalize.mentions.vocabulary import KnownName, known_by_text, known_names, publications_by_text
from etl.normalize.vocabulary import words
from etl.records import MentionForm, MentionKind

ARTICLES = ("the ", "The ", "THE ")


def resolve_mastheads(text: str, namings: Sequence[Naming], about: str) -> list[Naming]:
    """The namings, with the publication each masthead means: the one of that last word named before it, else after
    it, else in the headline or as the publisher, else the paper of exactly that name.
    """
    later: dict[str, KnownName | None] = {**_unlisted(namings), **_last_named(reversed(namings))}
    about_it = _own(about)
    before: dict[str, KnownName] = {}
    resolved: list[Naming] = []
    for naming in namings:
        word = _masthead(naming)
        if naming.known is not None and naming.known.kind is MentionKind.PUBLICATION:
            before[naming.surface.split()[-1]] = naming.known
        if word is None:
            known = None
        elif word in before or word in later:
            known = before.get(word) or later[word]
        else:
            known = about_it.get(word) or _exact(text, naming)
        resolved.append(naming if known is None else _read(naming, known))
    return resolved


def _masthead(naming: Naming) -> str | None:
    """The word by which a naming may mean a publication."""
    if naming.known is not None or naming.label in {"PERSON", "NORP"}:
        return None
    word = naming.surface.removeprefix("The ")
    return word if word in words("publications", "mastheads") else None


def _last_named(namings: Iterable[Naming]) -> dict[str, KnownName]:
    """Publications by the last word of their name as given; the last one read wins."""
    found: dict[str, KnownName] = {}
    for naming in namings:
        if naming.known is not None and naming.known.kind is MentionKind.PUBLICATION:
            found[naming.surface.split()[-1]] = naming.known
    return found


def _unlisted(namings: Iterable[Naming]) -> dict[str, KnownName | None]:
    """The last words of other names, which may be papers that nobody listed: what they mean is left to `clusters`."""
    names = (n.surface.split() for n in namings if n.known is None and n.label == "ORG")
    return {parts[-1]: None for parts in names if len(parts) > 1}


def _own(about: str) -> dict[str, KnownName]:
    """Publications that the headline or the publisher's name hold, by their last word."""
    named = [known for _, known in scan(about, known_names()) if known.kind is MentionKind.PUBLICATION]
    return {known.text.split()[-1]: known for known in [*_publisher(about), *named]}


def _publisher(about: str) -> list[KnownName]:
    """The publisher as a paper, listed or not; its name is the first line of `about`."""
    name = about.partition("\n")[0].strip()
    if len(name.split()) < 2 or known_by_text().get(name) is not None:
        return []
    return [KnownName(text=name, name=name, kind=MentionKind.PUBLICATION, form=MentionForm.FULL)]


def own_names(text: str, about: str) -> list[Naming]:
    """Where a text names the paper it stands in: in full, or "the" and its last word."""
    found = []
    for known in _publisher(about):
        bare, last = known.name.removeprefix("The "), known.name.split()[-1]
        spans = [m.span() for m in re.finditer(rf"\b{re.escape(bare)}\b", text)]
        if last in words("publications", "mastheads") | words("publishers", "lines", "last"):
            spans += [m.span(1) for m in re.finditer(rf"\bthe ({re.escape(last)})\b(?! [^\W\d_a-z])", text)]
        for start, end in spans:
            form = MentionForm.FULL if end - start == len(bare) else MentionForm.SHORT
            surface = text[start:end]
            own = KnownName(text=surface, name=known.name, kind=MentionKind.PUBLICATION, form=form)
            found.append(Naming(start=start, end=end, surface=surface, known=own, method="masthead"))
    return found


def _exact(text: str, naming: Naming) -> KnownName | None:
    """The paper that is called just so, when its article is printed: "The Guardian"."""
    if text[max(0, naming.start - 4) : naming.start] not in ARTICLES:
        return None
    found = publications_by_text().get(naming.surface)
    if found is None or not found.name.startswith("The "):
        return None
    return KnownName(text=naming.surface, name=found.name, kind=MentionKind.PUBLICATION, form=MentionForm.FULL)


def _read(naming: Naming, known: KnownName) -> Naming:
    short = known.name.removeprefix("The ") != naming.surface
    meaning = replace(known, form=MentionForm.SHORT if short else MentionForm.FULL)
    return replace(naming, known=meaning, method="masthead")
