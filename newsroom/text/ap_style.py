"""AP style for instants, in the newsroom's zone, and the isolation of right-to-left text."""

import re
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import dateformat, timezone

# Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and their like.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


own_zone: ContextVar[ZoneInfo | None] = ContextVar("own zone", default=None)
"""The zone of the user who is shown a page of the desk, if they have chosen one."""


def moment(instant: datetime) -> str:
    """Return an aware instant in full: "Nov. 8, 2024, 9:02 a.m.", with seconds if there are any."""
    local = newsroom_time(instant)
    clock = dateformat.format(local, "P") if not local.second else dateformat.format(local, "g:i:s a")
    return f"{dateformat.format(local, 'N j, Y')}, {clock}{_beside(local)}"


def at(instant: datetime, now: datetime) -> str:
    """Return the time of day if `instant` is today, or `moment` otherwise."""
    local, today = newsroom_time(instant), newsroom_time(now)
    return f"{dateformat.format(local, 'P')}{_beside(local)}" if local.date() == today.date() else moment(instant)


def _beside(local: datetime) -> str:
    """Return the same instant in the user's own zone, " (4:02 p.m. Kyiv)"; "" if that is no other time."""
    zone = own_zone.get()
    own = local.astimezone(zone) if zone else local
    if not zone or own.utcoffset() == local.utcoffset():
        return ""
    day = "" if own.date() == local.date() else f"{dateformat.format(own, 'N j')}, "
    return f" ({day}{dateformat.format(own, 'P')} {zone.key.rpartition('/')[2].replace('_', ' ')})"


def ends_with_day(end: datetime) -> bool:
    """Return whether a day ends at that instant, as people enter it: 11:59:59 p.m., or midnight."""
    return newsroom_time(end + timedelta(seconds=1)).time() in (time(), time(0, 0, 1))


def end_said(end: datetime, now: datetime | None = None) -> str:
    """Return the end of a period: the last day alone, "Dec. 5, 2026", or with a time within a day `at` it, or `moment`."""
    if ends_with_day(end):
        return dateformat.format(newsroom_time(end - timedelta(microseconds=1)), "N j, Y")
    return at(end, now) if now else moment(end)


def counted(number: int, thing: str) -> str:
    """Return a count: "1 change", "3 changes"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def said(instant: datetime, now: datetime, *, with_time: bool = True, with_zone: bool = True) -> str:
    """Return an aware instant for readers: "Nov. 8, 9:02 a.m. EST", with the year if `now` is in another one.

    Only the desk, where everybody knows the zone, may leave it out.
    """
    zone = timezone.get_default_timezone()
    return _said(instant, zone, now.astimezone(zone).year, with_time, with_zone)


def sentence(words: str) -> str:
    """End `words` with one period, also after "9 a.m."."""
    return words if words.endswith(".") else f"{words}."


def clock_said(instant: datetime) -> str:
    """Return the time of day of an aware instant: "9:02 a.m. EST"."""
    local = newsroom_time(instant)
    return f"{dateformat.format(local, 'P')} {zone_name(local)}"


@lru_cache(maxsize=4_096)  # lists repeat the same instants
def _said(instant: datetime, zone: tzinfo, this_year: int, with_time: bool, with_zone: bool) -> str:
    local = instant.astimezone(zone)
    day = dateformat.format(local, "N j" if local.year == this_year else "N j, Y")
    if not with_time:
        return day
    return f"{day}, {dateformat.format(local, 'P')}{f' {zone_name(local)}' if with_zone else ''}"


def isolate(html: str, direction: str = "ltr") -> str:
    """Wrap HTML that somebody typed in <bdi> if its direction could disturb the text around it.

    Otherwise the period of "Open again." comes first in a right-to-left card.
    """
    if direction == "ltr" and (html.isascii() or not RIGHT_TO_LEFT.search(html)):
        return html
    return f"<bdi>{html}</bdi>"


def zone_name(local: datetime) -> str:
    """Return the name of the zone of `local` (aware) at that instant: "EST", or "UTC+3" if it has none."""
    name = local.tzname() or ""
    return name if name.isalpha() else utc_offset(local.utcoffset())


def utc_offset(offset: timedelta | None) -> str:
    """Name an offset from UTC: "UTC+3", "UTC-9:30"."""
    minutes = int((offset or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def newsroom_time(instant: datetime) -> datetime:
    """Return an aware instant in the newsroom's zone."""
    return timezone.localtime(instant, timezone.get_default_timezone())


def newsroom_day(instant: datetime) -> date:
    """Return the date of an aware instant in the newsroom's zone."""
    return newsroom_time(instant).date()
