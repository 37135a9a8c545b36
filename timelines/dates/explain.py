"""The sentence under the admin's date field: how a date was read, with its bounds in full."""

from dataclasses import replace
from datetime import date

from timelines.dates.calendars import year_month_day
from timelines.dates.display import AP_MONTHS, pieces, year_text
from timelines.dates.value import DateError, DateValue


def reads_as(value: DateValue | DateError, today: date) -> str:
    """The sentence under the admin's date field: "reads as: Aug. 6 to Aug. 9, 2024"."""
    if isinstance(value, DateError):
        return f"not a date: {value.message}"
    if value.undated:
        return f"reads as: no date; “{value.wording}” is a label and keeps its place in the list"
    if value.label and "".join(text for text, _ in pieces(value, None)).find(value.label) < 0:
        return f"{reads_as(replace(value, label=''), today)}; “{value.label}” is its label"
    spelled = _spelled(value)
    shown = "".join(text for text, _ in pieces(value, None))
    if _plain(value):
        return f"reads as: {spelled}"
    return f"reads as: {shown}" + (f" ({spelled})" if spelled != shown else "")


def _plain(value: DateValue) -> bool:
    """A range of whole days: its bounds say it all."""
    return value.relation == "range" and len(value.periods) == 2 and all(
        p.precision == "day" and not (p.part or p.qualifier) for p in value.periods
    )  # fmt: skip


def _spelled(value: DateValue) -> str:
    """The bounds in full: "Aug. 6 to Aug. 9, 2024", "on or after Jan. 1, 2022"."""
    minutes = any(p.precision == "minute" for p in value.periods)
    if minutes or (value.relation == "at" and value.precision == "day"):
        return "".join(text for text, _ in pieces(value, None))
    first, last = value.bounds
    if first is None:
        return f"on or before {_full_day(last or 0)}"
    if last is None:
        return f"on or after {_full_day(first)}"
    year, month, day = year_month_day(first)
    start = _day(month, day) if year == year_month_day(last)[0] else _full_day(first) + ","
    return f"{start} to {_full_day(last)}"


def _full_day(number: int) -> str:
    year, month, day = year_month_day(number)
    return f"{_day(month, day)}, {year_text(year)}"


def _day(month: int, day: int) -> str:
    return f"{AP_MONTHS[month - 1]} {day}"
