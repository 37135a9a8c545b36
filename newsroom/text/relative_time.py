"""How long ago something was published, as lists say of young stories: "25 min. ago", "3 hours ago"."""

from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

YOUNG = timedelta(hours=12)  # from then on the date says more
HOUR, STEP = timedelta(hours=1), timedelta(minutes=5)


def ago(instant: datetime, now: datetime) -> tuple[str, datetime] | None:
    """Return how long before `now` that instant was, and when these words stop being right; None for 12 hours and more.

    Within the first hour in steps of five minutes, so that a page with young stories is good for a while.
    """
    age = now - instant
    if not timedelta() <= age < YOUNG:
        return None
    if age >= HOUR:
        hours = age // HOUR
        words = ngettext("%(num)s hour ago", "%(num)s hours ago", hours) % {"num": hours}
        return words, instant + (hours + 1) * HOUR
    steps = age // STEP
    words = gettext("%(num)s min. ago") % {"num": steps * 5} if steps else gettext("Just now")
    return words, instant + (steps + 1) * STEP
