"""The Content-Security-Policy: the desk's, and the strict one of settings.py for readers."""

from collections.abc import Callable
from typing import Any

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# The rich-text editor loads its modules through an import map, which needs a nonce, and sets style attributes on
# what is typed; a picture is shown before it is uploaded. Style elements and scripts of unknown origin stay out.
EDITOR_STYLES = [  # the two style elements that the text editor and the block editor put into the page, to the letter
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


def content_security(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the desk's policy under its address, with a nonce where one is used; for readers the one of settings.py.

    That is put into words once for all pages: to do it for each took as long as a query.
    """
    at_the_desk: Any = CSPMiddleware(csp_replace(DESK)(get_response))
    for_readers = build_policy()

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            response: HttpResponseBase = at_the_desk(request)
            return response
        response = get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages for developers
            response.headers.setdefault("Content-Security-Policy", for_readers)
        return response

    return respond
