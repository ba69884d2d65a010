"""Finds the subject of a cue verb in a clause: who "said", by the order of words alone.

    "A," Jane Roe, who runs the port, told Reuters.      the subject stands before its verb
    "A," said Jane Roe, a pilot.                         or after it
    According to Jane Roe, "A."                          or after a preposition
    Roe shook her head, saying, "A."                     or at the head of the clause that a participle hangs on

No grammar is parsed: the rules look at neighbours, commas and prepositions, which is right for most sentences of the
press and cheap for all of them.
"""

from __future__ import annotations

from dataclasses import replace

from etl.normalize.quotes.phrases import Candidate, Clause
from etl.normalize.quotes.vocabulary import vocabulary

OPENING = frozenset({"(", "[", ",", "—", "–", "-"})
CLOSING = frozenset({")", "]", ",", "—", "–", "-"})
NOMINAL_WORDS = 8  # the longest phrase without a known noun that is read as a subject


def before_verb(clause: Clause, verb: int) -> Candidate | None:
    """The subject of a finite verb that stands after it in the clause."""
    known = vocabulary()
    last = verb - 1
    while last >= 0 and _between(clause, last):
        last -= 1
    if last < 0:
        return None
    low = clause.low(last)
    if low in known.relatives:
        return _antecedent(clause, last)
    if low == "to":
        return main_subject(clause, last)
    if low in known.openers or clause.cue(last):
        return _shared_subject(clause, last)
    if low == ")":
        return _before_bracket(clause, last)
    if low in CLOSING:
        return _described(clause, last)
    found = _ending_at(clause, last)
    return None if found and found.kind == "phrase" and clause.low(verb) in known.nounlike else found


def after_verb(clause: Clause, verb: int) -> Candidate | None:
    """The subject of a verb that stands before it: "said Jane Roe"."""
    first = verb + 1
    known = vocabulary()
    candidates = [c for c in clause.candidates if c.first >= first]
    if not candidates or clause.low(first) in known.prepositions or clause.low(first) in known.openers:
        return _nominal_after(clause, first)
    chosen = candidates[0]
    if not _unbroken(clause, first, chosen.first):
        return _nominal_after(clause, first)
    return _named_in_apposition(clause, _last_of_phrase(clause, chosen))


def beside_participle(clause: Clause, verb: int) -> Candidate | None:
    """The subject right before a participle: "with Roe reportedly shouting"."""
    last = verb - 1
    while last >= 0 and _between(clause, last):
        last -= 1
    found = clause.covering(last) or (_nominal(clause, last) if last >= 0 else None)
    if found is None or found.possessive or not (found.is_person or found.kind == "unknown"):
        return None
    lead = clause.low(found.first - 1)
    if found.kind in {"name", "unknown", "pronoun"}:
        return found if lead not in {"to", "for"} else None  # "wrote to Roe explaining": the writer explains
    return found if lead in vocabulary().openers or lead in {"", ",", ";", ":", "with", "of"} else None


def main_subject(clause: Clause, end: int) -> Candidate | None:
    """The subject of the clause before word `end`: the best placed candidate, the first of equals."""
    best, best_score = None, 0
    for candidate in clause.candidates:
        if candidate.last >= end:
            break
        score = _standing(clause, candidate)
        if score > max(best_score, 0):
            best, best_score = candidate, score
    return best and _named_in_apposition(clause, best)


def _standing(clause: Clause, candidate: Candidate) -> int:
    """How much a candidate stands where subjects stand."""
    known = vocabulary()
    before, after = clause.low(candidate.first - 1), clause.low(candidate.last + 1)
    score = 1 if candidate.is_person else 0
    score += 2 * (before in {"", ",", ";", ":"} or before in known.openers) - (before in known.dependent)
    score += 2 * _verbal(after)
    score += (candidate.kind == "pronoun") - 3 * (clause.low(candidate.first) == "it")
    score -= 3 * (before in known.prepositions and before != "as") + 4 * candidate.possessive
    return score - (candidate.kind == "place")


def _verbal(low: str) -> bool:
    known = vocabulary()
    return low in known.verbs or low in known.cues or low in known.auxiliaries or (low.endswith("ed") and len(low) > 4)


def _between(clause: Clause, index: int) -> bool:
    """Whether a word can stand between a subject and its verb."""
    word = clause.words[index]
    known = vocabulary()
    if word.low in known.calendar or (word.low in {"on", "in"} and clause.low(index + 1) in known.calendar):
        return True
    return word.text.islower() and (word.low in known.auxiliaries or (word.low.endswith("ly") and len(word.low) > 4))


