"""What is found in a version before readers get it, and where on its page at the desk it is put right."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from newsroom.publishing.models import Publishable


@dataclass(frozen=True)
class Check:
    """One thing found: `text` in the editor's words; with `blocks`, it keeps the version from readers.

    `place` is a field of the form ("headline"), a part by its stable key ("<key>" or "<key>/alt"), or, with a slash in
    front, the address of another page; "" where there is no one place. static/js/go_to_place.js finds it.
    """

    text: str
    place: str = ""
    blocks: bool = False


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
