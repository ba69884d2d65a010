"""References without a day: now, recently, soon, the past, the future, one day.

    "It is now open." -> PRESENT_REF   "It will soon close." -> FUTURE_REF   "It was recently dredged." -> PAST_REF

The phrases are rows of times.toml; here stands where they tell a time of the article and where they do not.
"""

from __future__ import annotations

from etl.normalize.times.grammar import Reading, Rule, unplaced
from etl.normalize.times.scene import Phrase
from etl.normalize.times.vocabulary import load


def _vague(phrase: Phrase) -> Reading | None:
    token = phrase.tokens[0]
    value = load().vague[tuple(token.word.split())]
    return unplaced(value)


def _vague_counts(phrase: Phrase) -> bool:
    """Whether it tells the article's time.

    "Now, he said, ..." opens a sentence, a quoted past has a "now" of its own, and "it soon became" is told.
    """
    token = phrase.tokens[0]
    if token.word == "soon":
        return phrase.direction() > 0 and phrase.near(-1).word != "as" and phrase.near(0).kind != "after"
    if token.word != "now":
        return True
    if phrase.scene.cut.text[token.start].isupper() and phrase.near(0).kind == "comma":
        return False
    return not (phrase.scene.quoted(token.start) and phrase.direction() < 0)


def _is_one_day(phrase: Phrase) -> bool:
    """Read "will one day be", "One day she hopes to return": some day to come, no length of time."""
    one, day = phrase.tokens
    if (one.word, day.word) != ("one", "day") or phrase.near(0).kind in (
        "before",
        "after",
        "ago",
        "earlier",
        "later",
        "hyphen",
    ):
        return False
    opens = phrase.near(-1).kind in ("dot", "comma", "paragraph", "mark") or phrase.near(-1).start < 0
    return phrase.near(-1).word in load().lists["modals"] or (opens and phrase.direction() > 0)


def _vague_noun(phrase: Phrase) -> Reading | None:
    return unplaced("PAST_REF" if phrase.has("past") else "FUTURE_REF")


def _vague_noun_counts(phrase: Phrase) -> bool:
    """Read "in the past", but neither "the past president" nor "the future of the firm"."""
    after = phrase.near(0)
    text = phrase.scene.cut.text
    return after.kind != "of" and not (
        after.kind not in ("comma", "dot", "and", "or", "is", "in", "to")
        and text[after.start : after.end].isalpha()
        and after.start == phrase.tokens[-1].end + 1
        and after.word not in load().lists["clause_words"]
    )


RULES = (
    Rule("publication.vague", "just? units ago", lambda _: unplaced("PAST_REF")),
    Rule("publication.vague", "(span:past units)", _vague_noun, lambda p: p.near(-1).kind in ("in", "from", "of")),
    Rule("publication.vague", "(span:future units)", _vague_noun),
    Rule("publication.vague", "vague", _vague, _vague_counts),
    Rule("publication.vague", "number_word unit", lambda _: unplaced("FUTURE_REF"), _is_one_day),
    Rule("publication.vague", "the (past|future)", _vague_noun, _vague_noun_counts),
)
