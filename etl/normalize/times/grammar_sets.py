"""How often something is: "every Tuesday" -> XXXX-WXX-2, "every other week" -> P2W, "daily" -> P1D.

It reads sets only; how long something lasts is read by `grammar_amount`.
"""

from __future__ import annotations

from etl.normalize.times.grammar import Reading, Rule, unplaced
from etl.normalize.times.grammar_amount import amount_of
from etl.normalize.times.quantities import duration
from etl.normalize.times.scene import Phrase
from etl.normalize.times.vocabulary import month_number, weekday_number
from etl.records import TimexType


def _every(phrase: Phrase) -> Reading | None:
    token = phrase.tokens[-1]
    for candidate in phrase.tokens:
        if candidate.kind in ("weekday", "weekdays"):
            part = phrase.first("daypart", "dayparts")
            suffix = {"mor": "TMO", "aft": "TAF", "eve": "TEV", "nig": "TNI"}[part.word[:3]] if part else ""
            return unplaced(f"XXXX-WXX-{weekday_number(candidate.word) + 1}{suffix}", None, TimexType.SET)
    if token.kind in ("month", "month_word", "month_short"):
        return unplaced(f"XXXX-{month_number(token.word):02d}", None, TimexType.SET)
    if token.kind in ("season", "season_word"):
        code = {"sp": "SP", "su": "SU", "fa": "FA", "au": "FA", "wi": "WI"}[token.word[:2]]
        return unplaced(f"XXXX-{code}", None, TimexType.SET)
    if token.kind == "daypart":
        return unplaced(
            {"mor": "XXXX-XX-XXTMO", "aft": "XXXX-XX-XXTAF", "eve": "XXXX-XX-XXTEV", "nig": "XXXX-XX-XXTNI"}[
                token.word[:3]
            ],
            None,
            TimexType.SET,
        )
    if token.kind in ("weekend", "weekends"):
        return unplaced("XXXX-WXX-WE", None, TimexType.SET)
    amount, _ = amount_of(phrase)
    return unplaced(duration(amount or 1, token.word), None, TimexType.SET)


def _every_other(phrase: Phrase) -> Reading | None:
    """Read "every other week", "every other Sunday": two weeks lie between two of its days."""
    token = phrase.tokens[-1]
    return unplaced("P2W" if token.kind in ("weekday", "weekend") else duration(2, token.word), None, TimexType.SET)


def _nth_of_every(phrase: Phrase) -> Reading | None:
    """Read "the first Monday of every month": as often as what it is said of."""
    token = phrase.tokens[-1]
    return unplaced(duration(1, token.word) if token.kind == "unit" else "P1Y", None, TimexType.SET)


def _often(phrase: Phrase) -> Reading | None:
    word = phrase.tokens[0].word
    values = {
        "daily": "P1D",
        "nightly": "P1D",
        "weekly": "P1W",
        "monthly": "P1M",
        "annually": "P1Y",
        "yearly": "P1Y",
        "hourly": "PT1H",
    }
    return unplaced(values[word], None, TimexType.SET)


def _is_common_word(phrase: Phrase) -> bool:
    token = phrase.tokens[0]
    return (
        phrase.scene.cut.text[token.start].islower()
        or phrase.near(-1).start < 0
        or phrase.near(-1).kind in ("dot", "paragraph")
    )


RULES = (
    Rule("set.every", "every (unit|year_unit|quarter|weekend|weekday daypart?|month_any|season_any|daypart)", _every),
    Rule("set.every", "every (cardinal|few|couple of) unit_any", _every),
    Rule("set.every_other", "every alternate (unit|year_unit|weekend|weekday)", _every_other),
    Rule("set.nth", "the? (nth|last) weekday (of|in) every (unit|month_any)", _nth_of_every),
    Rule("set.plural", "weekdays|weekday dayparts", _every),
    Rule("set.plural", "weekends", _every, lambda p: p.near(-1).word in ("on", "at", "most")),
    Rule("set.times", "times_over a (unit|year_unit)", _every),
    Rule("set.often", "often", _often, _is_common_word),
)
