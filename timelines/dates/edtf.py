"""EDTF strings (ISO 8601-2:2019, as profiled by the Library of Congress) of date values.

Where EDTF has no word we stay coarser and true: intervals and sets leave times of day
out, seasons, quarters and halves inside intervals are written as months, and a year
beyond four digits (Y12024) carries no month.
"""

from dataclasses import replace

from .calendars import year_month_day
from .value import DateValue, Period, Unit, iso_minute

CODES = {"season": 20, "quarter": 32, "half": 39}  # 21 spring, 33 first quarter, 40 first half


def edtf_of(value: DateValue) -> str:
    """The EDTF string; "" for an undated label."""
    if value.undated:
        return ""
    return FORMS[value.relation](value)


def _at(value: DateValue) -> str:
    return _alone(value.periods[0])


def _range(value: DateValue) -> str:
    if value.open_start:
        return "../" + _edge(value.periods[0], 1)
    if value.open_end:
        return _edge(value.periods[0], 0) + "/.."
    first, last = value.periods[0], value.periods[-1]
    if len(value.periods) == 1:  # a week, a fiscal year
        return _alone(first)
    return _joined("{}/{}", _edge(first, 0), _edge(last, 1))


def _one_of(value: DateValue) -> str:
    if value.wording == "between":
        return _joined("[{}..{}]", _edge(value.periods[0], 0), _edge(value.periods[1], 1))
    members = _members(value)
    return members if "," not in members and ".." not in members else f"[{members}]"


def _all_of(value: DateValue) -> str:
    members = _members(value)
    return members if "," not in members and ".." not in members else f"{{{members}}}"


def _before(value: DateValue) -> str:
    period = value.periods[0]
    if value.wording == "by" or period.precision == "minute":
        return f"[..{_edge(period, 1)}]"
    unit, first, _ = period.span
    return f"[..{_written(unit, first - 1, _unparted(period))}]"


def _unparted(period: Period) -> Period:
    """The day before early August is not itself approximate."""
    return replace(period, part="")


def _after(value: DateValue) -> str:
    period = value.periods[0]
    if value.wording == "no earlier than" or period.precision == "minute":
        return f"[{_edge(period, 0)}..]"
    unit, _, last = period.span
    return f"[{_written(unit, last + 1, _unparted(period))}..]"


FORMS = {"at": _at, "range": _range, "one-of": _one_of, "all-of": _all_of, "before": _before, "after": _after}


def _joined(form: str, first: str, last: str) -> str:
    return first if first == last else form.format(first, last)


def _alone(period: Period) -> str:
    """A period by itself, with the shortest word EDTF has for it."""
    unit, first, last = period.span
    if period.precision == "minute":
        return iso_minute(period)
    if unit == "month" and period.precision in CODES and period.part not in ("early", "mid", "late"):
        year = _year(period.year)
        return (
            year + period.qualifier
            if year[0] == "Y"
            else f"{year}-{CODES[period.precision] + period.number}{period.qualifier}"
        )
    if (collapsed := _collapsed(period)) and unit == "year" and not period.part:
        return collapsed + period.qualifier
    return _joined("{}/{}", _written(unit, first, period), _written(unit, last, period))


def _collapsed(period: Period) -> str:
    """199X and 18XX, where ten or a hundred years share their digits."""
    if period.precision == "decade" and 0 <= period.year <= 9999 and period.year % 10 == 0:
        return f"{period.year // 10:03}X"
    if period.precision == "century" and 0 <= period.year <= 9999:
        return f"{period.year // 100:02}XX"
    if period.precision == "century" and -9999 <= period.year < 0:  # 500-401 B.C. is -0499 to -0400: -04XX
        return f"-{-(period.year + 99) // 100:02}XX"
    return ""


def _edge(period: Period, last: int) -> str:
    """The period as the first (0) or last (1) end of an interval or set."""
    if (collapsed := _collapsed(period)) and not period.part and period.calendar == "gregorian":
        return collapsed + period.qualifier
    unit, *ends = period.span
    return _written(unit, ends[last], period)


def _members(value: DateValue) -> str:
    """A set's members, each once, in the order named."""
    found = []
    for period in value.periods:
        if _collapsed(period) or period.precision in ("minute", "day", "month", "year"):
            found.append(_joined("{}..{}", _edge(period, 0), _edge(period, 1)))
        else:
            member = _alone(period)
            found.append(member.replace("/", ".."))
    return ",".join(dict.fromkeys(found))


def _year(year: int) -> str:
    if 0 <= year <= 9999:
        return f"{year:04}"
    return f"{year:05}" if -9999 <= year < 0 else f"Y{year}"


def _written(unit: Unit, number: int, period: Period) -> str:
    """A year, month or day; what a part made approximate is marked on its last component only."""
    components: tuple[int, ...]
    if unit == "year":
        components = (number,)
    elif unit == "month":
        components = (number // 12, number % 12 + 1)
    else:
        components = year_month_day(number)
    year = _year(components[0])
    qualifier = "" if period.precision == "minute" else period.qualifier
    if year[0] == "Y" or len(components) == 1:
        return year + qualifier
    *head, tail = [year, *(f"{each:02}" for each in components[1:])]
    if period.part in ("early", "mid", "late") and period.precision not in ("day", "minute"):
        return "-".join([*head, qualifier + tail])
    return "-".join([*head, tail]) + qualifier
