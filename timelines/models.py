"""Timelines and their events. These rows are the working copy; readers see revisions of it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Min, Q
from django.urls import reverse

from newsroom.images.models import Picture
from newsroom.publishing import clock
from newsroom.publishing.models import Content, Correction, Publishable, Revision, RevisionQuerySet, Transition
from newsroom.publishing.refusals import Refused
from newsroom.publishing.wording import newsroom_day
from newsroom.richtext import RichTextField
from timelines.dates import DateError, DateValue, reads_as
from timelines.reading import in_order, read

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


STEP = 10  # between the places of neighbours, so that there is room between them


class Timeline(Publishable):
    """A timeline, shared by as many stories as like: a title and its events."""

    SHOWN_AS: ClassVar[str] = "timeline"

    title = models.CharField(max_length=150, blank=True, help_text="As readers see it: The fighting in Kursk.")
    slug = models.SlugField(
        max_length=100,
        blank=True,
        help_text="The last part of its address. Once it is published you can still change it: the old address leads here.",
    )
    introduction = RichTextField(blank=True, help_text="A sentence or two before the first event. May stay empty.")

    if TYPE_CHECKING:
        events: RelatedManager["Event"]
        addresses: RelatedManager["TimelineAddress"]

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.title or "Untitled timeline"

    def snapshot(self) -> Content:
        """The working copy as plain JSON, its events in the order in which the desk put them."""
        return {
            "schema": self.SCHEMA,
            "title": self.title,
            "slug": self.slug,
            "introduction": self.introduction,
            "events": [event.snapshot() for event in self.events.all()],
        }

    def load(self, content: Content) -> None:
        """Make the working copy say `content`; every event keeps its key."""
        self.title, self.slug, self.introduction = content["title"], content["slug"], content["introduction"]
        self.save(update_fields=["title", "slug", "introduction"])
        rows = [Event.of(event, self, number * STEP) for number, event in enumerate(content["events"], 1)]
        self.events.exclude(pk__in=[row.pk for row in rows]).delete()
        written = [field.name for field in Event._meta.concrete_fields if not field.primary_key]
        Event.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=written)

    def put_in_order(self) -> None:
        """Number the events as time orders them; one without a date stays below the one above it."""
        events = {str(event.pk): event for event in self.events.all()}
        for number, (content, _) in enumerate(in_order(self.snapshot()), 1):
            events[content["key"]].position = number * STEP
        Event.objects.bulk_update(events.values(), ["position"])

    def problems(self, content: Content) -> list[str]:
        """What keeps it from readers, in the editor's words."""
        found = []
        if not content["title"]:
            found.append("Write a title.")
        if not content["slug"]:
            found.append("Write a slug: without one it has no address.")
        if not content["events"]:
            found.append("Add at least one event.")
        alts = dict(Picture.objects.filter(pk__in=pictures_in(content)).values_list("pk", "alt"))
        for number, event in enumerate(content["events"], 1):
            name = name_of(event, number)
            if not event["date"] and not event["headline"]:
                found.append(f"{name} has no date, no label and no headline: write one of them, or remove the event.")
            elif not event["headline"] and not event["body"]:
                found.append(f"{name} does not say what happened: write a headline or a text.")
            if event["picture"] and not event["picture_alt"] and not alts.get(event["picture"]):
                found.append(f"{name} has a picture without an alternative text: write what it shows.")
        return found

    def warnings(self, content: Content) -> list[str]:
        """What an editor should look at before publishing, but may let pass."""
        found = []
        for number, event in enumerate(content["events"], 1):
            name = name_of(event, number)
            found += [f"{name}: {warning}" for warning in (event["date"] or {}).get("warnings", [])]
            if not event["source"] and not event["source_url"]:
                found.append(f"{name} names no source.")
        return found

    def get_absolute_url(self) -> str:
        """The address readers have for it now; before it is live, the one it is going to have."""
        live = self.live(clock.now())
        return address(live.slug if live else self.slug)

    def fixable(self, content: Content) -> dict[str, str]:
        """The texts that a live fix may change. A date is changed in the working copy, where it is read."""
        texts = {"title": content["title"], "introduction": content["introduction"]}
        for event in content["events"]:
            texts |= {f"events/{event['key']}/{name}": event[name] for name in ("headline", "body")}
        return texts

    def fix_field(self, content: Content, path: str) -> forms.Field:
        """Titles and headlines in a line, the rest in the editor."""
        *place, name = path.split("/")
        row: type[models.Model] = Event if place else Timeline
        field: Any = row._meta.get_field(name)
        label = str(field.verbose_name).capitalize()
        for number, event in enumerate(content["events"], 1):
            if event["key"] in place:
                label = f"{name_of(event, number)}: {field.verbose_name}"
        found: forms.Field = field.formfield(label=label)
        return found

    def recorded(self, revision: "TimelineRevision") -> None:
        """Store what lists read, and which pictures this version needs for as long as it exists."""
        content = revision.read()
        self.revisions.filter(pk=revision.pk).update(title=content["title"], slug=content["slug"])
        TimelineReference.objects.bulk_create(
            TimelineReference(revision=revision, picture_id=picture) for picture in sorted(pictures_in(content))
        )

    def rescheduled(self) -> None:
        """Hold the addresses of every version that is, was or will be live, each from its first instant on."""
        scheduled = self.revisions.exclude(live_from=None).order_by()
        wanted = dict(scheduled.values_list("slug").annotate(since=Min("live_from")))
        held = dict(self.addresses.values_list("slug", "since"))
        self.addresses.filter(slug__in=[slug for slug, since in held.items() if wanted.get(slug) != since]).delete()
        new = {slug: since for slug, since in wanted.items() if held.get(slug) != since}
        try:
            with transaction.atomic():
                self.addresses.bulk_create(
                    TimelineAddress(timeline=self, slug=slug, since=since) for slug, since in new.items()
                )
        except IntegrityError:
            taken = TimelineAddress.objects.select_related("timeline").filter(slug__in=new).exclude(timeline=self)[0]
            raise Refused(
                f"The address {address(taken.slug)} belongs to “{taken.timeline}”. "
                "Give this timeline another slug and save, then publish."
            ) from None


