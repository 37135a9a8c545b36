"""A timeline on other sites: the page that they frame, oEmbed, and its events as JSON."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse

from newsroom.publication.current import publication
from newsroom.publishing.corrections import Notice
from newsroom.text.plain_text import whole_number
from newsroom.text.rich_text import text_of
from timelines.models import TimelineRevision
from timelines.timeline_page import ShownEvent, ShownTimeline

WIDTH, HEIGHT = 700, 600  # pixels, until the frame tells its height
ROUTES = ("timelines:timeline_detail", "timelines:timeline_embed")


def oembed_address(url: str) -> str:
    """Return the address of the oEmbed answer for a timeline's path."""
    return f"{settings.PUBLIC_URL}{reverse('oembed')}?{urlencode({'url': settings.PUBLIC_URL + url, 'format': 'json'})}"


def slug_at(address: str) -> str:
    """Return the slug of the timeline that an address of this site is of; "" for any other address."""
    try:
        parts = urlsplit(address)
        found = resolve(parts.path)
    except (ValueError, Resolver404):
        return ""
    ours = f"{parts.scheme}://{parts.netloc}" == settings.PUBLIC_URL
    return str(found.kwargs["slug"]) if ours and found.view_name in ROUTES else ""


def oembed(revision: TimelineRevision, query: Mapping[str, str]) -> dict[str, Any]:
    """Describe the frame of a live timeline as oEmbed 1.0 does, within `maxwidth` and `maxheight`."""
    width = min(WIDTH, whole_number(query.get("maxwidth")) or WIDTH)
    height = min(HEIGHT, whole_number(query.get("maxheight")) or HEIGHT)
    return {
        "version": "1.0",
        "type": "rich",
        "title": revision.title,
        "provider_name": publication().name,
        "provider_url": f"{settings.PUBLIC_URL}/",
        "html": embed_code(revision.title, revision.get_absolute_url(), width, height),
        "width": width,
        "height": height,
    }


def embed_code(title: str, url: str, width: int | str = "100%", height: int = HEIGHT) -> str:
    """Return the HTML with which another site shows a timeline; `url` is its path."""
    sizes = {"width": width, "height": height}
    site = settings.PUBLIC_URL
    script = f"{site}{settings.STATIC_URL}js/resize_timeline.js"  # without a fingerprint, so that it stays
    context = {"title": title, "address": f"{site}{url}embed/", "script": script, **sizes}
    return render_to_string("timelines/_embed_code.html", context).strip()


def as_json(timeline: ShownTimeline, revision: TimelineRevision, corrections: Iterable[Notice]) -> dict[str, Any]:
    """Return what readers see of a timeline as JSON. Times are ISO 8601; dates have EDTF and their bounds, too."""
    url = settings.PUBLIC_URL + timeline.url
    return {
        "title": timeline.title,
        "url": url,
        "publisher": publication().name,
        "language": timeline.language,
        "summary": timeline.figure.summary,
        "introduction_html": timeline.introduction,
        "published_at": revision.first_published_at,
        "updated_at": timeline.updated_at,
        "groups": [lane.name for lane in timeline.lanes],
        "eras": [{"title": era.title, "date": _date(era.when, era.date)} for era in timeline.eras],
        "events": [_event(event, url) for event in timeline.events],
        "corrections": [{"kind": each.kind, "text": each.text, "at": each.at} for each in corrections],
    }


def _event(event: ShownEvent, url: str) -> dict[str, Any]:
    picture = event.picture
    shown = picture and {
        "url": settings.PUBLIC_URL + picture.src,
        **{name: getattr(picture, name) for name in ("width", "height", "alt", "caption", "credit")},
    }
    return {
        "id": event.key,
        "url": f"{url}#{event.anchor}",
        "date": _date(event.when, event.date) if event.when else None,
        "label": event.label,
        "headline": event.headline,
        "text": text_of(event.body, "\n"),
        "html": event.body,
        "is_key": event.is_key,
        "place": event.place,
        "coordinates": event.coordinates,
        "group": event.lane,
        "sources": list(event.sources),
        "media": event.media,
        "picture": shown,
    }


def _date(when: Iterable[tuple[str, str | None]], value: Any) -> dict[str, Any]:
    names = ("edtf", "start", "end", "precision")
    return {"text": "".join(text for text, _ in when), **{name: getattr(value, name) for name in names}}
