"""Dates in lines, one date to a moment, many claims to the moment of publication."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.normalize.dates import choose_moments, find_date, read_moment, weigh_moments
from etl.records import Claim, ClaimField, Origin, Precision, ZoneSource

TODAY = date(2026, 6, 1)

SPANS = [
    # (line, the date in it, reason)
    ("Nora Feldt | 12 May 2024, 10:30", "12 May 2024, 10:30", "after a bar, with its time"),
    ("Nora Feldt 4 March 2019", "4 March 2019", "right after a name"),
    ("Published Sept. 3, 2018 at 4:05 p.m. ET by Nora", "Sept. 3, 2018 at 4:05 p.m. ET", "American, with its zone"),
    ("Stand: 25.10.2025 - 15:26 Uhr", "25.10.2025 - 15:26 Uhr", "German numbers and Uhr"),
    ("Mo., 3. September 2018", "Mo., 3. September 2018", "a short weekday with its stop"),
    ("Publié le 1er septembre 2018 à 18h30", "1er septembre 2018 à 18h30", "French first and hour"),
    ("Lunes, 10 de septiembre de 2018", "Lunes, 10 de septiembre de 2018", "Spanish de"),
    ("2 kwietnia 2021, 08:15", "2 kwietnia 2021, 08:15", "a Polish month in its case"),
    ("3. března 2022 9:15", "3. března 2022 9:15", "a Czech month"),
    ("den 5 juni 2020 kl. 14.00", "5 juni 2020 kl. 14.00", "Swedish klockan"),
    ("2018. szeptember 10., 16:05", "2018. szeptember 10., 16:05", "Hungarian, year first"),
    ("2018年9月10日 16:05", "2018年9月10日 16:05", "Chinese and Japanese"),
    ("16:05 GMT, 10 September 2018", "16:05 GMT, 10 September 2018", "time and zone before the date"),
    ("2024-02-14T16:15:30Z", "2024-02-14T16:15:30Z", "ISO 8601"),
    ("Posted 3 hours ago", None, "relative"),
    ("Chapter 12 of 24", None, "numbers that are no date"),
    ("Prices rose 3.5 percent to 1,250", None, "figures"),
    ("30 February 2018", None, "no such day, and no month instead"),
    ("call 030/12/34567", None, "a telephone number"),
]


@pytest.mark.parametrize(("line", "found", "reason"), SPANS, ids=[row[2] for row in SPANS])
def test_dates_are_found_in_lines(line: str, found: str | None, reason: str) -> None:
    span = find_date(line)
    assert (None if span is None else line[span[0] : span[1]]) == found, reason


DAYS = [
    # (text, first day, last day, precision, reason)
    ("10 September 2018", "2018-09-10", "2018-09-10", Precision.DAY, "a day"),
    ("September 2018", "2018-09-01", "2018-09-30", Precision.MONTH, "a month has both its ends"),
    ("2018-02", "2018-02-01", "2018-02-28", Precision.MONTH, "an ISO month"),
    ("2018", "2018-01-01", "2018-12-31", Precision.YEAR, "a year"),
    ("20180910", "2018-09-10", "2018-09-10", Precision.DAY, "digits run together"),
    ("09/25/2018", "2018-09-25", "2018-09-25", Precision.DAY, "one reading only is possible"),
    ("10-Sep-18", "2018-09-10", "2018-09-10", Precision.DAY, "two digits of a year after a dash"),
    ("Mon, 10 Sep 2018 16:05:00 +0200", "2018-09-10", "2018-09-10", Precision.SECOND, "RFC 2822"),
    ("Mon Sep 10 16:05:00 UTC 2018", "2018-09-10", "2018-09-10", Precision.SECOND, "as C prints it"),
    ("D:20180910160500+02'00'", "2018-09-10", "2018-09-10", Precision.SECOND, "as PDF has it"),
    ("1536589500", "2018-09-10", "2018-09-10", Precision.SECOND, "seconds since 1970"),
    ("1536589500000", "2018-09-10", "2018-09-10", Precision.SECOND, "milliseconds since 1970"),
    ("٢٠١٨-٠٩-١٠", "2018-09-10", "2018-09-10", Precision.DAY, "digits of another script"),
    ("ngày 10 tháng 9 năm 2018", "2018-09-10", "2018-09-10", Precision.DAY, "Vietnamese"),
    ("10 กันยายน 2561", "2018-09-10", "2018-09-10", Precision.DAY, "Thai, in the Buddhist calendar"),
    ("10 Eylül 2018 Pazartesi 14:30", "2018-09-10", "2018-09-10", Precision.MINUTE, "a weekday before the time"),
    ("https://example.org/2018/09/10/ferry", "2018-09-10", "2018-09-10", Precision.DAY, "a path"),
]


@pytest.mark.parametrize(("text", "first", "last", "precision", "reason"), DAYS, ids=[row[4] for row in DAYS])
def test_dates_are_read(text: str, first: str, last: str, precision: Precision, reason: str) -> None:
    moment = read_moment(text)
    assert moment is not None
    assert (moment.earliest.isoformat(), moment.latest.isoformat(), moment.precision) == (first, last, precision), (
        reason
    )


@pytest.mark.parametrize(
    "text", ["yesterday", "5 hours ago", "31/31/2018", "1250-01-01", "soon", "", "13", "May", "1970-01-01T00:00:00Z"]
)
def test_what_names_no_day_is_none(text: str) -> None:
    assert read_moment(text) is None


INSTANTS = [
    # (text, publication's zone, country, instant in UTC, zone, reason)
    ("2018-09-10T16:05:00+02:00", None, None, "2018-09-10 14:05", "+02:00", "an offset"),
    ("10 September 2018 16:05 BST", None, None, "2018-09-10 15:05", "+01:00", "British by default"),
    ("10 September 2018 16:05 BST", None, "BD", "2018-09-10 10:05", "+06:00", "Bangladeshi in Bangladesh"),
    ("Jan 10, 2018 4:05 PM ET", None, None, "2018-01-10 21:05", "America/New_York", "ET follows the season"),
    ("July 10, 2018 4:05 PM ET", None, None, "2018-07-10 20:05", "America/New_York", "ET in summer"),
    ("10 May 2024, 10:30", "Europe/Berlin", None, "2024-05-10 08:30", "Europe/Berlin", "the publication's zone"),
    ("10 May 2024, 10:30", None, None, None, None, "no zone, no instant"),
    ("10 May 2024, 10:30 IST", None, None, None, None, "an abbreviation of three countries"),
    ("10 May 2024, 10:30 IST", None, "IN", "2024-05-10 05:00", "+05:30", "and of one, once that is known"),
    ("10 May 2024", "Europe/Berlin", None, None, None, "a day has no instant"),
    ("12:00 a.m. UTC, 10 May 2024", None, None, "2024-05-10 00:00", "+00:00", "midnight in twelve hours"),
]


@pytest.mark.parametrize(
    ("text", "own", "country", "instant", "zone", "reason"), INSTANTS, ids=[r[5] for r in INSTANTS]
)
def test_instants(
    text: str, own: str | None, country: str | None, instant: str | None, zone: str | None, reason: str
) -> None:
    moment = read_moment(text, timezone=own, country=country)
    assert moment is not None
    expected = datetime.fromisoformat(instant).replace(tzinfo=UTC) if instant else None
    assert (moment.instant, moment.zone) == (expected, zone), reason
    assert (moment.zone_source is ZoneSource.PUBLICATION) == (own is not None and instant is not None)


@pytest.mark.parametrize(
    ("language", "country", "first", "last"),
    [
        (None, None, "2018-09-10", "2018-10-09"),  # both readings
        ("en", "US", "2018-10-09", "2018-10-09"),
        ("en-US", None, "2018-10-09", "2018-10-09"),
        ("en", "GB", "2018-09-10", "2018-09-10"),
        ("fr", None, "2018-09-10", "2018-09-10"),
    ],
)
def test_order_of_day_and_month(language: str | None, country: str | None, first: str, last: str) -> None:
    moment = read_moment("10/09/2018", language=language, country=country)
    assert moment is not None
    assert (moment.earliest.isoformat(), moment.latest.isoformat()) == (first, last)
    assert ("day_month_ambiguous" in moment.flags) == (first != last)


def test_later_than_tomorrow_is_the_future() -> None:
    later, tomorrow = read_moment("3 June 2026", today=TODAY), read_moment("2 June 2026", today=TODAY)
    assert later is not None
    assert later.flags == ("future",)
    assert tomorrow is not None
    assert tomorrow.flags == ()


def published(text: str, origin: Origin, field: ClaimField = ClaimField.PUBLISHED) -> Claim:
    return Claim(field=field, text=text, origin=origin)


def choose(*claims: Claim) -> tuple[str | None, tuple[str, ...]]:
    moment, _ = choose_moments(claims, language="en", timezone=None, country=None, today=TODAY)
    return (moment.earliest.isoformat() if moment else None), (moment.flags if moment else ())


def test_data_for_machines_comes_before_a_path() -> None:
    chosen = choose(published("/2018/09/01/", Origin.URL), published("2018-09-03", Origin.JSON_LD))
    assert chosen == ("2018-09-03", ())


def test_the_clock_of_the_same_day_is_taken_where_it_is_printed_too() -> None:
    claims = [published("Posted on March 3, 2018", Origin.VISIBLE), published("2018-03-03T09:30+01:00", Origin.VISIBLE)]
    moment, _ = choose_moments(claims, language="en", timezone=None, country=None, today=TODAY)
    assert moment is not None
    assert moment.instant == datetime(2018, 3, 3, 8, 30, tzinfo=UTC)


def test_a_contradiction_is_flagged() -> None:
    day, flags = choose(published("2018-09-03", Origin.JSON_LD), published("9 December 2018", Origin.VISIBLE))
    assert (day, flags) == ("2018-09-03", ("contradicted",))


def test_two_others_that_agree_beat_one_meta_name() -> None:
    meta = published("2011-02-05", Origin.META)
    others = (published("2018-09-03", Origin.MICRODATA), published("3 September 2018", Origin.VISIBLE))
    assert choose(meta, *others)[0] == "2018-09-03"


def test_days_of_teasers_give_way_to_one_confirmed_day() -> None:
    teasers = [published(f"2018-09-{day:02}", Origin.MICRODATA) for day in (21, 22, 23, 3)]
    assert choose(*teasers, published("3 September 2018", Origin.HEAD))[0] == "2018-09-03"


def test_another_claim_settles_day_and_month() -> None:
    assert choose(published("03-09-2018", Origin.META), published("September 3, 2018", Origin.VISIBLE)) == (
        "2018-09-03",
        (),
    )


def test_the_local_day_is_taken_from_a_print_of_the_same_moment() -> None:
    claims = [published("2018-09-03T22:04:00Z", Origin.JSON_LD), published("4. September 2018 00:04", Origin.VISIBLE)]
    moment, _ = choose_moments(claims, language="de", timezone=None, country=None, today=TODAY)
    assert moment is not None
    assert (moment.earliest, moment.local_time, moment.zone) == (date(2018, 9, 4), "00:04", "+02:00")
    assert moment.instant == datetime(2018, 9, 3, 22, 4, tzinfo=UTC)


def test_a_modification_stands_in_only_when_nothing_else_is_said() -> None:
    changed = published("2018-09-09", Origin.VISIBLE, ClaimField.MODIFIED)
    assert choose(changed) == ("2018-09-09", ("modified_only",))
    assert choose(changed, published("2018-09-03", Origin.VISIBLE)) == ("2018-09-03", ())


def test_a_file_or_a_transfer_says_nothing_about_the_publication() -> None:
    assert choose(published("2024-01-01", Origin.HTTP, ClaimField.MODIFIED)) == (None, ())


def test_no_claims_no_moment() -> None:
    assert choose_moments([], language=None, timezone=None, country=None, today=TODAY) == (None, None)


@given(st.text(max_size=200))
def test_any_line_is_read_without_error(line: str) -> None:
    span = find_date(line)
    assert span is None or 0 <= span[0] < span[1] <= len(line)
    read_moment(line, language="en", timezone="Europe/Paris", country="FR", today=TODAY)


@given(st.dates(min_value=date(1400, 1, 1)))
def test_iso_days_come_back(day: date) -> None:
    moment = read_moment(day.isoformat())
    assert moment is not None
    assert moment.earliest == moment.latest == day


@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_epoch_seconds_come_back(instant: datetime) -> None:
    moment = read_moment(str(int(instant.timestamp())))
    assert moment is not None
    assert moment.instant == instant.replace(microsecond=0)


JUDGEMENTS = [
    ("2018-09-03", Origin.JSON_LD, "chosen by date.iso:json-ld", "data for machines come first"),
    ("3 September 2018", Origin.VISIBLE, "agrees", "the same day in other words"),
    ("9 December 2018", Origin.HEAD, "passed over: a day that others do not have, contradicts", "two others agree"),
    ("/2018/09/01/", Origin.URL, "passed over: a day that others do not have", "a path contradicts nothing"),
    ("September 2018", Origin.META, "passed over: known to the month or year alone", "less than a day"),
    ("3 June 2031", Origin.META, "passed over: in the future, contradicts", "no day before it has come"),
    ("some time ago", Origin.VISIBLE, "no date in it", "nothing to read"),
]


def test_each_claim_is_told_what_became_of_it() -> None:
    claims = [published(text, origin) for text, origin, _, _ in JUDGEMENTS]
    weighed = weigh_moments(claims, language="en", timezone=None, country=None, today=TODAY)
    for i, (text, _, expected, why) in enumerate(JUDGEMENTS):
        assert weighed.judgements[i] == expected, f"{text}: {why}"
    assert weighed.published is not None
    assert weighed.published.flags == ("contradicted",)
