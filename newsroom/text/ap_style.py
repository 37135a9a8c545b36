"""How instants are said at the desk and on the page: AP style, in the newsroom's own zone."""

import re
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils import dateformat, timezone

# Letters of Hebrew, Arabic, Syriac, Thaana, N'Ko and their like.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")


def moment(instant: datetime) -> str:
    """An aware instant in full: "Nov. 8, 2024, 9:02 a.m."; seconds only where there are any."""
    local = newsroom_time(instant)
    clock = dateformat.format(local, "P") if not local.second else dateformat.format(local, "g:i:s a")
    return f"{dateformat.format(local, 'N j, Y')}, {clock}"


def at(instant: datetime, now: datetime) -> str:
    """The hour alone for today, the full moment otherwise."""
    local, today = newsroom_time(instant), newsroom_time(now)
    return dateformat.format(local, "P") if local.date() == today.date() else moment(instant)


def counted(number: int, thing: str) -> str:
    """ "1 change", "3 changes"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def said(instant: datetime, now: datetime, *, with_time: bool = True, with_zone: bool = True) -> str:
    """An aware instant as readers are told it: "Nov. 8, 9:02 a.m. EST", with the year where `now` is in another.

    A time of day carries the newsroom's zone, as it is called at that instant. Only the desk, where everybody knows
    which one it is, may leave it out.
    """
    zone = timezone.get_default_timezone()
    return _said(instant, zone, now.astimezone(zone).year, with_time, with_zone)


def sentence(words: str) -> str:
    """End `words` with one period, also after "9 a.m."."""
    return words if words.endswith(".") else f"{words}."


def clock_said(instant: datetime) -> str:
    """The time of day of an aware instant, for a page that names the day: "9:02 a.m. EST"."""
    local = newsroom_time(instant)
    return f"{dateformat.format(local, 'P')} {zone_name(local)}"


@lru_cache(maxsize=4_096)  # lists say the same instants on page after page
def _said(instant: datetime, zone: tzinfo, this_year: int, with_time: bool, with_zone: bool) -> str:
    local = instant.astimezone(zone)
    day = dateformat.format(local, "N j" if local.year == this_year else "N j, Y")
    if not with_time:
        return day
    return f"{day}, {dateformat.format(local, 'P')}{f' {zone_name(local)}' if with_zone else ''}"


def isolate(html: str, direction: str = "ltr") -> str:
    """Words that somebody typed, as HTML, kept from mixing with ours in a part of the page of that direction.

    Without it a period at the end of "Open again." comes first in a right-to-left card. Words that cannot go astray,
    which are nearly all, stay as they are.
    """
    if direction == "ltr" and (html.isascii() or not RIGHT_TO_LEFT.search(html)):
        return html
    return f"<bdi>{html}</bdi>"


def zone_name(local: datetime) -> str:
    """Name the zone of an aware datetime as of that instant: "EST"; "UTC+3" if the zone has no abbreviation."""
    name = local.tzname() or ""
    return name if name.isalpha() else utc_offset(local.utcoffset())


def utc_offset(offset: timedelta | None) -> str:
    """Name an offset from UTC: "UTC+3", "UTC-9:30"."""
    minutes = int((offset or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def newsroom_time(instant: datetime) -> datetime:
    """An aware instant on the newsroom's wall clock."""
    return timezone.localtime(instant, timezone.get_default_timezone())


def newsroom_day(instant: datetime) -> date:
    """The day that an aware instant falls on in the newsroom."""
    return newsroom_time(instant).date()
