"""Which cached pages may be served while the database is down, and which never: docs/decisions/0011 says why.

Two records are stored beside the cached pages (Redis, or VAR_DIR): MARK, the site generation below which no page may be
served, and SEEN, the instants at which the latest generations were last read as the current one.
"""

import hashlib
import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, transaction
from django.dispatch import receiver

from newsroom.publishing import generation
from newsroom.publishing.models import SiteGeneration

logger = logging.getLogger(__name__)
MARK, SEEN = "mark", "seen"
BEAT = 15  # seconds between two records of the same generation
REST = 1  # second to wait after the records could not be read
GENERATIONS = 8  # that are recorded
MINUTE = 60  # seconds between two log lines of one kind

_noted: tuple[int, float] = (-1, 0.0)  # the last generation recorded, and until when that is enough
_read_last: dict[int, datetime] = {}  # by this process itself
_rests_until = 0.0
_said_at: dict[str, float] = {}


def note(number: int, now: datetime) -> None:
    """Record that this generation is current, and share that with other processes every BEAT seconds."""
    global _noted
    _read_last[number] = now
    if number == _noted[0] and time.monotonic() < _noted[1]:
        return
    _noted = (number, time.monotonic() + BEAT)
    _forget_older(_read_last)
    try:
        removal = SiteGeneration.objects.values_list("removal", flat=True).first()
        mark = _store().get(_key(MARK))
        if removal is not None and (mark is None or mark < removal):
            _put_back_mark()
        seen: dict[int, datetime] = {**(_store().get(_key(SEEN)) or {}), number: now}
        _forget_older(seen)
        _store().set(_key(SEEN), seen, None)
    except DatabaseError:
        return  # the next query reports it
    except Exception as error:
        say("The record of pages that may be served during an outage can't be written: %s", error, level=logging.INFO)


@receiver(generation.removed)
def mark(number: int, **_signal: Any) -> None:
    """Forbid serving pages of lower generations during an outage. See `generation.remove`."""
    try:
        _store().set(_key(MARK), number, None)
    except Exception:
        logger.exception("The mark of a removal could not be written; the next request will try again.")


def servable(now: datetime) -> list[int]:
    """Return the generations whose pages may be served at `now` without the database, newest first."""
    global _rests_until
    window = timedelta(minutes=settings.OUTAGE_MINUTES)
    if not window or time.monotonic() < _rests_until:
        return []
    try:
        oldest, shared = _store().get(_key(MARK)), _store().get(_key(SEEN)) or {}
    except Exception as error:
        _rests_until = time.monotonic() + REST
        say("The record of pages that may be served during an outage can't be read: %s", error)
        return []
    if oldest is None:
        return []
    seen = shared | {number: max(at, shared.get(number, at)) for number, at in list(_read_last.items())}
    allowed = (number for number, at in seen.items() if number >= oldest and timedelta(0) <= now - at <= window)
    return sorted(allowed, reverse=True)


def say(what: str, *words: Any, level: int = logging.ERROR) -> None:
    """Log at most one line of each kind a minute, so that an outage doesn't fill the disk."""
    if time.monotonic() >= _said_at.get(what, 0.0):
        _said_at[what] = time.monotonic() + MINUTE
        logger.log(level, what, *words)


def forget() -> None:
    """Reset this module, for tests."""
    global _noted, _rests_until
    _noted, _rests_until = (-1, 0.0), 0.0
    _read_last.clear()
    _said_at.clear()


def _put_back_mark() -> None:
    """Restore the mark from the database, unless a removal is under way and has locked the row."""
    with transaction.atomic():
        row = SiteGeneration.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=1).first()
        if row:
            _store().set(_key(MARK), row.removal, None)


def _forget_older(seen: dict[int, datetime]) -> None:
    for number in sorted(seen)[:-GENERATIONS]:
        seen.pop(number, None)  # another thread may have done so


def _store() -> Any:
    return caches["outage"]


def _key(name: str) -> str:
    """Return a key that all releases share, unlike pages: what one removed, another must not serve."""
    return f"{name}-{hashlib.blake2b(settings.PUBLIC_URL.encode(), digest_size=12).hexdigest()}"
