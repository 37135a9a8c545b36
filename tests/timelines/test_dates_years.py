"""A typed year is in what was read, or the text is refused, or it is a label that warns. The full count is in tests/long."""

import re
from datetime import date

import pytest

from tests.timelines.date_grammar import Grammar, Typed
from timelines.dates import DateError, DateValue, Period, display, parse, reads_as
from timelines.dates.calendars import day_number

# A text of these alone has no date: "by 1914 ET" is 7:14 p.m.
CLOCK = re.compile(
    r"(?:[,;/()?–-]|\b(?:ET|EST|EDT|PT|GMT|UTC|BST|CET|Z|Eastern|Kyiv time|Moscow time|in|on|at|of|during|the|sometime|"
    r"throughout|by|before|after|since|until|till|through|from|prior to|up to|no|or|not|later|earlier|than|following|"
    r"starting|circa|c[.]|about|around|approximately|possibly|perhaps|probably|roughly|nearly|early|mid|late|end|"
    r"beginning|middle|start|month|year|morning|afternoon|evening|night|overnight|dawn|present|now|and|to)\b|[+]03:00|UTC[+]2|\s|"
    r"(?P<clock>\d{4}))+"
)
DAYS = (date(2024, 11, 8), date(2025, 1, 3), date(1999, 12, 31))


def holds(period: Period, year: int) -> bool:
    """Whether any day of the period is in the year, both in its own calendar; a fiscal year has two."""
    first, last = period.days
    if period.precision == "minute" and period.minute == 0:
        first -= 1  # midnight ends the day it is named with
    if period.precision == "week" or period.word == "span":  # named as a whole, of which this may be a part
        first, last = first - 62, last + 62
    begin, end = (day_number(year, month, day, period.calendar) for month, day in ((1, 1), (12, 31)))
    named = bool(period.fiscal) and year in (period.year, period.year - 1)
    return named or (first <= end and begin <= last)


