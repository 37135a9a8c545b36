"""The ticks of an axis, from minutes to billions of years, with labels that don't overlap."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from timelines.dates.calendars import day_number, days_in, year_month_day
from timelines.dates.names import Names
from timelines.scale.labels import SMALL, text_width

GAP = 24  # between two labels
LEAST = 36  # what a label takes, with the space beside it
DAYS_OF_MONTH = {2: range(1, 30, 2), 7: (1, 8, 15, 22), 14: (1, 15)}
DEEP = 12_000  # years before which labels count years ago


@dataclass(frozen=True)
class Step:
    """A distance between ticks, such as ("month", 3); `days` is about its length."""

    unit: str
    number: int
    days: float


STEPS = [
    *(Step("minute", number, number / 1440) for number in (1, 5, 10, 15, 30, 60, 120, 180, 360, 720)),
    *(Step("day", number, number) for number in (1, 2, 7, 14)),
    *(Step("month", number, number * 30.4) for number in (1, 2, 3, 6)),
    *(Step("year", each * 10**power, each * 10**power * 365.2) for power in range(10) for each in (1, 2, 5)),
]


@dataclass(frozen=True)
class Tick:
    """A tick at `x`; `label` is "" where none fits."""

    x: float
    label: str


def ticks(
    first: float,
    last: float,
    place: Callable[[float], float],
    width: float,
    today: date,
    names: Names,
    *,
    timed: bool,
) -> list[Tick]:
    """Return the ticks of the finest step whose labels fit between `first` and `last`, days since 1970.

    They are whole days at least, unless something is `timed`.
    """
    best: list[Tick] = []
    for step in STEPS:
        if (last - first) / step.days > width / LEAST or (step.unit == "minute" and not timed):
            continue
        texts = [(at, label_of(step, at, names)) for at in boundaries(step, first, last)]
        texts = _with_year(texts, step, today, names, lambda at, text: place(at) >= text_width(text, SMALL) / 2)
        made, skipped = _fitted([(place(at), text) for at, text in texts], width)
        labeled = sum(bool(tick.label) for tick in made)
        if labeled >= 2 and not skipped:
            return made
        if labeled > sum(bool(tick.label) for tick in best):
            best = [tick for tick in made if tick.label]
    return best


def boundaries(step: Step, first: float, last: float) -> Iterator[float]:
    """Yield the instants between `first` and `last`, in days since 1970, at which a step begins."""
    if step.unit == "minute":
        each = step.number
        yield from (n * each / 1440 for n in range(ceil(first * 1440 / each), floor(last * 1440 / each) + 1))
    elif step.unit == "day":
        wanted = DAYS_OF_MONTH.get(step.number, range(1, 32))
        yield from (day for day in range(ceil(first), floor(last) + 1) if year_month_day(day)[2] in wanted)
    elif step.unit == "month":
        for month in range(_month(first), _month(last) + 1):
            if month % step.number == 0 and first <= (day := day_number(month // 12, month % 12 + 1, 1)) <= last:
                yield day
    else:
        for year in _years(step.number, year_month_day(floor(first))[0], year_month_day(floor(last))[0]):
            if first <= (day := day_number(year, 1, 1)) <= last:
                yield day


def label_of(step: Step, at: float, names: Names) -> str:
    """Label a boundary: "3 p.m.", "Nov. 8", "Nov.", "2024", "44 B.C."; the first of a day, month, year by that."""
    year, month, day = year_month_day(floor(at))
    minute = round((at - floor(at)) * 1440)
    if step.unit == "minute" and minute:
        return names.time(minute)
    if step.unit in ("minute", "day"):
        return names.year(year) if (month, day) == (1, 1) and step.unit == "day" else names.day(month, day)
    if step.unit == "month" and month != 1:
        return names.short_month(month)
    return names.ago(-year) if _is_deep(step, year) else year_name(year, names)


def name_of(step: Step, at: float, names: Names) -> str:
    """Name the stretch that begins at a boundary: "Nov. 8, 2024, 3 p.m.", "November 2024", "2020-24", "the 1990s"."""
    year, month, day = year_month_day(floor(at))
    if step.unit == "minute":
        return f"{names.full_day(year, month, day)}, {names.time(round((at - floor(at)) * 1440))}"
    if step.unit == "day":
        if step.number == 1:
            return names.full_day(year, month, day)
        following = [*(each for each in DAYS_OF_MONTH[step.number] if each > day), days_in(year, month) + 1]
        return names.days(year, month, day, following[0] - 1)
    if step.unit == "month":
        return names.months(year, month, month + step.number - 1) if step.number > 1 else names.month_of(year, month)
    if step.number == 1 or _is_deep(step, year):
        return label_of(step, at, names)
    return names.years(year, year + step.number - 1 if year != 1 else step.number - 1)


def _month(at: float) -> int:
    year, month, _ = year_month_day(floor(at))
    return year * 12 + month - 1


def _years(number: int, first: int, last: int) -> Iterator[int]:
    """Yield round years as people name them: 500 B.C., A.D. 1, A.D. 500; years ago in deep time."""
    for n in range(floor((first - 1) / number), ceil(last / number) + 1):
        named = n * number
        if first < -DEEP:
            yield from (named,) if named else ()
        elif named > 0 or number == 1:
            yield named
        else:
            yield named + 1  # 500 B.C. is the year -499, and A.D. 1 stands for the year zero that there was not


def year_name(year: int, names: Names) -> str:
    """Name an astronomical year, in deep time as years ago: "2024", "44 B.C.", "66 million years ago"."""
    return names.year(year) if year > -DEEP else names.ago(-year)


def _is_deep(step: Step, year: int) -> bool:
    """Whether a boundary is one of round years ago; others are round years B.C."""
    return year < 0 and step.number >= 1_000 and year % step.number == 0


def _with_year(
    texts: list[tuple[float, str]], step: Step, today: date, names: Names, fits: Callable[[float, str], bool]
) -> list[tuple[float, str]]:
    """Add the year to the first label of a day or month if no label says it, and it isn't this year."""
    years = {year_month_day(floor(at))[0] for at, _ in texts}
    said = {names.year(year) for year in years}
    if step.unit == "year" or years == {today.year} or any(text in said for _, text in texts):
        return texts
    for n, (at, _) in enumerate(texts):
        year, month, day = year_month_day(floor(at))
        with_year = names.short_month_of(year, month) if step.unit == "month" else names.full_day(year, month, day)
        if at == floor(at) and fits(at, with_year):
            return [*texts[:n], (at, with_year), *texts[n + 1 :]]
    return texts


def _fitted(texts: list[tuple[float, str]], width: float) -> tuple[list[Tick], bool]:
    """Return ticks without labels that would leave the frame or overlap, and whether any overlapped."""
    made, skipped, free_from = [], False, 0.0
    for x, text in texts:
        half = text_width(text, SMALL) / 2
        if x - half < 0 or x + half > width:
            text = ""
        elif x - half < free_from:
            text, skipped = "", True
        else:
            free_from = x + half + GAP
        made.append(Tick(x, text))
    return made, skipped
