"""The WSGI application in front of Django: it answers cached pages itself, at the cost of a bare Django view.

It follows the rule of the middleware (newsroom/delivery/look_up.py) and sends the same bytes and headers. Whatever
isn't a plain GET of a cached page goes on to Django, together with what was looked up.
"""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.db import Error

from newsroom.delivery.look_up import LOOKED_UP, Environ, has_generation, look_up

PHRASES = {status.value: status.phrase for status in HTTPStatus}

Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def front(django: Application, count: Callable[[], Callable[[], None] | None] | None = None) -> Application:
    """Return `django` with the front before it, which calls `count` for each page that it answers, and what that returns."""

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or not has_generation(environ):
            return django(environ, start_response)
        try:
            found = look_up(environ)
        except Error:
            return django(environ, start_response)  # which meets the same error, and has an answer for it
        page = found.page
        if not page or page.status >= 400 or "HTTP_IF_NONE_MATCH" in environ:
            environ[LOOKED_UP] = found
            return django(environ, start_response)
        if count and (tell := count()):
            tell()
        headers, body = page.answer(environ, found.now)
        start_response(f"{page.status} {PHRASES[page.status]}", headers)
        return [body]

    return application
