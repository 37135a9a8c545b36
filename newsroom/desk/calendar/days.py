"""Days, weeks and months in the newsroom's time zone, as half-open ranges of instants: each is in exactly one day.

A day has 23 hours when clocks go forward, 25 when they go back; one without a midnight begins with its first instant.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from django.utils import dateformat, timezone
from django.utils.formats import get_format

from newsroom.text.ap_style import newsroom_time, zone_name

HOUR, A_DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
VIEWS = {"week": "Week", "month": "Month", "day": "Day"}

Timed = TypeVar("Timed")  # something with an aware `at`


def midnight(day: date) -> datetime:
    """Return the instant (UTC) at which the day begins in the newsroom."""
    return datetime.combine(day, time(), timezone.get_default_timezone()).astimezone(UTC)


def hours(day: date) -> list[datetime]:
    """Return the instants at which the hours of a day begin: 24, or 23 or 25 if the clocks change."""
    begins = midnight(day)
    return [begins + HOUR * number for number in range(-((begins - midnight(day + A_DAY)) // HOUR))]


def hour_name(instant: datetime, day: date) -> str:
    """Return "9 a.m."; with the zone if the clocks change that day, because an hour may occur twice: "1 a.m. EST"."""
    local = newsroom_time(instant)
    name = dateformat.format(local, "P")
    return name if midnight(day + A_DAY) - midnight(day) == A_DAY else f"{name} {zone_name(local)}"


@dataclass(frozen=True)
class Period:
    """The days of a page of the calendar: `first` through `last`, around `on`."""

    view: str
    on: date
    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + A_DAY * number for number in range((self.last - self.first).days + 1)]

    @property
    def since(self) -> datetime:
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The first instant after it."""
        return midnight(self.last + A_DAY)

    @property
    def earlier(self) -> date:
        """A day of the period before."""
        return self.on.replace(day=1) - A_DAY if self.view == "month" else self.first - A_DAY

    @property
    def later(self) -> date:
        """A day of the period after."""
        return self.last + A_DAY if self.view != "month" else (self.on.replace(day=1) + 31 * A_DAY).replace(day=1)

    @property
    def title(self) -> str:
        if self.view == "month":
            return dateformat.format(self.on, "F Y")
        if self.view == "day":
            return dateformat.format(self.on, "l, N j, Y")
        begins = dateformat.format(self.first, "N j" if self.first.year == self.last.year else "N j, Y")
        return f"{begins} – {dateformat.format(self.last, 'N j, Y')}"

    def by_day(self, lines: Iterable[Timed]) -> dict[date, list[Timed]]:
        """Sort `lines` into the days of the period, by their `at`; leave out others."""
        days, since, until = self.days, self.since, self.until
        found: dict[date, list[Timed]] = {day: [] for day in days}
        begins = [midnight(day) for day in days]
        for line in lines:
            at: datetime = line.at  # type: ignore[attr-defined]
            if since <= at < until:
                found[days[bisect_right(begins, at) - 1]].append(line)
        return found


def period(view: str, on: date) -> Period:
    """Return the week, month or day of `on`; a month with the whole of its first and last weeks."""
    if view == "day":
        return Period(view, on, on, on)
    if view == "week":
        first = _week_of(on)
        return Period(view, on, first, first + A_WEEK - A_DAY)
    first_of_month = on.replace(day=1)
    last = (first_of_month + 31 * A_DAY).replace(day=1) - A_DAY
    return Period(view, on, _week_of(first_of_month), _week_of(last) + A_WEEK - A_DAY)


def _week_of(day: date) -> date:
    """Return the first day of its week, by the newsroom's language."""
    first: int = get_format("FIRST_DAY_OF_WEEK")  # 0 is Sunday
    return day - A_DAY * ((day.isoweekday() - first) % 7)
