"""Days, weeks and months on the newsroom's wall clock, as half-open stretches of instants.

A day runs from its midnight to the next: 23 hours where the clocks go forward, 25 where they go back. Where there is no
midnight the day begins with the first instant that it has. So every instant is in exactly one day.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar

from django.utils import dateformat, timezone
from django.utils.formats import get_format

from newsroom.text.ap_style import newsroom_time, zone_name

HOUR, A_DAY, A_WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
VIEWS = {"week": "Week", "month": "Month", "day": "Day"}


class Timed(Protocol):
    @property
    def at(self) -> datetime: ...


Each = TypeVar("Each", bound=Timed)


def midnight(day: date) -> datetime:
    """The instant (UTC) at which that day begins in the newsroom."""
    return datetime.combine(day, time(), timezone.get_default_timezone()).astimezone(UTC)


def hours(day: date) -> list[datetime]:
    """The instants at which the hours of a day begin: 24 of them, 23 or 25 where the clocks change."""
    found, instant, end = [], midnight(day), midnight(day + A_DAY)
    while instant < end:
        found.append(instant)
        instant += HOUR
    return found


def hour_name(instant: datetime, day: date) -> str:
    """ "9 a.m."; on a day on which the clocks change with the zone, for one hour may be there twice: "1 a.m. EST"."""
    local = newsroom_time(instant)
    name = dateformat.format(local, "P")
    return name if midnight(day + A_DAY) - midnight(day) == A_DAY else f"{name} {zone_name(local)}"


@dataclass(frozen=True)
class Period:
    """The days that a page of the calendar shows: from `first` to `last`, both included, around `on`."""

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

    def by_day(self, lines: Iterable[Each]) -> dict[date, list[Each]]:
        """`lines` in their days; what lies outside of the period is left out."""
        days, since, until = self.days, self.since, self.until
        found: dict[date, list[Each]] = {day: [] for day in days}
        begins = [midnight(day) for day in days]
        for line in lines:
            if since <= line.at < until:
                found[days[bisect_right(begins, line.at) - 1]].append(line)
        return found


def period(view: str, on: date) -> Period:
    """The week, the month or the day that `on` is in; a month is shown with the whole of its first and last weeks."""
    if view == "day":
        return Period(view, on, on, on)
    if view == "week":
        first = _week_of(on)
        return Period(view, on, first, first + A_WEEK - A_DAY)
    first_of_month = on.replace(day=1)
    last = (first_of_month + 31 * A_DAY).replace(day=1) - A_DAY
    return Period(view, on, _week_of(first_of_month), _week_of(last) + A_WEEK - A_DAY)


def _week_of(day: date) -> date:
    """The first day of its week, as the newsroom's language counts."""
    first: int = get_format("FIRST_DAY_OF_WEEK")  # 0 is Sunday
    return day - A_DAY * ((day.isoweekday() - first) % 7)
