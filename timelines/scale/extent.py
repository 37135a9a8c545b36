"""What a date covers on an axis of days, and how sure its ends are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from timelines.dates import DateValue, Period

SURE, SPAN, WITHIN = "sure", "span", "within"
EXACT = ("day", "minute")


@dataclass(frozen=True)
class Extent:
    """A stretch of the axis, in days since 1970; a time of day is a fraction.

    `kind` is SURE (a known day or minute), SPAN (it lasted from start to end) or WITHIN (it happened at some time
    between). The first `doubt_start` and the last `doubt_end` days are in doubt. `runs_out` names the open ends.
    """

    start: float
    end: float
    kind: str
    doubt_start: float = 0
    doubt_end: float = 0
    runs_out: frozenset[str] = frozenset()
    doubtful: bool = False


def offset_of(values: Iterable[DateValue]) -> int:
    """Return the UTC offset, in minutes, of the first time of day: times of other zones are drawn by that clock."""
    timed = (period for value in values for period in value.periods if period.precision == "minute")
    return next((period.offset for period in timed), 0)


def kind_of(value: DateValue) -> str:
    """Return the kind of a date, for its mark in the list; "doubt" for a day that is in doubt, "" if undated."""
    if value.undated:
        return ""
    if value.relation == "range":
        return SPAN
    exact = all(period.precision in EXACT for period in value.periods)
    if value.relation in ("at", "all-of") and exact:
        return "doubt" if value.approximate or value.uncertain else SURE
    return WITHIN


def is_timed(values: Iterable[DateValue]) -> bool:
    """Whether any has a time of day. Otherwise days are drawn as instants, at their ticks."""
    return any(period.precision == "minute" for value in values for period in value.periods)


def extents(value: DateValue, offset: int = 0, *, timed: bool = True) -> Iterator[Extent]:
    """Yield the stretches that a date covers: one for each member of "Aug. 6 and 9", otherwise one; none if undated.

    They end when their last day ends, or begins if nothing on the axis is `timed`.
    """
    if value.undated:
        return
    if value.relation in ("at", "all-of"):
        for period in value.periods:
            yield _single(period, offset, int(timed))
        return
    covered = sorted((_covered(period, offset, int(timed)), _vague(period)) for period in value.periods)
    (start, until), vague_start = covered[0]
    (since, end), vague_end = max(covered, key=lambda each: each[0][1])
    doubtful = value.approximate or value.uncertain
    if value.relation in ("before", "after"):
        first, last = value.bounds
        edge = float(last + int(timed) if first is None and last is not None else first or 0)
        if value.precision == "minute":
            edge = start
        yield Extent(edge, edge, WITHIN, runs_out=_open_ends(value), doubtful=True)
    elif value.relation == "range":
        yield Extent(
            end if value.open_start and not value.open_end and len(value.periods) == 1 else start,
            start if value.open_end and not value.open_start and len(value.periods) == 1 else end,
            SPAN,
            doubt_start=0 if value.open_start or not vague_start else until - start,
            doubt_end=0 if value.open_end or not vague_end else end - since,
            runs_out=_open_ends(value),
            doubtful=doubtful,
        )
    else:
        yield Extent(start, end, WITHIN, doubtful=doubtful)


def _single(period: Period, offset: int, day: int) -> Extent:
    start, end = _covered(period, offset, day)
    doubtful = bool(period.qualifier)
    doubt = (end - start) / 4 if doubtful else 0
    return Extent(start, end, WITHIN if _vague(period) else SURE, doubt, doubt, doubtful=doubtful)


def _covered(period: Period, offset: int, day: int) -> tuple[float, float]:
    if period.precision == "minute":
        at = (period.instant + offset) / 1440
        return at, at
    first, last = period.days
    return float(first), float(last + day)


def _vague(period: Period) -> bool:
    return period.precision not in EXACT or bool(period.qualifier)


def _open_ends(value: DateValue) -> frozenset[str]:
    return frozenset(name for name, is_open in (("start", value.open_start), ("end", value.open_end)) if is_open)