class Event(models.Model):
    """One entry of a timeline: what happened, and when, as exactly as that is known and no more exactly."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    timeline = models.ForeignKey(Timeline, models.CASCADE, related_name="events")
    position = models.PositiveIntegerField(
        "place in the list", default=0, help_text="Dates sort themselves. Without a date: 25 stands between 20 and 30."
    )
    date_text = models.CharField(
        "when",
        max_length=200,
        blank=True,
        help_text="Aug. 6 · early 2024 · Aug. 6-9. No date? Write a label (Putin’s reaction): it stays below the event above.",
    )
    date = models.JSONField(
        null=True, editable=False, help_text="What `date_text` was read as, on the day on which it was typed."
    )
    headline = models.CharField(max_length=200, blank=True, help_text="What happened, in one line.")
    body = RichTextField("text", blank=True)
    is_key = models.BooleanField("key event", default=False, help_text="Shown where a story carries key events only.")
    source = models.CharField(
        max_length=200, blank=True, help_text="Who says so: a document, an agency, our own story."
    )
    source_url = models.URLField("source address", max_length=500, blank=True)
    picture = models.ForeignKey(Picture, models.PROTECT, null=True, blank=True, related_name="+")
    picture_alt = models.CharField(
        "alternative text",
        max_length=300,
        blank=True,
        help_text="What the picture shows here. Empty: the picture’s own words.",
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(date_text="") | Q(date__isnull=False), name="timelines_event_date_read"),
            models.CheckConstraint(
                condition=Q(source_url="") | Q(source_url__startswith="https://") | Q(source_url__startswith="http://"),
                name="timelines_event_source_url",
                violation_error_message="Give the source’s address in full: https://example.org/page.",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.date_text, self.headline))) or "new event"

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
        return reads_as(DateValue.from_json(self.date), newsroom_day(clock.now()))

    def snapshot(self) -> Content:
        """This event as it stands in a revision."""
        return {
            "key": str(self.pk),
            "date": self.date,
            "headline": self.headline,
            "body": self.body,
            "is_key": self.is_key,
            "source": self.source,
            "source_url": self.source_url,
            "picture": self.picture_id,
            "picture_alt": self.picture_alt,
        }

    @classmethod
    def of(cls, content: Content, timeline: Timeline, position: int) -> "Event":
        """The row, not yet stored, whose snapshot is `content`."""
        fields: dict[str, Any] = {name: value for name, value in content.items() if name not in ("key", "picture")}
        return cls(
            id=uuid.UUID(content["key"]),
            timeline=timeline,
            position=position,
            date_text=content["date"]["text"] if content["date"] else "",
            picture_id=content["picture"],
            **fields,
        )


class TimelineRevisionQuerySet(RevisionQuerySet):
    def newest_first(self) -> Self:
        """In the order in which readers were told of changes, without the events: what a list shows."""
        return self.order_by("-updated_at", "-id").defer("content", "sha256", "note")

    def below(self, pk: int, now: datetime) -> Self:
        """What follows that version in `newest_first`; nothing where readers have not seen it by `now`."""
        updated_at = self.model.objects.published_by(now).filter(pk=pk).values("updated_at")[:1]
        return self.filter(Q(updated_at__lt=updated_at) | Q(updated_at=updated_at, pk__lt=pk))


class TimelineRevision(Revision):
    """A version of a timeline. Title and slug repeat its content, for lists and addresses."""

    subject = models.ForeignKey(Timeline, models.PROTECT, related_name="revisions")
    title = models.CharField(max_length=150, blank=True)
    slug = models.SlugField(max_length=100, blank=True, db_index=False)

    objects: ClassVar = TimelineRevisionQuerySet.as_manager()

    class Meta(Revision.Meta):
        abstract = False
        indexes: ClassVar = [
            models.Index(
                fields=["-updated_at", "-id"], condition=Q(live_from__isnull=False), name="timelines_newest_first"
            )
        ]

    def get_absolute_url(self) -> str:
        """Its address while it is live."""
        return address(self.slug)


class TimelineTransition(Transition):
    """A line of a timeline's schedule."""

    subject = models.ForeignKey(Timeline, models.PROTECT, related_name="transitions")
    revision = models.ForeignKey(TimelineRevision, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Transition.Meta):
        abstract = False


