"""Which way tense turns a time, and idioms of time; published on Wednesday 12 September 2018."""

from __future__ import annotations

from datetime import date

import pytest

from etl.normalize.times import tag_times

PUBLISHED = date(2018, 9, 12)
Row = tuple[str, list[tuple[str, str]], str]

TENSE: list[Row] = [
    ("The case is heard in November.", [("November", "2018-11")], "a participle after 'is' is no past tense"),
    ("It meets on a still unnamed day in March.", [("March", "2019-03")], "nor is one that describes a noun"),
    ("They planned a march for Saturday.", [("Saturday", "2018-09-15")], "a plan looks ahead"),
    ("They were planning to march on Saturday.", [("Saturday", "2018-09-15")], "so does planning"),
    ("It went as planned on Saturday.", [("Saturday", "2018-09-08")], "what went as planned is over"),
    ("He had been due to leave on Monday.", [("Monday", "2018-09-10")], "a plan that 'had been' is overtaken"),
    ("They can appeal in January.", [("January", "2019-01")], "what can be done is still to do"),
    ("The hearing was adjourned to Jan. 14.", [("Jan. 14", "2019-01-14")], "put off to a day to come"),
    ("It was moved and then postponed for Friday.", [("Friday", "2018-09-14")], "put off, with 'for'"),
    ("Stores took orders for the October sales.", [("October", "2018-10")], "next month before eleven months ago"),
    ('She left. "We meet on Friday," he said.', [("Friday", "2018-09-07")], "the quotation has no tense of its own"),
    ('He said: "We will meet on Friday."', [("Friday", "2018-09-14")], "inside the quotation it is the future"),
    ("He fell, and they will search on Friday.", [("Friday", "2018-09-14")], "a new clause, a new tense"),
    ("Trams stop on a Monday.", [("Monday", "XXXX-WXX-1")], "any Monday"),
    ("He spoke at a Monday meeting.", [("Monday", "2018-09-10")], "one Monday: it belongs to a meeting"),
    ("He spoke at a Sunday night mass.", [("Sunday night", "2018-09-09TNI")], "and so with a part of the day"),
    ("Rebels struck overnight.", [("overnight", "2018-09-11TNI")], "the last night, as it is over"),
    ("It will freeze overnight.", [("overnight", "2018-09-12TNI")], "the next one"),
    ("The mill burned on the 3rd.", [("the 3rd", "2018-09-03")], "of the month of publication"),
    ("It is due on the 3rd.", [("the 3rd", "2018-10-03")], "of the next"),
    ("The shop is on the 3rd floor.", [], "a floor"),
    ("Intel said that last week a flaw was found.", [("last week", "2018-W36")], "'that' is no part of it"),
    ('He spoke on "This Week" and left.', [], "a programme"),
]

