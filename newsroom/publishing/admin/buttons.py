"""Buttons that other apps add at the top of an edit page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from newsroom.publishing.admin.state import State


@dataclass(frozen=True)
class Button:
    """Sends an empty form to `url`."""

    url: str
    title: str


Offer = Callable[[Any, State, Any], Button | None]
_offers: dict[str, list[Offer]] = {}


def register_button(model: str, offer: Offer) -> None:
    """Have `offer(subject, state, user)` asked on the change page of that model ("articles.article")."""
    _offers.setdefault(model, []).append(offer)


def buttons_for(subject: Any, state: State, user: Any) -> list[Button]:
    """The buttons that make sense now and that this person may press."""
    offers = _offers.get(subject._meta.label_lower, ())
    return [button for offer in offers if (button := offer(subject, state, user))]
