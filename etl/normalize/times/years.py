"""Years: which figures are one, how they are spelled out, and what "last year" in a longer phrase points at.

    "in 1964"   "the 2002 coup"   "nineteen ninety-six"   "the 1988 period"   "347 AD"   "2019-20"

"2000 copies", "page 1984", "$1990" and the film "2001" are not years.
"""

from __future__ import annotations

from dataclasses import replace

from etl.normalize.times.calendar import Period, real_year
from etl.normalize.times.grammar import Reading, Rule, dated, unplaced
from etl.normalize.times.scene import Phrase, figure
from etl.normalize.times.vocabulary import load
from etl.records import TimexType


def said_year(phrase: Phrase) -> int | None:
    """Return the year written in a phrase: the four figures, '98, or spelled out."""
    token = phrase.first("year", "old_year")
    if token:
        return int(token.word)
    short = phrase.first("short_year")
    if short:
        year = int(short.word[1:])
        now = phrase.scene.published.year if phrase.scene.published else 2000
        return year + (1900 if year > now % 100 + 5 else now // 100 * 100)
    return year_of_words(phrase)


def year_of_words(phrase: Phrase) -> int | None:
    """Return the year spelled out in number words: nineteen ninety-six, two thousand (and) five; else None."""
    values = [load().numbers[token.word] for token in phrase.tokens if token.kind in ("number_word", "multiplier")]
    if len(values) < 2:
        return None
    if values[0] == 2 and values[1] == 1000:
        rest = sum(values[2:])
        said = phrase.has("the", "month", "month_word") or phrase.near(-1).kind == "in"
        return 2000 + rest if rest < 100 and (rest or said) else None
    if (
        values[0] in range(16, 21)
        and values[1] in range(10, 100)
        and all(v < 10 for v in values[2:])
        and len(values) < 4
    ):
        return values[0] * 100 + sum(values[1:])
    return None


def pointed_year(phrase: Phrase) -> Period | None:
    """Return the year that "last year", "this year", "the same year" at the end of a phrase points at."""
    scene = phrase.scene
    if not phrase.has("year_unit"):
        return None
    now = scene.around("year")
    if phrase.has("same", "that", "following", "previous"):
        named = scene.last_named("day", "month", "season", "quarter", "year", "week")
        if named is None:
            return None
        shift = 1 if phrase.has("following") else -1 if phrase.has("previous") else 0
        return Period.containing(named.first, "year").shift(shift)
    if now is None:
        return None
    return now.shift(-1 if phrase.has("last") else 1 if phrase.has("next") else 0)


def _year(phrase: Phrase) -> Reading | None:
    token = phrase.first("year", "old_year")
    period = real_year(int(token.word)) if token else None
    return dated(period, phrase.part()) if period else None


def _short_year(phrase: Phrase) -> Reading | None:
    period = real_year(said_year(phrase) or 0)
    return dated(period) if period else None


def _looks_like_old_year(phrase: Phrase) -> bool:
    """Three figures are a year after "c.", or after a preposition in a text that has already named so old a year."""
    before, after = phrase.near(-1), phrase.near(0)
    if before.word in ("c", "ca", "circa") or (before.kind == "dot" and phrase.near(-2).word in ("c", "ca")):
        return True
    ancient = any(
        token.kind in ("month", "era") or token.word in ("c", "circa")
        for token in (phrase.near(-3), phrase.near(-2), phrase.near(-1), after)
    )
    if not ancient and phrase.scene.antiquity() >= phrase.low:
        return False
    return (
        before.kind in ("in", "about", "from", "to", "by", "hyphen", "open", "between", "and")
        and after.kind in ("dot", "comma", "hyphen", "mark", "other", "to", "and", "by")
        and not _plural_follows(phrase)
    )


def _quarter_of_year(phrase: Phrase) -> Reading | None:
    """Read "the 1988 quarter": the quarter the text has just spoken of, in that year."""
    token, quarter = phrase.first("year"), phrase.scene.last_named("quarter")
    if token is None or quarter is None:
        return _year(phrase)
    return replace(dated(Period("quarter", quarter.first.replace(year=int(token.word)))), period=None)


def _looks_like_year(phrase: Phrase) -> bool:
    """Judge four figures by their neighbours; a preposition or a bracket makes a year, a label or a count does not."""
    if (
        phrase.has("the", "early", "late", "mid", "beginning", "middle", "end", "earlier", "later")
        and len(phrase.tokens) > 1
    ):
        return not _counts(phrase)
    token = phrase.tokens[-1]
    before, after = phrase.near(-1), phrase.near(0)
    if (
        before.word in load().lists["labels"]
        or after.word in load().lists["counted"]
        or after.kind in ("zone", "units")
        or _is_title(phrase)
    ):
        return False
    year = int(token.word)
    introduced = before.kind in load().lists["year_joints"] or before.word in load().lists["year_words"]
    if year < 1500 or year > 2100:
        return before.kind in ("in", "open", "by", "hyphen", "to", "about") or before.word in ("since", "until", "c")
    if _counts(phrase):
        return False
    return introduced or before.start < 0 or not _plural_follows(phrase)


def _counts(phrase: Phrase) -> bool:
    """Whether a round figure with a plural after it counts things: "in 2000 cities"."""
    token = phrase.first("year")
    return (
        token is not None
        and int(token.word) % 100 == 0
        and _plural_follows(phrase)
        and phrase.near(0).word not in load().lists["of_years"]
    )


def _plural_follows(phrase: Phrase) -> bool:
    after = phrase.near(0)
    text = phrase.scene.cut.text
    written = text[after.start : after.end]
    return (
        after.kind == "other"
        and written.islower()
        and len(written) > 3
        and written.endswith("s")
        and not written.endswith("ss")
    )


def _is_title(phrase: Phrase) -> bool:
    """Whether it names a work: alone in quotation marks or emphasis, or before a colon and a capital."""
    text = phrase.scene.cut.text
    start, end = phrase.tokens[0].start, phrase.tokens[-1].end
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before in ('"', "“", "*", "_", "‘", "'") and after in ('"', "”", "*", "_", "’", "'", ",", "."):
        return before != "'" or after == "'"
    return (
        after == ":"
        and text[end + 1 : end + 4].strip()[:1].isupper()
        and text[start - 2 : start - 1] not in ("n", "\n")
    )


def _era_year(phrase: Phrase) -> Reading | None:
    number = phrase.first("number", "day_number", "year", "old_year")
    era = phrase.first("era")
    if number is None or era is None or not number.word.isdigit():
        return None
    if era.word in ("bc", "bce"):
        return unplaced(f"BC{int(number.word):04d}")
    period = real_year(int(number.word))
    return dated(period) if period else None


def _is_era(phrase: Phrase) -> bool:
    era = phrase.first("era")
    return era is not None and phrase.scene.cut.text[era.start : era.end].isupper()


def _circa_year(phrase: Phrase) -> Reading | None:
    period = real_year(figure(phrase.tokens[0]))
    return dated(period, "APPROX") if period else None


def _season_year(phrase: Phrase) -> Reading | None:
    """Read "2019-20": a season or term that runs over two years."""
    first = int(phrase.tokens[0].word)
    second = figure(phrase.tokens[2])
    if second < 100:
        second += first // 100 * 100
    start, end = real_year(first), real_year(second)
    if start is None or end is None or second <= first or phrase.tokens[0].end != phrase.tokens[1].start:
        return None
    return Reading(
        type=TimexType.DATE,
        value=f"{start.value}/{end.value}",
        granularity="year",
        earliest=start.first,
        latest=end.last,
        period=end,
    )


def _is_year_pair(phrase: Phrase) -> bool:
    first, second = phrase.tokens[0].word, phrase.tokens[2].word
    touching = phrase.tokens[0].end == phrase.tokens[1].start and phrase.tokens[1].end == phrase.tokens[2].start
    follows = second.isdigit() and int(second) in ((int(first) + 1) % 100, int(first) + 1)
    whole = len(second) == 2 or (len(second) == 4 and phrase.tokens[1].kind == "slash")
    return touching and follows and whole and int(first) >= 1800


def _second_year(phrase: Phrase) -> Reading | None:
    """The second year of "1892 – 94"."""
    last = phrase.scene.last_named("year")
    number = figure(phrase.tokens[0])
    if last is None or number <= last.first.year % 100:
        return None
    period = real_year(last.first.year // 100 * 100 + number)
    return dated(period, None, "previous") if period else None


def _fiscal_year(phrase: Phrase) -> Reading | None:
    token = phrase.first("year")
    period = real_year(int(token.word)) if token else phrase.scene.around("year")
    if period is None:
        return None
    if phrase.has("last", "previous"):
        period = period.shift(-1)
    elif phrase.has("next"):
        period = period.shift(1)
    return dated(period, phrase.part(), None if token else "publication")


RULES = (
    Rule("year.plain", "part? (year|the year_unit year|the mid hyphen? year)", _year, _looks_like_year),
    Rule("year.period", "the year (period|hyphen? year_unit)", _year),
    Rule("year.period", "the year quarter", _quarter_of_year),
    Rule(
        "year.short", "short_year", _short_year, lambda p: p.near(-1).kind in ("in", "of") or p.near(-1).word == "since"
    ),
    Rule("year.old", "old_year", _year, _looks_like_old_year),
    Rule("year.era", "(number|day_number|year|old_year) era", _era_year, _is_era),
    Rule("year.era", "era (number|day_number|year|old_year)", _era_year, _is_era),
    Rule("year.pair", "year (hyphen|slash) (number|day_number|year)", _season_year, _is_year_pair),
    Rule("year.second", "year hyphen (span:(number|day_number))", _second_year, lambda p: len(p.tokens[0].word) == 2),
    Rule(
        "year.fiscal",
        "part? (the|last|next|this|current)? (last|next|current)? fiscal year_unit year?",
        _fiscal_year,
        lambda p: p.near(0).kind != "ended",
    ),
    Rule("year.fiscal", "part? fiscal year", _fiscal_year),
)
