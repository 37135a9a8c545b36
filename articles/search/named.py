"""Sections, tags, timelines and standing pages whose name is typed into the search box. (Authors: articles/search/authors.py.)"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import StandingPageRevision, Tag, TagListing
from articles.models.standing_page import address
from articles.search.authors import FoundAuthor, is_named, words_asked
from articles.search.completion import tag_names
from articles.sections import section_tree
from newsroom.delivery.memory import remember, remember_upcoming
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing.intervals import holds
from newsroom.search.words import words_of
from timelines.models import TimelineRevision
from timelines.models.timeline import address as timeline_address

SHOWN = 5  # of each kind
LOOKED_UP = 20  # matching tags


class Named(NamedTuple):
    """Pages of one kind that bear the name: the kind, and (name, address) of each."""

    kind: str | Promise
    pages: list[tuple[str, str]]


def pages_named(request: TimedRequest, typed: str, authors: Collection[FoundAuthor]) -> list[Named]:
    """Return what the site has under that name and readers may know, kind by kind. At most one query."""
    words = words_asked(typed)
    if not words:
        return []
    found = [
        Named(_("Authors"), [(author.name, author.url) for author in authors]),
        Named(_("Sections"), _sections(request, words)),
        Named(_("Tags"), _tags(request, words)),
        Named(_("Timelines"), _timelines(request, words)),
        Named(_("Pages"), _pages(request, words)),
    ]
    return [each for each in found if each.pages]


def _sections(request: TimedRequest, words: set[str]) -> list[tuple[str, str]]:
    sections = section_tree(request).sections.values()
    named = remember(request, "section words", lambda: [(each, words_of(each.name)) for each in sections])
    return [(each.name, each.get_absolute_url()) for each, name in named if is_named(name, words)][:SHOWN]


def _tags(request: TimedRequest, words: set[str]) -> list[tuple[str, str]]:
    """Find tags that live stories have."""
    found = [pk for pk, name in tag_names(request) if is_named(name.words, words)][:LOOKED_UP]
    if not found:
        return []
    listed = TagListing.objects.within(request.now).filter(tag__in=found)
    tags = Tag.objects.filter(pk__in=listed.order_by().values("tag")).order_by("name")[:SHOWN]
    return [(tag.name, tag.get_absolute_url()) for tag in tags]


def _timelines(request: TimedRequest, words: set[str]) -> list[tuple[str, str]]:
    return [
        (title, timeline_address(slug))
        for title, slug, name, begins, ends in remember_upcoming(request, "timeline words", _timelines_from)
        if is_named(name, words) and holds(begins, ends, request.now)
    ][:SHOWN]


def _timelines_from(instant: datetime) -> list[tuple[str, str, list[str], datetime, datetime | None]]:
    rows = TimelineRevision.objects.live_or_waiting(instant).order_by("title", "id")
    found = rows.values_list("title", "slug", "live_from", "live_until")
    return [(title, slug, words_of(title), begins, ends) for title, slug, begins, ends in found]


def _pages(request: TimedRequest, words: set[str]) -> list[tuple[str, str]]:
    return [
        (title, address(slug))
        for title, slug, name, begins, ends in remember(request, "standing page words", _scheduled_pages)
        if is_named(name, words) and holds(begins, ends, request.now)
    ][:SHOWN]


def _scheduled_pages() -> list[tuple[str, str, list[str], datetime, datetime | None]]:
    rows = StandingPageRevision.objects.scheduled().order_by("title", "id")
    found = rows.values_list("title", "slug", "live_from", "live_until")
    return [(title, slug, words_of(title), begins, ends) for title, slug, begins, ends in found]
