"""Told to the picture desk: which timelines show a picture."""

from django.db.models import Q
from django.urls import reverse

from newsroom.images import usage
from newsroom.images.models import Picture
from timelines.models import Event, Timeline, TimelineReference


@usage.register
def timelines_with_picture(picture: Picture) -> list[usage.Use]:
    """The timelines that show it: in the working copy, or in any version."""
    drafts = Event.objects.filter(picture=picture).order_by().values("timeline")
    versions = TimelineReference.objects.filter(picture=picture).values("revision__subject")
    found = Timeline.objects.filter(Q(pk__in=drafts) | Q(pk__in=versions))
    return [(str(timeline), reverse("admin:timelines_timeline_change", args=[timeline.pk])) for timeline in found]
