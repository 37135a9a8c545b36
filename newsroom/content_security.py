"""The Content-Security-Policy of the desk, and for readers the strict one of settings.py."""

from collections.abc import Callable, Iterable
from typing import Any

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

# The rich-text editor needs a nonce for its import map, and style attributes; photos are shown before the upload.
EDITOR_STYLES = [  # hashes of the style elements that the text editor and the block editor insert
    "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='",
    "'sha256-iQkg4CW9pkVM9zuO+Zu+xOrTcRsfEQ3Ic342wxe/yik='",
]
DESK = {
    "script-src": [SELF, NONCE],
    "style-src": None,
    "style-src-elem": [SELF, *EDITOR_STYLES],
    "style-src-attr": [UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
}


def allow_frames(response: HttpResponse, sources: Iterable[str]) -> HttpResponse:
    """Let this page alone show frames from these hosts, such as "https://www.youtube-nocookie.com"."""
    if found := [*sources]:
        response._csp_update = {"frame-src": found}  # type: ignore[attr-defined]  # as django-csp's decorators do
    return response


def allow_framing(response: HttpResponse) -> HttpResponse:
    """Let any site show this page in a frame; all else that readers' pages forbid is forbidden."""
    response.headers["Content-Security-Policy"] = build_policy(replace={"frame-ancestors": ["*"]})
    response.xframe_options_exempt = True  # as Django's decorator does
    return response


def content_security(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: set the desk's policy, with a nonce if one is used, or the readers' policy, which is built once."""
    at_the_desk: Any = CSPMiddleware(csp_replace(DESK)(get_response))
    for_readers = build_policy()

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            response: HttpResponseBase = at_the_desk(request)
            return response
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages for developers
            more = getattr(response, "_csp_update", None)
            response.headers.setdefault("Content-Security-Policy", build_policy(update=more) if more else for_readers)
        return response

    return respond