def _antecedent(clause: Clause, relative: int) -> Candidate | None:
    """Whom "who" stands for: the nearest person before it."""
    before = [c for c in clause.candidates if c.last < relative and not c.possessive]
    return next((c for c in reversed(before) if c.is_person and c.kind != "pronoun"), before[-1] if before else None)


def _shared_subject(clause: Clause, conjunction: int) -> Candidate | None:
    """The subject of a second verb: that of the verb before it ("said it was early but added", "laughed and said")."""
    verb = conjunction - 1
    if not _verbal(clause.low(verb)):
        weak = vocabulary().weak
        said = (i for i in range(verb, 0, -1) if clause.cue(i) == "said" and clause.low(i) not in weak)
        verb = next(said, -1)
    return (before_verb(clause, verb) if verb > 0 else None) or main_subject(clause, conjunction)


def _before_bracket(clause: Clause, closing: int) -> Candidate | None:
    """The subject before a bracket: "Rep. Jane Roe (D-Ore.) said"."""
    opening = next((i for i in range(closing - 1, -1, -1) if clause.low(i) == "("), 0)
    return _ending_at(clause, opening - 1) if opening else None


def _described(clause: Clause, comma: int) -> Candidate | None:
    """The subject before a description between commas or brackets: "Jane Roe, a pilot, said"."""
    known = vocabulary()
    before = [c for c in clause.candidates if c.last < comma and not c.possessive]
    marked = [c for c in before if _has_description(clause, c, comma)]
    attached = [c for c in before if clause.low(c.last + 1) in known.prepositions and c.kind == "role"]
    placed = [c for c in [*marked, *attached] if clause.low(c.first - 1) not in known.prepositions]
    if opening := _name_at_start(clause):
        return opening
    nearest = next((c for c in reversed(marked) if _opens_clause(clause, c)), None)
    ranked = [nearest] if nearest else placed or marked or attached or before
    return _named_in_apposition(clause, ranked[0]) if ranked else None


def _opens_clause(clause: Clause, candidate: Candidate) -> bool:
    """Whether a candidate stands first in its clause; a role behind a comma describes what stands before it."""
    lead = clause.low(candidate.first - 1)
    if lead == ",":
        return candidate.kind in {"name", "pronoun"}
    return lead in {"", ";", ":"} or lead in vocabulary().openers


def _has_description(clause: Clause, candidate: Candidate, comma: int) -> bool:
    following = clause.low(candidate.last + 1)
    return (following in OPENING and candidate.last + 1 < comma) or following in {"who", "which", "whose"}


def _name_at_start(clause: Clause) -> Candidate | None:
    """A name that is no mention, at the start of the clause and before a comma."""
    first = next((i for i, w in enumerate(clause.words) if w.is_word), 0)
    known = vocabulary()
    if (
        clause.covering(first) is not None
        or clause.low(first) in known.openers | known.prepositions | known.determiners
    ):
        return None
    run = capitalized_run(clause, first)
    return run if run and run.last > first and clause.low(run.last + 1) in {",", "("} else None


def capitalized_run(clause: Clause, first: int) -> Candidate | None:
    """The capitalized words from one word on, read as a name."""
    if not _capitalized(clause, first):
        return None
    last = first
    while _capitalized(clause, last + 1):
        last += 1
    return Candidate("unknown", first, last, clause.words[first].start, clause.words[last].end)


def _ending_at(clause: Clause, last: int) -> Candidate | None:
    """The phrase that ends at a word, right before the verb."""
    found = clause.covering(last)
    first = found.first if found else last
    head = _head_before_preposition(clause, first)
    if head is not None:
        return replace(head, last=last, end=clause.words[last].end)
    if found is not None and not found.possessive:
        return found
    return _nominal(clause, last)


def _head_before_preposition(clause: Clause, first: int) -> Candidate | None:
    """The noun that a phrase belongs to: "a spokesman" in "a spokesman for the mayor"."""
    known = vocabulary()
    before = first - 1
    while before >= 0 and clause.low(before) in known.determiners:
        before -= 1
    for index in range(before, max(before - NOMINAL_WORDS, 0), -1):
        low = clause.low(index)
        if low in known.prepositions:
            head = clause.covering(index - 1) or _nominal(clause, index - 1)
            return head if head and (head.kind in {"role", "phrase"} or _is_member(head, low)) else None
        if not clause.words[index].is_word or low in known.openers or low in known.cues:
            return None
        if index == before and not clause.words[index].text[0].isupper() and clause.covering(index) is None:
            continue
    return None


