"""The index of a long timeline by years, or by decades or centuries if there are too many years."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from timelines.dates import DateValue, Names, names_in
from timelines.dates.calendars import year_month_day

LONG = 40  # events; a shorter timeline needs no index
MOST = 40  # entries; more years become decades, more decades centuries


@dataclass(frozen=True)
class YearMark:
    """An entry of the index: its label, the fragment of its first event, and the number of its events."""

    label: str
    anchor: str
    count: int


def year_index(entries: Sequence[tuple[str, DateValue]], language: str = "en") -> tuple[YearMark, ...]:
    """Index events in reading order, given as (fragment, date). An undated event counts with the one before it.

    Empty for up to LONG events, and if there would be only one entry.
    """
    if len(entries) <= LONG:
        return ()
    for span in (1, 10, 100, 1_000):
        marks = list(_marks(entries, span, names_in(language)))
        if len(marks) <= MOST:
            break
    return tuple(marks) if len(marks) > 1 else ()


def _marks(entries: Iterable[tuple[str, DateValue]], span: int, names: Names) -> Iterator[YearMark]:
    label, labeled = "", []
    for anchor, value in entries:
        label = label if value.undated else label_of(year_month_day(value.sort_key[0])[0], span, names)
        labeled.append((label, anchor))
    for label, group in groupby(labeled, key=itemgetter(0)):
        anchors = [anchor for _, anchor in group]
        if label:
            yield YearMark(label, anchors[0], len(anchors))


def label_of(year: int, span: int, names: Names) -> str:
    """Label an astronomical year or a span of years: "2024", "44 B.C.", "1990s", "100s B.C.", "A.D. 1-99"."""
    if span == 1:
        return names.year(year)
    named = year if year > 0 else 1 - year
    return names.span(named // span * span, span, after_christ=year > 0)
