"""Counts per stretch of time, for more events than marks can show."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from timelines.dates.names import Names
from timelines.scale.ticks import STEPS, Step, boundaries, name_of

NARROWEST = 8  # of a column


@dataclass(frozen=True)
class Bin:
    """A stretch of time, with the number of its events, those that are key, and the anchor of the first."""

    start: float
    end: float
    name: str
    count: int
    key: int
    anchor: str


def step_for(first: float, last: float, width: float) -> Step:
    """Return the finest step whose columns are wide enough."""
    return next(step for step in STEPS if (last - first) / step.days <= width / NARROWEST)


def bins(step: Step, first: float, last: float, events: Iterable[tuple[float, str, bool]], names: Names) -> list[Bin]:
    """Count events, given as (instant, anchor, is key) in order of time, by step; without empty bins."""
    edges = _edges(step, first, last)
    counts: Counter[int] = Counter()
    keys: Counter[int] = Counter()
    anchors: dict[int, str] = {}
    place = 0
    for at, anchor, is_key in sorted(events, key=lambda event: event[0]):
        while place + 2 < len(edges) and edges[place + 1] <= at:
            place += 1
        counts[place] += 1
        keys[place] += is_key
        anchors.setdefault(place, anchor)
    return [
        Bin(edges[n], edges[n + 1], name_of(step, edges[n], names), count, keys[n], anchors[n])
        for n, count in sorted(counts.items())
    ]


def _edges(step: Step, first: float, last: float) -> Sequence[float]:
    """Return the boundaries of a step from the last one before `first` to the first one after `last`."""
    reach = step.days * 1.2 + 1 / 1440
    found = list(boundaries(step, first - reach, last + reach))
    begin = max((n for n, at in enumerate(found) if at <= first), default=0)
    end = min((n for n, at in enumerate(found) if at > last), default=len(found) - 1)
    return found[begin : end + 1]
