"""Told to the picture desk: timelines show pictures."""

from newsroom.images import usage
from timelines.models import Event, Timeline, TimelineReference

usage.register(Timeline, (Event, "picture", "timeline"), references=TimelineReference)
