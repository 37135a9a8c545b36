"""The first middleware: it reads the site generation before anything else is read."""

from collections.abc import Callable

from django.http import HttpResponse

from newsroom.publishing import generation
from newsroom.publishing.middleware import TimedRequest

# What has no generation: bytes that never change, and the question whether the database answers.
OUTSIDE = ("/static/", "/media/", "/healthz")


def page_cache(get_response: Callable[[TimedRequest], HttpResponse]) -> Callable[[TimedRequest], HttpResponse]:
    """Set `request.generation`, for readers and staff alike."""

    def middleware(request: TimedRequest) -> HttpResponse:
        if not request.path_info.startswith(OUTSIDE):
            request.generation = generation.current()
        return get_response(request)

    return middleware