def lost_years(typed: Typed, today: date) -> list[int]:
    """The years that were typed and that nothing in the reading holds."""
    read = parse(typed.text, today)
    if (clock := CLOCK.fullmatch(typed.text)) and len(typed.years) == 1 and clock["clock"]:
        return (
            []
            if isinstance(read, DateError) or read.precision in ("minute", "none")
            else list(typed.years) * (not read.periods)
        )
    clocks = {int(figures) for figures in re.findall(r"\b(\d{4}) (?:GMT|UTC|Z)\b", typed.text)}
    # Before a zone, beside another year, four figures are the time: "1938 EDT, the 17th of Aug., 1949".
    said = (
        {period.minute // 60 * 100 + period.minute % 60 for period in read.periods}
        if isinstance(read, DateValue)
        else set()
    )
    typed_years = [
        year
        for year in typed.years
        if not (year in clocks and not 1600 <= year < 2100)
        and not (year in said and len(re.findall(r"\d{3,}", typed.text)) > 1)
    ]
    if isinstance(read, DateError) or (read.undated and read.warnings):
        return []
    return [
        year for year in typed_years if not any(holds(period, at) for period in read.periods for at in (year, 1 - year))
    ]


def exceptions(seed: int, texts: int, today: date) -> list[str]:
    """The texts of that many of which the year is lost."""
    grammar = Grammar(seed, near=today.year)
    found = (grammar.text() for _ in range(texts))
    return [typed.text for typed in found if lost_years(typed, today)]


@pytest.mark.parametrize("today", DAYS)
def test_no_typed_year_is_lost(today: date) -> None:
    assert exceptions(today.toordinal(), 1_500, today) == []


@pytest.mark.parametrize(
    ("text", "start", "end", "shown"),
    [
        ("last week of August 2021", "2021-08-25", "2021-08-31", "Aug. 25-31, 2021"),
        ("last month of 2019", "2019-12-01", "2019-12-31", "December 2019"),
        ("last quarter of 2019", "2019-10-01", "2019-12-31", "fourth quarter of 2019"),
        ("the last half of 2023", "2023-07-01", "2023-12-31", "second half of 2023"),
        ("last half of fiscal 2023", "2023-04-01", "2023-09-30", "second half of fiscal 2023"),
        ("last weekend of June 2022", "2022-06-25", "2022-06-26", "June 25-26, 2022"),
        ("first week of May 2021", "2021-05-01", "2021-05-07", "May 1-7, 2021"),
        ("second week in May 2021", "2021-05-08", "2021-05-14", "May 8-14, 2021"),
        ("last week of 2021", "2021-12-25", "2021-12-31", "Dec. 25-31, 2021"),
        ("last week of summer 2021", "2021-08-25", "2021-08-31", "Aug. 25-31, 2021"),
        ("last day of August 2021", "2021-08-31", "2021-08-31", "Aug. 31, 2021"),
        ("last Monday in May 2021", "2021-05-31", "2021-05-31", "May 31, 2021"),
        ("the first Tuesday of November 2022", "2022-11-01", "2022-11-01", "Nov. 1, 2022"),
        ("the fourth Thursday in November 1998", "1998-11-26", "1998-11-26", "Nov. 26, 1998"),
        ("last Monday of last month", "2024-10-28", "2024-10-28", "Oct. 28"),
        ("last week of last month", "2024-10-25", "2024-10-31", "Oct. 25-31"),
        ("Monday of last week", "2024-10-28", "2024-10-28", "Oct. 28"),
        ("last week, Nov. 1, 2024", "2024-11-01", "2024-11-01", "Nov. 1"),
        ("this coming Friday", "2024-11-15", "2024-11-15", "Nov. 15"),
        ("this past month", "2024-10-01", "2024-10-31", "October"),
        ("two years ago in March", "2022-03-01", "2022-03-31", "March 2022"),
        ("two years ago in March 2022", "2022-03-01", "2022-03-31", "March 2022"),
        ("first fiscal quarter 2024", "2023-10-01", "2023-12-31", "first quarter of fiscal 2024"),
        ("Aug. 6 1914 ET", "1914-08-06", "1914-08-06", "Aug. 6, 1914 ET"),
        ("Aug. 6, Kyiv time", "2024-08-06", "2024-08-06", "Aug. 6, 2024 Kyiv time"),
        ("Christmas Day 1914", "1914-12-25", "1914-12-25", "Christmas Day, Dec. 25, 1914"),
        ("New Year’s Eve, 1999", "1999-12-31", "1999-12-31", "New Year's Eve, Dec. 31, 1999"),
        ("since Christmas Eve 1979", "1979-12-24", None, "since Dec. 24, 1979"),
        ("three weeks ago, Aug. 6, 2019", "2019-08-06", "2019-08-06", "Aug. 6, 2019"),
        ("Aug. 6, 2019 (last Monday)", "2019-08-06", "2019-08-06", "Aug. 6, 2019"),
        ("3-5 p.m. Aug. 6 1914", "1914-08-06T15:00:00-05:00", "1914-08-06T17:00:00-05:00", "Aug. 6, 1914, 3-5 p.m."),
        ("1530 GMT Aug. 6", "2024-08-06T15:30:00+00:00", "2024-08-06T15:30:00+00:00", "Aug. 6, 3:30 p.m. GMT"),
    ],
)
def test_two_facts_that_go_together_are_both_used(text: str, start: str, end: str | None, shown: str) -> None:
    value = parse(text, DAYS[0])
    assert isinstance(value, DateValue), value
    assert (value.start, value.end, display(value, DAYS[0])) == (start, end, shown)
    assert parse(shown, DAYS[0]) == value


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("this week in 1914", "the week of Nov. 4, 2024 isn't in 1914. Enter the date in full"),
        ("two years ago in March 2020", "2 years ago is 2022, not 2020"),
        ("last month, March 2020", "last month is"),
        ("Monday 1991", "Nov. 4, 2024 isn't in 1991"),
        ("3 p.m. Aug. 6-9 1914", "is 9 a day or an hour?"),
        ("1914 ET Aug. 6", "is 1914 the year or the time? Enter 19:14 ET"),
        ("Aug. 6, 1914 GMT", "Enter 19:14 GMT"),
        ("the weekend of Dec. 31, 2024", "isn't in 2024"),
        ("week 30 of 2024, May 6", "which day of the week of July 22, 2024?"),
        ("the last two weeks of 2021", "which days?"),
        ("fifth week of May 2021", "there is no such week"),
        ("fifth Monday of June 2021", "there is no such weekday"),
        ("late winter 2024", "late winter 2023-24 or late winter 2024-25"),
        ("winter 1999-2009", "more than one winter"),
        ("the morning of March 2020", "names the morning but no day"),
        ("3 p.m. on the morning of Aug. 6, 2019", "3 p.m. isn't in the morning"),
        ("noon in the 1990s", "a time of day and a decade, which don't go together"),
        ("Monday, spring 1914", "a day of the week and a season, which don't go together"),
        ("Monday Tuesday, Aug. 6, 2024", "two weekdays"),
        ("six August 2024", "doesn't count anything"),
        ("fiscal quarter 2024", "first quarter of fiscal 2024"),
        ("first decade 1975", "a year and a first decade, which don't go together"),
        ("from 1530 to last fiscal year 1931", "last year is 2024, not 1931"),
        ("fiscal 1928-29 2009", "29 of which month?"),
        ("1914-5 1918", "5 of which month?"),
    ],
)
def test_facts_that_cannot_both_be_meant_refuse_the_text(text: str, cure: str) -> None:
    read = parse(text, DAYS[0])
    assert isinstance(read, DateError), read
    assert cure in read.message


@pytest.mark.parametrize("text", ["Christmas 2023", "the 2024 election", "expected talks in 2026", "20240806 attack"])
def test_a_label_with_a_year_has_a_warning(text: str) -> None:
    read = parse(text, DAYS[0])
    assert isinstance(read, DateValue)
    assert read.undated
    assert "was not read" in read.warnings[0]


def test_a_holiday_without_a_year_stays_a_label_without_warning() -> None:
    read = parse("Christmas Day", DAYS[0])
    assert isinstance(read, DateValue)
    assert (read.undated, read.warnings) == (True, ())


def test_words_beside_a_typed_date_are_its_label() -> None:
    read = parse("Three weeks ago, Aug. 6, 2019", DAYS[0])
    assert isinstance(read, DateValue)
    assert read.label == "three weeks ago"
    assert DateValue.from_json(read.to_json()).label == "three weeks ago"
    assert "“three weeks ago” isn't Aug. 6, 2019: the date was kept" in read.warnings[0]
    assert reads_as(read) == "reads as: Aug. 6, 2019; “three weeks ago” is its label"


def test_a_week_of_a_month_has_a_warning_with_its_days() -> None:
    read = parse("first week of May 2021", DAYS[0])
    assert isinstance(read, DateValue)
    assert read.warnings == (
        "Read as seven days, May 1 to May 7; for Monday to Sunday write the week of April 26, 2021.",
    )


@pytest.mark.parametrize("text", ["Monday 1991", "two years ago in March 2020"])
def test_a_refusal_quotes_days_and_months_with_their_capitals(text: str) -> None:
    read = parse(text, DAYS[0])
    assert isinstance(read, DateError)
    assert f"“{text}”" in read.message
