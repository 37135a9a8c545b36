"""A timeline in a sentence: "23 events from Aug. 6 to Oct. 28, 2024; most in August"."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import floor

from timelines.dates import DateValue
from timelines.dates.calendars import year_month_day
from timelines.dates.words import NUMBERS
from timelines.scale.extent import extents, offset_of
from timelines.scale.ticks import year_name
from timelines.translations import Words, words_in

DAYS, MONTHLY, YEARLY = range(3)
YEARS, LONG = 3 * 365, 25 * 365  # days up to which months, and years, are named


def summary(dates: Sequence[DateValue], today: date, words: Words | None = None) -> str:
    """Say how many events there are, undated ones included, from when to when, and when most were."""
    words = words or words_in("en")
    text = words.ngettext("%(num)s event", "%(num)s events", len(dates))
    undated = sum(value.undated for value in dates)
    offset = offset_of(dates)
    found = [(extent, value) for value in dates for extent in extents(value, offset)]
    if not found:
        return text
    (first, first_of), (last, last_of) = (
        min(found, key=lambda each: each[0].start), max(found, key=lambda each: each[0].end),
    )  # fmt: skip
    begins, ends = floor(first.start), floor(last.end - (1e-6 if last.end > last.start else 0))
    long = ends - begins > YEARS
    level = YEARLY if long else max(_level(first_of), _level(last_of))
    text = _with_period(text, begins, ends, level, today, words)
    if undated:
        text = words.ngettext(
            "%(events)s, %(num)s without a date", "%(events)s, %(num)s without a date", undated,
            events=text, num=in_words(undated, words),
        )  # fmt: skip
    if busiest := _busiest([floor(extent.start) for extent, _ in found], ends - begins, today, words):
        text = words.gettext("%(events)s; most in %(period)s", events=text, period=busiest)
    return text


def in_words(number: int, words: Words) -> str:
    """Write a number within a sentence, in English as AP does: "six", "12"."""
    return NUMBERS[number - 1] if number < 10 and words.are_english else words.names.number(number)


def _level(value: DateValue) -> int:
    if value.precision in ("day", "minute", "week"):
        return DAYS
    return MONTHLY if value.precision in ("month", "season", "quarter") else YEARLY


def _with_period(text: str, begins: int, ends: int, level: int, today: date, words: Words) -> str:
    names = words.names
    (year, month, day), (last_year, last_month, last_day) = year_month_day(begins), year_month_day(ends)
    if level == YEARLY:
        first, last = year_name(year, names), year_name(last_year, names)
    elif level == MONTHLY:
        last = names.month_of(last_year, last_month)
        first = names.month(month) if year == last_year and month != last_month else names.month_of(year, month)
    else:
        this_year = last_year == year == today.year
        last = names.day(last_month, last_day) if this_year else names.full_day(last_year, last_month, last_day)
        first = names.day(month, day) if year == last_year else names.full_day(year, month, day)
        if begins == ends:
            return words.gettext("%(events)s on %(day)s", events=text, day=last)
        if year != last_year and not words.language:
            first += ","  # as AP has it within a sentence
    if first == last:
        return words.gettext("%(events)s in %(period)s", events=text, period=last)
    return words.gettext("%(events)s from %(first)s to %(last)s", events=text, first=first, last=last)


def _busiest(days: Sequence[int], span: int, today: date, words: Words) -> str:
    """Name the month, year or decade with more than two in five of the events, and more than any other."""
    if span <= 45 or len(days) < 5:
        return ""
    dates = [year_month_day(day) for day in days]
    several = len({year for year, _, _ in dates}) > 1
    if span <= YEARS:
        found = Counter((year, month) for year, month, _ in dates)
    else:
        found = Counter((year if span <= LONG else year // 10 * 10, 0) for year, _, _ in dates)
    (((year, month), most),) = found.most_common(1)
    if most * 5 <= len(days) * 2 or most == len(days):
        return ""
    names = words.names
    if month:
        return names.month_of(year, month) if several and year != today.year else names.month(month)
    return names.year(year) if span <= LONG else names.decade(year)
