"""The page cache for readers, and the first middleware: a cached page costs one short query and skips everything below.

A page is keyed by the site generation and is good until the next instant at which anything changes by itself, so it is
never stale and never early: docs/decisions/0003-page-cache-by-site-generation.md says why. Answers of 200, 301 and 410
are cached, unless they set a cookie or say no-store. During a database outage newsroom/delivery/outage.py decides which
pages may still be served (`X-Outage`); newsroom/delivery/unavailable.py answers other requests.
"""

import gzip
import hashlib
import logging
import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.cache import cache as shared
from django.http import HttpResponse
from django.utils.cache import get_conditional_response

from newsroom.delivery import current_generation, outage, surrogate_keys, unavailable
from newsroom.delivery.request_clock import TimedRequest
from newsroom.publishing import clock
from newsroom.publishing.next_change import next_transition

logger = logging.getLogger(__name__)
Handler = Callable[[TimedRequest], HttpResponse]

WITHOUT_GENERATION = re.compile(r"/static/|/healthz\Z")
NOT_FOR_READERS = ("/admin/", "/media/")
PARAMETERS = {"before", "after"}  # the place in a list
CAMPAIGNS = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|twclid|igshid|mc_[ce]id)(?:=|$)")

PROXIES = 4  # seconds
MARGIN = 2  # seconds
FOREVER = datetime.max.replace(tzinfo=UTC)
A_DAY = 24 * 60 * 60  # seconds
LARGEST = 4 * 1024 * 1024  # bytes
ACCEPTS_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:\s*,|\s*$))")
WORTH_ZIPPING = re.compile(r"text/|application/(?:\w+\+)?(?:json|xml|javascript)|image/svg")

IN_MEMORY = 200  # pages in this process's memory
LARGEST_IN_MEMORY = 128 * 1024  # bytes
REST = 10  # seconds to wait after the shared cache failed


class Page(NamedTuple):
    """A finished answer, valid in [made_at, valid_until)."""

    made_at: datetime
    valid_until: datetime
    status: int
    headers: list[tuple[str, str]]
    etag: str
    body: bytes
    zipped: bytes  # b"" if that saves nothing


_memory: tuple[int, dict[str, Page]] = (0, {})
_due: tuple[int, datetime, datetime] = (-1, FOREVER, FOREVER)
_shared_rests_until = 0.0


def page_cache(get_response: Handler) -> Handler:
    """Set `request.generation`, answer readers from the cache, and cache other answers."""
    if settings.PAGE_CACHE:
        stamp()  # while the files are those that this process started with

    def middleware(request: TimedRequest) -> HttpResponse:
        if WITHOUT_GENERATION.match(request.path_info):
            return get_response(request)
        try:
            request.generation = current_generation.read()
        except current_generation.DatabaseAway:
            return _kept_for_outage(request) or unavailable.answer(request, get_response)
        if settings.PAGE_CACHE:
            outage.note(request.generation)
        if not _is_for_readers(request):
            return get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response = get_response(request)
            response["Cache-Control"] = "private, no-store"
            return response
        key = _key(request) if settings.PAGE_CACHE else ""
        now = clock.now()
        page = _find(request.generation, key, now) if key else None
        if page:
            return _answer(request, _again(request, page), page.etag, page.valid_until - now)
        response = get_response(request)
        return _finish(request, response, key)

    return middleware


def forget() -> None:
    """Reset this module, for tests, whose generations repeat after each rollback."""
    global _memory, _due, _shared_rests_until
    _memory, _due, _shared_rests_until = (0, {}), (-1, FOREVER, FOREVER), 0.0


def _is_for_readers(request: TimedRequest) -> bool:
    return request.method in ("GET", "HEAD") and not request.path_info.startswith(NOT_FOR_READERS)


def _kept_for_outage(request: TimedRequest) -> HttpResponse | None:
    if not _is_for_readers(request) or settings.SESSION_COOKIE_NAME in request.COOKIES or not settings.PAGE_CACHE:
        return None
    key, now = _key(request), clock.now()
    for number in outage.servable(now) if key else ():
        if page := _find(number, key, now):
            response = _answer(request, _again(request, page), page.etag, page.valid_until - now)
            response.headers["X-Outage"] = "database"
            return response
    return None


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
    if not settings.PAGE_CACHE:
        return _answer(request, response, etag, timedelta())
    valid_until = _valid_until(request)
    if key and request.method == "GET" and _to_be_kept(request, response):
        zipped = b""
        if WORTH_ZIPPING.match(response.get("Content-Type", "")) and len(body) > 500:
            zipped = gzip.compress(body, 6, mtime=0)
            response["Vary"] = "Accept-Encoding"
        headers = [item for item in response.items() if item[0] not in ("Content-Length", "Cache-Control")]
        page = Page(request.now, valid_until, response.status_code, headers, etag, body, zipped)
        _keep(request.generation, key, page)
        if zipped and _accepts_gzip(request):
            response.content = zipped
            response["Content-Encoding"], response["Content-Length"] = "gzip", str(len(zipped))
    return _answer(request, response, etag, valid_until - clock.now())


