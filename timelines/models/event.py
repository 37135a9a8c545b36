"""What a timeline is made of: events, the lanes they stand in, the eras they fall in."""

import uuid
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.text import plain_text
from newsroom.text.ap_style import newsroom_day
from newsroom.text.rich_text import RichTextField
from timelines.dates import DateError, DateValue
from timelines.models.timeline import Timeline
from timelines.parse import read, sentence
from timelines.sources import MediumField, SourcesField


def stable_key() -> Any:
    """The primary key of what is merged and restored: the same for ever, in every snapshot."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Dated(models.Model):
    """Something with a date as typed, and what that was read as."""

    date_text = plain_text.CharField("when", max_length=200, blank=True)
    date = models.JSONField(
        null=True, editable=False, help_text="What `date_text` was read as, on the day on which it was typed."
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(date_text="") | Q(date__isnull=False), name="timelines_%(class)s_date_read"
            )
        ]

    def clean(self) -> None:
        """Read the date, or keep the label. Raises ValidationError, with the cure, for a date that cannot be.

        What was read stands until other words are typed: "Aug. 6" keeps its year, "yesterday" its day.
        """
        if not self.date_text:
            self.date = None
        elif self.date is None or self.date["text"] != self.date_text:
            value = read(self.date_text, clock.now())
            if isinstance(value, DateError):
                raise ValidationError({"date_text": value.message})
            self.date = value.to_json()

    @property
    def reading(self) -> str:
        """What `date_text` was read as, in a sentence for the desk; "" where nothing was."""
        if not self.date or self.date["text"] != self.date_text:
            return ""
        return sentence(DateValue.from_json(self.date), newsroom_day(clock.now()))


class TimelineLane(models.Model):
    """A row of its own for the events of one side, place or kind. Readers can follow it alone."""

    id = stable_key()
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="lanes")
    position = models.PositiveIntegerField("order", default=0)
    name = plain_text.CharField(max_length=100, help_text="On the ground · Diplomacy")

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = "lane"

    def __str__(self) -> str:
        return self.name


class TimelineEra(Dated):
    """A period with a name. Eras may overlap, and may have no end."""

    id = stable_key()
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="eras")
    position = models.PositiveIntegerField("order", default=0)
    title = plain_text.CharField("name", max_length=200)
    date_text = plain_text.CharField(
        "from when to when", max_length=200, help_text="1917 to 1991 · since 2022 · the 1990s"
    )

    class Meta(Dated.Meta):
        abstract = False
        ordering: ClassVar = ["position", "id"]
        verbose_name = "era"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """An era has a time: "1917 to 1991", "since 2022", "the 1990s"."""
        super().clean()
        if self.date is None or DateValue.from_json(self.date).undated:
            raise ValidationError({"date_text": "Write from when to when: “1917 to 1991”, “since 2022”, “the 1990s”."})


class EventQuerySet(models.QuerySet["Event"]):
    def unsealed(self) -> Self:
        """Without those of timelines that were taken down: nobody outside their own page finds them."""
        return self.exclude(timeline__in=Timeline._base_manager.exclude(revisions__sealed_at=None))


class Event(Dated):
    """One entry of a timeline: what happened, and when, as exactly as that is known and no more exactly."""

    id = stable_key()
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="events")
    position = models.PositiveIntegerField(
        "place in the list", default=0, help_text="Dates sort themselves. Without a date: 25 stands between 20 and 30."
    )
    date_text = plain_text.CharField(
        "when",
        max_length=200,
        blank=True,
        help_text="Aug. 6 · early 2024 · Aug. 6-9. No date? Write a label (Putin’s reaction): it stays below the event above.",
    )
    after = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="stays after",
        help_text="For an event without a date. Empty: it stays below the one above it.",
    )
    headline = plain_text.CharField(max_length=200, blank=True, help_text="What happened, in one line.")
    body = RichTextField("text", blank=True)
    is_key = models.BooleanField("key event", default=False, help_text="Shown where a story carries key events only.")
    place = plain_text.CharField(max_length=200, blank=True, help_text="Where: Sudzha, Russia.")
    lane = models.ForeignKey(TimelineLane, models.SET_NULL, null=True, blank=True, related_name="events")
    sources = SourcesField(
        default=list, blank=True, help_text="Who says so, one to a line: Office of the president | https://…"
    )
    sources_waived = models.BooleanField(
        "needs no source", default=False, help_text="An editor vouches for it: it may be published without one."
    )
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    picture_alt = plain_text.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What the picture shows here. Empty: the picture’s own words.",
    )
    media = MediumField(
        "seen elsewhere",
        null=True,
        blank=True,
        help_text="A picture, film or page of somebody else’s. Readers get a link.",
    )
    foreign = models.JSONField(
        default=dict, blank=True, editable=False, help_text="What an import brought that is none of ours."
    )

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta(Dated.Meta):
        abstract = False
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.date_text, self.headline))) or "new event"
