"""The moments of publication and modification out of what a document says about them in several places.

    published, modified = choose_moments(claims, language="en", timezone=None, country="US", today=date(2026, 1, 1))

Origins are ranked; claims of the others settle an open "10/09/2018", give the local day of a time in UTC, and flag a
contradiction. A modification is taken for the publication only when nothing is said about that, and flagged so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from etl.normalize.moments import read_moment
from etl.records import Claim, ClaimField, Moment, Origin, Precision

# Who is believed first about the day of publication. Data written for machines is kept by the newsroom's system and
# survives redesigns; then what the reader sees; then what others say about the document; a URL's day is only a path.
_RANKING = (
    Origin.JSON_LD,
    Origin.META,
    Origin.OPENGRAPH,
    Origin.MICRODATA,
    Origin.HEAD,
    Origin.VISIBLE,
    Origin.FEED,
    Origin.RUNNING_HEAD,
    Origin.TAIL,
    Origin.SOURCE,
    Origin.BODY,
    Origin.URL,
    Origin.FILE,
    Origin.HTTP,
)
# Several days in one of these are those of teasers and comments as well.
_CHATTY = frozenset({Origin.MICRODATA, Origin.VISIBLE})
# These say when a file was written or sent, which is no evidence about an earlier print.
_TRANSPORT = frozenset({Origin.FILE, Origin.HTTP})
_SILENT = frozenset({Origin.URL, *_TRANSPORT})  # another day in these contradicts nothing


_Rank = tuple[bool, bool, bool, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What dates are read by."""

    language: str | None
    timezone: str | None
    country: str | None
    today: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """The moments that hold, and what became of each claim of a date, by its place among the claims."""

    published: Moment | None
    modified: Moment | None
    judgements: Mapping[int, str]


def choose_moments(
    claims: Sequence[Claim], *, language: str | None, timezone: str | None, country: str | None, today: date | None
) -> tuple[Moment | None, Moment | None]:
    """(published, modified), see `weigh_moments`."""
    weighed = weigh_moments(claims, language=language, timezone=timezone, country=country, today=today)
    return weighed.published, weighed.modified


def weigh_moments(
    claims: Sequence[Claim], *, language: str | None, timezone: str | None, country: str | None, today: date | None
) -> Weighed:
    """The moments of publication and modification; `rule` ends in the origin that was believed.

    Claims that are more than a day apart from the chosen one flag it "contradicted" (a URL's or file's day does not).
    When only modifications are claimed, the earliest of them is the publication too, flagged "modified_only".
    """
    setting = _Setting(language=_regional(claims, language), timezone=timezone, country=country, today=today)
    said = _moments(claims, ClaimField.PUBLISHED, setting)
    changed = _moments(claims, ClaimField.MODIFIED, setting)
    published, judged = _weighed(said)
    modified, judged_too = _weighed(changed)
    if published is None:
        first, _ = _weighed({i: moment for i, moment in changed.items() if moment.origin not in _TRANSPORT})
        published = replace(first, flags=(*first.flags, "modified_only")) if first else None
    dated = {i for i, claim in enumerate(claims) if claim.field in {ClaimField.PUBLISHED, ClaimField.MODIFIED}}
    judgements = dict.fromkeys(dated - said.keys() - changed.keys(), "no date in it")
    return Weighed(published=published, modified=modified, judgements=judgements | judged | judged_too)


def _weighed(moments: Mapping[int, Moment]) -> tuple[Moment | None, dict[int, str]]:
    """The moment that claims of one property amount to, and what became of each of them."""
    if not moments:
        return None, {}
    ranks = {i: _rank(moment, list(moments.values())) for i, moment in moments.items()}
    ranked = [moments[i] for i in sorted(moments, key=lambda i: ranks[i])]
    leader = _finest(ranked[0], ranked)
    best = _best(leader, ranked)
    first = min(ranks.values())
    judgements = {
        i: f"chosen by {best.rule}" if moment is leader else _judgement(moment, best, ranks[i], first)
        for i, moment in moments.items()
    }
    return best, judgements


def _judgement(moment: Moment, best: Moment, mine: _Rank, its: _Rank) -> str:
    """Of a claim that was not chosen: whether it says the same, else where its rank is behind."""
    apart = _days_apart(best, moment)
    if apart == 0 and moment.earliest == moment.latest:
        return "agrees"
    reasons = ("in the future", "known to the month or year alone", "a day that others do not have")
    weaker = next((why for why, one, other in zip(reasons, mine, its, strict=False) if one and not other), None)
    why = weaker or f"{best.origin} is believed before {moment.origin}"
    return f"passed over: {why}" + (", contradicts" if apart > 1 and moment.origin not in _SILENT else "")


def _regional(claims: Sequence[Claim], language: str | None) -> str | None:
    """The language with the region that the document claims for it: "en" and `<html lang="en-US">` make "en-US"."""
    if language is None or "-" in language:
        return language
    tags = (claim.text.strip().replace("_", "-") for claim in claims if claim.field is ClaimField.LANGUAGE)
    return next((tag for tag in tags if tag.lower().startswith(language.lower() + "-") and len(tag) == 5), language)


