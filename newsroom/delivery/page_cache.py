"""The page cache for readers, and the first middleware: a cached page costs one short query and skips everything below.

A page is keyed by the site generation and is good until the next instant at which anything changes by itself, so it is
never stale and never early: docs/decisions/0003-page-cache-by-site-generation.md says why. Answers of 200, 301 and 410
are cached, unless they set a cookie or say no-store. Most cached pages are answered by newsroom/delivery/front.py before
they get here. During a database outage newsroom/delivery/outage.py decides which pages may still be served (`X-Outage`);
newsroom/delivery/unavailable.py answers other requests.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import cast

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from newsroom.delivery import cached_pages, current_generation, surrogate_keys, unavailable
from newsroom.delivery.cached_pages import Page
from newsroom.delivery.cdn import cdn
from newsroom.delivery.look_up import (
    LOOKED_UP,
    LookUp,
    find_for_outage,
    has_generation,
    has_session,
    is_for_readers,
    look_up,
)
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing import clock
from newsroom.publishing.next_change import next_transition

Handler = Callable[[TimedRequest], HttpResponse]

FOREVER = datetime.max.replace(tzinfo=UTC)
LARGEST = 4 * 1024 * 1024  # bytes

_due: tuple[int, datetime, datetime] = (-1, FOREVER, FOREVER)


def page_cache(get_response: Handler) -> Handler:
    """Set `request.generation`, answer readers from the cache, and cache other answers."""
    if settings.PAGE_CACHE:
        cached_pages.stamp()  # while the files are those that this process started with

    def middleware(request: TimedRequest) -> HttpResponse:
        environ = request.META
        if not has_generation(environ):
            return get_response(request)
        try:
            found: LookUp = environ.pop(LOOKED_UP, None) or look_up(environ)
        except current_generation.DatabaseAway:
            return _cached_for_outage(request) or unavailable.answer(request, get_response)
        request.generation = found.generation
        request.from_cache = bool(found.page) if found.key else None
        if found.page:
            return _cached(request, found.page, found.now)
        response = get_response(request)
        if not is_for_readers(environ):
            return response
        if has_session(environ):
            response["Cache-Control"] = "private, no-store"
            return response
        return _finish(request, response, found.key)

    return middleware


def forget() -> None:
    """Reset the page cache, for tests, whose generations repeat after each rollback."""
    global _due
    _due = (-1, FOREVER, FOREVER)
    cached_pages.forget()


def _cached_for_outage(request: TimedRequest) -> HttpResponse | None:
    found = find_for_outage(request.META)
    if not found or not found.page:
        return None
    response = _cached(request, found.page, found.now)
    response.headers["X-Outage"] = "database"
    if network := cdn():
        del response.headers[network.lifetime_header]
    return response


def _cached(request: TimedRequest, page: Page, now: datetime) -> HttpResponse:
    headers, body = page.answer(request.META, now)
    response = HttpResponse(body, status=page.status, headers=dict(headers))
    return _or_not_modified(request, response, page.etag, page.valid_until - now)


def _finish(request: TimedRequest, response: HttpResponse, key: str) -> HttpResponse:
    said = response.get("Cache-Control", "")
    if response.cookies or "no-store" in said or "private" in said:
        response["Cache-Control"] = "private, no-store"
        return response
    if response.status_code not in (200, 301, 404, 410) or response.streaming or not hasattr(request, "now"):
        return response
    _share_between_readers(response)
    body = response.content
    if response.status_code != 404:
        surrogate_keys.name_what_is_shown(request, response)
    etag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"' if response.status_code == 200 else ""
    valid_until = _valid_until(request) if settings.PAGE_CACHE else request.now
    if key and request.method == "GET" and _to_be_kept(request, response):
        headers = [item for item in response.items() if item[0] not in ("Content-Length", "Cache-Control")]
        page = cached_pages.page_of(request.now, valid_until, response.status_code, headers, etag, body)
        cached_pages.keep(request.generation, key, page)
        return _cached(request, page, clock.now())
    left = valid_until - clock.now()
    response.headers["Cache-Control"] = cached_pages.cache_control(left)
    if etag:
        response.headers["ETag"] = etag
    return _or_not_modified(request, response, etag, left)


def _or_not_modified(request: TimedRequest, response: HttpResponse, etag: str, left: timedelta) -> HttpResponse:
    """Return `response`, or a 304 if the client has it; not in the last seconds, as that would extend what it holds.

    Nor with a CDN: it and nginx would keep the lifetime that came with the page. Browsers get their 304 from it.
    """
    in_time = (cached_pages.proxy_seconds(left) > 0 and not settings.CDN_PURGE) or not settings.PAGE_CACHE
    if etag and in_time and "HTTP_IF_NONE_MATCH" in request.META:
        return cast("HttpResponse", get_conditional_response(request, etag=etag, response=response))
    return response


def _to_be_kept(request: TimedRequest, response: HttpResponse) -> bool:
    """Return whether to cache the answer. Redirects that only add a slash have no view, and any address gets one."""
    return (
        response.status_code != 404
        and request.resolver_match is not None
        and len(response.content) <= LARGEST
        and "nonce-" not in response.get("Content-Security-Policy", "")
        and not response.has_header("Vary")
    )


def _share_between_readers(response: HttpResponse) -> None:
    """Remove Cookie from Vary, because no cookie changes a reader's page."""
    varies = [name for name in re.split(r"\s*,\s*", response.get("Vary", "")) if name.lower() != "cookie"]
    if any(varies):
        response["Vary"] = ", ".join(varies)
    else:
        del response["Vary"]


def _valid_until(request: TimedRequest) -> datetime:
    """Return the first instant after `request.now` at which this page may change by itself."""
    until = site_changes_at(request)
    changes_at = getattr(request, "changes_at", None)  # of this page alone
    return min(until, changes_at) if changes_at else until


def site_changes_at(request: TimedRequest) -> datetime:
    """Return the first instant after `request.now` at which any page does. It is cached until it has passed."""
    global _due
    number, asked_at, until = _due
    if number != request.generation or not asked_at <= request.now < until:
        until = next_transition(request.now) or FOREVER
        _due = (request.generation, request.now, until)
    return until
