"""Pages as JSON-LD (schema.org), for search engines: data, which no policy takes for a script. Here, timelines."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from timelines.timeline_page import ShownTimeline

LISTED = 40  # events named one by one: the page itself has them all


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


def organization() -> dict[str, Any]:
    """The newsroom, as the publisher of its pages and the author of what bears no name."""
    site = settings.PUBLIC_URL
    logo = {"@type": "ImageObject", "url": site + static("icons/icon-512.png"), "width": 512, "height": 512}
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{site}/#newsroom",
        "name": settings.NEWSROOM_NAME,
        "url": f"{site}/",
        "logo": logo,
        "correctionsPolicy": f"{site}/corrections/",
    }


def as_script(data: Any) -> SafeString:
    """`data` as the content of a <script>: no text in it can close the element."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    written = written.replace("&", "\\u0026").replace("<", "\\u003C").replace(">", "\\u003E")
    return mark_safe(written)  # noqa: S308  nothing in it can close the element
