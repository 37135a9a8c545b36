"""A preview at the width of a phone: the page itself in a frame so wide, as media queries and pictures take it."""

from collections.abc import Callable
from typing import Any

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

WIDTHS = (("", "This window"), ("tablet", "Tablet"), ("phone", "Phone"))
FRAMED = "frame"  # the width that the page in the frame is asked for at


def width_of(request: HttpRequest) -> str:
    """The width asked for (`?width=`), "" for that of the window."""
    asked = request.GET.get("width", "")
    return asked if asked in dict(WIDTHS) else ""


def framed(request: Any) -> bool:
    """Whether this is the page inside the frame, whose banner stands around it."""
    return bool(getattr(request, "preview", None)) and request.GET.get("width") == FRAMED


def previewed(request: Any, page: Callable[[], HttpResponse]) -> HttpResponse:
    """`page()` as it is, or a frame of the width that was asked for, which asks for it again.

    No other site may frame it, and nothing but it is framed by us.
    """
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
