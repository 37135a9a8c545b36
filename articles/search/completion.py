"""Completions of a search: called for every letter typed, so it reads two thousand headlines in memory."""

from datetime import datetime
from typing import NamedTuple

from articles.models import Tag, TagListing
from articles.sections import section_tree
from newsroom.delivery.memory import remember
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.intervals import holds
from newsroom.search.models import Entry
from newsroom.search.words import words_of

HEADLINES = 2_000  # newest
SHOWN = 8
TAGS = 20  # matching tags that are looked up
FEWEST = 2  # letters


class Name(NamedTuple):
    """A completion with its folded words."""

    text: str
    words: tuple[str, ...]

    def begins(self, typed: list[str]) -> bool:
        """Whether it has all words typed, or one that begins like the last."""
        *whole, begun = typed
        return set(whole) <= set(self.words) and any(word.startswith(begun) for word in self.words)


class Headline(NamedTuple):
    name: Name
    live_from: datetime
    live_until: datetime | None


def completions(request: TimedRequest, typed: str) -> list[str]:
    """Return sections and tags, then headlines, newest first, that match what was typed and are live."""
    words = words_of(typed[:100])
    if not words or len(words[-1]) < FEWEST:
        return []
    sections = [section.name for section in section_tree(request).sections.values()]
    names = remember(request, "section names", lambda: [_name(name) for name in sections])
    found = [name.text for name in names if name.begins(words)]
    tags = [pk for pk, name in tag_names(request) if name.begins(words)][:TAGS]
    if tags:
        listed = TagListing.objects.within(request.now).filter(tag__in=tags).order_by("tag__name")
        found += listed.values_list("tag__name", flat=True).distinct()
    found += [name.text for name in live_headlines(request) if name.begins(words)]
    return list(dict.fromkeys(found))[:SHOWN]


def live_headlines(request: TimedRequest) -> list[Name]:
    """Return the newest headlines that are live. Queries only after a change of the site."""
    headlines = remember(request, "headlines", _headlines)
    return [each.name for each in headlines if holds(each.live_from, each.live_until, request.now)]


def tag_names(request: TimedRequest) -> list[tuple[int, Name]]:
    """Return the ids and names of all tags. Queries only after a change of the site."""
    return remember(request, "tag names", _tags)


def _tags() -> list[tuple[int, Name]]:
    return [(pk, _name(name)) for pk, name in Tag.objects.order_by("name").values_list("pk", "name")]


def _headlines() -> list[Headline]:
    newest = Entry.objects.order_by("-first_published_at", "-pk").values_list("headline", "live_from", "live_until")
    return [Headline(_name(headline), begins, ends) for headline, begins, ends in newest[:HEADLINES]]


def _name(text: str) -> Name:
    return Name(text, tuple(words_of(text)))
