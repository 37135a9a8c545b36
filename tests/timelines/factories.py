"""Timelines as the desk makes them: events read and numbered, then saved through the verb."""

from typing import Any

import factory

from newsroom.publishing import actions, clock
from tests.people import journalist
from timelines.models import Event, Timeline

AGENCY = {"text": "Agency", "url": "https://example.org/report"}
INCURSION: dict[str, Any] = {
    "date_text": "Aug. 6, 2024",
    "headline": "Ukrainian forces cross the border",
    "is_key": True,
}
REACTION = {"date_text": "Putin’s reaction", "headline": "The Kremlin orders a counter-strike"}
REINFORCEMENTS = {"date_text": "The reinforcements", "headline": "About 11,000 North Korean soldiers are sent"}
BUDAPEST = {"date_text": "Nov. 7, 2024", "headline": "Zelensky speaks in Budapest"}
DEMO: list[dict[str, Any]] = [INCURSION, REACTION, REINFORCEMENTS, BUDAPEST]


class TimelineFactory(factory.django.DjangoModelFactory):
    """`events` are dicts of an event's fields, in the order in which the desk lists them."""

    class Meta:
        model = Timeline
        skip_postgeneration_save = True

    title = factory.Sequence(lambda number: f"The fighting in Kursk {number}")
    slug = factory.Sequence(lambda number: f"kursk-{number}")
    introduction = "<p>How it came about.</p>"
    owner = factory.LazyFunction(journalist)
    created_at = factory.LazyFunction(clock.now)

    @factory.post_generation
    def events(self: Any, _create: bool, events: list[dict[str, Any]] | None, **_more: Any) -> None:
        for fields in DEMO if events is None else events:
            add_event(self, **fields)
        self.put_in_order()
        actions.save(self, self.owner)


def add_event(timeline: Timeline, **fields: Any) -> Event:
    """Add an event below the others, validated as in the admin; its source is an agency unless `fields` name another."""
    event = Event(timeline=timeline, position=timeline.events.count() * 10 + 1_000, **{"sources": [AGENCY], **fields})
    event.full_clean()
    event.save()
    return event
