"""Amounts of time: durations, and dates counted from a moment ("ten days ago", "a year earlier").

    "almost two days" -> P2D LESS_THAN   "a week from Monday" -> a date

"a year ago" is as fine as what it stands beside: in a text that has just named a quarter it is that quarter a year ago.
"""

from __future__ import annotations

from dataclasses import replace

from etl.normalize.times.calendar import Period
from etl.normalize.times.grammar import Reading, Rule, dated, unplaced
from etl.normalize.times.grammar_calendar import day_of_month
from etl.normalize.times.grammar_periods import holiday_of
from etl.normalize.times.grammar_pointing import UNKNOWN
from etl.normalize.times.quantities import count, duration, limit
from etl.normalize.times.resolve import weekday_near
from etl.normalize.times.scene import Phrase
from etl.normalize.times.tokens import Token
from etl.normalize.times.vocabulary import load, weekday_number
from etl.records import TimexType

_UNITS = ("unit", "year_unit", "units", "quarter", "weekend", "weekends")
_GRAIN = {
    "Y": "year",
    "M": "month",
    "W": "week",
    "D": "day",
    "Q": "quarter",
    "DE": "decade",
    "CE": "century",
    "H": "hour",
}


def _unit(phrase: Phrase) -> Token | None:
    return phrase.first(*_UNITS) or next((t for t in reversed(phrase.tokens) if t.kind == "second"), None)


def amount_of(phrase: Phrase) -> tuple[float | None, bool]:
    """(the number, whether "and a half" follows) of the phrase's unit."""
    tokens = phrase.tokens
    half = any(token.kind == "half" for token in tokens)
    if half and not any(t.kind in ("day_number", "number", "number_word", "and") for t in tokens):
        return 0, True
    return count([t for t in tokens if not (t.kind == "a" and tokens[0].kind in ("day_number", "number_word"))]), half


def _duration(phrase: Phrase) -> Reading | None:
    unit = _unit(phrase)
    if unit is None:
        return None
    amount, half = amount_of(phrase)
    return unplaced(duration(amount, unit.word, half), limit(phrase.tokens), TimexType.DURATION)


def _or_so(phrase: Phrase) -> Reading | None:
    """Read "a month or two", "a week or so"."""
    return unplaced(duration(1, phrase.tokens[1].word), "APPROX", TimexType.DURATION)


def _is_duration(phrase: Phrase) -> bool:
    """Whether it is a length of time: "a day" alone, an age, a rate ("$5 a year") and "three-quarters" are none."""
    tokens = phrase.tokens
    unit = _unit(phrase)
    if unit is None or (amount_of(phrase)[0] is not None and (amount_of(phrase)[0] or 0) > 100000):
        return False
    if phrase.near(0).kind == "old" or (phrase.near(0).kind == "hyphen" and phrase.near(1).kind == "old"):
        return False  # an age is no stretch of the story's time
    if _is_named(phrase, unit):
        return False
    if unit.kind in ("quarter", "units") and unit.word.startswith("quarter") and (phrase.has("hyphen", "a")):
        return False  # three-quarters, a quarter: fractions
    if tokens[0].kind == "a" and len(tokens) == 2:
        measured = phrase.near(-1).word in load().lists["measuring"] or phrase.near(-1).kind in ("and", "in", "about")
        measured = measured or phrase.near(0).kind in ("after", "before")
        return measured and unit.word in ("year", "week", "month", "decade", "century")
    return not (
        unit.word == "second" or (unit.kind == "quarter" and tokens[0].kind == "number_word" and unit.word == "quarter")
    )


def _is_named(phrase: Phrase, unit: Token) -> bool:
    """Whether capitals make it the name of a work: "Seven Days", inside a sentence that is not all in capitals."""
    text = phrase.scene.cut.text
    written = text[unit.start : unit.end]
    return written.istitle() and text[phrase.tokens[0].start].isupper() and len(phrase.tokens) > 1


