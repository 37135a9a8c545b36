"""Redirects for addresses typed in the wrong case."""

from collections.abc import Callable, Iterator
from copy import copy

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from newsroom.delivery.request_clock import TimedRequest


def wrong_case(get_response: Callable[[TimedRequest], HttpResponse]) -> Callable[[TimedRequest], HttpResponse]:
    """Redirect /WORLD/ and /Tags/Ukraine/ to the page at the lower-case address, if readers have one there.

    It acts only after a 404, so other pages cost nothing more. A draft stays the same 404.
    """

    def middleware(request: TimedRequest) -> HttpResponse:
        if "\x00" in request.path_info and not request.path_info.startswith(settings.STATIC_URL):
            raise Http404("An address can’t contain NUL.")  # PostgreSQL refuses to search for it
        response = get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        for path in _in_lower_case(request.path_info):
            meant = copy(request)
            meant.path = meant.path_info = path
            found = get_response(meant)
            if found.status_code in (200, 301):
                # As with a missing slash, no view answers, so nobody can fill the page cache with spellings.
                request.resolver_match = None
                address = found.get("Location") or escape_leading_slashes(escape_uri_path(path))
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(f"{address}?{query}" if query and "?" not in address else address)
        return response

    return middleware


def _in_lower_case(path: str) -> Iterator[str]:
    """Yield the lower-case addresses to try, with and without a slash, so that one redirect is enough."""
    if path == path.lower() or path.lower().startswith(("/admin/", "/media/", "/static/")):
        return
    yield path.lower()
    if not path.endswith("/"):
        yield f"{path.lower()}/"
