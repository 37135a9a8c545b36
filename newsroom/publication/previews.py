"""The pages on which settings are previewed before they are saved. The apps whose pages they are register them."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse


class PreviewPage(NamedTuple):
    """A page and its label. `render` makes it for a request of the desk; it returns None where the site has no such page yet."""

    label: str
    render: Callable[[Any], HttpResponse | None]


PAGES: dict[str, PreviewPage] = {}


def register(key: str, label: str, render: Callable[[Any], HttpResponse | None]) -> None:
    """Offer a page for previews. Apps call this in `ready`."""
    PAGES[key] = PreviewPage(label, render)