def _counted(phrase: Phrase) -> Reading | None:
    """A quantity counted from the publication or from the last moment named."""
    unit = _unit(phrase)
    if unit is None:
        return None
    back = phrase.has("ago", "earlier", "before", "back")
    from_publication = phrase.has("ago", "hence", "back", "from")
    code = load().unit_codes[unit.word]
    amount, half = amount_of(phrase)
    grain = _GRAIN.get(code)
    if code not in _GRAIN or amount is None or (grain == "hour" and (half or amount % 24)):
        if from_publication:
            return unplaced("PAST_REF" if back else "FUTURE_REF", limit(phrase.tokens))
        return unplaced(duration(amount, unit.word, half), limit(phrase.tokens), TimexType.DURATION)
    if grain == "hour":
        return _hours(phrase, amount, back)
    anchor = _count_from(phrase, grain or "day", from_publication)
    if anchor is None:
        return unplaced(UNKNOWN.get(grain or "day", "XXXX"), limit(phrase.tokens))
    steps = int(amount) * (2 if unit.word.startswith("fortnight") else 1) * (-1 if back else 1)
    period = _step(anchor, grain or "day", steps, half)
    reading = dated(period, limit(phrase.tokens), "publication" if from_publication else "previous")
    return replace(reading, period=None) if back and grain == "year" else reading


def _step(anchor: Period, grain: str, steps: int, half: bool) -> Period:
    if grain == "year" and anchor.granularity == "quarter":
        return anchor.shift(steps * 4)
    if grain == "decade":
        return Period.containing(anchor.first, "year").shift(10 * steps)
    if grain == "year" and half:
        return Period.containing(anchor.first, "month").shift(12 * steps + (6 if steps > 0 else -6))
    return Period.containing(anchor.first, grain).shift(steps)


def _count_from(phrase: Phrase, grain: str, from_publication: bool) -> Period | None:
    scene = phrase.scene
    if grain == "year" and phrase.has("ago", "earlier"):
        named = scene.last_named("quarter", "year", "half")
        if named is not None and named.granularity == "quarter":
            return named
        if not from_publication:
            return scene.last_named("day", "month", "year") or scene.around("year")
    if from_publication:
        return scene.around("day")
    order = {
        "day": ("day",),
        "week": ("day", "week"),
        "month": ("day", "week", "month"),
        "quarter": ("quarter", "month", "day"),
    }
    return scene.last_named(*order.get(grain, ("day", "week", "month", "season", "quarter", "half", "year")))


def _hours(phrase: Phrase, amount: float, back: bool) -> Reading | None:
    today = phrase.scene.around("day")
    return dated(today.shift(int(-amount / 24 if back else amount / 24)), None, "publication") if today else None


def _counted_from_day(phrase: Phrase) -> Reading | None:
    """Read "a week from Monday", "two days after Thursday"."""
    unit, day = _unit(phrase), phrase.first("weekday", "day_after")
    amount, _ = amount_of(phrase)
    if unit is None or day is None or amount is None:
        return None
    grain = _GRAIN.get(load().unit_codes[unit.word])
    if grain not in ("day", "week", "month", "year"):
        return None
    if day.kind == "weekday":
        start = weekday_near(
            weekday_number(day.word), phrase.scene, 1 if phrase.has("from", "on") else phrase.direction()
        )
    else:
        today = phrase.scene.around("day")
        start = today.shift({"yesterday": -1, "tomorrow": 1}.get(day.word, 0)) if today else None
    if start is None:
        return unplaced("XXXX-XX-XX")
    if day.kind == "weekday" and phrase.has("ago"):  # counted from the last such day
        start = weekday_near(weekday_number(day.word), phrase.scene, -1) or start
    steps = int(amount) * (-1 if phrase.has("before", "ago") else 1)
    if grain == "week":
        return dated(start.shift(7 * steps), None, "publication")
    return dated(
        start.shift(steps) if grain == "day" else Period.containing(start.first, grain).shift(steps),
        None,
        "publication",
    )


