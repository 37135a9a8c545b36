"""The Content-Security-Policy of the desk. Readers' pages have the strict one of settings.py."""

from collections.abc import Callable

from csp.constants import NONCE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

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


def admin_policy(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, below CSPMiddleware: responses under the admin's address carry the desk's policy."""
    at_the_desk = csp_replace(DESK)(get_response)

    def respond(request: HttpRequest) -> HttpResponseBase:
        return (at_the_desk if request.path_info.startswith(reverse("admin:index")) else get_response)(request)

    return respond
