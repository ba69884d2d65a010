"""Truth tables of temporal expressions: one sentence a row, published on Wednesday 12 September 2018."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from etl.normalize.times import tag_times
from etl.records import TimeExpression, TimexType

PUBLISHED = date(2018, 9, 12)
Row = tuple[str, str, str, str | None]


def one(text: str, published: date | None = PUBLISHED) -> TimeExpression:
    found = tag_times(text, published=published)
    assert len(found) == 1, [(x.surface, x.value) for x in found]
    return found[0]


def values(text: str, published: date | None = PUBLISHED) -> list[tuple[str, str]]:
    return [(x.surface, x.value) for x in tag_times(text, published=published)]


CALENDAR: list[Row] = [
    # sentence, surface, value, mod: reason
    ("The treaty was signed on 5 May 2011.", "5 May 2011", "2011-05-05", None),  # day first
    ("The treaty was signed on May 5, 2011, in Bern.", "May 5, 2011", "2011-05-05", None),  # month first
    ("They met on Saturday, May 5, 2018.", "Saturday, May 5, 2018", "2018-05-05", None),  # weekday inside
    ("The report is dated 2017-03-04.", "2017-03-04", "2017-03-04", None),  # ISO
    ("It closed on 12/25/2016.", "12/25/2016", "2016-12-25", None),  # American order
    ("It closed on 25/12/2016.", "25/12/2016", "2016-12-25", None),  # only day first makes a date
    ("The mill burned on the third of May.", "the third of May", "2018-05-03", None),  # spelled day
    ("The mill burned on Sept. 9.", "Sept. 9", "2018-09-09", None),  # short month, its dot inside
    ("The mine closed in June 1998.", "June 1998", "1998-06", None),
    ("The mine closed in August of last year.", "August of last year", "2017-08", None),  # the whole phrase
    ("The mine closed in mid-July.", "mid-July", "2018-07", "MID"),
    ("It was founded in 1964 by two sisters.", "1964", "1964", None),
    ("It was founded in the late 1980s.", "the late 1980s", "198", "END"),
    ("It was founded in the nineties.", "the nineties", "199", None),
    ("The chapel dates from the 12th century.", "the 12th century", "11", None),  # the twelfth starts with 1100
    ("The chapel is of the early nineteenth century.", "the early nineteenth century", "18", "START"),
    ("It rained in the spring of 1968.", "the spring of 1968", "1968-SP", None),
    ("Sales fell in the second quarter of 2016.", "the second quarter of 2016", "2016-Q2", None),
    ("Sales fell in Q3 2016.", "Q3 2016", "2016-Q3", None),
    ("Sales fell in the first half of 2017.", "the first half of 2017", "2017-H1", None),
    ("The budget of fiscal 2019 was cut.", "fiscal 2019", "2019", None),
    ("The 2015-16 season was wet.", "2015-16", "2015/2016", None),  # a season over two years
    ("He was born in nineteen ninety-six.", "nineteen ninety-six", "1996", None),  # read aloud
    ("The abbot died in 347 AD.", "347 AD", "0347", None),
    ("The abbot (c. 314) wrote it.", "314", "0314", None),  # circa makes three figures a year
    ("It opens on the first Monday in October 2020.", "the first Monday in October 2020", "2020-10-05", None),
    ("It opens on the twenty-first of May 2020.", "the twenty-first of May 2020", "2020-05-21", None),
    ("The Prague Spring of 1968 failed.", "1968", "1968", None),  # a name, and its year
    ("Shops closed on New Year's Eve 2015.", "New Year's Eve 2015", "2015-12-31", None),
    ("Shops closed last Thanksgiving.", "last Thanksgiving", "2017-11-23", None),  # the fourth Thursday
    ("Shops closed on Easter Monday 2017.", "Easter Monday 2017", "2017-04-17", None),
]

POINTING: list[Row] = [
    ("The dam burst on Sunday.", "Sunday", "2018-09-09", None),  # the last one
    ("The clinic opened on Wednesday.", "Wednesday", "2018-09-12", None),  # the publication's own weekday
    ("The council will vote on Friday.", "Friday", "2018-09-14", None),  # future tense
    ("The inquest is set to open on Monday.", "Monday", "2018-09-17", None),  # "is set to"
    ("The inquest was adjourned until Monday.", "Monday", "2018-09-17", None),  # a deadline lies ahead
    ("Critics called Friday's ruling a mistake and will appeal.", "Friday", "2018-09-07", None),  # it has been given
    ("The fair was to be held on Friday.", "Friday", "2018-09-14", None),  # "to be held" is ahead
    ("Trams stop on a Monday.", "Monday", "XXXX-WXX-1", None),  # any Monday
    ("The ruling came yesterday.", "yesterday", "2018-09-11", None),
    ("The ruling comes tomorrow.", "tomorrow", "2018-09-13", None),
    ("The ruling came the day before yesterday.", "the day before yesterday", "2018-09-10", None),
    ("The ruling came last week.", "last week", "2018-W36", None),
    ("The ruling came last fall.", "last fall", "2017-FA", None),
    ("The ruling came early this year.", "early this year", "2018", "START"),
    ("The ruling came late last year.", "late last year", "2017", "END"),
    ("The ruling came earlier this month.", "earlier this month", "2018-09", "START"),
    ("The ruling came last August.", "last August", "2018-08", None),
    ("The ruling comes next May.", "next May", "2019-05", None),
    ("Prices fell in January.", "January", "2018-01", None),  # the nearest past one
    ("Prices will fall in January.", "January", "2019-01", None),  # future tense
    ("A vote is set for January.", "January", "2019-01", None),  # "set for"
    ("It should be ready by the end of the year.", "the end of the year", "2018", "END"),
    ("It rained over the weekend.", "the weekend", "2018-W36-WE", None),  # the one that is over
    ("Mills said over the weekend that he left.", "the weekend", "2018-W36-WE", None),  # what was said follows
    ("It rained in the week of March 6.", "the week of March 6", "2018-W10", None),
    ("Sales rose last quarter.", "last quarter", "2018-Q2", None),
    ("The mill burned ten days ago.", "ten days ago", "2018-09-02", None),
    ("The mill burned two weeks ago.", "two weeks ago", "2018-W35", None),  # as fine as its unit
    ("The mill burned three years ago.", "three years ago", "2015", None),
    ("The mill burned a few years ago.", "a few years ago", "PAST_REF", None),  # no figure, no range
    ("They will meet a week from Monday.", "a week from Monday", "2018-09-24", None),
    ("The harbour is quiet these days.", "these days", "PRESENT_REF", None),
    ("The harbour was recently dredged.", "recently", "PAST_REF", None),
    ("Nobody knows the future.", "the future", "FUTURE_REF", None),
]

AMOUNTS: list[Row] = [
    ("The siege lasted almost two days.", "almost two days", "P2D", "LESS_THAN"),
    ("The siege lasted more than three weeks.", "more than three weeks", "P3W", "MORE_THAN"),
    ("The siege lasted at least 20 days.", "at least 20 days", "P20D", "EQUAL_OR_MORE"),
    ("The siege lasted about a month.", "about a month", "P1M", "APPROX"),
    ("The siege lasted two and a half years.", "two and a half years", "P2Y6M", None),
    ("The siege lasted 5 1/2 hours.", "5 1/2 hours", "PT5H30M", None),
    ("A three-year plan was drawn up.", "three-year", "P3Y", None),  # the article is not part of it
    ("It has gone on for years.", "years", "PXY", None),  # vague
    ("Two centuries of peace followed.", "Two centuries", "P200Y", None),  # in years, as annotators do
    ("In the past five years, rents doubled.", "the past five years", "P5Y", None),
    ("Over the next few days rain is due.", "the next few days", "PXD", None),
    ("The council meets every Tuesday.", "every Tuesday", "XXXX-WXX-2", None),
    ("The council meets every month.", "every month", "P1M", None),
    ("The council meets twice a week.", "twice a week", "P1W", None),
    ("The paper appears daily.", "daily", "P1D", None),
]

CLOCK: list[Row] = [
    ("He was shot at 4:30 p.m. on Tuesday.", "4:30 p.m. on Tuesday", "2018-09-11T16:30", None),
    ("He was shot at 12 a.m. Monday.", "12 a.m. Monday", "2018-09-10T00:00", None),  # midnight at the day's start
    ("The gates opened at noon Saturday.", "noon Saturday", "2018-09-08T12:00", None),
    ("It rained last night.", "last night", "2018-09-11TNI", None),  # the night before the publication
    ("It rained this morning.", "this morning", "2018-09-12TMO", None),
    ("It will rain tomorrow evening.", "tomorrow evening", "2018-09-13TEV", None),
    ("It rained on Friday night.", "Friday night", "2018-09-07TNI", None),
    ("He fell on the night of 13 November 2015.", "the night of 13 November 2015", "2015-11-13TNI", None),
    ("He fell at 0900 GMT on Friday.", "0900 GMT on Friday", "2018-09-07T09:00", None),  # agency style
]


@pytest.mark.parametrize("row", [*CALENDAR, *POINTING, *AMOUNTS, *CLOCK], ids=lambda row: row[0])
def test_span_value_and_mod(row: Row) -> None:
    text, surface, value, mod = row
    found = one(text)
    assert (found.surface, found.value, found.mod) == (surface, value, mod)


TYPES = [
    ("He left on May 5, 2011.", TimexType.DATE),
    ("He left at 4:30 p.m. on Tuesday.", TimexType.TIME),
    ("He stayed for three weeks.", TimexType.DURATION),
    ("He comes every Tuesday.", TimexType.SET),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_type(text: str, kind: TimexType) -> None:
    assert one(text).type is kind


RANGES = [
    ("It fell last week.", "2018-09-03", "2018-09-09", "week"),  # Monday to Sunday
    ("It fell last fall.", "2017-09-01", "2017-11-30", "season"),  # whole months
    ("It fell early this year.", "2018-01-01", "2018-04-30", "year"),  # the first third
    ("It fell in mid-July.", "2018-07-11", "2018-07-20", "month"),
    ("It fell late last year.", "2017-09-01", "2017-12-31", "year"),
    ("It fell earlier this year.", "2018-01-01", "2018-09-12", "year"),  # ends with the publication
    ("It may fall later this year.", "2018-09-12", "2018-12-31", "year"),  # begins with it
    ("It fell in the early 1980s.", "1980-01-01", "1983-12-31", "decade"),
    ("It fell in February 2016.", "2016-02-01", "2016-02-29", "month"),  # a leap year
    ("It fell in the winter of 2016.", "2016-12-01", "2017-02-28", "season"),  # over the turn of the year
    ("It fell on Friday night.", "2018-09-07", "2018-09-07", "hour"),
]


@pytest.mark.parametrize(("text", "earliest", "latest", "granularity"), RANGES)
def test_inclusive_range(text: str, earliest: str, latest: str, granularity: str) -> None:
    found = one(text)
    assert (str(found.earliest), str(found.latest), found.granularity) == (earliest, latest, granularity)


def test_durations_and_references_have_no_range() -> None:
    for text in ("It lasted two days.", "It was recently dredged.", "It meets every Tuesday."):
        assert (one(text).earliest, one(text).latest) == (None, None)


FOLLOWING = [
    # what was named before is what it counts from
    ("He resigned on March 3, 2015. The next day, his deputy left.", "2015-03-04"),
    ("He resigned on March 3, 2015. On the same day, his deputy left.", "2015-03-03"),
    ("He resigned on March 3, 2015. Ten days later, his deputy left.", "2015-03-13"),
    ("He resigned on March 3, 2015. A year earlier, he had won.", "2014"),
    ("He resigned on March 3, 2015. That year, his party split.", "2015"),
    ("He resigned in 1920. One year later, he was back.", "1921"),
    ("He resigned in 1920. The following year, he was back.", "1921"),
    ("Talks were held on May 3 and 4.", "2018-05-04"),  # the second day shares the month
    ("The works run from April 2017 to March 2018.", "2018-03"),
    ("The curfew runs from 8 p.m. Friday to 6 a.m. Saturday.", "2018-09-15T06:00"),  # a range ends after it starts
    ("He was in the choir (1892 – 94).", "1894"),
]


@pytest.mark.parametrize(("text", "value"), FOLLOWING)
def test_counts_from_the_moment_named_before(text: str, value: str) -> None:
    assert values(text)[-1][1] == value


def test_same_day_reaches_over_coarser_moments() -> None:
    found = values("The paper appeared on Saturday. Last week a minister spoke. On the same day a mill burned.")
    assert found[-1] == ("the same day", "2018-09-08")


def test_first_day_of_a_range_takes_month_and_year_of_the_second() -> None:
    assert values("The fair runs from 3 to 5 May 2019.") == [("3", "2019-05-03"), ("5 May 2019", "2019-05-05")]


def test_year_after_a_range_of_days_holds_for_both() -> None:
    assert values("The fair runs June 12-15, 2019.") == [("June 12", "2019-06-12"), ("15, 2019", "2019-06-15")]


def test_first_month_of_a_pair_takes_the_year_of_the_second() -> None:
    assert values("It stood empty in May and June 1981.") == [("May", "1981-05"), ("June 1981", "1981-06")]


def test_months_of_a_list_run_on() -> None:
    found = values("The tour visits Rome in November, Paris in January, and Bern in March.")
    assert [value for _, value in found] == ["2018-11", "2019-01", "2019-03"]


LEFT_ALONE = [
    "Theresa May said nothing.",  # a name
    "Mrs. May and Mr. Corbyn spoke after May and before Corbyn.",  # a name all along
    "He met June Smith at the Winter Games.",
    "He played in Seven Days and in Super Sunday.",
    "They may march on the palace.",  # verbs
    "The firm may March into new markets.",  # no preposition before it
    'He has seen "2001" and read "1984" twice.',  # works
    "Critics liked 2001: A Space Odyssey.",
    "The group had 300 to 400 members.",
    "See page 1984 and Room 2010.",  # labels
    "They printed 2000 copies.",  # a count
    "It cost $1990 or 1,984 euros.",
    "The Friday Times printed it.",  # a newspaper
    "The 44-year-old baker was unhurt.",  # an age
    "About three-quarters of the food is imported.",  # a fraction
    "Three people fell from the second floor.",
    "He told USA Today about it.",
    "Her former and current colleagues met again.",
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_left_alone(text: str) -> None:
    assert values(text) == []


UNPLACED = [
    ("He left on Saturday.", "XXXX-WXX-6"),
    ("He left last year.", "XXXX"),
    ("He left yesterday.", "XXXX-XX-XX"),
    ("He left in August.", "XXXX-08"),
    ("He left on May 5.", "XXXX-05-05"),
    ("He left two days later.", "XXXX-XX-XX"),
    ("He left at 8 p.m.", "XXXX-XX-XXT20:00"),
    ("He left last week.", "XXXX-WXX"),
]


@pytest.mark.parametrize(("text", "value"), UNPLACED)
def test_without_publication_the_unknown_stays_unknown(text: str, value: str) -> None:
    found = one(text, published=None)
    assert (found.value, found.earliest, found.latest) == (value, None, None)


def test_absolute_dates_need_no_publication() -> None:
    found = one("He left on 5 May 2011.", published=None)
    assert (found.value, found.earliest, found.anchor) == ("2011-05-05", date(2011, 5, 5), None)


def test_anchor_says_what_it_was_counted_from() -> None:
    first, second = tag_times("He left on Saturday. The next day it rained.", published=PUBLISHED)
    assert (first.anchor, second.anchor) == ("publication", "previous")


def test_a_moment_of_publication_counts_by_its_day() -> None:
    moment = datetime(2018, 9, 12, 23, 30, tzinfo=UTC)
    assert tag_times("He left yesterday.", published=moment) == tag_times("He left yesterday.", published=PUBLISHED)


def test_impossible_dates_are_no_dates() -> None:
    assert all(x.value != "2018-02-31" for x in tag_times("It was due on 31 February 2018.", published=PUBLISHED))
