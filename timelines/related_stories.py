"""What this room is told by the rooms above it: which stories carry a timeline, which story reported an event."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Story:
    """A story that readers can open. `event` is the key of the event it reported; "" where it carries the timeline."""

    headline: str
    url: str
    event: str = ""


Provider = Callable[[int, datetime], Iterable[Story]]
_providers: list[Provider] = []


def register_stories(provider: Provider) -> Provider:
    """Have `provider(timeline_id, now)` asked for the stories live at `now` that carry the timeline or reported an event of it."""
    _providers.append(provider)
    return provider


def stories(timeline_id: int, now: datetime) -> list[Story]:
    """Every live story that has to do with the timeline, as the providers order them."""
    return [story for provider in _providers for story in provider(timeline_id, now)]
