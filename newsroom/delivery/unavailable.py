"""The answer while the database is down or busy: 503, when to try again, and what was typed."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import re_path
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from newsroom import database
from newsroom.delivery import outage
from newsroom.publishing.admin.form_recovery import hand_back

AnyResponse = TypeVar("AnyResponse", bound=HttpResponse)
RETRY_AFTER = 10  # seconds
MEDIA = "/media/"


def answer(request: Any, get_response: Callable[[Any], HttpResponse]) -> HttpResponse:
    """Route every address to `unavailable`, below the middleware that sets headers, and without a session."""
    request.urlconf = __name__
    request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
    return get_response(request)


@csrf_exempt
def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer any request while the database is down."""
    return _answered(request, database.AWAY)


def database_trouble(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer 503 with what was typed if the database fails in a view, without a traceback in the log."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not database.is_trouble(error):
            return None
        return answer_trouble(request, error)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def answer_trouble(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the answer to a request during which the database failed with `error`."""
    if database.is_busy(error):
        outage.say("The database is busy: %s", str(error).partition("\n")[0])
        return _answered(request, database.BUSY)
    if database.is_full(error):
        outage.say("The disk is full: %s", error)
        return _answered(request, database.FULL)
    outage.say("The database failed: %s", str(error).partition("\n")[0])
    request.user = AnonymousUser()  # the user may be what couldn't be read
    return _answered(request, database.LOST)


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: answer 503 if a database error came from middleware instead of a view."""
    error = sys.exc_info()[1]
    if isinstance(error, Exception) and database.is_trouble(error):
        return answer_trouble(request, error)
    return defaults.server_error(request)


@never_cache
def _answered(request: HttpRequest, message: str) -> HttpResponse:
    response: HttpResponse
    if request.path_info.startswith(MEDIA):
        response = HttpResponse("Try again in a moment.", content_type="text/plain", status=503)
    elif request.content_type == "application/json":
        response = JsonResponse({"refused": message}, status=503)
    elif request.method == "POST":
        response = hand_back(request, message, status=503, template="503.html")
    else:
        response = HttpResponse(render_to_string("503.html", {"newsroom_name": settings.NEWSROOM_NAME}), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return unlogged(response)


def unlogged(response: AnyResponse) -> AnyResponse:
    """Return `response`, marked so that Django doesn't log it: an outage logs one line a minute."""
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


urlpatterns = [re_path("", unavailable)]
