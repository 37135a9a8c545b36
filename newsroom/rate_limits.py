"""Rate limits for expensive requests by network address, shared by all processes.

Counts are stored in the cache "limits" (Redis, or files under a lock). If that fails, each process counts by itself.
django-ratelimit doesn't work here: it refuses the file cache and can't take a count back.
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
from django.utils.translation import ngettext

logger = logging.getLogger(__name__)


class Limit(NamedTuple):
    """At most `times` in a fixed window of `seconds`, so up to twice as many around its end."""

    name: str
    times: int
    seconds: int


# Generous, because an office or a campus may be one address.
SIGN_IN = Limit("sign-in", 30, 300)  # failed attempts
KNOWN_BROWSER = Limit("known-browser", 10, 300)  # failed attempts of one browser that has signed in before
PASSWORD_RESET = Limit("password-reset", 10, 900)  # requests from one network
PASSWORD_RESET_MAIL = Limit("password-reset-mail", 3, 3600)  # mails to one address
OWN_PASSWORD = Limit("own-password", 10, 900)  # attempts of one user who is signed in
SEARCH = Limit("search", 300, 60)  # pages of results, and completions
COMPARISON = Limit("comparison", 60, 60)
ERROR_REPORT = Limit("error-report", 20, 300)

_by_itself = LocMemCache("limits", {})  # of this process, while the shared cache fails
_REST = 10  # seconds to wait after the cache failed
_rests_until = 0.0
_MOST_REFUSED = 10_000
_refused: dict[str, float] = {}  # key -> until when, so that a flood causes no cache queries


def spend(limit: Limit, who: str) -> int:
    """Count one request of `who`. Return 0 if it is within the limit, otherwise the seconds until a retry."""
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
    """Take one count back, after an attempt that succeeded."""
    _count(_window(limit, who, time.time())[0], -1, limit.seconds)


def forget() -> None:
    """Reset all counts, for tests."""
    global _rests_until
    _rests_until = 0.0
    _refused.clear()
    _by_itself.clear()
    caches["limits"].clear()


def limited(limit: Limit) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Decorate a view to answer 429 to an address that exceeds the limit."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def within(request: Any, *args: Any, **named: Any) -> HttpResponse:
            wait = spend(limit, network(client_address(request)))
            return too_many(wait) if wait else view(request, *args, **named)

        return within

    return decorate


def too_many(wait: int, reason: str = "") -> HttpResponse:
    """Return the 429 page; `wait` is the seconds until a retry."""
    response = HttpResponse(_page(in_words(wait), reason), status=429)
    response.headers["Retry-After"] = str(wait)
    response.headers["Cache-Control"] = "private, no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # a flood must not fill the logs
    # Set here, because this may be answered before the middleware that sets them.
    policy = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'"
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@lru_cache(maxsize=100)
def _page(wait: str, reason: str) -> str:
    return render_to_string("429.html", {"wait": wait, "reason": reason, "newsroom_name": settings.NEWSROOM_NAME})


def in_words(seconds: int) -> str:
    """Return a duration in words: "40 seconds", "3 minutes"."""
    if seconds < 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = -(-seconds // 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def client_address(request: HttpRequest) -> str | None:
    """Return the browser's address as the outermost of PROXY_COUNT proxies saw it, or the peer's; None without a peer.

    Anything further left in X-Forwarded-For was written by the client and proves nothing.
    """
    peer: str | None = request.META.get("REMOTE_ADDR") or None
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if not 0 < settings.PROXY_COUNT <= len(seen):
        return peer
    try:
        return str(ip_address(seen[-settings.PROXY_COUNT]))
    except ValueError:  # no proxy writes that, so there are fewer than PROXY_COUNT
        return peer


def network(address: str | None) -> str:
    """Return what counts as one sender: an IPv4 address, or the /64 network of an IPv6 address."""
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
    global _rests_until
    if time.monotonic() >= _rests_until:
        try:
            return _add(caches["limits"], key, more, seconds)
        except Exception:
            _rests_until = time.monotonic() + _REST
            logger.warning("The cache for rate limits does not answer; each process counts by itself.", exc_info=True)
    return _add(_by_itself, key, more, seconds)


def _add(cache: Any, key: str, more: int, seconds: int) -> int:
    cache.add(key, 0, seconds)
    try:
        return int(cache.incr(key, more))
    except ValueError:  # it expired in between
        return max(more, 0)
