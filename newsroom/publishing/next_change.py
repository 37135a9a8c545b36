"""When the site will next change by itself. Each app registers the instants it knows of."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from newsroom.publishing.models import Transition, concrete

Source = Callable[[datetime], datetime | None]
_sources: list[Source] = []


def register_source(source: Source) -> Source:
    """Have `source(after)` asked for the first instant later than `after` at which its output changes."""
    _sources.append(source)
    return source


def next_transition(after: datetime) -> datetime | None:
    """The first instant later than `after` at which any public page may change; None if nothing is due."""
    return min(filter(None, (source(after) for source in _sources)), default=None)


@register_source
def next_scheduled(after: datetime) -> datetime | None:
    """The next instant at which a version of anything goes live or comes down."""
    due = (
        schedule.objects.filter(at__gt=after).order_by("at").values_list("at", flat=True).first()
        for schedule in concrete(Transition)
    )
    return min(filter(None, due), default=None)


@register_source
def next_midnight(after: datetime) -> datetime:
    """When the newsroom's day changes: pages bear its date, and on Jan. 1 dates gain the year that has passed."""
    zone = timezone.get_default_timezone()
    tomorrow = after.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