def _moments(claims: Iterable[Claim], field: ClaimField, setting: _Setting) -> dict[int, Moment]:
    """The moments that claims of one property name, by their place among all claims."""
    read = {
        i: read_moment(
            claim.text,
            language=setting.language,
            timezone=setting.timezone,
            country=setting.country,
            origin=claim.origin,
            today=setting.today,
        )
        for i, claim in enumerate(claims)
        if claim.field is field
    }
    return {i: moment for i, moment in read.items() if moment is not None}


def _best(leader: Moment, ranked: Sequence[Moment]) -> Moment:
    """What the first of the claims says, with what the others add to it."""
    best = _localized(_settled(leader, ranked), ranked)
    rule = f"{best.rule}:{best.origin}" if best.origin else best.rule
    apart = any(_days_apart(best, other) > 1 for other in ranked if other.origin not in _SILENT)
    return replace(best, rule=rule, flags=(*best.flags, "contradicted") if apart else best.flags)


def _rank(moment: Moment, moments: Sequence[Moment]) -> _Rank:
    """Sort key: not in the future, known to the day, not doubtful, then the origin's rank."""
    vague = moment.precision in {Precision.YEAR, Precision.MONTH}
    doubtful = _is_doubtful(moment, moments)
    return "future" in moment.flags, vague, doubtful, _RANKING.index(moment.origin or Origin.HTTP)


def _finest(best: Moment, ranked: Sequence[Moment]) -> Moment:
    """The same day as its origin says it with a clock and a zone, when one of its claims does."""
    if best.precision is not Precision.DAY:
        return best
    same = (m for m in ranked if m.origin is best.origin and m.earliest == m.latest == best.earliest == best.latest)
    return next((moment for moment in same if moment.instant is not None), best)


def _is_doubtful(moment: Moment, moments: Sequence[Moment]) -> bool:
    """Whether no other origin has that day, while its own has several, or while two others agree on another day."""
    if moment.origin is Origin.JSON_LD or _is_confirmed(moment, moments):
        return False
    own = {m.earliest for m in moments if m.origin is moment.origin}
    chatty = moment.origin in _CHATTY and len(own) > 1
    return chatty or any(_is_confirmed(m, moments) for m in moments if m.origin is not moment.origin)


def _is_confirmed(moment: Moment, moments: Iterable[Moment]) -> bool:
    """Whether another origin has the same day; a URL's word is no confirmation for a whole month."""
    same = (m for m in moments if m.origin is not moment.origin and _days_apart(moment, m) <= 1)
    return any(m.earliest == m.latest for m in same)


def _settled(best: Moment, ranked: Sequence[Moment]) -> Moment:
    """An open "10/09/2018" with the reading that another claim has, or as it is."""
    if "day_month_ambiguous" not in best.flags:
        return best
    days = {other.earliest for other in ranked if other.earliest == other.latest} & {best.earliest, best.latest}
    if len(days) != 1:
        return best
    day = days.pop()
    flags = tuple(flag for flag in best.flags if flag != "day_month_ambiguous")
    return replace(best, earliest=day, latest=day, flags=flags, rule=f"{best.rule}.settled")


def _localized(best: Moment, ranked: Sequence[Moment]) -> Moment:
    """A time in UTC with the day and the clock that readers saw, when another claim prints that moment in local time.

    "22:04Z" and "0:04" of the next day are one moment if they are quarters of an hour, and at most 14 hours, apart.
    """
    if best.instant is None or best.zone != "+00:00":
        return best
    for other in ranked:
        offset = _offset(best.instant, other)
        if offset:
            zone = f"{'-' if offset < timedelta(0) else '+'}{_clock(abs(offset))}"
            local = replace(best, earliest=other.earliest, latest=other.latest, local_time=other.local_time, zone=zone)
            return replace(local, rule=f"{best.rule}.local")
    return best


def _offset(instant: datetime, other: Moment) -> timedelta | None:
    """What to add to UTC to get the other's clock, or None when it is no other clock of the same moment."""
    if other.local_time is None or other.earliest != other.latest or other.zone == "+00:00":
        return None
    if other.instant is not None and abs(other.instant - instant) >= timedelta(minutes=1):
        return None
    printed = datetime.combine(other.earliest, time.fromisoformat(other.local_time), tzinfo=UTC)
    apart = printed.replace(second=0) - instant.replace(second=0, microsecond=0)
    whole = apart.total_seconds() % 900 == 0
    return apart if apart and whole and abs(apart) <= timedelta(hours=14) else None


def _clock(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _days_apart(one: Moment, other: Moment) -> int:
    """Days between two ranges, 0 when they overlap."""
    return max(0, (other.earliest - one.latest).days, (one.earliest - other.latest).days)
