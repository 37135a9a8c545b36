"""The index of a long timeline: its years, or decades or centuries where there are too many years."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from timelines.dates import DateValue
from timelines.dates.calendars import year_month_day
from timelines.dates.display import year_text

LONG = 40  # events; a shorter timeline needs no index
MOST = 40  # entries; more years are counted in decades, more decades in centuries


@dataclass(frozen=True)
class YearMark:
    """An entry of the index: its words, the fragment of the first event of that time, and how many there are."""

    label: str
    anchor: str
    count: int


def year_index(entries: Sequence[tuple[str, DateValue]]) -> tuple[YearMark, ...]:
    """The index of events in reading order, each given as (fragment, date). Undated ones count with the one before.

    Empty where there are no more than 40 events, and where there would be one entry only.
    """
    if len(entries) <= LONG:
        return ()
    for span in (1, 10, 100, 1_000):
        marks = list(_marks(entries, span))
        if len(marks) <= MOST:
            break
    return tuple(marks) if len(marks) > 1 else ()


def _marks(entries: Iterable[tuple[str, DateValue]], span: int) -> Iterator[YearMark]:
    label, first, count = "", "", 0
    for anchor, value in entries:
        here = label if value.undated else _label(_year(value), span)
        if here != label:
            if label:
                yield YearMark(label, first, count)
            label, first, count = here, anchor, 0
        count += 1
    if label:
        yield YearMark(label, first, count)


def _year(value: DateValue) -> int:
    """The year in which it sorts, astronomical: 0 is 1 B.C."""
    return year_month_day(value.sort_key[0])[0]


def _label(year: int, span: int) -> str:
    """ "2024", "44 B.C."; beyond single years the first of them: "1990s", "100s B.C.", "A.D. 1-99"."""
    if span == 1:
        return year_text(year)
    named = year if year > 0 else 1 - year
    first = named // span * span
    if first == 0:
        return f"A.D. 1-{span - 1}" if year > 0 else f"{span - 1}-1 B.C."
    return f"{first}s" if year > 0 else f"{first}s B.C."
