"""JSON-LD (schema.org) of timelines, for search engines."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from newsroom.publication.structured_data import organization
from timelines.timeline_page import ShownTimeline

LISTED = 40  # events in the list; the page has them all


def timeline_data(timeline: ShownTimeline, published: datetime | None) -> SafeString:
    """Write a timeline as JSON-LD. Events have no dates: schema.org cannot express "early August"."""
    url = settings.PUBLIC_URL + timeline.url
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": timeline.title,
        "url": url,
        "mainEntityOfPage": url,
        "publisher": organization(),
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": timeline.total,
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": place,
                    "name": event.headline or event.label,
                    "url": f"{url}#{event.anchor}",
                }
                for place, event in enumerate(timeline.events[:LISTED], 1)
            ],
        },
    }
    if published:
        data["datePublished"] = published.isoformat()
    if timeline.updated_at:
        data["dateModified"] = timeline.updated_at.isoformat()
    return as_script(data)


def as_script(data: Any) -> SafeString:
    """Write `data` as the content of a <script>."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    written = written.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
    return mark_safe(written)  # noqa: S308  no text in it can close the element
