"""Timelines and their events (the working copy), and their revisions."""

from timelines.models.event import Event, TimelineEra, TimelineLane
from timelines.models.revision import (
    TimelineAddress,
    TimelineCorrection,
    TimelineReference,
    TimelineRevision,
    TimelineTransition,
    pictures_in,
)
from timelines.models.timeline import STEP, Timeline, address, name_of

__all__ = [
    "STEP",
    "Event",
    "Timeline",
    "TimelineAddress",
    "TimelineCorrection",
    "TimelineEra",
    "TimelineLane",
    "TimelineReference",
    "TimelineRevision",
    "TimelineTransition",
    "address",
    "name_of",
    "pictures_in",
]
