"""The use of pictures in timelines, for the photo library."""

from newsroom.images import usage
from timelines.models import Event, Timeline, TimelineReference

usage.register(Timeline, (Event, "picture", "timeline"), references=TimelineReference)
