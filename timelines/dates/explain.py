"""The sentence under the desk's date field: how a date was read, with its bounds in full."""

from dataclasses import replace

from .calendars import year_month_day
from .display import day_text, full_day, in_words
from .value import DateError, DateValue


def reads_as(value: DateValue | DateError) -> str:
    """Say how a date was read: "reads as: Aug. 6 to Aug. 9, 2024"."""
    if isinstance(value, DateError):
        return f"not a date: {value.message}"
    if value.undated:
        return f"reads as: no date; “{value.wording}” is a label and keeps its place in the list"
    shown = in_words(value)
    if value.label not in shown:
        return f"{reads_as(replace(value, label=''))}; “{value.label}” is its label"
    bounds = _bounds(value)
    if bounds in ("", shown):
        return f"reads as: {shown}"
    days = all(p.precision == "day" and not (p.part or p.qualifier) for p in value.periods)
    range_of_days = days and value.relation == "range" and len(value.periods) == 2
    return f"reads as: {bounds}" if range_of_days else f"reads as: {shown} ({bounds})"


def _bounds(value: DateValue) -> str:
    """Write out the bounds: "Aug. 6 to Aug. 9, 2024", "on or after Jan. 1, 2022"; "" for a day or times of day."""
    minutes = any(p.precision == "minute" for p in value.periods)
    if minutes or (value.relation == "at" and value.precision == "day"):
        return ""
    first, last = value.bounds
    if first is None:
        return f"on or before {full_day(last or 0)}"
    if last is None:
        return f"on or after {full_day(first)}"
    year, month, day = year_month_day(first)
    start = day_text(month, day) if year == year_month_day(last)[0] else full_day(first) + ","
    return f"{start} to {full_day(last)}"
