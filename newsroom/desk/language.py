"""The desk's language, whatever that of the site's readers is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

ENGLISH = "en-us"  # the only language in which the desk is written


def desk_in_english(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer the desk's addresses in English; previews there are readers' pages, in the site's language."""

    def respond(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return get_response(request)
        with translation.override(ENGLISH):
            return get_response(request)

    return respond
