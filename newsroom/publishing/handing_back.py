"""When a save could not even be tried: everything typed is given back, to be sent again with one click."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse

BUSY = "The database is busy. Nothing was saved, and nothing you typed is lost."


def hand_back(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    """A page with `message`, the typed texts to read and copy, and a button that posts them again to the same address.

    No button where the form did not come from a page of ours: another site must not have its words sent with one click.
    """
    get_token(request)
    came_from = request.headers.get("Origin") or request.headers.get("Referer") or ""
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "password")
        for value in values
    ]
    context: dict[str, Any] = {
        "message": message,
        "typed": typed,
        "readable": [(name, value) for name, value in typed if len(value) > 20 and not name.startswith("_")],
        "resend": urlsplit(came_from).netloc == request.get_host(),
        "files": bool(request.FILES),
        "login_url": reverse("admin:login"),
        "signed_in": request.user.is_authenticated,
    }
    return render(request, "admin/publishing/handed_back.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a desk form whose token has rotated is handed back; anything else is told to reload."""
    if request.path.startswith(reverse("admin:index")) and request.path != reverse("admin:login") and request.POST:
        message = "Your sign-in was renewed in another window. Nothing was saved yet, and nothing you typed is lost."
        return hand_back(request, message, status=403)
    return render(request, "403_csrf.html", {"debug": settings.DEBUG, "reason": reason}, status=403)


def keep_typed(get_response: Any) -> Any:
    """Middleware: a desk form posted after the session has ended is handed back instead of sent to the sign-in page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            request.method == "POST"
            and request.path.startswith("/admin/")
            and request.path not in (reverse("admin:login"), reverse("admin:logout"))
            and not request.user.is_authenticated
        ):
            message = "You were signed out. Sign in again in the new window, then send it once more: nothing you typed is lost."
            return hand_back(request, message, status=403)
        response: HttpResponse = get_response(request)
        return response

    return middleware