def _is_british(phrase: Phrase) -> bool:
    """Read "a week on Monday", the Monday after next, but neither "for a week on Monday" nor "an hour on Monday"."""
    return phrase.tokens[-3].word in ("week", "weeks") and phrase.near(-1).word not in load().lists["measuring"]


def _years_ago_this(phrase: Phrase) -> Reading | None:
    """Read "ten years ago this month"."""
    amount, _ = amount_of(Phrase(phrase.scene, phrase.low, phrase.high - 3))
    now = phrase.scene.around("month")
    if amount is None or now is None or phrase.scene.published is None:
        return unplaced("PAST_REF" if amount is None else UNKNOWN[phrase.tokens[-1].word])
    then = now.shift(-12 * int(amount)).first.replace(day=min(phrase.scene.published.day, 28))
    return dated(Period.containing(then, phrase.tokens[-1].word), None, "publication")


def _counts_years(phrase: Phrase) -> bool:
    years = next((t.word for t in phrase.tokens if t.kind in ("year_unit", "units")), "")
    return years in ("year", "years") and phrase.tokens[-1].word in ("week", "month")


def _counted_from_date(phrase: Phrase) -> Reading | None:
    """Read "two days before Christmas", "three weeks after May 5"."""
    unit = _unit(phrase)
    joint = next(place for place, token in enumerate(phrase.tokens) if token.kind in ("after", "before"))
    amount, half = amount_of(Phrase(phrase.scene, phrase.low, phrase.low + joint))
    said = Phrase(phrase.scene, phrase.low + joint, phrase.high)
    start = holiday_of(said) if said.has("holiday") else day_of_month(said)
    grain = _GRAIN.get(load().unit_codes[unit.word]) if unit else None
    if amount is None or start is None or start.period is None or grain not in ("day", "week", "month", "year"):
        return None
    steps = int(amount) * (-1 if phrase.has("before") else 1)
    if grain == "week":
        return dated(start.period.shift(7 * steps), None, start.anchor)
    return dated(_step(start.period, grain, steps, half), None, start.anchor)


def _year_ago(phrase: Phrase) -> Reading | None:
    """Read "the year-ago quarter", "the year-earlier period"."""
    sorts = ("quarter",) if phrase.has("quarter") else ("quarter", "half", "month", "year")
    named = phrase.scene.last_named(*sorts) or phrase.scene.around(sorts[-1])
    if named is None:
        return unplaced("XXXX")
    running = phrase.scene.around("year")
    if running is not None and named.granularity == "year" and named != running:
        return replace(dated(running.shift(-1), None, "publication"), period=None)
    nth = phrase.first("ordinal_word", "first", "second")
    per_year = {"quarter": 4, "half": 2, "month": 12}.get(named.granularity, 1)
    period = named.shift(-per_year)
    if nth is not None and phrase.has("quarter"):
        year = phrase.scene.around("year")
        number = load().ordinals.get(nth.word, 1)
        if year is not None and number <= 4:
            period = Period("quarter", year.shift(-1).first.replace(month=3 * number - 2))
    return replace(dated(period, None, "previous"), period=None)


def _plural_alone(phrase: Phrase) -> Reading | None:
    return unplaced(duration(None, phrase.tokens[-1].word), None, TimexType.DURATION)


def _long(phrase: Phrase) -> Reading:
    """Read "a day-long strike", "the decades-long feud"."""
    unit = phrase.tokens[0]
    return unplaced(duration(None if unit.kind == "units" else 1, unit.word), None, TimexType.DURATION)


def _plural_counts(phrase: Phrase) -> bool:
    """Read "for years", "in weeks": a bare plural is a duration after a preposition that measures."""
    before = phrase.near(-1)
    return (
        before.word
        in ("for", "in", "within", "of", "after", "over", "recent", "last", "took", "take", "takes", "spent")
        and phrase.near(0).kind != "hyphen"
        and phrase.tokens[-1].word not in ("quarters", "mins", "seconds")
    )


