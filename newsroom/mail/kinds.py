"""The kinds of mail that the apps send. An app registers a function that makes a message of a row when it is sent."""

from collections.abc import Callable
from typing import Any, NamedTuple

from newsroom.mail.models import Mail


class Message(NamedTuple):
    """What a kind makes of a row: its templates are `mail/<kind>.txt` and `mail/<kind>.html`."""

    subject: str
    context: dict[str, Any]
    to: str = ""  # if it isn't the address of the row


KINDS: dict[str, Callable[[Mail], Message | None]] = {}
"""By kind. A function that returns None says that the mail is not needed anymore."""


def register(kind: str, make: Callable[[Mail], Message | None]) -> None:
    """Register a kind of mail. Apps call this in `ready`."""
    KINDS[kind] = make
