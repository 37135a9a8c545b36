"""The days and months with live stories, by the day in stories' addresses.

A recursive query steps from each day or month with a story to the next older one, an index lookup each, so the cost
depends on the number of days and not of stories.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Trunc

from articles.models import ArticleRevision

FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 30)


@dataclass(frozen=True)
class Period:
    """The days (or first days of months) in a period with live stories, newest first, and the nearest ones around it."""

    found: list[date]
    before: date | None
    after: date | None

    def on(self, day: date) -> "Period":
        """Return a day of it, and the nearest ones around that."""
        known = [each for each in (*self.found, self.before, self.after) if each]
        return Period(
            [each for each in self.found if each == day],
            before=max((each for each in known if each < day), default=None),
            after=min((each for each in known if each > day), default=None),
        )


def months_with_stories(now: datetime) -> list[date]:
    """Return the first days of the months with stories live at `now`, newest first. One query."""
    return _period("month", FIRST_DAY, LAST_DAY, now).found


def days_of(first: date, last: date, now: datetime) -> Period:
    """Return the days from `first` to `last` inclusive with stories live at `now`. One query."""
    return _period("day", first, last, now)


def _period(unit: str, first: date, last: date, now: datetime) -> Period:
    """Step back from the day after `last` to the first day or month before `first`."""
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
    found = [day for day in sorted(rows, reverse=True) if first <= day <= last]
    return Period(
        found=[day.replace(day=1) for day in found] if unit == "month" else found,
        before=max((day for day in rows if day < first), default=None),
        after=min((day for day in rows if day > last), default=None),
    )
