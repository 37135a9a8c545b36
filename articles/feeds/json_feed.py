"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from typing import Any

from django.conf import settings
from django.templatetags.static import static

from articles.feeds.channels import Channel, Entry, Recording

CONTENT_TYPE = "application/feed+json; charset=utf-8"


def json_feed(channel: Channel) -> str:
    """Return the feed as a document."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "description": channel.description,
            "home_page_url": channel.page,
            "feed_url": channel.address,
            **({"next_url": channel.following} if channel.following else {}),
            "icon": settings.PUBLIC_URL + static("icons/icon-512.png"),
            "favicon": settings.PUBLIC_URL + static("icons/icon-192.png"),
            "language": settings.LANGUAGE_CODE,
            "items": [_item(entry) for entry in channel.entries],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.headline,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "language": entry.language,
    }
    if entry.html:
        item["content_html"] = entry.html
    else:
        item["content_text"] = entry.standfirst or entry.headline
    if entry.standfirst:
        item["summary"] = entry.standfirst
    if entry.picture:
        item["image"] = entry.picture.url
    if entry.recordings:
        item["attachments"] = [_attachment(recording) for recording in entry.recordings]
    if entry.authors:
        item["authors"] = [{"name": person.name, "url": person.url} for person in entry.authors]
    if entry.subjects:
        item["tags"] = list(entry.subjects)
    return item


def _attachment(recording: Recording) -> dict[str, Any]:
    seconds = {"duration_in_seconds": recording.seconds} if recording.seconds else {}
    return {
        "url": recording.url,
        "mime_type": recording.type,
        "title": recording.title,
        "size_in_bytes": recording.length,
        **seconds,
    }