class TimelineCorrection(Correction):
    """A correction of a timeline."""

    subject = models.ForeignKey(Timeline, models.PROTECT, related_name="corrections")

    class Meta(Correction.Meta):
        abstract = False


class TimelineReference(models.Model):
    """A picture that a revision shows: it cannot be deleted for as long as the revision exists."""

    revision = models.ForeignKey(TimelineRevision, models.CASCADE, related_name="references")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "picture"], name="timelines_reference_once")
        ]

    def __str__(self) -> str:
        return f"{self.picture} in {self.revision}"


class TimelineAddress(models.Model):
    """A slug and the timeline it leads to, for ever, from the instant at which a version with it first goes live."""

    slug = models.SlugField(max_length=100, unique=True)
    timeline = models.ForeignKey(Timeline, models.PROTECT, related_name="addresses")
    since = models.DateTimeField()

    class Meta:
        verbose_name_plural = "timeline addresses"

    def __str__(self) -> str:
        return address(self.slug)


def address(slug: str) -> str:
    """The public address of the timeline with that slug."""
    return reverse("timelines:timeline_detail", args=[slug])


def pictures_in(content: Content) -> set[int]:
    """The ids of the pictures that a version shows."""
    return {event["picture"] for event in content["events"] if event["picture"]}


def name_of(event: Content, number: int) -> str:
    """What the desk calls an event of a snapshot."""
    text = event["headline"] or (event["date"] or {}).get("text", "")
    return f"“{text}”" if text else f"Event {number}"