def _again(request: TimedRequest, page: Page) -> HttpResponse:
    zipped = page.zipped and _accepts_gzip(request)
    response = HttpResponse(page.zipped if zipped else page.body, status=page.status)
    for name, value in page.headers:
        response.headers[name] = value
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Content-Length"] = str(len(page.zipped if zipped else page.body))
    return response


def _answer(request: TimedRequest, response: HttpResponse, etag: str, left: timedelta) -> HttpResponse:
    """Return `response` with its lifetimes, or a 304 if the client has it. `left` is the time until it may change."""
    seconds = min(PROXIES, int(left.total_seconds()) - MARGIN)
    sharing = f"public, s-maxage={seconds}" if seconds > 0 else "private"
    response.headers["Cache-Control"] = f"{sharing}, max-age=0, must-revalidate"
    if not etag:
        return response
    response.headers["ETag"] = etag
    if (seconds > 0 or not settings.PAGE_CACHE) and "HTTP_IF_NONE_MATCH" in request.META:
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


def _accepts_gzip(request: TimedRequest) -> bool:
    return bool(ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def _valid_until(request: TimedRequest) -> datetime:
    """Return the first instant after `request.now` at which any page changes by itself; cached until it has passed."""
    global _due
    number, asked_at, until = _due
    if number != request.generation or not asked_at <= request.now < until:
        until = next_transition(request.now) or FOREVER
        _due = (request.generation, request.now, until)
    return until


def _key(request: TimedRequest) -> str:
    """Return what the page depends on; "" if it must not be cached. Removes campaign keys from the query."""
    query = request.META.get("QUERY_STRING", "")
    if query:
        pairs = [pair for pair in query.split("&") if pair and not CAMPAIGNS.match(pair)]
        query = request.META["QUERY_STRING"] = "&".join(pairs)
        if len(pairs) > 1 or any(pair.partition("=")[0] not in PARAMETERS for pair in pairs):
            return ""
    host = request.META.get("HTTP_HOST") or request.META["SERVER_NAME"]
    if host not in _hosts():
        return ""
    return f"{request.scheme}://{host}{request.path}?{query}"


@cache
def _hosts() -> frozenset[str]:
    return frozenset({urlsplit(settings.PUBLIC_URL).netloc, *settings.ALLOWED_HOSTS})


@cache
def stamp() -> str:
    """Return a hash of this process's code, templates, static files, dependencies, settings and database.

    So a new release or setting never uses pages that the old one cached.
    """
    digest = hashlib.blake2b(digest_size=12)
    folders = {settings.BASE_DIR / "newsroom", settings.SITE_FILES / "templates"}
    folders |= {Path(config.path) for config in apps.get_app_configs() if "site-packages" not in config.path}
    if settings.THEME_DIR:
        folders.add(settings.THEME_DIR)
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                digest.update(path.read_bytes())
    names = settings.STATIC_ROOT / "staticfiles.json"
    digest.update(names.read_bytes() if names.exists() else b"")
    digest.update(" ".join(sorted(f"{each.name}={each.version}" for each in distributions())).encode())
    for name, value in sorted(vars(import_module(os.environ["DJANGO_SETTINGS_MODULE"])).items()):
        digest.update(f"{name}={value!r}\n".encode() if name.isupper() else b"")
    return digest.hexdigest()


def _find(number: int, key: str, now: datetime) -> Page | None:
    in_number, pages = _memory
    page = pages.get(key) if in_number == number else None
    if page and page.made_at <= now < page.valid_until:
        return page
    found = _ask_shared("get", _shared_key(number, key))
    page = Page(*found) if found else None
    if not page or not page.made_at <= now < page.valid_until:
        return None
    if number >= in_number:
        _remember(number, key, page)
    return page


def _keep(number: int, key: str, page: Page) -> None:
    _remember(number, key, page)
    lasts = min(A_DAY, int((page.valid_until - page.made_at).total_seconds()) + 1)
    _ask_shared("set", _shared_key(number, key), tuple(page), lasts)


def _remember(number: int, key: str, page: Page) -> None:
    """Store a page in memory, which holds one generation; if there are too many, all are dropped."""
    global _memory
    if len(page.body) > LARGEST_IN_MEMORY:
        return
    if _memory[0] != number or len(_memory[1]) >= IN_MEMORY:
        _memory = (number, {})
    _memory[1][key] = page


def _shared_key(number: int, key: str) -> str:
    return "page-" + hashlib.blake2b(f"{stamp()} {number} {key}".encode(), digest_size=20).hexdigest()


def _ask_shared(verb: str, *words: Any) -> Any:
    """Return the shared cache's answer, or None if it fails; it is then left alone for a while."""
    global _shared_rests_until
    if time.monotonic() < _shared_rests_until:
        return None
    try:
        return getattr(shared, verb)(*words)
    except Exception:
        _shared_rests_until = time.monotonic() + REST
        logger.warning("The shared cache does not answer; retrying in %s seconds.", REST, exc_info=True)
        return None
