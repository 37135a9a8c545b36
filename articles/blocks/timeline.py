"""A timeline in the text: all of it, its key events, a period of it, or single events."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.blocks.block import Block, register
from articles.blocks.resolved import Resolved
from newsroom.publishing import clock
from newsroom.publishing.preflight import Check
from newsroom.text import plain_text
from timelines.models import Event, TimelineRevision
from timelines.models import Timeline as TimelineModel


class Show(models.TextChoices):
    ALL = "all", "All events"
    KEY = "key", "Key events"
    RANGE = "range", "Events between two dates"
    PICKED = "picked", "Events selected below"
    BEFORE = "before", "Earlier: the last events before the day of this story"


def a_period(text: str) -> None:
    """Refuse anything but an ISO day, month or year."""
    whole = f"{text}-01-01"[:10] if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text) else ""
    try:
        date.fromisoformat(whole)
    except ValueError:
        raise ValidationError(
            f"“{text}” isn’t a valid date. Enter a day, month or year, such as 2024-08-06, 2024-08 or 2024."
        ) from None


@register
class TimelineEmbed(Block):
    type = "timeline"
    verbose_name = "timeline"
    readers_name = _("Timeline")
    icon = "timeline"
    feed_template = "articles/blocks/feed/timeline.html"
    texts = ()

    timeline: Any = models.ForeignKey(TimelineModel, models.PROTECT)
    show: Any = models.CharField(max_length=6, choices=Show, default=Show.ALL)
    range_from: Any = plain_text.CharField(
        "from", max_length=10, blank=True, validators=[a_period], help_text="A day, month or year: 2024-08-06."
    )
    range_to: Any = plain_text.CharField(
        "to", max_length=10, blank=True, validators=[a_period], help_text="A day, month or year: 2024-11."
    )
    picked: Any = models.JSONField("selected events", default=list, blank=True, help_text="The keys of events.")
    pinned: Any = models.ForeignKey(
        TimelineRevision,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="pinned to version",
        help_text="A pinned version doesn’t change, and readers see its date. Leave blank to follow the live timeline.",
    )

    def clean(self) -> None:
        """Put the selected events into the order of the timeline; refuse a version that readers haven't seen.

        Keys of deleted events are kept at the end, because restoring an older version brings the events back.
        """
        keys = [str(key) for key in self.picked] if isinstance(self.picked, list) else [""]
        try:
            keys = [str(UUID(key)) for key in keys]
        except ValueError:
            raise ValidationError({"picked": ["Selected events are a list of the keys of events."]}) from None
        if keys:
            events = Event.objects.filter(timeline=self.timeline, pk__in=keys).order_by("position", "pk")
            there = [str(pk) for pk in events.values_list("pk", flat=True)]
            keys = [*there, *(key for key in dict.fromkeys(keys) if key not in there)]
        self.picked = keys
        if self.pinned is not None:
            seen = TimelineRevision.objects.seen_by(clock.now()).filter(subject=self.timeline)
            if not seen.filter(pk=self.pinned).exists():
                text = "That version isn’t one that readers have seen of this timeline. Choose another."
                raise ValidationError({"pinned": [text]})

    @property
    def has_a_range(self) -> bool:
        """Whether the period is valid. Preflight reports one that isn't."""
        try:
            for text in (self.range_from, self.range_to):
                a_period(text or "2024")
        except ValidationError:
            return False
        return True

    def context(self, resolved: Resolved) -> dict[str, Any] | None:
        timeline = resolved.timelines.get(self.key)
        return {"timeline": timeline} if timeline else None

    def is_seen(self, resolved: Resolved) -> bool:
        return bool((timeline := resolved.timelines.get(self.key)) and timeline.events)

    def html(self, resolved: Resolved) -> str:
        return resolved.embeds.get(self.key, "")

    def readers_texts(self, resolved: Resolved) -> dict[str, str]:
        return {"": gettext("A timeline")}

    def checks(self) -> Iterator[Check]:
        if self.show == Show.PICKED and not self.picked:
            text = "A timeline shows selected events, but none are selected. Select some, or show all events."
            yield Check(text, self.place("show"), blocks=True)
