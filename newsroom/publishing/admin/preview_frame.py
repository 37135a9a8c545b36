"""A preview at the width of a phone: the page in a frame of that width, so that its media queries apply."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WIDTHS = (("", "This window"), ("tablet", "Tablet"), ("phone", "Phone"))
FRAMED = "frame"  # the `width` of the page inside the frame


def width_of(request: HttpRequest) -> str:
    """Return the requested width (`?width=`); "" is that of the window."""
    asked = request.GET.get("width", "")
    return asked if asked in dict(WIDTHS) else ""


def framed(request: Any) -> bool:
    """Return whether this is the page inside a frame, whose banner is outside. What isn't stored is shown only there."""
    preview: Any = getattr(request, "preview", None)
    return bool(preview) and (preview.pk is None or request.GET.get("width") == FRAMED)


def previewed(request: Any, page: Callable[[], HttpResponse]) -> HttpResponse:
    """Return `page()`, or a frame of the requested width that loads it. No other site may frame it."""
    if width := width_of(request):
        response = render(request, "delivery/preview_in_frame.html", {"width": width, "title": dict(WIDTHS)[width]})
        response._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]
        return response
    response = page()
    if framed(request):
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        response._csp_config = {**policy, "frame-ancestors": [SELF]}  # type: ignore[attr-defined]
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
