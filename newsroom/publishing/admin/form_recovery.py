"""Recovery of a form that could not be saved: everything typed is shown again, with a button that resends it."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

SECRET = re.compile(r"pass(?:word|wd|phrase)|token|secret|otp|csrf", re.IGNORECASE)
ABOUT_PEOPLE = ("auth_", "otp_")  # pages about users, where a field "key" belongs to one-time codes
BUSY = "The database is busy. Nothing was saved, and nothing you typed is lost."


def hand_back(
    request: HttpRequest, message: str, *, status: int, template: str = "admin/publishing/handed_back.html"
) -> HttpResponse:
    """Return a page with `message`, the typed text, and a button that posts it again to the same address.

    Leaves out secrets, and everything if another site sent the form: its text must not be shown or resent here.
    """
    get_token(request)
    ours = not _from_elsewhere(request)
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if ours and not SECRET.search(name) and not (name == "key" and _is_about_people(request))
        for value in values
    ]
    context: dict[str, Any] = {
        "message": message,
        "typed": typed,
        "readable": [(name, value) for name, value in typed if len(value) > 20 and not name.startswith("_")],
        "resend": bool(typed and _came_from(request)),
        "files": bool(request.FILES),
        "login_url": reverse("admin:login", settings.ROOT_URLCONF),
        "signed_in": request.user.is_authenticated,
        "ours": ours,
    }
    return render(request, template, context, status=status)


def _came_from(request: HttpRequest) -> str:
    """Return the origin that the browser sends with a form; "" if there is none. Current browsers send one."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return "/".join(origin.split("/", 3)[:3])


def _from_elsewhere(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return True
    origin, own = _came_from(request), f"{request.scheme}://{request.get_host()}"
    return bool(origin) and origin != own and origin not in settings.CSRF_TRUSTED_ORIGINS


def _is_about_people(request: HttpRequest) -> bool:
    try:
        match = resolve(request.path_info)
    except Resolver404:
        return True
    return "password" in request.path_info or str(match.url_name).startswith(ABOUT_PEOPLE)


def _is_in_front(request: HttpRequest) -> bool:
    """Return whether the page is one in front of the desk, for people who aren't signed in (`login_not_required`)."""
    if request.path in (reverse("admin:login"), reverse("admin:logout")):
        return True
    try:
        return not getattr(resolve(request.path_info).func, "login_required", True)
    except Resolver404:
        return False


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: recover a desk form whose token has rotated; ask for a reload of anything else."""
    if request.path.startswith(reverse("admin:index")) and not _is_in_front(request) and request.POST:
        message = "You signed in again in another window. Nothing was saved yet, and nothing you typed is lost."
        return hand_back(request, message, status=403)
    return render(request, "403_csrf.html", {"debug": settings.DEBUG, "reason": reason}, status=403)


def keep_typed(get_response: Any) -> Any:
    """Middleware: recover a desk form that was posted after the session ended, instead of redirecting to sign-in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            not hasattr(request, "urlconf")  # nobody is signed in while the database is down
            and request.method == "POST"
            and request.path.startswith("/admin/")
            and not request.user.is_authenticated
            and not _is_in_front(request)
        ):
            message = (
                "You were signed out. Sign in again in a new window, then send this again. Nothing you typed is lost."
            )
            return hand_back(request, message, status=403)
        response: HttpResponse = get_response(request)
        return response

    return middleware
