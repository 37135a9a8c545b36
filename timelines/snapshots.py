"""A timeline's working copy as plain JSON, and back. Every event, lane and era keeps its key."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models

from newsroom.publishing.models import Content
from newsroom.publishing.snapshots import column, replace, values
from timelines.models import STEP, Event, Timeline, TimelineEra, TimelineLane

WORDS = ("title", "slug", "introduction", "foreign")
EVENT = (
    *("date", "headline", "body", "is_key", "place", "lane", "after"),
    *("sources", "sources_waived", "picture", "picture_alt", "media", "foreign"),
)


def snapshot(timeline: Timeline) -> Content:
    """What the rows say now, the events in the order in which the desk put them."""
    return {
        "schema": Timeline.SCHEMA,
        **{name: getattr(timeline, name) for name in WORDS},
        "lanes": [{"key": str(lane.pk), "name": lane.name} for lane in timeline.lanes.all()],
        "eras": [{"key": str(era.pk), "title": era.title, "date": era.date} for era in timeline.eras.all()],
        "events": [{"key": str(event.pk), **_values(event)} for event in timeline.events.all()],
    }


def load(timeline: Timeline, content: Content) -> None:
    """Make the rows say `content`, with the same keys; what it does not name is deleted.

    A lane or an anchor that it does not hold (somebody else has removed it) is let go.
    """
    for name in WORDS:
        setattr(timeline, name, content[name])
    timeline.save(update_fields=WORDS)
    replace(timeline.lanes.all(), (_row(TimelineLane, timeline, *line) for line in _numbered(content["lanes"])))
    replace(timeline.eras.all(), (_row(TimelineEra, timeline, *line) for line in _numbered(content["eras"])))
    lanes, keys = ({row["key"] for row in content[rows]} for rows in ("lanes", "events"))
    events = [
        (number, event | {"lane": _held(event["lane"], lanes), "after": _held(event["after"], keys)})
        for number, event in _numbered(content["events"])
    ]
    replace(timeline.events.all(), (_row(Event, timeline, *line) for line in events))


def _values(event: Event) -> dict[str, Any]:
    found = values(event, EVENT)
    return found | {name: str(found[name]) if found[name] else None for name in ("lane", "after")}


def _numbered(rows: Iterable[Content]) -> Iterable[tuple[int, Content]]:
    return ((number * STEP, row) for number, row in enumerate(rows, 1))


def _held(key: str | None, keys: set[str]) -> UUID | None:
    return UUID(key) if key in keys else None


def _row(model: type[models.Model], timeline: Timeline, position: int, content: Content) -> models.Model:
    """The row, not yet stored, that `content` was made from."""
    fields = {column(model, name): value for name, value in content.items() if name != "key"}
    if "date" in content:
        fields["date_text"] = content["date"]["text"] if content["date"] else ""
    return model(id=UUID(content["key"]), timeline=timeline, position=position, **fields)
