"""Snapshots of a timeline's working copy as plain JSON, and back. Events, lanes and eras keep their keys."""

from typing import Any
from uuid import UUID

from django.db import models

from newsroom.database.rows import column, replace, values
from newsroom.publishing.models import Content
from timelines.models import STEP, Event, Timeline, TimelineEra, TimelineLane

WORDS = ("title", "slug", "introduction", "language", "foreign")
EVENT = (
    *("date", "headline", "body", "is_key", "place", "coordinates", "lane", "after"),
    *("sources", "sources_waived", "picture", "picture_alt", "media", "foreign"),
)


def snapshot(timeline: Timeline) -> Content:
    """Take a snapshot of the rows, the events in their order at the desk."""
    return {
        "schema": Timeline.SCHEMA,
        **{name: getattr(timeline, name) for name in WORDS},
        "lanes": [{"key": str(lane.pk), "name": lane.name} for lane in timeline.lanes.all()],
        "eras": [{"key": str(era.pk), "title": era.title, "date": era.date} for era in timeline.eras.all()],
        "events": [{"key": str(event.pk), **_values(event)} for event in timeline.events.all()],
    }


def load(timeline: Timeline, content: Content) -> None:
    """Replace the rows by those of `content`, with the same keys.

    References to a lane or an anchor that it doesn't hold (somebody else has removed it) are dropped.
    """
    for name in WORDS:
        setattr(timeline, name, content[name])
    timeline.save(update_fields=WORDS)
    lanes, keys = ({row["key"] for row in content[rows]} for rows in ("lanes", "events"))
    events = (
        event | {"lane": _held(event["lane"], lanes), "after": _held(event["after"], keys)}
        for event in content["events"]
    )
    for model, existing, rows in (
        (TimelineLane, timeline.lanes, content["lanes"]),
        (TimelineEra, timeline.eras, content["eras"]),
        (Event, timeline.events, events),
    ):
        replace(existing.all(), (_row(model, timeline, number * STEP, row) for number, row in enumerate(rows, 1)))


def _values(event: Event) -> dict[str, Any]:
    found = values(event, EVENT)
    return found | {name: str(found[name]) if found[name] else None for name in ("lane", "after")}


def _held(key: str | None, keys: set[str]) -> UUID | None:
    return UUID(key) if key in keys else None


def _row(model: type[models.Model], timeline: Timeline, position: int, content: Content) -> models.Model:
    fields = {column(model, name): value for name, value in content.items() if name != "key"}
    if "date" in content:
        fields["date_text"] = content["date"]["text"] if content["date"] else ""
    return model(id=UUID(content["key"]), timeline=timeline, position=position, **fields)
