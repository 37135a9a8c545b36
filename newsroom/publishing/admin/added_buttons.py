"""Buttons that other apps add at the top of an edit page."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from newsroom.publishing import clock
from newsroom.publishing.admin.forms.base import STORY
from newsroom.publishing.admin.state import State, state_of


@dataclass(frozen=True)
class Button:
    """A button that posts an empty form to `url`; its `name` is unique on the page."""

    name: str
    url: str
    title: str
    is_next: bool = True  # whether it may be what comes next, after an action that led to it
    group: str = STORY  # of the menu in which it is offered


Offer = Callable[[Any, State, Any], Button | None]  # of the subject, its state, the request
_offers: dict[str, list[Offer]] = {}


def register_button(model: str, offer: Offer) -> None:
    """Register `offer(subject, state, request)` for the change page of a model ("articles.article")."""
    _offers.setdefault(model, []).append(offer)


def buttons_for(subject: Any, state: State, request: HttpRequest) -> list[Button]:
    """Return the buttons that make sense now and that the user may press."""
    offers = _offers.get(subject._meta.label_lower, ())
    return [button for offer in offers if (button := offer(subject, state, request))]


def with_offers(words: str, subject: Any, request: HttpRequest, *, done: Collection[str] = ()) -> str:
    """Return a message for the edit page of `subject` with a button for what can be done next, except for `done`."""
    buttons = buttons_for(subject, state_of(subject, clock.now()), request)
    left = [button for button in buttons if button.is_next and button.name not in done]
    return render_to_string("admin/publishing/_offers.html", {"words": words, "buttons": left})
