"""The findings of preflight, as pages of the desk list them."""

from datetime import datetime
from typing import Any

from newsroom.publishing.models import Publishable
from newsroom.publishing.preflight import Check


def shown(
    subject: Publishable, content: Any, form_url: str = "", at: datetime | None = None
) -> list[tuple[Check, str]]:
    """Return the findings on `content` as of `at` (default: now) with links to their places, blocking ones first.

    `form_url` is the address of the edit page of `subject`; "" on that page itself.
    """
    found = sorted(subject.checks_at(content, at), key=lambda check: not check.blocks)
    return [(check, _address(check.place, form_url)) for check in found]


def _address(place: str, form_url: str) -> str:
    if not place or place.startswith("/"):
        return place
    return f"{form_url}#place={place}"
