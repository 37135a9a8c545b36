"""A timeline's working copy: its words, its events, and the addresses that lead to it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.db import IntegrityError, models, transaction
from django.db.models import Min
from django.urls import reverse

from newsroom.publishing import clock
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Content, Publishable
from newsroom.search import index
from newsroom.text import plain_text
from newsroom.text.rich_text import RichTextField
from timelines.parse import in_order

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from newsroom.publishing.preflight import Check
    from timelines.models.event import Event, TimelineEra, TimelineLane
    from timelines.models.revision import TimelineAddress, TimelineRevision
    from timelines.presentation import TimelinePresenter


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

    def checks(self, content: Content) -> "Iterable[Check]":
        from timelines import preflight

        return preflight.checks(content)

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
        from timelines.models.event import Event

        *place, name = path.split("/")
        row: type[models.Model] = Event if place else Timeline
        field: Any = row._meta.get_field(name)
        label = str(field.verbose_name).capitalize()
        for number, event in enumerate(content["events"], 1):
            if event["key"] in place:
                label = f"{name_of(event, number)}: {field.verbose_name}"
        found: forms.Field = field.formfield(label=label)
        return found

    def presenter(self, contents: Iterable[Content], names: bool = True) -> "TimelinePresenter":
        from timelines.presentation import TimelinePresenter

        return TimelinePresenter(type(self), contents, names)

    def recorded(self, revision: "TimelineRevision") -> None:
        """Store what lists read, and which pictures this version needs for as long as it exists."""
        from timelines.models.revision import TimelineReference, pictures_in

        content = revision.read()
        self.revisions.filter(pk=revision.pk).update(title=content["title"], slug=content["slug"])
        TimelineReference.objects.bulk_create(
            TimelineReference(revision=revision, picture_id=picture) for picture in sorted(pictures_in(content))
        )

    def rescheduled(self) -> None:
        """Hold the addresses of every version that is, was or will be live, each from its first instant on; be found."""
        from timelines.models.revision import TimelineAddress

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
            raise ActionRefused(
                f"The address {address(taken.slug)} belongs to “{taken.timeline}”. "
                "Give this timeline another slug and save, then publish."
            ) from None
        index.derive(self)


def address(slug: str) -> str:
    """The public address of the timeline with that slug."""
    return reverse("timelines:timeline_detail", args=[slug])


def name_of(event: Content, number: int) -> str:
    """What the desk calls an event of a snapshot."""
    text = event["headline"] or (event["date"] or {}).get("text", "")
    return f"“{text}”" if text else f"Event {number}"
