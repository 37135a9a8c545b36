"""How instants are said at the desk and on the page: AP style, in the newsroom's own zone."""

from datetime import datetime

from django.utils import dateformat, timezone


def moment(instant: datetime) -> str:
    """An aware instant as "Nov. 8, 2024, 9:02 a.m.", in the newsroom's zone; seconds only where there are any."""
    local = timezone.localtime(instant, timezone.get_default_timezone())
    clock = dateformat.format(local, "P") if not local.second else dateformat.format(local, "g:i:s a")
    return f"{dateformat.format(local, 'N j, Y')}, {clock}"
