"""Periods as they are named: a day, a season, early 2024. Years are astronomical (0 is 1 B.C.)."""

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from .calendars import day_number, days_in, year_month_day
from .zones import offset_name

Json: TypeAlias = dict[str, Any]
Unit = Literal["year", "month", "day"]

# Coarse to fine; "none" is an undated label.
PRECISIONS = "millennium century decade year half season quarter month week day minute".split()
COARSENESS = {name: rank for rank, name in enumerate(PRECISIONS)}
MONTHS_IN = {"half": 6, "season": 3, "quarter": 3}
PARTS = ("early", "mid", "late")


@dataclass(frozen=True)
class Period:
    """One period as named. `number` is the month, or the season (1 is spring), quarter or half.

    A decade or century has its first year; a week its Monday; a fiscal year the year it ends in. `offset` is in
    minutes east of Greenwich.
    """

    precision: str
    year: int
    number: int = 0
    day: int = 0
    minute: int = 0
    offset: int = 0
    zone: str = ""  # IANA name, or a fixed offset such as "+03:00"
    zone_named: bool = False  # False: the newsroom's zone, which is not printed
    part: str = ""  # early, mid, late, overnight
    word: str = ""  # as typed: morning, autumn, "span" for winter 2023-24, "hundreds" for the 1800s
    approximate: str = ""  # "circa" or "about", as typed
    uncertain: bool = False
    fiscal: int = 0  # the month in which the fiscal year starts, for a fiscal period
    calendar: str = "gregorian"

    def __post_init__(self) -> None:
        winter = self.precision == "season" and self.number == 4
        if winter and self.part in ("mid", "late") and 1000 <= self.year < 9999:
            object.__setattr__(self, "word", "span")  # late winter 2024 is in 2025: show both years

    @cached_property
    def span(self) -> tuple[Unit, int, int]:
        """(unit, first, last): years, months counted as year * 12 + month - 1, or day numbers."""
        unit, first, last = self._whole()
        if self.part in PARTS and self.precision not in ("day", "minute"):
            unit, first, last = _third(unit, first, last, PARTS.index(self.part))
        if unit != "day" and (self.fiscal or self.calendar == "julian"):
            first, last = first_day(unit, first, self.calendar), first_day(unit, last + 1, self.calendar) - 1
            unit = "day"
        return unit, first, last

    def _whole(self) -> tuple[Unit, int, int]:
        if self.precision in ("day", "minute"):
            day = day_number(self.year, self.number, self.day, self.calendar)
            return "day", day, day
        if self.precision == "week":
            monday = day_number(self.year, self.number, self.day)
            return "day", monday, monday + 6
        if self.precision == "century":
            return "year", self.year or 1, self.year + 99  # no year zero: the first century begins in A.D. 1
        if self.precision == "decade":
            return "year", self.year or 1, self.year + 9
        if self.precision == "millennium":
            return "year", self.year or 1, self.year + 999
        first = self.year * 12
        if self.precision == "year" and not self.fiscal:
            return "year", self.year, self.year
        if self.precision == "month":
            return "month", first + self.number - 1, first + self.number - 1
        if self.fiscal:  # named by the year it ends in
            first += self.fiscal - 1 - (12 if self.fiscal > 1 else 0)
        if self.precision == "year":
            return "month", first, first + 11
        months = MONTHS_IN[self.precision]
        first += (self.number - 1) * months + (2 if self.precision == "season" else 0)
        return "month", first, first + months - 1

    @cached_property
    def days(self) -> tuple[int, int]:
        """First and last day number, inclusive."""
        unit, first, last = self.span
        return first_day(unit, first), first_day(unit, last + 1) - 1

    @property
    def instant(self) -> int:
        """Minutes since 1970-01-01T00:00Z of a time of day."""
        return self.days[0] * 1440 + self.minute - self.offset

    @property
    def qualifier(self) -> str:
        """EDTF: `~` approximate, `?` uncertain, `%` both."""
        approximate = (
            self.approximate or self.word == "ago" or (self.part in PARTS and self.precision not in ("day", "minute"))
        )
        return ("%" if self.uncertain else "~") if approximate else ("?" if self.uncertain else "")

    def to_json(self) -> Json:
        """Return the fields that don't have their default."""
        return {f.name: got for f in fields(self) if (got := getattr(self, f.name)) != f.default}


def _third(unit: Unit, first: int, last: int, third: int) -> tuple[Unit, int, int]:
    """Return the early, mid or late part of a span.

    Days 1-10/11-20/21-end of a month, Jan-Apr/May-Aug/Sep-Dec of a year, years 0-3/4-6/7-9 of a decade,
    0-33/34-66/67-99 of a century, one month of a season or quarter, two of a half, Mon-Tue/Wed-Thu/Fri-Sun of a week.
    """
    if unit == "year" and first == last:
        return _third("month", first * 12, first * 12 + 11, third)
    if unit == "month" and first == last:
        start, end = first_day("month", first), first_day("month", first + 1) - 1
        return "day", start + 10 * third, end if third == 2 else start + 10 * third + 9
    size = last - first + 1
    cuts = {7: (0, 2, 4, 7), 10: (0, 4, 7, 10), 99: (0, 33, 66, 99), 100: (0, 34, 67, 100)}.get(size)
    begin, end = cuts[third : third + 2] if cuts else (size * third // 3, size * (third + 1) // 3)
    return unit, first + begin, first + end - 1


def first_day(unit: Unit, number: int, calendar: str = "gregorian") -> int:
    """Return the first day of a year, of a month counted as year * 12 + month - 1, or the day itself."""
    if unit == "day":
        return number
    year, month = (number, 0) if unit == "year" else divmod(number, 12)
    return day_number(year, month + 1, 1, calendar)


def iso_day(number: int) -> str:
    """Format a day number as ISO 8601: -0043-03-15, 2024-08-06, +12024-01-01."""
    year, month, day = year_month_day(number)
    written = f"{year:04}" if 0 <= year <= 9999 else f"{year:+05}"
    return f"{written}-{month:02}-{day:02}"


def iso_minute(period: Period) -> str:
    """Format a minute with its offset: 2024-11-08T15:30:00-05:00."""
    clock = f"{period.minute // 60:02}:{period.minute % 60:02}:00"
    return f"{iso_day(period.days[0])}T{clock}{offset_name(period.offset)}"


def period_from_json(stored: Json) -> Period:
    """Read the JSON of `Period.to_json`. Raises TypeError or KeyError for anything else."""
    for f in fields(Period):
        if f.name in stored and type(stored[f.name]) is not f.type:
            raise TypeError(f"{f.name} is {stored[f.name]!r}")
    if stored["precision"] not in COARSENESS:
        raise TypeError(f"precision is {stored['precision']!r}")
    if stored["precision"] in ("month", "week", "day", "minute"):
        month, day = stored["number"], stored.get("day", 1)
        if not (1 <= month <= 12 and 1 <= day <= days_in(stored["year"], month, stored.get("calendar", "gregorian"))):
            raise TypeError(f"there is no day {month}/{day}")
    return Period(**stored)


def shown_day(period: Period) -> int:
    """Return the day that a time is printed under: AP's midnight belongs to the day that is ending."""
    return period.days[0] - (1 if period.precision == "minute" and period.minute == 0 else 0)


def shifted(period: Period, by: int) -> Period:
    """Return a minute `by` minutes later."""
    day, minute = divmod(period.days[0] * 1440 + period.minute + by, 1440)
    year, number, day_of_month = year_month_day(day)
    return replace(period, year=year, number=number, day=day_of_month, minute=minute, calendar="gregorian")
