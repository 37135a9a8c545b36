"""The working copy of a container as plain JSON, and back. Every slot keeps its key."""

from datetime import datetime
from uuid import UUID

from newsroom.database.rows import column, replace, values
from newsroom.fronts.models import Container, Slot
from newsroom.publishing.models import Content

FIELDS = ("section", "place", "title", "layout", "size", "fill", "fill_section", "fill_tag", "fill_hours")
SLOT = ("story", "timeline", "follow_ups", "headline", "kicker", "picture", "over")


def snapshot(container: Container) -> Content:
    """Return the rows as JSON: what they refer to as ids, instants in ISO 8601."""
    return {
        "schema": Container.SCHEMA,
        **values(container, FIELDS),
        "slots": [
            {"key": str(slot.pk), **values(slot, SLOT), "until": slot.until.isoformat() if slot.until else None}
            for slot in container.slots.all()
        ],
    }


def load(container: Container, content: Content) -> None:
    """Write `content` into the rows, with the same keys; other slots are deleted."""
    for name in FIELDS:
        setattr(container, column(Container, name), content[name])
    container.place = int(content["place"])  # a live fix sends it as text
    container.save(update_fields=FIELDS)
    rows = [
        Slot(
            pk=UUID(slot["key"]),
            container=container,
            order=order,
            until=ends(slot),
            **{column(Slot, name): slot[name] for name in SLOT},
        )
        for order, slot in enumerate(content["slots"], 1)
    ]
    replace(container.slots.all(), rows)


def ends(slot: Content) -> datetime | None:
    """Return when the slot's pin ends (aware); None if it doesn't."""
    return datetime.fromisoformat(slot["until"]) if slot["until"] else None


def is_pinned(slot: Content, at: datetime) -> bool:
    """Whether the slot's pin hasn't ended by `at`."""
    end = ends(slot)
    return end is None or at < end
