"""Sessions that know whose they are, so that people can see and end theirs (SESSION_ENGINE)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from newsroom.database.expiry import delete_in_batches, register_expiry
from newsroom.people.models import DEVICE, SINCE, DeskSession, Preferences
from newsroom.people.models import SessionStore as SessionStore  # what SESSION_ENGINE looks for here
from newsroom.publishing import clock

logger = logging.getLogger(__name__)
EVERY = timedelta(minutes=5)  # how exactly "last seen" is known, for a write each
# What a user agent has in it, the more particular first.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox/": "Firefox"}
BROWSERS |= {"FxiOS": "Firefox", "CriOS": "Chrome", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS"}
SYSTEMS |= {"Windows": "Windows", "Mac OS X": "Mac", "Linux": "Linux"}


@receiver(user_logged_in)
def note_sign_in(request: Any, user: Any, **_signal: Any) -> None:
    """Keep with the session in what browser it began, and when."""
    request.session[DEVICE] = device(request.META.get("HTTP_USER_AGENT", ""))
    request.session[SINCE] = clock.now().isoformat()
    saw(user.pk)


def last_seen(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: note at the desk, every few minutes, that a user is there."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        row = getattr(request.session, "row", None) if request.path_info.startswith("/admin/") else None
        if row and row.user_id and clock.now() - row.last_seen_at >= EVERY:
            try:
                DeskSession.objects.filter(pk=row.pk).update(last_seen_at=clock.now())
                saw(row.user_id)
            except DatabaseError:  # the page is made; this can wait
                logger.warning("When a user was last seen could not be noted.", exc_info=True)
        return response

    return respond


def saw(user_id: int) -> None:
    """Note when a user was last seen, for as long as there is an account: sessions go."""
    Preferences.objects.update_or_create(user_id=user_id, defaults={"last_seen_at": clock.now()})


def device(user_agent: str) -> str:
    """Name a browser for people: "Firefox on Windows"."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def sessions_of(user: Any) -> list[DeskSession]:
    """Return the sessions of a user that are open, the last seen first."""
    return list(DeskSession.objects.filter(user=user, expire_date__gt=clock.now()).order_by("-last_seen_at"))


@register_expiry("expired session", "expired sessions")
def delete_expired(now: datetime) -> int:
    """Delete sessions that have ended."""
    return delete_in_batches(DeskSession.objects.filter(expire_date__lt=now))


def end_session(user: Any, reference: str, but: str | None = None) -> int:
    """End the session of a user that a page calls `reference`, if it isn't the one with that key. Return how many."""
    keys = [row.pk for row in sessions_of(user) if row.reference == reference and row.pk != but]
    return DeskSession.objects.filter(pk__in=keys).delete()[0]


def end_sessions(user: Any, but: str | None = None) -> int:
    """End every session of a user, or all but the one with that key. Return how many."""
    return DeskSession.objects.filter(user=user).exclude(session_key=but or "").delete()[0]
