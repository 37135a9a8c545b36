"""The request's clock: one `now` for everything a request reads, which staff may set to another instant.

And addresses typed in the wrong case, which lead to the page that was meant.
"""

from collections.abc import Callable, Iterator
from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from newsroom.publishing import clock

AS_OF = "as_of"


class TimedRequest(HttpRequest):
    """A request as views get it: `now` is the instant everything in it is read at.

    `generation` is the number of the site generation, read before any data (newsroom/publishing/page_cache.py).
    """

    generation: int
    now: datetime
    as_of: datetime | None
    preview: Any = None  # the revision that a member of the staff has rendered


def request_clock(get_response: Callable[[TimedRequest], HttpResponse]) -> Callable[[TimedRequest], HttpResponse]:
    """Set `request.now` (aware, UTC) once, and `request.as_of` to the same where it is not the present."""

    def middleware(request: TimedRequest) -> HttpResponse:
        request.as_of = _as_of(request)
        request.now = request.as_of or clock.now()
        response = get_response(request)
        if request.as_of:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def _as_of(request: TimedRequest) -> datetime | None:
    # Without a session cookie nothing is asked: readers cost no query and get no cookie.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith("/admin/"):
        return None
    instant = request.session.get(AS_OF)
    if not instant or not request.user.has_perm("publishing.look_as_of"):
        return None
    return datetime.fromisoformat(instant)


def wrong_case(get_response: Callable[[TimedRequest], HttpResponse]) -> Callable[[TimedRequest], HttpResponse]:
    """Redirect /WORLD/ and /Tags/Ukraine/ to the page at the lower-case address, if readers have one there.

    It is asked only after a 404, so other pages cost nothing more. What is not there in lower case, such as a draft,
    stays the same 404.
    """

    def middleware(request: TimedRequest) -> HttpResponse:
        if "\x00" in request.path_info and not request.path_info.startswith(settings.STATIC_URL):
            raise Http404("No address has a NUL in it.")  # PostgreSQL refuses to look for one
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        for path in _in_lower_case(request.path_info):
            meant = copy(request)
            meant.path = meant.path_info = path
            found = get_response(meant)
            if found.status_code in (200, 301):
                # As for a missing slash, there is no view behind it: nobody can fill the page cache with spellings.
                request.resolver_match = None
                return _redirect(found["Location"] if found.status_code == 301 else _escaped(path), request)
        return response

    return middleware


def _in_lower_case(path: str) -> Iterator[str]:
    """The addresses that may be meant by one with capitals in it; both at once, as one redirect is enough."""
    if path == path.lower() or path.lower().startswith(("/admin/", "/media/", "/static/")):
        return
    yield path.lower()
    if not path.endswith("/"):
        yield f"{path.lower()}/"


def _escaped(path: str) -> str:
    return escape_leading_slashes(escape_uri_path(path))


def _redirect(address: str, request: HttpRequest) -> HttpResponse:
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query and "?" not in address else address)
