"""Names of things that outlive their addresses: tag URIs (RFC 4151)."""

from datetime import date
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings


def story_uri(story: int, day: date) -> str:
    """The name of the story with that number: a changed slug makes no new item in anybody's reader.

    `day` is that of its address, on which the host was ours.
    """
    return f"tag:{_host(settings.PUBLIC_URL)},{day.isoformat()}:story-{story}"


@cache
def _host(url: str) -> str | None:
    return urlsplit(url).hostname
