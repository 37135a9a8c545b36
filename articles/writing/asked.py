"""What a script of the writing page asks, as JSON."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from articles.body_form import Decoder
from newsroom.publishing.exceptions import ActionRefused
from newsroom.text.plain_text import whole_number

Asked = dict[str, Any]


def text_of(asked: Asked, name: str) -> str:
    """Return a text that was sent, "" for none."""
    text = asked.get(name)
    if not isinstance(text, str | None):
        raise ActionRefused(f"“{name}” is not a text.")
    return text or ""


def day_of(asked: Asked, name: str) -> date | None:
    """Return the ISO day that was sent, None for what isn't one."""
    try:
        return date.fromisoformat(text_of(asked, name))
    except ValueError:
        return None


def row_number(asked: Asked, name: str) -> int:
    """Return the id of a row that was sent, 0 for what can't be one."""
    return whole_number(asked.get(name)) or 0


def row_key(asked: Asked, name: str) -> UUID:
    """Return the key of a row that was sent, one that no row has for what can't be one."""
    try:
        return UUID(str(asked.get(name)))
    except ValueError:
        return UUID(int=0)


def asked_in(request: HttpRequest) -> Asked:
    """Return the object that was sent. Raises ActionRefused, in words for the writer."""
    try:
        asked = json.loads(request.body, cls=Decoder)
    except RequestDataTooBig:
        raise ActionRefused("This is too large. Try it in parts.") from None
    except ValueError:
        raise ActionRefused("This is not JSON.") from None
    if not isinstance(asked, dict):
        raise ActionRefused("Send an object.")
    return asked
