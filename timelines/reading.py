"""Dates as this newsroom reads them: in its own zone, against its own day."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from timelines import dates
from timelines.dates import DateError, DateValue


def newsroom_day(now: datetime) -> date:
    """The day of an aware instant in the newsroom's zone."""
    return timezone.localdate(now, timezone.get_default_timezone())


def read(text: str, now: datetime) -> DateValue | DateError:
    """What `text`, typed at `now` (aware), says; a time that names no zone is the newsroom's."""
    return dates.parse(text, newsroom_day(now), zone=settings.TIME_ZONE)
