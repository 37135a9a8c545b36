"""Which requests the page cache answers, and with what: the one rule of the front and of the middleware.

It reads the WSGI environ, because the front answers before there is a Django request.
"""

import re
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import parse_cookie

from newsroom.delivery import cached_pages, current_generation, outage
from newsroom.delivery.cached_pages import Page
from newsroom.publishing import clock

WITHOUT_GENERATION = re.compile(r"/static/|/(?:healthz|metrics)\Z")
NOT_FOR_READERS = ("/admin/", "/media/")
PARAMETERS = {"before", "after"}  # the place in a list
CAMPAIGNS = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|mc_[ce]id)(?:=|$)")

Environ = dict[str, Any]
LOOKED_UP = "newsroom.looked_up"  # the key of the environ under which the front passes on what it found


class LookUp(NamedTuple):
    """What was found for a request."""

    now: datetime
    generation: int
    key: str  # under which to store the answer; "" if it must not be cached
    page: Page | None


def look_up(environ: Environ) -> LookUp:
    """Read the site generation, and find the page with which this request may be answered.

    Raises DatabaseAway; `find_for_outage` has the pages that may be served then.
    """
    generation, now, key = current_generation.read(), clock.now(), key_of(environ)
    if settings.PAGE_CACHE:
        outage.note(generation, now)
    return LookUp(now, generation, key, cached_pages.find(generation, key, now) if key else None)


def find_for_outage(environ: Environ) -> LookUp | None:
    """Return the newest page with which this request may be answered without the database."""
    key, now = key_of(environ), clock.now()
    for generation in outage.servable(now) if key else ():
        if page := cached_pages.find(generation, key, now):
            return LookUp(now, generation, key, page)
    return None


def has_generation(environ: Environ) -> bool:
    """Return whether the answer can depend on what is published."""
    return not WITHOUT_GENERATION.match(environ["PATH_INFO"])


def is_for_readers(environ: Environ) -> bool:
    """Return whether this asks for a page of the public site, rather than the desk or a photo."""
    return environ["REQUEST_METHOD"] in ("GET", "HEAD") and not environ["PATH_INFO"].startswith(NOT_FOR_READERS)


def has_session(environ: Environ) -> bool:
    """Return whether the browser sent a session cookie, as those of staff do."""
    cookies = environ.get("HTTP_COOKIE", "")
    return settings.SESSION_COOKIE_NAME in cookies and settings.SESSION_COOKIE_NAME in parse_cookie(cookies)


def key_of(environ: Environ) -> str:
    """Return what the page depends on; "" if it must not be cached. Removes campaign keys from the query."""
    if not settings.PAGE_CACHE or not is_for_readers(environ) or has_session(environ):
        return ""
    query = environ.get("QUERY_STRING", "")
    if query:
        pairs = [pair for pair in query.split("&") if pair and not CAMPAIGNS.match(pair)]
        query = environ["QUERY_STRING"] = "&".join(pairs)
        if len(pairs) > 1 or any(pair.partition("=")[0] not in PARAMETERS for pair in pairs):
            return ""
    host = environ.get("HTTP_HOST") or environ["SERVER_NAME"]
    if host not in _hosts():
        return ""
    return f"{_scheme(environ)}://{host}{environ['PATH_INFO']}?{query}"


def _scheme(environ: Environ) -> str:
    """Return `request.scheme`."""
    if settings.SECURE_PROXY_SSL_HEADER:
        header, secure = settings.SECURE_PROXY_SSL_HEADER
        said = environ.get(header)
        if said is not None:
            return "https" if said.partition(",")[0].strip() == secure else "http"
    scheme: str = environ["wsgi.url_scheme"]
    return scheme


@cache
def _hosts() -> frozenset[str]:
    return frozenset({urlsplit(settings.PUBLIC_URL).netloc, *settings.ALLOWED_HOSTS})
