"""Registry of the stories that feature a timeline or reported an event; packages above register providers."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Story:
    """A live story. `event` is the key of the event it reported; "" if it features the timeline."""

    headline: str
    url: str
    event: str = ""


Provider = Callable[[int, datetime], Iterable[Story]]
_providers: list[Provider] = []


def register_stories(provider: Provider) -> Provider:
    """Register `provider(timeline_id, now)`, which returns the stories live at `now` about the timeline."""
    _providers.append(provider)
    return provider


def stories(timeline_id: int, now: datetime) -> list[Story]:
    """Return every live story about the timeline, as the providers order them."""
    return [story for provider in _providers for story in provider(timeline_id, now)]
