"""The publishing engine's adapter for timelines."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Min

from newsroom.publishing.adapters import Adapter, labeled_field, register
from newsroom.publishing.exceptions import ActionRefused
from newsroom.publishing.models import Content
from newsroom.publishing.preflight import Check
from newsroom.search import index
from newsroom.text.rich_text import text_of
from timelines import preflight, snapshots
from timelines.listing import listing_of
from timelines.models import Event, Timeline
from timelines.models.revision import TimelineAddress, TimelineReference, pictures_in
from timelines.models.timeline import address, name_of
from timelines.presentation import TimelinePresenter
from timelines.search_document import events_of


@register(Timeline)
class TimelineAdapter(Adapter):
    title = "title"

    def snapshot(self, subject: Timeline) -> Content:
        return snapshots.snapshot(subject)

    def load(self, subject: Timeline, content: Content) -> None:
        snapshots.load(subject, content)

    def checks(self, subject: Timeline, content: Content) -> Iterable[Check]:
        return preflight.checks(content)

    def waivable(self, content: Content) -> str:
        missing = preflight.unsourced(content)
        return f"sources of {preflight.named(missing)}" if missing else ""

    def waived(self, content: Content) -> Content:
        events = [
            event | {"sources_waived": event["sources_waived"] or not event["sources"]} for event in content["events"]
        ]
        return content | {"events": events}

    def fixable(self, content: Content) -> dict[str, str]:
        """Return all texts but dates, which are edited in the working copy only."""
        texts = {"title": content["title"], "introduction": content["introduction"]}
        for event in content["events"]:
            texts |= {f"events/{event['key']}/{name}": event[name] for name in ("headline", "body")}
        return texts

    def is_rich(self, content: Content, path: str) -> bool:
        return path == "introduction" or path.endswith("/body")

    def searched(self, content: Content) -> Iterator[str]:
        yield text_of(content["introduction"], "\n")
        yield from events_of(content)

    def fix_field(self, content: Content, path: str) -> forms.Field:
        *place, name = path.split("/")
        numbered = enumerate(content["events"], 1)
        of = next((name_of(event, number) for number, event in numbered if event["key"] in place), "")
        return labeled_field(Event if place else Timeline, name, of)

    def presenter(self, contents: Iterable[Content], names: bool = True) -> TimelinePresenter:
        return TimelinePresenter(Timeline, contents, names)

    def recorded(self, subject: Timeline, revision: Any) -> None:
        """Fill the columns that lists read, and protect the pictures that this revision shows."""
        content = revision.read()
        columns = {"title": content["title"], "slug": content["slug"], "listing": listing_of(content)}
        subject.revisions.filter(pk=revision.pk).update(**columns)
        TimelineReference.objects.bulk_create(
            TimelineReference(revision=revision, picture_id=picture) for picture in sorted(pictures_in(content))
        )

    def rescheduled(self, subject: Timeline) -> None:
        """Bring the search index and the addresses in line; each slug counts from the instant it first goes live."""
        scheduled = subject.revisions.exclude(live_from=None).order_by()
        wanted = dict(scheduled.values_list("slug").annotate(since=Min("live_from")))
        held = dict(subject.addresses.values_list("slug", "since"))
        subject.addresses.filter(slug__in=[slug for slug, since in held.items() if wanted.get(slug) != since]).delete()
        new = {slug: since for slug, since in wanted.items() if held.get(slug) != since}
        try:
            with transaction.atomic():
                subject.addresses.bulk_create(
                    TimelineAddress(timeline=subject, slug=slug, since=since) for slug, since in new.items()
                )
        except IntegrityError:
            taken = TimelineAddress.objects.select_related("timeline").filter(slug__in=new).exclude(timeline=subject)[0]
            raise ActionRefused(
                f"The address {address(taken.slug)} belongs to “{taken.timeline}”. "
                "Change this timeline's slug and save, then publish."
            ) from None
        index.derive(subject)
