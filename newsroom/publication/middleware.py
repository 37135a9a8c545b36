"""The middleware of readers' pages: which publication they show, and which other hosts they may use."""

from collections.abc import Callable

from django.http import HttpResponse

from newsroom.delivery.request_clock import TimedRequest
from newsroom.publication.current import asked_by
from newsroom.publication.page_policy import allow_noted_hosts


def publication_of_request(
    get_response: Callable[[TimedRequest], HttpResponse],
) -> Callable[[TimedRequest], HttpResponse]:
    """Let `publication()` know the request, and the page's policy its outside scripts and its newsletter."""

    def middleware(request: TimedRequest) -> HttpResponse:
        with asked_by(request):
            response = get_response(request)
        allow_noted_hosts(request, response)
        return response

    return middleware
