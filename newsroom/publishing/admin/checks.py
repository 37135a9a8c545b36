"""What preflight finds in a version, as the pages of the desk list it."""

from datetime import datetime
from typing import Any

from newsroom.publishing.models import Publishable
from newsroom.publishing.preflight import Check


def shown(
    subject: Publishable, content: Any, form_url: str = "", at: datetime | None = None
) -> list[tuple[Check, str]]:
    """What is found in `content` as of `at` (default: now) with the address of its place, what blocks first.

    `form_url` is the address of the page on which `subject` is edited; "" on that page itself.
    """
    found = sorted(subject.checks_at(content, at), key=lambda check: not check.blocks)
    return [(check, _address(check.place, form_url)) for check in found]


def _address(place: str, form_url: str) -> str:
    if not place or place.startswith("/"):
        return place
    return f"{form_url}#place={place}"
