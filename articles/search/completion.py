"""How a search may go on. Asked with every letter: two thousand headlines in memory, and one query."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from articles.models import Tag, TagListing
from articles.sections import section_tree
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.intervals import holds
from newsroom.search.models import Entry
from newsroom.search.words import words_of

HEADLINES = 2_000  # of the newest: what readers are looking for is mostly of these weeks
SHOWN = 8
TAGS = 20  # whose names fit, to see which of them readers know
FEWEST = 2  # letters


class Name(NamedTuple):
    """A text to complete to, with its folded words."""

    text: str
    words: tuple[str, ...]

    def begins(self, typed: list[str]) -> bool:
        """Whether all of the typed words are in it, the last perhaps only begun."""
        *whole, begun = typed
        return set(whole) <= set(self.words) and any(word.startswith(begun) for word in self.words)


@dataclass(frozen=True)
class Headline:
    """A headline, and when readers see it."""

    name: Name
    live_from: datetime
    live_until: datetime | None


def completions(request: TimedRequest, typed: str) -> list[str]:
    """Names of sections and tags, then headlines, newest first, that hold the typed words and are live now."""
    words = words_of(typed[:100])
    if not words or len(words[-1]) < FEWEST:
        return []
    sections = [
        name.text for name in remember(request, "section names", lambda: _sections(request)) if name.begins(words)
    ]
    tags = _seen_tags(
        [pk for pk, name in remember(request, "tag names", _tags) if name.begins(words)][:TAGS], request.now
    )
    headlines = [
        each.name.text
        for each in remember(request, "headlines", _headlines)
        if each.name.begins(words) and holds(each.live_from, each.live_until, request.now)
    ]
    return list(dict.fromkeys([*sections, *tags, *headlines]))[:SHOWN]


def _sections(request: TimedRequest) -> list[Name]:
    return [_name(section.name) for section in section_tree(request).sections.values()]


def _tags() -> list[tuple[int, Name]]:
    return [(pk, _name(name)) for pk, name in Tag.objects.order_by("name").values_list("pk", "name")]


def _seen_tags(tags: list[int], now: datetime) -> list[str]:
    """The names of those of the tags under which readers see something."""
    if not tags:
        return []
    seen = TagListing.objects.within(now).filter(tag__in=tags).order_by("tag__name")
    return list(seen.values_list("tag__name", flat=True).distinct())


def _headlines() -> list[Headline]:
    """Of all times: which of them are live is asked anew each time."""
    newest = Entry.objects.order_by("-first_published_at", "-pk").values_list("headline", "live_from", "live_until")
    return [Headline(_name(headline), begins, ends) for headline, begins, ends in newest[:HEADLINES]]


def _name(text: str) -> Name:
    return Name(text, tuple(words_of(text)))
