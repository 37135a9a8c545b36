"""The working copy of a timeline."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from newsroom.publishing import clock
from newsroom.publishing.models import Content, Publishable
from newsroom.text import plain_text
from newsroom.text.languages import language_tag
from newsroom.text.rich_text import RichTextField
from timelines.parse import in_order

STEP = 10  # between the positions of neighbors, to leave room for others


def to_schema_2(content: Content) -> Content:
    """Give the content its language, which was English."""
    return {**content, "schema": 2, "language": "en"}


def to_schema_3(content: Content) -> Content:
    """Give each event coordinates, of which it had none."""
    return {**content, "schema": 3, "events": [{**event, "coordinates": None} for event in content["events"]]}


class Timeline(Publishable):
    """A timeline, which any number of stories can share: a title and its events."""

    SCHEMA = 3
    UPGRADES: ClassVar = {1: to_schema_2, 2: to_schema_3}

    title = plain_text.CharField(max_length=150, blank=True, help_text="For readers. Example: The fighting in Kursk.")
    slug = models.SlugField(
        max_length=100,
        blank=True,
        help_text="The last part of the web address. If you change it later, the old address redirects here.",
    )
    introduction = RichTextField(blank=True, help_text="Optional. A sentence or two before the first event.")

    language = models.CharField(
        max_length=35, default="en", validators=[language_tag], help_text="A language tag (BCP 47): en, es, uk, ar."
    )
    foreign = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Imported data of other programs, for export."
    )

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title or "Untitled timeline"

    def put_in_order(self) -> None:
        """Number the events in chronological order; one without a date follows its anchor."""
        events = {str(event.pk): event for event in self.events.all()}
        for number, (content, _) in enumerate(in_order(self.snapshot()), 1):
            events[content["key"]].position = number * STEP
        self.events.bulk_update(events.values(), ["position"])

    def get_absolute_url(self) -> str:
        """Return its current public address, or the one it will have."""
        live = self.live(clock.now())
        return address(live.slug if live else self.slug)


def address(slug: str) -> str:
    """Return the public address of a timeline by its slug."""
    return reverse("timelines:timeline_detail", args=[slug])


def name_of(event: Content, number: int) -> str:
    """Name an event of a snapshot for the desk."""
    text = event["headline"] or (event["date"] or {}).get("text", "")
    return f"“{text}”" if text else f"Event {number}"
