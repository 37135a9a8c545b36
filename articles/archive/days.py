"""On which days and in which months there are live stories: what the archive asks.

A day is that of a story's address: the day of first publication in the newsroom's zone. Nothing is counted and
nothing is grouped. One recursive query steps from each day or month that has a live story to the next older one,
a probe of an index each, so a million stories cost what a thousand cost: as many probes as there are answers.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Trunc

from articles.models import ArticleRevision

FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 30)


@dataclass(frozen=True)
class Stretch:
    """The days (or first days of months) of a stretch of time that have live stories, newest first.

    `before` is the newest such day earlier than the stretch, `after` the oldest one later; None where there is none.
    """

    found: list[date]
    before: date | None
    after: date | None


def months_with_stories(now: datetime) -> list[date]:
    """The first days of the months in which a story live at `now` was first published, newest first. One query."""
    return _stretch("month", FIRST_DAY, LAST_DAY, now).found


def months_of(year: int, now: datetime) -> Stretch:
    """The months of that year with stories live at `now`. One query."""
    return _stretch("month", date(year, 1, 1), date(year, 12, 31), now)


def days_of(first: date, last: date, now: datetime) -> Stretch:
    """The days from `first` to `last` (both included) with stories live at `now`. One query."""
    return _stretch("day", first, last, now)


def _stretch(unit: str, first: date, last: date, now: datetime) -> Stretch:
    """Step down from the day after `last`, unit by unit, until a day before `first` or none at all is met."""
    live = ArticleRevision.objects.live(now).order_by()
    here = Trunc(RawSQL("steps.day", [], models.DateField()), unit, output_field=models.DateField())
    below = live.filter(address_day__lt=here).order_by("-address_day").values("address_day")[:1]
    above = live.filter(address_day__gt=last).order_by("address_day").values("address_day")[:1]
    older, older_values = below.query.sql_with_params()
    later, later_values = above.query.sql_with_params()
    query = (
        "WITH RECURSIVE steps(day) AS (SELECT %s "  # noqa: S608  both queries are Django's, with their values apart
        f"UNION ALL SELECT ({older}) FROM steps WHERE day >= %s) SELECT day FROM steps UNION ALL SELECT ({later})"
    )
    start = last + timedelta(days=1)
    begin, end = (connection.ops.adapt_datefield_value(day) for day in (start, first))
    with connection.cursor() as cursor:
        cursor.execute(query, [begin, *older_values, end, *later_values])
        rows = [date.fromisoformat(str(day)) for (day,) in cursor.fetchall() if day]
    rows.remove(start)
    return Stretch(
        found=[_begin(day, unit) for day in sorted(rows, reverse=True) if first <= day <= last],
        before=max((day for day in rows if day < first), default=None),
        after=min((day for day in rows if day > last), default=None),
    )


def _begin(day: date, unit: str) -> date:
    return day.replace(day=1) if unit == "month" else day
