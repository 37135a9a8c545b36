"""A container's working copy as plain JSON, and back. Every slot keeps its key."""

from datetime import datetime
from uuid import UUID

from newsroom.database.rows import column, replace, values
from newsroom.fronts.models import Container, Slot
from newsroom.publishing.models import Content

FIELDS = ("section", "place", "title", "layout", "size", "fill", "fill_section", "fill_tag")
SLOT = ("story", "timeline", "follow_ups", "headline", "kicker", "picture", "over")


def snapshot(container: Container) -> Content:
    """What the rows say now; stories, timelines, pictures, sections and tags by their ids, instants in ISO 8601."""
    return {
        "schema": Container.SCHEMA,
        **values(container, FIELDS),
        "slots": [
            {"key": str(slot.pk), **values(slot, SLOT), "until": slot.until.isoformat() if slot.until else None}
            for slot in container.slots.all()
        ],
    }


def load(container: Container, content: Content) -> None:
    """Make the rows say `content`, with the same keys; what it does not name is deleted."""
    for name in FIELDS:
        setattr(container, column(Container, name), content[name])
    container.place = int(content["place"])  # as text where a live fix has it
    container.save(update_fields=FIELDS)
    rows = [_slot(container, order, slot) for order, slot in enumerate(content["slots"], 1)]
    replace(container.slots.all(), rows)


def ends(slot: Content) -> datetime | None:
    """When the slot's pin ends (aware); None if it has no end."""
    return datetime.fromisoformat(slot["until"]) if slot["until"] else None


def _slot(container: Container, order: int, content: Content) -> Slot:
    fields = {column(Slot, name): content[name] for name in SLOT}
    return Slot(pk=UUID(content["key"]), container=container, order=order, until=ends(content), **fields)
