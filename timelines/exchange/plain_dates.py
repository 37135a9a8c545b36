"""Conversion between date values and the figures of other formats: year, month, day, hour, minute, a start and an end.

A moment is (year,), (year, month), (year, month, day) or (year, month, day, hour, minute); its year is astronomical
(0 is 1 B.C.). Nothing rolls over: Feb. 30 is refused.
"""

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from timelines.dates import DateError, DateValue, Period
from timelines.dates.calendars import day_number, days_in
from timelines.dates.display import day_text, in_words, year_text
from timelines.dates.words import MONTHS
from timelines.exchange.content import Setting

Moment = tuple[int, ...]
PARTS = ("year", "month", "day", "hour", "minute")
UNDATED = "Undated"  # shown for an event without a date or words for when
_ISO = re.compile(r"([+-]?\d+)-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?")
_FIGURES = {"year": 1, "month": 2, "day": 3}


class Ends(NamedTuple):
    """First and last moment that a date covers; None for open."""

    start: Moment | None
    end: Moment | None


def ends(value: DateValue) -> Ends:
    """Return the first and last moment of a dated value, each no finer than its period."""

    def minute(period: Period) -> int:
        return period.instant if period.precision == "minute" else 0

    first = min(value.periods, key=lambda period: (period.days[0], minute(period)))
    last = max(value.periods, key=lambda period: (period.days[1], minute(period)))
    return Ends(_cut(value.start, first), _cut(value.end, last))


def _cut(iso: str | None, period: Period) -> Moment | None:
    found = _ISO.match(iso or "")
    if not found:
        return None
    return tuple(int(part) for part in found.groups() if part is not None)[
        : 5 if found[4] else _FIGURES[period.span[0]]
    ]


def in_full(value: DateValue) -> str:
    """Format a date for readers of another day and place: with its year, and the zone of a time of day."""
    named = tuple(replace(p, zone_named=True) if p.precision == "minute" else p for p in value.periods)
    return in_words(replace(value, periods=named))


def impossible(moment: Moment) -> str:
    """Return why a moment does not exist; "" if it does."""
    year, month, day, hour, minute = (*moment, *(1, 1, 0, 0)[len(moment) - 1 :])
    if not 1 <= month <= 12:
        return f"There is no month {month}: write 1 to 12."
    if not 1 <= day <= days_in(year, month):
        return f"{MONTHS[month - 1]} {year_text(year)} has {days_in(year, month)} days: there is no {day}."
    if not 0 <= hour <= 23:
        return f"There is no hour {hour}: write 0 to 23."
    if not 0 <= minute <= 59:
        return f"There is no minute {minute}: write 0 to 59."
    return ""


def words(moment: Moment) -> str:
    """Write a moment as an editor would type it."""
    year = year_text(moment[0])
    match moment[1:]:
        case ():
            return year
        case (month,):
            return f"{MONTHS[month - 1]} {year}"
        case (month, day):
            return f"{day_text(month, day)}, {year}"
    month, day, hour, minute = moment[1:]
    clock = f"{(hour - 1) % 12 + 1}:{minute:02} {'p.m.' if hour >= 12 else 'a.m.'}"
    return f"{day_text(month, day)}, {year}, {clock}"


def value_of(start: Moment | None, end: Moment | None, setting: Setting) -> DateValue | DateError:
    """Return the date from `start` through `end`, one of which may be open, as if an editor had typed it."""
    for moment in (start, end):
        if moment and (why := impossible(moment)):
            return DateError(str(moment), why)
    if start and end and (covered(end)[1] < covered(start)[0] or (len(start) == len(end) and end < start)):
        return DateError("", f"It ends ({words(end)}) before it starts ({words(start)}).")
    if start and end and start != end:
        return setting.parse(f"from {words(start)} to {words(end)}")
    if start:
        return setting.parse(words(start))
    return setting.parse(f"through {words(end)}") if end else DateError("", "There is no date.")


def covered(moment: Moment) -> tuple[int, int]:
    """Return the first and last day number of a moment."""
    year, month, day = (*moment, 0, 0)[:3]
    last_month = month or 12
    last_day = day or days_in(year, last_month)
    return day_number(year, month or 1, day or 1), day_number(year, last_month, last_day)


def read_display(text: str, start: Moment, end: Moment | None, setting: Setting) -> DateValue | None:
    """Read a display text, if it is a date and doesn't contradict the figures beside it; else None.

    The figures only place an event on a line: an event shown as "circa 1250", "summer 1969" or "the 1990s" has that
    date, not the Jan. 1 it is placed at. A text that shares nothing with them is not trusted.
    """
    year, month, day = (*start, 1, 1)[:3]  # "Aug. 6" is in the year of its figures
    value = setting.parse(text, date(year, month, day) if 1 <= year <= 9999 else setting.today)
    if isinstance(value, DateError) or value.undated:
        return None
    ours = ends(value)
    if len(start) == 5 and (ours.start or ours.end or ())[:5] not in (start, start[:3]):
        return None
    first, last = covered(start)[0], covered(end or start)[1]
    if value.open_end or value.open_start:
        edge, beside = (ours.start, start) if value.open_end else (ours.end, end or start)
        agrees = edge is not None and edge == beside[: len(edge)]
    else:
        low, high = value.bounds
        agrees = low is not None and high is not None and (
            (first <= low and high <= last) or (low <= first and last <= high) or (low == first and end is None)
        )  # fmt: skip
    if not agrees:
        return None
    again = setting.parse(in_full(value))
    return replace(value, warnings=again.warnings if isinstance(again, DateValue) else ())
