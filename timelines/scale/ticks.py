"""The ticks of an axis, from minutes to billions of years, with AP-style labels that don't overlap."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from timelines.dates.calendars import day_number, days_in, year_month_day
from timelines.dates.display import clock_text, day_text, year_text
from timelines.dates.words import AP_MONTHS, MONTHS
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
    first: float, last: float, place: Callable[[float], float], width: float, today: date, *, timed: bool
) -> list[Tick]:
    """Return the ticks of the finest step whose labels fit between `first` and `last`, days since 1970.

    They are whole days at least, unless something is `timed`.
    """
    best: list[Tick] = []
    for step in STEPS:
        if (last - first) / step.days > width / LEAST or (step.unit == "minute" and not timed):
            continue
        texts = [(at, label_of(step, at)) for at in boundaries(step, first, last)]
        texts = _with_year(texts, step, today, lambda at, text: place(at) >= text_width(text, SMALL) / 2)
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


def label_of(step: Step, at: float) -> str:
    """Label a boundary: "3 p.m.", "Nov. 8", "Nov.", "2024", "44 B.C."; the first of a day, month, year by that."""
    year, month, day = year_month_day(floor(at))
    minute = round((at - floor(at)) * 1440)
    if step.unit == "minute" and minute:
        return clock_text(minute)
    if step.unit in ("minute", "day"):
        return year_text(year) if (month, day) == (1, 1) and step.unit == "day" else day_text(month, day)
    if step.unit == "month" and month != 1:
        return AP_MONTHS[month - 1]
    return _ago(-year) if _is_deep(step, year) else year_name(year)


def name_of(step: Step, at: float) -> str:
    """Name the stretch that begins at a boundary: "Nov. 8, 2024, 3 p.m.", "November 2024", "2020-24", "the 1990s"."""
    year, month, day = year_month_day(floor(at))
    if step.unit in ("minute", "day"):
        named = f"{day_text(month, day)}, {year_text(year)}"
        if step.unit == "minute":
            return f"{named}, {clock_text(round((at - floor(at)) * 1440))}"
        if step.number == 1:
            return named
        following = [*(each for each in DAYS_OF_MONTH[step.number] if each > day), days_in(year, month) + 1]
        return f"{day_text(month, day)}-{following[0] - 1}, {year_text(year)}"
    if step.unit == "month":
        until = f"-{MONTHS[month + step.number - 2]}" if step.number > 1 else ""
        return f"{MONTHS[month - 1]}{until} {year_text(year)}"
    if step.number == 1 or _is_deep(step, year):
        return label_of(step, at)
    if year > 0 and step.number == 10:
        return f"the {year // 10 * 10}s"
    last = year + step.number - 1 if year != 1 else step.number - 1
    if year >= 1000:
        return f"{year}-{last if last // 100 != year // 100 or last % 100 < 13 else last % 100}"
    return f"{year_text(year)} to {year_text(last)}"


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


def year_name(year: int) -> str:
    """Format an astronomical year, in deep time as years ago: "2024", "44 B.C.", "66 million years ago"."""
    return year_text(year) if year > -DEEP else _ago(-year)


def _is_deep(step: Step, year: int) -> bool:
    """Whether a boundary is one of round years ago; others are round years B.C."""
    return year < 0 and step.number >= 1_000 and year % step.number == 0


def _ago(years: int) -> str:
    for name, size in (("billion", 10**9), ("million", 10**6)):
        if years >= size:
            return f"{years / size:.4g} {name} years ago"
    return f"{years:,} years ago"


def _with_year(
    texts: list[tuple[float, str]], step: Step, today: date, fits: Callable[[float, str], bool]
) -> list[tuple[float, str]]:
    """Add the year to the first label of a day or month if no label says it, and it isn't this year."""
    years = {year_month_day(floor(at))[0] for at, _ in texts}
    if (
        step.unit == "year"
        or years == {today.year}
        or any(text == year_text(year) for year in years for _, text in texts)
    ):
        return texts
    for n, (at, text) in enumerate(texts):
        with_year = f"{text}{' ' if step.unit == 'month' else ', '}{year_text(year_month_day(floor(at))[0])}"
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
