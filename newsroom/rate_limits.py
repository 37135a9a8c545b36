"""How often one network address may ask for what costs the site much: counted for all processes together.

The counts are kept in the cache "limits" (Redis, or files under a lock). A cache that fails limits each process by
itself; the site goes on. django-ratelimit was tried: it refuses the cache of files, and cannot take a count back.
"""

import logging
import time
from collections.abc import Callable
from functools import lru_cache, wraps
from ipaddress import IPv6Address, ip_address
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


class Limit(NamedTuple):
    """At most `times` within `seconds` (a fixed window: up to twice as many around its end)."""

    name: str
    times: int
    seconds: int


# An office or a campus is one address too: no person comes near these, and a few people together do not either.
SIGN_IN = Limit("sign-in", 30, 300)  # attempts that failed
KNOWN_BROWSER = Limit("known-browser", 10, 300)  # the same, of one browser in which somebody has signed in before
SEARCH = Limit("search", 300, 60)  # pages of results, and completions while one types
COMPARISON = Limit("comparison", 60, 60)
ERROR_REPORT = Limit("error-report", 20, 300)

_by_itself = LocMemCache("limits", {})  # of this process, while the shared cache fails
_REST = 10  # seconds for which a cache that failed is left alone
_rests_until = 0.0
_MOST_REFUSED = 10_000
_refused: dict[str, float] = {}  # key -> until when; so that a flood costs no question to the cache


def spend(limit: Limit, who: str) -> int:
    """Count one more of `who`. Return 0 if that is within the limit, else in how many seconds to try again."""
    now = time.time()
    key, ends = _window(limit, who, now)
    if _refused.get(key, 0) <= now:
        if _count(key, 1, limit.seconds) <= limit.times:
            return 0
        if len(_refused) >= _MOST_REFUSED:
            _refused.clear()
        _refused[key] = ends
    return max(1, round(ends - now))


def give_back(limit: Limit, who: str) -> None:
    """Take one count back: it was no failure after all."""
    _count(_window(limit, who, time.time())[0], -1, limit.seconds)


def forget() -> None:
    """Drop all counts: for tests, which all come from one address."""
    global _rests_until
    _rests_until = 0.0
    _refused.clear()
    _by_itself.clear()
    caches["limits"].clear()


def limited(limit: Limit) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorate a view: an address that asks for it more often gets a 429."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def within(request: Any, *args: Any, **named: Any) -> HttpResponse:
            wait = spend(limit, network(client_address(request)))
            return too_many(wait) if wait else view(request, *args, **named)

        return within

    return decorate


def too_many(wait: int, reason: str = "") -> HttpResponse:
    """The page that says when to try again, in seconds from now."""
    response = HttpResponse(_page(in_words(wait), reason), status=429)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "private, no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # a flood must not fill the logs
    # Said here, for it may be answered before the middleware that says so of other pages.
    policy = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@lru_cache(maxsize=100)
def _page(wait: str, reason: str) -> str:
    return render_to_string("429.html", {"wait": wait, "reason": reason, "newsroom_name": settings.NEWSROOM_NAME})


def in_words(seconds: int) -> str:
    """40 seconds, 3 minutes."""
    number, unit = (seconds, "second") if seconds < 90 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'s' * (number != 1)}"


def client_address(request: HttpRequest) -> str | None:
    """The address of the browser: what the outermost of our PROXY_COUNT proxies saw, or the peer itself without one.

    None if there is no peer: a session made by hand, or a Unix socket.
    Whatever stands further left in X-Forwarded-For was written by the client and proves nothing.
    """
    peer: str | None = request.META.get("REMOTE_ADDR") or None
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if not 0 < settings.PROXY_COUNT <= len(seen):
        return peer
    try:
        return str(ip_address(seen[-settings.PROXY_COUNT]))
    except ValueError:  # no proxy writes that: there are fewer of them than PROXY_COUNT says
        return peer


def network(address: str | None) -> str:
    """What counts as one sender: an address, or the /64 of an IPv6 household."""
    text = str(address).partition("%")[0]
    try:
        parsed = ip_address(text)
    except ValueError:
        return text
    return f"{int(parsed) >> 64:x}::/64" if isinstance(parsed, IPv6Address) else str(parsed)


def _window(limit: Limit, who: str, now: float) -> tuple[str, float]:
    number = int(now // limit.seconds)
    return f"{limit.name}-{number}-{who}", (number + 1.0) * limit.seconds


def _count(key: str, more: int, seconds: int) -> int:
    """The count of `key` with `more` added to it."""
    global _rests_until
    if time.monotonic() >= _rests_until:
        try:
            return _add(caches["limits"], key, more, seconds)
        except Exception:
            _rests_until = time.monotonic() + _REST
            logger.warning(
                "The cache of the rate limits does not answer; each process counts by itself.", exc_info=True
            )
    return _add(_by_itself, key, more, seconds)


def _add(cache: Any, key: str, more: int, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key, more))
    except ValueError:  # it has run out in between
        return max(more, 0)
