"""Dates as readers see them: AP style, in the newsroom's zone, without the year while it is this one."""

from datetime import datetime, timedelta

from django.utils import dateformat, timezone

from newsroom.publishing.transitions import register_source


def said(instant: datetime, now: datetime, *, with_time: bool = True) -> str:
    """An aware instant as "Nov. 8, 9:02 a.m.", or "Nov. 8, 2023, 9:02 a.m." where `now` is in another year."""
    local, today = _local(instant), _local(now)
    day = dateformat.format(local, "N j" if local.year == today.year else "N j, Y")
    return f"{day}, {dateformat.format(local, 'P')}" if with_time else day


@register_source
def next_new_year(after: datetime) -> datetime:
    """When every page's dates change: the newsroom's next midnight of Jan. 1."""
    local = _local(after)
    midnight = local.replace(year=local.year + 1, month=1, day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    return midnight.astimezone(timezone.get_fixed_timezone(timedelta(0)))


def _local(instant: datetime) -> datetime:
    return timezone.localtime(instant, timezone.get_default_timezone())
