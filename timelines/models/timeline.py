"""A timeline's working copy: its words, its events, and the addresses that lead to it."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse

from newsroom.publishing import clock
from newsroom.publishing.models import Content, Publishable
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField
from timelines.parse import in_order

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from timelines.models.event import Event, TimelineEra, TimelineLane
    from timelines.models.revision import TimelineAddress


STEP = 10  # between the places of neighbours, so that there is room between them


class Timeline(Publishable):
    """A timeline, shared by as many stories as like: a title and its events."""

    title = plain_text.CharField(max_length=150, blank=True, help_text="As readers see it: The fighting in Kursk.")
    slug = models.SlugField(
        max_length=100,
        blank=True,
        help_text="The last part of its address. Once it is published you can still change it: the old address leads here.",
    )
    introduction = RichTextField(blank=True, help_text="A sentence or two before the first event. May stay empty.")

    foreign = models.JSONField(
        default=dict, blank=True, editable=False, help_text="What an import brought that is none of ours."
    )

    if TYPE_CHECKING:
        events: RelatedManager["Event"]
        lanes: RelatedManager["TimelineLane"]
        eras: RelatedManager["TimelineEra"]
        addresses: RelatedManager["TimelineAddress"]

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title or "Untitled timeline"

    def put_in_order(self) -> None:
        """Number the events as time orders them; one without a date stays below the one it is anchored to."""
        from timelines.models.event import Event

        events = {str(event.pk): event for event in self.events.all()}
        for number, (content, _) in enumerate(in_order(self.snapshot()), 1):
            events[content["key"]].position = number * STEP
        Event.objects.bulk_update(events.values(), ["position"])

    def get_absolute_url(self) -> str:
        """The address readers have for it now; before it is live, the one it is going to have."""
        live = self.live(clock.now())
        return address(live.slug if live else self.slug)


def address(slug: str) -> str:
    """The public address of the timeline with that slug."""
    return reverse("timelines:timeline_detail", args=[slug])


def name_of(event: Content, number: int) -> str:
    """What the desk calls an event of a snapshot."""
    text = event["headline"] or (event["date"] or {}).get("text", "")
    return f"“{text}”" if text else f"Event {number}"
