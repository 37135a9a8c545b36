"""The views of feeds. `form` is "rss", "json" or "atom"."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from articles.feeds import atom, channels, json_feed, rss
from articles.feeds.channels import Channel
from articles.tags.merged import tag_at
from newsroom.delivery import surrogate_keys
from newsroom.delivery.request_clock import TimedRequest

FORMS: dict[str, tuple[Callable[[Channel], str], str]] = {
    "rss": (rss.rss, rss.CONTENT_TYPE),
    "json": (json_feed.json_feed, json_feed.CONTENT_TYPE),
    "atom": (atom.atom, atom.CONTENT_TYPE),
}
TAG_FEEDS = {"rss": "tag_feed", "json": "tag_json_feed", "atom": "tag_atom_feed"}


@require_safe
def site(request: TimedRequest, form: str) -> HttpResponse:
    """Return the feed of the site."""
    return _written(request, channels.of_site(request), form)


@require_safe
def section(request: TimedRequest, path: str, form: str) -> HttpResponse:
    """Return the feed of a section."""
    return _written(request, channels.of_section(request, path), form)


@require_safe
def tag(request: TimedRequest, slug: str, form: str) -> HttpResponse:
    """Return the feed of a tag. Redirects from old addresses of the tag."""
    found = tag_at(slug, request.now)
    if found.slug != slug:
        return redirect(f"articles:{TAG_FEEDS[form]}", found.slug, permanent=True)
    return _written(request, channels.of_tag(request, found), form)


@require_safe
def author(request: TimedRequest, slug: str, form: str) -> HttpResponse:
    """Return the feed of an author."""
    return _written(request, channels.of_author(request, slug), form)


def _written(request: TimedRequest, channel: Channel, form: str) -> HttpResponse:
    surrogate_keys.tag(request, "feed")
    write, content_type = FORMS[form]
    link = f'<{channel.page}>; rel="alternate"; type="text/html"'
    return HttpResponse(write(channel), content_type=content_type, headers={"Link": link})
