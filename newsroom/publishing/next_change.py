"""When the site will next change without an action. Each app registers the instants it knows of."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from newsroom.database.rows import concrete
from newsroom.publishing.models import Transition

Source = Callable[[datetime], datetime | None]
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Register `source(after)`, which returns the first instant later than `after` at which its output changes."""
    _sources.append(source)
    return source


def next_transition(after: datetime) -> datetime | None:
    """Return the first instant later than `after` at which any public page may change; None if nothing is due."""
    return min(filter(None, (source(after) for source in _sources)), default=None)


@register_source
def next_scheduled(after: datetime) -> datetime | None:
    """Return the next instant at which a version of anything goes live or is unpublished."""
    schedules = (schedule.objects.filter(at__gt=after).order_by("at") for schedule in concrete(Transition))
    return min(filter(None, (due.values_list("at", flat=True).first() for due in schedules)), default=None)


@register_source
def next_midnight(after: datetime) -> datetime:
    """Return the next midnight in the newsroom's zone, as pages show its date and its year decides how dates read."""
    zone = timezone.get_default_timezone()
    tomorrow = after.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
