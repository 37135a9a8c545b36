"""Buttons that other apps add at the top of an edit page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from newsroom.publishing.admin.state import State


@dataclass(frozen=True)
class Button:
    """A button that posts an empty form to `url`; its `name` is unique on the page."""

    name: str
    url: str
    title: str


Offer = Callable[[Any, State, Any], Button | None]
_offers: dict[str, list[Offer]] = {}


def register_button(model: str, offer: Offer) -> None:
    """Register `offer(subject, state, user)` for the change page of a model ("articles.article")."""
    _offers.setdefault(model, []).append(offer)


def buttons_for(subject: Any, state: State, user: Any) -> list[Button]:
    """Return the buttons that make sense now and that `user` may press."""
    offers = _offers.get(subject._meta.label_lower, ())
    return [button for offer in offers if (button := offer(subject, state, user))]
