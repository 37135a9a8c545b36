"""Between our dates and the plain figures of other formats: year, month, day, hour, minute, a start and an end.

A moment is (year,), (year, month), (year, month, day) or (year, month, day, hour, minute), its year astronomical
(0 is 1 B.C.), as in ISO 8601. Nothing rolls over: Feb. 30 is refused, with the cure.
"""

import re
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from timelines.dates import DateError, DateValue
from timelines.dates.calendars import day_number, days_in, year_month_day
from timelines.dates.display import day_text, in_words, year_text
from timelines.dates.words import MONTHS
from timelines.exchange.content import Setting

Moment = tuple[int, ...]
PARTS = ("year", "month", "day", "hour", "minute")
_ISO = re.compile(r"([+-]?\d+)-(\d\d)-(\d\d)(?:T(\d\d):(\d\d))?")
_FIGURES = {"year": 1, "month": 2, "day": 3}


class Ends(NamedTuple):
    """First and last moment that a date covers; None for open."""

    start: Moment | None
    end: Moment | None


def ends(value: DateValue) -> Ends:
    """The first and the last moment of a dated value, each no finer than its period."""
    units = [(_FIGURES[period.span[0]], period) for period in value.periods]
    first = min(units, key=lambda each: (each[1].days[0], each[1].instant if each[1].precision == "minute" else 0))
    last = max(units, key=lambda each: (each[1].days[1], each[1].instant if each[1].precision == "minute" else 0))
    return Ends(_cut(value.start, first[0]), _cut(value.end, last[0]))


def _cut(iso: str | None, figures: int) -> Moment | None:
    found = _ISO.match(iso or "")
    if not found:
        return None
    return tuple(int(part) for part in found.groups() if part is not None)[: 5 if found[4] else figures]


def in_full(value: DateValue) -> str:
    """The display for readers of another day and place: with its year, and the zone of a time of day."""
    named = tuple(replace(p, zone_named=True) if p.precision == "minute" else p for p in value.periods)
    return in_words(replace(value, periods=named))


def impossible(moment: Moment) -> str:
    """Why there is no such moment; "" for one that there is."""
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
    """A moment as an editor would type it."""
    year = year_text(moment[0])
    if len(moment) == 1:
        return year
    if len(moment) == 2:
        return f"{MONTHS[moment[1] - 1]} {year}"
    day = f"{day_text(moment[1], moment[2])}, {year}"
    if len(moment) == 3:
        return day
    hour, minute = moment[3:]
    return f"{day}, {(hour - 1) % 12 + 1}:{minute:02} {'p.m.' if hour >= 12 else 'a.m.'}"


def value_of(start: Moment | None, end: Moment | None, setting: Setting) -> DateValue | DateError:
    """The date that covers from `start` through `end`; one of them may be open. Typed as an editor would type it."""
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
    """First and last day number of a moment."""
    year, month, day = (*moment[:3], *(0, 0)[len(moment) - 1 :]) if len(moment) < 3 else moment[:3]
    if day:
        number = day_number(year, month, day)
        return number, number
    if month:
        first = day_number(year, month, 1)
        return first, first + days_in(year, month) - 1
    return day_number(year, 1, 1), day_number(year, 12, 31)


def read_display(text: str, start: Moment, end: Moment | None, setting: Setting) -> DateValue | None:
    """What a display text says, if that is a date and does not contradict the figures beside it; else None.

    The figures only place an event on a line: shown as "circa 1250", "summer 1969" or "the 1990s" it is that,
    and not the Jan. 1 it was placed at. A text that shares no part with them is not trusted.
    """
    if not text:
        return None
    value = setting.parse(text, _day(start, setting.today))
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


def _day(moment: Moment, otherwise: date) -> date:
    """The day against which a display text is read: "Aug. 6" is of the year of its figures."""
    year, month, day = year_month_day(covered(moment)[0])
    return date(year, month, day) if 1 <= year <= 9999 else otherwise
