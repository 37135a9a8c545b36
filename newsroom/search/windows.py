"""Searching PostgreSQL's newest rows first: back in time, from window to window, until enough matches are found.

A common pair of words matches a tenth of the archive; a list shows the newest fifty of them. Each window names days,
months and years as words of the index (`period_labels`), so that the index itself leaves out the rest.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.db import connection

from newsroom.search.period_labels import labels_between, rounded_down

FIRST = 8_000  # of the newest rows are searched first
WORTH_IT = 2  # search in parts only an archive that is this many times longer than the first part
ENOUGH = 1.2  # the next part is this much longer than should hold the missing matches
LEAST, MOST = 0.25, 64  # bounds for its length relative to the part before: a word may be rare in these weeks alone
PACE_LASTS = 600  # seconds
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
A_DAY = timedelta(days=1)
OLDER = timedelta(days=36_500)  # how much older than the oldest row one added within PACE_LASTS may be

# Asks for the matches of [since, until), at most so many; returns how many there were.
Ask = Callable[[datetime | None, datetime | None, int], int]


class Pace(NamedTuple):
    """The times of the newest and oldest row, and the span of the newest FIRST; no limit for a small archive."""

    newest: datetime = LONG_AGO
    oldest: datetime = LONG_AGO + OLDER
    span: timedelta = timedelta.max


class Timescale:
    """The instants by which the rows of a table are sorted, in the column `instant`; `labels` names their labels.

    `most` bounds the length of a window relative to the one before it.
    """

    def __init__(self, table: str, instant: str, labels: str = "", where: str = "TRUE", most: int = MOST) -> None:
        self.labels, self._most = labels, most
        place = f"(SELECT {instant} FROM {table} WHERE {where} ORDER BY {instant} {{0}}, id {{0}} OFFSET {{1}} LIMIT 1)"  # noqa: S608  constants
        self._place = place
        self._learnt = (-float(PACE_LASTS), Pace())

    def pace(self) -> Pace:
        """Return the pace, measured at most every PACE_LASTS seconds: a guess is enough."""
        when, pace = self._learnt
        if time.monotonic() - when >= PACE_LASTS:
            places = (("DESC", 0), ("ASC", 0), ("DESC", FIRST), ("DESC", WORTH_IT * FIRST))
            with connection.cursor() as cursor:
                cursor.execute("SELECT " + ", ".join(self._place.format(*each) for each in places))
                newest, oldest, first, twice = cursor.fetchone()
            span = max(newest - first, A_DAY) if twice else timedelta.max
            pace = Pace(newest, oldest, span) if newest else Pace()
            self._learnt = (time.monotonic(), pace)
        return pace

    def walk(
        self, ask: Ask, wanted: int, edge: datetime, since: datetime | None = None, until: datetime | None = None
    ) -> int:
        """Ask for windows of [since, until) until `wanted` matches are found. Return how many are missing in the end.

        Nothing that matches is at or after `edge`. One query for each window, mostly one to three; every ten minutes
        one more measures the pace.
        """
        pace, missing = self.pace(), wanted
        begin, span, edge = max(since or LONG_AGO, pace.oldest), pace.span, min(pace.newest, edge)
        while span < (edge - begin) / WORTH_IT:
            start = rounded_down(edge - span, span)
            matched = ask(start, until, missing)
            missing -= matched
            if not missing:
                return 0
            longer = min(max(ENOUGH * missing / matched, LEAST), self._most) if matched else self._most
            span = (edge - start) * min(longer, (edge - begin) / (edge - start) + 1)
            until = edge = start
        return missing - ask(since, until, missing)

    def period(self, since: datetime | None, until: datetime | None, now: datetime) -> list[str]:
        """Return labels that cover [since, until); without an end, to `now` and beyond."""
        first = max(since or LONG_AGO, self.pace().oldest - OLDER)
        return labels_between(first, until and until - timedelta(microseconds=1), now, self.labels)
