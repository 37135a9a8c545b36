"""What a version of a container refers to, and the instants at which it changes by itself."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from newsroom.fronts.models import Container, ContainerReference, ContainerRevision, PinEnd, Slot
from newsroom.fronts.snapshots import ends
from newsroom.images import usage
from newsroom.publishing.models import Content
from newsroom.publishing.next_change import register_source

usage.register(Container, (Slot, "picture", "container"), references=ContainerReference, follows=("section",))


def record(revision: ContainerRevision) -> None:
    """Store the version's page, its references and the ends of its pins."""
    content = revision.read()
    revision.section_id, revision.place = content["section"], content["place"]
    ContainerRevision.objects.filter(pk=revision.pk).update(section=content["section"], place=content["place"])
    ContainerReference.objects.bulk_create(
        ContainerReference(revision=revision, **{name: pk}) for name, pk in dict.fromkeys(_references(content))
    )
    PinEnd.objects.bulk_create(
        PinEnd(revision=revision, at=at) for at in {ends(slot) for slot in content["slots"]} if at
    )


def _references(content: Content) -> Iterator[tuple[str, Any]]:
    for name, column in (("section", "section_id"), ("fill_section", "section_id"), ("fill_tag", "tag_id")):
        if content[name]:
            yield column, content[name]
    for slot in content["slots"]:
        for name in ("story", "timeline", "picture"):
            if slot[name]:
                yield f"{name}_id", slot[name]


@register_source
def next_pin_end(after: datetime) -> datetime | None:
    """Return the next instant after `after` at which a pin ends in a version that is live then."""
    running = Q(revision__live_until=None) | Q(revision__live_until__gt=F("at"))
    due = PinEnd.objects.filter(running, at__gt=after, revision__live_from__lt=F("at")).order_by("at")
    found: datetime | None = due.values_list("at", flat=True).first()
    return found
