"""Revisions of timelines, with their schedule, corrections, pictures and addresses."""

from datetime import datetime
from typing import ClassVar, NotRequired, Self, TypedDict

from django.db import models
from django.db.models import Q

from newsroom.images.models import Picture
from newsroom.publishing.models import Content, Correction, Revision, RevisionQuerySet, Transition
from timelines.models.timeline import Timeline, address


class Last(TypedDict):
    """The last event of a version that has a date: the date with its year, and what happened."""

    when: str
    headline: str


class Listing(TypedDict):
    """What lists show of a version: a sentence in its language, the id of a photo, and heights of events over time as digits."""

    summary: str
    language: NotRequired[str]  # of versions since there are summaries in others than English
    picture: int | None
    levels: str
    last: NotRequired[Last | None]


class TimelineRevisionQuerySet(RevisionQuerySet):
    def newest_first(self) -> Self:
        """Order by the public "updated" time, without the content: for lists."""
        return self.order_by("-updated_at", "-id").defer("content", "sha256", "note")

    def below(self, pk: int, now: datetime) -> Self:
        """Keep what follows that version in `newest_first`; nothing if it wasn't public by `now`."""
        updated_at = self.model.objects.published_by(now).filter(pk=pk).values("updated_at")[:1]
        return self.filter(Q(updated_at__lt=updated_at) | Q(updated_at=updated_at, pk__lt=pk))


class TimelineRevision(Revision):
    """A version of a timeline. Title, slug and listing are of its content, for lists and addresses."""

    subject = models.ForeignKey(Timeline, models.PROTECT, related_name="revisions")
    title = models.CharField(max_length=150, blank=True)
    slug = models.SlugField(max_length=100, blank=True, db_index=False)
    listing = models.JSONField(null=True, editable=False, help_text="What lists show of it (timelines/listing.py).")

    objects: ClassVar = TimelineRevisionQuerySet.as_manager()

    class Meta(Revision.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(
                fields=["-updated_at", "-id"], condition=Q(live_from__isnull=False), name="timelines_newest_first"
            )
        ]

    def get_absolute_url(self) -> str:
        return address(self.slug)


class TimelineTransition(Transition):
    subject = models.ForeignKey(Timeline, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey(TimelineRevision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class TimelineCorrection(Correction):
    subject = models.ForeignKey(Timeline, models.PROTECT, related_name="corrections")

    class Meta(Correction.Meta):
        abstract = False


class TimelineReference(models.Model):
    """A picture that a revision shows, which therefore can't be deleted."""

    revision = models.ForeignKey(TimelineRevision, models.CASCADE, related_name="references")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "picture"], name="timelines_reference_once")
        ]

    def __str__(self) -> str:
        return f"{self.picture} in {self.revision}"


class TimelineAddress(models.Model):
    """A slug of a timeline, which is permanent from the instant at which a version first goes live with it."""

    slug = models.SlugField(max_length=100, unique=True)
    timeline = models.ForeignKey(Timeline, models.PROTECT, related_name="addresses")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "timeline addresses"

    def __str__(self) -> str:
        return address(self.slug)


def pictures_in(content: Content) -> set[int]:
    """Return the ids of the pictures that a version shows."""
    return {event["picture"] for event in content["events"] if event["picture"]}
