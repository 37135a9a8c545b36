"""What can be chosen of a timeline in a story: single events, and versions that readers have seen."""

from typing import Any

from newsroom.publishing import clock
from newsroom.text.ap_style import moment
from timelines.models import Event, Timeline, TimelineRevision


def choices(timeline: Timeline) -> dict[str, list[list[Any]]]:
    """Return the events of the working copy by key, and the published versions by id, the newest first."""
    seen = TimelineRevision.objects.seen_by(clock.now()).filter(subject=timeline)
    events = Event.objects.unsealed().filter(timeline=timeline)
    return {
        "events": [[str(event.pk), f"{event}{' (key event)' if event.is_key else ''}"] for event in events],
        "versions": [
            [version.pk, f"{moment(version.live_from)} (version {version.number})"]
            for version in seen.defer("content").order_by("-live_from")
        ],
    }