def _span_of_units(phrase: Phrase) -> Reading | None:
    """Read "the past two years", "the next few days", "the first nine months"."""
    unit = _unit(phrase)
    if unit is None:
        return None
    amount, _ = amount_of(Phrase(phrase.scene, phrase.low + 1, phrase.high))
    if amount == 1 and unit.kind in ("unit", "year_unit"):
        amount = 1
    if unit.word == "summers":
        return None
    return unplaced(duration(amount, unit.word), limit(phrase.tokens), TimexType.DURATION)


def _plural_ahead(phrase: Phrase) -> Reading | None:
    return unplaced(duration(None, phrase.tokens[1].word), None, TimexType.DURATION)


def _recent_units(phrase: Phrase) -> Reading | None:
    if phrase.tokens[-1].word in ("years", "days"):
        return unplaced("PAST_REF")
    return unplaced(duration(None, phrase.tokens[-1].word), None, TimexType.DURATION)


RULES = (
    Rule("amount.duration", "approx? quantity more? hyphen? trading? unit_any", _duration, _is_duration),
    Rule("amount.duration", "approx? quantity hyphen? (unit|units|year_unit) and a half", _duration, _is_duration),
    Rule("amount.duration", "a (unit|year_unit) and a half", _duration),
    Rule("amount.duration", "a (unit|year_unit) or (so|number_word)", _or_so),
    Rule("amount.duration", "approx? cardinal and a half units", _duration),
    Rule(
        "amount.duration",
        "(just over|over) a (unit|year_unit)",
        _duration,
        lambda p: p.tokens[-1].word not in ("second", "day", "minute"),
    ),
    Rule("amount.duration", "a? (day_number|number|number_word) hyphen? (unit|year_unit) period", _duration),
    Rule(
        "amount.duration",
        "(unit|year_unit|units) hyphen long",
        _long,
        lambda p: p.tokens[0].kind != "unit" or p.near(-1).kind != "hyphen",
    ),
    Rule("amount.plural", "units", _plural_alone, _plural_counts),
    Rule(
        "amount.span",
        "(about|almost|at least|up to|under)? (the|every of the|these|this)? "
        "(last|past|next|coming|previous|first|final|latest|following) "
        "(few|couple of?|several|cardinal) trading? unit_any",
        _span_of_units,
    ),
    Rule("amount.span", "the cardinal trading? (units|quarter)", _span_of_units),
    Rule("amount.recent", "recent units", _recent_units),
    Rule(
        "amount.coming",
        "(the? coming|the (past|last|next|first|early)) units",
        _plural_alone,
        lambda p: not (p.has("early") and p.near(0).kind == "of"),
    ),
    Rule("amount.while", "a while", lambda _: unplaced("PXX", None, TimexType.DURATION)),
    Rule(
        "amount.year_ended", "(span:the fiscal? year_unit) ended", lambda _: unplaced("P1Y", None, TimexType.DURATION)
    ),
    Rule("amount.ahead", "the units ahead", _plural_ahead),
    Rule(
        "amount.counted",
        "approx? just? quantity hyphen? trading? unit_any (or so)? side",
        _counted,
        lambda p: (
            p.tokens[-1].kind not in ("before", "after", "back")
            or p.near(0).kind in ("comma", "dot")
            or p.tokens[-1].kind == "back"
        ),
    ),
    Rule("amount.from_day", "quantity unit_any (from|after|before|ago on?) (weekday|day_after)", _counted_from_day),
    Rule("amount.from_day", "quantity (year_unit|units) ago this unit", _years_ago_this, _counts_years),
    Rule("amount.from_day", "quantity (unit|units) on weekday", _counted_from_day, _is_british),
    Rule(
        "amount.from_day",
        "quantity unit_any (after|before) (holiday|month_any dot? day_number (comma year)?)",
        _counted_from_date,
    ),
    Rule(
        "amount.year_ago",
        "the? corresponding? (a year_unit ago|year_unit hyphen? (ago|earlier)) (nth hyphen?)? (period|quarter)",
        _year_ago,
    ),
    Rule("amount.year_ago", "year_unit hyphen (ago|earlier)", _year_ago),
)
