"""Rows of a timeline: events, the groups they belong to (lanes), and eras."""

import uuid
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from newsroom.images.models import ALT_RULE, Picture
from newsroom.publishing import clock
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField
from timelines.coordinates import CoordinatesField
from timelines.dates import DateError, DateValue
from timelines.models.timeline import Timeline
from timelines.parse import assumes_year, read, sentence
from timelines.sources import MediumField, SourcesField


def stable_key() -> Any:
    """Return a primary key that stays the same in every snapshot, for merging and restoring."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Dated(models.Model):
    """A row of a timeline with a date as typed, and as read."""

    timeline: Any  # the subclass's foreign key
    timeline_id: int | None

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
        """Read the date. Raises ValidationError for an impossible one.

        A reading stays until the text changes: "Aug. 6" keeps its year, "yesterday" its day.
        """
        if not self.date_text:
            self.date = None
        elif self.date is None or self.date["text"] != self.date_text:
            value = read(self.date_text, clock.now(), self.timeline.language if self.timeline_id else "")
            if isinstance(value, DateError):
                raise ValidationError({"date_text": value.message})
            self.date = value.to_json()

    @property
    def reading(self) -> str:
        """How `date_text` was read, in a sentence for the desk that says if no year was typed; "" if it wasn't read."""
        if not self.date or self.date["text"] != self.date_text:
            return ""
        value = DateValue.from_json(self.date)
        assumed = " (no year typed)" if assumes_year(value, clock.now()) else ""
        return f"{sentence(value)}{assumed}"


class TimelineLane(models.Model):
    """A group of events, of one side, place or kind; readers can show it alone."""

    id = stable_key()
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="lanes")
    position = models.PositiveIntegerField("order", default=0)
    name = plain_text.CharField(max_length=100, help_text="On the ground · Diplomacy")

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = "event group"

    def __str__(self) -> str:
        return self.name


class TimelineEra(Dated):
    """A named period. Eras may overlap and be open."""

    id = stable_key()
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="eras")
    position = models.PositiveIntegerField("order", default=0)
    title = plain_text.CharField("name", max_length=200)
    date_text = plain_text.CharField("dates", max_length=200, help_text="1917 to 1991 · since 2022 · the 1990s")

    class Meta(Dated.Meta):
        abstract = False
        ordering: ClassVar = ["position", "id"]
        verbose_name = "era"

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Require a date."""
        super().clean()
        if self.date is None or DateValue.from_json(self.date).undated:
            raise ValidationError({"date_text": "Enter dates such as “1917 to 1991”, “since 2022” or “the 1990s”."})


class EventQuerySet(models.QuerySet["Event"]):
    def unsealed(self) -> Self:
        """Exclude events of timelines that were taken down."""
        return self.exclude(timeline__in=Timeline._base_manager.exclude(revisions__sealed_at=None))


class Event(Dated):
    """One entry of a timeline: what happened, and when, only as precisely as is known."""

    id = stable_key()
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="events")
    position = models.PositiveIntegerField(
        default=0, help_text="Dated events sort themselves. Without a date, 25 goes between 20 and 30."
    )
    date_text = plain_text.CharField(
        "when",
        max_length=200,
        blank=True,
        help_text="Aug. 6 · early 2024 · Aug. 6-9. No date? Enter a label (Putin’s reaction): it stays below the event above.",
    )
    after = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="stays after",
        help_text="For an event without a date. Leave blank to keep it below the event above it.",
    )
    headline = plain_text.CharField(max_length=200, blank=True, help_text="What happened, in one line.")
    body = RichTextField("text", blank=True)
    is_key = models.BooleanField("key event", default=False, help_text="Shown in stories that show key events only.")
    place = plain_text.CharField("location", max_length=200, blank=True, help_text="Example: Sudzha, Russia.")
    coordinates = CoordinatesField(
        null=True, blank=True, help_text="Latitude and longitude, for the map: 51.19, 35.27. Or the address of a map."
    )
    lane = models.ForeignKey(
        TimelineLane, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name="group"
    )
    sources = SourcesField(default=list, blank=True, help_text="One per line: Office of the president | https://…")
    sources_waived = models.BooleanField(
        "no source needed",
        default=False,
        help_text="An editor vouches for this event, which can be published without one.",
    )
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="photo")
    picture_alt = plain_text.CharField("alt text", max_length=300, blank=True, help_text=ALT_RULE)
    media = MediumField(
        "media link", null=True, blank=True, help_text="A photo, video or page on another site. Readers get a link."
    )
    foreign = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Imported data of other programs, for export."
    )

    objects: ClassVar[Any] = EventQuerySet.as_manager()

    class Meta(Dated.Meta):
        abstract = False
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.date_text, self.headline))) or "new event"
