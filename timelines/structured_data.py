"""A timeline as JSON-LD (schema.org), for search engines: data, which no policy takes for a script."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from timelines.rendering import ShownTimeline

LISTED = 40  # events named one by one: the page itself has them all
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def timeline_data(timeline: ShownTimeline, published: datetime | None) -> SafeString:
    """The content of a <script type="application/ld+json">. No date of an event is in it: schema.org has no word
    for "early August", and a day that nobody named is not ours to give."""
    url = settings.PUBLIC_URL + timeline.url
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": timeline.title,
        "url": url,
        "mainEntityOfPage": url,
        "publisher": {"@type": "NewsMediaOrganization", "name": settings.NEWSROOM_NAME, "url": settings.PUBLIC_URL},
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
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return mark_safe(written)  # noqa: S308  nothing in it can close the element
