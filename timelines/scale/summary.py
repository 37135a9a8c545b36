"""A timeline in a sentence: "23 events from Aug. 6 to Oct. 28, 2024; most in August"."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from math import floor

from django.utils.translation import gettext, ngettext

from timelines.dates import DateValue
from timelines.dates.calendars import year_month_day
from timelines.dates.display import day_text, year_text
from timelines.dates.words import MONTHS
from timelines.scale.extent import extents, offset_of
from timelines.scale.ticks import year_name

DAYS, MONTHLY, YEARLY = range(3)
YEARS, LONG = 3 * 365, 25 * 365  # days up to which months, and years, are named


def summary(dates: Sequence[DateValue], today: date) -> str:
    """Say how many events there are, undated ones included, from when to when, and when most were."""
    count = ngettext("%(num)s event", "%(num)s events", len(dates)) % {"num": len(dates)}
    offset = offset_of(dates)
    found = [(extent, value) for value in dates for extent in extents(value, offset)]
    if not found:
        return count
    (first, first_of), (last, last_of) = (
        min(found, key=lambda each: each[0].start), max(found, key=lambda each: each[0].end),
    )  # fmt: skip
    begins, ends = floor(first.start), floor(last.end - (1e-6 if last.end > last.start else 0))
    long = ends - begins > YEARS
    level = YEARLY if long else max(_level(first_of), _level(last_of))
    text = count
    if said := _period(begins, ends, level, today):
        text += f" {said}"
    if busiest := _busiest([floor(extent.start) for extent, _ in found], ends - begins, today):
        text += gettext("; most in %(period)s") % {"period": busiest}
    return text


def _level(value: DateValue) -> int:
    if value.precision in ("day", "minute", "week"):
        return DAYS
    return MONTHLY if value.precision in ("month", "season", "quarter") else YEARLY


def _period(begins: int, ends: int, level: int, today: date) -> str:
    (year, month, day), (last_year, last_month, last_day) = year_month_day(begins), year_month_day(ends)
    if level == YEARLY:
        first, last = year_name(year), year_name(last_year)
    elif level == MONTHLY:
        first, last = MONTHS[month - 1], f"{MONTHS[last_month - 1]} {year_text(last_year)}"
        first = first if year == last_year and month != last_month else f"{first} {year_text(year)}"
    else:
        said = "" if last_year == year == today.year else f", {year_text(last_year)}"
        last = day_text(last_month, last_day) + said
        first = day_text(month, day) + (f", {year_text(year)}," if year != last_year else "")
        if begins == ends:
            return gettext("on %(day)s") % {"day": last}
    if first == last:
        return gettext("in %(period)s") % {"period": last}
    return gettext("from %(first)s to %(last)s") % {"first": first, "last": last}


def _busiest(days: Sequence[int], span: int, today: date) -> str:
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
    if month:
        return MONTHS[month - 1] + (f" {year_text(year)}" if several and year != today.year else "")
    if span <= LONG:
        return year_text(year)
    return gettext("the %(decade)ss") % {"decade": year} if year >= 1000 else ""