NEIGHBOURS: list[Row] = [
    (
        "It hit on August 24, 1992, and again on September 3.",
        [("August 24, 1992", "1992-08-24"), ("September 3", "1992-09-03")],
        "a day of a list is near the one before",
    ),
    ("The fair ran on Christmas Eve.", [("Christmas Eve", "2017-12-24")], "the past, by tense"),
    ("The Labor Day week was planned.", [("The Labor Day week", "2018-W36")], "a plan, and the nearest such day"),
    ("Sales on Black Friday fell.", [("Black Friday", "2017-11-24")], "the past, though the next one is nearer"),
    ("It closed last Halloween.", [("last Halloween", "2017-10-31")], "whatever is nearer"),
    ("It was calm in Easter week.", [("Easter week", "2018-W13")], "the week that Easter ends"),
    ("It rained over Labor Day weekend.", [("Labor Day weekend", "2018-W35-WE")], "the weekend before a Monday"),
    ("It opened on the Monday after Easter.", [("the Monday after Easter", "2018-04-02")], "beside a holiday"),
    ("He left two days before Christmas.", [("two days before Christmas", "2017-12-23")], "counted from a holiday"),
    ("It opens three weeks after May 5, 2019.", [("three weeks after May 5, 2019", "2019-05-26")], "from a date"),
    ("He left three weeks ago today.", [("three weeks ago today", "2018-08-22")], "to the day"),
    ("He left a week ago Monday.", [("a week ago Monday", "2018-09-03")], "from the last Monday"),
    ("The fair opens a week on Monday.", [("a week on Monday", "2018-09-24")], "as the British say"),
    ("He was ill for a week on Monday.", [("a week", "P1W"), ("Monday", "2018-09-10")], "a length, and a day"),
    ("They will meet on Monday and Wednesday.", [("Monday", "2018-09-17"), ("Wednesday", "2018-09-19")], "in order"),
    ("It will remain closed through March.", [("March", "2019-03")], "what remains closed is no past"),
    ("The shop burned on Friday the 13th.", [("Friday the 13th", "2018-07-13")], "a Friday that is a 13th"),
    ("It took effect at 0600 GMT.", [("0600 GMT", "2018-09-12T06:00")], "four figures and a zone"),
    ("It snowed in the first week of March.", [("the first week of March", "2018-W09")], "the week of its first day"),
    ("It snowed in the last week of 2017.", [("the last week of 2017", "2017-W52")], "the week of its last day"),
    ("It rained on the last weekend of May.", [("the last weekend of May", "2018-W21-WE")], "both its days are in May"),
    ("It closed on the third day of May 2017.", [("the third day of May 2017", "2017-05-03")], "a day counted"),
    ("It closed in the third month of 2017.", [("2017", "2017")], "months are not counted so"),
    (
        "She won in November 2016 and took office the following January.",
        [("November 2016", "2016-11"), ("the following January", "2017-01")],
        "the nearest after what was named",
    ),
    ("He left the day before last Tuesday.", [("the day before last Tuesday", "2018-09-10")], "beside a weekday"),
    ("It was dated 05-Aug-2016.", [("05-Aug-2016", "2016-08-05")], "with hyphens"),
    ("They left in the summer of '69.", [("the summer of '69", "1969-SU")], "a short year"),
    ("It rose in the second half of the year.", [("the second half of the year", "2018-H2")], "of the running year"),
    (
        "It was rebuilt in the 18th and 19th centuries.",
        [("the 18th", "17"), ("19th centuries", "18")],
        "each of two centuries",
    ),
    (
        "It rained on the 4th and 5th of May.",
        [("the 4th", "2018-05-04"), ("5th of May", "2018-05-05")],
        "both of one month",
    ),
    ("The 2012/13 season was short.", [("2012/13", "2012/2013")], "a season over two years, with a stroke"),
    ("He taught there in 1999/2000.", [("1999/2000", "1999/2000")], "both years in full"),
    ("Sales rose in FY 2013.", [("FY 2013", "2013")], "short for fiscal year"),
    ("He left eleven years ago this month.", [("eleven years ago this month", "2007-09")], "the month, of that year"),
    ("He came in May two thousand and five.", [("May two thousand and five", "2005-05")], "as it is spoken"),
    ("It must be done by year-end.", [("year-end", "2018-12-31")], "the last day"),
    ("It has risen 3% since year-end.", [("year-end", "2017-12-31")], "the last one that has been"),
    ("The year-end bonus was cut.", [], "it only describes"),
    (
        "Net fell in the year. The year-ago figure was restated.",
        [("the year", "2018"), ("year-ago", "2017")],
        "before the running year",
    ),
    (
        "Net was 3 million in the 2017 period. The year-ago figure was restated.",
        [("the 2017 period", "2017"), ("year-ago", "2017")],
        "still before the running year, whatever was named last",
    ),
]

IDIOMS: list[Row] = [
    ("It was the worst flood in half a century.", [("half a century", "P50Y")], "half of a hundred years"),
    ("It grew over the past decade.", [("the past decade", "P10Y")], "ten years, of no calendar"),
    ("It grew in the fiscal year ended June 30.", [("the fiscal year", "P1Y"), ("June 30", "2018-06-30")], "a length"),
    ("The decades-long feud is over.", [("decades-long", "PXDE")], "a length"),
    ("The day-long strike is over.", [("day-long", "P1D")], "one of it"),
    ("It may take a month or two.", [("a month or two", "P1M")], "about a month"),
    ("The shop opens every other Sunday.", [("every other Sunday", "P2W")], "two weeks apart"),
    ("They meet on the first Monday of every month.", [("the first Monday of every month", "P1M")], "a set"),
    ("It will one day be a park.", [("one day", "FUTURE_REF")], "some day"),
    ("One day she hopes to return.", [("One day", "FUTURE_REF")], "some day"),
    ("It lasted one day.", [("one day", "P1D")], "a length"),
    ("The shop closes on weekends.", [("weekends", "XXXX-WXX-WE")], "any of them"),
    ("It fell in the early hours of Friday.", [("Friday", "2018-09-07")], "no length of hours"),
    ("The October Revolution began.", [], "a name"),
    ("Just months ago, the firm was rich.", [("Just months ago", "PAST_REF")], "no figure, no range"),
    ("There were strikes in past years.", [("past years", "PAST_REF")], "no figure"),
    ("Prices will rise in future years.", [("future years", "FUTURE_REF")], "no figure"),
    ("They will soon close.", [("soon", "FUTURE_REF")], "ahead"),
    ("It soon became a flood.", [], "told of the past"),
    ("The youth of today's world is idle.", [], "of the age"),
    ("It is in today's edition.", [("today", "2018-09-12")], "of the day"),
    ("The March accession will help.", [("March", "2019-03")], "described by a month"),
    ("The bridge is now open.", [("now", "PRESENT_REF")], "the article's time"),
    ('"The bridge is open now," the mayor said.', [("now", "PRESENT_REF")], "and the speaker's is the same"),
    ('"It was the mayor saying this now," she said.', [], "but a quoted past is told"),
    ("Now, he says, it looks bleak.", [], "it opens a sentence"),
]


@pytest.mark.parametrize(("text", "expected", "why"), [*TENSE, *NEIGHBOURS, *IDIOMS], ids=lambda value: str(value)[:60])
def test_surfaces_and_values(text: str, expected: list[tuple[str, str]], why: str) -> None:
    assert [(x.surface, x.value) for x in tag_times(text, published=PUBLISHED)] == expected, why
