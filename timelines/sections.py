"""The list of a timeline in parts: by year, or by month, decade or century, and the gaps between its events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from statistics import median_low
from typing import Generic, Protocol, TypeVar

from timelines.dates import DateValue, Names
from timelines.dates.calendars import year_month_day
from timelines.scale.extent import WITHIN, Extent, extents
from timelines.translations import Words, words_in
from timelines.years import LONG, label_of

OPEN = 12  # events of a long list that are shown before its first folded part
MOST = 40  # parts
DENSE = 3  # events in a part, on average: fewer need no heading
NAMED = 3  # key events named at a folded part
FEWEST = 3  # dated events, for a gap to be long
DECADE = 3_652  # days
UNITS = (("year", 365.25), ("month", 30.44), ("week", 7), ("day", 1))


class Listed(Protocol):
    """An event in the list."""

    @property
    def anchor(self) -> str: ...
    @property
    def date(self) -> DateValue: ...
    @property
    def is_key(self) -> bool: ...
    @property
    def headline(self) -> str: ...


Event = TypeVar("Event", bound=Listed)


@dataclass(frozen=True)
class Section(Generic[Event]):
    """A part of the list; `label` is "" without a heading. `gaps` says by anchor how long it was before an event."""

    label: str
    events: tuple[Event, ...]
    is_open: bool
    gaps: dict[str, str]

    @property
    def key_headlines(self) -> list[str]:
        """Name what a folded part has."""
        return [event.headline for event in self.events if event.is_key and event.headline][:NAMED]


def sections(events: Sequence[Event], *, gaps: bool = True, words: Words | None = None) -> tuple[Section[Event], ...]:
    """Cut a list, in reading order, where a year begins, or a longer or shorter time if there would be too many or few.

    An undated event stays with the one above it. A part is open if what precedes it is short. `gaps`: name them.
    `words` are those of the list's language, otherwise the site's.
    """
    words = words or words_in("en")
    named = dict(_gaps(events, words)) if gaps else {}
    if not events:
        return ()
    spans = ("year", "month", 10, 100, 1_000) if len(events) > LONG else ("year", 10)
    found = next(filter(None, map(partial(_parts, events, words.names), spans)), None)
    if found is None:
        return (Section("", tuple(events), True, named),)
    made, before = [], 0
    for label, members in found:
        is_open = len(events) <= LONG or before < OPEN
        made.append(Section(label, tuple(members), is_open, named))
        before += len(members)
    return tuple(made)


def _parts(events: Sequence[Event], names: Names, span: int | str) -> list[tuple[str, list[Event]]] | None:
    """Cut the list by a span; None if that makes one part, too many, or nearly as many as there are events."""
    label, labeled = "", []
    for event in events:
        label = label if event.date.undated else _label(event.date, span, names)
        labeled.append((label, event))
    parts = [(label, [event for _, event in group]) for label, group in groupby(labeled, key=itemgetter(0))]
    return parts if 1 < len(parts) <= min(MOST, len(events) / DENSE) else None


def _label(value: DateValue, span: int | str, names: Names) -> str:
    year, month, _ = year_month_day(value.sort_key[0])
    if span == "month":
        return names.month_of(year, month)
    return label_of(year, 1 if span == "year" else int(span), names)


def _gaps(events: Sequence[Listed], words: Words) -> Iterator[tuple[str, str]]:
    """Yield (anchor, "26 years pass") for each event after a time without any that is long for this list."""
    covered = [(event.anchor, extent) for event in events for extent in [next(extents(event.date), None)] if extent]
    if len(covered) < FEWEST:
        return
    first = last = covered[0][1]
    waits: list[tuple[str, Extent, Extent]] = []
    for anchor, extent in covered[1:]:
        waits.append((anchor, last, extent))
        last = max(last, extent, key=lambda each: each.end)
    days = [following.start - before.end for _, before, following in waits]
    long = max(4 * median_low(days), 0.12 * (last.end - first.start), 2)
    for (anchor, before, following), each in zip(waits, days, strict=True):
        if each >= long:
            # After so long, 1940 to 1980 is 40 years, though not quite 39 may have passed.
            yield anchor, _passing(_likely(following)[0] - _likely(before)[1] if each > DECADE else each, words)


def _likely(extent: Extent) -> tuple[float, float]:
    """Return start and end, each in the middle of its doubt."""
    if extent.kind == WITHIN:
        middle = (extent.start + extent.end) / 2
        return middle, middle
    return extent.start + extent.doubt_start / 2, extent.end - extent.doubt_end / 2


def _passing(days: float, words: Words) -> str:
    unit, size = next((unit, size) for unit, size in UNITS if days >= 2 * size or unit == "day")
    count = int(days / size + 0.02)
    ngettext, num = words.ngettext, words.names.number(count)
    return {
        "year": ngettext("%(num)s year passes", "%(num)s years pass", count, num=num),
        "month": ngettext("%(num)s month passes", "%(num)s months pass", count, num=num),
        "week": ngettext("%(num)s week passes", "%(num)s weeks pass", count, num=num),
        "day": ngettext("%(num)s day passes", "%(num)s days pass", count, num=num),
    }[unit]
