"""When each revision is live, derived from the schedule. Pure: no database, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest


@dataclass(frozen=True)
class Due:
    """One line of a schedule: at this instant this revision goes live, or (None) nothing is live."""

    at: datetime
    revision: int | None
    moves_updated: bool = True


@dataclass(frozen=True)
class Span:
    """The half-open interval [live_from, live_until) of one revision; live_until None is open."""

    revision: int
    live_from: datetime
    live_until: datetime | None
    first_published_at: datetime
    updated_at: datetime


def holds(live_from: datetime, live_until: datetime | None, at: datetime) -> bool:
    """Return whether the half-open interval contains the instant `at`."""
    return live_from <= at and (live_until is None or at < live_until)


def spans(schedule: Iterable[Due]) -> list[Span]:
    """Return the intervals of a schedule, in order. Each revision is live until the next line.

    `updated_at` is the public "updated" time: a minor fix keeps that of the version before.
    """
    lines = sorted(schedule, key=lambda due: due.at)
    found: list[Span] = []
    for due, following in zip_longest(lines, lines[1:]):
        if due.revision is None:
            continue
        before = found[-1] if found else None
        first = before.first_published_at if before else due.at
        updated = before.updated_at if before and not due.moves_updated else due.at
        found.append(Span(due.revision, due.at, following.at if following else None, first, updated))
    return found
