"""EDTF strings (ISO 8601-2:2019, Library of Congress profile) of date values.

What EDTF cannot express is written coarser: intervals and sets leave out times of day and write seasons, quarters
and halves as months; a year beyond four digits (Y12024) has no month.
"""

from collections.abc import Sequence
from dataclasses import replace

from .calendars import year_month_day
from .period import PARTS, Period, Unit, iso_minute

CODES = {"season": 20, "quarter": 32, "half": 39}  # 21 spring, 33 first quarter, 40 first half


def edtf_of(periods: Sequence[Period], relation: str, wording: str, *, open_start: bool, open_end: bool) -> str:
    """Return the EDTF string of a DateValue with these fields."""
    first, last = periods[0], periods[-1]
    match relation:
        case "before":
            return f"[..{_outside(first, 'before') if wording != 'by' else _edge(first, 1)}]"
        case "after":
            return f"[{_outside(first, 'after') if wording != 'no earlier than' else _edge(first, 0)}..]"
        case "range" if open_start:
            return "../" + _edge(first, 1)
        case "range" if open_end:
            return _edge(first, 0) + "/.."
        case "range" if len(periods) > 1:
            return _joined("{}/{}", _edge(first, 0), _edge(last, 1))
        case "one-of" if wording == "between":
            return _joined("[{}..{}]", _edge(first, 0), _edge(last, 1))
        case "one-of" | "all-of":
            members = _members(periods)
            opening, closing = "[]" if relation == "one-of" else "{}"
            return f"{opening}{members}{closing}" if "," in members or ".." in members else members
    return _alone(first)  # one date, also a week or a fiscal year


def _outside(period: Period, side: str) -> str:
    """Write the last unit before a period, or the first after it. Times of day are written as their day."""
    if period.precision == "minute":
        return _edge(period, 1 if side == "before" else 0)
    unit, first, last = period.span
    whole = replace(period, part="")  # the day before early August is not itself approximate
    return _written(unit, first - 1 if side == "before" else last + 1, whole)


def _joined(form: str, first: str, last: str) -> str:
    return first if first == last else form.format(first, last)


def _alone(period: Period) -> str:
    unit, first, last = period.span
    if period.precision == "minute":
        return iso_minute(period)
    if unit == "month" and period.precision in CODES and period.part not in PARTS:
        year = _year(period.year)
        code = "" if year[0] == "Y" else f"-{CODES[period.precision] + period.number}"
        return f"{year}{code}{period.qualifier}"
    if (collapsed := _collapsed(period)) and unit == "year" and not period.part:
        return collapsed + period.qualifier
    return _joined("{}/{}", _written(unit, first, period), _written(unit, last, period))


def _collapsed(period: Period) -> str:
    """Return 199X or 18XX if all years of the period share those digits."""
    if period.precision == "decade" and 0 <= period.year <= 9999 and period.year % 10 == 0:
        return f"{period.year // 10:03}X"
    if period.precision == "century" and 0 <= period.year <= 9999:
        return f"{period.year // 100:02}XX"
    if period.precision == "century" and -9999 <= period.year < 0:  # 500-401 B.C. is -0499 to -0400: -04XX
        return f"-{-(period.year + 99) // 100:02}XX"
    return ""


def _edge(period: Period, last: int) -> str:
    if (collapsed := _collapsed(period)) and not period.part and period.calendar == "gregorian":
        return collapsed + period.qualifier
    unit, *ends = period.span
    return _written(unit, ends[last], period)


def _members(periods: Sequence[Period]) -> str:
    found = (
        _joined("{}..{}", _edge(period, 0), _edge(period, 1))
        if _collapsed(period) or period.precision in ("minute", "day", "month", "year")
        else _alone(period).replace("/", "..")
        for period in periods
    )
    return ",".join(dict.fromkeys(found))


def _year(year: int) -> str:
    if 0 <= year <= 9999:
        return f"{year:04}"
    return f"{year:05}" if -9999 <= year < 0 else f"Y{year}"


def _written(unit: Unit, number: int, period: Period) -> str:
    """Write a year, month or day; what a part makes approximate is marked on its last component only."""
    figures = {"year": (number,), "month": (number // 12, number % 12 + 1)}.get(unit)
    year, *rest = figures or year_month_day(number)
    written = [_year(year), *(f"{each:02}" for each in rest)]
    qualifier = "" if period.precision == "minute" else period.qualifier
    if written[0][0] == "Y" or not rest:
        return written[0] + qualifier
    if period.part in PARTS and period.precision not in ("day", "minute"):
        written[-1] = qualifier + written[-1]
        return "-".join(written)
    return "-".join(written) + qualifier