def _is_member(head: Candidate, preposition: str) -> bool:
    """Whether somebody is named with what he belongs to: "Jane Roe of the Doe Union"."""
    return preposition == "of" and head.is_person and head.kind != "pronoun" and not head.possessive


def _nominal(clause: Clause, last: int) -> Candidate | None:
    """A phrase around an unknown noun, from its determiner on, or a run of capitalized words."""
    known = vocabulary()
    if not clause.words[last].is_word or clause.low(last) in known.prepositions | known.openers:
        return None
    first = last
    for index in range(last, max(-1, last - NOMINAL_WORDS), -1):
        low = clause.low(index)
        if low in known.determiners:
            if low == "that" or clause.low(last) in known.determiners:
                return None
            return Candidate("phrase", index, last, clause.words[index].start, clause.words[last].end)
        if not clause.words[index].is_word or low in known.openers or low in known.prepositions:
            break
        if not clause.words[index].text[0].isupper():
            continue
        first = index
    if not clause.words[last].text[0].isupper():
        return None
    while first < last and not clause.words[first].text[0].isupper():
        first += 1
    return Candidate("unknown", first, last, clause.words[first].start, clause.words[last].end)


def _nominal_after(clause: Clause, first: int) -> Candidate | None:
    """A phrase without a known noun after the verb: "reads the sign", "said Kowalczyk"."""
    known = vocabulary()
    if clause.low(first) not in known.determiners and not _capitalized(clause, first):
        return _name_behind_words(clause, first)
    last = first
    while last + 1 < len(clause.words) and last - first < NOMINAL_WORDS:
        low = clause.low(last + 1)
        if not clause.words[last + 1].is_word or low in known.prepositions or low in known.openers:
            break
        if low in known.relatives or (_capitalized(clause, first) and not _capitalized(clause, last + 1)):
            break
        last += 1
    kind = "unknown" if _capitalized(clause, first) else "phrase"
    return Candidate(kind, first, last, clause.words[first].start, clause.words[last].end)


def _name_behind_words(clause: Clause, first: int) -> Candidate | None:
    """A name that is no mention behind words for what somebody is: "said co-host Kowalczyk"."""
    for index in range(first, min(first + 4, len(clause.words))):
        low = clause.low(index)
        if _capitalized(clause, index):
            return capitalized_run(clause, index)
        if not clause.words[index].is_word or _ends_description(low):
            return None
    return None


def _ends_description(low: str) -> bool:
    known = vocabulary()
    return low in known.prepositions or low in known.openers or low in known.relatives or low in known.auxiliaries


def _capitalized(clause: Clause, index: int) -> bool:
    """Whether a word is printed like a name; days and months are, and are none."""
    if not 0 <= index < len(clause.words) or not clause.words[index].text[0].isupper():
        return False
    return clause.words[index].low not in vocabulary().calendar


def _unbroken(clause: Clause, first: int, last: int) -> bool:
    """Whether the words in [first, last) can belong to the phrase that starts at `last`."""
    known = vocabulary()
    if last - first > NOMINAL_WORDS:
        return False
    lows = [clause.low(i) for i in range(first, last)]
    return not any(w in known.prepositions or w in known.openers or not w[:1].isalnum() for w in lows)


def _last_of_phrase(clause: Clause, chosen: Candidate) -> Candidate:
    """The head of a run of candidates with nothing but words of names between: "Port Authority chief Jane Roe"."""
    for candidate in clause.candidates:
        if candidate.first > chosen.last and candidate.kind in {"name", "role"}:
            if not (_unbroken(clause, chosen.last + 1, candidate.first) and candidate.first - chosen.last <= 3):
                break
            if clause.low(chosen.last + 1) in vocabulary().relatives:
                break
            chosen = candidate
    return chosen


def _named_in_apposition(clause: Clause, chosen: Candidate) -> Candidate:
    """The name that explains a role: "his lawyer, Jane Roe, said"."""
    if chosen.kind != "role":
        return chosen
    comma = chosen.last + 1
    while clause.low(comma)[:1].isalnum() and comma - chosen.last < NOMINAL_WORDS:
        if clause.low(comma) in vocabulary().relatives or clause.low(comma) in vocabulary().cues:
            return chosen
        comma += 1
    name = clause.covering(comma + 1)
    if clause.low(comma) != "," or name is None or name.kind != "name" or not name.is_person or name.possessive:
        return chosen
    return name if clause.low(name.last + 1) in {",", "", ".", "-", "—", "–"} else chosen
