"""The request's clock: one `now` for everything a request reads, which staff can set to another instant."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from newsroom.publishing import clock

AS_OF = "as_of"


class TimedRequest(HttpRequest):
    """A request as views get it. `now` is the instant at which it reads everything, `generation` the site generation."""

    generation: int
    now: datetime
    as_of: datetime | None
    preview: Any = None  # the revision that staff preview
    from_cache: bool | None = None  # None: this is no page that is cached
    changes_at: datetime | None = None  # when this page changes by itself, if that is before the rest of the site does


def request_clock(get_response: Callable[[TimedRequest], HttpResponse]) -> Callable[[TimedRequest], HttpResponse]:
    """Set `request.now` (aware, UTC), and `request.as_of` to the same if it isn't the present."""

    def middleware(request: TimedRequest) -> HttpResponse:
        request.as_of = _as_of(request)
        request.now = request.as_of or clock.now()
        response = get_response(request)
        if request.as_of:
            response["Cache-Control"] = "private, no-store"
        return response

    return middleware


def page_changes_at(request: TimedRequest, instant: datetime) -> None:
    """Tell the page cache that the page being made changes by itself at `instant`. Without it, whole-site sources decide.

    See `newsroom.publishing.next_change` for what changes every page.
    """
    known = getattr(request, "changes_at", None)
    request.changes_at = min(known, instant) if known else instant


def _as_of(request: TimedRequest) -> datetime | None:
    # Without a session cookie the session isn't read, so readers cost no query and get no cookie.
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path.startswith("/admin/"):
        return None
    instant = request.session.get(AS_OF)
    if not instant or not request.user.has_perm("publishing.look_as_of"):
        return None
    return datetime.fromisoformat(instant)
